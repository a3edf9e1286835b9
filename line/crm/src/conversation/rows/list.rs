//! The list of what was said, as far as the permit reaches.

use kernel::{MessageId, Result};
use store::{Tx, values};

use super::MESSAGE;
use crate::conversation::queries::ListMessages;
use crate::conversation::views::MessageView;
use crate::people::reach;

const WANTED: &str = "
    and (m.lead = $4 or $4 is null) and (m.conversation = $5 or $5 is null)
    and (m.contact = $6 or m.contact in (select alias from crm_alias where contact = $6) or $6 is null)
    and (m.id < $7 or $7 is null) and ((m.about = $8 and m.about_kind = $9) or $8 is null)
    order by m.id desc limit $10";

/// One more than `limit`, newest first.
pub async fn of(
    tx: &mut Tx,
    wanted: &ListMessages,
    after: Option<MessageId>,
    limit: usize,
) -> Result<Vec<MessageView>> {
    let sql = format!("{MESSAGE} where {}{WANTED}", reach::condition("m"));
    let reach = reach::of(tx.permit());
    let rest = i64::try_from(limit + 1).map_err(kernel::fault)?;
    let (scope, user, team) = (reach.scope, reach.user, reach.team);
    let mut values = values![scope, user, team, wanted.lead, wanted.conversation, wanted.contact].to_vec();
    values.extend(values![after, wanted.about, wanted.about.map(|about| about.kind), rest].to_vec());
    tx.all(&sql, &values, MessageView::read).await
}

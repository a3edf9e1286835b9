//! The list of agreements, as far as the permit reaches.

use kernel::{AgreementId, Result};
use store::{Tx, values};

use super::{SELECT, read};
use crate::agreement::queries::{AgreementState, ListAgreements};
use crate::agreement::views::AgreementLine;
use crate::people;

const WANTED: &str = "
    and (a.state = $4 or $4 is null) and (a.deal = $5 or $5 is null) and (a.proposal = $6 or $6 is null)
    and (a.contact = $7 or a.contact in (select alias from crm_alias where contact = $7) or $7 is null)
    and (a.id < $8 or $8 is null)
    order by a.id desc limit $9";

/// One more than `limit`, newest first.
pub async fn of(
    tx: &mut Tx,
    wanted: &ListAgreements,
    after: Option<AgreementId>,
    limit: usize,
) -> Result<Vec<AgreementLine>> {
    let sql = format!(
        "select q.*, c.name as contact_name from ({SELECT} where {}{WANTED}) q
            left join crm_contact_window c on c.id = q.contact
        order by q.id desc",
        people::within("a")
    );
    let reach = people::reach(tx.permit());
    let rest = i64::try_from(limit + 1).map_err(kernel::fault)?;
    let mut values = values![reach.scope, reach.user, reach.team].to_vec();
    let state = wanted.state.map(AgreementState::word);
    values.extend(values![state, wanted.deal, wanted.proposal, wanted.contact, after, rest].to_vec());
    let line = |row: &store::Row<'_>| Ok(AgreementLine::of(read(row)?, row.get("contact_name")?));
    tx.all(&sql, &values, line).await
}

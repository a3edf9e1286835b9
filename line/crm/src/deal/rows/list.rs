//! The list of deals behind board and table, as far as the permit reaches.

use kernel::{DealId, Result};
use store::{Tx, values};

use super::{SELECT, read};
use crate::deal::queries::{DealState, ListDeals};
use crate::deal::views::DealLine;
use crate::people::reach;

const WANTED: &str = "
    and (d.state = $4 or $4 is null) and (d.stage = $5 or $5 is null) and (d.owner = $6 or $6 is null)
    and (d.service = $7 or $7 is null) and (d.id < $8 or $8 is null)
    and (d.contact = $9 or d.contact in (select alias from crm_alias where contact = $9) or $9 is null)
    order by d.id desc limit $10";

/// One more than `limit`, newest first.
pub async fn of(
    tx: &mut Tx,
    wanted: &ListDeals,
    after: Option<DealId>,
    limit: usize,
) -> Result<Vec<DealLine>> {
    let sql = format!(
        "select q.*, c.name as contact_name from ({SELECT} where {}{WANTED}) q
            left join crm_contact_window c on c.id = q.contact
        order by q.id desc",
        reach::condition("d")
    );
    let reach = reach::of(tx.permit());
    let rest = i64::try_from(limit + 1).map_err(kernel::fault)?;
    let mut values = values![reach.scope, reach.user, reach.team].to_vec();
    values.extend(values![wanted.state.map(DealState::word), &wanted.stage, wanted.owner].to_vec());
    values.extend(values![wanted.service, after, wanted.contact, rest].to_vec());
    let line = |row: &store::Row<'_>| {
        Ok(DealLine { deal: read(row)?.into(), contact_name: row.get("contact_name")? })
    };
    tx.all(&sql, &values, line).await
}

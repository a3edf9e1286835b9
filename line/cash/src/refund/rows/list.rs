//! The list of refunds, as far as the permit reaches.

use kernel::{RefundId, Result, fault};
use store::{Tx, values};

use super::{SELECT, read};
use crate::refund::Refund;
use crate::refund::queries::ListRefunds;
use crate::staff;

const WANTED: &str = "
    and (r.state = $4 or $4 is null)
    and (r.contact = $5 or r.contact in (select alias from crm_alias where contact = $5) or $5 is null)
    and (r.id < $6 or $6 is null) order by r.id desc limit $7";

/// One more than `limit`, newest first, with the name of whoever got it.
pub(crate) async fn of(
    tx: &mut Tx,
    wanted: &ListRefunds,
    after: Option<RefundId>,
    limit: usize,
) -> Result<Vec<(Refund, Option<String>)>> {
    let sql = format!(
        "select q.*, c.name as contact_name from ({SELECT} where {}{WANTED}) q
            left join crm_contact_window c on c.id = q.contact
        order by q.id desc",
        staff::reaches("r")
    );
    let reach = staff::reach(tx.permit());
    let rest = i64::try_from(limit + 1).map_err(fault)?;
    let mut values = values![reach.scope, reach.user, reach.team].to_vec();
    let state = wanted.state.map(|state| state.word());
    values.extend(values![state, wanted.contact, after, rest].to_vec());
    tx.all(&sql, &values, |row| Ok((read(row)?, row.get("contact_name")?))).await
}

//! The list of payments, and of invoices one can pay, as far as the permit reaches.

use kernel::{PaymentId, Result, fault};
use store::{Tx, values};

use super::{SELECT, read};
use crate::payment::Payment;
use crate::payment::queries::ListPayments;
use crate::staff;

const WANTED: &str = "
    and (p.state = $4 or $4 is null)
    and (p.contact = $5 or p.contact in (select alias from crm_alias where contact = $5) or $5 is null)
    and (exists (select 1 from cash_settled s where s.payment = p.id and s.invoice = $6) or $6 is null)
    and (p.id < $7 or $7 is null) order by p.id desc limit $8";

/// One more than `limit`, newest first, with the name of whoever paid.
pub(crate) async fn of(
    tx: &mut Tx,
    wanted: &ListPayments,
    after: Option<PaymentId>,
    limit: usize,
) -> Result<Vec<(Payment, Option<String>)>> {
    let sql = format!(
        "select q.*, c.name as contact_name from ({SELECT} where {}{WANTED}) q
            left join crm_contact_window c on c.id = q.contact
        order by q.id desc",
        staff::reaches("p")
    );
    let reach = staff::reach(tx.permit());
    let rest = i64::try_from(limit + 1).map_err(fault)?;
    let mut values = values![reach.scope, reach.user, reach.team].to_vec();
    let state = wanted.state.map(|state| state.word());
    values.extend(values![state, wanted.contact, wanted.invoice, after, rest].to_vec());
    tx.all(&sql, &values, |row| Ok((read(row)?, row.get("contact_name")?))).await
}

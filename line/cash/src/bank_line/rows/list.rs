//! The list of bank lines, as far as the permit reaches.

use kernel::{BankLineId, Result, fault};
use store::{Tx, values};

use super::{WITH_WORDS, both};
use crate::bank_line::queries::ListBankLines;
use crate::bank_line::{BankLine, Words};
use crate::staff;

const WANTED: &str = "
    and (l.state = $4 or $4 is null) and (l.statement = $5 or $5 is null) and (l.account = $6 or $6 is null)
    and (l.booked_on < $7 or $7 is null or (l.booked_on = $7 and l.id < $8))
    order by l.booked_on desc, l.id desc limit $9";

/// One more than `limit`, the newest day first.
pub(crate) async fn of(
    tx: &mut Tx,
    wanted: &ListBankLines,
    after: Option<(kernel::Date, BankLineId)>,
    limit: usize,
) -> Result<Vec<(BankLine, Words)>> {
    let sql = format!("{WITH_WORDS} where {}{WANTED}", staff::reaches("l"));
    let reach = staff::reach(tx.permit());
    let rest = i64::try_from(limit + 1).map_err(fault)?;
    let (day, id) = (after.map(|(day, _)| day), after.map(|(_, id)| id));
    let mut values = values![reach.scope, reach.user, reach.team].to_vec();
    let state = wanted.state.map(|state| state.word());
    values.extend(values![state, wanted.statement, &wanted.account, day, id, rest].to_vec());
    tx.all(&sql, &values, both).await
}

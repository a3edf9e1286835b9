//! What a person says of money that moved, checked: how much, on which day, how, and a note.

use kernel::{Date, Error, Money, Result};
use store::Tx;

use super::Method;
use crate::staff::today;

const NOTE: usize = 2_000;

#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// Business-local day; today where nothing was said.
    pub on: Date,
    pub method: Method,
    pub note: Option<String>,
}

pub(crate) fn above_zero(amount: Money) -> Result<()> {
    if amount.minor <= 0 {
        return Err(Error::field("/amount", "payment.amount", "write an amount above zero"));
    }
    Ok(())
}

pub(crate) async fn said(
    tx: &mut Tx,
    paid_on: Option<Date>,
    method: Option<Method>,
    note: Option<&str>,
) -> Result<Said> {
    let today = today(tx).await?;
    let on = paid_on.unwrap_or(today);
    if on > today {
        let detail = "this day is still to come; write the day the money was paid";
        return Err(Error::field("/paid_on", "payment.future", detail));
    }
    let method = method.unwrap_or(Method::BankTransfer);
    if method == Method::CreditNote {
        let detail = "a credit note is issued from its invoice; choose how the money was paid";
        return Err(Error::field("/method", "payment.method", detail));
    }
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    if note.is_some_and(|note| note.chars().count() > NOTE) {
        return Err(Error::field("/note", "payment.note", "write a note of at most 2000 characters"));
    }
    Ok(Said { on, method, note: note.map(str::to_owned) })
}

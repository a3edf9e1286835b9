//! The shapes of a refund that leave the house.

use kernel::{BankLineId, ContactId, Date, Money, PaymentId, RefundId, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;

use super::Refund;
use crate::open_invoice;
use crate::payment::{Method, State};

#[derive(Debug, Serialize, JsonSchema)]
pub struct RefundView {
    pub id: RefundId,
    pub rv: i64,
    pub contact: ContactId,
    pub contact_name: Option<String>,
    /// Above zero.
    pub amount: Money,
    /// Whose credit it was.
    pub taken: Vec<TakenView>,
    /// Business-local day the money went out.
    pub paid_on: Date,
    pub method: Method,
    pub note: Option<String>,
    /// The line of a bank statement it was found on.
    pub bank_line: Option<BankLineId>,
    pub reconciled: bool,
    /// `recorded` or `voided`.
    pub state: &'static str,
    /// Why it was voided.
    pub reason: Option<String>,
    pub recorded_at: Timestamp,
    pub voided_at: Option<Timestamp>,
    pub owner: Option<UserId>,
    pub test: bool,
}

/// A part of a refund.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TakenView {
    /// The payment, or the credit of a credit note, it came from.
    pub payment: PaymentId,
    pub amount: Money,
}

pub(crate) async fn view(tx: &mut Tx, refund: Refund) -> Result<RefundView> {
    let name = open_invoice::rows::contact(tx, refund.contact).await?.and_then(|(_, name)| name);
    Ok(of(refund, name))
}

pub(crate) fn of(r: Refund, contact_name: Option<String>) -> RefundView {
    RefundView {
        id: r.id,
        rv: r.rv,
        contact: r.contact,
        contact_name,
        amount: r.amount,
        taken: r.taken.iter().map(|part| TakenView { payment: part.payment, amount: part.amount }).collect(),
        paid_on: r.paid_on,
        method: r.method,
        note: r.note,
        bank_line: r.bank_line,
        reconciled: r.bank_line.is_some() && r.state == State::Recorded,
        state: r.state.word(),
        reason: r.state.reason().map(str::to_owned),
        recorded_at: r.recorded_at,
        voided_at: r.state.voided_at(),
        owner: r.owned.owner,
        test: r.test,
    }
}

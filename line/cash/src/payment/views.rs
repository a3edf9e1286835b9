//! The shapes of a payment that leave the house.

use std::collections::HashMap;

use kernel::{BankLineId, ContactId, Date, InvoiceId, Money, PaymentId, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;

use super::{Method, Payment, State};
use crate::open_invoice;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PaymentView {
    pub id: PaymentId,
    pub rv: i64,
    pub contact: ContactId,
    pub contact_name: Option<String>,
    pub amount: Money,
    /// The customer's credit.
    pub excess: Money,
    pub applied: Vec<AppliedView>,
    /// What of it was paid back.
    pub refunded: Money,
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
    /// Until when it should be found on a statement.
    pub due_at: Option<Timestamp>,
    pub owner: Option<UserId>,
    pub test: bool,
}

/// A part of a payment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AppliedView {
    pub invoice: InvoiceId,
    pub number: String,
    pub amount: Money,
}

/// What credit settled of an invoice.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AppliedCredit {
    /// The invoice.
    pub id: InvoiceId,
    pub applied: Money,
    /// What is still open of it.
    pub open: Money,
    /// Whose excess it was.
    pub payments: Vec<PaymentId>,
}

/// A payment with the names and numbers a reader wants.
pub(crate) async fn view(tx: &mut Tx, payment: Payment) -> Result<PaymentView> {
    let ids: Vec<InvoiceId> = payment.applied.iter().map(|part| part.invoice).collect();
    let numbers = open_invoice::rows::numbers(tx, &ids).await?;
    let name = open_invoice::rows::contact(tx, payment.contact).await?.and_then(|(_, name)| name);
    Ok(of(payment, name, &numbers))
}

pub(crate) fn of(
    p: Payment,
    contact_name: Option<String>,
    numbers: &HashMap<InvoiceId, String>,
) -> PaymentView {
    let number = |id| numbers.get(&id).cloned().unwrap_or_default();
    let part = |part: &facts::cash::Applied| AppliedView {
        invoice: part.invoice,
        number: number(part.invoice),
        amount: part.amount,
    };
    let refunded = p.refunded();
    PaymentView {
        id: p.id,
        rv: p.rv,
        contact: p.contact,
        contact_name,
        amount: p.amount,
        excess: p.excess,
        applied: p.applied.iter().map(part).collect(),
        refunded,
        paid_on: p.paid_on,
        method: p.method,
        note: p.note,
        bank_line: p.bank_line,
        reconciled: p.bank_line.is_some() && p.state == State::Recorded,
        state: p.state.word(),
        reason: p.state.reason().map(str::to_owned),
        recorded_at: p.recorded_at,
        voided_at: p.state.voided_at(),
        due_at: p.due,
        owner: p.owned.owner,
        test: p.test,
    }
}

//! How a payment comes about: by hand, or from a bank line; either way it settles invoices in one
//! transaction.

use kernel::{BankLineId, ContactId, Date, InvoiceId, Money, Result};
use store::Tx;

use super::settle::{may_settle, settle};
use super::{Method, Payment, State, rows};
use crate::open_invoice::{self, OpenInvoice};
use crate::staff;

/// Money that came in, before anybody has said what it settles.
#[derive(Debug, Clone)]
pub(crate) struct Incoming {
    pub amount: Money,
    pub paid_on: Date,
    pub method: Method,
    pub note: Option<String>,
    pub bank_line: Option<BankLineId>,
    /// Said where no invoice says it.
    pub test: bool,
}

/// Whose money it is: named invoices, or a contact whose oldest ones it settles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whose {
    pub contact: Option<ContactId>,
    pub invoices: Vec<InvoiceId>,
}

/// Records it, tells `payment.recorded`, and lets the balances follow.
pub(crate) async fn record(tx: &mut Tx, incoming: Incoming, whose: &Whose) -> Result<Payment> {
    let (contact, invoices) = resolve(tx, &incoming, whose).await?;
    let test = invoices.first().map_or(incoming.test, |invoice| invoice.test);
    if incoming.bank_line.is_some() && test {
        return Err(super::PaymentRefusal::TestMoney.into());
    }
    may_settle(incoming.amount, test, &invoices)?;
    let settled = settle(incoming.amount, &invoices)?;
    let (owned, due) = staff::waiting(tx).await?;
    let awaited = incoming.method == Method::BankTransfer && incoming.bank_line.is_none();
    let payment = Payment {
        id: tx.new_id(),
        rv: 1,
        owned,
        contact,
        service: invoices.first().and_then(|invoice| invoice.service),
        amount: incoming.amount,
        excess: settled.excess,
        applied: settled.applied,
        paid_on: incoming.paid_on,
        method: incoming.method,
        note: incoming.note,
        credit_note: None,
        bank_line: incoming.bank_line,
        from_line: incoming.bank_line.is_some(),
        state: State::Recorded,
        recorded_at: tx.now(),
        due: awaited.then_some(due),
        test,
    };
    tx.add(&payment).await?;
    rows::keep_settled(tx, &payment).await?;
    tx.tell(payment.recorded());
    Ok(payment)
}

/// The payer and the invoices, in the order they are settled.
async fn resolve(tx: &mut Tx, money: &Incoming, whose: &Whose) -> Result<(ContactId, Vec<OpenInvoice>)> {
    let said = match whose.contact {
        Some(id) => Some(known(tx, id).await?),
        None => None,
    };
    let named = each_once(&whose.invoices);
    let invoices = match (named.is_empty(), said) {
        (false, _) => open_invoice::rows::named(tx, &named).await?,
        (true, Some(contact)) => {
            open_invoice::rows::of_contact(tx, contact, money.amount.currency, money.test).await?
        }
        (true, None) => return Err(nobody()),
    };
    let payer = said.or(invoices.first().map(|invoice| invoice.contact)).ok_or_else(nobody)?;
    Ok((payer, invoices))
}

/// In their order: named twice is settled once.
fn each_once(invoices: &[InvoiceId]) -> Vec<InvoiceId> {
    let mut once: Vec<InvoiceId> = vec![];
    for invoice in invoices {
        if !once.contains(invoice) {
            once.push(*invoice);
        }
    }
    once
}

fn nobody() -> kernel::Error {
    kernel::Error::field("/contact", "payment.nobody", "say who paid, or which invoice it is for")
}

/// The contact as it is known now.
pub(crate) async fn known(tx: &mut Tx, id: ContactId) -> Result<ContactId> {
    let found = open_invoice::rows::contact(tx, id).await?;
    let unknown = || kernel::Error::field("/contact", "no_such_contact", "choose somebody you know");
    found.map(|(id, _)| id).ok_or_else(unknown)
}

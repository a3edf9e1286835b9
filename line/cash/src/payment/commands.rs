//! What can be done with payments: record one by hand, void it, settle an invoice from a customer's credit.

use facts::cash::Applied;
use kernel::{ContactId, Date, Error, InvoiceId, Money, PaymentId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::record::{Incoming, Whose, known, record};
use super::said::{Said, above_zero, said};
use super::views::{AppliedCredit, PaymentView, view};
use super::{Method, Payment, PaymentRefusal, rows};
use crate::open_invoice;

/// Record money that came in: it settles the named invoices in their order, else the oldest open ones of the
/// contact; what is over becomes the customer's credit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordPayment {
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub invoice: Option<InvoiceId>,
    #[serde(default)]
    pub invoices: Vec<InvoiceId>,
    pub amount: Money,
    /// Business-local day; today where nothing is said.
    #[serde(default)]
    pub paid_on: Option<Date>,
    /// `bank_transfer` where nothing is said.
    #[serde(default)]
    pub method: Option<Method>,
    #[serde(default)]
    pub note: Option<String>,
    /// A live test's money; a named invoice says it by itself.
    #[serde(default)]
    pub test: bool,
}

impl RecordPayment {
    async fn incoming(&self, tx: &mut Tx) -> Result<Incoming> {
        above_zero(self.amount)?;
        let Said { on: paid_on, method, note } =
            said(tx, self.paid_on, self.method, self.note.as_deref()).await?;
        Ok(Incoming { amount: self.amount, paid_on, method, note, bank_line: None, test: self.test })
    }
}

impl Command for RecordPayment {
    const VERB: Verb = Verb::post("payment.record", "/payments").undo("payment.void");
    type Answer = PaymentView;

    async fn act(&self, tx: &mut Tx) -> Result<PaymentView> {
        let incoming = self.incoming(tx).await?;
        let invoices = self.invoice.iter().chain(&self.invoices).copied().collect();
        let payment = record(tx, incoming, &Whose { contact: self.contact, invoices }).await?;
        index(tx, &payment).await?;
        tx.follow_up().await?;
        view(tx, payment).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "payment": answer["id"], "reason": "recorded by mistake" }))
    }
}

pub(crate) async fn index(tx: &mut Tx, payment: &Payment) -> Result<()> {
    let name = open_invoice::rows::contact(tx, payment.contact).await?.and_then(|(_, name)| name);
    let title = format!("{} {}", payment.amount, name.unwrap_or_default());
    tx.index(payment.id.into(), title.trim_end(), &payment.paid_on.to_string(), &[]).await
}

/// Take a payment back: everything it settled is open again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidPayment {
    pub payment: PaymentId,
    pub reason: String,
}

impl Command for VoidPayment {
    const VERB: Verb = Verb::post("payment.void", "/payments/{payment}/void")
        .no_undo("record it again: what it settled may have been paid otherwise since");
    type Answer = PaymentView;

    fn subject(&self) -> Subject {
        self.payment.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<PaymentView> {
        let before = rows::load(tx, self.payment).await?;
        let (after, told) = before.clone().void(self.reason.clone(), tx.now())?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        tx.follow_up().await?;
        view(tx, kept).await
    }
}

/// Settle an invoice from the customer's credit, the oldest credit first, as far as it goes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyCredit {
    pub contact: ContactId,
    pub invoice: InvoiceId,
}

impl Command for ApplyCredit {
    const VERB: Verb = Verb::post("payment.apply_credit", "/invoices/{invoice}/apply_credit")
        .no_undo("void the payment the credit came from, and record it again");
    type Answer = AppliedCredit;

    async fn act(&self, tx: &mut Tx) -> Result<AppliedCredit> {
        let contact = known(tx, self.contact).await?;
        let mut found = open_invoice::rows::named(tx, &[self.invoice]).await?;
        let invoice = found.pop().ok_or(Error::Missing("invoice"))?;
        if !invoice.is_open() {
            return Err(PaymentRefusal::NotOpen(invoice.number).into());
        }
        let credits = rows::with_credit(tx, contact, invoice.open.currency).await?;
        let mut left = invoice.open;
        let mut payments = vec![];
        for before in credits.into_iter().filter(|payment| payment.test == invoice.test) {
            let minor = before.excess.minor.min(left.minor);
            if minor == 0 {
                break;
            }
            let part = Applied { invoice: invoice.id, amount: Money { minor, ..left } };
            left = left.checked_sub(part.amount)?;
            let (after, told) = before.clone().apply(part)?;
            let kept = tx.keep_and_tell(&before, after, told).await?;
            rows::keep_settled(tx, &kept).await?;
            payments.push(kept.id);
        }
        if payments.is_empty() {
            return Err(PaymentRefusal::NoCredit.into());
        }
        tx.follow_up().await?;
        let applied = invoice.open.checked_sub(left)?;
        Ok(AppliedCredit { id: invoice.id, applied, open: left, payments })
    }
}

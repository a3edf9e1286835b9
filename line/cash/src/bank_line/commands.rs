//! What can be done with a bank line: match it, undo the match, ignore it, restore it.

use kernel::{BankLineId, ContactId, Error, InvoiceId, PaymentId, RefundId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::{BankLineView, IgnoredView, UnmatchedView, view};
use super::{BankLine, BankLineRefusal, By, payer, refunding, rows};
use crate::payment::record::{Incoming, Whose, record};
use crate::payment::{self, Method, Payment};
use crate::staff;

const BY_HAND: &str = "chosen by hand";

/// Say whose money a line is: named invoices in their order, a payment recorded before, or a contact. A part
/// settles a part; what is over becomes the customer's credit. Money that went out is a refund: one recorded before, or
/// a contact whose credit it paid back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchBankLine {
    pub bank_line: BankLineId,
    #[serde(default)]
    pub invoices: Vec<InvoiceId>,
    /// Recorded by hand before.
    #[serde(default)]
    pub payment: Option<PaymentId>,
    /// Recorded by hand before; for money that went out.
    #[serde(default)]
    pub refund: Option<RefundId>,
    /// Alone: its oldest open invoices, or the credit that was paid back. With invoices: who paid, where it was
    /// somebody else.
    #[serde(default)]
    pub contact: Option<ContactId>,
}

impl Command for MatchBankLine {
    const VERB: Verb =
        Verb::post("bank_line.match", "/bank_lines/{bank_line}/match").undo("bank_line.unmatch");
    type Answer = BankLineView;

    fn subject(&self) -> Subject {
        self.bank_line.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<BankLineView> {
        let (line, words) = rows::with_words(tx, self.bank_line).await?;
        if line.is_outgoing() {
            return self.paid_back(tx, line).await;
        }
        if self.refund.is_some() {
            return Err(BankLineRefusal::CameIn.into());
        }
        line.is_free()?;
        let id = line.id;
        let payment = match self.payment {
            Some(_) if !self.invoices.is_empty() => {
                let detail = "choose the payment or invoices, not both: the payment says what it settles";
                return Err(Error::field("/payment", "bank_line.both", detail));
            }
            Some(payment) => by_payment(tx, line, payment, By::Person, BY_HAND.into()).await?,
            None => {
                let whose = Whose { contact: self.contact, invoices: self.invoices.clone() };
                by_invoices(tx, line, &whose, By::Person, BY_HAND.into()).await?
            }
        };
        payer::learn(tx, &words, payment.contact).await?;
        tx.follow_up().await?;
        let line = rows::with_words(tx, id).await?;
        view(tx, line).await
    }
}

impl MatchBankLine {
    async fn paid_back(&self, tx: &mut Tx, line: BankLine) -> Result<BankLineView> {
        if self.payment.is_some() || !self.invoices.is_empty() {
            return Err(BankLineRefusal::Outgoing.into());
        }
        refunding::be_matched(tx, line, self.refund, self.contact).await?;
        tx.follow_up().await?;
        let line = rows::with_words(tx, self.bank_line).await?;
        view(tx, line).await
    }
}

/// The line becomes a payment of its own.
pub(super) async fn by_invoices(
    tx: &mut Tx,
    line: BankLine,
    whose: &Whose,
    by: By,
    reason: String,
) -> Result<Payment> {
    line.is_free()?;
    let incoming = Incoming {
        amount: line.amount,
        paid_on: line.booked_on,
        method: Method::BankTransfer,
        note: None,
        bank_line: Some(line.id),
        test: false,
    };
    let payment = record(tx, incoming, whose).await?;
    payment::commands::index(tx, &payment).await?;
    let (matched, told) = line.clone().belongs_to(&payment, by, reason)?;
    tx.keep_and_tell(&line, matched, told).await?;
    Ok(payment)
}

/// The line is a payment somebody recorded before.
pub(super) async fn by_payment(
    tx: &mut Tx,
    line: BankLine,
    payment: PaymentId,
    by: By,
    reason: String,
) -> Result<Payment> {
    line.is_free()?;
    let before = payment::rows::load(tx, payment).await?;
    let standing = before.clone().stand_on(line.id, line.amount)?;
    let kept = tx.keep(&before, standing).await?;
    let (matched, told) = line.clone().belongs_to(&kept, by, reason)?;
    tx.keep_and_tell(&line, matched, told).await?;
    Ok(kept)
}

/// Undo a match: the payment or refund it made is voided, a payment recorded before waits for the bank again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmatchBankLine {
    pub bank_line: BankLineId,
}

impl Command for UnmatchBankLine {
    const VERB: Verb =
        Verb::post("bank_line.unmatch", "/bank_lines/{bank_line}/unmatch").undo("bank_line.match");
    type Answer = UnmatchedView;

    fn subject(&self) -> Subject {
        self.bank_line.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<UnmatchedView> {
        let line = rows::load(tx, self.bank_line).await?;
        if line.is_outgoing() {
            let was = refunding::be_unmatched(tx, &line).await?;
            tx.follow_up().await?;
            let line = rows::with_words(tx, self.bank_line).await?;
            return Ok(UnmatchedView { line: view(tx, line).await?, was });
        }
        let on_line = payment::rows::on_line(tx, line.id).await?;
        let payment = on_line.ok_or(BankLineRefusal::NotMatched)?;
        let (_, due) = staff::waiting(tx).await?;
        rows::free(tx, line.id).await?;
        let was = was(&payment);
        let (free, told) = line.clone().set_free(&payment, due)?;
        if payment.from_line {
            let reason = "its bank line was not theirs".to_owned();
            let (voided, taken_back) = payment.clone().take_back(reason, tx.now())?;
            tx.keep_and_tell(&payment, voided, taken_back).await?;
            tx.keep_and_tell(&line, free, told).await?;
        } else {
            tx.keep(&payment, payment.clone().stand_off(due)).await?;
            tx.keep_and_tell(&line, free, told).await?;
        }
        tx.follow_up().await?;
        let line = rows::with_words(tx, self.bank_line).await?;
        Ok(UnmatchedView { line: view(tx, line).await?, was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let mut body = answer["was"].clone();
        body["bank_line"] = json!(self.bank_line);
        Some(body)
    }
}

/// The input that matches it the same way again.
fn was(payment: &Payment) -> Json {
    if !payment.from_line {
        return json!({ "payment": payment.id });
    }
    let invoices: Vec<InvoiceId> = payment.applied.iter().map(|part| part.invoice).collect();
    json!({ "invoices": invoices, "contact": payment.contact })
}

/// Say that a line concerns no customer: a refund of taxes, a transfer between own accounts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IgnoreBankLine {
    pub bank_line: BankLineId,
    pub reason: String,
}

impl Command for IgnoreBankLine {
    const VERB: Verb =
        Verb::post("bank_line.ignore", "/bank_lines/{bank_line}/ignore").undo("bank_line.restore");
    type Answer = BankLineView;

    fn subject(&self) -> Subject {
        self.bank_line.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<BankLineView> {
        let (before, words) = rows::with_words(tx, self.bank_line).await?;
        let (after, told) = before.clone().ignore(&self.reason)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        view(tx, (kept, words)).await
    }
}

/// An ignored line concerns a customer after all.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreBankLine {
    pub bank_line: BankLineId,
}

impl Command for RestoreBankLine {
    const VERB: Verb =
        Verb::post("bank_line.restore", "/bank_lines/{bank_line}/restore").undo("bank_line.ignore");
    type Answer = IgnoredView;

    fn subject(&self) -> Subject {
        self.bank_line.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<IgnoredView> {
        let (before, words) = rows::with_words(tx, self.bank_line).await?;
        let was = before.state.reason().unwrap_or_default().to_owned();
        let (_, due) = staff::waiting(tx).await?;
        let (after, told) = before.clone().restore(due)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        Ok(IgnoredView { line: view(tx, (kept, words)).await?, was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "bank_line": self.bank_line, "reason": answer["was"] }))
    }
}

//! What can be done with an issued invoice: sent again, handed over, assigned, disputed, written off.

use facts::billing::{InvoiceAssigned, InvoiceSent};
use kernel::{Business, Error, InvoiceId, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::consequences::tell;
use super::issue::letter;
use super::views::InvoiceView;
use super::{Invoice, Sent, rows};
use crate::around;

/// Send an issued invoice again, by mail, with its paper.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendInvoice {
    pub invoice: InvoiceId,
}

impl Command for SendInvoice {
    const VERB: Verb =
        Verb::post("invoice.send", "/invoices/{invoice}/send").no_undo("a mail cannot be called back");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let kept = sent(tx, self.invoice, "mail").await?;
        tx.tell(letter(&kept, "invoice"));
        InvoiceView::of(tx, kept).await
    }
}

/// How an invoice reached the customer without our mail.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Post,
    Hand,
    Portal,
}

impl How {
    fn word(self) -> &'static str {
        match self {
            How::Post => "post",
            How::Hand => "hand",
            How::Portal => "portal",
        }
    }
}

/// Say that an invoice was handed over: by post, by hand, or into the customer's own portal.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverInvoice {
    pub invoice: InvoiceId,
    pub how: How,
}

impl Command for HandOverInvoice {
    const VERB: Verb = Verb::post("invoice.hand_over", "/invoices/{invoice}/hand-over")
        .no_undo("say it again where it was another way");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let kept = sent(tx, self.invoice, self.how.word()).await?;
        InvoiceView::of(tx, kept).await
    }
}

async fn sent(tx: &mut Tx, id: InvoiceId, how: &str) -> Result<Invoice> {
    let business = tx.setting::<Business>().await?;
    let before = rows::load(tx, id).await?;
    before.is_issued()?;
    let sent = Some(Sent { at: tx.now(), how: how.into() });
    let after = Invoice { sent, ..before.clone() }.with_next(business.zone());
    let told = InvoiceSent { invoice: id, contact: before.contact, how: how.into() };
    tx.keep_and_tell(&before, after, told).await
}

/// Let somebody else answer for an invoice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignInvoice {
    pub invoice: InvoiceId,
    pub owner: UserId,
}

/// An invoice after it changed hands, and whose it was.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AssignedInvoice {
    #[serde(flatten)]
    pub now: InvoiceView,
    pub was: Option<UserId>,
}

impl Command for AssignInvoice {
    const VERB: Verb = Verb::post("invoice.assign", "/invoices/{invoice}/assign").undo("invoice.assign");
    type Answer = AssignedInvoice;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<AssignedInvoice> {
        let before = rows::load(tx, self.invoice).await?;
        let owned = around::somebody(tx, self.owner).await?;
        let told = InvoiceAssigned { invoice: before.id, contact: before.contact, owner: self.owner };
        let kept = tx.keep_and_tell(&before, Invoice { owned, ..before.clone() }, told).await?;
        Ok(AssignedInvoice { now: InvoiceView::of(tx, kept).await?, was: before.owned.owner })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let was = answer["was"].as_str()?;
        Some(json!({ "invoice": self.invoice, "owner": was }))
    }
}

/// Say that the customer disagrees: no reminder leaves until it is settled.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeInvoice {
    pub invoice: InvoiceId,
    /// What they say.
    pub reason: String,
}

impl Command for DisputeInvoice {
    const VERB: Verb =
        Verb::post("invoice.dispute", "/invoices/{invoice}/dispute").undo("invoice.settle_dispute");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let reason = reason(&self.reason, "say what the customer disagrees with")?;
        let business = tx.setting::<Business>().await?;
        let before = rows::load(tx, self.invoice).await?;
        let (after, told) = before.clone().dispute(reason, tx.now(), business.zone())?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        InvoiceView::of(tx, kept).await
    }
}

/// Say that the disagreement is over: reminders go on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleDispute {
    pub invoice: InvoiceId,
}

impl Command for SettleDispute {
    const VERB: Verb = Verb::post("invoice.settle_dispute", "/invoices/{invoice}/settle-dispute")
        .no_undo("dispute it again, with its reason");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let business = tx.setting::<Business>().await?;
        let before = rows::load(tx, self.invoice).await?;
        let (after, told) = before.clone().settle_dispute(business.zone())?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        InvoiceView::of(tx, kept).await
    }
}

/// Write off what is open: we do not expect the money any more, and this is why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteOffInvoice {
    pub invoice: InvoiceId,
    pub reason: String,
}

impl Command for WriteOffInvoice {
    const VERB: Verb =
        Verb::post("invoice.write_off", "/invoices/{invoice}/write-off").undo("invoice.undo_write_off");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let reason = reason(&self.reason, "say why the money is not expected any more")?;
        let business = tx.setting::<Business>().await?;
        let before = rows::load(tx, self.invoice).await?;
        let (after, told) = before.clone().write_off(reason, tx.now(), business.zone())?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        InvoiceView::of(tx, kept).await
    }
}

/// Take a write-off back: the money is expected after all, and reminders go on where their days stand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoWriteOff {
    pub invoice: InvoiceId,
}

impl Command for UndoWriteOff {
    const VERB: Verb = Verb::post("invoice.undo_write_off", "/invoices/{invoice}/undo-write-off")
        .no_undo("write it off again, with its reason");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let business = tx.setting::<Business>().await?;
        let before = rows::load(tx, self.invoice).await?;
        let (after, told, moved) = before.clone().undo_write_off(tx.now(), business.zone())?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        tell(tx, moved);
        InvoiceView::of(tx, kept).await
    }
}

/// A reason somebody gave, in 1 to 500 characters.
pub(crate) fn reason(typed: &str, say: &str) -> Result<String> {
    let reason = typed.trim();
    let fits = (1..=500).contains(&reason.chars().count());
    fits.then(|| reason.to_owned()).ok_or_else(|| Error::field("/reason", "required", say))
}

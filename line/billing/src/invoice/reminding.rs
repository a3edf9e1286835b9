//! Asking for the money: reminders, and promises that hold them back.

use facts::crm::LetterWanted;
use kernel::{Business, Date, Error, InvoiceId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::asking::Asking;
use super::issue::letter;
use super::rows;
use super::views::InvoiceView;
use crate::settings::BillingSettings;

/// Remind the customer by mail: level 0 before it is due, 1 and up after. Refused where nobody should be reminded.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemindOfInvoice {
    pub invoice: InvoiceId,
    pub level: i64,
}

impl Command for RemindOfInvoice {
    const VERB: Verb =
        Verb::post("invoice.remind", "/invoices/{invoice}/remind").no_undo("a mail cannot be called back");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let (business, settings) = (tx.setting::<Business>().await?, tx.setting::<BillingSettings>().await?);
        let before = rows::load(tx, self.invoice).await?;
        let today = business.zone().shows(tx.now()).date();
        let asking = Asking { level: self.level, levels: settings.levels(), at: tx.now(), today };
        let (after, told) = before.clone().remind(asking, business.zone())?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        // It only asks: who has paid meanwhile is not reminded, and whoever stops the asking stops it too.
        tx.tell(LetterWanted { owed: false, ..letter(&kept, &template(self.level)) });
        InvoiceView::of(tx, kept).await
    }
}

fn template(level: i64) -> String {
    match level {
        0 => "payment-reminder-before".to_owned(),
        level => format!("payment-reminder-{level}"),
    }
}

/// The level a text is for; none where it is no reminder's.
pub(super) fn level_of(text: &str) -> Option<i64> {
    let level = text.strip_prefix("payment-reminder-")?;
    if level == "before" { Some(0) } else { level.parse().ok().filter(|level| *level > 0) }
}

/// Note that the customer promised to pay by a day: no reminder leaves until then. Null takes it back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseInvoice {
    pub invoice: InvoiceId,
    pub until: Option<Date>,
}

/// An invoice with its promise, and the one before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PromisedInvoice {
    #[serde(flatten)]
    pub now: InvoiceView,
    pub was: Option<Date>,
}

impl Command for PromiseInvoice {
    const VERB: Verb = Verb::post("invoice.promise", "/invoices/{invoice}/promise").undo("invoice.promise");
    type Answer = PromisedInvoice;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<PromisedInvoice> {
        let business = tx.setting::<Business>().await?;
        let before = rows::load(tx, self.invoice).await?;
        let today = business.zone().shows(tx.now()).date();
        let again = self.until == before.promised_until;
        if self.until.is_some_and(|until| until < today) && !again {
            return Err(Error::field("/until", "promise.past", "name today or a day to come"));
        }
        let (after, told) = before.clone().promise(self.until, business.zone())?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        Ok(PromisedInvoice { now: InvoiceView::of(tx, kept).await?, was: before.promised_until })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "invoice": self.invoice, "until": answer["was"] }))
    }
}

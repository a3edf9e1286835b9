//! What a person can do with a mail that waits, did not leave, or perhaps did: release it, cancel it, confirm it.

use facts::connect::{MailCancelled, MailConfirmed, MailReleased};
use facts::crm::MessageSkipped;
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Verb};

use super::rows::{self, Entry};
use super::views::{self, EntryView};
use super::{OutboxRefusal, State};
use crate::sending;

/// Let a mail leave: again after it failed, after all, or now instead of later. Every gate is asked once
/// more.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseMail {
    /// As the outbox and the exception name it.
    pub key: String,
}

impl Command for ReleaseMail {
    const VERB: Verb = Verb::post("mail.release", "/outbox/release").undo("mail.cancel");
    type Answer = EntryView;

    async fn act(&self, tx: &mut Tx) -> Result<EntryView> {
        let entry = allowed(tx, &self.key).await?;
        entry.state.may_be_released()?;
        if !tx.queue_effect_again(&self.key, "released by a person").await? {
            return Err(OutboxRefusal::OnItsWay.into());
        }
        sending::rows::forget_tries(tx, entry.id).await?;
        tx.settle_exception(&sending::raise::key(&self.key), "somebody let it leave again").await?;
        let (contact, message) = about(&entry);
        tx.tell(MailReleased { contact, message, key: self.key.clone(), was: entry.state.word().into() });
        shown(tx, &self.key).await
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "key": self.key, "reason": "its release was taken back" }))
    }
}

/// Keep a mail from leaving, and say why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelMail {
    /// As the outbox and the exception name it.
    pub key: String,
    /// For whoever asked for it; no personal details.
    pub reason: String,
}

/// The mail as it stands now, and how it stood.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeptBack {
    #[serde(flatten)]
    pub entry: EntryView,
    pub was: State,
}

impl Command for CancelMail {
    const VERB: Verb = Verb::post("mail.cancel", "/outbox/cancel").undo("mail.release");
    type Answer = KeptBack;

    async fn act(&self, tx: &mut Tx) -> Result<KeptBack> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(OutboxRefusal::NoReason.into());
        }
        let entry = allowed(tx, &self.key).await?;
        entry.state.may_be_cancelled()?;
        if !tx.cancel_effect(&self.key, reason).await? {
            return Err(OutboxRefusal::OnItsWay.into());
        }
        sending::rows::forget_tries(tx, entry.id).await?;
        tx.settle_exception(&sending::raise::key(&self.key), reason).await?;
        tell(tx, &entry, reason);
        Ok(KeptBack { was: entry.state, entry: shown(tx, &self.key).await? })
    }

    /// Only what had waited goes back to waiting: what failed, or may have arrived, would leave once more.
    fn undo_body(&self, kept: &Json) -> Option<Json> {
        (kept["was"] == State::Queued.word()).then(|| json!({ "key": self.key }))
    }
}

/// Say that a mail of unknown fate has arrived: it counts as taken, and nobody sends it again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmMail {
    /// As the outbox and the exception name it.
    pub key: String,
}

impl Command for ConfirmMail {
    const VERB: Verb = Verb::post("mail.confirm", "/outbox/confirm").no_undo("what has arrived stays there");
    type Answer = EntryView;

    async fn act(&self, tx: &mut Tx) -> Result<EntryView> {
        let entry = allowed(tx, &self.key).await?;
        entry.state.may_be_confirmed()?;
        if !tx.effect_was_done(&self.key, "somebody knows that it has arrived").await? {
            return Err(OutboxRefusal::OnItsWay.into());
        }
        sending::rows::forget_tries(tx, entry.id).await?;
        tx.settle_exception(&sending::raise::key(&self.key), "it has arrived").await?;
        let (contact, message) = about(&entry);
        tx.tell(MailConfirmed { contact, message, key: self.key.clone() });
        if let Some(order) = &entry.order {
            tx.tell(sending::message::accepted(order));
            sending::message::arrived(tx, order).await?;
        }
        shown(tx, &self.key).await
    }
}

/// Its room hears of it only where it still thought the message would leave.
fn tell(tx: &mut Tx, entry: &Entry, reason: &str) {
    let (contact, message) = about(entry);
    let key = entry.key.clone();
    tx.tell(MailCancelled { contact, message, key, reason: reason.to_owned() });
    if let (State::Queued, Some(order)) = (entry.state, &entry.order) {
        let reason = format!("cancelled: {reason}");
        tx.tell(MessageSkipped { message: order.message, contact: order.contact, reason });
    }
}

fn about(entry: &Entry) -> (Option<kernel::ContactId>, Option<kernel::MessageId>) {
    (entry.contact(), entry.order.as_ref().map(|order| order.message))
}

/// The mail, if the actor may see it: whose it is, is asked of the contact.
async fn allowed(tx: &mut Tx, key: &str) -> Result<Entry> {
    let entry = rows::one(tx, key).await?;
    tx.permit().covers(entry.owned).map_err(|_| Error::Missing("mail"))?;
    Ok(entry)
}

async fn shown(tx: &mut Tx, key: &str) -> Result<EntryView> {
    let entry = rows::one(tx, key).await?;
    views::view(tx, entry).await
}

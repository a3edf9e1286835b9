//! A reminder whose letter was dropped before it left, or was refused for good, was not sent: its level is free again,
//! until a person lets the letter leave after all.

use facts::crm::{MessageAccepted, MessageBounced, MessageSkipped};
use kernel::{Business, Error, MessageId, Result};
use store::{Consequence, Tx};

use super::reminding::level_of;
use super::{Invoice, Reminder, rows};
use crate::around;

/// Takes the level back.
pub struct ReminderDropped;

impl Consequence for ReminderDropped {
    const NAME: &'static str = "billing.reminder_dropped";
    type Fact = MessageSkipped;

    async fn follow(&self, tx: &mut Tx, fact: &MessageSkipped) -> Result<()> {
        take_back(tx, fact.message, fact.reason.clone()).await
    }
}

/// Takes the level back where the mail was refused for good; one that may have arrived still counts.
pub struct ReminderBounced;

impl Consequence for ReminderBounced {
    const NAME: &'static str = "billing.reminder_bounced";
    type Fact = MessageBounced;

    async fn follow(&self, tx: &mut Tx, fact: &MessageBounced) -> Result<()> {
        if fact.hardness == "uncertain" {
            return Ok(());
        }
        // A server's note may name the person.
        take_back(tx, fact.message, "it was not taken".into()).await
    }
}

async fn take_back(tx: &mut Tx, message: MessageId, reason: String) -> Result<()> {
    let Some((before, reminder)) = reminder_of(tx, message).await? else { return Ok(()) };
    let business = tx.setting::<Business>().await?;
    if let Some((after, told)) = before.clone().drop_reminder(reminder, reason, business.zone()) {
        tx.keep_and_tell(&before, after, told).await?;
    }
    Ok(())
}

/// Counts it again where it was dropped before.
pub struct ReminderLeft;

impl Consequence for ReminderLeft {
    const NAME: &'static str = "billing.reminder_left";
    type Fact = MessageAccepted;

    async fn follow(&self, tx: &mut Tx, fact: &MessageAccepted) -> Result<()> {
        let Some((before, reminder)) = reminder_of(tx, fact.message).await? else { return Ok(()) };
        let business = tx.setting::<Business>().await?;
        if let Some((after, told)) = before.clone().count_reminder(reminder, business.zone()) {
            tx.keep_and_tell(&before, after, told).await?;
        }
        Ok(())
    }
}

/// The invoice a message asks for, and as which of its reminders.
async fn reminder_of(tx: &mut Tx, message: MessageId) -> Result<Option<(Invoice, Reminder)>> {
    let Some(letter) = around::letter(tx, message).await? else { return Ok(None) };
    let Some(level) = level_of(&letter.text) else { return Ok(None) };
    match rows::load(tx, letter.invoice).await {
        Ok(invoice) => Ok(Some((invoice, Reminder { level, at: letter.at }))),
        Err(Error::Missing(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

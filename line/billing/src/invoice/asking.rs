//! When the customer is asked for the money, and what has to be done next.
//!
//! Invariant: nobody who paid, disagrees or promised is reminded, also not by a letter that waits to leave; each
//! reminder is sent once, two days apart at least. One whose letter never left was not sent.

use facts::billing::{InvoicePromised, InvoiceReminded, InvoiceReminderDropped};
use kernel::calendar::Zone;
use kernel::{Date, Timestamp};

use super::{Done, Invoice, InvoiceRefusal, Next, Reminder, State};

const DAY_MS: i64 = 86_400_000;

/// What is asked of the customer, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asking {
    pub level: i64,
    /// The highest there is.
    pub levels: i64,
    pub at: Timestamp,
    /// The business-local day of it.
    pub today: Date,
}

impl Invoice {
    /// A reminder goes out.
    pub fn remind(self, asking: Asking, zone: &Zone) -> Done<InvoiceReminded> {
        self.may_be_reminded(asking)?;
        let told = InvoiceReminded { invoice: self.id, contact: self.contact, level: asking.level };
        let mut after = Invoice { promised_until: None, ..self };
        after.reminders.push(Reminder { level: asking.level, at: later(asking.at, 0) });
        Ok((after.with_next(zone), told))
    }

    /// Its letter never left. `None` where it does not count as sent anyhow.
    pub fn drop_reminder(
        self,
        dropped: Reminder,
        reason: String,
        zone: &Zone,
    ) -> Option<(Invoice, InvoiceReminderDropped)> {
        let mut after = self;
        let at = after.reminders.iter().position(|reminder| *reminder == dropped)?;
        after.reminders.remove(at);
        let (invoice, contact, level) = (after.id, after.contact, dropped.level);
        Some((after.with_next(zone), InvoiceReminderDropped { invoice, contact, level, reason }))
    }

    /// A person let its letter leave after all. `None` where it, or a higher one, counts as sent already.
    pub fn count_reminder(self, sent: Reminder, zone: &Zone) -> Option<(Invoice, InvoiceReminded)> {
        if self.reminders.iter().any(|reminder| reminder.level >= sent.level) {
            return None;
        }
        let told = InvoiceReminded { invoice: self.id, contact: self.contact, level: sent.level };
        let mut after = self;
        after.reminders.push(sent);
        Some((after.with_next(zone), told))
    }

    fn may_be_reminded(&self, asking: Asking) -> Result<(), InvoiceRefusal> {
        self.is_open()?;
        if self.dispute.is_some() {
            return Err(InvoiceRefusal::Disputed);
        }
        if !(0..=asking.levels).contains(&asking.level) {
            return Err(InvoiceRefusal::NoLevel(asking.level));
        }
        if let Some(until) = self.promised_until.filter(|until| *until >= asking.today) {
            return Err(InvoiceRefusal::Promised(until));
        }
        let last = self.reminders.iter().max_by_key(|reminder| reminder.at);
        if self.reminders.iter().any(|reminder| reminder.level >= asking.level) {
            return Err(InvoiceRefusal::Reminded);
        }
        let lately = |last: &Reminder| asking.at.as_millisecond() - last.at.as_millisecond() < 2 * DAY_MS;
        if last.is_some_and(lately) {
            return Err(InvoiceRefusal::RemindedLately);
        }
        let due = self.issue.as_ref().map(|issue| issue.due).ok_or(InvoiceRefusal::Draft)?;
        match (asking.level, asking.today > due) {
            (0, true) => Err(InvoiceRefusal::Overdue),
            (1.., false) => Err(InvoiceRefusal::NotDue(due)),
            _ => Ok(()),
        }
    }

    /// Why a reminder that has not left yet is no longer wanted, on this day of the business.
    pub(super) fn is_settled_meanwhile(&self, today: Date) -> Option<String> {
        let promised = self.promised_until.filter(|until| *until >= today);
        match self.state {
            State::Paid => Some("it is paid".into()),
            State::Credited => Some("it is credited".into()),
            State::WrittenOff => Some("it is written off".into()),
            State::Draft | State::Discarded => Some("it does not stand".into()),
            State::Issued if self.dispute.is_some() => Some("they disagree with it".into()),
            State::Issued => promised.map(|until| format!("they promised to pay by {until}")),
        }
    }

    /// They said by when they pay; `None` takes it back.
    pub fn promise(self, until: Option<Date>, zone: &Zone) -> Done<InvoicePromised> {
        self.is_open()?;
        let told = InvoicePromised { invoice: self.id, contact: self.contact, until };
        Ok((Invoice { promised_until: until, ..self }.with_next(zone), told))
    }

    /// With the step somebody has to take next, if it waits for one.
    pub(crate) fn with_next(self, zone: &Zone) -> Invoice {
        let next = match self.state {
            State::Draft => Some((later(self.created_at, 1), "Issue the invoice or discard it")),
            State::Issued => Some(self.next_while_open(zone)),
            State::Discarded | State::Paid | State::Credited | State::WrittenOff => None,
        };
        Invoice { next: next.map(|(at, what)| Next { at, what: what.into() }), ..self }
    }

    fn next_while_open(&self, zone: &Zone) -> (Timestamp, &'static str) {
        let issued = self.issue.as_ref().map_or(self.created_at, |issue| issue.at);
        if let Some(dispute) = &self.dispute {
            return (later(dispute.at, 2), "Settle the dispute");
        }
        if self.sent.is_none() {
            return (later(issued, 1), "Hand the invoice over: there is no mail address");
        }
        if let Some(promised) = self.promised_until {
            return (morning_after(promised, zone, issued), "See whether they paid as promised");
        }
        let due = self.issue.as_ref().map(|issue| issue.due);
        let asked = self.reminders.iter().map(|reminder| reminder.at).max();
        let from = due.map_or(issued, |due| morning_after(due, zone, issued));
        (asked.map_or(from, |asked| from.max(later(asked, 7))), "Ask for the money")
    }
}

/// So many days later, in whole milliseconds as every row keeps them.
pub(super) fn later(at: Timestamp, days: i64) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond() + days * DAY_MS).unwrap_or(at)
}

/// When the day after begins on the business's clocks.
fn morning_after(day: Date, zone: &Zone, otherwise: Timestamp) -> Timestamp {
    let morning = day.tomorrow().ok().and_then(|next| zone.instant(next, MIDNIGHT.parse().ok()?).ok());
    morning.unwrap_or(otherwise)
}

const MIDNIGHT: &str = "00:00";

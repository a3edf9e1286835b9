//! When something is due: promised days and next steps, on the business's own clock.
//!
//! Invariant: whatever waits gets an instant; the same record at the same time gets the same one.

use kernel::calendar::{BusinessHours, TimeOfDay};
use kernel::{Business, Date, Joint, LineSettings, Result, Timestamp};
use store::Tx;

use crate::milestone::{Milestone, State};

/// Business days a client has to look at what was delivered before we ask.
const TO_JUDGE: u32 = 5;

/// The business's clock and targets, as they stand now.
pub(crate) struct Days {
    hours: BusinessHours,
    line: LineSettings,
    now: Timestamp,
}

impl Days {
    pub async fn of(tx: &mut Tx) -> Result<Days> {
        let hours = tx.setting::<Business>().await?.hours;
        Ok(Days { hours, line: tx.setting().await?, now: tx.now() })
    }

    pub fn today(&self) -> Date {
        self.day_of(self.now)
    }

    pub fn day_of(&self, at: Timestamp) -> Date {
        self.hours.zone().shows(at).date()
    }

    /// The day a step is promised for: so many days after it was agreed, or within the line's target.
    pub fn promised(&self, from: Timestamp, due_days: Option<i64>) -> Result<Date> {
        match due_days {
            Some(days) => {
                let span = jiff::Span::new().try_days(days).map_err(kernel::fault)?;
                self.day_of(from).checked_add(span).map_err(kernel::fault)
            }
            None => Ok(self.day_of(self.within(from, Joint::SignedDelivered)?)),
        }
    }

    /// The next business day, at this time or at its opening.
    pub fn next_business_day(&self) -> Result<Timestamp> {
        Ok(self.hours.add_business_days(self.now, 1)?)
    }

    /// The milestone with the due time of what it waits for now.
    pub fn dated(&self, milestone: Milestone) -> Result<Milestone> {
        let due = match &milestone.state {
            State::Open => Some(self.end_of(milestone.due_on)?),
            State::Delivered { at } => Some(self.hours.add_business_days(*at, TO_JUDGE)?),
            State::Disputed { at, .. } => Some(self.hours.add_business_days(*at, 1)?),
            State::Accepted(_) if milestone.is_to_invoice() => {
                Some(self.within(self.now, Joint::DeliveredInvoiced)?)
            }
            State::Accepted(_) | State::Waived { .. } | State::Cancelled { .. } => None,
        };
        Ok(Milestone { due, ..milestone })
    }

    /// Five in the afternoon: what is promised for a day is late once that day's work is over.
    fn end_of(&self, day: Date) -> Result<Timestamp> {
        let five: TimeOfDay = "17:00".parse().expect("a time in its own form");
        Ok(self.hours.zone().instant(day, five)?)
    }

    /// Wall-clock minutes, as the line counts them.
    fn within(&self, from: Timestamp, joint: Joint) -> Result<Timestamp> {
        let minutes = self.line.rule(joint).target(joint);
        from.checked_add(jiff::SignedDuration::from_mins(minutes)).map_err(kernel::fault)
    }
}

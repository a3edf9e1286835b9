//! When a wait is over: a length of time, open days, or the day on a record on the right clock.

use jiff::Span;
use kernel::Timestamp;
use kernel::calendar::{CalendarError, Delay, Window, Zones, due};

use super::run::{Status, StepResult};
use super::turn::Reason;
use crate::document::{Count, IfPast, Step, Until, Wait};

/// The end of a wait that began at `from` and asks no record for its day; `read` is how many days a record says.
pub(super) fn after(
    from: Timestamp,
    wait: &Wait,
    read: u32,
    zones: &Zones,
) -> Result<Timestamp, CalendarError> {
    match wait {
        Wait::For(delay) => due(from, delay, zones),
        Wait::Open { days, zone } => {
            let hours = zones.business.in_zone(zones.pick(*zone));
            hours.add_business_days(from, said(days, read))
        }
        Wait::Until(_) => Ok(from),
    }
}

fn said(count: &Count, read: u32) -> u32 {
    if let Count::Written(days) = count { *days } else { read }
}

/// So many days before or after the business-local day of `instant`.
pub(super) fn on(
    instant: Timestamp,
    until: &Until,
    read: u32,
    zones: &Zones,
) -> Result<Timestamp, CalendarError> {
    let days = i64::from(said(&until.after, read)) - i64::from(said(&until.before, read));
    let span = Span::new().try_days(days).map_err(|_| CalendarError::TooFar)?;
    let day = zones.business.zone().shows(instant).date();
    let day = day.checked_add(span).map_err(|_| CalendarError::TooFar)?;
    let midnight = "00:00".parse().expect("a time of day in its own form");
    let zone = zones.pick(until.zone);
    let begins = zone.instant(day, until.at.unwrap_or(midnight))?;
    match until.window {
        Window::Any => Ok(begins),
        window => due(begins, &Delay { window, zone: until.zone, ..Delay::default() }, zones),
    }
}

/// What a wait comes to that was over before it began.
pub(super) fn past(wait: &Wait, now: Timestamp) -> StepResult {
    match wait {
        Wait::Until(until) if until.if_past == IfPast::Skip => {
            StepResult { reason: Some("past".into()), ..StepResult::of(Status::Skipped, now) }
        }
        _ => StepResult::of(Status::Ok, now),
    }
}

/// Why there is no such end.
pub(super) fn wrong(step: &Step, why: &CalendarError) -> Reason {
    Reason::Condition { step: step.id.to_string(), field: "wait", why: why.to_string() }
}

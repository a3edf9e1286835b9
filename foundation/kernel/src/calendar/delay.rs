//! A wait as people say it: two days later at half past nine, in business hours, on the contact's clock.

use jiff::{SignedDuration, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BusinessHours, CalendarError, TimeOfDay, Zone};
use crate::Timestamp;

/// Calendar days on a local clock, or a span of real time, and the window the end must fall into.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Delay {
    /// Calendar days: the date moves, the clock stays.
    #[serde(skip_serializing_if = "is_zero")]
    pub days: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub hours: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub minutes: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub seconds: u32,
    /// The clock on that day; without days, its next time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<TimeOfDay>,
    #[serde(skip_serializing_if = "Window::is_any")]
    pub window: Window,
    #[serde(skip_serializing_if = "Whose::is_workspace")]
    pub zone: Whose,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// When the end of a wait may fall.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    #[default]
    Any,
    /// Inside the business hours, on the clock of the zone the wait names.
    Business,
}

impl Window {
    fn is_any(&self) -> bool {
        *self == Window::Any
    }
}

/// Whose clock counts; whoever has no known zone is stood in for by the next: contact, company, owner,
/// workspace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    Contact,
    Company,
    Owner,
    #[default]
    #[serde(alias = "business")]
    Workspace,
}

impl Whose {
    fn is_workspace(&self) -> bool {
        *self == Whose::Workspace
    }
}

/// The zones known of the people a wait concerns, and the business's hours and zone.
#[derive(Debug, Clone)]
pub struct Zones {
    pub contact: Option<Zone>,
    pub company: Option<Zone>,
    pub owner: Option<Zone>,
    pub business: BusinessHours,
}

impl Zones {
    /// Nobody's zone is known but the workspace's.
    pub fn of(business: BusinessHours) -> Zones {
        Zones { contact: None, company: None, owner: None, business }
    }

    pub fn pick(&self, whose: Whose) -> &Zone {
        let contact = self.contact.as_ref().filter(|_| whose == Whose::Contact);
        let company = self.company.as_ref().filter(|_| matches!(whose, Whose::Contact | Whose::Company));
        let owner = self.owner.as_ref().filter(|_| whose != Whose::Workspace);
        contact.or(company).or(owner).unwrap_or(self.business.zone())
    }
}

impl Delay {
    /// Refuses what no due time can be given for.
    pub fn check(&self) -> Result<(), CalendarError> {
        let spans = self.hours != 0 || self.minutes != 0 || self.seconds != 0;
        match (self.at, spans) {
            (Some(_), true) => Err(CalendarError::ClockAndSpan),
            (None, false) if self.days == 0 && self.window.is_any() => Err(CalendarError::NoLength),
            _ => Ok(()),
        }
    }

    fn span(&self) -> SignedDuration {
        let hours = SignedDuration::from_hours(self.hours.into());
        hours
            + SignedDuration::from_mins(self.minutes.into())
            + SignedDuration::from_secs(self.seconds.into())
    }
}

/// The instant a wait that begins at `from` ends: calendar days on the local clock, then the clock is
/// set, then hours, minutes and seconds of real time, then into the next window. Never earlier than
/// `from`.
pub fn due(from: Timestamp, delay: &Delay, zones: &Zones) -> Result<Timestamp, CalendarError> {
    delay.check()?;
    let zone = zones.pick(delay.zone);
    let due = on_the_day(from, delay, zone)?;
    let due = due.checked_add(delay.span()).map_err(|_| CalendarError::TooFar)?;
    match delay.window {
        Window::Any => Ok(due),
        Window::Business => zones.business.in_zone(zone).next_open(due),
    }
}

fn on_the_day(from: Timestamp, delay: &Delay, zone: &Zone) -> Result<Timestamp, CalendarError> {
    let days = Span::new().try_days(delay.days).map_err(|_| CalendarError::TooFar)?;
    let shown = zone.shows(from).checked_add(days).map_err(|_| CalendarError::TooFar)?;
    let due = match delay.at {
        None if delay.days == 0 => return Ok(from),
        None => zone.first(shown)?,
        Some(at) => zone.instant(shown.date(), at)?,
    };
    match delay.at {
        Some(at) if due < from => {
            zone.instant(shown.date().tomorrow().map_err(|_| CalendarError::TooFar)?, at)
        }
        _ => Ok(due),
    }
}

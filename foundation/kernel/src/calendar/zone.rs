//! A time zone by its name, and a time of day on its clocks.
//!
//! The zone data travel in the program, so that two nodes and a replay give the same due time.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::CalendarError;
use crate::Timestamp;

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// An IANA time zone, such as `Europe/Berlin`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

impl Zone {
    pub const UTC: Zone = Zone(TimeZone::UTC);

    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// What calendar and clock show there.
    pub fn shows(&self, at: Timestamp) -> DateTime {
        self.0.to_datetime(at)
    }

    /// The first instant at which the clock there shows this time of that day, or has jumped past it.
    pub fn instant(&self, day: Date, time: TimeOfDay) -> Result<Timestamp, CalendarError> {
        let (day, time) = match time.on_the_clock() {
            Some(time) => (day, time),
            None => (day.tomorrow().map_err(|_| CalendarError::TooFar)?, Time::midnight()),
        };
        self.first(day.to_datetime(time))
    }

    /// As `instant`, to the second.
    pub(super) fn first(&self, shown: DateTime) -> Result<Timestamp, CalendarError> {
        let ambiguous = self.0.to_ambiguous_timestamp(shown);
        let first = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(shown),
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(shown),
            AmbiguousOffset::Gap { after, .. } => {
                let early = after.to_timestamp(shown).map_err(|_| CalendarError::TooFar)?;
                return self.next_change(early).ok_or(CalendarError::TooFar);
            }
        };
        first.map_err(|_| CalendarError::TooFar)
    }

    pub(super) fn next_change(&self, after: Timestamp) -> Option<Timestamp> {
        self.0.following(after).next().map(|change| change.timestamp())
    }
}

impl FromStr for Zone {
    type Err = CalendarError;
    fn from_str(name: &str) -> Result<Zone, CalendarError> {
        ZONES.get(name).map(Zone).map_err(|_| CalendarError::UnknownZone(name.to_owned()))
    }
}

impl TryFrom<String> for Zone {
    type Error = CalendarError;
    fn try_from(name: String) -> Result<Zone, CalendarError> {
        name.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> String {
        zone.name().to_owned()
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl JsonSchema for Zone {
    fn schema_name() -> Cow<'static, str> {
        "Zone".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "IANA time zone, such as Europe/Berlin" })
    }
}

/// A time of day to the minute, `00:00` to `24:00`; the latter is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(0);
    const END: u16 = 24 * 60;

    /// None for 24:00, which no clock shows.
    fn on_the_clock(self) -> Option<Time> {
        let part = |n: u16| i8::try_from(n).expect("hours and minutes are small");
        (self.0 < TimeOfDay::END).then(|| {
            Time::new(part(self.0 / 60), part(self.0 % 60), 0, 0).expect("less than a day of minutes")
        })
    }
}

impl FromStr for TimeOfDay {
    type Err = CalendarError;
    fn from_str(text: &str) -> Result<TimeOfDay, CalendarError> {
        let digits =
            |s: &str| (s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok());
        let parsed = text.split_once(':').and_then(|(h, m)| Some((digits(h)??, digits(m)??)));
        let minutes = parsed.filter(|&(_, m): &(u16, u16)| m < 60).map(|(h, m)| h * 60 + m);
        let minutes = minutes.filter(|&all| all <= TimeOfDay::END);
        minutes.map(TimeOfDay).ok_or_else(|| CalendarError::NotATime(text.to_owned()))
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = CalendarError;
    fn try_from(text: String) -> Result<TimeOfDay, CalendarError> {
        text.parse()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> String {
        time.to_string()
    }
}

impl JsonSchema for TimeOfDay {
    fn schema_name() -> Cow<'static, str> {
        "TimeOfDay".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$" })
    }
}

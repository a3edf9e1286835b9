//! Opening hours of a week, less the holidays, and how they are counted.
//!
//! Invariant: the hours of a day are in order and apart. A day's hours are stretches of real time, from
//! the first instant the clock shows their start to the first it shows their end: two DST days a year are
//! longer or shorter.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, ToSpan};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{CalendarError, Region, TimeOfDay, Zone};
use crate::Timestamp;

/// One stretch of a day, such as `09:00-12:30`. Past midnight it is two stretches of two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hours {
    pub from: TimeOfDay,
    pub to: TimeOfDay,
}

impl FromStr for Hours {
    type Err = CalendarError;
    fn from_str(text: &str) -> Result<Hours, CalendarError> {
        let bad = || CalendarError::NotHours(text.to_owned());
        let (from, to) = text.split_once('-').ok_or_else(bad)?;
        let (from, to) = (from.trim().parse().map_err(|_| bad())?, to.trim().parse().map_err(|_| bad())?);
        if from < to { Ok(Hours { from, to }) } else { Err(bad()) }
    }
}

impl TryFrom<String> for Hours {
    type Error = CalendarError;
    fn try_from(text: String) -> Result<Hours, CalendarError> {
        text.parse()
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl From<Hours> for String {
    fn from(hours: Hours) -> String {
        hours.to_string()
    }
}

impl JsonSchema for Hours {
    fn schema_name() -> Cow<'static, str> {
        "Hours".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$" })
    }
}

/// Opening hours by day of the week; a day left out is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Week {
    pub monday: Vec<Hours>,
    pub tuesday: Vec<Hours>,
    pub wednesday: Vec<Hours>,
    pub thursday: Vec<Hours>,
    pub friday: Vec<Hours>,
    pub saturday: Vec<Hours>,
    pub sunday: Vec<Hours>,
}

impl Week {
    /// The same hours from Monday to Friday.
    pub fn weekdays(hours: &[Hours]) -> Week {
        let [monday, tuesday, wednesday, thursday, friday] = std::array::from_fn(|_| hours.to_vec());
        Week { monday, tuesday, wednesday, thursday, friday, ..Week::default() }
    }

    pub fn on(&self, day: Weekday) -> &[Hours] {
        match day {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }

    fn days(&self) -> [&[Hours]; 7] {
        Weekday::Monday
            .cycle_forward()
            .take(7)
            .map(|day| self.on(day))
            .collect::<Vec<_>>()
            .try_into()
            .expect("a week has seven days")
    }
}

/// When the business is open, in its own zone: the one calendar of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Declared")]
pub struct BusinessHours {
    zone: Zone,
    week: Week,
    /// Days on which nothing is open, whatever the week says.
    #[schemars(with = "Vec<String>")]
    holidays: Vec<Date>,
    /// Whose public holidays are kept besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
    /// Public holidays on which work goes on all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    worked: Vec<Date>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Declared {
    zone: Zone,
    week: Week,
    /// Calendar days, `YYYY-MM-DD`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    holidays: Vec<Date>,
    #[serde(default)]
    region: Option<Region>,
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    worked: Vec<Date>,
}

impl TryFrom<Declared> for BusinessHours {
    type Error = CalendarError;
    fn try_from(told: Declared) -> Result<BusinessHours, CalendarError> {
        let hours = BusinessHours::new(told.zone, told.week, told.holidays)?;
        Ok(hours.keeping(told.region, told.worked))
    }
}

/// Days are not counted over more than these.
const MOST_YEARS: i16 = 100;

impl BusinessHours {
    /// Refuses hours that overlap, and a week that never opens.
    pub fn new(zone: Zone, week: Week, holidays: Vec<Date>) -> Result<BusinessHours, CalendarError> {
        let meet = |day: &&[Hours]| day.windows(2).find(|pair| pair[1].from < pair[0].to).map(|p| p[1].from);
        if let Some(at) = week.days().iter().find_map(meet) {
            return Err(CalendarError::Overlap(at));
        }
        let hours = BusinessHours { zone, week, holidays, region: None, worked: vec![] };
        hours.ever_open().map(|()| hours)
    }

    /// With the public holidays of a region, but for the days worked all the same.
    pub fn keeping(self, region: Option<Region>, worked: Vec<Date>) -> BusinessHours {
        BusinessHours { region, worked, ..self }
    }

    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The same hours on the clocks of another zone: nine o'clock is nine o'clock there.
    pub fn in_zone(&self, zone: &Zone) -> BusinessHours {
        BusinessHours { zone: zone.clone(), ..self.clone() }
    }

    pub fn is_open(&self, at: Timestamp) -> Result<bool, CalendarError> {
        Ok(self.next_open(at)? == at)
    }

    /// `at` itself while open, else the next opening.
    pub fn next_open(&self, at: Timestamp) -> Result<Timestamp, CalendarError> {
        let (from, _) = self.stretch(at)?;
        Ok(from)
    }

    /// The instant after so many seconds of open time; while open, zero seconds later is now.
    pub fn add_business_seconds(&self, from: Timestamp, seconds: u32) -> Result<Timestamp, CalendarError> {
        let mut left = SignedDuration::from_secs(seconds.into());
        let mut at = from;
        loop {
            let (open, close) = self.stretch(at)?;
            let length = close.duration_since(open);
            if left < length || left.is_zero() {
                return open.checked_add(left).map_err(|_| CalendarError::TooFar);
            }
            left -= length;
            if left.is_zero() {
                return Ok(close);
            }
            at = close;
        }
    }

    /// Whole seconds of open time from `a` to `b`; none if `b` comes first.
    pub fn business_seconds_between(&self, a: Timestamp, b: Timestamp) -> Result<i64, CalendarError> {
        let mut total = SignedDuration::ZERO;
        let mut at = a;
        while at < b {
            let (open, close) = self.stretch(at)?;
            total += close.min(b).duration_since(open).max(SignedDuration::ZERO);
            at = close;
        }
        Ok(total.as_secs())
    }

    /// The same time of day after so many open days, moved into that day's hours or the next.
    pub fn add_business_days(&self, from: Timestamp, days: u32) -> Result<Timestamp, CalendarError> {
        self.ever_open()?;
        let mut shown = self.zone.shows(from);
        for _ in 0..days {
            loop {
                shown = shown.checked_add(1.day()).map_err(|_| CalendarError::TooFar)?;
                if !self.on(shown.date()).is_empty() {
                    break;
                }
            }
        }
        let same_time = if days == 0 { from } else { self.zone.first(shown)? };
        self.next_open(same_time)
    }

    /// The open days after the day of `a`, up to and with the day of `b`; less than none if `b` comes first. From one
    /// open day to the next is 1, over whatever is closed between them.
    pub fn business_days_between(&self, a: Timestamp, b: Timestamp) -> Result<i64, CalendarError> {
        if b < a {
            return self.business_days_between(b, a).map(|days| -days);
        }
        let (mut day, last) = (self.zone.shows(a).date(), self.zone.shows(b).date());
        if last.year() - day.year() > MOST_YEARS {
            return Err(CalendarError::TooFar);
        }
        let mut days = 0;
        while day < last {
            day = day.tomorrow().map_err(|_| CalendarError::TooFar)?;
            days += i64::from(!self.on(day).is_empty());
        }
        Ok(days)
    }

    /// The open stretch that holds `at`, from `at` on, or else the next one.
    fn stretch(&self, at: Timestamp) -> Result<(Timestamp, Timestamp), CalendarError> {
        self.ever_open()?;
        let mut day = self.zone.shows(at).date();
        loop {
            for hours in self.on(day) {
                let open = self.zone.instant(day, hours.from)?.max(at);
                let close = self.zone.instant(day, hours.to)?;
                if open < close {
                    return Ok((open, close));
                }
            }
            day = day.tomorrow().map_err(|_| CalendarError::TooFar)?;
        }
    }

    /// Whether nobody works that day, whatever day of the week it is.
    fn is_holiday(&self, day: Date) -> bool {
        let public = || self.region.as_ref().is_some_and(|region| region.is_holiday(day));
        self.holidays.contains(&day) || (public() && !self.worked.contains(&day))
    }

    fn on(&self, day: Date) -> &[Hours] {
        if self.is_holiday(day) { &[] } else { self.week.on(day.weekday()) }
    }

    fn ever_open(&self) -> Result<(), CalendarError> {
        let closed = self.week.days().iter().all(|day| day.is_empty());
        if closed { Err(CalendarError::NeverOpen) } else { Ok(()) }
    }
}

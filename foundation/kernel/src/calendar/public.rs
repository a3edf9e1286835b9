//! Public holidays by country and region. What the law of each says is not ours to know: a library that is kept by many
//! is asked, and its answer for the years 2024 to 2045 comes with the program. Nothing is looked up in a network.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::CalendarError;

/// Written by `write_holidays.py`, which says of its form.
const TEXT: &str = include_str!("../../holidays.txt");

/// The first and the last year that is known.
const YEARS: std::ops::RangeInclusive<i16> = 2024..=2045;

/// How the text names a country outside those of its parts that have holidays of their own.
const WHOLE: &str = ".";

/// A public holiday: its day and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublicHoliday {
    /// A calendar day, `YYYY-MM-DD`.
    #[schemars(with = "String")]
    pub on: Date,
    pub name: String,
}

/// A country, or a part of it with holidays of its own (ISO 3166), such as `DE` or `DE-BY`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region {
    code: String,
    /// By day.
    days: &'static [PublicHoliday],
}

/// What the text says of a country: its parts, and its lines.
fn block(country: &str) -> Option<(Vec<&'static str>, impl Iterator<Item = &'static str>)> {
    let mut lines = TEXT.lines();
    let parts = lines.find_map(|line| {
        let mut words = line.strip_prefix("= ")?.split(' ');
        (words.next() == Some(country)).then(|| words.collect())
    })?;
    Some((parts, lines.take_while(|line| !line.starts_with("= "))))
}

/// The days of a line, which may stand under a name of their own.
fn days(said: &'static str) -> Vec<Date> {
    let named = |line: &'static str| line.split_once(' ').filter(|(name, _)| *name == said);
    let said = match said.starts_with('@') {
        true => TEXT.lines().find_map(named).map_or("", |(_, days)| days),
        false => said,
    };
    said.split(' ').flat_map(in_years).collect()
}

/// `MMDD` in every year, or `MMDD:YY+YY-YY` in these. 29 February is named with its years.
fn in_years(word: &str) -> Vec<Date> {
    let (day, years) = word.split_once(':').unwrap_or((word, ""));
    let year = |yy: &str| yy.parse::<i16>().ok().map(|yy| 2000 + yy);
    let run = |run: &str| {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        Some(year(first)?..=year(last)?)
    };
    let runs: Vec<_> = match years {
        "" => vec![YEARS],
        years => years.split('+').filter_map(run).collect(),
    };
    let (Some(month), Some(day)) = (day.get(..2), day.get(2..)) else { return vec![] };
    let (Ok(month), Ok(day)) = (month.parse(), day.parse()) else { return vec![] };
    runs.into_iter().flatten().filter_map(|year| Date::new(year, month, day).ok()).collect()
}

/// The holidays of a country or its part, in order.
fn made(code: &str) -> Option<Vec<PublicHoliday>> {
    let (country, part) = code.split_once('-').map_or((code, None), |(country, part)| (country, Some(part)));
    let (parts, lines) = block(country)?;
    if part.is_some_and(|part| !parts.contains(&part)) {
        return None;
    }
    let mut found = BTreeMap::<Date, Vec<&str>>::new();
    for line in lines {
        let mut fields = line.splitn(3, '|');
        let (Some(who), Some(name), Some(said)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        if who == "*" || who.split(' ').any(|one| one == part.unwrap_or(WHOLE)) {
            days(said).into_iter().for_each(|day| found.entry(day).or_default().push(name));
        }
    }
    Some(found.into_iter().map(|(on, names)| PublicHoliday { on, name: names.join(", ") }).collect())
}

/// The days of a region. Settings are read all the time, so that a region's days are made once and stay: there are
/// fewer than a thousand regions.
fn known(code: &str) -> Option<&'static [PublicHoliday]> {
    static MADE: Mutex<BTreeMap<String, &'static [PublicHoliday]>> = Mutex::new(BTreeMap::new());
    let mut all = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(days) = all.get(code).copied() {
        return Some(days);
    }
    let days: &'static [PublicHoliday] = made(code)?.leak();
    all.insert(code.to_owned(), days);
    Some(days)
}

impl Region {
    /// A country and its parts that have holidays of their own; none where nothing is known of it.
    pub fn of_country(country: &str) -> Vec<String> {
        let Some((parts, _)) = block(country) else { return vec![] };
        std::iter::once(country.to_owned())
            .chain(parts.iter().map(|part| format!("{country}-{part}")))
            .collect()
    }

    /// Every country of which something is known.
    pub fn countries() -> impl Iterator<Item = &'static str> {
        TEXT.lines().filter_map(|line| line.strip_prefix("= ")?.split(' ').next())
    }

    /// Such as `DE-BY`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Whether nobody need work there on that day.
    pub fn is_holiday(&self, day: Date) -> bool {
        self.days.binary_search_by_key(&day, |holiday| holiday.on).is_ok()
    }

    /// The holidays from one day to another, both included, in order.
    pub fn between(&self, from: Date, to: Date) -> &'static [PublicHoliday] {
        let place = |day: Date| self.days.partition_point(|holiday| holiday.on < day);
        let end = self.days.partition_point(|holiday| holiday.on <= to);
        self.days.get(place(from)..end).unwrap_or_default()
    }
}

impl PartialEq for Region {
    fn eq(&self, other: &Region) -> bool {
        self.code == other.code
    }
}

impl Eq for Region {}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Region({})", self.code)
    }
}

impl FromStr for Region {
    type Err = CalendarError;
    fn from_str(text: &str) -> Result<Region, CalendarError> {
        let code = text.trim();
        let days = known(code).ok_or_else(|| CalendarError::UnknownRegion(code.to_owned()))?;
        Ok(Region { code: code.to_owned(), days })
    }
}

impl TryFrom<String> for Region {
    type Error = CalendarError;
    fn try_from(text: String) -> Result<Region, CalendarError> {
        text.parse()
    }
}

impl From<Region> for String {
    fn from(region: Region) -> String {
        region.code
    }
}

impl JsonSchema for Region {
    fn schema_name() -> Cow<'static, str> {
        "Region".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$" })
    }
}

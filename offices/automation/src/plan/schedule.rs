//! When a schedule comes round: RFC 5545 on the wall clock of the business.
//!
//! The rule is followed on the wall clock and each occurrence turned into an instant: a time the clock skips
//! moves to the first that exists, a time it shows twice is the first, and no occurrence is told twice.

use kernel::calendar::Zone;
use kernel::{Date, Timestamp};
use rrule::{Frequency, RRule, RRuleError, RRuleSet, Unvalidated};

use crate::document::Schedule;

/// What is wrong with a rule, and what to write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRule {
    #[error("`{0}` is no recurrence rule ({1}); write it like FREQ=WEEKLY;BYDAY=MO")]
    Unreadable(String, String),
    #[error("a schedule comes round every day at most; take the hours and minutes out, `at` says the time")]
    TooOften,
    #[error("a schedule is on the clock of the business; write zone: business, or leave it out")]
    OtherZone,
    #[error("it never comes round; look at its COUNT, UNTIL and days")]
    Never,
}

/// So many days are looked through for the next one: fifty years of every day.
const MOST: usize = 20_000;

/// Refuses a rule by which nothing ever starts.
pub fn check(schedule: &Schedule) -> Result<(), BadRule> {
    if schedule.zone != kernel::calendar::Whose::Workspace {
        return Err(BadRule::OtherZone);
    }
    let rule: Result<RRule<Unvalidated>, _> = schedule.rrule.parse();
    let rule = rule.map_err(|why| BadRule::Unreadable(schedule.rrule.clone(), why.to_string()))?;
    let often = matches!(rule.get_freq(), Frequency::Hourly | Frequency::Minutely | Frequency::Secondly);
    let timed = [rule.get_by_hour(), rule.get_by_minute(), rule.get_by_second()];
    if often || timed.iter().any(|part| !part.is_empty()) {
        return Err(BadRule::TooOften);
    }
    let start: Date = "2026-01-01".parse().expect("a day in its own form");
    let bounded = rule.get_until().is_some();
    if days(schedule, start)?.next().is_none() && !bounded { Err(BadRule::Never) } else { Ok(()) }
}

/// The days it comes round, from one on.
fn days(schedule: &Schedule, from: Date) -> Result<impl Iterator<Item = Date>, BadRule> {
    let text = format!("DTSTART:{}T000000Z\nRRULE:{}", from.strftime("%Y%m%d"), schedule.rrule.trim());
    let set: Result<RRuleSet, RRuleError> = text.parse();
    let set = set.map_err(|why| BadRule::Unreadable(schedule.rrule.clone(), why.to_string()))?;
    let found: Vec<Date> = set
        .into_iter()
        .take(MOST)
        .filter_map(|day| Timestamp::from_second(day.timestamp()).ok())
        .map(|shown| shown.to_zoned(jiff::tz::TimeZone::UTC).date())
        .collect();
    Ok(found.into_iter())
}

/// The first occurrence after `after`, counted from the day of `since`; none if there is no more.
pub fn next(
    schedule: &Schedule,
    zone: &Zone,
    since: Timestamp,
    after: Timestamp,
) -> Result<Option<Timestamp>, BadRule> {
    let today = zone.shows(after).date();
    let days = days(schedule, zone.shows(since).date())?.skip_while(|day| *day < today);
    Ok(days.filter_map(|day| zone.instant(day, schedule.at).ok()).find(|at| *at > after))
}

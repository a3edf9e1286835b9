//! Is it silent? The stretch since something last came is held against the same stretch of the last four weeks: so
//! nights, weekends and busy mornings need no rule of their own. What leaves is held against the same business day.
//! Pure.

use kernel::Timestamp;
use kernel::calendar::{BusinessHours, CalendarError};

use crate::house::Expectation;

const HOUR_MS: i64 = 3_600_000;
const WEEK_MS: i64 = 7 * 24 * HOUR_MS;
const WEEKS: i64 = 4;
/// With fewer on average a silence may be chance: of six expected, none comes in one of four hundred.
const ENOUGH: usize = 6;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Not four weeks old, or too few come to tell.
    Learning,
    Usual,
    Silent {
        usual: Vec<usize>,
    },
    Below {
        came: usize,
        expected: Expectation,
    },
    /// Something, and far less than usual.
    Thin {
        came: usize,
        usual: Vec<usize>,
    },
    /// Somebody said that nothing is expected.
    Unwatched,
    /// Too little, and whoever watches it has said so.
    Told,
}

/// `times`: when something came, oldest first, of the last five weeks. Silence before `since` is none.
pub fn judge(
    times: &[Timestamp],
    now: Timestamp,
    expected: Option<&Expectation>,
    since: Option<Timestamp>,
) -> Verdict {
    let now_ms = now.as_millisecond();
    match expected {
        Some(expected) if expected.at_least == 0 => Verdict::Unwatched,
        Some(expected) => {
            let came = between(times, now_ms - i64::from(expected.hours) * HOUR_MS, now_ms);
            let enough = came >= usize::try_from(expected.at_least).unwrap_or(usize::MAX);
            if enough { Verdict::Usual } else { Verdict::Below { came, expected: *expected } }
        }
        None => by_custom(times, now_ms, since.map_or(i64::MIN, |at| at.as_millisecond())),
    }
}

fn by_custom(times: &[Timestamp], now: i64, since: i64) -> Verdict {
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Verdict::Learning };
    if first.as_millisecond() > now - WEEKS * WEEK_MS {
        return Verdict::Learning;
    }
    let usual = usual_since(times, now, since);
    let enough = usual.iter().sum::<usize>() >= ENOUGH * usual.len() && !usual.contains(&0);
    let known = between(times, now - WEEKS * WEEK_MS, now) >= ENOUGH;
    match (enough, known) {
        (true, _) if last.as_millisecond() < now => Verdict::Silent { usual },
        (_, false) => Verdict::Learning,
        _ => Verdict::Usual,
    }
}

/// How many came in the same stretch one to four weeks ago; of a silence longer than a week, in its last week.
pub fn usual(times: &[Timestamp], now: i64) -> Vec<usize> {
    usual_since(times, now, i64::MIN)
}

fn usual_since(times: &[Timestamp], now: i64, since: i64) -> Vec<usize> {
    let last = times.last().map_or(now, |at| at.as_millisecond());
    let from = last.max(now - WEEK_MS).max(since.min(now));
    (1..=WEEKS).map(|week| between(times, from - week * WEEK_MS, now - week * WEEK_MS)).collect()
}

const DAY_MS: i64 = 24 * HOUR_MS;
/// The longest holidays, in days.
const LONGEST: i64 = 30;
/// So many of the last four weeks must have been open on these days to say what is usual.
const KNOWN: usize = 3;

/// What left over the last business day, against the same days of the last four weeks; `least` percent of the usual
/// and less is too little. Weeks in which the business was closed then do not count.
pub fn by_day(
    times: &[Timestamp],
    now: Timestamp,
    hours: &BusinessHours,
    least: u32,
) -> Result<Verdict, CalendarError> {
    let Some(from) = business_day_before(now, hours)? else { return Ok(Verdict::Learning) };
    let (from, to) = (from.as_millisecond(), now.as_millisecond());
    let open = |week: i64| -> Result<i64, CalendarError> {
        let at = |ms: i64| Timestamp::from_millisecond(ms).map_err(|_| CalendarError::TooFar);
        hours.business_seconds_between(at(from - week * WEEK_MS)?, at(to - week * WEEK_MS)?)
    };
    let whole = open(0)?;
    let mut usual = vec![];
    for week in 1..=WEEKS {
        if open(week)? * 2 >= whole {
            usual.push(between(times, from - week * WEEK_MS, to - week * WEEK_MS));
        }
    }
    let old = times.first().is_some_and(|first| first.as_millisecond() <= from - (WEEKS - 1) * WEEK_MS);
    let sum = usual.iter().sum::<usize>();
    if !old || usual.len() < KNOWN || sum < ENOUGH * usual.len() || usual.contains(&0) {
        return Ok(Verdict::Learning);
    }
    let came = between(times, from, to);
    let thin = came * usual.len() * 100 < sum * usize::try_from(least).unwrap_or(0);
    Ok(match came {
        0 => Verdict::Silent { usual },
        _ if thin => Verdict::Thin { came, usual },
        _ => Verdict::Usual,
    })
}

/// The latest instant, in whole days before now, since which the business was open for a whole day.
fn business_day_before(now: Timestamp, hours: &BusinessHours) -> Result<Option<Timestamp>, CalendarError> {
    for days in 1..=LONGEST {
        let from = Timestamp::from_millisecond(now.as_millisecond() - days * DAY_MS);
        let from = from.map_err(|_| CalendarError::TooFar)?;
        if hours.add_business_days(hours.next_open(from)?, 1)? <= now {
            return Ok(Some(from));
        }
    }
    Ok(None)
}

/// After `from`, up to `to`.
fn between(times: &[Timestamp], from: i64, to: i64) -> usize {
    times.iter().map(|at| at.as_millisecond()).filter(|at| *at > from && *at <= to).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thursday, 5 March 2026, 12:00 UTC.
    const NOW: i64 = 1_772_712_000_000;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    /// One each hour from nine to five on weekdays, for five weeks, up to so many hours ago.
    fn office(hours_ago: i64) -> Vec<Timestamp> {
        let hours = (hours_ago..35 * 24).rev().map(|ago| NOW - ago * HOUR_MS);
        let open = |ms: &i64| {
            let day = (ms / (24 * HOUR_MS) + 3).rem_euclid(7);
            let hour = (ms / HOUR_MS).rem_euclid(24);
            day < 5 && (9..17).contains(&hour)
        };
        hours.filter(open).map(at).collect()
    }

    #[test]
    fn a_day_without_anything_is_silence_and_a_night_or_a_weekend_is_not() {
        assert_eq!(judge(&office(0), at(NOW), None, None), Verdict::Usual);
        assert_eq!(judge(&office(3), at(NOW), None, None), Verdict::Usual, "three hours may be chance");
        let Verdict::Silent { usual } = judge(&office(24), at(NOW), None, None) else {
            panic!("a day is silence")
        };
        assert_eq!(usual, [8, 8, 8, 8]);
        let monday = NOW + 4 * 24 * HOUR_MS - 3 * HOUR_MS;
        let until_friday: Vec<_> =
            office(0).into_iter().chain((1..30).map(|h| at(NOW + h * HOUR_MS))).collect();
        let quiet = judge(&until_friday, at(monday), None, None);
        assert_eq!(quiet, Verdict::Usual, "nobody comes on a weekend");
    }

    #[test]
    fn what_is_young_or_rare_is_not_judged() {
        let young: Vec<_> =
            office(24).into_iter().filter(|t| t.as_millisecond() > NOW - 2 * WEEK_MS).collect();
        assert_eq!(judge(&young, at(NOW), None, None), Verdict::Learning);
        let rare: Vec<_> = (1..=5).rev().map(|week| at(NOW - week * WEEK_MS)).collect();
        assert_eq!(judge(&rare, at(NOW), None, None), Verdict::Learning);
        assert_eq!(judge(&[], at(NOW), None, None), Verdict::Learning);
    }

    #[test]
    fn what_somebody_expects_counts_before_custom() {
        let rare = [at(NOW - 50 * HOUR_MS)];
        let expected = Expectation { at_least: 1, hours: 48 };
        assert_eq!(judge(&rare, at(NOW), Some(&expected), None), Verdict::Below { came: 0, expected });
        let wider = Expectation { hours: 72, ..expected };
        assert_eq!(judge(&rare, at(NOW), Some(&wider), None), Verdict::Usual);
        let none = Expectation { at_least: 0, hours: 1 };
        assert_eq!(judge(&office(24), at(NOW), Some(&none), None), Verdict::Unwatched);
    }

    #[test]
    fn silence_while_it_was_off_is_none() {
        let on_since = Some(at(NOW - 2 * HOUR_MS));
        assert_eq!(judge(&office(24), at(NOW), None, on_since), Verdict::Usual);
    }

    fn hours(holidays: &str) -> BusinessHours {
        let week = ["monday", "tuesday", "wednesday", "thursday", "friday"];
        let week: Vec<String> = week.map(|day| format!("\"{day}\": [\"09:00-17:00\"]")).to_vec();
        let text =
            format!("{{\"zone\": \"UTC\", \"week\": {{{}}}, \"holidays\": [{holidays}]}}", week.join(","));
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn what_leaves_is_held_against_the_same_business_day() {
        let day = |left: &[Timestamp]| by_day(left, at(NOW), &hours(""), 10).unwrap();
        assert_eq!(day(&office(0)), Verdict::Usual);
        assert_eq!(day(&office(20)), Verdict::Usual, "yesterday afternoon something left");
        assert_eq!(day(&office(24)), Verdict::Silent { usual: vec![8, 8, 8, 8] });
        let many: Vec<Timestamp> = office(24).into_iter().flat_map(|one| [one; 4]).collect();
        let few: Vec<Timestamp> = many.iter().copied().chain([at(NOW - HOUR_MS); 2]).collect();
        assert_eq!(day(&few), Verdict::Thin { came: 2, usual: vec![32, 32, 32, 32] });
        assert_eq!(
            by_day(&few, at(NOW), &hours(""), 0).unwrap(),
            Verdict::Usual,
            "only nothing at all is told"
        );
        let young: Vec<_> =
            office(24).into_iter().filter(|one| one.as_millisecond() > NOW - WEEK_MS).collect();
        assert_eq!(day(&young), Verdict::Learning);
    }

    #[test]
    fn a_closed_day_is_no_silence_and_says_nothing_of_what_is_usual() {
        let closed = by_day(&office(20), at(NOW), &hours("\"2026-03-05\""), 10).unwrap();
        assert_eq!(closed, Verdict::Usual, "today nothing is open");
        let closed_then: Vec<_> = office(24)
            .into_iter()
            .filter(|one| {
                let ago = (NOW - one.as_millisecond()) / HOUR_MS;
                !(7 * 24 - 12..8 * 24 + 12).contains(&ago)
            })
            .collect();
        let then = hours("\"2026-02-25\", \"2026-02-26\"");
        let verdict = by_day(&closed_then, at(NOW), &then, 10).unwrap();
        assert_eq!(verdict, Verdict::Silent { usual: vec![8, 8, 8] });
    }
}

//! Is it silent? The stretch since something last came is held against the same stretch of the last four weeks: so
//! nights, weekends and busy mornings need no rule of their own. Pure.

use kernel::Timestamp;

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
    /// Somebody said that nothing is expected.
    Unwatched,
}

/// `times`: when something came, oldest first, of the last five weeks.
pub fn judge(times: &[Timestamp], now: Timestamp, expected: Option<&Expectation>) -> Verdict {
    let now_ms = now.as_millisecond();
    match expected {
        Some(expected) if expected.at_least == 0 => Verdict::Unwatched,
        Some(expected) => {
            let came = between(times, now_ms - i64::from(expected.hours) * HOUR_MS, now_ms);
            let enough = came >= usize::try_from(expected.at_least).unwrap_or(usize::MAX);
            if enough { Verdict::Usual } else { Verdict::Below { came, expected: *expected } }
        }
        None => by_custom(times, now_ms),
    }
}

fn by_custom(times: &[Timestamp], now: i64) -> Verdict {
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Verdict::Learning };
    if first.as_millisecond() > now - WEEKS * WEEK_MS {
        return Verdict::Learning;
    }
    let usual = usual(times, now);
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
    let last = times.last().map_or(now, |at| at.as_millisecond());
    let from = last.max(now - WEEK_MS);
    (1..=WEEKS).map(|week| between(times, from - week * WEEK_MS, now - week * WEEK_MS)).collect()
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
        assert_eq!(judge(&office(0), at(NOW), None), Verdict::Usual);
        assert_eq!(judge(&office(3), at(NOW), None), Verdict::Usual, "three hours may be chance");
        let Verdict::Silent { usual } = judge(&office(24), at(NOW), None) else { panic!("a day is silence") };
        assert_eq!(usual, [8, 8, 8, 8]);
        let monday = NOW + 4 * 24 * HOUR_MS - 3 * HOUR_MS;
        let until_friday: Vec<_> =
            office(0).into_iter().chain((1..30).map(|h| at(NOW + h * HOUR_MS))).collect();
        let quiet = judge(&until_friday, at(monday), None);
        assert_eq!(quiet, Verdict::Usual, "nobody comes on a weekend");
    }

    #[test]
    fn what_is_young_or_rare_is_not_judged() {
        let young: Vec<_> =
            office(24).into_iter().filter(|t| t.as_millisecond() > NOW - 2 * WEEK_MS).collect();
        assert_eq!(judge(&young, at(NOW), None), Verdict::Learning);
        let rare: Vec<_> = (1..=5).rev().map(|week| at(NOW - week * WEEK_MS)).collect();
        assert_eq!(judge(&rare, at(NOW), None), Verdict::Learning);
        assert_eq!(judge(&[], at(NOW), None), Verdict::Learning);
    }

    #[test]
    fn what_somebody_expects_counts_before_custom() {
        let rare = [at(NOW - 50 * HOUR_MS)];
        let expected = Expectation { at_least: 1, hours: 48 };
        assert_eq!(judge(&rare, at(NOW), Some(&expected)), Verdict::Below { came: 0, expected });
        let wider = Expectation { hours: 72, ..expected };
        assert_eq!(judge(&rare, at(NOW), Some(&wider)), Verdict::Usual);
        let none = Expectation { at_least: 0, hours: 1 };
        assert_eq!(judge(&office(24), at(NOW), Some(&none)), Verdict::Unwatched);
    }
}

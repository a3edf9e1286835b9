//! A week of the calendar, Monday to Sunday, and its first and last instant on somebody's clock.
//!
//! Invariant: the end of a week is the beginning of the next, through both DST changes and across New Year.

use jiff::Span;
use jiff::civil::Date;

use super::{CalendarError, TimeOfDay, Zone};
use crate::Timestamp;

/// One week, known by its Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalWeek {
    monday: Date,
}

impl LocalWeek {
    /// The week of this day.
    pub fn of(day: Date) -> Result<LocalWeek, CalendarError> {
        LocalWeek::days_from(day, -i64::from(day.weekday().to_monday_zero_offset()))
    }

    /// The last week that is over on this day.
    pub fn last_full(today: Date) -> Result<LocalWeek, CalendarError> {
        LocalWeek::of(today)?.before()
    }

    /// The week before.
    pub fn before(self) -> Result<LocalWeek, CalendarError> {
        LocalWeek::days_from(self.monday, -7)
    }

    fn days_from(day: Date, days: i64) -> Result<LocalWeek, CalendarError> {
        let monday = day.checked_add(Span::new().days(days)).map_err(|_| CalendarError::TooFar)?;
        Ok(LocalWeek { monday })
    }

    pub fn monday(self) -> Date {
        self.monday
    }

    pub fn sunday(self) -> Result<Date, CalendarError> {
        self.monday.checked_add(Span::new().days(6)).map_err(|_| CalendarError::TooFar)
    }

    /// Its first instant there, and the first of the week after it.
    pub fn bounds(self, zone: &Zone) -> Result<(Timestamp, Timestamp), CalendarError> {
        let next = LocalWeek::days_from(self.monday, 7)?;
        let midnight = TimeOfDay::MIDNIGHT;
        Ok((zone.instant(self.monday, midnight)?, zone.instant(next.monday, midnight)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Its days, its bounds in UTC, and how many hours it has.
    fn shown(zone: &str, any_day: &str) -> String {
        let week = LocalWeek::of(day(any_day)).unwrap();
        let (from, to) = week.bounds(&zone.parse().unwrap()).unwrap();
        let hours = (to.as_second() - from.as_second()) / 3600;
        format!("{}..{} {from} {to} {hours} h", week.monday(), week.sunday().unwrap())
    }

    #[test]
    fn a_week_has_an_hour_less_or_more_where_the_clock_changes() {
        for (zone, any_day, expected) in [
            (
                "Europe/Berlin",
                "2026-03-25",
                "2026-03-23..2026-03-29 2026-03-22T23:00:00Z 2026-03-29T22:00:00Z 167 h",
            ),
            (
                "Europe/Berlin",
                "2026-10-25",
                "2026-10-19..2026-10-25 2026-10-18T22:00:00Z 2026-10-25T23:00:00Z 169 h",
            ),
            (
                "Asia/Kathmandu",
                "2026-11-16",
                "2026-11-16..2026-11-22 2026-11-15T18:15:00Z 2026-11-22T18:15:00Z 168 h",
            ),
            // Beirut's clocks jump from midnight to one on a Sunday; the week after it begins as usual.
            (
                "Asia/Beirut",
                "2026-03-29",
                "2026-03-23..2026-03-29 2026-03-22T22:00:00Z 2026-03-29T21:00:00Z 167 h",
            ),
        ] {
            assert_eq!(shown(zone, any_day), expected);
        }
    }

    #[test]
    fn a_week_goes_across_new_year() {
        let expected = "2026-12-28..2027-01-03 2026-12-28T00:00:00Z 2027-01-04T00:00:00Z 168 h";
        assert_eq!(shown("UTC", "2026-12-31"), expected);
        assert_eq!(shown("UTC", "2027-01-01"), expected);
        let last = LocalWeek::last_full(day("2027-01-04")).unwrap();
        assert_eq!((last.monday(), last.before().unwrap().monday()), (day("2026-12-28"), day("2026-12-21")));
    }

    #[test]
    fn a_week_that_goes_on_is_not_the_last_full_one() {
        for (today, monday) in [
            ("2026-11-22", "2026-11-09"),
            ("2026-11-23", "2026-11-16"),
            ("2026-11-29", "2026-11-16"),
            ("2026-11-30", "2026-11-23"),
        ] {
            assert_eq!(LocalWeek::last_full(day(today)).unwrap().monday(), day(monday), "{today}");
        }
    }

    #[test]
    fn one_week_ends_where_the_next_begins() {
        for zone in ["Europe/Berlin", "Asia/Kathmandu", "America/Santiago", "Australia/Lord_Howe"] {
            let zone: Zone = zone.parse().unwrap();
            let mut week = LocalWeek::of(day("2027-12-27")).unwrap();
            for _ in 0..120 {
                let before = week.before().unwrap();
                assert_eq!(
                    before.bounds(&zone).unwrap().1,
                    week.bounds(&zone).unwrap().0,
                    "{week:?} {zone:?}"
                );
                week = before;
            }
        }
    }
}

//! When something is due: local days and clocks, opening hours, holidays, quiet hours, both DST changes.
//!
//! Invariant: one function, `due`, computes every due time of the house. A local time that does not exist
//! becomes the first instant after the gap; one that exists twice means the first. Deliberately not here:
//! spread (jitter), caps, and whose zone is known, which the rooms bring along.

mod delay;
mod hours;
mod local_week;
mod public;
mod quiet;
#[cfg(test)]
mod tests;
mod zone;

pub use delay::{Delay, Whose, Window, Zones, due};
pub use hours::{BusinessHours, Hours, Week};
pub use local_week::LocalWeek;
pub use public::{PublicHoliday, Region};
pub use quiet::QuietHours;
pub use zone::{TimeOfDay, Zone};

/// Why no due time can be given. Every text says what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("`{0}` is not a time zone; write its name like Europe/Berlin")]
    UnknownZone(String),
    #[error("no public holidays are known of `{0}`; write a country or its part like DE or DE-BY")]
    UnknownRegion(String),
    #[error("`{0}` is not a time of day; write it like 09:30")]
    NotATime(String),
    #[error("`{0}` are not opening hours; write them like 09:00-17:00, the end after the start")]
    NotHours(String),
    #[error("the hours of a day overlap at {0}; list them in order, each after the end of the one before")]
    Overlap(TimeOfDay),
    #[error("no day of the week is open; add opening hours to at least one day")]
    NeverOpen,
    #[error("quiet hours from {0} to {0} never end; give them an end")]
    NeverLoud(TimeOfDay),
    #[error("a time of day goes with days; leave out either `at` or hours, minutes and seconds")]
    ClockAndSpan,
    #[error("a wait of no length; give it days, hours, minutes, seconds, a time of day or a window")]
    NoLength,
    #[error("that is too far in the future; choose a shorter wait")]
    TooFar,
}

impl crate::Refusal for CalendarError {
    fn code(&self) -> &'static str {
        match self {
            CalendarError::UnknownZone(_) => "calendar.unknown_zone",
            CalendarError::UnknownRegion(_) => "calendar.unknown_region",
            CalendarError::NotATime(_) => "calendar.not_a_time",
            CalendarError::NotHours(_) => "calendar.not_hours",
            CalendarError::Overlap(_) => "calendar.overlap",
            CalendarError::NeverOpen => "calendar.never_open",
            CalendarError::NeverLoud(_) => "calendar.never_loud",
            CalendarError::ClockAndSpan => "calendar.clock_and_span",
            CalendarError::NoLength => "calendar.no_length",
            CalendarError::TooFar => "calendar.too_far",
        }
    }
    fn status(&self) -> u16 {
        422
    }
}

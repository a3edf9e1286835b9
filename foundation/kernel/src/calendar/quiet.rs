//! The hours of the night in which a person is left alone, on their own clock.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CalendarError, TimeOfDay, Zone};
use crate::Timestamp;

/// From one time of day to another, over midnight when the end comes first: `21:00` to `08:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Declared")]
pub struct QuietHours {
    from: TimeOfDay,
    to: TimeOfDay,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Declared {
    from: TimeOfDay,
    to: TimeOfDay,
}

impl TryFrom<Declared> for QuietHours {
    type Error = CalendarError;
    fn try_from(told: Declared) -> Result<QuietHours, CalendarError> {
        QuietHours::new(told.from, told.to)
    }
}

impl QuietHours {
    /// Refuses quiet hours without an end.
    pub fn new(from: TimeOfDay, to: TimeOfDay) -> Result<QuietHours, CalendarError> {
        if from == to { Err(CalendarError::NeverLoud(from)) } else { Ok(QuietHours { from, to }) }
    }

    pub fn is_quiet(&self, at: Timestamp, zone: &Zone) -> Result<bool, CalendarError> {
        Ok(self.release(at, zone)? != at)
    }

    /// `at` itself outside the quiet hours, else their end.
    pub fn release(&self, at: Timestamp, zone: &Zone) -> Result<Timestamp, CalendarError> {
        let today = zone.shows(at).date();
        let yesterday = today.yesterday().map_err(|_| CalendarError::TooFar)?;
        for evening in [yesterday, today] {
            let over = if self.to < self.from { evening.tomorrow() } else { Ok(evening) };
            let morning = over.map_err(|_| CalendarError::TooFar)?;
            let (start, end) = (zone.instant(evening, self.from)?, zone.instant(morning, self.to)?);
            if start <= at && at < end {
                return Ok(end);
            }
        }
        Ok(at)
    }
}

//! How long a run is, what each of its days brings, and what it has brought in the end.

use jiff::Timestamp;

use crate::chance::Chance;

pub const HOUR: i64 = 3600;
pub const DAY: i64 = 24 * HOUR;

/// How long, which people, and how many of them.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    pub end: Timestamp,
    /// Inquiries over the whole time; one to three a working day where nothing is said.
    pub leads: Option<u64>,
}

/// What a run has brought.
#[derive(Debug, Default, Clone)]
pub struct Told {
    pub inquiries: u64,
    pub replies: u64,
    pub offers: u64,
    pub signed: u64,
    pub accepted: u64,
    pub transfers: u64,
    /// Minor units of euro that came in by them.
    pub transferred: i64,
}

/// What is known of a day before it begins.
pub struct Morning {
    /// Seconds since 1970, UTC.
    pub midnight: i64,
    pub inquiries: u64,
    /// From Monday to Friday.
    pub works: bool,
    /// The bank's statement comes.
    pub statement: bool,
}

impl Plan {
    pub fn mornings(&self, began: i64) -> Vec<Morning> {
        let days = ((self.end.as_second() - began + DAY - 1) / DAY).max(1);
        let morning = |day: i64| {
            let midnight = (began + day * DAY) / DAY * DAY;
            let weekday = (midnight / DAY + 4) % 7;
            let works = (1..=5).contains(&weekday);
            let inquiries = self.inquiries(day.unsigned_abs(), days.unsigned_abs(), works);
            Morning { midnight, inquiries, works, statement: weekday == 1 || weekday == 4 }
        };
        (0..days).map(morning).collect()
    }

    /// More on working days; or a fixed number, spread over all of them.
    fn inquiries(&self, day: u64, days: u64, works: bool) -> u64 {
        if let Some(leads) = self.leads {
            return leads * (day + 1) / days - leads * day / days;
        }
        let chance = Chance { seed: self.seed, person: u64::MAX - day };
        if works { 1 + chance.below("inquiries", 3) } else { chance.below("inquiries", 2) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    #[test]
    fn as_many_inquire_as_were_asked_for() {
        let end = Timestamp::from_second(1_770_000_000 + 30 * DAY).unwrap();
        let plan = Plan { seed: 1, end, leads: Some(47) };
        let mornings = plan.mornings(1_770_000_000);
        assert_eq!(mornings.len(), 30);
        assert_eq!(mornings.iter().map(|morning| morning.inquiries).sum::<u64>(), 47);
    }
}

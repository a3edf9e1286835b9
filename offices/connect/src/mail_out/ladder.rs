//! When a mail that was not taken is tried again, as data: steep at first for the acknowledgement, five days
//! for all.

use jiff::SignedDuration;

use super::{Outcome, Why};

/// How much a mail hurries, and whether it may leave twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The instant answer: tried again at once, and again under its Message-ID if nobody knows whether it
    /// arrived.
    Acknowledgement,
    /// Everything else: when the outcome is unknown, a person decides.
    Ordinary,
}

/// The acknowledgement's first waits, in seconds.
pub const QUICK: [i64; 3] = [2, 5, 10];

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// The waits after them, in seconds; the last repeats until `GIVE_UP_AFTER`.
pub const LADDER: [i64; 6] = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 8 * HOUR];

/// The sum of all waits stays within this, in seconds: five days, as long as other mail servers try.
pub const GIVE_UP_AFTER: i64 = 5 * 24 * HOUR;

/// A server that asks for less, or that only its owner can mend, is left alone this long at least, in
/// seconds.
const BREATHER: i64 = 5 * MINUTE;

/// How long to wait after attempt number `attempt` (1 is the first) ended so; `None`: do not try again.
pub fn next_try(attempt: u32, outcome: &Outcome, class: Class) -> Option<SignedDuration> {
    let least = match outcome {
        Outcome::Accepted { .. } | Outcome::Hard { .. } => return None,
        Outcome::Unknown { .. } if class == Class::Ordinary => return None,
        Outcome::Unknown { .. } | Outcome::Soft { slow_down: false, .. } => 0,
        Outcome::Soft { .. } | Outcome::AuthFailed { .. } => BREATHER,
        Outcome::Unreachable { why, .. } => breather(*why),
    };
    let step = waits(class).nth(attempt.checked_sub(1)?.try_into().ok()?)?;
    Some(SignedDuration::from_secs(step.max(least)))
}

fn breather(why: Why) -> i64 {
    if why.needs_owner() { BREATHER } else { 0 }
}

/// Every wait of a class, in seconds.
fn waits(class: Class) -> impl Iterator<Item = i64> {
    let quick: &[i64] = if class == Class::Acknowledgement { &QUICK } else { &[] };
    let last = LADDER[LADDER.len() - 1];
    let all = quick.iter().chain(&LADDER).copied().chain(std::iter::repeat(last));
    all.scan(0, |sum, wait| {
        *sum += wait;
        (*sum <= GIVE_UP_AFTER).then_some(wait)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soft(slow_down: bool) -> Outcome {
        Outcome::Soft { code: 451, text: "later".into(), slow_down }
    }

    fn seconds(outcome: &Outcome, class: Class) -> Vec<i64> {
        (1..).map_while(|n| next_try(n, outcome, class)).map(|wait| wait.as_secs()).collect()
    }

    #[test]
    fn an_ordinary_mail_is_tried_for_five_days() {
        let waits = seconds(&soft(false), Class::Ordinary);
        assert_eq!(waits[..7], [60, 300, 1800, 7200, 18_000, 28_800, 28_800]);
        let sum: i64 = waits.iter().sum();
        assert!(sum <= GIVE_UP_AFTER && sum + 28_800 > GIVE_UP_AFTER);
    }

    #[test]
    fn the_acknowledgement_hurries_first() {
        assert_eq!(seconds(&soft(false), Class::Acknowledgement)[..5], [2, 5, 10, 60, 300]);
    }

    #[test]
    fn a_server_that_asks_for_less_is_given_five_minutes() {
        assert_eq!(seconds(&soft(true), Class::Acknowledgement)[..6], [300, 300, 300, 300, 300, 1800]);
        let auth = Outcome::AuthFailed { text: "535".into() };
        assert_eq!(seconds(&auth, Class::Ordinary)[..3], [300, 300, 1800]);
    }

    #[test]
    fn what_is_settled_is_not_tried_again() {
        let accepted = Outcome::Accepted { reply: "ok".into(), queue_id: None };
        let hard = Outcome::Hard { code: 550, text: "no".into(), whose: crate::mail_out::Whose::Address };
        for outcome in [accepted, hard] {
            assert_eq!(next_try(1, &outcome, Class::Acknowledgement), None);
        }
        assert_eq!(next_try(0, &soft(false), Class::Ordinary), None);
    }

    #[test]
    fn a_mail_of_unknown_fate_leaves_again_only_if_it_is_the_acknowledgement() {
        let unknown = Outcome::Unknown { text: "cut".into() };
        assert_eq!(next_try(1, &unknown, Class::Ordinary), None);
        assert_eq!(next_try(1, &unknown, Class::Acknowledgement), Some(SignedDuration::from_secs(2)));
    }
}

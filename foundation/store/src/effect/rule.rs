//! What becomes of an effect after a try. Pure.
//!
//! Invariant: where nobody knows whether it arrived it leaves again only if it is harmless, and a few times at most.

use kernel::Timestamp;

use super::Outcome;

/// Whoever carries an effect and has not renewed its lease for so long, in milliseconds, is taken for dead.
pub const LEASE_MS: i64 = 120_000;
/// The lease of what is under way is renewed after so long: a few rounds that fail do not end it.
pub const RENEW_MS: i64 = 30_000;
/// A resend is a second chance, not a habit.
pub const RESENDS: i64 = 3;

/// What was tried.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    pub resend: bool,
    /// How often before this time.
    pub attempt: i64,
}

/// What may leave twice does, a few times, before a person is asked.
pub fn second_chance(now: Timestamp, tried: Tried, outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Unknown(why) if tried.resend && tried.attempt < RESENDS => Outcome::Retry(now, why),
        other => other,
    }
}

/// How an outcome is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'a> {
    pub state: &'static str,
    pub note: &'a str,
    pub due_at: Timestamp,
    /// None where it will be tried again.
    pub done_at: Option<Timestamp>,
}

/// The row of an effect after this outcome.
pub fn written(outcome: &Outcome, now: Timestamp) -> Written<'_> {
    let (state, note, due_at, done_at) = match outcome {
        Outcome::Done(note) => ("done", note, now, Some(now)),
        Outcome::Retry(at, note) => ("queued", note, *at, None),
        Outcome::Failed(note) => ("failed", note, now, Some(now)),
        Outcome::Unknown(note) => ("uncertain", note, now, Some(now)),
        Outcome::Skipped(note) => ("skipped", note, now, Some(now)),
    };
    Written { state, note, due_at, done_at }
}

//! Whether the machine's clock can be believed: it ran back, or it was put forward while no time passed.
//!
//! Invariant: while a clock that was put forward waits for somebody's word, nothing that could come too early leaves.
//! The word is the outcome of its exception, so every node knows it and a restart forgets nothing.

mod rows;

use std::sync::{Mutex, MutexGuard, PoisonError};

use facts::house::ExceptionClosed;
use kernel::{Permit, Result, Timestamp};
use store::{Consequence, Raise, Tx};
use verbs::Desk;

use crate::office;

/// A clock that is off by no more than this is a correction, not a fault.
const MOST_MS: i64 = 300_000;
/// One that was put forward by more makes days fall due that have not come.
const MOST_AHEAD_MS: i64 = 3_600_000;
/// The keys of the exceptions.
const BACK: &str = "clock";
const AHEAD: &str = "clock ahead";

/// What the clock was seen to do since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// It shows less than it has shown.
    Back,
    /// It shows what it had shown before it ran back.
    CaughtUp,
    /// It was put forward by so many milliseconds.
    Ahead(i64),
    /// It was put forward, and back again.
    PutRight,
}

#[derive(Debug, Default)]
struct Seen {
    /// What it showed and the steady clock beside it, at the last look.
    last: Option<(i64, i64)>,
    /// The latest instant that was believed.
    latest: i64,
    back: bool,
    ahead: bool,
}

/// What this process has seen of the clock.
#[derive(Debug, Default)]
pub struct Watch(Mutex<Seen>);

impl Watch {
    /// Looks at the clock, beside one that nobody sets.
    pub fn look(&self, now: Timestamp, steady_ms: i64) -> Verdict {
        let now = now.as_millisecond();
        let mut seen = self.seen();
        let jumped = seen.last.map_or(0, |(shown, steady)| (now - shown) - (steady_ms - steady));
        seen.last = Some((now, steady_ms));
        seen.judge(now, jumped)
    }

    /// Whether it shows less than it has shown, by more than a correction.
    pub fn is_back(&self, now: Timestamp) -> bool {
        now.as_millisecond() < self.seen().latest - MOST_MS
    }

    /// Somebody said that what it shows is right.
    fn believe(&self) {
        self.seen().ahead = false;
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn judge(&mut self, now: i64, jumped: i64) -> Verdict {
        if jumped > MOST_MS {
            // What it shows now is not believed before somebody says so: the way back is no fault.
            self.ahead |= jumped > MOST_AHEAD_MS;
            self.latest = if self.ahead { self.latest } else { now };
            return Verdict::Ahead(jumped);
        }
        if self.ahead {
            if jumped < -MOST_MS {
                self.ahead = false;
                return Verdict::PutRight;
            }
            return Verdict::Right;
        }
        let was_back = self.back;
        self.back = now < self.latest - MOST_MS;
        self.latest = self.latest.max(now);
        match (was_back, self.back) {
            (false, true) => Verdict::Back,
            (true, false) => Verdict::CaughtUp,
            _ => Verdict::Right,
        }
    }
}

/// Looks, and tells whoever runs the house what it saw.
pub(crate) async fn watch(desk: &Desk) -> Result<()> {
    let house = desk.store.house();
    let office = office::of_rules(&house.rules)?;
    let verdict = office.clock.look(house.clock.now(), house.clock.steady_ms());
    if verdict == Verdict::Right {
        return Ok(());
    }
    let tell = desk.store.write(Permit::engine("automation.runs"), None, move |tx| {
        Box::pin(async move { tell(tx, verdict).await })
    });
    tell.await
}

async fn tell(tx: &mut Tx, verdict: Verdict) -> Result<()> {
    let (key, code, title, detail) = match verdict {
        Verdict::Right => return Ok(()),
        Verdict::CaughtUp => return tx.settle_exception(BACK, "it has caught up").await.map(drop),
        Verdict::PutRight => return tx.settle_exception(AHEAD, "it was put right").await.map(drop),
        Verdict::Back => (
            BACK,
            "automation.clock",
            "The clock of this machine ran back".to_owned(),
            "It shows an earlier time than before; set it right. Marketing waits until it has caught up, everything \
                else goes on."
                .to_owned(),
        ),
        Verdict::Ahead(by) if by <= MOST_AHEAD_MS => (
            BACK,
            "automation.clock",
            format!("The clock of this machine jumped forward by {} minutes", by / 60_000),
            "What waited for a time in between was done early. Look at how the machine sets its clock.".to_owned(),
        ),
        Verdict::Ahead(by) => (
            AHEAD,
            "automation.clock_ahead",
            format!("The clock of this machine jumped forward by {} hours", by / 3_600_000),
            "What automations write waits until somebody has looked. If the clock is wrong, set it right and this is \
                over by itself; if it is right, close this and say so, and what waits leaves."
                .to_owned(),
        ),
    };
    let owner = crate::sight::rows::people_of(tx, None, ("administrator", "administrator")).await?.owner;
    let key = key.to_owned();
    tx.raise(Raise { key, code, title, detail, owner, due_hours: Some(1), ..Raise::default() }).await
}

/// What a clock nobody believes holds back.
pub(crate) const HELD: &str = "clock";
/// What people read meanwhile.
pub(crate) const WAITS: &str =
    "The clock of the machine jumped; it leaves after somebody has said that it is right.";

/// On `exception.closed`: what waits for a word about the clock asks again whether this was it.
pub(crate) struct LetGo;

impl Consequence for LetGo {
    const NAME: &'static str = "automation.clock_let_go";
    type Fact = ExceptionClosed;

    async fn follow(&self, tx: &mut Tx, _: &ExceptionClosed) -> Result<()> {
        tx.release_held_effects(HELD).await.map(drop)
    }
}

/// Whether the clock was put forward and nobody has said yet whether it is right.
pub(crate) async fn waits_for_a_word(tx: &mut Tx) -> Result<bool> {
    if rows::is_open(tx, AHEAD).await? {
        return Ok(true);
    }
    office::of(tx)?.clock.believe();
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).expect("a day in this era")
    }

    #[test]
    fn time_that_passes_is_no_jump_however_long_nobody_looked() {
        let watch = Watch::default();
        assert_eq!(watch.look(at(0), 0), Verdict::Right);
        assert_eq!(watch.look(at(90 * HOUR), 90 * HOUR), Verdict::Right);
        assert_eq!(watch.look(at(90 * HOUR - MOST_MS), 90 * HOUR + 5), Verdict::Right, "a correction");
    }

    #[test]
    fn a_clock_that_ran_back_is_told_once_and_has_caught_up_in_the_end() {
        let watch = Watch::default();
        watch.look(at(10 * HOUR), 0);
        assert_eq!(watch.look(at(8 * HOUR), 10), Verdict::Back);
        assert!(watch.is_back(at(8 * HOUR)));
        assert_eq!(watch.look(at(9 * HOUR), HOUR), Verdict::Right, "told already");
        assert_eq!(watch.look(at(10 * HOUR), 2 * HOUR), Verdict::CaughtUp);
        assert!(!watch.is_back(at(10 * HOUR)));
    }

    #[test]
    fn the_way_back_from_a_jump_forward_is_no_fault() {
        let watch = Watch::default();
        watch.look(at(0), 0);
        assert_eq!(watch.look(at(48 * HOUR), 1_000), Verdict::Ahead(48 * HOUR - 1_000));
        assert_eq!(watch.look(at(48 * HOUR + 1_000), 2_000), Verdict::Right);
        assert_eq!(watch.look(at(3_000), 3_000), Verdict::PutRight);
        assert!(!watch.is_back(at(3_000)));
    }
}

//! Who of the workers rests, and what each had seen when it found nothing to do.
//!
//! A house is at rest when every worker has looked since the last commit, the last place in the journal and the
//! last time the clock was moved, and none is due. Only a proof moves the clock and asks.
#![cfg_attr(not(feature = "proof"), allow(dead_code))] // a release writes it down, and nobody reads it

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use kernel::Timestamp;
use tokio::sync::watch;

/// How often each thing has happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    pub moves: u64,
    pub commits: u64,
    pub places: u64,
}

#[derive(Debug, Clone, Copy)]
struct Rested {
    seen: Seen,
    due: Option<Timestamp>,
    /// Commits and places wake it; else the clock alone.
    hears: bool,
}

/// `None` while it works.
type Hands = BTreeMap<&'static str, Option<Rested>>;

#[derive(Clone)]
pub struct Roster(Arc<Inside>);

struct Inside {
    moved: watch::Sender<u64>,
    hurried: watch::Sender<u64>,
    committed: watch::Receiver<u64>,
    placed: watch::Receiver<u64>,
    hands: Mutex<Hands>,
}

impl Roster {
    pub fn of(committed: watch::Receiver<u64>, placed: watch::Receiver<u64>) -> Roster {
        let (moved, hurried, hands) = (watch::Sender::new(0), watch::Sender::new(0), Mutex::default());
        Roster(Arc::new(Inside { moved, hurried, committed, placed, hands }))
    }

    /// Rises when the clock was moved.
    pub fn moved(&self) -> watch::Receiver<u64> {
        self.0.moved.subscribe()
    }

    /// Rises while somebody waits for the house to rest.
    pub fn hurried(&self) -> watch::Receiver<u64> {
        self.0.hurried.subscribe()
    }

    pub fn works(&self, name: &'static str) {
        self.hands().insert(name, None);
    }

    pub fn rests(&self, name: &'static str, seen: Seen, due: Option<Timestamp>, hears: bool) {
        self.hands().insert(name, Some(Rested { seen, due, hears }));
    }

    /// It looked at the moved clock, and is not due.
    pub fn looked(&self, name: &'static str, moves: u64) {
        if let Some(Some(rested)) = self.hands().get_mut(name) {
            rested.seen.moves = moves;
        }
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.hands.lock().expect("nobody panics while writing down a name")
    }
}

#[cfg(feature = "proof")]
impl Roster {
    pub fn clock_moved(&self) {
        self.0.moved.send_modify(|times| *times += 1);
    }

    /// Nobody gathers any longer.
    pub fn hurry(&self) {
        self.0.hurried.send_modify(|times| *times += 1);
    }

    /// Who may still have something to do at this instant.
    pub fn restless(&self, now: Timestamp) -> Vec<&'static str> {
        let hands = self.hands();
        let latest = Seen {
            moves: *self.0.moved.borrow(),
            commits: *self.0.committed.borrow(),
            places: *self.0.placed.borrow(),
        };
        let busy = |rested: &Rested| {
            let deaf = Seen { moves: rested.seen.moves, ..latest };
            let seen = if rested.hears { rested.seen } else { deaf };
            seen != latest || rested.due.is_some_and(|due| due <= now)
        };
        let restless = hands.iter().filter(|(_, rested)| rested.as_ref().is_none_or(busy));
        restless.map(|(name, _)| *name).collect()
    }
}

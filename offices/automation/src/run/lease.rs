//! Who may take a run, and who may still write it. Pure; the statements in `rows` say the same in SQL, and a test
//! asks both about every case.
//!
//! Invariant: the epoch rises whenever a run changes hands, so whoever was too late is known by theirs.

use kernel::Timestamp;

/// What decides whose a run is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    pub epoch: i64,
    /// Until when somebody has it; none while nobody has.
    pub until: Option<Timestamp>,
    pub wakes_at: Option<Timestamp>,
    pub ended: bool,
}

impl Lease {
    /// A run nobody has had yet, due from this moment.
    pub fn new(wakes_at: Timestamp) -> Lease {
        Lease { epoch: 0, until: None, wakes_at: Some(wakes_at), ended: false }
    }

    /// Whether a worker may take it: it is due, and nobody has it, or nobody has it any more.
    pub fn is_free(&self, now: Timestamp) -> bool {
        self.wakes_at.is_some_and(|at| at <= now) && self.until.is_none_or(|until| until < now)
    }

    /// Takes it until then, and gives the epoch of whoever has it now.
    pub fn take(&mut self, until: Timestamp) -> i64 {
        self.until = Some(until);
        self.epoch += 1;
        self.epoch
    }

    /// Whether whoever took it under this epoch may still write it.
    pub fn is_held(&self, epoch: i64) -> bool {
        self.epoch == epoch && !self.ended
    }

    /// Takes it out of the hands of whoever has it: a person decides, or another run takes its place.
    pub fn fence(&mut self) {
        if !self.ended {
            self.epoch += 1;
            self.until = None;
        }
    }

    /// Something happened that concerns it: it is due at once.
    pub fn wake(&mut self, now: Timestamp) {
        if !self.ended && self.wakes_at.is_none_or(|at| at > now) {
            self.wakes_at = Some(now);
        }
    }

    /// Written by whoever holds it; `keeps`: they go on with it at once.
    pub fn write(&mut self, wakes_at: Option<Timestamp>, keeps: bool, ended: bool) {
        self.wakes_at = wakes_at;
        self.until = self.until.filter(|_| keeps);
        self.ended = ended;
    }
}

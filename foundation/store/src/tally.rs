//! What this process has asked of its database since it started: statements, syncs of the disk, the CPU of sealing.
//!
//! Counting changes nothing: whoever does the same counts the same.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Store;

/// The counts of one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// Statements of units of work and of sealing; not the words that begin and end a transaction.
    pub statements: u64,
    /// Commits that wrote something, each one sync of the disk; on PostgreSQL those that told a fact.
    pub syncs: u64,
    /// Nanoseconds of CPU that gave facts their places and signed for them: inside SQLite's commits, or beside those of
    /// PostgreSQL by its sealer, without the database's own; 0 in a release.
    pub sealing_ns: u64,
}

#[derive(Default)]
pub(crate) struct Tally {
    statements: AtomicU64,
    syncs: AtomicU64,
    sealing_ns: AtomicU64,
}

impl Tally {
    pub fn statements(&self, many: usize) {
        self.statements.fetch_add(many as u64, Ordering::Relaxed);
    }

    pub fn sync(&self) {
        self.syncs.fetch_add(1, Ordering::Relaxed);
    }

    /// Does it, and adds what it cost this thread.
    pub fn sealing<T>(&self, work: impl FnOnce() -> T) -> T {
        let began = kernel::cost::thread_ns();
        let done = work();
        self.sealing_ns.fetch_add(kernel::cost::thread_ns().saturating_sub(began), Ordering::Relaxed);
        done
    }
}

/// Reads the counts.
pub fn read(store: &Store) -> Asked {
    let tally = &store.house().tally;
    Asked {
        statements: tally.statements.load(Ordering::Relaxed),
        syncs: tally.syncs.load(Ordering::Relaxed),
        sealing_ns: tally.sealing_ns.load(Ordering::Relaxed),
    }
}

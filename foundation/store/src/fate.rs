//! What a proof lets befall transactions, so that a whole house can be played with faults in one process.
//!
//! Invariant: a house opened without fates has none; nothing of this is chosen by what comes from outside.

use futures_util::future::BoxFuture;
use kernel::{Error, fault};

/// What becomes of one transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fate {
    #[default]
    Happens,
    /// It did its work and is rolled back.
    FailsBefore,
    /// It is committed, and whoever asked is told that it broke.
    FailsAfter,
}

/// Decides before each transaction that may write; while it has not decided, whoever asks stands still.
pub trait Fates: Send + Sync + 'static {
    /// `by` is the verb or the worker of its permit.
    fn of(&self, by: &'static str) -> BoxFuture<'static, Fate>;
}

pub(crate) fn broke() -> Error {
    fault("the commit broke, as it was meant to")
}

//! Exceptions as people work on them: what a machine could not finish, listed, handed on, closed.
//!
//! The noun is the store's; here are its verbs. Closing one never leaves a run stuck unseen.

pub(crate) mod cause;
pub mod commands;
pub mod export;
pub mod queries;
pub mod raise;
pub mod rows;
pub mod steer;

use kernel::Refusal;

#[derive(Debug, thiserror::Error)]
pub enum ExceptionRefusal {
    #[error("its run still stands still; try it again, go on without the step, or stop it")]
    RunWaits,
}

impl Refusal for ExceptionRefusal {
    fn code(&self) -> &'static str {
        "exception.run_waits"
    }
}

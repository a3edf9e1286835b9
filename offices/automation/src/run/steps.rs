//! The timeline of a run: one row for each visit of a step, kept for people and for what leaves later.

pub mod rows;

use kernel::Timestamp;
use serde_json::Value as Json;

use crate::document::StepId;
use crate::plan::{Asked, Status, Visit};

/// How far a visit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Ok,
    Skipped,
    Failed,
    Practised,
    Waiting,
    Approval,
    Parked,
    Running,
    /// A person let it be tried again: a later visit of the step stands for it.
    Retried,
}

impl StepState {
    pub fn word(self) -> &'static str {
        match self {
            StepState::Ok => "ok",
            StepState::Skipped => "skipped",
            StepState::Failed => "failed",
            StepState::Practised => "practised",
            StepState::Waiting => "waiting",
            StepState::Approval => "approval",
            StepState::Parked => "parked",
            StepState::Running => "running",
            // Kept as what it came to; that it was tried again is a mark beside it.
            StepState::Retried => "failed",
        }
    }
}

impl StepState {
    /// The run stands at it, and nobody was told that it is stuck there.
    pub fn is_open(self) -> bool {
        matches!(self, StepState::Waiting | StepState::Approval | StepState::Running)
    }
}

impl From<Status> for StepState {
    fn from(status: Status) -> StepState {
        match status {
            Status::Ok => StepState::Ok,
            Status::Skipped => StepState::Skipped,
            Status::Failed => StepState::Failed,
            Status::Practised => StepState::Practised,
        }
    }
}

/// What is known of a command beside how it went.
#[derive(Debug, Clone, Default)]
pub struct Doing {
    pub verb: String,
    pub input: Json,
    pub output: Option<Json>,
    pub undo: Option<Json>,
    pub awaits: Option<String>,
    pub expires_at: Option<Timestamp>,
}

/// What becomes in a turn of what a visit promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// As before: it runs, or there is none.
    Runs,
    /// It should be over by then.
    Begins(Timestamp),
    /// It waits for a yes, and nothing is promised until it has that.
    Stops,
}

/// One visit, to be written.
#[derive(Debug, Clone)]
pub struct Line {
    pub visit: Visit,
    pub state: StepState,
    pub why: Option<String>,
    pub due_at: Option<Timestamp>,
    pub clock: Clock,
    pub doing: Option<Doing>,
    /// The conditions that were asked at it.
    pub asked: Vec<Asked>,
}

impl Line {
    pub fn of(step: &StepId, visit: u32, state: StepState) -> Line {
        let visit = Visit { step: step.clone(), visit };
        Line { visit, state, why: None, due_at: None, clock: Clock::Runs, doing: None, asked: vec![] }
    }
}

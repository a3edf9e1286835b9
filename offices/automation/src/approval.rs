//! What waits for a person's yes: a command of an automation in the mode `approve_each`, as it would happen.

pub mod commands;
pub mod queries;
pub mod rows;

use kernel::{ApprovalId, AutomationId, Refusal, RunId, Timestamp, UserId};
use serde_json::Value as Json;

/// How long a person has, where the run has no deadline before.
const PATIENCE_MS: i64 = 7 * 86_400_000;

/// One question whether a command may happen.
#[derive(Debug, Clone)]
pub struct Approval {
    pub id: ApprovalId,
    pub run: RunId,
    pub automation: AutomationId,
    pub step: String,
    pub visit: i64,
    pub verb: String,
    pub args: Json,
    /// The message as it would read, where it is one.
    pub shown: Option<Json>,
    pub title: String,
    pub owner: Option<UserId>,
    pub state: String,
    pub asked_at: Timestamp,
    pub due_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<UserId>,
    pub reason: Option<String>,
    /// Who may decide too.
    pub delegate: Option<UserId>,
    /// The message as they wrote it: `subject` and `text`.
    pub edit: Option<Json>,
}

/// What a person said.
pub enum Decided {
    /// With the arguments they saw, and the message as they wrote it.
    Approved(Json, Option<Json>),
    Returned(String),
}

#[derive(Debug, thiserror::Error)]
pub enum ApprovalRefusal {
    #[error("it is {0} already; look at the run to see what came of it")]
    Over(String),
    #[error("what follows is no message, so there is nothing to write otherwise; approve it or return it")]
    NoMessage,
}

impl Refusal for ApprovalRefusal {
    fn code(&self) -> &'static str {
        match self {
            ApprovalRefusal::Over(_) => "approval.over",
            ApprovalRefusal::NoMessage => "approval.no_message",
        }
    }
}

/// The arguments of a message as a person wrote it: their subject and text in place of the template's, which still says
/// to whom it may go.
pub fn with_edit(args: Json, edit: Option<Json>) -> Json {
    let (Json::Object(mut args), Some(Json::Object(edit))) = (args.clone(), edit) else { return args };
    args.extend(edit);
    Json::Object(args)
}

/// When the question is no longer worth asking.
pub fn lapses_at(now: Timestamp, deadline: Option<Timestamp>) -> Timestamp {
    let patient = crate::run::later(now, PATIENCE_MS);
    deadline.map_or(patient, |deadline| deadline.min(patient))
}

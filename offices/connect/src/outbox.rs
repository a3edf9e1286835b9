//! The outbox: every mail that was asked for, where it stands, and why it waits. Pure; the rows are the
//! store's.
//!
//! Not here: what happens to a mail by itself (sending), and texts composed in practice, which their run
//! releases.

pub mod commands;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub mod views;

use kernel::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Queued,
    Sending,
    Done,
    Failed,
    Uncertain,
    Skipped,
    Composed,
    Cancelled,
}

impl State {
    pub const ALL: [State; 8] = [
        State::Queued,
        State::Sending,
        State::Done,
        State::Failed,
        State::Uncertain,
        State::Skipped,
        State::Composed,
        State::Cancelled,
    ];

    pub fn word(self) -> &'static str {
        match self {
            State::Queued => "queued",
            State::Sending => "sending",
            State::Done => "done",
            State::Failed => "failed",
            State::Uncertain => "uncertain",
            State::Skipped => "skipped",
            State::Composed => "composed",
            State::Cancelled => "cancelled",
        }
    }

    pub fn from_word(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }

    /// A person may let it leave (again).
    pub fn may_be_released(self) -> Result<(), OutboxRefusal> {
        match self {
            State::Queued | State::Failed | State::Uncertain | State::Skipped | State::Cancelled => Ok(()),
            State::Sending => Err(OutboxRefusal::OnItsWay),
            State::Done => Err(OutboxRefusal::Done),
            State::Composed => Err(OutboxRefusal::Composed),
        }
    }

    /// A person may keep it from leaving.
    pub fn may_be_cancelled(self) -> Result<(), OutboxRefusal> {
        match self {
            State::Queued | State::Failed | State::Uncertain => Ok(()),
            State::Sending => Err(OutboxRefusal::OnItsWay),
            State::Done => Err(OutboxRefusal::Done),
            State::Composed => Err(OutboxRefusal::Composed),
            State::Skipped | State::Cancelled => Err(OutboxRefusal::Over),
        }
    }
}

impl State {
    /// A person may say that it has arrived.
    pub fn may_be_confirmed(self) -> Result<(), OutboxRefusal> {
        match self {
            State::Uncertain => Ok(()),
            State::Done => Err(OutboxRefusal::Done),
            _ => Err(OutboxRefusal::Known),
        }
    }
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OutboxRefusal {
    #[error("it is being handed over right now; look again in a moment")]
    OnItsWay,
    #[error("the server has taken it; a mail that left cannot be called back or sent twice")]
    Done,
    #[error("it was composed by an automation and waits there; approve or stop it with its run")]
    Composed,
    #[error("it is not going to leave anyway")]
    Over,
    #[error("everybody knows what became of it: nothing is left to confirm")]
    Known,
    #[error("say why it must not leave; whoever asked for it will want to know")]
    NoReason,
}

impl Refusal for OutboxRefusal {
    fn code(&self) -> &'static str {
        match self {
            OutboxRefusal::OnItsWay => "mail.on_its_way",
            OutboxRefusal::Done => "mail.done",
            OutboxRefusal::Composed => "mail.composed",
            OutboxRefusal::Over => "mail.over",
            OutboxRefusal::Known => "mail.known",
            OutboxRefusal::NoReason => "mail.no_reason",
        }
    }
}

/// How it ended: one sentence a person can act on. Why one waits is said by whoever holds it.
pub fn ended(state: State, note: Option<&str>) -> String {
    let note = note.filter(|note| !note.is_empty());
    let said = note.map_or(String::new(), |note| format!(": {note}"));
    match state {
        State::Queued => "It waits to leave.".into(),
        State::Sending => "It is being handed over now.".into(),
        State::Done => format!("The server has taken it{said}."),
        State::Failed => format!("It was not taken{said}."),
        State::Uncertain => format!("Nobody knows whether it arrived{said}. Ask the recipient first."),
        State::Skipped => format!("It was not sent{said}."),
        State::Composed => "Composed by an automation; it leaves only if somebody approves it there.".into(),
        State::Cancelled => format!("Somebody kept it back{said}."),
    }
}

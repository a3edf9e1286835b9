//! A task: something one named person has to do by a time.
//!
//! Invariants: an open task always has a time, and an owner while the business has anybody; a closed one says
//! when.
//! Undoing is another verb of the same table, never a deletion.

pub mod commands;
pub mod due;
pub mod input;
pub(crate) mod project;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub mod views;

use facts::crm::{TaskChanged, TaskCreated, TaskDone, TaskDropped, TaskReopened};
use kernel::{ContactId, Owned, Ref, Refusal, TaskId, Timestamp};

/// A task's record.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub id: TaskId,
    pub rv: i64,
    pub owned: Owned,
    pub title: String,
    pub detail: Option<String>,
    /// The record it is the next step of, such as a lead.
    pub about: Option<Ref>,
    pub contact: Option<ContactId>,
    pub due_at: Timestamp,
    pub state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Open,
    Done {
        at: Timestamp,
    },
    Dropped {
        at: Timestamp,
        reason: Option<String>,
        /// The record it is about ended, and brings it back when it goes on.
        with_record: bool,
    },
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TaskRefusal {
    #[error("say what has to be done")]
    NoTitle,
    #[error("nobody could do it: choose an owner, or make somebody an administrator")]
    NoOwner,
    #[error("it is done already; reopen it first")]
    Done,
    #[error("it was dropped; reopen it first")]
    Dropped,
    #[error("it is open; there is nothing to reopen")]
    Open,
}

impl Refusal for TaskRefusal {
    fn code(&self) -> &'static str {
        match self {
            TaskRefusal::NoTitle => "task.no_title",
            TaskRefusal::NoOwner => "task.no_owner",
            TaskRefusal::Done => "task.done",
            TaskRefusal::Dropped => "task.dropped",
            TaskRefusal::Open => "task.open",
        }
    }

    fn status(&self) -> u16 {
        if let TaskRefusal::NoTitle = self { 422 } else { 409 }
    }
}

impl State {
    pub fn word(&self) -> &'static str {
        match self {
            State::Open => "open",
            State::Done { .. } => "done",
            State::Dropped { .. } => "dropped",
        }
    }

    pub fn closed_at(&self) -> Option<Timestamp> {
        match self {
            State::Open => None,
            State::Done { at } | State::Dropped { at, .. } => Some(*at),
        }
    }

    pub fn reason(&self) -> Option<&str> {
        if let State::Dropped { reason, .. } = self { reason.as_deref() } else { None }
    }

    fn is_with_record(&self) -> bool {
        matches!(self, State::Dropped { with_record: true, .. })
    }

    fn must_be_open(&self) -> Result<(), TaskRefusal> {
        match self {
            State::Open => Ok(()),
            State::Done { .. } => Err(TaskRefusal::Done),
            State::Dropped { .. } => Err(TaskRefusal::Dropped),
        }
    }
}

impl Task {
    /// Whom its facts are about: the customer, else whoever has to do it.
    fn person(&self) -> Result<Ref, TaskRefusal> {
        let owner = self.owned.owner.map(Ref::from);
        self.contact.map(Ref::from).or(owner).ok_or(TaskRefusal::NoOwner)
    }

    /// The fact of its coming into the house.
    pub fn created(&self) -> Result<TaskCreated, TaskRefusal> {
        if self.title.is_empty() {
            return Err(TaskRefusal::NoTitle);
        }
        Ok(TaskCreated {
            task: self.id,
            person: self.person()?,
            contact: self.contact,
            on: self.about.map(|about| about.to_string()),
            owner: self.owned.owner,
            due: self.due_at,
        })
    }

    /// Other words, another time, somebody else: `after` is the same task otherwise.
    pub fn change(&self, after: Task) -> Result<(Task, TaskChanged), TaskRefusal> {
        self.state.must_be_open()?;
        if after.title.is_empty() {
            return Err(TaskRefusal::NoTitle);
        }
        let told = TaskChanged { task: self.id, person: after.person()?, contact: self.contact };
        Ok((after, told))
    }

    /// It is done.
    pub fn finish(self, at: Timestamp) -> Result<(Task, TaskDone), TaskRefusal> {
        self.state.must_be_open()?;
        let told = TaskDone { task: self.id, person: self.person()?, contact: self.contact };
        Ok((Task { state: State::Done { at }, ..self }, told))
    }

    /// It is no longer needed.
    pub fn drop_it(self, at: Timestamp, reason: Option<String>) -> Result<(Task, TaskDropped), TaskRefusal> {
        self.state.must_be_open()?;
        let told = TaskDropped { task: self.id, person: self.person()?, contact: self.contact };
        Ok((Task { state: State::Dropped { at, reason, with_record: false }, ..self }, told))
    }

    /// The record it is about ended, for this reason.
    pub fn end_with_record(self, at: Timestamp, reason: String) -> Result<(Task, TaskDropped), TaskRefusal> {
        let (task, told) = self.drop_it(at, None)?;
        Ok((Task { state: State::Dropped { at, reason: Some(reason), with_record: true }, ..task }, told))
    }

    /// It was not finished after all.
    pub fn reopen(self) -> Result<(Task, TaskReopened), TaskRefusal> {
        match self.state {
            State::Open => Err(TaskRefusal::Open),
            State::Done { .. } | State::Dropped { .. } => {
                let told = TaskReopened { task: self.id, person: self.person()?, contact: self.contact };
                Ok((Task { state: State::Open, ..self }, told))
            }
        }
    }
}

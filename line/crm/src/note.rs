//! A note: what somebody of the staff wrote down about a person, perhaps on one of their records.
//!
//! Invariant: a withdrawn note keeps its text, but nobody is shown it.

pub mod commands;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub mod views;

use facts::crm::{NoteChanged, NoteRestored, NoteWithdrawn, NoteWritten};
use kernel::{ContactId, NoteId, Owned, Ref, Refusal, Timestamp};

/// A note's record. It is owned by whoever owns the contact, so that it is seen with them.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: NoteId,
    pub rv: i64,
    pub owned: Owned,
    pub contact: ContactId,
    /// The record it was written on, such as a deal.
    pub about: Option<Ref>,
    pub text: String,
    pub state: State,
    pub written_at: Timestamp,
    /// Who wrote it: a user, a run, the house.
    pub by: Ref,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Written,
    Withdrawn,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoteRefusal {
    #[error("write something down, or withdraw the note")]
    Empty,
    #[error("it was withdrawn; restore it first")]
    Withdrawn,
    #[error("it was not withdrawn; there is nothing to restore")]
    Written,
}

impl Refusal for NoteRefusal {
    fn code(&self) -> &'static str {
        match self {
            NoteRefusal::Empty => "note.empty",
            NoteRefusal::Withdrawn => "note.withdrawn",
            NoteRefusal::Written => "note.written",
        }
    }

    fn status(&self) -> u16 {
        if let NoteRefusal::Empty = self { 422 } else { 409 }
    }
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Written => "written",
            State::Withdrawn => "withdrawn",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<State> {
        [State::Written, State::Withdrawn].into_iter().find(|state| state.word() == word)
    }
}

impl Note {
    /// The fact of its being written; refused when it says nothing.
    pub fn written(&self) -> Result<NoteWritten, NoteRefusal> {
        if self.text.is_empty() {
            return Err(NoteRefusal::Empty);
        }
        Ok(NoteWritten { note: self.id, contact: self.contact, on: self.about.map(|on| on.to_string()) })
    }

    /// The same in other words.
    pub fn change(self, text: String) -> Result<(Note, NoteChanged), NoteRefusal> {
        match self.state {
            State::Withdrawn => Err(NoteRefusal::Withdrawn),
            State::Written if text.is_empty() => Err(NoteRefusal::Empty),
            State::Written => {
                let told = NoteChanged { note: self.id, contact: self.contact };
                Ok((Note { text, ..self }, told))
            }
        }
    }

    /// Nobody reads it any more.
    pub fn withdraw(self) -> Result<(Note, NoteWithdrawn), NoteRefusal> {
        match self.state {
            State::Withdrawn => Err(NoteRefusal::Withdrawn),
            State::Written => {
                let told = NoteWithdrawn { note: self.id, contact: self.contact };
                Ok((Note { state: State::Withdrawn, ..self }, told))
            }
        }
    }

    /// It can be read again.
    pub fn restore(self) -> Result<(Note, NoteRestored), NoteRefusal> {
        match self.state {
            State::Written => Err(NoteRefusal::Written),
            State::Withdrawn => {
                let told = NoteRestored { note: self.id, contact: self.contact };
                Ok((Note { state: State::Written, ..self }, told))
            }
        }
    }
}

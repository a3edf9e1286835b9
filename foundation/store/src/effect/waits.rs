//! Why an effect that was asked for has not left yet, as every screen says it.
//!
//! Whoever holds an effect by a word says what the word means ([`super::Gate::says`]); the rest follows from its row.

use kernel::{Result, Timestamp};

use crate::{Row, Tx};

/// What a gate tells people while it holds by one of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Says {
    /// A sentence.
    pub why: String,
    /// The instant it is held until is when it leaves; else it is merely asked again then.
    pub until_then: bool,
}

impl Says {
    /// It leaves at the instant it is held until.
    pub fn until(why: impl Into<String>) -> Says {
        Says { why: why.into(), until_then: true }
    }

    /// Nobody knows how long it takes.
    pub fn open(why: impl Into<String>) -> Says {
        Says { why: why.into(), until_then: false }
    }
}

/// Why an effect waits, and until when where that is known; UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    pub why: String,
    pub until: Option<Timestamp>,
}

/// A queued effect as its row has it.
#[derive(Debug, Clone)]
pub struct Queued {
    pub kind: String,
    /// The word of a gate ([`super::Leave::Held`]).
    pub held_by: Option<String>,
    pub attempts: i64,
    pub due_at: Timestamp,
    pub note: Option<String>,
}

impl Queued {
    /// From a row of the window `store_effect`; none where it does not wait.
    pub fn read(row: &Row<'_>) -> Result<Option<Queued>> {
        if row.get::<String>("state")? != "queued" {
            return Ok(None);
        }
        Ok(Some(Queued {
            kind: row.get("kind")?,
            held_by: row.get("held_by")?,
            attempts: row.get("attempt")?,
            due_at: row.get("due_at")?,
            note: row.get("note")?,
        }))
    }

    fn waits(&self, now: Timestamp) -> Waits {
        let later = (self.due_at > now).then_some(self.due_at);
        let unasked = self.held_by.as_deref() == Some(super::UNASKED);
        let note = self.note.as_ref().filter(|note| (unasked || self.attempts > 0) && !note.is_empty());
        let why = match (note, later) {
            (_, None) => "It leaves within seconds.".into(),
            (Some(note), _) if unasked => {
                format!("Whether it may leave could not be found out: {note}. It is tried again by itself.")
            }
            (Some(note), _) => format!("Not taken yet: {note}. It is tried again by itself."),
            (None, _) => "It is to leave later.".into(),
        };
        Waits { why, until: later }
    }
}

impl Tx {
    /// Why a queued effect waits.
    pub async fn why_it_waits(&mut self, queued: &Queued) -> Result<Waits> {
        let now = self.now();
        if let Some(by) = &queued.held_by {
            let house = self.house.clone();
            for (_, gate) in house.rules.gates.iter().filter(|(kind, _)| *kind == queued.kind) {
                if let Some(Says { why, until_then }) = gate.say(self, by).await? {
                    let until = Some(queued.due_at).filter(|at| until_then && *at > now);
                    return Ok(Waits { why, until });
                }
            }
        }
        Ok(queued.waits(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_holds_says_so_by_its_row() {
        let at = |second| Timestamp::from_second(second).expect("a second of this era");
        let fresh = Queued {
            kind: "mail".into(),
            held_by: None,
            attempts: 0,
            due_at: at(9),
            note: Some("let go".into()),
        };
        let said = |queued: &Queued, now| {
            let waits = queued.waits(at(now));
            (waits.why, waits.until)
        };
        assert_eq!(said(&fresh, 9), ("It leaves within seconds.".into(), None));
        assert_eq!(said(&fresh, 1), ("It is to leave later.".into(), Some(at(9))));
        let tried = Queued { attempts: 2, note: Some("not now (452): full".into()), ..fresh };
        let again = "Not taken yet: not now (452): full. It is tried again by itself.";
        assert_eq!(said(&tried, 1), (again.into(), Some(at(9))));
        let unasked = Queued { attempts: 0, held_by: Some(super::super::UNASKED.into()), ..tried };
        let why = said(&unasked, 1).0;
        assert!(why.starts_with("Whether it may leave could not be found out: not now (452)"), "{why}");
    }
}

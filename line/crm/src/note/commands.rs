//! What can be done with notes: write, change, withdraw, restore.

use kernel::{ContactId, NoteId, Ref, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::NoteView;
use super::{Note, State, rows};
use crate::contact;
use crate::people::changed::{Changed, undo_of};
use crate::people::typed;

/// Write something down about a person, perhaps on one of their records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteNote {
    pub contact: ContactId,
    pub on: Option<Ref>,
    pub text: String,
}

impl Command for WriteNote {
    const VERB: Verb = Verb::post("note.write", "/contacts/{contact}/notes").undo("note.withdraw");
    type Answer = NoteView;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<NoteView> {
        let contact = contact::rows::live(tx, self.contact).await?;
        let note = Note {
            id: tx.new_id(),
            rv: 1,
            owned: contact.owned,
            contact: contact.id,
            about: self.on,
            text: typed::text("/text", &self.text)?,
            state: State::Written,
            written_at: tx.now(),
            by: tx.permit().by(),
        };
        let told = note.written()?;
        tx.add(&note).await?;
        tx.tell(told);
        Ok(note.into())
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "note": answer["id"] }))
    }
}

/// Put a note in other words.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeNote {
    pub note: NoteId,
    pub text: String,
}

impl Command for ChangeNote {
    const VERB: Verb = Verb::patch("note.change", "/notes/{note}").undo("note.change");
    type Answer = Changed<NoteView>;

    fn subject(&self) -> Subject {
        self.note.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<NoteView>> {
        let before = rows::load(tx, self.note).await?;
        let was = Map::from_iter([("text".to_owned(), json!(before.text))]);
        let (after, changed) = before.clone().change(typed::text("/text", &self.text)?)?;
        let kept = tx.keep_and_tell(&before, after, changed).await?;
        Ok(Changed { now: kept.into(), was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        undo_of("note", answer)
    }
}

/// Withdraw a note: nobody reads it any more.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawNote {
    pub note: NoteId,
}

impl Command for WithdrawNote {
    const VERB: Verb = Verb::post("note.withdraw", "/notes/{note}/withdraw").undo("note.restore");
    type Answer = NoteView;

    fn subject(&self) -> Subject {
        self.note.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<NoteView> {
        let before = rows::load(tx, self.note).await?;
        let (after, withdrawn) = before.clone().withdraw()?;
        Ok(tx.keep_and_tell(&before, after, withdrawn).await?.into())
    }
}

/// Restore a note that was withdrawn.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreNote {
    pub note: NoteId,
}

impl Command for RestoreNote {
    const VERB: Verb = Verb::post("note.restore", "/notes/{note}/restore").undo("note.withdraw");
    type Answer = NoteView;

    fn subject(&self) -> Subject {
        self.note.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<NoteView> {
        let before = rows::load(tx, self.note).await?;
        let (after, restored) = before.clone().restore()?;
        Ok(tx.keep_and_tell(&before, after, restored).await?.into())
    }
}

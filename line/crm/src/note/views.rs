//! The shapes of a note that leave the house. The timeline shows them between everything else.

use kernel::{ContactId, NoteId, Ref, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::{Note, State, rows};
use crate::contact;
use crate::people::page_limit;

#[derive(Debug, Serialize, JsonSchema)]
pub struct NoteView {
    pub id: NoteId,
    pub rv: i64,
    pub owner: Option<UserId>,
    pub contact: ContactId,
    pub on: Option<Ref>,
    /// Null once it is withdrawn.
    pub text: Option<String>,
    pub state: &'static str,
    pub written_at: Timestamp,
    /// Who wrote it, such as a user's id.
    pub by: String,
}

impl From<Note> for NoteView {
    fn from(note: Note) -> NoteView {
        NoteView {
            id: note.id,
            rv: note.rv,
            owner: note.owned.owner,
            contact: note.contact,
            on: note.about,
            text: Some(note.text).filter(|_| note.state == State::Written),
            state: note.state.word(),
            written_at: note.written_at,
            by: note.by.to_string(),
        }
    }
}

/// What was written down about a person, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListNotes {
    pub contact: ContactId,
    pub after: Option<NoteId>,
    pub limit: Option<i64>,
}

impl Query for ListNotes {
    const VERB: Verb = Verb::get("note.list", "/contacts/{contact}/notes");
    type Answer = Page<NoteView>;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<Page<NoteView>> {
        let contact = contact::rows::live(tx, self.contact).await?;
        let limit = page_limit(self.limit);
        let found = rows::list(tx, contact.id, self.after, limit as i64 + 1).await?;
        let views = found.into_iter().map(NoteView::from).collect();
        Ok(Page::of(views, limit, |note: &NoteView| note.id.to_string()))
    }
}

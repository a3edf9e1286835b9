//! Drafts as they leave the house: the list of all, and one with its words.

use kernel::{AutomationDraftId, AutomationId, Error, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;
use verbs::{Query, Subject, Verb};

use super::{Draft, Words, rows};
use crate::automation::name_of;

/// More than anybody writes at a time; older ones come back as these are published or thrown away.
const MOST: i64 = 200;

/// A draft without its words.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DraftLine {
    pub id: AutomationDraftId,
    /// What `automation_draft.save` wants to be told.
    pub rv: i64,
    /// Of which it will be the next version; null for a new one.
    pub automation: Option<AutomationId>,
    /// As people read it; empty while its words do not say.
    pub name: String,
    /// The number of the version it was begun from; 0 for a new one.
    pub begun_from: i64,
    pub saved_at: Timestamp,
    pub saved_by: Option<UserId>,
}

/// A draft.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DraftView {
    #[serde(flatten)]
    pub draft: DraftLine,
    /// YAML, where it was written by hand; it may be unreadable.
    pub text: Option<String>,
    /// The steps as data, as far as there are any.
    pub document: Option<Json>,
}

impl From<Draft> for DraftLine {
    fn from(draft: Draft) -> DraftLine {
        DraftLine {
            id: draft.id,
            rv: draft.rv,
            automation: draft.automation,
            name: name_of(&draft.slug),
            begun_from: draft.begun_from,
            saved_at: draft.saved_at,
            saved_by: draft.saved_by,
        }
    }
}

impl DraftView {
    pub(super) fn of(draft: Draft, words: Words) -> DraftView {
        DraftView { draft: draft.into(), text: words.text, document: words.document }
    }
}

/// List what is being written, the last saved first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDrafts {
    /// Of one automation alone.
    #[serde(default)]
    pub automation: Option<AutomationId>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Drafts {
    pub items: Vec<DraftLine>,
}

impl Query for ListDrafts {
    const VERB: Verb = Verb::get("automation_draft.list", "/automation_drafts");
    type Answer = Drafts;

    async fn ask(&self, tx: &mut Tx) -> Result<Drafts> {
        let found = rows::list(tx, self.automation, MOST).await?;
        Ok(Drafts { items: found.into_iter().map(DraftLine::from).collect() })
    }
}

/// Read a draft with its words.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadDraft {
    pub draft: AutomationDraftId,
}

impl Query for ReadDraft {
    const VERB: Verb = Verb::get("automation_draft.read", "/automation_drafts/{draft}");
    type Answer = DraftView;

    fn subject(&self) -> Subject {
        self.draft.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<DraftView> {
        let draft = rows::find(tx, self.draft).await?.ok_or(Error::Missing("automation_draft"))?;
        let words = rows::words(tx, draft.id).await?;
        Ok(DraftView::of(draft, words))
    }
}

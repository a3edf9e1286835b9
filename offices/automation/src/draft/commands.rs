//! Beginning a draft, keeping what is typed, throwing it away. Publishing is `automation.publish`, which names it.

use kernel::{AutomationDraftId, AutomationId, Owned, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Verb};

use super::queries::DraftView;
use super::{Draft, DraftRefusal, Seen, Words, rows};
use crate::automation::rows as automations;
use crate::version::VersionRefusal;

/// Begin a draft: of the next version of an automation, or of a new one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginDraft {
    /// Left out for a new one.
    #[serde(default)]
    pub automation: Option<AutomationId>,
    /// The number of the version it was begun from; the one in use where nothing is said.
    #[serde(default)]
    pub begun_from: Option<i64>,
    pub words: Words,
}

impl Command for BeginDraft {
    const VERB: Verb =
        Verb::post("automation_draft.begin", "/automation_drafts").undo("automation_draft.discard");
    type Answer = DraftView;

    async fn act(&self, tx: &mut Tx) -> Result<DraftView> {
        self.words.check()?;
        let (owned, begun_from) = self.base(tx).await?;
        let draft = Draft {
            id: tx.new_id(),
            rv: 1,
            owned,
            automation: self.automation,
            slug: self.words.slug(),
            sha256: self.words.sha256(),
            begun_from,
            saved_at: tx.now(),
            saved_by: tx.permit().user(),
        };
        if !tx.add_unless_there(&draft).await? {
            return Err(DraftRefusal::Begun.into());
        }
        rows::write(tx, draft.id, &self.words).await?;
        tx.tell(draft.begun());
        Ok(DraftView::of(draft, self.words.clone()))
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "draft": answer["id"], "rv": answer["rv"] }))
    }
}

impl BeginDraft {
    /// Whose it is, and the version it was begun from.
    async fn base(&self, tx: &mut Tx) -> Result<(Owned, i64)> {
        let Some(id) = self.automation else {
            return Ok((Owned { owner: tx.permit().user(), team: tx.permit().team() }, 0));
        };
        let automation = automations::load(tx, id).await?;
        tx.permit().covers(automation.owned)?;
        if automation.retired {
            return Err(VersionRefusal::Retired.into());
        }
        let number = self.begun_from.unwrap_or(automation.version);
        automations::numbered(tx, id, number).await?;
        Ok((automation.owned, number))
    }
}

/// Keep what is written by now. Refused where somebody else saved it since it was read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    pub draft: AutomationDraftId,
    /// Its `rv` as you read it, or as your last save answered.
    pub rv: i64,
    pub words: Words,
}

impl Command for SaveDraft {
    const VERB: Verb = Verb::patch("automation_draft.save", "/automation_drafts/{draft}")
        .no_undo("write the words of before again");
    type Answer = DraftView;

    async fn act(&self, tx: &mut Tx) -> Result<DraftView> {
        self.words.check()?;
        let before = Seen { draft: self.draft, rv: self.rv }.load(tx).await?;
        if rows::words(tx, before.id).await? == self.words {
            return Ok(DraftView::of(before, self.words.clone()));
        }
        let (at, by) = (tx.now(), tx.permit().user());
        let (after, told) = before.clone().save(&self.words, at, by);
        rows::write(tx, before.id, &self.words).await?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        Ok(DraftView::of(kept, self.words.clone()))
    }
}

/// Throw a draft away. Refused where somebody else saved it since it was read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscardDraft {
    pub draft: AutomationDraftId,
    /// Its `rv` as you read it.
    pub rv: i64,
}

impl Command for DiscardDraft {
    const VERB: Verb = Verb::post("automation_draft.discard", "/automation_drafts/{draft}/discard")
        .undo("automation_draft.begin");
    type Answer = DraftView;

    async fn act(&self, tx: &mut Tx) -> Result<DraftView> {
        let draft = Seen { draft: self.draft, rv: self.rv }.load(tx).await?;
        let words = rows::words(tx, draft.id).await?;
        rows::remove(tx, &draft).await?;
        tx.tell(draft.ended(false));
        Ok(DraftView::of(draft, words))
    }

    /// The same words once more, in a draft of their own.
    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let words = json!({ "text": answer["text"], "document": answer["document"] });
        let automation = &answer["automation"];
        let from = (!automation.is_null()).then(|| answer["begun_from"].clone());
        Some(json!({ "automation": automation, "begun_from": from, "words": words }))
    }
}

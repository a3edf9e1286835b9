//! What a run sent or asked outside the house: each effect with its key and how it stands.

mod rows;

use std::collections::BTreeMap;

use kernel::{Error, Result, RunId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use crate::automation::rows::load;

/// List what a run sent or asked outside the house, the first one first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRunEffects {
    pub run: RunId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RunEffects {
    pub items: Vec<RunEffect>,
}

/// One effect.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RunEffect {
    /// By what it leaves, such as `mail`.
    pub kind: String,
    /// The same key never leaves twice knowingly; a provider knows it by it.
    pub key: String,
    /// The record it is about, such as a message.
    pub subject: Option<String>,
    pub state: String,
    pub attempt: i64,
    pub made_at: Timestamp,
    pub due_at: Timestamp,
    pub done_at: Option<Timestamp>,
    /// What the provider answered, or why it did not leave.
    pub note: Option<String>,
    /// Why it waits, where it does.
    pub waits: Option<HeldBack>,
}

/// Why a letter or a call has not left yet; the outbox says the same.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HeldBack {
    /// A sentence.
    pub why: String,
    /// When that is over, where it is known.
    pub until: Option<Timestamp>,
}

/// What has not left of a run, by the record it is about.
pub(crate) async fn held_back(tx: &mut Tx, run: RunId) -> Result<BTreeMap<String, HeldBack>> {
    let effects = of_run(tx, run).await?;
    Ok(effects.into_iter().filter_map(|one| Some((one.subject?, one.waits?))).collect())
}

async fn of_run(tx: &mut Tx, run: RunId) -> Result<Vec<RunEffect>> {
    let mut all = vec![];
    for (mut effect, queued) in rows::of_run(tx, run).await? {
        if let Some(queued) = queued {
            let waits = tx.why_it_waits(&queued).await?;
            effect.waits = Some(HeldBack { why: waits.why, until: waits.until });
        }
        all.push(effect);
    }
    Ok(all)
}

impl Query for ListRunEffects {
    const VERB: Verb = Verb::get("run.effects", "/runs/{run}/effects");
    type Answer = RunEffects;

    async fn ask(&self, tx: &mut Tx) -> Result<RunEffects> {
        let kept = super::rows::find(tx, self.run).await?.ok_or(Error::Missing("run"))?;
        let automation = load(tx, kept.automation).await?;
        tx.permit().covers(automation.owned)?;
        Ok(RunEffects { items: of_run(tx, self.run).await? })
    }
}

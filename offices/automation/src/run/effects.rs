//! What a run sent or asked outside the house: each effect with its key and how it stands.

mod rows;

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
}

impl Query for ListRunEffects {
    const VERB: Verb = Verb::get("run.effects", "/runs/{run}/effects");
    type Answer = RunEffects;

    async fn ask(&self, tx: &mut Tx) -> Result<RunEffects> {
        let kept = super::rows::find(tx, self.run).await?.ok_or(Error::Missing("run"))?;
        let automation = load(tx, kept.automation).await?;
        tx.permit().covers(automation.owned)?;
        Ok(RunEffects { items: rows::of_run(tx, self.run).await? })
    }
}

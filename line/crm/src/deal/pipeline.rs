//! The pipeline: the ordered stages an open deal moves through. Won and lost are ends, not stages.

use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Setting, Tx};
use verbs::{Command, Query, Verb};

use super::{DealRefusal, rows};

/// Topic `pipeline`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    pub stages: Vec<Stage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Deals and automations name it so, for ever.
    pub id: String,
    /// What people call it.
    pub name: String,
}

impl Default for Pipeline {
    fn default() -> Pipeline {
        let stage = |(id, name): (&str, &str)| Stage { id: id.into(), name: name.into() };
        let usual = [("new", "New"), ("proposal", "Proposal"), ("negotiation", "Negotiation")];
        Pipeline { stages: usual.map(stage).into() }
    }
}

impl Setting for Pipeline {
    const TOPIC: &'static str = "pipeline";
}

impl Pipeline {
    pub fn first(&self) -> &str {
        &self.stages.first().expect("a pipeline was checked to have a stage").id
    }

    /// The stage's own id, if there is such a stage.
    pub fn stage(&self, id: &str) -> Result<String, DealRefusal> {
        let known = self.stages.iter().find(|stage| stage.id == id);
        known.map(|stage| stage.id.clone()).ok_or_else(|| DealRefusal::NoStage(id.to_owned()))
    }

    fn check(&self) -> Result<()> {
        let mut ids: Vec<&str> = self.stages.iter().map(|stage| stage.id.as_str()).collect();
        let usable = |id: &&str| {
            (1..=40).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'-')
        };
        let named = self.stages.iter().all(|stage| !stage.name.trim().is_empty());
        let all_usable = ids.iter().all(usable) && !ids.is_empty() && ids.len() <= 20 && named;
        ids.sort_unstable();
        ids.dedup();
        if all_usable && ids.len() == self.stages.len() {
            return Ok(());
        }
        let say = "name 1 to 20 stages, each with a name and an id of its own in small letters";
        Err(Error::field("/stages", "pipeline.stages", say))
    }
}

/// Change the stages. A stage that still holds open deals stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePipeline {
    pub stages: Vec<Stage>,
}

impl Command for ChangePipeline {
    const VERB: Verb = Verb::put("pipeline.change", "/pipeline").no_undo("set the stages it had before");
    type Answer = Pipeline;

    async fn act(&self, tx: &mut Tx) -> Result<Pipeline> {
        let after = Pipeline { stages: self.stages.clone() };
        after.check()?;
        for gone in tx.setting::<Pipeline>().await?.stages {
            if after.stage(&gone.id).is_err() && rows::standing_in(tx, &gone.id).await? > 0 {
                return Err(DealRefusal::StageInUse(gone.name).into());
            }
        }
        tx.keep_setting(&after).await?;
        Ok(after)
    }
}

/// Read the stages, in order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadPipeline {}

impl Query for ReadPipeline {
    const VERB: Verb = Verb::get("pipeline.read", "/pipeline");
    type Answer = Pipeline;

    async fn ask(&self, tx: &mut Tx) -> Result<Pipeline> {
        tx.setting().await
    }
}

//! What can be asked about milestones: one; a project shows all of its own.

use kernel::{MilestoneId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Query, Subject, Verb};

use super::rows;
use super::views::MilestoneView;

/// Read a milestone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadMilestone {
    pub milestone: MilestoneId,
}

impl Query for ReadMilestone {
    const VERB: Verb = Verb::get("milestone.read", "/milestones/{milestone}");
    type Answer = MilestoneView;

    fn subject(&self) -> Subject {
        self.milestone.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<MilestoneView> {
        Ok(rows::load(tx, self.milestone).await?.into())
    }
}

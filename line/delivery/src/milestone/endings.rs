//! How a milestone ends without money: cancelled before it is accepted, waived after.

use kernel::{MilestoneId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::rows;
use super::views::MilestoneView;
use super::work::in_work;
use crate::typed;

/// Cancel a milestone: it will not be delivered, and this is why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelMilestone {
    pub milestone: MilestoneId,
    pub reason: String,
}

impl Command for CancelMilestone {
    const VERB: Verb =
        Verb::post("milestone.cancel", "/milestones/{milestone}/cancel").undo("milestone.reopen");
    type Answer = MilestoneView;

    fn subject(&self) -> Subject {
        self.milestone.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<MilestoneView> {
        let (before, _) = in_work(tx, self.milestone).await?;
        let (after, told) = before.clone().cancel(&typed::reason(&self.reason)?, tx.now(), false)?;
        Ok(rows::keep(tx, &before, after, told).await?.into())
    }
}

/// Waive a milestone: it was accepted and will not be invoiced, and this is why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiveMilestone {
    pub milestone: MilestoneId,
    pub reason: String,
}

impl Command for WaiveMilestone {
    const VERB: Verb =
        Verb::post("milestone.waive", "/milestones/{milestone}/waive").undo("milestone.reopen");
    type Answer = MilestoneView;

    fn subject(&self) -> Subject {
        self.milestone.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<MilestoneView> {
        let before = rows::load(tx, self.milestone).await?;
        let (after, told) = before.clone().waive(&typed::reason(&self.reason)?, tx.now())?;
        Ok(rows::keep(tx, &before, after, told).await?.into())
    }
}

//! Saying yes or no to what an automation wants to do.

use facts::automation::RunSteered;
use kernel::{ApprovalId, Error, Owned, Result, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Verb};

use super::queries::ApprovalView;
use super::{Approval, ApprovalRefusal, rows};
use crate::automation;
use crate::office::catalogue::MESSAGES;
use crate::run;

/// Let it happen, as it was shown.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    pub approval: ApprovalId,
    /// The message as it should leave instead, where it is one.
    #[serde(default)]
    pub edit: Option<Edit>,
}

/// A message as a person wrote it.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub subject: String,
    pub text: String,
}

impl Command for Approve {
    const VERB: Verb =
        Verb::post("approval.approve", "/approvals/{approval}/approve").no_undo("it happens at once");
    type Answer = ApprovalView;

    async fn act(&self, tx: &mut Tx) -> Result<ApprovalView> {
        if let Some(edit) = &self.edit {
            let open = rows::load(tx, self.approval).await?;
            admit(tx, &open).await?;
            if !MESSAGES.contains(&open.verb.as_str()) {
                return Err(ApprovalRefusal::NoMessage.into());
            }
            rows::edit(tx, self.approval, &serde_json::to_value(edit).map_err(fault)?).await?;
        }
        decide(tx, self.approval, "approved", None).await
    }
}

/// Say no, and why: the step is skipped, and the run goes on without it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnApproval {
    pub approval: ApprovalId,
    pub reason: String,
}

impl Command for ReturnApproval {
    const VERB: Verb =
        Verb::post("approval.return", "/approvals/{approval}/return").no_undo("the run goes on without it");
    type Answer = ApprovalView;

    async fn act(&self, tx: &mut Tx) -> Result<ApprovalView> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Error::field(
                "/reason",
                "approval.no_reason",
                "say why, so that it can be put right",
            ));
        }
        decide(tx, self.approval, "returned", Some(reason)).await
    }
}

async fn decide(tx: &mut Tx, id: ApprovalId, state: &str, reason: Option<&str>) -> Result<ApprovalView> {
    let open = rows::load(tx, id).await?;
    admit(tx, &open).await?;
    if !rows::decide(tx, id, state, reason).await? {
        return Err(ApprovalRefusal::Over(rows::load(tx, id).await?.state).into());
    }
    run::rows::wake(tx, open.run).await?;
    tx.tell(RunSteered { run: open.run, automation: open.automation, how: state.into() });
    Ok(rows::load(tx, id).await?.into())
}

/// Whoever was asked may decide, and whoever answers for the automation.
pub(super) async fn admit(tx: &mut Tx, open: &Approval) -> Result<()> {
    for asked in [open.owner, open.delegate] {
        if tx.permit().covers(Owned { owner: asked, team: None }).is_ok() {
            return Ok(());
        }
    }
    let automation = automation::rows::load(tx, open.automation).await?;
    tx.permit().covers(automation.owned)
}

//! What waits for a yes.

use kernel::{ApprovalId, AutomationId, Result, RunId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;
use verbs::{Page, Query, Verb};

use super::{Approval, commands, rows};
use crate::automation::queries::{and_one_more, page_limit};
use crate::run::queries::cursor;

#[derive(Debug, Serialize, JsonSchema)]
pub struct ApprovalView {
    pub id: ApprovalId,
    pub run: RunId,
    pub automation: AutomationId,
    pub step: String,
    pub title: String,
    pub verb: String,
    /// What the command will be given.
    pub args: Json,
    /// A message as it would read: `to`, `subject`, `text`, `class`.
    pub shown: Option<Json>,
    pub owner: Option<UserId>,
    /// `open`, `approved`, `returned` or `lapsed`.
    pub state: String,
    pub asked_at: Timestamp,
    pub due_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<UserId>,
    pub reason: Option<String>,
    /// Who may decide too.
    pub delegate: Option<UserId>,
    /// How long the decision took.
    pub took_seconds: Option<i64>,
}

impl From<Approval> for ApprovalView {
    fn from(a: Approval) -> ApprovalView {
        ApprovalView {
            id: a.id,
            run: a.run,
            automation: a.automation,
            step: a.step,
            title: a.title,
            verb: a.verb,
            args: a.args,
            shown: a.shown,
            owner: a.owner,
            state: a.state,
            asked_at: a.asked_at,
            due_at: a.due_at,
            decided_at: a.decided_at,
            decided_by: a.decided_by,
            reason: a.reason,
            delegate: a.delegate,
            took_seconds: a.decided_at.map(|at| at.as_second() - a.asked_at.as_second()),
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    #[default]
    Open,
    Approved,
    Returned,
    Lapsed,
}

/// List what waits for a yes, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListApprovals {
    #[serde(default)]
    pub state: Which,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListApprovals {
    const VERB: Verb = Verb::get("approval.list", "/approvals");
    type Answer = Page<ApprovalView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<ApprovalView>> {
        let limit = page_limit(self.limit);
        let after = self.after.as_deref().map(cursor).transpose()?;
        let state = match self.state {
            Which::Open => "open",
            Which::Approved => "approved",
            Which::Returned => "returned",
            Which::Lapsed => "lapsed",
        };
        let found = rows::list(tx, state, after, and_one_more(limit)).await?;
        let found = found.into_iter().map(ApprovalView::from).collect();
        Ok(Page::of(found, limit, |approval: &ApprovalView| approval.id.to_string()))
    }
}

/// Read one thing that waits for a yes, or did.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadApproval {
    pub approval: ApprovalId,
}

impl Query for ReadApproval {
    const VERB: Verb = Verb::get("approval.read", "/approvals/{approval}");
    type Answer = ApprovalView;

    async fn ask(&self, tx: &mut Tx) -> Result<ApprovalView> {
        let found = rows::load(tx, self.approval).await?;
        commands::admit(tx, &found).await?;
        Ok(found.into())
    }
}

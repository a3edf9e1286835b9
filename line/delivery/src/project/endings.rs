//! How a project ends, done or cancelled, and how that is taken back.

use kernel::{ProjectId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::speak::give_link;
use super::views::{ProjectView, whole};
use super::{Project, ProjectRefusal, rows};
use crate::days::Days;
use crate::milestone::{self, State as Step};
use crate::typed;

/// Finish a project: all of its milestones are accepted, waived or cancelled.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishProject {
    pub project: ProjectId,
}

impl Command for FinishProject {
    const VERB: Verb = Verb::post("project.finish", "/projects/{project}/finish").undo("project.reopen");
    type Answer = ProjectView;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProjectView> {
        let before = rows::load(tx, self.project).await?;
        let waiting = milestone::rows::waiting(tx, before.id).await?;
        let (after, told) = before.clone().finish(waiting, tx.now())?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        give_link(tx, &kept).await?;
        whole(tx, &kept).await
    }
}

/// Cancel a project: what still waits is not delivered, and this is why; its open tasks are dropped. What was accepted
/// stays accepted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelProject {
    pub project: ProjectId,
    pub reason: String,
}

impl Command for CancelProject {
    const VERB: Verb = Verb::post("project.cancel", "/projects/{project}/cancel").undo("project.reopen");
    type Answer = ProjectView;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProjectView> {
        let before = rows::load(tx, self.project).await?;
        let reason = typed::reason(&self.reason)?;
        let kept = cancel(tx, before, &reason).await?;
        for step in milestone::rows::of_project(tx, kept.id).await? {
            if !step.state.is_waiting() {
                continue;
            }
            if step.invoice.is_some() {
                return Err(ProjectRefusal::Invoiced(step.title).into());
            }
            let (cancelled, told) = step.clone().cancel(&reason, tx.now(), true)?;
            milestone::rows::keep(tx, &step, cancelled, told).await?;
        }
        whole(tx, &kept).await
    }
}

/// The project itself; its page stays open, and says so.
pub(super) async fn cancel(tx: &mut Tx, before: Project, reason: &str) -> Result<Project> {
    let (after, told) = before.clone().cancel(reason, tx.now())?;
    let kept = tx.keep_and_tell(&before, after, told).await?;
    give_link(tx, &kept).await?;
    Ok(kept)
}

/// Reopen a project that was finished or cancelled: the milestones and tasks that ended with it are open again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenProject {
    pub project: ProjectId,
}

impl Command for ReopenProject {
    const VERB: Verb = Verb::post("project.reopen", "/projects/{project}/reopen")
        .no_undo("finish or cancel it again, whichever it was");
    type Answer = ProjectView;

    fn subject(&self) -> Subject {
        self.project.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProjectView> {
        let before = rows::load(tx, self.project).await?;
        let back =
            |step: &milestone::Milestone| matches!(step.state, Step::Cancelled { with_project: true, .. });
        let steps = milestone::rows::of_project(tx, before.id).await?;
        let waiting = steps.iter().any(|step| back(step) || step.state.is_waiting());
        let due = match waiting {
            true => None,
            false => Some(Days::of(tx).await?.next_business_day()?),
        };
        let (after, told) = before.clone().reopen()?;
        let kept = tx.keep_and_tell(&before, Project { due, ..after }, told).await?;
        for step in steps.into_iter().filter(back) {
            let (open, told) = step.clone().reopen(true)?;
            milestone::rows::keep(tx, &step, open, told).await?;
        }
        give_link(tx, &kept).await?;
        let kept = rows::load(tx, kept.id).await?;
        whole(tx, &kept).await
    }
}

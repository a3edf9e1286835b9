//! What delivery tells of projects and milestones: what was to be done for one that is cancelled ends with it, and
//! comes back with it. A project tells the end of each of its milestones, so their tasks end too.
//!
//! Invariant: in the same transaction. What somebody did or dropped before stays as it is.

use facts::delivery::{MilestoneCancelled, MilestoneReopened, ProjectCancelled, ProjectReopened};
use kernel::{Ref, Result};
use store::{Consequence, Tx};

use super::rows;

/// On `project.cancelled`: its open tasks are dropped, with the reason.
pub(crate) struct TasksEnd;

impl Consequence for TasksEnd {
    const NAME: &'static str = "crm.tasks_end";
    type Fact = ProjectCancelled;

    async fn follow(&self, tx: &mut Tx, fact: &ProjectCancelled) -> Result<()> {
        let reason = format!("its project was cancelled: {}", fact.reason.trim());
        end(tx, fact.project.into(), &reason).await
    }
}

/// On `project.reopened`: the tasks that were dropped with it are open again.
pub(crate) struct TasksReturn;

impl Consequence for TasksReturn {
    const NAME: &'static str = "crm.tasks_return";
    type Fact = ProjectReopened;

    async fn follow(&self, tx: &mut Tx, fact: &ProjectReopened) -> Result<()> {
        bring_back(tx, fact.project.into()).await
    }
}

/// On `milestone.cancelled`, by itself or with its project: its open tasks are dropped, with the reason.
pub(crate) struct MilestoneTasksEnd;

impl Consequence for MilestoneTasksEnd {
    const NAME: &'static str = "crm.milestone_tasks_end";
    type Fact = MilestoneCancelled;

    async fn follow(&self, tx: &mut Tx, fact: &MilestoneCancelled) -> Result<()> {
        let reason = format!("its milestone was cancelled: {}", fact.reason.trim());
        end(tx, fact.milestone.into(), &reason).await
    }
}

/// On `milestone.reopened`: the tasks that were dropped with it are open again.
pub(crate) struct MilestoneTasksReturn;

impl Consequence for MilestoneTasksReturn {
    const NAME: &'static str = "crm.milestone_tasks_return";
    type Fact = MilestoneReopened;

    async fn follow(&self, tx: &mut Tx, fact: &MilestoneReopened) -> Result<()> {
        bring_back(tx, fact.milestone.into()).await
    }
}

async fn end(tx: &mut Tx, record: Ref, reason: &str) -> Result<()> {
    for task in rows::open_about(tx, record).await? {
        let (dropped, told) = task.clone().end_with_record(tx.now(), reason.to_owned())?;
        let kept = tx.keep_and_tell(&task, dropped, told).await?;
        rows::index(tx, &kept).await?;
    }
    Ok(())
}

async fn bring_back(tx: &mut Tx, record: Ref) -> Result<()> {
    for task in rows::ended_with(tx, record).await? {
        let (open, told) = task.clone().reopen()?;
        let kept = tx.keep_and_tell(&task, open, told).await?;
        rows::index(tx, &kept).await?;
    }
    Ok(())
}

//! What delivery tells of projects: what was to be done for one that is cancelled ends with it, and comes back with it.
//!
//! Invariant: in the same transaction. What somebody did or dropped before stays as it is.

use facts::delivery::{ProjectCancelled, ProjectReopened};
use kernel::Result;
use store::{Consequence, Tx};

use super::rows;

/// On `project.cancelled`: its open tasks are dropped, with the reason.
pub(crate) struct TasksEnd;

impl Consequence for TasksEnd {
    const NAME: &'static str = "crm.tasks_end";
    type Fact = ProjectCancelled;

    async fn follow(&self, tx: &mut Tx, fact: &ProjectCancelled) -> Result<()> {
        let reason = format!("its project was cancelled: {}", fact.reason.trim());
        for task in rows::open_about(tx, fact.project.into()).await? {
            let (dropped, told) = task.clone().end_with_record(tx.now(), reason.clone())?;
            let kept = tx.keep_and_tell(&task, dropped, told).await?;
            rows::index(tx, &kept).await?;
        }
        Ok(())
    }
}

/// On `project.reopened`: the tasks that were dropped with it are open again.
pub(crate) struct TasksReturn;

impl Consequence for TasksReturn {
    const NAME: &'static str = "crm.tasks_return";
    type Fact = ProjectReopened;

    async fn follow(&self, tx: &mut Tx, fact: &ProjectReopened) -> Result<()> {
        for task in rows::ended_with(tx, fact.project.into()).await? {
            let (open, told) = task.clone().reopen()?;
            let kept = tx.keep_and_tell(&task, open, told).await?;
            rows::index(tx, &kept).await?;
        }
        Ok(())
    }
}

//! Runs that must not run beside each other, and whose turn it is.

use kernel::{AutomationId, Result, RunId};
use store::{Row, Tx, values};

use super::wake;
use crate::run::Kept;

/// A run that shares something with others it must not run beside.
pub struct Member {
    pub run: RunId,
    pub automation: AutomationId,
    pub priority: i64,
}

const JOIN: &str = "
    insert into automation_group (key, run, automation, priority, queued) values ($1, $2, $3, $4, $5)";
const MEMBERS: &str = "select run, automation, priority from automation_group where key = $1 order by run";

/// Takes its place among the runs of a group; a queued one sleeps until the others are gone, or its deadline.
pub async fn join_group(tx: &mut Tx, key: &[u8; 16], run: &Kept, queued: bool) -> Result<()> {
    tx.exec(JOIN, values![key, run.id, run.automation, run.priority, queued]).await?;
    if !queued {
        return Ok(());
    }
    let deadline = run.machine.deadline_at();
    tx.exec(SLEEP, values![run.id, deadline]).await.map(drop)
}

const SLEEP: &str = "update automation_run set wakes_at = $2 where id = $1 and ended_at is null";

/// The runs of a group that share this.
pub async fn members(tx: &mut Tx, key: &[u8; 16]) -> Result<Vec<Member>> {
    let read = |row: &Row<'_>| {
        Ok(Member {
            run: row.get("run")?,
            automation: row.get("automation")?,
            priority: row.get("priority")?,
        })
    };
    tx.all(MEMBERS, values![key], read).await
}

const GROUPS: &str = "select key from automation_group where run = $1";
const LEAVE: &str = "delete from automation_group where run = $1";
const FIRST: &str = "
    select run, queued from automation_group where key = $1 order by queued, priority, run limit 1";
const TURN: &str = "update automation_group set queued = false where run = $1";

/// An ended run makes room; the most urgent one that waited has its turn.
pub async fn leave_group(tx: &mut Tx, run: RunId) -> Result<()> {
    let keys = tx.all(GROUPS, values![run], |row| row.get::<[u8; 16]>("key")).await?;
    if keys.is_empty() {
        return Ok(());
    }
    tx.exec(LEAVE, values![run]).await?;
    for key in keys {
        let read = |row: &Row<'_>| Ok((row.get::<RunId>("run")?, row.get::<bool>("queued")?));
        if let Some((next, true)) = tx.one(FIRST, values![&key], read).await? {
            tx.exec(TURN, values![next]).await?;
            wake(tx, next).await?;
        }
    }
    Ok(())
}

const IS_QUEUED: &str = "select run from automation_group where run = $1 and queued limit 1";

/// Whether it still waits for its turn.
pub async fn is_queued(tx: &mut Tx, run: RunId) -> Result<bool> {
    Ok(tx.one(IS_QUEUED, values![run], |_| Ok(())).await?.is_some())
}

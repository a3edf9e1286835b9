//! Runs that must not run beside each other, and whose turn it is. One that is stuck stands aside: it keeps nobody
//! waiting, and has to find the place free again before it goes on.

use kernel::{AutomationId, Result, RunId};
use store::{Row, Tx, values};

use super::wake;
use crate::run::Kept;
use crate::run::behind::Behind;

/// A run that shares something with others it must not run beside.
pub struct Member {
    pub run: RunId,
    pub automation: AutomationId,
    pub priority: i64,
}

const JOIN: &str = "
    insert into automation_group (key, run, automation, priority, queued, aside, lane)
    values ($1, $2, $3, $4, $5, false, $6)";
const MEMBERS: &str = "
    select run, automation, priority from automation_group where key = $1 and not aside order by run";

/// How a run stands among those it must not run beside.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// It waits until the others are gone.
    pub queued: bool,
    /// The others are runs of its own automation, and no group.
    pub lane: bool,
}

/// Takes its place among them; a queued one says at its first turn how long it waits.
pub async fn join_group(tx: &mut Tx, key: &[u8; 16], run: &Kept, stands: Standing) -> Result<()> {
    let values = values![key, run.id, run.automation, run.priority, stands.queued, stands.lane];
    tx.exec(JOIN, values).await.map(drop)
}

/// The runs of a group that share this and are not stuck.
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

/// An ended run makes room.
pub async fn leave_group(tx: &mut Tx, run: RunId) -> Result<()> {
    make_room(tx, run, LEAVE).await
}

const STAND_ASIDE: &str = "update automation_group set aside = true, queued = false where run = $1";

/// A stuck run makes room: nobody waits behind what waits for a person.
pub async fn stand_aside(tx: &mut Tx, run: RunId) -> Result<()> {
    make_room(tx, run, STAND_ASIDE).await
}

const FIRST: &str = "
    select run, queued from automation_group where key = $1 and not aside order by queued, priority, run limit 1";
const TURN: &str = "update automation_group set queued = false where run = $1 and key = $2";

/// The most urgent one that waited has its turn.
async fn make_room(tx: &mut Tx, run: RunId, how: &str) -> Result<()> {
    let keys = tx.all(GROUPS, values![run], |row| row.get::<[u8; 16]>("key")).await?;
    if keys.is_empty() {
        return Ok(());
    }
    tx.exec(how, values![run]).await?;
    for key in keys {
        let read = |row: &Row<'_>| Ok((row.get::<RunId>("run")?, row.get::<bool>("queued")?));
        if let Some((next, true)) = tx.one(FIRST, values![&key], read).await? {
            tx.exec(TURN, values![next, &key]).await?;
            wake(tx, next).await?;
        }
    }
    Ok(())
}

const TAKEN: &str = "
    select a.name from automation_group mine
    join automation_group other on other.key = mine.key and other.run <> mine.run
    join automation_automation a on a.id = other.automation
    where mine.run = $1 and mine.aside and not other.aside and (mine.lane or other.automation <> mine.automation)
    order by other.queued, other.run limit 1";
const STEP_IN: &str = "update automation_group set aside = false where run = $1 and aside";

/// Takes the place again that it let go of; or the name of the automation that has it meanwhile.
pub async fn step_in(tx: &mut Tx, run: RunId) -> Result<Option<String>> {
    let taken = tx.one(TAKEN, values![run], |row| row.get::<String>("name")).await?;
    if taken.is_none() {
        tx.exec(STEP_IN, values![run]).await?;
    }
    Ok(taken)
}

const IS_QUEUED: &str = "select run from automation_group where run = $1 and queued limit 1";

/// Whether it still waits for its turn.
pub async fn is_queued(tx: &mut Tx, run: RunId) -> Result<bool> {
    Ok(tx.one(IS_QUEUED, values![run], |_| Ok(())).await?.is_some())
}

const BEHIND: &str = "
    select r.id, r.automation, a.name, r.started_at from automation_group mine
    join automation_group other on other.key = mine.key and other.run <> mine.run
    join automation_run r on r.id = other.run
    join automation_automation a on a.id = r.automation
    where mine.run = $1 and mine.queued and not other.queued and not other.aside order by r.id limit 1";

/// The run whose end a queued one waits for.
pub async fn behind(tx: &mut Tx, run: RunId) -> Result<Option<Behind>> {
    let read = |row: &Row<'_>| {
        Ok(Behind {
            run: row.get("id")?,
            automation: row.get("automation")?,
            name: row.get("name")?,
            since: row.get("started_at")?,
        })
    };
    tx.one(BEHIND, values![run], read).await
}

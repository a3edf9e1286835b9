//! Runs that must not run beside each other, and whose turn it is. One that is stuck stands aside: it keeps nobody
//! waiting, and has to find the place free again before it goes on.
//!
//! Invariant: whoever stands in front of a lane, and nobody else in it, has its name as its active key.

use kernel::{AutomationId, Result, RunId};
use store::{Row, Tx, values};

use super::wake;
use crate::run::Kept;
use crate::run::behind::Behind;

/// A run that shares something with others it must not run beside.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub run: RunId,
    pub automation: AutomationId,
    pub priority: i64,
    /// It waits for its turn.
    pub queued: bool,
}

const JOIN: &str = "
    insert into automation_group (key, run, automation, priority, queued, aside, lane)
    values ($1, $2, $3, $4, $5, false, $6)";
const MEMBERS: &str = "
    select run, automation, priority, queued from automation_group where key = $1 and not aside order by run";

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
            queued: row.get("queued")?,
        })
    };
    tx.all(MEMBERS, values![key], read).await
}

const LEAD: &str = "
    insert into automation_group (key, run, automation, priority, queued, aside, lane)
    select $1, id, automation, priority, $3, state = 'parked', $4 from automation_run where id = $2
    on conflict do nothing";
const LET_GO: &str = "
    update automation_run set active_key = null where id = $1 and state = 'parked' and active_key = $2";

/// Puts the run that holds a key in front of its lane; `false` where it is stuck, and let go of the key.
pub async fn leads(tx: &mut Tx, key: &[u8; 16], run: RunId) -> Result<bool> {
    tx.exec(LEAD, values![key, run, false, true]).await?;
    Ok(tx.exec(LET_GO, values![run, key]).await? == 0)
}

const LEAVE_LANE: &str = "delete from automation_group where run = $1 and lane";

/// Out of its lane, where nobody gets the turn for that.
pub async fn leave_lane(tx: &mut Tx, run: RunId) -> Result<()> {
    tx.exec(LEAVE_LANE, values![run]).await.map(drop)
}

const LANE_IS: &str = "update automation_group set key = $2 where run = $1 and lane";
const GROUP_IS: &str = "update automation_group set key = $2 where run = $1 and not lane";

/// Its lane has another name from now on.
pub async fn lane_is(tx: &mut Tx, run: RunId, key: &[u8; 16]) -> Result<()> {
    tx.exec(LANE_IS, values![run, key]).await.map(drop)
}

/// What it shares with others of its group has another name from now on.
pub async fn group_is(tx: &mut Tx, run: RunId, key: &[u8; 16]) -> Result<()> {
    tx.exec(GROUP_IS, values![run, key]).await.map(drop)
}

/// The lane first: whoever is in front of it from then on counts in the group as what it is.
const GROUPS: &str = "select key, lane from automation_group where run = $1 order by lane desc";
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

/// Whoever still waits in its lane comes last in its group: the run in front of it may wait for the same turn.
const FIRST: &str = "
    select g.run, g.queued from automation_group g where g.key = $1 and not g.aside
    order by g.queued,
        case when exists (select 1 from automation_group l where l.run = g.run and l.lane and l.queued)
            then 1 else 0 end,
        g.priority, g.run
    limit 1";
const TURN: &str = "update automation_group set queued = false where run = $1 and key = $2";

const NO_KEY: &str = "update automation_run set active_key = null where id = $1";
const KEY: &str = "update automation_run set active_key = $2 where id = $1 and ended_at is null";

/// The most urgent one that waited has its turn.
async fn make_room(tx: &mut Tx, run: RunId, how: &str) -> Result<()> {
    let read = |row: &Row<'_>| Ok((row.get::<[u8; 16]>("key")?, row.get::<bool>("lane")?));
    let places = tx.all(GROUPS, values![run], read).await?;
    if places.is_empty() {
        return Ok(());
    }
    tx.exec(how, values![run]).await?;
    for (key, lane) in places {
        if lane {
            tx.exec(NO_KEY, values![run]).await?;
        }
        next_in(tx, &key, lane).await?;
    }
    Ok(())
}

async fn next_in(tx: &mut Tx, key: &[u8; 16], lane: bool) -> Result<()> {
    let read = |row: &Row<'_>| Ok((row.get::<RunId>("run")?, row.get::<bool>("queued")?));
    let Some((next, true)) = tx.one(FIRST, values![key], read).await? else { return Ok(()) };
    tx.exec(TURN, values![next, key]).await?;
    if lane {
        tx.exec(KEY, values![next, key]).await?;
    }
    wake(tx, next).await
}

/// Where nobody stands in front of a lane, the first who waits there has its turn.
pub async fn next_in_lane(tx: &mut Tx, key: &[u8; 16]) -> Result<()> {
    next_in(tx, key, true).await
}

const TAKEN: &str = "
    select a.name from automation_group mine
    join automation_group other on other.key = mine.key and other.run <> mine.run
    join automation_automation a on a.id = other.automation
    where mine.run = $1 and mine.aside and not other.aside and (mine.lane or other.automation <> mine.automation)
    order by other.queued, other.run limit 1";
const TAKEN_KEY: &str = "
    select a.name from automation_group mine
    join automation_run other on other.active_key = mine.key and other.id <> mine.run
    join automation_automation a on a.id = other.automation
    where mine.run = $1 and mine.aside and mine.lane limit 1";
const STEP_IN: &str = "update automation_group set aside = false where run = $1 and aside";
const LANES: &str = "select key from automation_group where run = $1 and lane and aside";

/// Takes the place again that it let go of; or the name of the automation that has it meanwhile.
pub async fn step_in(tx: &mut Tx, run: RunId) -> Result<Option<String>> {
    for taken in [TAKEN, TAKEN_KEY] {
        if let Some(name) = tx.one(taken, values![run], |row| row.get::<String>("name")).await? {
            return Ok(Some(name));
        }
    }
    for key in tx.all(LANES, values![run], |row| row.get::<[u8; 16]>("key")).await? {
        tx.exec(KEY, values![run, &key]).await?;
    }
    tx.exec(STEP_IN, values![run]).await?;
    Ok(None)
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

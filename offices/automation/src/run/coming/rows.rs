//! The runs that go on by themselves soon, and a machine kept where it stands.

use kernel::{Result, RunId, Timestamp, Value};
use store::{Row, Tx, values};

use crate::automation::rows::scope_word;
use crate::run::{Kept, Moved};

/// A run under way, and when it goes on.
pub(super) struct Waking {
    pub run: RunId,
    /// What its automation is called.
    pub name: String,
    pub at: Timestamp,
}

const WAKING: &str = "
    select r.id, a.name, r.wakes_at from automation_run r join automation_automation a on a.id = r.automation
    where r.priority in (0, 1, 2, 3) and r.wakes_at <= $1 and r.ended_at is null and r.mode <> 'practice' and a.active
        and r.state in ('ready', 'running', 'retrying', 'sleeping', 'waiting', 'waiting_human')
        and (r.wakes_at > $2 or (r.wakes_at = $2 and r.id > $3) or $2 is null)
        and ($4 = 'all' or a.owner = $5 or ($4 = 'team' and a.team is not distinct from $6))
    order by r.wakes_at, r.id limit $7";

/// The first one first, as far as the permit reaches.
pub(super) async fn waking(
    tx: &mut Tx,
    until: Timestamp,
    after: Option<(Timestamp, RunId)>,
    limit: usize,
) -> Result<Vec<Waking>> {
    let permit = tx.permit();
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    let (at, run) = (after.map(|(at, _)| at), after.map(|(_, run)| run));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let read =
        |row: &Row<'_>| Ok(Waking { run: row.get("id")?, name: row.get("name")?, at: row.get("wakes_at")? });
    tx.all(WAKING, values![until, at, run, scope, user, team, limit], read).await
}

const KEEP: &str = "update automation_run set doc = $3 where id = $1 and epoch = $2 and ended_at is null";

/// Keeps what a person decided of a run that goes on as it did.
pub(super) async fn keep_machine(tx: &mut Tx, kept: &Kept) -> Result<()> {
    match tx.exec(KEEP, values![kept.id, kept.epoch, Value::doc(&kept.machine)]).await? {
        1 => Ok(()),
        _ => Err(Moved.into()),
    }
}

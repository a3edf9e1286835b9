//! The runs that go on by themselves soon, those that are to begin, and a machine kept where it stands.

use kernel::{AutomationId, ContactId, Ref, Result, RunId, Timestamp, Value};
use store::{Row, Tx, values};

use crate::automation::rows::scope_word;
use crate::run::{Kept, Moved, subject_of};
use crate::start::rows::{self as starts, Due};

/// A run under way, and when it goes on by itself. What a person or another system is asked may come at any time.
pub(super) struct Waking {
    pub run: RunId,
    /// What its automation is called.
    pub name: String,
    pub at: Timestamp,
}

const WAKING: &str = "
    select r.id, a.name, r.wakes_at from automation_run r join automation_automation a on a.id = r.automation
    where r.id in (
            select s.id from automation_run s where s.priority in (0, 1, 2, 3) and s.wakes_at <= $1
            union select w.id from automation_run w where w.state in ('waiting_human', 'waiting_effect'))
        and r.wakes_at is not null and r.ended_at is null and r.mode <> 'practice' and a.active
        and r.state in ('ready', 'running', 'retrying', 'sleeping', 'waiting', 'waiting_human', 'waiting_effect')
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

/// A start that is due, and what its automation is called.
pub(super) struct Starting {
    pub due: Due,
    pub name: String,
}

const STARTING: &str = "
    from automation_due d join automation_automation a on a.id = d.automation
    where d.at <= $1 and d.how <> 'look' and a.active and a.mode <> 'practice'
        and ($2 = 'all' or a.owner = $3 or ($2 = 'team' and a.team is not distinct from $4))";

/// The first one first, behind so many of them, as far as the permit reaches.
pub(super) async fn starting(
    tx: &mut Tx,
    until: Timestamp,
    after: i64,
    limit: usize,
) -> Result<Vec<Starting>> {
    let sql = format!(
        "select d.automation, d.subject_kind, d.subject, d.contact, d.how, d.at, d.fact, d.body, d.left_out, a.name
        {STARTING} order by d.at, d.automation, d.subject limit $5 offset $6"
    );
    let permit = tx.permit();
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let read = |row: &Row<'_>| Ok(Starting { due: starts::read(row)?, name: row.get("name")? });
    tx.all(&sql, values![until, scope, user, team, limit, after], read).await
}

/// Whether anything is to begin until then.
pub(super) async fn any_start(tx: &mut Tx, until: Timestamp) -> Result<bool> {
    Ok(!starting(tx, until, 0, 1).await?.is_empty())
}

/// The records a round of a schedule begins for, the first of them, and how many there are; those that have a row of
/// their own stand there.
pub(super) async fn of_round(
    tx: &mut Tx,
    automation: AutomationId,
    kind: &str,
    limit: usize,
) -> Result<(Vec<(Ref, Option<ContactId>)>, i64)> {
    let Some(records) = starts::open_records(tx, kind) else { return Ok((vec![], 0)) };
    let from = format!(
        "from ({records}) o where o.kind = $1
            and not exists (select 1 from automation_due d where d.automation = $2 and d.subject = o.id)"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = format!("select o.kind, o.id, o.contact {from} order by o.id limit $3");
    let read =
        |row: &Row<'_>| Ok((subject_of(&row.get::<String>("kind")?, row.get("id")?)?, row.get("contact")?));
    let first = tx.all(&sql, values![kind, automation, limit], read).await?;
    let count = format!("select count(*) as n {from}");
    let all = tx.one(&count, values![kind, automation], |row| row.get("n")).await?;
    Ok((first, all.unwrap_or(0)))
}

const KEEP: &str = "update automation_run set doc = $3 where id = $1 and epoch = $2 and ended_at is null";

/// Keeps what a person decided of a run that goes on as it did.
pub(super) async fn keep_machine(tx: &mut Tx, kept: &Kept) -> Result<()> {
    match tx.exec(KEEP, values![kept.id, kept.epoch, Value::doc(&kept.machine)]).await? {
        1 => Ok(()),
        _ => Err(Moved.into()),
    }
}

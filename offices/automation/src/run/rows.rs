//! How runs are kept, claimed, woken and forgotten.

use kernel::{AutomationId, AutomationVersionId, FactId, Result, RunId, Timestamp, Value, fault};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use super::views::RunView;
use super::{Kept, Moved, subject_of};
use crate::automation::Mode;
use crate::automation::rows::scope_word;

/// The run of one decision, as it is first written.
pub struct New<'a> {
    pub kept: &'a Kept,
    /// Of whom at most one run is active; the run itself where several may be.
    pub active_key: [u8; 16],
    /// Only where there is to be one run for each subject, ever.
    pub once_key: Option<[u8; 16]>,
}

const INSERT: &str = "
    insert into automation_run (id, automation, version, mode, priority, subject_kind, subject, contact, state, step,
        doc, started_by, cause, chain_fact, chain, awaits, wakes_at, deadline_at, epoch, lease_until, steps,
        active_key, once_key, started_at, ended_at, outcome, note)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, $10, $11, $12, $13, $14, null, $15, $16, 0, null, 0,
        $17, $18, $15, null, null, null)
    on conflict do nothing";

/// Insert first, look later: `false` where another run stands in its way.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    let run = new.kept;
    let values = values![
        run.id,
        run.automation,
        run.version,
        run.mode.word(),
        run.priority,
        run.subject.kind,
        run.subject,
        run.contact,
        run.machine.state().word(),
        Value::doc(&run.machine),
        Value::doc(&run.trigger),
        run.cause,
        run.chain_fact,
        Value::doc(&run.chain),
        run.machine.started_at(),
        run.machine.deadline_at(),
        &new.active_key,
        new.once_key.as_ref().map(|key| key.as_slice())
    ];
    Ok(tx.exec(INSERT, values).await? == 1)
}

const RUN: &str = "
    select r.id, r.automation, r.version, r.mode, r.priority, r.subject_kind, r.subject, r.contact, r.doc,
        r.started_by, r.cause, r.chain_fact, r.chain, r.awaits, r.epoch, r.steps, r.note
    from automation_run r ";

/// A run nobody else has taken since; ended ones are `Moved`.
pub async fn held(tx: &mut Tx, id: RunId, epoch: i64) -> Result<Kept> {
    let sql = format!("{RUN} where r.id = $1 and r.epoch = $2 and r.ended_at is null");
    tx.one(&sql, values![id, epoch], read).await?.ok_or_else(|| Moved.into())
}

pub async fn find(tx: &mut Tx, id: RunId) -> Result<Option<Kept>> {
    let sql = format!("{RUN} where r.id = $1");
    tx.one(&sql, values![id], read).await
}

fn read(row: &Row<'_>) -> Result<Kept> {
    let mode: String = row.get("mode")?;
    Ok(Kept {
        id: row.get("id")?,
        automation: row.get("automation")?,
        version: row.get("version")?,
        mode: Mode::from_word(&mode).ok_or_else(|| fault(format!("no mode is called `{mode}`")))?,
        priority: row.get("priority")?,
        subject: subject_of(&row.get::<String>("subject_kind")?, row.get("subject")?)?,
        contact: row.get("contact")?,
        machine: row.doc("doc")?,
        trigger: row.doc("started_by")?,
        cause: row.get("cause")?,
        chain_fact: row.get("chain_fact")?,
        chain: row.doc("chain")?,
        awaits: row.get("awaits")?,
        epoch: row.get("epoch")?,
        steps: row.get("steps")?,
        note: row.get("note")?,
    })
}

/// How many a worker takes at once.
pub const BATCH: i64 = 32;

const CLAIM: &str = "
    update automation_run set lease_until = $2, epoch = epoch + 1
    where (lease_until is null or lease_until < $1) and wakes_at <= $1 and id in (
        select r.id from automation_run r join automation_automation a on a.id = r.automation
        where r.wakes_at <= $1 and (r.lease_until is null or r.lease_until < $1) and a.active
        order by r.priority, r.wakes_at, r.id limit $3)
    returning id, epoch, priority";

/// Takes what is due, the most urgent first.
pub async fn claim(tx: &mut Tx, until: Timestamp) -> Result<Vec<(RunId, i64)>> {
    let read = |row: &Row<'_>| Ok((row.get::<i64>("priority")?, row.get("id")?, row.get("epoch")?));
    let mut taken: Vec<(i64, RunId, i64)> = tx.all(CLAIM, values![tx.now(), until, BATCH], read).await?;
    taken.sort_by_key(|(priority, id, _)| (*priority, *id));
    Ok(taken.into_iter().map(|(_, id, epoch)| (id, epoch)).collect())
}

const NEXT: &str = "
    select min(n.at) as at from (
        select case when r.lease_until > r.wakes_at then r.lease_until else r.wakes_at end as at
        from automation_run r join automation_automation a on a.id = r.automation
        where r.wakes_at is not null and a.active order by r.wakes_at limit 256) n";

/// When the next run wakes. The first by the clock: those in somebody's hands are few and stand in front.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>> {
    Ok(tx.one(NEXT, &[], |row| row.get::<Option<Timestamp>>("at")).await?.flatten())
}

/// How a run is written down after it moved.
pub struct Saved<'a> {
    pub kept: &'a Kept,
    pub wakes_at: Option<Timestamp>,
    /// Whoever holds it goes on with it at once.
    pub keeps: bool,
    pub ended: Option<&'static str>,
}

const SAVE: &str = "
    update automation_run set state = $3, step = $4, doc = $5, awaits = $6, wakes_at = $7, deadline_at = $8,
        steps = $9, note = $10, ended_at = $11, outcome = $12,
        lease_until = case when $13 then lease_until else null end,
        active_key = case when $14 then null else active_key end
    where id = $1 and epoch = $2 and ended_at is null";

pub async fn save(tx: &mut Tx, saved: &Saved<'_>) -> Result<()> {
    let run = saved.kept;
    let ended_at = saved.ended.map(|_| tx.now());
    let values = values![
        run.id,
        run.epoch,
        run.machine.state().word(),
        run.machine.step().map(|step| step.as_str()),
        Value::doc(&run.machine),
        &run.awaits,
        saved.wakes_at,
        run.machine.deadline_at(),
        run.steps,
        &run.note,
        ended_at,
        saved.ended,
        saved.keeps,
        saved.ended.is_some()
    ];
    match tx.exec(SAVE, values).await? {
        1 => Ok(()),
        _ => Err(Moved.into()),
    }
}

const FENCE: &str = "
    update automation_run set epoch = epoch + 1, lease_until = null where id = $1 and ended_at is null";

/// Takes a run out of the hands of whoever works on it.
pub async fn fence(tx: &mut Tx, id: RunId) -> Result<Kept> {
    tx.exec(FENCE, values![id]).await?;
    let sql = format!("{RUN} where r.id = $1 and r.ended_at is null");
    tx.one(&sql, values![id], read).await?.ok_or_else(|| Moved.into())
}

const RELEASE: &str = "
    update automation_run set lease_until = null, wakes_at = $3 where id = $1 and epoch = $2 and ended_at is null";

/// Gives a run back that could not be moved now.
pub async fn release(tx: &mut Tx, id: RunId, epoch: i64, again: Timestamp) -> Result<()> {
    tx.exec(RELEASE, values![id, epoch, again]).await.map(drop)
}

const ACTIVE: &str = "select id from automation_run where active_key = $1";

pub async fn active(tx: &mut Tx, key: &[u8; 16]) -> Result<Option<RunId>> {
    tx.one(ACTIVE, values![key], |row| row.get("id")).await
}

const LAST_START: &str = "
    select max(started_at) as at from automation_run where automation = $1 and subject = $2";

/// When the last run of an automation about a record began.
pub async fn last_start(tx: &mut Tx, of: AutomationId, subject: kernel::Ref) -> Result<Option<Timestamp>> {
    let read = |row: &Row<'_>| row.get::<Option<Timestamp>>("at");
    Ok(tx.one(LAST_START, values![of, subject], read).await?.flatten())
}

const LISTEN: &str = "
    insert into automation_wait (about, run) values ($1, $2) on conflict do nothing";

pub async fn listen(tx: &mut Tx, run: RunId, about: &[u8; 16]) -> Result<()> {
    tx.exec(LISTEN, values![about, run]).await.map(drop)
}

const LISTENERS: &str = "
    select r.id, r.version, r.awaits from automation_wait w join automation_run r on r.id = w.run
    where w.about = $1 and r.ended_at is null";

/// A run under way that listens.
pub struct Listener {
    pub run: RunId,
    pub version: AutomationVersionId,
    pub awaits: Option<String>,
}

pub async fn listeners(tx: &mut Tx, about: &[u8; 16]) -> Result<Vec<Listener>> {
    let read = |row: &Row<'_>| {
        Ok(Listener { run: row.get("id")?, version: row.get("version")?, awaits: row.get("awaits")? })
    };
    tx.all(LISTENERS, values![about], read).await
}

/// A fact a run heard.
#[derive(Debug, Clone)]
pub struct HeardFact {
    pub fact: FactId,
    pub kind: String,
    pub at: Timestamp,
    pub body: Json,
    pub taken: bool,
    /// The step whose wait was for it.
    pub hit: Option<String>,
    /// It was thought about in this turn.
    pub fresh: bool,
}

const HEAR: &str = "
    insert into automation_heard (run, fact, kind, at, body, taken) values ($1, $2, $3, $4, $5, false)
    on conflict do nothing";
const WAKE: &str = "
    update automation_run set wakes_at = $2
    where id = $1 and ended_at is null and (wakes_at is null or wakes_at > $2)";

/// Keeps a fact for a run, and wakes it.
pub async fn hear(tx: &mut Tx, run: RunId, heard: &store::Heard, body: &Json) -> Result<()> {
    tx.exec(HEAR, values![run, heard.id, heard.kind, heard.at, Value::doc(body)]).await?;
    wake(tx, run).await
}

pub async fn wake(tx: &mut Tx, run: RunId) -> Result<()> {
    let now = tx.now();
    tx.exec(WAKE, values![run, now]).await.map(drop)
}

const HEARD: &str =
    "select fact, kind, at, body, taken, hit from automation_heard where run = $1 order by fact";

/// Everything a run heard since it began, in order.
pub async fn heard(tx: &mut Tx, run: RunId) -> Result<Vec<HeardFact>> {
    let read = |row: &Row<'_>| {
        Ok(HeardFact {
            fact: row.get("fact")?,
            kind: row.get("kind")?,
            at: row.get("at")?,
            body: row.doc("body")?,
            taken: row.get("taken")?,
            hit: row.get("hit")?,
            fresh: false,
        })
    };
    tx.all(HEARD, values![run], read).await
}

const TAKE: &str = "update automation_heard set taken = true, hit = $3 where run = $1 and fact = $2";
const UNTAKEN: &str = "select fact from automation_heard where run = $1 and not taken limit 1";

pub async fn take(tx: &mut Tx, run: RunId, heard: &HeardFact) -> Result<()> {
    tx.exec(TAKE, values![run, heard.fact, &heard.hit]).await.map(drop)
}

/// Whether a run has heard something it has not thought about yet.
pub async fn has_news(tx: &mut Tx, run: RunId) -> Result<bool> {
    Ok(tx.one(UNTAKEN, values![run], |_| Ok(())).await?.is_some())
}

const DEAF: &str = "delete from automation_wait where run = $1";
const FORGET: &str = "delete from automation_heard where run = $1";

/// An ended run listens to nothing, and needs nothing of what it heard.
pub async fn forget(tx: &mut Tx, run: RunId) -> Result<()> {
    tx.exec(DEAF, values![run]).await?;
    tx.exec(FORGET, values![run]).await.map(drop)
}

const QUEUED: &str = "
    select subject, person from store_effect
    where run = $1 and kind = 'mail' and state in ('queued', 'composed') and subject is not null";

/// The messages of a run that have not left, and to whom.
pub async fn queued_messages(tx: &mut Tx, run: RunId) -> Result<Vec<(String, Option<kernel::ContactId>)>> {
    tx.all(QUEUED, values![run], |row| Ok((row.get("subject")?, row.get("person")?))).await
}

const SWITCHED: &str = "select active from automation_automation where id = $1";

/// Whether its automation is on.
pub async fn is_on(tx: &mut Tx, of: AutomationId) -> Result<bool> {
    Ok(tx.one(SWITCHED, values![of], |row| row.get("active")).await?.unwrap_or(false))
}

const VIEW: &str = "
    select r.id, r.automation, a.name, v.number, r.mode, r.state, r.step, r.subject_kind, r.subject, r.contact,
        r.started_at, r.wakes_at, r.deadline_at, r.ended_at, r.outcome, r.note
    from automation_run r join automation_automation a on a.id = r.automation
        join automation_version v on v.id = r.version ";

pub(super) async fn view(tx: &mut Tx, run: RunId) -> Result<RunView> {
    let sql = format!("{VIEW} where r.id = $1");
    tx.one(&sql, values![run], RunView::read).await?.ok_or(kernel::Error::Missing("run"))
}

/// Which runs are asked for.
#[derive(Debug, Default)]
pub struct Filter {
    pub automation: Option<AutomationId>,
    pub state: Option<String>,
    pub subject: Option<kernel::Ref>,
    pub contact: Option<kernel::ContactId>,
    pub after: Option<RunId>,
    pub limit: i64,
}

/// Newest first, as far as the permit reaches: a run is its automation's owner's.
pub(super) async fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<RunView>> {
    let sql = format!(
        "{VIEW} where ($1 = 'all' or a.owner = $2 or ($1 = 'team' and a.team is not distinct from $3))
            and (r.automation = $4 or $4 is null) and (r.state = $5 or $5 is null)
            and (r.subject = $6 or $6 is null) and (r.contact = $7 or $7 is null) and (r.id < $8 or $8 is null)
        order by r.id desc limit $9"
    );
    let permit = tx.permit();
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    let f = filter;
    let values = values![scope, user, team, f.automation, &f.state, f.subject, f.contact, f.after, f.limit];
    tx.all(&sql, values, RunView::read).await
}

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

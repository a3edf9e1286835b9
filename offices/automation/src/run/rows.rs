//! How runs are kept, claimed and woken; `heard`: what they listen to; `group`: whom they must not run beside;
//! `seen`: how they are listed.

mod beside;
mod claim;
mod group;
mod heard;
mod seen;

use kernel::{AutomationId, Result, RunId, Timestamp, Value, fault};
use store::{Row, Setting as _, Tx, values};

pub(crate) use beside::first_at;
pub use beside::{
    OfContact, active_about, active_of_contacts, active_of_version, answered, begun_since, children,
    hold_out, known_by, move_to, outcome,
};
pub use claim::{claim, next_due};
pub use group::{
    Member, Standing, behind, group_is, is_queued, join_group, lane_is, leads, leave_group, leave_lane,
    members, next_in_lane, stand_aside, step_in,
};
pub use heard::{HeardFact, Listener, forget, has_news, hear, heard, listen, listeners, take};
pub use seen::Filter;
pub(in crate::run) use seen::{list, view};

use super::settle::{FAULT, Whose};
use super::{Kept, Moved, subject_of};
use crate::automation::Mode;
use crate::settings::Settings;

/// The run of one decision, as it is first written.
pub struct New<'a> {
    pub kept: &'a Kept,
    /// Of whom at most one run is active; the run itself where several may be.
    pub active_key: [u8; 16],
    /// Only where there is to be one run for each subject, ever.
    pub once_key: Option<[u8; 16]>,
    /// What else those have in common that are in each other's way, as a hash.
    pub key: Option<[u8; 16]>,
}

const INSERT: &str = "
    insert into automation_run (id, automation, version, mode, priority, subject_kind, subject, contact, state, step,
        doc, started_by, cause, chain_fact, chain, awaits, wakes_at, deadline_at, epoch, lease_until, steps,
        active_key, once_key, started_at, ended_at, outcome, note, parent, depth, key)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, $10, $11, $12, $13, $14, null, $15, $16, 0, null, 0,
        $17, $18, $15, null, null, null, $19, $20, $21)
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
        new.once_key.as_ref().map(|key| key.as_slice()),
        run.parent,
        run.depth,
        new.key.as_ref().map(|key| key.as_slice())
    ];
    Ok(tx.exec(INSERT, values).await? == 1)
}

const RUN: &str = "
    select r.id, r.automation, r.version, r.mode, r.priority, r.subject_kind, r.subject, r.contact, r.doc,
        r.started_by, r.cause, r.chain_fact, r.chain, r.awaits, r.epoch, r.steps, r.note, r.parent, r.depth";

/// A run in the hands of whoever asks.
#[derive(Debug)]
pub enum Held {
    Goes(Box<Kept>),
    /// Everything automatic was stopped, or its automation switched off, since it was taken.
    Stands,
}

const HELD: &str = "
    , a.active, (select s.doc from store_setting s where s.topic = $3) as settings
    from automation_run r join automation_automation a on a.id = r.automation
    where r.id = $1 and r.epoch = $2 and r.ended_at is null";

/// A run nobody else has taken since; ended ones are `Moved`. Stop and switch are read with it, in one look: it is
/// asked before every command.
pub async fn held(tx: &mut Tx, id: RunId, epoch: i64) -> Result<Held> {
    let sql = format!("{RUN} {HELD}");
    let read = |row: &Row<'_>| {
        let settings: Option<String> = row.get("settings")?;
        let settings: Option<Settings> =
            settings.map(|doc| serde_json::from_str(&doc).map_err(fault)).transpose()?;
        let stopped = settings.is_some_and(|settings| settings.stopped);
        Ok(if row.get("active")? && !stopped { Held::Goes(Box::new(read(row)?)) } else { Held::Stands })
    };
    tx.one(&sql, values![id, epoch, Settings::TOPIC], read).await?.ok_or_else(|| Moved.into())
}

pub async fn find(tx: &mut Tx, id: RunId) -> Result<Option<Kept>> {
    let sql = format!("{RUN} from automation_run r where r.id = $1");
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
        parent: row.get("parent")?,
        depth: row.get("depth")?,
    })
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
        steps = $9, note = $10, ended_at = $11, outcome = $12, faults = 0,
        lease_until = case when $13 then lease_until else null end,
        active_key = case when $14 then null else active_key end, key = case when $14 then null else key end
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
    let sql = format!("{RUN} from automation_run r where r.id = $1 and r.ended_at is null");
    tx.one(&sql, values![id], read).await?.ok_or_else(|| Moved.into())
}

const RELEASE: &str = "
    update automation_run set lease_until = null, wakes_at = $3 where id = $1 and epoch = $2 and ended_at is null";

/// Gives a run back that could not be moved now.
pub async fn release(tx: &mut Tx, id: RunId, epoch: i64, again: Timestamp) -> Result<()> {
    tx.exec(RELEASE, values![id, epoch, again]).await.map(drop)
}

const BROKE: &str = "
    update automation_run set note = $3, faults = faults + 1, lease_until = null,
        wakes_at = case when faults + 1 < $5 then cast($4 as bigint) else null end,
        state = case when faults + 1 < $5 then state else 'parked' end
    where id = $1 and epoch = $2 and ended_at is null
    returning automation, subject_kind, subject, contact, faults";

/// A turn of it broke before it was written: it is tried again then, and after so many in a row by nobody. Whose it is,
/// and how many those are.
pub async fn broke(
    tx: &mut Tx,
    (id, epoch): (RunId, i64),
    again: Timestamp,
    most: i64,
) -> Result<(Whose, i64)> {
    let read = |row: &Row<'_>| {
        let subject = subject_of(&row.get::<String>("subject_kind")?, row.get("subject")?)?;
        let (automation, contact) = (row.get("automation")?, row.get("contact")?);
        Ok((Whose { run: id, automation, subject, contact }, row.get("faults")?))
    };
    tx.one(BROKE, values![id, epoch, FAULT, again, most], read).await?.ok_or_else(|| Moved.into())
}

const STAND_STILL: &str = "
    update automation_run set state = 'parked', wakes_at = null, lease_until = null
    where id = $1 and epoch = $2 and ended_at is null";

/// It waits for a person: listed, counted and watched as what is parked, though its machine stands where it broke.
pub async fn stand_still(tx: &mut Tx, id: RunId, epoch: i64) -> Result<()> {
    tx.exec(STAND_STILL, values![id, epoch]).await.map(drop)
}

const WAKE: &str = "
    update automation_run set wakes_at = $2
    where id = $1 and ended_at is null and (wakes_at is null or wakes_at > $2)";

/// Lets it be taken at once.
pub async fn wake(tx: &mut Tx, run: RunId) -> Result<()> {
    let now = tx.now();
    tx.exec(WAKE, values![run, now]).await.map(drop)
}

const WAKE_SLEEPING: &str = "
    update automation_run set wakes_at = $2
    where automation = $1 and ended_at is null and state = 'sleeping' and wakes_at > $2";

/// Lets all runs of an automation that wait for a time look at it again.
pub async fn wake_sleeping(tx: &mut Tx, automation: AutomationId) -> Result<()> {
    let now = tx.now();
    tx.exec(WAKE_SLEEPING, values![automation, now]).await.map(drop)
}

const ACTIVE: &str = "select id from automation_run where active_key = $1";

pub async fn active(tx: &mut Tx, key: &[u8; 16]) -> Result<Option<RunId>> {
    tx.one(ACTIVE, values![key], |row| row.get("id")).await
}

const ONCE: &str = "select id from automation_run where once_key = $1";

/// Whether a run has this key that is to be once ever.
pub async fn ran_once(tx: &mut Tx, key: &[u8; 16]) -> Result<bool> {
    Ok(tx.one(ONCE, values![key], |_| Ok(())).await?.is_some())
}

const LAST_START: &str = "
    select max(started_at) as at from automation_run where automation = $1 and (subject = $2 or contact = $2)";

/// When the last run of an automation about a record, or of a person, began.
pub async fn last_start(tx: &mut Tx, of: AutomationId, whom: kernel::Ref) -> Result<Option<Timestamp>> {
    let read = |row: &Row<'_>| row.get::<Option<Timestamp>>("at");
    Ok(tx.one(LAST_START, values![of, whom], read).await?.flatten())
}

const BEGUN_OF: &str = "
    select count(*) as n from automation_run
    where automation = $1 and id >= $4 and (subject = $2 or contact = $2) and started_at > $3 and state <> 'held_out'";

/// How many runs of an automation about a record, or of a person, began after a moment; of all its runs those of that
/// time alone are read.
pub async fn begun_of(tx: &mut Tx, of: AutomationId, whom: kernel::Ref, since: Timestamp) -> Result<i64> {
    let n = tx.one(BEGUN_OF, values![of, whom, since, first_at(since)], |row| row.get("n")).await?;
    Ok(n.unwrap_or(0))
}

const LAST_DID: &str = "
    select max(x.at) as at from (
        select s.at from automation_run r join automation_step s on s.run = r.id
        where r.automation = $1 and (r.subject = $2 or r.contact = $2) and s.step = $3
            and s.state in ('ok', 'practised')
        union all select started_at as at from automation_run
        where automation = $1 and (subject = $2 or contact = $2) and state = 'held_out') x";

/// When a run of an automation about a record, or of a person, did this step last; whoever was held out counts from
/// then.
pub async fn last_did(
    tx: &mut Tx,
    of: AutomationId,
    whom: kernel::Ref,
    step: &str,
) -> Result<Option<Timestamp>> {
    let read = |row: &Row<'_>| row.get::<Option<Timestamp>>("at");
    Ok(tx.one(LAST_DID, values![of, whom, step], read).await?.flatten())
}

const QUEUED: &str = "
    select subject, person from store_effect
    where run = $1 and kind = 'mail' and state in ('queued', 'composed') and not owed and subject is not null";

/// The messages of a run that have not left and end with it, and to whom.
pub async fn queued_messages(tx: &mut Tx, run: RunId) -> Result<Vec<(String, Option<kernel::ContactId>)>> {
    tx.all(QUEUED, values![run], |row| Ok((row.get("subject")?, row.get("person")?))).await
}

const SWITCHED: &str = "select active from automation_automation where id = $1";

/// Whether its automation is on.
pub async fn is_on(tx: &mut Tx, of: AutomationId) -> Result<bool> {
    Ok(tx.one(SWITCHED, values![of], |row| row.get("active")).await?.unwrap_or(false))
}

//! Runs seen from outside: those about a record, those that were called, how many began.

use kernel::{
    AutomationId, AutomationVersionId, ContactId, HttpCallId, Id, Ref, Result, RunId, Timestamp, Value,
};
use serde_json::Value as Json;
use store::{Tx, values};

use crate::run::Kept;

const ABOUT: &str = "
    select id from automation_run where subject = $2 and automation = $1 and ended_at is null order by id";

/// Those of an automation about a record that are under way.
pub async fn active_about(tx: &mut Tx, automation: AutomationId, subject: Ref) -> Result<Vec<RunId>> {
    tx.all(ABOUT, values![automation, subject], |row| row.get("id")).await
}

const OUTCOME: &str = "select outcome from automation_run where id = $1";

/// How it ended; none while it is under way.
pub async fn outcome(tx: &mut Tx, run: RunId) -> Result<Option<String>> {
    Ok(tx.one(OUTCOME, values![run], |row| row.get::<Option<String>>("outcome")).await?.flatten())
}

const OF_VERSION: &str = "select id from automation_run where version = $1 and ended_at is null order by id";

/// Those under way that follow a version.
pub async fn active_of_version(tx: &mut Tx, version: AutomationVersionId) -> Result<Vec<RunId>> {
    tx.all(OF_VERSION, values![version], |row| row.get("id")).await
}

const MOVE: &str = "
    update automation_run set version = $3, doc = $4, step = $5
    where id = $1 and epoch = $2 and ended_at is null";

/// A run follows another version from here on; only for whoever holds it.
pub async fn move_to(tx: &mut Tx, run: &Kept, version: AutomationVersionId) -> Result<()> {
    let step = run.machine.step().map(|step| step.as_str());
    let moved = tx.exec(MOVE, values![run.id, run.epoch, version, Value::doc(&run.machine), step]).await?;
    if moved == 1 { Ok(()) } else { Err(crate::run::Moved.into()) }
}

const ANSWERED: &str = "select code, answer from connect_http_window where id = $1";

/// What another system answered: its status, and what was taken of it.
pub async fn answered(tx: &mut Tx, call: &str) -> Result<(Option<i64>, Json)> {
    let Ok(id) = call.parse::<HttpCallId>() else { return Ok((None, Json::Null)) };
    let read = |row: &store::Row<'_>| {
        let answer: Option<String> = row.get("answer")?;
        Ok((row.get("code")?, answer.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()))
    };
    Ok(tx.one(ANSWERED, values![id], read).await?.unwrap_or_default())
}

const OF_CONTACTS: &str = "
    select r.id, r.automation, r.version, r.priority, r.parent, r.key, coalesce(g.queued, 1 = 0) as queued,
        coalesce(g.aside, 1 = 0) as aside, coalesce(l.queued, 1 = 0) as lines_up,
        coalesce(l.aside, 1 = 0) as out_of_line, r.state = 'parked' as parked
    from automation_run r left join automation_group g on g.run = r.id and not g.lane
        left join automation_group l on l.run = r.id and l.lane
    where r.contact in ($1, $2) and r.ended_at is null order by r.id";

/// A run under way about a person.
pub struct OfContact {
    pub id: RunId,
    pub automation: AutomationId,
    pub version: AutomationVersionId,
    /// The smaller, the sooner.
    pub priority: i64,
    pub parent: Option<RunId>,
    /// What else those have in common that are in each other's way.
    pub key: Option<[u8; 16]>,
    /// It waits for its turn in its group.
    pub queued: bool,
    /// It is stuck, and has let go of its place there.
    pub aside: bool,
    /// It waits for the end of a run of its own automation.
    pub lines_up: bool,
    /// It is stuck, and let go of its place among those.
    pub out_of_line: bool,
    /// It is stuck.
    pub parked: bool,
}

/// Those under way about either of two contacts, the oldest first.
pub async fn active_of_contacts(tx: &mut Tx, of: [ContactId; 2]) -> Result<Vec<OfContact>> {
    let read = |row: &store::Row<'_>| {
        Ok(OfContact {
            id: row.get("id")?,
            automation: row.get("automation")?,
            version: row.get("version")?,
            priority: row.get("priority")?,
            parent: row.get("parent")?,
            key: row.get("key")?,
            queued: row.get("queued")?,
            aside: row.get("aside")?,
            lines_up: row.get("lines_up")?,
            out_of_line: row.get("out_of_line")?,
            parked: row.get("parked")?,
        })
    };
    tx.all(OF_CONTACTS, values![of[0], of[1]], read).await
}

const KNOWN_BY: &str = "update automation_run set active_key = $2 where id = $1 and ended_at is null";

/// At most one active run has this key.
pub async fn known_by(tx: &mut Tx, run: RunId, key: &[u8; 16]) -> Result<()> {
    tx.exec(KNOWN_BY, values![run, key]).await.map(drop)
}

const CHILDREN: &str = "select id from automation_run where parent = $1 and ended_at is null order by id";

/// Those it called and waits for.
pub async fn children(tx: &mut Tx, parent: RunId) -> Result<Vec<RunId>> {
    tx.all(CHILDREN, values![parent], |row| row.get("id")).await
}

const BEGUN: &str = "
    select count(*) as n from automation_run where automation = $1 and id >= $2 and state <> 'held_out'";

/// The first id a run that began then may have: ids are in the order of time.
pub(crate) fn first_at(since: Timestamp) -> RunId {
    let mut first = [0; 16];
    first[..6].copy_from_slice(&since.as_millisecond().max(0).to_be_bytes()[2..]);
    RunId::from_bytes(first)
}

/// How many began since.
pub async fn begun_since(tx: &mut Tx, automation: AutomationId, since: Timestamp) -> Result<i64> {
    let first = first_at(since);
    Ok(tx.one(BEGUN, values![automation, first], |row| row.get("n")).await?.unwrap_or(0))
}

const HOLD_OUT: &str = "
    insert into automation_run (id, automation, version, mode, priority, subject_kind, subject, contact, state, doc,
        started_by, cause, chain_fact, chain, epoch, steps, started_at, ended_at, outcome, depth)
    values ($1, $2, $3, $4, $5, $6, $7, $8, 'held_out', $9, $10, $11, $12, $13, 0, 0, $14, $14, 'held_out', 0)";

/// Whoever was drawn to get nothing: counted, with no steps.
pub async fn hold_out(tx: &mut Tx, run: &Kept) -> Result<()> {
    let mut machine = run.machine.clone();
    machine.hold_out();
    let values = values![
        run.id,
        run.automation,
        run.version,
        run.mode.word(),
        run.priority,
        run.subject.kind,
        run.subject,
        run.contact,
        Value::doc(&machine),
        Value::doc(&run.trigger),
        run.cause,
        run.chain_fact,
        Value::doc(&run.chain),
        machine.started_at()
    ];
    tx.exec(HOLD_OUT, values).await.map(drop)
}

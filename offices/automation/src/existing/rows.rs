//! Who is there and had no run yet, and who waits to be taken in.

use kernel::{AutomationId, ContactId, Id as _, Ref, Result, Timestamp, Value};
use store::{Row, Tx, values};

use crate::run::subject_of;
use crate::start::rows::{Due, open_records};

/// A row of what is due that waits to be taken in from before: nothing else of this `how` has a body.
const IS_ONE: &str = "d.how = 'each' and d.body is not null";

/// Offers that are out and not signed; of other kinds what the rooms call open.
const OFFERS: &str = "
    select 'proposal' as kind, id, contact from sales_proposal_window
    where state in ('sent', 'viewed', 'accepted') and signed_at is null and not test";

/// Kinds of which somebody says which records are open.
pub(super) const KINDS: [&str; 7] =
    ["lead", "deal", "proposal", "project", "milestone", "invoice", ContactId::PREFIX];

fn records(tx: &Tx, kind: &str) -> Option<String> {
    if kind == "proposal" { Some(OFFERS.into()) } else { open_records(tx, kind) }
}

/// Which records are looked at.
#[derive(Clone, Copy)]
pub(super) struct Which<'a> {
    pub automation: AutomationId,
    pub kind: &'a str,
    /// Also those that had a run of it.
    pub again: bool,
    /// Only those made before this one.
    pub behind: Option<Ref>,
}

/// Open records of a kind that wait for no run of it, the newest first.
pub(super) async fn open(tx: &mut Tx, which: Which<'_>, limit: i64) -> Result<Vec<(Ref, Option<ContactId>)>> {
    let Some(records) = records(tx, which.kind) else { return Ok(vec![]) };
    let had_run = "exists (select 1 from automation_run r where r.automation = $2 and r.subject = o.id)";
    let unless = if which.again { String::new() } else { format!("and not {had_run}") };
    let sql = format!(
        "select distinct o.kind, o.id, o.contact from ({records}) o
        where o.kind = $1 and (o.id < $3 or $3 is null) {unless}
            and not exists (select 1 from automation_due d where d.automation = $2 and d.subject = o.id and {IS_ONE})
        order by o.id desc limit $4"
    );
    let read =
        |row: &Row<'_>| Ok((subject_of(&row.get::<String>("kind")?, row.get("id")?)?, row.get("contact")?));
    tx.all(&sql, values![which.kind, which.automation, which.behind, limit], read).await
}

/// How many open records of a kind there are.
pub(super) async fn all_open(tx: &mut Tx, kind: &str) -> Result<i64> {
    let Some(records) = records(tx, kind) else { return Ok(0) };
    let sql = format!("select count(distinct o.id) as n from ({records}) o where o.kind = $1");
    Ok(tx.one(&sql, values![kind], |row| row.get("n")).await?.unwrap_or(0))
}

/// How many open records had a run of it.
pub(super) async fn had_runs(tx: &mut Tx, automation: AutomationId, kind: &str) -> Result<i64> {
    let Some(records) = records(tx, kind) else { return Ok(0) };
    let sql = format!(
        "select count(distinct o.id) as n from ({records}) o
        where o.kind = $1 and exists (select 1 from automation_run r where r.automation = $2 and r.subject = o.id)"
    );
    Ok(tx.one(&sql, values![kind, automation], |row| row.get("n")).await?.unwrap_or(0))
}

pub(super) async fn waiting(tx: &mut Tx, automation: AutomationId) -> Result<i64> {
    let sql = format!("select count(*) as n from automation_due d where d.automation = $1 and {IS_ONE}");
    Ok(tx.one(&sql, values![automation], |row| row.get("n")).await?.unwrap_or(0))
}

const PUT: &str = "
    insert into automation_due (automation, subject_kind, subject, contact, how, at, fact, body)
    values ($1, $2, $3, $4, $5, $6, null, $7) on conflict do nothing";

/// Puts it behind what is due about the record already.
pub(super) async fn put(tx: &mut Tx, due: &Due) -> Result<()> {
    let body = due.body.as_ref().map(Value::doc);
    let values = values![due.automation, due.subject.kind, due.subject, due.contact, &due.how, due.at, body];
    tx.exec(PUT, values).await.map(drop)
}

const STOP: &str = "delete from automation_due where automation = $1 and how = 'each' and body is not null";

/// How many had waited.
pub(super) async fn stop(tx: &mut Tx, automation: AutomationId) -> Result<i64> {
    let many = tx.exec(STOP, values![automation]).await?;
    Ok(i64::try_from(many).unwrap_or(i64::MAX))
}

/// How far taking in has come.
#[derive(Debug, Clone)]
pub(super) struct Taking {
    pub automation: AutomationId,
    /// Also those that had a run of it.
    pub again: bool,
    pub per_hour: i64,
    /// The last record that was looked at.
    pub behind: Option<[u8; 16]>,
    /// There may be more to look at.
    pub looking: bool,
    pub looked_at: i64,
    pub matching: i64,
    pub taken: i64,
    pub refused: i64,
    /// When the last of those that wait is due.
    pub last_at: Timestamp,
    pub asked_at: Timestamp,
}

const KEEP_TAKING: &str = "
    insert into automation_taking (automation, again, per_hour, behind, looking, looked_at, matching, taken, refused,
        last_at, asked_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict (automation) do update set again = excluded.again, per_hour = excluded.per_hour,
        behind = excluded.behind, looking = excluded.looking, looked_at = excluded.looked_at,
        matching = excluded.matching, taken = excluded.taken, refused = excluded.refused,
        last_at = excluded.last_at, asked_at = excluded.asked_at";

pub(super) async fn keep_taking(tx: &mut Tx, taking: &Taking) -> Result<()> {
    let t = taking;
    let values = values![
        t.automation,
        t.again,
        t.per_hour,
        t.behind.as_ref().map(|id| id.as_slice()),
        t.looking,
        t.looked_at,
        t.matching,
        t.taken,
        t.refused,
        t.last_at,
        t.asked_at
    ];
    tx.exec(KEEP_TAKING, values).await.map(drop)
}

const TAKING: &str = "
    select automation, again, per_hour, behind, looking, looked_at, matching, taken, refused, last_at, asked_at
    from automation_taking ";

pub(super) async fn taking(tx: &mut Tx, automation: AutomationId) -> Result<Option<Taking>> {
    let sql = format!("{TAKING} where automation = $1");
    tx.one(&sql, values![automation], read_taking).await
}

/// One that has more to look at, and of which hardly anybody waits any more.
pub(super) async fn hungry(tx: &mut Tx, few: i64) -> Result<Option<Taking>> {
    let waiting =
        format!("select count(*) from automation_due d where d.automation = t.automation and {IS_ONE}");
    let sql = format!("{TAKING} t where t.looking and ({waiting}) < $1 order by t.automation limit 1");
    tx.one(&sql, values![few], read_taking).await
}

fn read_taking(row: &Row<'_>) -> Result<Taking> {
    Ok(Taking {
        automation: row.get("automation")?,
        again: row.get("again")?,
        per_hour: row.get("per_hour")?,
        behind: row.get("behind")?,
        looking: row.get("looking")?,
        looked_at: row.get("looked_at")?,
        matching: row.get("matching")?,
        taken: row.get("taken")?,
        refused: row.get("refused")?,
        last_at: row.get("last_at")?,
        asked_at: row.get("asked_at")?,
    })
}

const COUNT: &str = "
    update automation_taking set taken = taken + $2, refused = refused + $3 where automation = $1";

/// One more was decided.
pub(super) async fn decided(tx: &mut Tx, automation: AutomationId, taken: bool) -> Result<()> {
    tx.exec(COUNT, values![automation, i64::from(taken), i64::from(!taken)]).await.map(drop)
}

const END: &str = "update automation_taking set looking = (1 = 0) where automation = $1";

/// No more are looked at.
pub(super) async fn end_taking(tx: &mut Tx, automation: AutomationId) -> Result<()> {
    tx.exec(END, values![automation]).await.map(drop)
}

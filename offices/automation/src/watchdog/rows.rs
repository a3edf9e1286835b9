//! What the watchdog looks at: runs, every room's open records and their next steps, open exceptions.

use kernel::{ContactId, Result, RunId, Timestamp, UserId};
use store::{Row, Tx, values};

const PARKED: &str = "
    select r.id from automation_run r
    where r.state = 'parked' and r.ended_at is null and not exists (
        select 1 from store_exception e where e.run = r.id and e.state = 'open')
    order by r.id limit 100";

/// Runs that stand still, and nobody has an exception of.
pub(super) async fn parked_unseen(tx: &mut Tx) -> Result<Vec<RunId>> {
    tx.all(PARKED, &[], |row| row.get("id")).await
}

const OVERDUE: &str = "
    select r.id from automation_run r join automation_automation a on a.id = r.automation
    where r.wakes_at <= $1 and (r.lease_until is null or r.lease_until < $1) and a.active
    order by r.wakes_at limit 100";

/// Runs that were due before that and are in nobody's hands.
pub(super) async fn overdue(tx: &mut Tx, before: Timestamp) -> Result<Vec<RunId>> {
    tx.all(OVERDUE, values![before], |row| row.get("id")).await
}

/// An open record nobody active has a next step with.
#[derive(Debug, Clone)]
pub(super) struct Bare {
    pub kind: String,
    pub id: [u8; 16],
    pub contact: Option<ContactId>,
    pub state: String,
    pub owner: Option<UserId>,
    pub since: Timestamp,
}

fn open(tx: &Tx) -> Option<String> {
    let one = |window: &&str| format!("select kind, id, contact, state, owner, since from {window}");
    let all: Vec<String> = tx.windows("_open").iter().map(one).collect();
    (!all.is_empty()).then(|| all.join(" union all "))
}

fn next(tx: &Tx) -> String {
    let one = |window: &&str| format!("select kind, id, owner from {window}");
    tx.windows("_next").iter().map(one).collect::<Vec<_>>().join(" union all ")
}

/// All open records without a dated step of somebody active, the oldest first.
pub(super) async fn bare(tx: &mut Tx, limit: i64) -> Result<Vec<Bare>> {
    let Some(open) = open(tx) else { return Ok(vec![]) };
    let sql = format!(
        "select o.kind, o.id, o.contact, o.state, o.owner, o.since from ({open}) o
        where not exists (
            select 1 from ({}) n join governance_user_window u on u.id = n.owner
            where u.active and n.kind = o.kind and n.id = o.id)
        order by o.since, o.id limit $1",
        next(tx)
    );
    tx.all(&sql, values![limit], read).await
}

fn read(row: &Row<'_>) -> Result<Bare> {
    Ok(Bare {
        kind: row.get("kind")?,
        id: row.get("id")?,
        contact: row.get("contact")?,
        state: row.get("state")?,
        owner: row.get("owner")?,
        since: row.get("since")?,
    })
}

/// How many records are open.
pub(super) async fn open_count(tx: &mut Tx) -> Result<i64> {
    let Some(open) = open(tx) else { return Ok(0) };
    let sql = format!("select count(*) as n from ({open}) o");
    Ok(tx.one(&sql, &[], |row| row.get("n")).await?.unwrap_or(0))
}

const EXCEPTED: &str = "
    select key, subject, code from store_exception where state = 'open' and subject is not null";

/// An open exception about a record.
pub(super) struct About {
    pub key: String,
    pub subject: String,
    pub code: String,
}

pub(super) async fn excepted(tx: &mut Tx) -> Result<Vec<About>> {
    let read = |row: &Row<'_>| {
        Ok(About { key: row.get("key")?, subject: row.get("subject")?, code: row.get("code")? })
    };
    tx.all(EXCEPTED, &[], read).await
}

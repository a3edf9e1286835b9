//! What the watchdog looks at: runs, every room's open records and their next steps, open exceptions.

use std::collections::{BTreeSet, HashSet};

use kernel::{AutomationId, ContactId, Result, RunId, Timestamp, UserId};
use store::{Row, Tx, values};

const PARKED: &str = "
    select r.id from automation_run r
    where r.state = 'parked' and r.ended_at is null and not exists (
        select 1 from store_exception e where e.run = r.id and e.state = 'open') and not exists (
        select 1 from store_exception_case_window c where c.run = r.id and c.settled_at is null)
    order by r.id limit 100";

/// Runs that stand still, and nobody has an exception of.
pub(super) async fn parked_unseen(tx: &mut Tx) -> Result<Vec<RunId>> {
    tx.all(PARKED, &[], |row| row.get("id")).await
}

const OVERDUE: &str = "
    select r.id from automation_run r join automation_automation a on a.id = r.automation
    where r.priority in (0, 1, 2, 3) and r.wakes_at <= $1 and (r.lease_until is null or r.lease_until < $1)
        and a.active and not exists (
        select 1 from store_exception e
        where e.run = r.id and e.state = 'open' and e.code <> 'automation.late') and not exists (
        select 1 from store_exception_case_window c join store_exception e on e.id = c.exception
        where c.run = r.id and c.settled_at is null and e.code <> 'automation.late')
    order by r.wakes_at limit 100";

/// Runs that were due before that and are in nobody's hands; that one is late says nothing about why.
pub(super) async fn overdue_unseen(tx: &mut Tx, before: Timestamp) -> Result<Vec<RunId>> {
    tx.all(OVERDUE, values![before], |row| row.get("id")).await
}

const MOVED: &str = "
    select c.key from store_exception e join store_exception_case_window c on c.exception = e.id
    join automation_run r on r.id = c.run
    where e.code = 'automation.stuck' and e.state = 'open' and c.settled_at is null
        and (r.ended_at is not null or r.wakes_at is null or r.wakes_at > $1)";

/// The exceptions of runs that move again.
pub(super) async fn moved(tx: &mut Tx, before: Timestamp) -> Result<Vec<String>> {
    tx.all(MOVED, values![before], |row| row.get("key")).await
}

/// An open record.
#[derive(Debug, Clone)]
pub(super) struct OpenRecord {
    pub kind: String,
    pub id: [u8; 16],
    pub contact: Option<ContactId>,
    pub state: String,
    pub owner: Option<UserId>,
    pub since: Timestamp,
}

/// Between two rooms: signed, and the work has not begun.
const BETWEEN: &str = "
    select 'agreement' as kind, g.id, g.contact, 'signed' as state, g.owner, g.signed_at as since
    from sales_agreement_window g
    where g.state = 'signed' and not exists (select 1 from delivery_project_window p where p.agreement = g.id)";

/// Every open record of every room, and what stands between two of them; the oldest first. A record that is open for
/// two rooms is there twice.
pub(super) async fn open(tx: &mut Tx) -> Result<Vec<OpenRecord>> {
    let one = |window: &&str| format!("select kind, id, contact, state, owner, since from {window}");
    let mut all: Vec<String> = tx.windows("_open").iter().map(one).collect();
    if ["sales_agreement_window", "delivery_project_window"].iter().all(|name| !tx.windows(name).is_empty()) {
        all.push(BETWEEN.to_owned());
    }
    if all.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "select kind, id, contact, state, owner, since from ({}) o order by since, id",
        all.join(UNION)
    );
    tx.all(&sql, &[], read).await
}

const UNION: &str = " union all ";

/// What has a dated next step with somebody active.
pub(super) async fn cared_for(tx: &mut Tx) -> Result<HashSet<(String, [u8; 16])>> {
    let one = |window: &&str| format!("select kind, id, owner from {window}");
    let all = tx.windows("_next").iter().map(one).collect::<Vec<_>>().join(UNION);
    let sql = format!(
        "select n.kind, n.id from ({all}) n join governance_user_window u on u.id = n.owner where u.active"
    );
    Ok(tx.all(&sql, &[], |row| Ok((row.get("kind")?, row.get("id")?))).await?.into_iter().collect())
}

fn read(row: &Row<'_>) -> Result<OpenRecord> {
    Ok(OpenRecord {
        kind: row.get("kind")?,
        id: row.get("id")?,
        contact: row.get("contact")?,
        state: row.get("state")?,
        owner: row.get("owner")?,
        since: row.get("since")?,
    })
}

const TITLE: &str = "select title from store_title where kind = $1 and id = $2";

/// What a record is called.
pub(super) async fn title(tx: &mut Tx, id: kernel::Ref) -> Result<Option<String>> {
    tx.one(TITLE, values![id.kind, id], |row| row.get("title")).await
}

const EXCEPTED: &str = "
    select coalesce(c.key, e.key) as key, coalesce(c.subject, e.subject) as subject, e.code
    from store_exception e left join store_exception_case_window c on c.exception = e.id and c.settled_at is null
    where e.state = 'open' and coalesce(c.subject, e.subject) is not null";

/// An open exception about a record.
#[derive(Debug, Clone)]
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

const OPEN_OF: &str = "
    select key from store_exception where state = 'open' and code = $1 and key like $2";

/// The keys of open exceptions of a code that begin so.
pub(super) async fn open_of(tx: &mut Tx, code: &str, begins: &str) -> Result<BTreeSet<String>> {
    let like = format!("{begins}%");
    Ok(tx.all(OPEN_OF, values![code, &like], |row| row.get("key")).await?.into_iter().collect())
}

const CLOSED_AT: &str = "
    select max(closed_at) as at from store_exception where key = $1 and state = 'closed'";

/// When the last exception with this key was closed.
pub(super) async fn closed_at(tx: &mut Tx, key: &str) -> Result<Option<Timestamp>> {
    Ok(tx.one(CLOSED_AT, values![key], |row| row.get::<Option<Timestamp>>("at")).await?.flatten())
}

const BEGAN: &str = "
    select count(*) as n from automation_run where automation = $1 and id >= $2 and mode <> 'practice'";

/// How many began since in earnest, those held out to measure by with them.
pub(super) async fn began(tx: &mut Tx, automation: AutomationId, since: Timestamp) -> Result<i64> {
    let first = crate::run::rows::first_at(since);
    Ok(tx.one(BEGAN, values![automation, first], |row| row.get("n")).await?.unwrap_or(0))
}

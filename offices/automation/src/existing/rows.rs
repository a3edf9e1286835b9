//! Who is there and had no run yet, and who waits to be taken in.

use kernel::{AutomationId, ContactId, Id as _, Ref, Result, Value};
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

/// Open records of a kind that had no run of it and wait for none, the newest first.
pub(super) async fn open(
    tx: &mut Tx,
    automation: AutomationId,
    kind: &str,
    limit: i64,
) -> Result<Vec<(Ref, Option<ContactId>)>> {
    let Some(records) = records(tx, kind) else { return Ok(vec![]) };
    let sql = format!(
        "select distinct o.kind, o.id, o.contact from ({records}) o
        where o.kind = $1
            and not exists (select 1 from automation_run r where r.automation = $2 and r.subject = o.id)
            and not exists (select 1 from automation_due d where d.automation = $2 and d.subject = o.id and {IS_ONE})
        order by o.id desc limit $3"
    );
    let read =
        |row: &Row<'_>| Ok((subject_of(&row.get::<String>("kind")?, row.get("id")?)?, row.get("contact")?));
    tx.all(&sql, values![kind, automation, limit], read).await
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

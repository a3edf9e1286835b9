//! How what is due is kept.

use kernel::{AutomationId, ContactId, FactId, Id as _, Ref, Result, Timestamp, Value};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use crate::run::subject_of;

/// Something that will start a run.
#[derive(Debug, Clone)]
pub struct Due {
    pub automation: AutomationId,
    pub subject: Ref,
    pub contact: Option<ContactId>,
    /// `look`: the day has to be found; `date`, `schedule`, `each`, `silence`, `debounce`.
    pub how: String,
    pub at: Timestamp,
    /// The fact a silence began with.
    pub fact: Option<FactId>,
    pub body: Option<Json>,
    /// A person has left it out. One that moves to another time is let in again.
    pub left_out: bool,
}

const PUT: &str = "
    insert into automation_due (automation, subject_kind, subject, contact, how, at, fact, body, left_out)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (automation, subject) do update set contact = excluded.contact, how = excluded.how,
        left_out = (excluded.left_out or (automation_due.left_out and automation_due.at = excluded.at)),
        at = excluded.at, fact = excluded.fact, body = excluded.body, put_off = null";

/// Puts it in place of what was due about the same record.
pub async fn put(tx: &mut Tx, due: &Due) -> Result<()> {
    let body = due.body.as_ref().map(Value::doc);
    let values = values![
        due.automation,
        due.subject.kind,
        due.subject,
        due.contact,
        &due.how,
        due.at,
        due.fact,
        body,
        due.left_out
    ];
    tx.exec(PUT, values).await.map(drop)
}

const MOVE: &str = "
    update automation_due set at = $5, put_off = coalesce(put_off, at)
    where automation = $1 and subject = $2 and how = $3 and at = $4 and fact is not distinct from $6";

/// Puts it off as it stood; what took its place or took it away meanwhile stays so.
pub async fn move_to(tx: &mut Tx, due: &Due, at: Timestamp) -> Result<bool> {
    let values = values![due.automation, due.subject, &due.how, due.at, at, due.fact];
    Ok(tx.exec(MOVE, values).await? == 1)
}

const STANDS: &str = "
    select subject from automation_due
    where automation = $1 and subject = $2 and how = $3 and coalesce(put_off, at) = $4";

/// Whether it is due at this instant, or was and is put off.
pub async fn stands(tx: &mut Tx, of: (AutomationId, Ref), how: &str, at: Timestamp) -> Result<bool> {
    Ok(tx.one(STANDS, values![of.0, of.1, how, at], |_| Ok(())).await?.is_some())
}

const LEAVE_OUT: &str = "update automation_due set left_out = $3 where automation = $1 and subject = $2";

/// A person leaves it out, or lets it in again.
pub async fn leave_out(tx: &mut Tx, due: &Due, out: bool) -> Result<()> {
    tx.exec(LEAVE_OUT, values![due.automation, due.subject, out]).await.map(drop)
}

const DROP: &str = "delete from automation_due where automation = $1 and subject = $2";

pub async fn drop_one(tx: &mut Tx, automation: AutomationId, subject: Ref) -> Result<bool> {
    Ok(tx.exec(DROP, values![automation, subject]).await? == 1)
}

const DROP_ALL: &str = "delete from automation_due where automation = $1";

pub async fn drop_all(tx: &mut Tx, automation: AutomationId) -> Result<()> {
    tx.exec(DROP_ALL, values![automation]).await.map(drop)
}

const SAY_FORGOTTEN: &str = "
    insert into automation_enrolment (fact, automation, kind, decision, reason, subject_kind, subject, contact, at)
    select fact, automation, 'automation.started', 'refused', $2, subject_kind, subject, contact, $3
    from automation_due where automation = $1 and how in ('silence', 'debounce') and fact is not null
    on conflict (fact, automation) do update set reason = excluded.reason";

/// Of each time that was counted it is kept why it is counted no more, with the fact it counted from.
pub async fn say_forgotten(tx: &mut Tx, automation: AutomationId, why: &str) -> Result<()> {
    let now = tx.now();
    tx.exec(SAY_FORGOTTEN, values![automation, why, now]).await.map(drop)
}

const DUE: &str =
    "select automation, subject_kind, subject, contact, how, at, fact, body, left_out from automation_due ";

/// What is due now, the oldest first.
pub async fn due(tx: &mut Tx, limit: i64) -> Result<Vec<Due>> {
    let sql = format!("{DUE} where at <= $1 order by at, automation, subject limit $2");
    let now = tx.now();
    tx.all(&sql, values![now, limit], read).await
}

/// What is due of this automation about this record.
pub async fn of(tx: &mut Tx, automation: AutomationId, subject: Ref) -> Result<Option<Due>> {
    let sql = format!("{DUE} where automation = $1 and subject = $2");
    tx.one(&sql, values![automation, subject], read).await
}

/// What is due of this automation about this person.
pub async fn of_contact(tx: &mut Tx, automation: AutomationId, contact: ContactId) -> Result<Vec<Due>> {
    let sql = format!("{DUE} where automation = $1 and contact = $2 order by subject");
    tx.all(&sql, values![automation, contact], read).await
}

/// What is due about this person and the records that are theirs.
pub async fn about(tx: &mut Tx, contact: ContactId) -> Result<Vec<Due>> {
    let sql = format!("{DUE} where contact = $1 or subject = $1 order by automation, subject");
    tx.all(&sql, values![contact], read).await
}

const NEXT: &str = "select min(at) as at from automation_due";

pub async fn next(tx: &mut Tx) -> Result<Option<Timestamp>> {
    Ok(tx.one(NEXT, &[], |row| row.get::<Option<Timestamp>>("at")).await?.flatten())
}

/// One row for each open record of a kind, to be looked at now; those there are already stay.
pub async fn seed(tx: &mut Tx, automation: AutomationId, kind: &str, how: &str) -> Result<()> {
    let Some(records) = open_records(tx, kind) else { return Ok(()) };
    let sql = format!(
        "insert into automation_due (automation, subject_kind, subject, contact, how, at)
        select a.id, o.kind, o.id, o.contact, '{how}', 0
        from automation_automation a join ({records}) o on o.kind = $2 where a.id = $1 on conflict do nothing"
    );
    tx.exec(&sql, values![automation, kind]).await.map(drop)
}

/// The select of every open record, `kind`, `id` and `contact`; none where no room has any.
pub(crate) fn open_records(tx: &Tx, kind: &str) -> Option<String> {
    if kind == ContactId::PREFIX {
        let contacts =
            "select 'contact' as kind, id, id as contact from crm_contact_window where alias_of is null";
        return Some(contacts.into());
    }
    let one = |window: &&str| format!("select kind, id, contact from {window}");
    let all = tx.windows("_open").iter().map(one).collect::<Vec<_>>().join(" union all ");
    (!all.is_empty()).then_some(all)
}

/// Whom an open record is about; none where it is not open.
pub async fn open_one(tx: &mut Tx, record: Ref) -> Result<Option<Option<ContactId>>> {
    let Some(records) = open_records(tx, record.kind) else { return Ok(None) };
    let sql = format!("select o.contact from ({records}) o where o.kind = $1 and o.id = $2");
    tx.one(&sql, values![record.kind, record], |row| row.get("contact")).await
}

/// The records of a kind that are open now, and whom each is about.
pub async fn open_now(tx: &mut Tx, kind: &str) -> Result<Vec<(Ref, Option<ContactId>)>> {
    let Some(records) = open_records(tx, kind) else { return Ok(vec![]) };
    let sql = format!("select o.kind, o.id, o.contact from ({records}) o where o.kind = $1 order by o.id");
    tx.all(&sql, values![kind], |row| {
        Ok((subject_of(&row.get::<String>("kind")?, row.get("id")?)?, row.get("contact")?))
    })
    .await
}

pub(crate) fn read(row: &Row<'_>) -> Result<Due> {
    let body: Option<String> = row.get("body")?;
    Ok(Due {
        automation: row.get("automation")?,
        subject: subject_of(&row.get::<String>("subject_kind")?, row.get("subject")?)?,
        contact: row.get("contact")?,
        how: row.get("how")?,
        at: row.get("at")?,
        fact: row.get("fact")?,
        body: body.map(|text| serde_json::from_str(&text).map_err(kernel::fault)).transpose()?,
        left_out: row.get("left_out")?,
    })
}

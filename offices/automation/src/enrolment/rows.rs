//! How decisions to enrol are kept, and by which ids one person is known.

use kernel::{AutomationId, ContactId, FactId, Ref, Result, RunId, Timestamp, Value};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use crate::automation::rows::scope_word;

pub(super) struct Decision<'a> {
    pub fact: FactId,
    pub kind: &'a str,
    pub at: Timestamp,
    pub contact: Option<ContactId>,
    pub automation: AutomationId,
    pub subject: Option<Ref>,
    pub run: Option<RunId>,
    /// Why not.
    pub reason: Option<String>,
    /// What it was about, where it may be taken in later.
    pub later: Option<&'a Json>,
    /// Another decision of the same day says the same.
    pub once_a_day: Option<[u8; 16]>,
}

const KEEP: &str = "
    insert into automation_enrolment (fact, automation, kind, decision, reason, run, subject_kind, subject, contact, at,
        later, once_a_day)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing";

pub(super) async fn keep(tx: &mut Tx, decision: &Decision<'_>) -> Result<()> {
    let d = decision;
    let word = if d.run.is_some() { "enrolled" } else { "refused" };
    let values = values![
        d.fact,
        d.automation,
        d.kind,
        word,
        &d.reason,
        d.run,
        d.subject.map(|subject| subject.kind),
        d.subject,
        d.contact,
        d.at,
        d.later.map(Value::doc),
        d.once_a_day.as_ref().map(|key| key.as_slice())
    ];
    tx.exec(KEEP, values).await.map(drop)
}

const ALIASES: &str = "
    select alias as id from crm_alias where contact = $1
    union select contact as id from crm_alias where alias = $1
    union select other.alias as id from crm_alias mine join crm_alias other on other.contact = mine.contact
        where mine.alias = $1 and other.alias <> $1";

/// The other ids of a person.
pub(crate) async fn aliases(tx: &mut Tx, contact: ContactId) -> Result<Vec<Ref>> {
    tx.all(ALIASES, values![contact], |row| Ok(Ref::from(row.get::<ContactId>("id")?))).await
}

/// A decision read back.
pub struct Kept {
    pub fact: FactId,
    pub kind: String,
    pub automation: AutomationId,
    pub name: String,
    pub decision: String,
    pub reason: Option<String>,
    pub run: Option<RunId>,
    pub subject: Option<Ref>,
    pub contact: Option<ContactId>,
    pub at: Timestamp,
}

const LIST: &str = "
    select e.fact, e.kind, e.automation, a.name, e.decision, e.reason, e.run, e.subject_kind, e.subject, e.contact, e.at
    from automation_enrolment e join automation_automation a on a.id = e.automation
    where (e.contact = $1 or $1 is null) and (e.subject = $2 or $2 is null) and (e.automation = $3 or $3 is null)
        and (e.fact < $4 or (e.fact = $4 and e.automation < $5) or $4 is null)
        and ($6 = 'all' or a.owner = $7 or ($6 = 'team' and a.team is not distinct from $8))
    order by e.fact desc, e.automation desc limit $9";

/// Newest first.
pub async fn list(
    tx: &mut Tx,
    about: (Option<ContactId>, Option<Ref>, Option<AutomationId>),
    after: Option<(FactId, AutomationId)>,
    limit: i64,
) -> Result<Vec<Kept>> {
    let permit = tx.permit();
    let (scope, user, team) = (scope_word(permit.scope()), permit.user(), permit.team());
    let (fact, automation) = (after.map(|(fact, _)| fact), after.map(|(_, automation)| automation));
    let values = values![about.0, about.1, about.2, fact, automation, scope, user, team, limit];
    tx.all(LIST, values, read).await
}

fn read(row: &Row<'_>) -> Result<Kept> {
    let kind: Option<String> = row.get("subject_kind")?;
    let bytes: Option<[u8; 16]> = row.get("subject")?;
    Ok(Kept {
        fact: row.get("fact")?,
        kind: row.get("kind")?,
        automation: row.get("automation")?,
        name: row.get("name")?,
        decision: row.get("decision")?,
        reason: row.get("reason")?,
        run: row.get("run")?,
        subject: kind.zip(bytes).and_then(|(kind, bytes)| Ref::of(&kind, bytes)),
        contact: row.get("contact")?,
        at: row.get("at")?,
    })
}

/// A start that was refused and may be taken in later.
pub struct Waiting {
    pub fact: FactId,
    pub kind: String,
    pub at: Timestamp,
    pub contact: Option<ContactId>,
    pub subject: Option<Ref>,
    pub body: Json,
}

const WAITING: &str = "
    select fact, kind, at, contact, subject_kind, subject, later from automation_enrolment
    where automation = $1 and later is not null order by fact limit $2";

/// The oldest first.
pub async fn waiting(tx: &mut Tx, automation: AutomationId, limit: i64) -> Result<Vec<Waiting>> {
    let read = |row: &Row<'_>| {
        let kind: Option<String> = row.get("subject_kind")?;
        let bytes: Option<[u8; 16]> = row.get("subject")?;
        Ok(Waiting {
            fact: row.get("fact")?,
            kind: row.get("kind")?,
            at: row.get("at")?,
            contact: row.get("contact")?,
            subject: kind.zip(bytes).and_then(|(kind, bytes)| Ref::of(&kind, bytes)),
            body: row.doc("later")?,
        })
    };
    tx.all(WAITING, values![automation, limit], read).await
}

const COUNT_WAITING: &str = "
    select count(*) as n from automation_enrolment where automation = $1 and later is not null";

pub async fn count_waiting(tx: &mut Tx, automation: AutomationId) -> Result<i64> {
    Ok(tx.one(COUNT_WAITING, values![automation], |row| row.get("n")).await?.unwrap_or(0))
}

const AGAIN: &str = "
    update automation_enrolment set decision = $3, reason = $4, run = $5, later = null
    where fact = $1 and automation = $2";

/// It was decided once more, and this holds now.
pub(super) async fn decided_again(
    tx: &mut Tx,
    of: (FactId, AutomationId),
    decided: &Result<RunId, String>,
) -> Result<()> {
    let word = if decided.is_ok() { "enrolled" } else { "refused" };
    let (run, reason) = (decided.as_ref().ok().copied(), decided.as_ref().err());
    tx.exec(AGAIN, values![of.0, of.1, word, reason, run]).await.map(drop)
}

const FORGET: &str = "update automation_enrolment set later = null where contact = $1 and later is not null";

/// What starts about somebody were given goes with them.
pub(crate) async fn forget(tx: &mut Tx, contact: ContactId) -> Result<()> {
    tx.exec(FORGET, values![contact]).await.map(drop)
}

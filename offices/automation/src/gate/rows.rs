//! What a person got today, and is about to get.

use kernel::{AutomationId, ContactId, EffectId, Id, Result, Timestamp};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use crate::enrolment::rows::aliases;

const ZONE: &str = "select zone from crm_contact_window where id = $1";

pub(super) async fn zone(tx: &mut Tx, contact: ContactId) -> Result<Option<String>> {
    Ok(tx.one(ZONE, values![contact], |row| row.get("zone")).await?.flatten())
}

const LEFT: &str = "
    select count(*) as n from crm_message_window
    where contact = $1 and direction = 'out' and channel = 'email' and class <> 'transactional' and state = 'accepted'
        and settled_at >= $2";

/// Every id they are known by: whoever was merged gets no more than before.
pub(super) async fn person(tx: &mut Tx, contact: ContactId) -> Result<Vec<ContactId>> {
    let others = aliases(tx, contact).await?;
    let others = others.into_iter().map(|other| ContactId::from_bytes(other.bytes));
    Ok(std::iter::once(contact).chain(others).collect())
}

/// Messages that may be too many, and have left since.
pub(super) async fn left_since(tx: &mut Tx, contact: ContactId, since: Timestamp) -> Result<i64> {
    Ok(tx.one(LEFT, values![contact, since], |row| row.get("n")).await?.unwrap_or(0))
}

const LEFT_OF: &str = "
    select coalesce(e.done_at, e.due_at) as at from store_effect e join automation_run r on r.id = e.run
    where r.automation = $1 and e.id <> $3
        and (e.state = 'sending' or (e.state = 'done' and e.done_at >= $2)) order by 1";

/// When the effects of an automation left that have left since, this one left out; the first first.
pub(super) async fn left_of(
    tx: &mut Tx,
    automation: AutomationId,
    since: Timestamp,
    but: EffectId,
) -> Result<Vec<Timestamp>> {
    tx.all(LEFT_OF, values![automation, since, but], |row| row.get("at")).await
}

const UNKNOWN: &str = "
    select payload from store_effect
    where kind = 'mail' and state = 'uncertain' and person = $1 and done_at >= $2 and id <> $3";

/// Those of which nobody knows whether they arrived: they may have.
pub(super) async fn unknown_since(
    tx: &mut Tx,
    contact: ContactId,
    since: Timestamp,
    but: EffectId,
) -> Result<i64> {
    let read = |row: &Row<'_>| row.doc::<Json>("payload");
    Ok(asked(&tx.all(UNKNOWN, values![contact, since, but], read).await?))
}

const LEAVING: &str = "
    select payload from store_effect
    where kind = 'mail' and state = 'sending' and person = $1 and id <> $2";

/// Those on their way at this moment, this one left out.
pub(super) async fn leaving(tx: &mut Tx, contact: ContactId, but: EffectId) -> Result<i64> {
    let read = |row: &Row<'_>| row.doc::<Json>("payload");
    Ok(asked(&tx.all(LEAVING, values![contact, but], read).await?))
}

const AHEAD: &str = "
    select e.payload from store_effect e join automation_run r on r.id = e.run
        join automation_automation a on a.id = r.automation
    where e.kind = 'mail' and e.state = 'queued' and e.due_at < $3 and e.person = $1 and e.id <> $2
        and r.priority < $4 and a.active";

/// Those that wait to leave before then, of automations that matter more; of one that is off none does.
pub(super) async fn ahead(
    tx: &mut Tx,
    (contact, but): (ContactId, EffectId),
    (priority, until): (i64, Timestamp),
) -> Result<i64> {
    let read = |row: &Row<'_>| row.doc::<Json>("payload");
    Ok(asked(&tx.all(AHEAD, values![contact, but, until, priority], read).await?))
}

/// How many of them need a consent.
fn asked(payloads: &[Json]) -> i64 {
    let many = payloads.iter().filter(|payload| super::class(payload) != "transactional").count();
    i64::try_from(many).unwrap_or(i64::MAX)
}

const QUEUED: &str = "select state from store_effect where id = $1";

/// It has not been claimed by anybody.
pub(super) async fn is_queued(tx: &mut Tx, effect: EffectId) -> Result<bool> {
    let state: Option<String> = tx.one(QUEUED, values![effect], |row| row.get("state")).await?;
    Ok(state.as_deref() == Some("queued"))
}

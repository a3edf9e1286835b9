//! How hooks and their calls are kept.

use kernel::{AutomationId, ContactId, Result, RunId, Timestamp, Value};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use super::HookCallView;

/// A call that was taken.
#[derive(Debug, Clone)]
pub struct Call {
    pub key: [u8; 32],
    pub automation: AutomationId,
    pub received_at: Timestamp,
    pub state: String,
    /// What was taken of it; gone once it has started.
    pub body: Option<Json>,
}

const RENEW: &str = "
    insert into automation_hook (automation, hash, made_at) values ($1, $2, $3)
    on conflict (automation) do update set hash = excluded.hash, made_at = excluded.made_at";

pub async fn renew(tx: &mut Tx, automation: AutomationId, hash: &[u8; 32]) -> Result<()> {
    let now = tx.now();
    tx.exec(RENEW, values![automation, hash, now]).await.map(drop)
}

const MADE: &str = "select made_at from automation_hook where automation = $1";

pub async fn made_at(tx: &mut Tx, automation: AutomationId) -> Result<Option<Timestamp>> {
    tx.one(MADE, values![automation], |row| row.get("made_at")).await
}

const AUTOMATION: &str = "select automation from automation_hook where hash = $1";

/// Whose address it is.
pub async fn automation(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<AutomationId>> {
    tx.one(AUTOMATION, values![hash], |row| row.get("automation")).await
}

const KEEP: &str = "
    insert into automation_hook_call (key, automation, received_at, state, body) values ($1, $2, $3, $4, $5)";

pub async fn keep(tx: &mut Tx, call: &Call) -> Result<()> {
    let body = call.body.as_ref().map(Value::doc);
    tx.exec(KEEP, values![&call.key, call.automation, call.received_at, &call.state, body]).await.map(drop)
}

const FORGET: &str = "delete from automation_hook_call where key = $1";

pub async fn forget(tx: &mut Tx, key: &[u8; 32]) -> Result<()> {
    tx.exec(FORGET, values![key]).await.map(drop)
}

const CALL: &str = "select key, automation, received_at, state, body from automation_hook_call ";

pub async fn find(tx: &mut Tx, key: &[u8; 32]) -> Result<Option<Call>> {
    let sql = format!("{CALL} where key = $1");
    tx.one(&sql, values![key], read).await
}

pub async fn waiting(tx: &mut Tx) -> Result<Vec<Call>> {
    let sql = format!("{CALL} where state = 'waiting' order by received_at limit 100");
    tx.all(&sql, &[], read).await
}

const SETTLE: &str = "
    update automation_hook_call set state = $2, run = $3, reason = $4, body = null where key = $1";

pub async fn settle(tx: &mut Tx, call: &Call, run: Option<RunId>, reason: Option<&str>) -> Result<()> {
    tx.exec(SETTLE, values![&call.key, &call.state, run, reason]).await.map(drop)
}

const PERSON: &str = "select id from crm_person where email = $1 order by id limit 1";

/// Whoever has this address.
pub async fn person(tx: &mut Tx, email: &str) -> Result<Option<ContactId>> {
    tx.one(PERSON, values![email], |row| row.get("id")).await
}

const CALLS: &str = "
    select received_at, state, reason, run from automation_hook_call
    where automation = $1 order by received_at desc limit 50";

/// The latest calls.
pub async fn calls(tx: &mut Tx, automation: AutomationId) -> Result<Vec<HookCallView>> {
    let read = |row: &Row<'_>| {
        Ok(HookCallView {
            received_at: row.get("received_at")?,
            state: row.get("state")?,
            reason: row.get("reason")?,
            run: row.get("run")?,
        })
    };
    tx.all(CALLS, values![automation], read).await
}

fn read(row: &Row<'_>) -> Result<Call> {
    let body: Option<String> = row.get("body")?;
    Ok(Call {
        key: row.get("key")?,
        automation: row.get("automation")?,
        received_at: row.get("received_at")?,
        state: row.get("state")?,
        body: body.map(|text| serde_json::from_str(&text).map_err(kernel::fault)).transpose()?,
    })
}

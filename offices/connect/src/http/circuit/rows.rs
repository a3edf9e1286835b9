//! How circuits are kept: one row for each connection that had trouble.

use kernel::{ConnectionId, EffectId, Result, Timestamp};
use store::{Row, Tx, values};

/// The latest calls of a connection.
#[derive(Debug, Clone)]
pub(super) struct Circuit {
    pub since: Timestamp,
    pub calls: i64,
    pub failures: i64,
    pub opened_at: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub wait_seconds: i64,
    pub needs_owner: bool,
    /// What the latest call said.
    pub note: Option<String>,
}

const LOAD: &str = "
    select since, calls, failures, opened_at, until, wait_seconds, needs_owner, note from connect_circuit
    where connection = $1";
const KEEP: &str = "
    insert into connect_circuit (connection, since, calls, failures, opened_at, until, wait_seconds, needs_owner, note)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (connection) do update set since = excluded.since, calls = excluded.calls,
        failures = excluded.failures, opened_at = excluded.opened_at, until = excluded.until,
        wait_seconds = excluded.wait_seconds, needs_owner = excluded.needs_owner, note = excluded.note";
const FORGET: &str = "delete from connect_circuit where connection = $1";

/// How it stands; nothing where every call went well so far.
pub(super) async fn load(tx: &mut Tx, connection: ConnectionId) -> Result<Option<Circuit>> {
    let read = |row: &Row<'_>| {
        Ok(Circuit {
            since: row.get("since")?,
            calls: row.get("calls")?,
            failures: row.get("failures")?,
            opened_at: row.get("opened_at")?,
            until: row.get("until")?,
            wait_seconds: row.get("wait_seconds")?,
            needs_owner: row.get("needs_owner")?,
            note: row.get("note")?,
        })
    };
    tx.one(LOAD, values![connection], read).await
}

pub(super) async fn keep(tx: &mut Tx, connection: ConnectionId, circuit: &Circuit) -> Result<()> {
    let c = circuit;
    let values = values![
        connection,
        c.since,
        c.calls,
        c.failures,
        c.opened_at,
        c.until,
        c.wait_seconds,
        c.needs_owner,
        &c.note
    ];
    tx.exec(KEEP, values).await.map(drop)
}

/// Whatever stood in the way is over.
pub(super) async fn forget(tx: &mut Tx, connection: ConnectionId) -> Result<()> {
    tx.exec(FORGET, values![connection]).await.map(drop)
}

const BEING_CALLED: &str = "
    select payload from store_effect where kind = 'http' and state = 'sending' and id <> $1";

/// Whether another call of it is on its way.
pub(super) async fn is_being_called(tx: &mut Tx, connection: ConnectionId, but: EffectId) -> Result<bool> {
    let named = connection.to_string();
    let sending = tx.all(BEING_CALLED, values![but], |row| row.doc::<serde_json::Value>("payload")).await?;
    Ok(sending.iter().any(|payload| payload["connection"] == *named))
}

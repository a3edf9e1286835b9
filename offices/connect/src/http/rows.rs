//! How connections and calls are kept.

use kernel::{
    AutomationId, ConnectionId, ContactId, Error, HttpCallId, Result, RunId, Timestamp, Value, fault,
};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use super::{Auth, Connection};

store::noun! {
    Connection is "connection" in "connect_connection" {
        open name: Text = |c| &c.name;
        open base_url: Text = |c| &c.base_url;
        open auth: Text = |c| c.auth.word();
        open auth_name: Text = |c| &c.auth_name;
        open inside: Flag = |c| c.inside;
        open idempotent: Flag = |c| c.idempotent;
        open paused: Flag = |c| c.paused;
        open calls_per_second: Int = |c| c.calls_per_second;
        open removed_at: At = |c| c.removed_at;
    }
}

const CONNECTION: &str = "
    select id, rv, owner, team, name, base_url, auth, auth_name, inside, idempotent, paused, calls_per_second,
        removed_at
    from connect_connection ";

pub async fn load(tx: &mut Tx, id: ConnectionId) -> Result<Connection> {
    let sql = format!("{CONNECTION} where id = $1 and removed_at is null");
    tx.one(&sql, values![id], read).await?.ok_or(Error::Missing("connection"))
}

pub async fn named(tx: &mut Tx, name: &str) -> Result<Option<Connection>> {
    let sql = format!("{CONNECTION} where name = $1 and removed_at is null");
    tx.one(&sql, values![name], read).await
}

pub async fn list(tx: &mut Tx) -> Result<Vec<Connection>> {
    let sql = format!("{CONNECTION} where removed_at is null order by name");
    tx.all(&sql, &[], read).await
}

/// One that was removed.
pub async fn removed(tx: &mut Tx, id: ConnectionId) -> Result<Connection> {
    let sql = format!("{CONNECTION} where id = $1 and removed_at is not null");
    tx.one(&sql, values![id], read).await?.ok_or(Error::Missing("connection"))
}

pub async fn removed_before(tx: &mut Tx, before: Timestamp) -> Result<Vec<Connection>> {
    let sql = format!("{CONNECTION} where removed_at < $1");
    tx.all(&sql, values![before], read).await
}

/// An automation that names a connection.
#[derive(Debug, Clone)]
pub struct Caller {
    connection: String,
    pub automation: AutomationId,
    pub name: String,
    pub on: bool,
    /// Its version in use names it; else only runs under way do.
    pub current: bool,
    /// A second person said yes to that version.
    pub reviewed: bool,
}

impl Caller {
    pub fn of(&self, connection: &Connection) -> bool {
        self.connection == connection.name
    }

    /// Its name, and whether only what is under way still calls.
    pub fn said(&self) -> String {
        if self.current { self.name.clone() } else { format!("{} (runs under way)", self.name) }
    }
}

const CALLERS: &str = "
    select connection, automation, name, active, is_current, is_reviewed from automation_call_window
    order by name, automation, is_current desc";

/// Who calls what, of all connections.
pub async fn callers(tx: &mut Tx) -> Result<Vec<Caller>> {
    let read = |row: &Row<'_>| {
        Ok(Caller {
            connection: row.get("connection")?,
            automation: row.get("automation")?,
            name: row.get("name")?,
            on: row.get("active")?,
            current: row.get("is_current")?,
            reviewed: row.get("is_reviewed")?,
        })
    };
    tx.all(CALLERS, &[], read).await
}

const WAITING: &str = "
    select connection, count(*) as n from connect_http_call where state = 'queued' group by connection";

/// How many calls of each connection have no answer yet.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<(ConnectionId, i64)>> {
    tx.all(WAITING, &[], |row| Ok((row.get("connection")?, row.get("n")?))).await
}

fn read(row: &Row<'_>) -> Result<Connection> {
    let auth: String = row.get("auth")?;
    Ok(Connection {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        name: row.get("name")?,
        base_url: row.get("base_url")?,
        auth: Auth::from_word(&auth).ok_or_else(|| fault(format!("no auth is called `{auth}`")))?,
        auth_name: row.get("auth_name")?,
        inside: row.get("inside")?,
        idempotent: row.get("idempotent")?,
        paused: row.get("paused")?,
        calls_per_second: row.get("calls_per_second")?,
        removed_at: row.get("removed_at")?,
    })
}

/// A call as it was asked for.
#[derive(Debug, Clone)]
pub struct Call {
    pub id: HttpCallId,
    pub connection: ConnectionId,
    pub run: Option<RunId>,
    /// Whom it concerns.
    pub contact: Option<ContactId>,
    pub method: String,
    /// Below the connection, with its query.
    pub path: String,
    pub request: Option<Json>,
    /// What of the answer is kept: by name `{at, open}`, a JSON pointer and whether it outlasts the person.
    pub take: Json,
    pub made_at: Timestamp,
    /// Since when it fails in passing; it was reached last, or never tried, where nothing is there.
    pub failing_since: Option<Timestamp>,
}

const ADD: &str = "
    insert into connect_http_call (id, connection, run, method, path, request, take, state, made_at, person)
    values ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9)";

pub async fn add(tx: &mut Tx, call: &Call) -> Result<()> {
    let request = call.request.as_ref().map(Value::doc);
    let take = Value::doc(&call.take);
    let c = call;
    let values = values![c.id, c.connection, c.run, &c.method, &c.path, request, take, c.made_at, c.contact];
    tx.exec(ADD, values).await.map(drop)
}

const CALL: &str = "
    select id, connection, run, person, method, path, request, take, made_at, failing_since from connect_http_call
    where id = $1 and state = 'queued'";

/// A call that has no answer yet.
pub async fn call(tx: &mut Tx, id: HttpCallId) -> Result<Option<Call>> {
    let read = |row: &Row<'_>| {
        let request: Option<String> = row.get("request")?;
        Ok(Call {
            id: row.get("id")?,
            connection: row.get("connection")?,
            run: row.get("run")?,
            contact: row.get("person")?,
            method: row.get("method")?,
            path: row.get("path")?,
            request: request.map(|text| serde_json::from_str(&text).map_err(fault)).transpose()?,
            take: row.doc("take")?,
            made_at: row.get("made_at")?,
            failing_since: row.get("failing_since")?,
        })
    };
    tx.one(CALL, values![id], read).await
}

const FAILS: &str = "
    update connect_http_call set failing_since = coalesce(failing_since, $2) where id = $1";

/// It failed in passing: from the first time on it is counted how long.
pub async fn fails(tx: &mut Tx, id: HttpCallId) -> Result<()> {
    let now = tx.now();
    tx.exec(FAILS, values![id, now]).await.map(drop)
}

const REACHES: &str = "
    update connect_http_call set failing_since = null where id = $1 and failing_since is not null";

/// It was reached, though it has not done what was asked.
pub async fn reaches(tx: &mut Tx, id: HttpCallId) -> Result<()> {
    tx.exec(REACHES, values![id]).await.map(drop)
}

const SETTLE: &str = "
    update connect_http_call set state = $2, code = $3, answer = $4, why = $5, done_at = $6, request = null
    where id = $1 and state = 'queued'";

/// How it went; what was sent is not kept.
pub async fn settle(
    tx: &mut Tx,
    id: HttpCallId,
    answered: Option<(i64, &Json)>,
    why: Option<&str>,
) -> Result<()> {
    let state = if answered.is_some() { "answered" } else { "failed" };
    let (code, answer) = (answered.map(|(code, _)| code), answered.map(|(_, answer)| Value::doc(answer)));
    let now = tx.now();
    tx.exec(SETTLE, values![id, state, code, answer, why, now]).await.map(drop)
}

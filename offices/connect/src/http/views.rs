//! Connections as they leave the house: never with a secret.

use kernel::{AutomationId, ConnectionId, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::Tx;
use verbs::{Query, Verb};

use super::rows::Caller;
use super::{Auth, Connection, circuit, rows};

#[derive(Debug, Serialize, JsonSchema)]
pub struct ConnectionView {
    pub id: ConnectionId,
    pub rv: i64,
    pub name: String,
    pub base_url: String,
    pub auth: Auth,
    pub auth_name: Option<String>,
    /// A secret is kept.
    pub has_secret: bool,
    pub inside: bool,
    pub idempotent: bool,
    /// At most so many calls leave in a second.
    pub calls_per_second: i64,
    pub paused: bool,
    /// `ok`, `open` (left alone for a while) or `auth_failed`.
    pub health: String,
    /// Since when it is left alone.
    pub since: Option<Timestamp>,
    /// Until when; then one call is let out on trial.
    pub until: Option<Timestamp>,
    /// What its latest call said, while it is left alone.
    pub why: Option<String>,
    /// Calls that have no answer yet.
    pub waiting: i64,
    /// Automations that call it by its name.
    pub callers: Vec<CallerView>,
}

/// An automation that calls a connection.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CallerView {
    pub automation: AutomationId,
    pub name: String,
    pub on: bool,
    /// False where only runs under way of an earlier version still call it.
    pub current: bool,
}

impl From<&Caller> for CallerView {
    fn from(caller: &Caller) -> CallerView {
        let Caller { automation, name, on, current, .. } = caller.clone();
        CallerView { automation, name, on, current }
    }
}

/// What is read once for all connections.
struct Beside {
    callers: Vec<Caller>,
    waiting: Vec<(ConnectionId, i64)>,
}

impl Beside {
    async fn read(tx: &mut Tx) -> Result<Beside> {
        Ok(Beside { callers: rows::callers(tx).await?, waiting: rows::waiting(tx).await? })
    }

    /// Each automation once: what is in use comes before what only runs under way follow.
    fn callers(&self, connection: &Connection) -> Vec<CallerView> {
        let mut found: Vec<&Caller> = self.callers.iter().filter(|one| one.of(connection)).collect();
        found.dedup_by_key(|one| one.automation);
        found.into_iter().map(CallerView::from).collect()
    }
}

impl ConnectionView {
    pub(super) async fn of(tx: &mut Tx, connection: Connection) -> Result<ConnectionView> {
        let beside = Beside::read(tx).await?;
        ConnectionView::with(tx, connection, &beside).await
    }

    async fn with(tx: &mut Tx, c: Connection, beside: &Beside) -> Result<ConnectionView> {
        let has_secret = tx.secret(&c.secret_name()).await?.is_some();
        let health = circuit::health(tx, c.id).await?;
        let waiting = beside.waiting.iter().find(|(id, _)| *id == c.id).map_or(0, |(_, n)| *n);
        Ok(ConnectionView {
            id: c.id,
            rv: c.rv,
            callers: beside.callers(&c),
            name: c.name,
            base_url: c.base_url,
            auth: c.auth,
            auth_name: c.auth_name,
            has_secret,
            inside: c.inside,
            idempotent: c.idempotent,
            calls_per_second: c.calls_per_second,
            paused: c.paused,
            health: health.word.into(),
            since: health.since,
            until: health.until,
            why: health.why,
            waiting,
        })
    }
}

/// A connection after a change, and what was changed as it was.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedConnection {
    #[serde(flatten)]
    pub connection: ConnectionView,
    pub was: Map<String, Json>,
}

/// List the systems automations may call.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListConnections {}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Connections {
    pub items: Vec<ConnectionView>,
}

impl Query for ListConnections {
    const VERB: Verb = Verb::get("connection.list", "/connections");
    type Answer = Connections;

    async fn ask(&self, tx: &mut Tx) -> Result<Connections> {
        let (mut items, beside) = (vec![], Beside::read(tx).await?);
        for connection in rows::list(tx).await? {
            items.push(ConnectionView::with(tx, connection, &beside).await?);
        }
        Ok(Connections { items })
    }
}

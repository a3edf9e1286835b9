//! Connections as they leave the house: never with a secret.

use kernel::{ConnectionId, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::Tx;
use verbs::{Query, Verb};

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
    pub paused: bool,
    /// `ok`, `open` (left alone for a while) or `auth_failed`.
    pub health: String,
    /// Until when it is left alone.
    pub until: Option<Timestamp>,
}

impl ConnectionView {
    pub(super) async fn of(tx: &mut Tx, c: Connection) -> Result<ConnectionView> {
        let has_secret = tx.secret(&c.secret_name()).await?.is_some();
        let (health, until) = circuit::health(tx, c.id).await?;
        Ok(ConnectionView {
            id: c.id,
            rv: c.rv,
            name: c.name,
            base_url: c.base_url,
            auth: c.auth,
            auth_name: c.auth_name,
            has_secret,
            inside: c.inside,
            idempotent: c.idempotent,
            paused: c.paused,
            health: health.into(),
            until,
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
        let mut items = vec![];
        for connection in rows::list(tx).await? {
            items.push(ConnectionView::of(tx, connection).await?);
        }
        Ok(Connections { items })
    }
}

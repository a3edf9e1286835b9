//! Taking a connection out of use, and putting it back.
//!
//! Invariant: what an automation still calls is not removed; a secret outlives its connection by thirty days, unused,
//! so that a slip can be taken back, and no longer.

use facts::connect::ConnectionRemoved;
use kernel::{ConnectionId, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Desk, Subject, Verb};

use super::views::ConnectionView;
use super::{Connection, HttpRefusal, circuit, pace, rows};
use crate::sms;

/// Thirty days, in milliseconds.
const KEPT_MS: i64 = 30 * 86_400_000;

/// Remove a connection: nothing calls it any more. It can be put back for thirty days; then its secret is forgotten.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveConnection {
    pub connection: ConnectionId,
}

impl Command for RemoveConnection {
    const VERB: Verb =
        Verb::delete("connection.remove", "/connections/{connection}").undo("connection.restore");
    type Answer = ConnectionView;

    fn subject(&self) -> Subject {
        self.connection.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ConnectionView> {
        let before = rows::load(tx, self.connection).await?;
        let mut callers = rows::callers(tx).await?;
        callers.retain(|one| one.of(&before));
        callers.dedup_by_key(|one| one.automation);
        let mut callers: Vec<String> = callers.iter().map(rows::Caller::said).collect();
        if sms::rows::carries(tx, before.id).await? {
            callers.push("the SMS to the staff (Settings > Notifications)".into());
        }
        if !callers.is_empty() {
            return Err(HttpRefusal::StillCalled(before.name, callers.join(", ")).into());
        }
        circuit::mended(tx, &before, "the connection was removed").await?;
        pace::rows::forget(tx, before.id).await?;
        let after = Connection { removed_at: Some(tx.now()), ..before.clone() };
        let told = ConnectionRemoved { connection: before.id, name: before.name.clone() };
        let kept = tx.keep_and_tell(&before, after, told).await?;
        ConnectionView::of(tx, kept).await
    }
}

/// Put a removed connection back, with its secret.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreConnection {
    pub connection: ConnectionId,
}

impl Command for RestoreConnection {
    const VERB: Verb =
        Verb::post("connection.restore", "/connections/{connection}/restore").undo("connection.remove");
    type Answer = ConnectionView;

    fn subject(&self) -> Subject {
        self.connection.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ConnectionView> {
        let before = rows::removed(tx, self.connection).await?;
        if before.removed_at.is_some_and(|at| at < long_ago(tx.now())) {
            return Err(HttpRefusal::TooLate.into());
        }
        if rows::named(tx, &before.name).await?.is_some() {
            return Err(HttpRefusal::NameTaken(before.name).into());
        }
        let after = Connection { removed_at: None, ..before.clone() };
        let told = before.restored();
        let kept = tx.keep_and_tell(&before, after, told).await?;
        ConnectionView::of(tx, kept).await
    }
}

fn long_ago(now: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(now.as_millisecond().saturating_sub(KEPT_MS)).unwrap_or(Timestamp::MIN)
}

/// Forgets the secrets of connections that can no longer be put back.
pub(super) async fn forget_secrets(desk: &Desk) -> Result<()> {
    let before = long_ago(desk.store.now());
    let spent = desk.store.read(move |tx| Box::pin(spent(tx, before))).await?;
    if spent.is_empty() {
        return Ok(());
    }
    let forget = desk.store.claim("connect.forget_secrets", move |tx| {
        let spent = spent.clone();
        Box::pin(async move {
            for name in spent {
                tx.forget_secret(&name).await?;
            }
            Ok(())
        })
    });
    forget.await
}

/// The names of the secrets that are left of them.
async fn spent(tx: &mut Tx, before: Timestamp) -> Result<Vec<String>> {
    let mut names = vec![];
    for connection in rows::removed_before(tx, before).await? {
        let name = connection.secret_name();
        if tx.secret(&name).await?.is_some() {
            names.push(name);
        }
    }
    Ok(names)
}

//! The change feed as server-sent events: `change` with the place as id, `resync` when somebody was away too
//! long.
//!
//! Resumable by `Last-Event-ID` or `?after`; without either it begins now. The session is asked for again
//! every minute, so that whoever is signed out stops hearing.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use kernel::{Actor, Error, Result, Timestamp};
use serde_json::json;
use store::Store;
use tokio::sync::watch;
use verbs::Event;

use crate::feed::{self, BATCH, Rights};
use crate::refusal::RequestFault;
use crate::{Shared, shown, who};

pub(crate) const HEARTBEAT: Duration = Duration::from_secs(15);
/// Whoever is further behind reads everything anew.
const TOO_FAR: i64 = 5_000;
const ASK_AGAIN_SECONDS: i64 = 60;

/// Where one listener stands.
struct Listener {
    wire: Shared,
    headers: HeaderMap,
    actor: Actor,
    rights: Arc<Rights>,
    at: i64,
    /// When the actor was last asked for.
    known_at: Timestamp,
    committed: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    /// Something was committed whose place may not be given yet.
    expecting: bool,
}

pub(crate) async fn open(wire: &Shared, actor: Actor, parts: &Parts) -> Result<Response> {
    let asked = match last_event(&parts.headers)? {
        Some(n) => Some(n),
        None => feed::after_of(parts)?,
    };
    let committed = wire.desk.store.committed();
    let last = wire.desk.store.read(|tx| Box::pin(tx.last_fact())).await?;
    let at = asked.unwrap_or(last);
    let away = last - at > TOO_FAR || at > last;
    let listener = Listener {
        rights: Arc::new(Rights::of(&actor, &wire.desk.registry)),
        known_at: wire.desk.store.now(),
        closing: wire.options.closing.clone(),
        wire: wire.clone(),
        headers: parts.headers.clone(),
        at: if away { last } else { at },
        actor,
        committed,
        expecting: false,
    };
    let greeting = away.then(|| resync(last));
    Ok(shown::sse(stream::iter(greeting).chain(listener.events()).boxed()))
}

fn last_event(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(text) = who::header(headers, "last-event-id") else { return Ok(None) };
    let why = "give back the id of an event as it was sent";
    text.trim().parse().map(Some).map_err(|_| RequestFault::BadHeader("Last-Event-ID", why).into())
}

fn resync(last: i64) -> Event {
    Event { id: Some(last.to_string()), name: "resync", data: json!({ "n": last }).to_string() }
}

impl Listener {
    fn events(self) -> BoxStream<'static, Event> {
        let batches = stream::unfold(self, |mut listener| async move {
            let batch = listener.next().await?;
            Some((stream::iter(batch), listener))
        });
        batches.flatten().boxed()
    }

    /// The next events; `None` ends the stream.
    async fn next(&mut self) -> Option<Vec<Event>> {
        loop {
            if *self.closing.borrow() || !self.still_somebody().await {
                return None;
            }
            let heard = match feed::hear(&self.wire, &self.actor, &self.rights, self.at, BATCH).await {
                Ok(heard) => heard,
                Err(Error::Again) => return Some(vec![]),
                Err(_) => return None,
            };
            self.expecting &= heard.next == self.at;
            self.at = heard.next;
            if !heard.items.is_empty() {
                return Some(heard.items.iter().map(event).collect());
            }
            if !heard.more && !self.wait().await {
                return None;
            }
        }
    }

    /// Until something was committed, or may have got its place; false when the house closes.
    async fn wait(&mut self) -> bool {
        let patience = patience(&self.wire.desk.store, self.expecting);
        tokio::select! {
            changed = self.committed.changed() => {
                self.expecting = true;
                changed.is_ok()
            }
            closed = self.closing.changed() => closed.is_ok() && !*self.closing.borrow(),
            () = pause(patience) => true,
        }
    }

    async fn still_somebody(&mut self) -> bool {
        let now = self.wire.desk.store.now();
        if now.duration_since(self.known_at).as_secs() < ASK_AGAIN_SECONDS {
            return true;
        }
        self.known_at = now;
        match who::actor(&self.wire, &self.headers).await {
            Ok(actor) if actor.user.is_some() => {
                self.rights = Arc::new(Rights::of(&actor, &self.wire.desk.registry));
                self.actor = actor;
                true
            }
            _ => false,
        }
    }
}

/// PostgreSQL gives places a moment after the commit, and other nodes commit too.
fn patience(store: &Store, expecting: bool) -> Duration {
    match store {
        Store::Lite(_) => HEARTBEAT,
        Store::Pg(_) if expecting => Duration::from_millis(50),
        Store::Pg(_) => Duration::from_secs(1),
    }
}

async fn pause(span: Duration) {
    let _ = tokio::time::timeout(span, std::future::pending::<()>()).await;
}

fn event(change: &serde_json::Value) -> Event {
    Event { id: Some(change["n"].to_string()), name: "change", data: change.to_string() }
}

//! The change feed: what happened, as `{n, id, kind, subject, rv, at, cause}`, by right, never a value.
//!
//! Whoever may read a noun's list hears of it; with a narrower scope only of records within it, and whoever
//! holds every permission hears all. `n` is the place in the journal: any reader can go on from any `n`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::{Access, Actor, Error, Ref, Result, Scope};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use store::reaction::Told;
use verbs::{Method, Registry};

use crate::problem::Failure;
use crate::route::{Seen, Table};
use crate::{Shared, answer, limits, stream, who};

pub(crate) const CHANGES: &str = "/api/v1/changes";
pub(crate) const STREAM: &str = "/api/v1/changes/stream";
/// Facts looked at in one read.
pub(crate) const BATCH: i64 = 200;
const MOST: i64 = 500;

pub(crate) fn add(table: Table) -> Table {
    table.on(Method::Get, CHANGES, get(list)).on(Method::Get, STREAM, get(follow))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    after: Option<i64>,
    limit: Option<i64>,
}

async fn list(State(wire): State<Shared>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let (actor, result) = match admit(&wire, &parts.headers).await {
        Ok(actor) => (actor.via, page(&wire, actor, &parts).await),
        Err(error) => (kernel::Via::Nobody, Err(error)),
    };
    finish(result, Seen { route: CHANGES, verb: "change.list", actor })
}

async fn follow(State(wire): State<Shared>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let (actor, result) = match admit(&wire, &parts.headers).await {
        Ok(actor) => (actor.via, stream::open(&wire, actor, &parts).await),
        Err(error) => (kernel::Via::Nobody, Err(error)),
    };
    finish(result, Seen { route: STREAM, verb: "change.stream", actor })
}

fn finish(result: Result<Response>, seen: Seen) -> Response {
    let mut response = result.unwrap_or_else(|error| Failure::from(error).into_response());
    response.extensions_mut().insert(seen);
    response
}

/// Anybody who is signed in may ask; what they hear depends on their rights.
async fn admit(wire: &Shared, headers: &HeaderMap) -> Result<Actor> {
    let actor = who::actor(wire, headers).await?;
    actor.permit("change.list", Access::SignedIn)?;
    wire.limits.count(&wire.desk.store, limits::API, &actor.by.to_string()).await?;
    Ok(actor)
}

/// `?after` of a query string; `None` when it is not there.
pub(crate) fn after_of(parts: &Parts) -> Result<Option<i64>> {
    Ok(asked(parts)?.after)
}

fn asked(parts: &Parts) -> Result<Asked> {
    let read = Query::<Asked>::try_from_uri(&parts.uri);
    let detail = "give `after` and `limit` as whole numbers and nothing else";
    read.map(|Query(asked)| asked).map_err(|_| Error::field("", "malformed", detail))
}

async fn page(wire: &Shared, actor: Actor, parts: &Parts) -> Result<Response> {
    let asked = asked(parts)?;
    let limit = asked.limit.unwrap_or(100).clamp(1, MOST);
    let rights = Arc::new(Rights::of(&actor, &wire.desk.registry));
    let heard = hear(wire, &actor, &rights, asked.after.unwrap_or(-1), limit).await?;
    let body = json!({ "items": heard.items, "next": heard.next, "more": heard.more });
    Ok(answer::json_response(StatusCode::OK, &body))
}

/// What one read of the journal had for somebody.
pub(crate) struct Heard {
    pub items: Vec<Json>,
    /// Where to go on, whether or not anything was for them.
    pub next: i64,
    /// The read was full: there may be more at once.
    pub more: bool,
}

/// Facts behind `after`, as far as this actor may hear of them.
pub(crate) async fn hear(
    wire: &Shared,
    actor: &Actor,
    rights: &Arc<Rights>,
    after: i64,
    limit: i64,
) -> Result<Heard> {
    let permit = actor.permit("change.list", Access::SignedIn)?;
    let rights = rights.clone();
    wire.desk
        .store
        .ask(permit, move |tx| {
            let rights = rights.clone();
            Box::pin(async move { rights.read(tx, after, limit).await })
        })
        .await
}

/// How far an actor may hear of each noun.
pub(crate) struct Rights {
    all: bool,
    by_noun: BTreeMap<String, Scope>,
    actor: Actor,
}

impl Rights {
    pub fn of(actor: &Actor, registry: &Registry) -> Rights {
        let granted = registry.verbs().filter(|declared| declared.verb.access == Access::Granted);
        let all = granted.into_iter().all(|d| actor.grants.get(d.verb.name) == Some(&Scope::All));
        let reading = actor.grants.iter().filter_map(|(verb, scope)| {
            let noun = verb.strip_suffix(".list").or_else(|| verb.strip_suffix(".read"))?;
            Some((noun.to_owned(), *scope))
        });
        let mut by_noun = BTreeMap::new();
        for (noun, scope) in reading {
            let widest = by_noun.entry(noun).or_insert(scope);
            *widest = scope.max(*widest);
        }
        Rights { all, by_noun, actor: actor.clone() }
    }

    async fn read(&self, tx: &mut Tx, after: i64, limit: i64) -> Result<Heard> {
        let told = tx.facts_after(after, limit).await?;
        let next = told.last().map_or(after, |last| last.n);
        let more = told.len() as i64 == limit;
        let mut items = vec![];
        for one in &told {
            if self.may_hear(tx, one).await? {
                items.push(change(one));
            }
        }
        Ok(Heard { items, next, more })
    }

    async fn may_hear(&self, tx: &mut Tx, told: &Told) -> Result<bool> {
        let subject = told.line["on"][0][1].as_str().and_then(|text| Ref::parse_any(text).ok());
        match self.scope(told.kind(), subject) {
            None => Ok(false),
            Some(Scope::All) => Ok(true),
            Some(_) => self.within(tx, subject).await,
        }
    }

    fn scope(&self, kind: &str, subject: Option<Ref>) -> Option<Scope> {
        if self.all {
            return Some(Scope::All);
        }
        let noun = kind.split('.').next().unwrap_or_default();
        let by_subject = subject.and_then(|subject| self.by_noun.get(subject.kind));
        self.by_noun.get(noun).or(by_subject).copied()
    }

    /// A narrower scope hears of what it covers and still exists.
    async fn within(&self, tx: &mut Tx, subject: Option<Ref>) -> Result<bool> {
        let Some(subject) = subject else { return Ok(false) };
        let held = tx.held(subject).await.ok().flatten();
        let mine = |owned: kernel::Owned| {
            let own = owned.owner.is_some() && owned.owner == self.actor.user;
            let team = self.by_noun.get(subject.kind) == Some(&Scope::Team) && owned.team == self.actor.team;
            own || team
        };
        Ok(held.is_some_and(|held| mine(held.owned)))
    }
}

fn change(told: &Told) -> Json {
    let on = &told.line["on"][0];
    json!({
        "n": told.n,
        "id": told.id,
        "kind": told.kind(),
        "subject": on[1],
        "rv": on[3],
        "at": told.line["at"],
        "cause": told.line["cause"],
    })
}

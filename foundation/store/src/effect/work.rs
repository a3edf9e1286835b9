//! One round of the effects: give up on the dead, claim what may leave, carry it, write down how it went.
//!
//! Invariant: one whose gate breaks is put aside with the reason, and all others go on.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use kernel::{Error, Permit, Result, Timestamp, fault};

use super::rule::{LEASE_MS, Tried, Written, second_chance, written};
use super::{Claimed, Leave, Outcome};
use crate::engine::panicked;
use crate::sql::Pair;
use crate::tx::Conn;
use crate::{Row, Store, Tx, values};

const BATCH: i64 = 32;
/// What the database had no time for is asked again after so long.
const SOON_MS: i64 = 5_000;
/// What holds an effect whose gate broke: nobody could say whether it may leave.
pub const UNASKED: &str = "unasked";
/// After so long it is asked about again, in milliseconds.
const ASIDE_MS: i64 = 5 * 60_000;
/// So much of what went wrong is kept, in characters.
const WHY: usize = 300;

const DUE: Pair = Pair {
    lite: "select id, kind, key, person, subject, run, owed, payload, resend, attempt, epoch, made_at from effect
        where state = 'queued' and due_at <= $1 order by due_at limit $2",
    pg: "select id, kind, key, person, subject, run, owed, payload, resend, attempt, epoch, made_at from effect
        where state = 'queued' and due_at <= $1 order by due_at limit $2 for update skip locked",
};

const DEAD: Pair = Pair {
    lite: "select id, kind, key, person, subject, run, owed, payload, resend, attempt, epoch, made_at from effect
        where state = 'sending' and lease_until < $1 order by lease_until limit $2",
    pg: "select id, kind, key, person, subject, run, owed, payload, resend, attempt, epoch, made_at from effect
        where state = 'sending' and lease_until < $1 order by lease_until limit $2 for update skip locked",
};

const SEND: &str = "update effect set state = 'sending', epoch = epoch + 1, lease_until = $2 where id = $1";
const LATER: &str = "update effect set due_at = $2, held_by = $3 where id = $1";
const ASIDE: &str = "update effect set due_at = $2, held_by = $3, note = $4 where id = $1";
const NEXT_DUE: &str = "select min(due_at) as at from effect where state = 'queued'";
const SETTLE: &str = "
    update effect set state = $3, note = $4, due_at = $5, done_at = $6, held_by = $7, attempt = attempt + 1,
        lease_until = null
    where id = $1 and epoch = $2 and state = 'sending'";

/// How a round went: what was done, and when the next effect is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tick {
    pub worked: usize,
    pub next_due: Option<Timestamp>,
}

/// Carries what is due, several at once; returns when the next round is due.
pub async fn tick(store: &Store) -> Result<Tick> {
    let dead = claim(store, Want::Dead).await?;
    let mut wrong = vec![];
    for effect in &dead {
        let gone = Outcome::Unknown("the sender ended while it was sending".into());
        wrong.extend(settle(store, effect, gone, None).await.err());
    }
    let claimed = claim(store, Want::Due).await?;
    kernel::crash::point("effect.claimed");
    let results = store.all(claimed.iter().map(|effect| send(store, effect).boxed()).collect()).await;
    wrong.extend(results.into_iter().filter_map(Result::err));
    if let Some(error) = wrong.into_iter().next() {
        return Err(error);
    }
    let next = store.read(|tx| Box::pin(tx.one(NEXT_DUE, &[], |row| row.get::<Option<Timestamp>>("at"))));
    Ok(Tick { worked: dead.len() + claimed.len(), next_due: next.await?.flatten() })
}

async fn send(store: &Store, effect: &Claimed) -> Result<()> {
    let carrier = store.house().rules.carriers.get(effect.kind.as_str());
    let Some(carrier) = carrier else { return Err(fault(format!("nobody carries `{}`", effect.kind))) };
    let later = |at| Outcome::Retry(at, "a gate said later".into());
    let (outcome, held_by) = match last_word(store, effect).await {
        Ok(Leave::Now) => {
            let carried = AssertUnwindSafe(carrier.carry_any(store, effect)).catch_unwind().await;
            (carried.unwrap_or_else(|panic| Outcome::Unknown(panicked(&*panic).to_string())), None)
        }
        Ok(Leave::Skip(reason)) => (Outcome::Skipped(reason), None),
        Ok(Leave::Later(at)) => (later(at), None),
        Ok(Leave::Held { by, until }) => (later(until), Some(by)),
        Err(error) if passes(&error) => {
            (Outcome::Retry(soon(store.now())?, "the database was busy".into()), None)
        }
        Err(error) => (Outcome::Retry(aside(store.now())?, why(effect, &error)), Some(UNASKED.into())),
    };
    kernel::crash::point("effect.carried");
    settle(store, effect, outcome, held_by).await
}

/// Between the claim and this moment somebody may have opted out.
async fn last_word(store: &Store, effect: &Claimed) -> Result<Leave> {
    let effect = effect.clone();
    store
        .read(move |tx| {
            let effect = effect.clone();
            Box::pin(async move { ask_gates(tx, &effect).await })
        })
        .await
}

async fn ask_gates(tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
    let house = tx.house.clone();
    for (_, gate) in house.rules.gates.iter().filter(|(kind, _)| *kind == effect.kind) {
        match gate.ask(tx, effect).await? {
            Leave::Now => {}
            no => return Ok(no),
        }
    }
    Ok(Leave::Now)
}

#[derive(Clone, Copy)]
enum Want {
    Due,
    Dead,
}

/// Where a gate breaks, the claim is made once more, each asked apart from the others.
async fn claim(store: &Store, want: Want) -> Result<Vec<Claimed>> {
    match store.claim("effect.claim", move |tx| Box::pin(claim_in(tx, want, false))).await {
        Err(error) if !passes(&error) => {
            store.claim("effect.claim", move |tx| Box::pin(claim_in(tx, want, true))).await
        }
        claimed => claimed,
    }
}

/// It is nobody's mistake, and over by itself.
fn passes(error: &Error) -> bool {
    matches!(error, Error::Again | Error::NoRoom)
}

async fn claim_in(tx: &mut Tx, want: Want, apart: bool) -> Result<Vec<Claimed>> {
    let pair = if let Want::Due = want { &DUE } else { &DEAD };
    let sql = if let Conn::Lite(_) = tx.conn { pair.lite } else { pair.pg };
    let now = tx.now();
    let found = tx.all(sql, &[now.into(), BATCH.into()], read_due).await?;
    let mut leaving = vec![];
    for mut effect in found {
        let leave = match want {
            Want::Dead => Some(Leave::Now),
            Want::Due if apart => ask_apart(tx, &effect).await?,
            Want::Due => Some(ask_gates(tx, &effect).await?),
        };
        match leave {
            None => {}
            Some(Leave::Later(at)) => put_off(tx, &effect, at, None).await?,
            Some(Leave::Held { by, until }) => put_off(tx, &effect, until, Some(by)).await?,
            // A skip is settled like any outcome, so that whoever asked hears of it.
            Some(Leave::Now | Leave::Skip(_)) => {
                let until = now.as_millisecond() + LEASE_MS;
                tx.exec(SEND, &[effect.id.into(), until.into()]).await?;
                effect.epoch += 1;
                leaving.push(effect);
            }
        }
    }
    Ok(leaving)
}

/// What breaks here takes nothing along: `None` where the effect was put aside for it.
async fn ask_apart(tx: &mut Tx, effect: &Claimed) -> Result<Option<Leave>> {
    tx.run("savepoint gate", &[]).await?;
    let asked = AssertUnwindSafe(ask_gates(tx, effect)).catch_unwind().await;
    let asked = asked.unwrap_or_else(|panic| Err(panicked(&*panic)));
    let leave = match asked {
        Ok(leave) => Some(leave),
        Err(error) if passes(&error) => return Err(error),
        Err(error) => {
            tx.run("rollback to savepoint gate", &[]).await?;
            let (at, why) = (aside(tx.now())?, why(effect, &error));
            tx.run(ASIDE, values![effect.id, at, UNASKED, &why]).await?;
            None
        }
    };
    tx.run("release savepoint gate", &[]).await?;
    Ok(leave)
}

fn aside(now: Timestamp) -> Result<Timestamp> {
    Timestamp::from_millisecond(now.as_millisecond() + ASIDE_MS).map_err(fault)
}

fn soon(now: Timestamp) -> Result<Timestamp> {
    Timestamp::from_millisecond(now.as_millisecond() + SOON_MS).map_err(fault)
}

/// What kept us from asking, for the log and for people.
fn why(effect: &Claimed, error: &Error) -> String {
    tracing::error!(%error, effect = %effect.id, kind = %effect.kind, "a gate broke; its effect is put aside");
    error.to_string().chars().take(WHY).collect()
}

async fn put_off(tx: &mut Tx, effect: &Claimed, until: Timestamp, held_by: Option<String>) -> Result<()> {
    tx.run(LATER, values![effect.id, until, held_by]).await.map(drop)
}

fn read_due(row: &Row<'_>) -> Result<Claimed> {
    Ok(Claimed {
        id: row.get("id")?,
        kind: row.get("kind")?,
        key: row.get("key")?,
        person: row.get("person")?,
        subject: row.get("subject")?,
        run: row.get("run")?,
        owed: row.get("owed")?,
        payload: row.doc("payload")?,
        resend: row.get("resend")?,
        attempt: row.get("attempt")?,
        epoch: row.get("epoch")?,
        made_at: row.get("made_at")?,
    })
}

/// Only the holder of the epoch may say how it went; a late word changes nothing.
async fn settle(store: &Store, effect: &Claimed, outcome: Outcome, held_by: Option<String>) -> Result<()> {
    let tried = Tried { resend: effect.resend, attempt: effect.attempt };
    let (effect, outcome) = (effect.clone(), second_chance(store.now(), tried, outcome));
    let carrier = store.house().rules.carriers.get(effect.kind.as_str()).cloned();
    store
        .write(Permit::engine("effect.settle"), None, move |tx| {
            let (effect, outcome, carrier) = (effect.clone(), outcome.clone(), carrier.clone());
            let held_by = held_by.clone();
            Box::pin(async move {
                if !write_outcome(tx, &effect, &outcome, held_by).await? {
                    return Ok(());
                }
                match (&outcome, carrier) {
                    (_, None) => Ok(()),
                    (Outcome::Retry(..), Some(carrier)) => carrier.postponed_any(tx, &effect, &outcome).await,
                    (_, Some(carrier)) => carrier.settled_any(tx, &effect, &outcome).await,
                }
            })
        })
        .await
        .map_err(|error| match error {
            Error::Again => Error::Again,
            other => fault(format!("the outcome could not be written down: {other}")),
        })
}

async fn write_outcome(
    tx: &mut Tx,
    effect: &Claimed,
    outcome: &Outcome,
    held_by: Option<String>,
) -> Result<bool> {
    let now = tx.now();
    let Written { state, note, due_at, done_at } = written(outcome, now);
    let values = values![effect.id, effect.epoch, state, note, due_at, done_at, held_by];
    Ok(tx.run(SETTLE, values).await? == 1)
}

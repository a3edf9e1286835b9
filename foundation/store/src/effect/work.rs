//! One round of the effects: give up on the dead, claim what may leave, carry it, write down how it went.
//!
//! Invariant: one whose gate breaks is put aside with the reason, and all others go on.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use kernel::{EffectId, Error, Permit, Result, Timestamp, fault};
use tokio::time::timeout;

use super::rule::{LEASE_MS, Tried, Written, second_chance, written};
use super::seats::Seats;
use super::{Claimed, Leave, Outcome};
use crate::engine::panicked;
use crate::sql::Pair;
use crate::tx::Conn;
use crate::{Row, Store, Tx, values};

/// So many of the dead are given up on at once.
const BATCH: i64 = 32;
/// Longer than a mail server, the wait for a connection and a printer may take: whoever is not back by then never will
/// be.
const LONGEST: Duration = Duration::from_secs(3_600);
/// What the database had no time for is asked again after so long.
const SOON_MS: i64 = 5_000;
/// What holds an effect whose gate broke: nobody could say whether it may leave.
pub const UNASKED: &str = "unasked";
/// After so long it is asked about again, in milliseconds.
const ASIDE_MS: i64 = 5 * 60_000;
/// So much of what went wrong is kept, in characters.
const WHY: usize = 300;

/// Of the kinds that are not full; these stand in one text, with commas between them.
const DUE: Pair = Pair {
    lite: "select id, kind, key, person, subject, run, owed, payload, resend, attempt, epoch, made_at from effect
        where state = 'queued' and due_at <= $1 and instr(',' || $3 || ',', ',' || kind || ',') = 0
        order by due_at limit $2",
    pg: "select id, kind, key, person, subject, run, owed, payload, resend, attempt, epoch, made_at from effect
        where state = 'queued' and due_at <= $1 and kind <> all(string_to_array($3, ','))
        order by due_at limit $2 for update skip locked",
};
const NEXT_DUE: Pair = Pair {
    lite: "select due_at from effect
        where state = 'queued' and instr(',' || $1 || ',', ',' || kind || ',') = 0 order by due_at limit 1",
    pg: "select due_at from effect
        where state = 'queued' and kind <> all(string_to_array($1, ',')) order by due_at limit 1",
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
const RENEW: &str = "update effect set lease_until = $3 where id = $1 and epoch = $2 and state = 'sending'";
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

/// One round for whoever moves the house by hand: carries what is due, several at once, and waits for all of it;
/// nothing of it is under way afterwards. A server keeps a [`super::Carrying`], where nobody waits for the slowest.
pub async fn tick(store: &Store) -> Result<Tick> {
    let mut wrong = vec![];
    let dead = give_up_on_the_dead(store, &mut wrong).await?;
    let claimed = take(store, Seats::default()).await?;
    let results = store.all(claimed.iter().map(|effect| send(store, effect).boxed()).collect()).await;
    wrong.extend(results.into_iter().filter_map(Result::err));
    if let Some(error) = wrong.into_iter().next() {
        return Err(error);
    }
    let next_due = next_due(store, &Seats::default()).await?;
    Ok(Tick { worked: dead + claimed.len(), next_due })
}

/// What whoever had it in their hands did not live to tell. Gives how many, and what could not be written down.
pub(super) async fn give_up_on_the_dead(store: &Store, wrong: &mut Vec<Error>) -> Result<usize> {
    let dead = claim(store, Want::Dead).await?;
    for effect in &dead {
        let gone = Outcome::Unknown("the sender ended while it was sending".into());
        wrong.extend(settle(store, effect, gone, None).await.err());
    }
    Ok(dead.len())
}

/// Claims what is due and may leave, as far as there are seats.
pub(super) async fn take(store: &Store, seats: Seats) -> Result<Vec<Claimed>> {
    let claimed = claim(store, Want::Due(seats)).await?;
    kernel::crash::point("effect.claimed");
    Ok(claimed)
}

/// When the next one is due of which there is a seat.
pub(super) async fn next_due(store: &Store, seats: &Seats) -> Result<Option<Timestamp>> {
    let full = seats.full();
    store
        .read(move |tx| {
            let full = full.clone();
            Box::pin(async move {
                let sql = words(tx, &NEXT_DUE);
                tx.one(sql, values![&full], |row| row.get("due_at")).await
            })
        })
        .await
}

/// Whoever holds these epochs still carries them; where somebody took them for dead, nothing changes.
pub(super) async fn renew(store: &Store, held: Vec<(EffectId, i64)>) -> Result<()> {
    store
        .claim("effect.renew", move |tx| {
            let held = held.clone();
            Box::pin(async move {
                let until = tx.now().as_millisecond() + LEASE_MS;
                for (id, epoch) in held {
                    tx.run(RENEW, values![id, epoch, until]).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Hands it over, unless a gate says no, and writes down how it went.
pub(super) async fn send(store: &Store, effect: &Claimed) -> Result<()> {
    let carrier = store.house().rules.carriers.get(effect.kind.as_str());
    let Some(carrier) = carrier else { return Err(fault(format!("nobody carries `{}`", effect.kind))) };
    let later = |at| Outcome::Retry(at, "a gate said later".into());
    let (outcome, held_by) = match last_word(store, effect).await {
        Ok(Leave::Now) => {
            let carried = AssertUnwindSafe(carrier.carry_any(store, effect)).catch_unwind();
            let outcome = match timeout(LONGEST, carried).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(panic)) => Outcome::Unknown(panicked(&*panic).to_string()),
                Err(_) => Outcome::Unknown("it was not done after an hour".into()),
            };
            (outcome, None)
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

#[derive(Clone)]
enum Want {
    /// As far as there are seats beside these.
    Due(Seats),
    Dead,
}

/// Where a gate breaks, the claim is made once more, each asked apart from the others.
async fn claim(store: &Store, want: Want) -> Result<Vec<Claimed>> {
    let again = want.clone();
    match store.claim("effect.claim", move |tx| Box::pin(claim_in(tx, want.clone(), false))).await {
        Err(error) if !passes(&error) => {
            store.claim("effect.claim", move |tx| Box::pin(claim_in(tx, again.clone(), true))).await
        }
        claimed => claimed,
    }
}

/// It is nobody's mistake, and over by itself.
fn passes(error: &Error) -> bool {
    matches!(error, Error::Again | Error::NoRoom)
}

async fn claim_in(tx: &mut Tx, want: Want, apart: bool) -> Result<Vec<Claimed>> {
    match want {
        Want::Due(seats) => due_in(tx, seats, apart).await,
        Want::Dead => dead_in(tx).await,
    }
}

async fn dead_in(tx: &mut Tx) -> Result<Vec<Claimed>> {
    let (sql, now) = (words(tx, &DEAD), tx.now());
    let mut dead = tx.all(sql, values![now, BATCH], read_due).await?;
    for effect in &mut dead {
        lease(tx, effect).await?;
    }
    Ok(dead)
}

/// Where a kind has no seat left and others may wait behind it, these are looked for once more.
async fn due_in(tx: &mut Tx, mut seats: Seats, apart: bool) -> Result<Vec<Claimed>> {
    let (sql, now) = (words(tx, &DUE), tx.now());
    let mut leaving = vec![];
    loop {
        let full = seats.full();
        let found = tx.all(sql, values![now, seats.free(), &full], read_due).await?;
        let mut crowded = false;
        for mut effect in found {
            if !seats.has(&effect.kind) {
                crowded = true;
            } else if may_leave(tx, &effect, apart).await? {
                lease(tx, &mut effect).await?;
                seats.take(&effect.kind);
                leaving.push(effect);
            }
        }
        if !crowded || seats.free() == 0 {
            return Ok(leaving);
        }
    }
}

/// Else it was put off.
async fn may_leave(tx: &mut Tx, effect: &Claimed, apart: bool) -> Result<bool> {
    let leave = if apart { ask_apart(tx, effect).await? } else { Some(ask_gates(tx, effect).await?) };
    match leave {
        None => {}
        Some(Leave::Later(at)) => put_off(tx, effect, at, None).await?,
        Some(Leave::Held { by, until }) => put_off(tx, effect, until, Some(by)).await?,
        // A skip is settled like any outcome, so that whoever asked hears of it.
        Some(Leave::Now | Leave::Skip(_)) => return Ok(true),
    }
    Ok(false)
}

async fn lease(tx: &mut Tx, effect: &mut Claimed) -> Result<()> {
    let until = tx.now().as_millisecond() + LEASE_MS;
    tx.exec(SEND, values![effect.id, until]).await?;
    effect.epoch += 1;
    Ok(())
}

fn words(tx: &Tx, pair: &Pair) -> &'static str {
    if let Conn::Lite(_) = tx.conn { pair.lite } else { pair.pg }
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

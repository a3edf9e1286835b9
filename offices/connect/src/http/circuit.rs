//! Leaving a system alone that does not answer, or that does not know us: one exception, however many calls wait.

mod rows;

use kernel::{ConnectionId, Result, Timestamp};
use store::effect::{Claimed, Gate, Leave, Says};
use store::{Raise, Tx};

use super::{Connection, rows as connections};
use crate::line;
use rows::Circuit;

/// Failures are counted within this.
const WINDOW_MS: i64 = 60_000;
const LEAST_CALLS: i64 = 10;
const FIRST_WAIT: i64 = 30;
const LONGEST_WAIT: i64 = 900;
/// Somebody hears of it when it has lasted this long.
const PATIENCE_MS: i64 = 300_000;
/// One that does not know us is asked again this late, unless somebody mends it before.
const UNKNOWN_WAIT: i64 = 300;
const SOON_MS: i64 = 60_000;
/// While one is on trial, the others ask again this soon.
const TRIAL_MS: i64 = 5_000;

/// How a call went, as far as the circuit cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    Well,
    /// It did not answer, or had trouble of its own.
    Badly,
    /// It does not know us.
    Unknown,
}

fn later(at: Timestamp, ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond().saturating_add(ms)).unwrap_or(Timestamp::MAX)
}

/// How a connection stands.
#[derive(Debug, Default)]
pub struct Health {
    /// As screens say it: `ok`, `open` or `auth_failed`.
    pub word: &'static str,
    /// Since when it is left alone, until when, and what the latest call said.
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub why: Option<String>,
}

/// Whether it is left alone now.
pub async fn health(tx: &mut Tx, connection: ConnectionId) -> Result<Health> {
    let circuit = rows::load(tx, connection).await?.filter(|circuit| circuit.opened_at.is_some());
    let Some(Circuit { opened_at: since, until, needs_owner, note, .. }) = circuit else {
        return Ok(Health { word: "ok", ..Health::default() });
    };
    let word = if needs_owner { "auth_failed" } else { "open" };
    Ok(Health { word, since, until, why: note.filter(|note| !note.is_empty()) })
}

/// Whether the call on trial of one that is left alone is on its way.
pub async fn is_on_trial(tx: &mut Tx, connection: ConnectionId) -> Result<bool> {
    let rests = rows::load(tx, connection).await?.is_some_and(|circuit| circuit.opened_at.is_some());
    let nobody = tx.new_id();
    Ok(rests && rows::is_being_called(tx, connection, nobody).await?)
}

/// Notes how a call went.
pub async fn note(tx: &mut Tx, connection: &Connection, went: Went, why: &str) -> Result<()> {
    let now = tx.now();
    let known = rows::load(tx, connection.id).await?;
    if went == Went::Well {
        if known.as_ref().is_some_and(|known| known.opened_at.is_some()) {
            return mended(tx, connection, "it answers again").await;
        }
        tx.settle_exception(&key(connection.id), "it answers again").await?;
    }
    let fresh = Circuit {
        since: now,
        calls: 0,
        failures: 0,
        opened_at: None,
        until: None,
        wait_seconds: FIRST_WAIT,
        needs_owner: false,
        note: None,
    };
    let stale = |known: &Circuit| known.opened_at.is_none() && later(known.since, WINDOW_MS) < now;
    let mut circuit = known.filter(|known| !stale(known)).unwrap_or(fresh);
    circuit.calls += 1;
    circuit.failures += i64::from(went != Went::Well);
    circuit.turn(now, went);
    circuit.note = Some(why.to_owned());
    rows::keep(tx, connection.id, &circuit).await?;
    let lasts = circuit.opened_at.is_some_and(|opened| later(opened, PATIENCE_MS) <= now);
    if circuit.needs_owner || lasts { raise(tx, connection, circuit.needs_owner, why).await } else { Ok(()) }
}

/// One call has failed so often that its owner hears of it, though it is tried again by itself.
pub async fn keeps_failing(tx: &mut Tx, connection: &Connection, why: &str) -> Result<()> {
    raise(tx, connection, false, why).await
}

impl Circuit {
    fn turn(&mut self, now: Timestamp, went: Went) {
        match (went, self.opened_at) {
            (Went::Well, _) => {}
            (Went::Unknown, opened) => {
                self.opened_at = opened.or(Some(now));
                self.needs_owner = true;
                self.until = Some(later(now, UNKNOWN_WAIT * 1_000));
            }
            (Went::Badly, Some(_)) if self.until.is_none_or(|until| until <= now) => {
                self.wait_seconds = (self.wait_seconds * 2).min(LONGEST_WAIT);
                self.until = Some(later(now, self.wait_seconds * 1_000));
            }
            (Went::Badly, None) if self.calls >= LEAST_CALLS && self.failures * 2 >= self.calls => {
                self.opened_at = Some(now);
                self.until = Some(later(now, self.wait_seconds * 1_000));
            }
            (Went::Badly, _) => {}
        }
    }
}

async fn raise(tx: &mut Tx, connection: &Connection, needs_owner: bool, why: &str) -> Result<()> {
    let owner = match connection.owned.owner {
        Some(owner) => Some(owner),
        None => line::rows::administrator(tx).await?,
    };
    let name = &connection.name;
    let title = if needs_owner {
        format!("{name} does not know us any more")
    } else {
        format!("{name} does not answer")
    };
    let what = if needs_owner { "Put in new credentials" } else { "It is tried again by itself" };
    tx.raise(Raise {
        key: key(connection.id),
        code: if needs_owner { "http.unauthorised" } else { "http.unreachable" },
        title,
        detail: format!("{why}. {what}; what waits for it is kept and leaves then."),
        owner,
        subject: Some(connection.id.into()),
        due_hours: Some(1),
        ..Raise::default()
    })
    .await
}

fn key(connection: ConnectionId) -> String {
    format!("http {connection}")
}

/// Somebody mended it, or it mended itself: what waits leaves now.
pub async fn mended(tx: &mut Tx, connection: &Connection, why: &str) -> Result<()> {
    rows::forget(tx, connection.id).await?;
    tx.settle_exception(&key(connection.id), why).await?;
    // The word is that of all connections: what waits for another one is held again as it is asked.
    for held in [PAUSED, RESTS] {
        tx.release_held_effects(held).await?;
    }
    tx.hurry_effects("staff_sms").await?;
    tx.hurry_effects("http").await.map(drop)
}

/// What waits for a connection somebody has paused, and for one that is left alone.
const PAUSED: &str = "connection paused";
const RESTS: &str = "connection rests";

/// For effects of kind `http`.
pub struct HttpGate;

impl Gate for HttpGate {
    async fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
        let Some(id) = effect.payload["connection"].as_str().and_then(|id| id.parse().ok()) else {
            return Ok(Leave::Skip("it names no connection".into()));
        };
        may_call(tx, id, effect).await
    }

    async fn says(&self, _: &mut Tx, by: &str) -> Result<Option<Says>> {
        Ok(match by {
            PAUSED => Some(Says::open("Its connection is paused; it is asked after somebody lets it go on.")),
            RESTS => Some(Says::open("Its connection failed and is left alone for a while.")),
            _ => None,
        })
    }
}

/// Whether this effect may go out to a connection now.
pub async fn may_call(tx: &mut Tx, id: ConnectionId, effect: &Claimed) -> Result<Leave> {
    let connection = match connections::load(tx, id).await {
        Ok(connection) => connection,
        Err(kernel::Error::Missing(_)) => return Ok(Leave::Skip("its connection was removed".into())),
        Err(error) => return Err(error),
    };
    if connection.paused {
        return Ok(Leave::Held { by: PAUSED.into(), until: later(tx.now(), SOON_MS) });
    }
    match rows::load(tx, id).await? {
        Some(circuit) if circuit.opened_at.is_some() => circuit.let_out(tx, (id, effect)).await,
        _ => Ok(Leave::Now),
    }
}

impl Circuit {
    /// Nothing while it rests; then one call on trial, and the others wait for what comes of it.
    async fn let_out(&self, tx: &mut Tx, (id, effect): (ConnectionId, &Claimed)) -> Result<Leave> {
        let now = tx.now();
        if let Some(until) = self.until.filter(|until| *until > now) {
            // Asked again within the minute: what waits leaves that soon after somebody has mended it.
            return Ok(Leave::Held { by: RESTS.into(), until: until.min(later(now, SOON_MS)) });
        }
        let on_trial = rows::is_being_called(tx, id, effect.id).await?;
        Ok(if on_trial { Leave::Later(later(now, TRIAL_MS)) } else { Leave::Now })
    }
}

//! What must happen outside, after the commit: at least once, under a stable key, and never unknowingly twice.
//!
//! queued → (may it leave?) → sending under lease and epoch → done | queued again | failed | uncertain | skipped.
//! The lease is renewed while it is under way. Whoever dies while sending leaves an outcome nobody knows: it goes again
//! only where its step says `resend`.

mod carrying;
mod outbox;
pub mod rule;
mod seats;
mod waits;
mod work;

use futures_util::future::BoxFuture;
use kernel::{EffectId, Ref, Result, Timestamp, Value};

use crate::Tx;

pub use carrying::Carrying;
pub use waits::{Queued, Says, Waits};
pub use work::{Tick, UNASKED, tick};

/// Asked for inside a transaction.
#[derive(Debug, Clone)]
pub struct New {
    pub kind: &'static str,
    /// The same key is the same effect, for ever.
    pub key: String,
    /// The person it concerns: consent and suppression are asked about them.
    pub person: Option<Ref>,
    /// The record it speaks of, as a prefixed id.
    pub subject: Option<Ref>,
    /// The run whose step asked for it.
    pub run: Option<Ref>,
    /// A record obliges us to it: it outlives the run that asked for it.
    pub owed: bool,
    /// JSON for its carrier; ids, never personal values or secrets.
    pub payload: String,
    /// Not before this instant.
    pub due_at: Option<Timestamp>,
    /// May it leave again when nobody knows whether it left? Only harmless ones: the acknowledgement.
    pub resend: bool,
    /// Composed in practice: kept to be read, never claimed.
    pub composed: bool,
}

impl New {
    /// An ordinary effect of one kind under one key.
    pub fn of(kind: &'static str, key: impl Into<String>, payload: &serde_json::Value) -> New {
        New {
            kind,
            key: key.into(),
            person: None,
            subject: None,
            run: None,
            owed: false,
            payload: payload.to_string(),
            due_at: None,
            resend: false,
            composed: false,
        }
    }

    pub(crate) fn values(&self, id: EffectId, now: Timestamp) -> Vec<Value<'_>> {
        let state = if self.composed { "composed" } else { "queued" };
        vec![
            id.into(),
            self.kind.into(),
            (&self.key).into(),
            self.person.into(),
            self.subject.map(|s| s.to_string()).into(),
            self.run.into(),
            (&self.payload).into(),
            self.resend.into(),
            state.into(),
            now.into(),
            self.due_at.unwrap_or(now).into(),
            self.owed.into(),
        ]
    }
}

/// Taken by a worker: nobody else has this epoch.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: EffectId,
    pub kind: String,
    pub key: String,
    /// 16 bytes of the contact's or user's id.
    pub person: Option<[u8; 16]>,
    pub subject: Option<String>,
    pub run: Option<[u8; 16]>,
    /// See [`New::owed`].
    pub owed: bool,
    pub payload: serde_json::Value,
    pub resend: bool,
    /// How often it was tried before this time.
    pub attempt: i64,
    pub epoch: i64,
    pub made_at: Timestamp,
}

/// May it leave?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leave {
    Now,
    /// Never, and this is the reason the run and the screen show.
    Skip(String),
    Later(Timestamp),
    /// Not before somebody lets go what this word holds: [`Tx::release_held_effects`]. It is asked again at this
    /// instant all the same, for letting go may cross the holding.
    Held {
        by: String,
        until: Timestamp,
    },
}

pub(crate) fn register(rules: &mut crate::Rules) {
    rules.migration("store/held", include_str!("../migrations/held.sql"));
    rules.migration("store/owed", include_str!("../migrations/owed.sql"));
    rules.migration("store/due_by_kind", include_str!("../migrations/due_by_kind.sql"));
}

/// What the world said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Done(String),
    /// Not now: again at this instant. Consumes an attempt.
    Retry(Timestamp, String),
    /// Not ever.
    Failed(String),
    /// Nobody knows whether it arrived.
    Unknown(String),
    /// A gate said no.
    Skipped(String),
}

/// Asked in the claim, and again as the sender's last act before handing over.
pub trait Gate: Send + Sync + 'static {
    fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> impl Future<Output = Result<Leave>> + Send;

    /// What people read while it holds an effect by this word; nothing where the word is not its own.
    fn says(&self, _tx: &mut Tx, _by: &str) -> impl Future<Output = Result<Option<Says>>> + Send {
        async { Ok(None) }
    }
}

/// Takes effects of one kind into the world, and tells the house how it went.
pub trait Carrier: Send + Sync + 'static {
    /// Outside any transaction. `store` is for reading what the payload names.
    fn carry(&self, store: &crate::Store, effect: &Claimed) -> impl Future<Output = Outcome> + Send;

    /// In the transaction that writes the outcome down: facts, exceptions. Not called for `Retry`.
    fn settled(
        &self,
        tx: &mut Tx,
        effect: &Claimed,
        outcome: &Outcome,
    ) -> impl Future<Output = Result<()>> + Send;

    /// In the transaction that puts it back into the queue after `Retry`.
    fn postponed(&self, _: &mut Tx, _: &Claimed, _: &Outcome) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

pub(crate) trait AnyGate: Send + Sync {
    fn ask<'t>(&'t self, tx: &'t mut Tx, effect: &'t Claimed) -> BoxFuture<'t, Result<Leave>>;
    fn say<'t>(&'t self, tx: &'t mut Tx, by: &'t str) -> BoxFuture<'t, Result<Option<Says>>>;
}

impl<G: Gate> AnyGate for G {
    fn ask<'t>(&'t self, tx: &'t mut Tx, effect: &'t Claimed) -> BoxFuture<'t, Result<Leave>> {
        Box::pin(self.may_leave(tx, effect))
    }

    fn say<'t>(&'t self, tx: &'t mut Tx, by: &'t str) -> BoxFuture<'t, Result<Option<Says>>> {
        Box::pin(self.says(tx, by))
    }
}

pub(crate) trait AnyCarrier: Send + Sync {
    fn carry_any<'t>(&'t self, store: &'t crate::Store, effect: &'t Claimed) -> BoxFuture<'t, Outcome>;
    fn settled_any<'t>(
        &'t self,
        tx: &'t mut Tx,
        effect: &'t Claimed,
        outcome: &'t Outcome,
    ) -> BoxFuture<'t, Result<()>>;
    fn postponed_any<'t>(
        &'t self,
        tx: &'t mut Tx,
        effect: &'t Claimed,
        outcome: &'t Outcome,
    ) -> BoxFuture<'t, Result<()>>;
}

impl<C: Carrier> AnyCarrier for C {
    fn carry_any<'t>(&'t self, store: &'t crate::Store, effect: &'t Claimed) -> BoxFuture<'t, Outcome> {
        Box::pin(self.carry(store, effect))
    }
    fn settled_any<'t>(
        &'t self,
        tx: &'t mut Tx,
        effect: &'t Claimed,
        outcome: &'t Outcome,
    ) -> BoxFuture<'t, Result<()>> {
        Box::pin(self.settled(tx, effect, outcome))
    }
    fn postponed_any<'t>(
        &'t self,
        tx: &'t mut Tx,
        effect: &'t Claimed,
        outcome: &'t Outcome,
    ) -> BoxFuture<'t, Result<()>> {
        Box::pin(self.postponed(tx, effect, outcome))
    }
}

pub(crate) const QUEUE: &str = "
    insert into effect
        (id, kind, key, person, subject, run, payload, resend, state, attempt, epoch, made_at, due_at, owed)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10, $11, $12) on conflict (key) do nothing";

const CANCEL: &str = "
    update effect set state = 'cancelled', note = $2, done_at = $3
    where run = $1 and state in ('queued', 'composed') and not owed";

const RELEASE: &str = "
    update effect set state = 'queued', due_at = $2, note = $3
    where key = $1 and state in ('composed', 'uncertain', 'failed')";

const STATE: &str = "select state from effect where key = $1";

impl Tx {
    /// Asks for something to happen outside, after the commit, under a stable key.
    pub fn effect(&mut self, effect: New) {
        self.effects.push(effect);
    }

    /// What was asked for by a run and has not left yet never will, but for what is owed.
    pub async fn cancel_effects(&mut self, run: Ref, why: &str) -> Result<u64> {
        let now = self.now;
        self.run(CANCEL, &[run.into(), why.into(), now.into()]).await
    }

    /// Lets a composed, failed or uncertain effect leave (again): a person decided so.
    pub async fn release_effect(&mut self, key: &str, why: &str) -> Result<bool> {
        let now = self.now;
        Ok(self.run(RELEASE, &[key.into(), now.into(), why.into()]).await? == 1)
    }

    /// The state of an effect by its key.
    pub async fn effect_state(&mut self, key: &str) -> Result<Option<String>> {
        self.one(STATE, &[key.into()], |row| row.get("state")).await
    }
}

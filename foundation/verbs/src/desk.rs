//! The desk: a store and everything the house can do, together. Wire, workers and doors act through it.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use kernel::{Access, Actor, Error, Result, Timestamp, UserId};
use serde_json::Value as Json;
use store::{Store, Tx};

use crate::dispatch::{Answer, Around, Call};
use crate::registry::Registry;

#[derive(Clone)]
pub struct Desk {
    pub store: Store,
    pub registry: Arc<Registry>,
}

/// Who stands at the door: governance answers, wire only asks.
pub trait Doorkeeper: Send + Sync + 'static {
    /// By the value of the session cookie; `None` for an unknown or ended session.
    fn by_session<'d>(&'d self, desk: &'d Desk, cookie: &'d str) -> BoxFuture<'d, Result<Option<Actor>>>;
    /// By an API token.
    fn by_token<'d>(&'d self, desk: &'d Desk, token: &'d str) -> BoxFuture<'d, Result<Option<Actor>>>;
    /// By a link a customer got, to one object of this kind.
    fn by_link<'d>(
        &'d self,
        desk: &'d Desk,
        kind: &'d str,
        token: &'d str,
    ) -> BoxFuture<'d, Result<Option<Actor>>>;
    /// A user's own rights, for automations and the command line; `None` when they are not active.
    fn of_user<'d>(&'d self, desk: &'d Desk, user: UserId) -> BoxFuture<'d, Result<Option<Actor>>>;
}

/// Which role may read what: governance provides it to the house, and whoever writes to people asks it.
pub struct MayRead(Box<Reads>);

type Reads = dyn Fn(&str, &str) -> bool + Send + Sync;

impl MayRead {
    pub fn new(may: impl Fn(&str, &str) -> bool + Send + Sync + 'static) -> MayRead {
        MayRead(Box::new(may))
    }

    /// Whether people of this role may ask that query.
    pub fn may(&self, role: &str, query: &str) -> bool {
        (self.0)(role, query)
    }
}

/// Work that comes back by itself: `tick(now) -> next_due`.
pub trait Worker: Send + Sync + 'static {
    /// Its lease and beat; never rename it.
    const NAME: &'static str;
    /// Only on one node at a time.
    const ALONE: bool = true;
    /// Whether facts call it, beside the clock.
    const HEARS: Hears = Hears::Gathered;

    /// Does what is due; the instant of the next round, or `None` to be asked again after the next fact.
    fn tick(desk: &Desk) -> impl Future<Output = Result<Option<Timestamp>>> + Send;
}

/// How facts call a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hears {
    /// After every commit: somebody waits for it.
    AtOnce,
    /// After commits, those of a moment together: it finds the same by looking once.
    Gathered,
    /// Never: whoever looks at everything goes by the clock alone.
    Nothing,
}

/// A worker whose type has been forgotten.
#[derive(Clone, Copy)]
pub struct AnyWorker {
    pub name: &'static str,
    pub alone: bool,
    pub hears: Hears,
    pub tick: for<'d> fn(&'d Desk) -> BoxFuture<'d, Result<Option<Timestamp>>>,
}

impl AnyWorker {
    pub(crate) fn of<W: Worker>() -> AnyWorker {
        AnyWorker { name: W::NAME, alone: W::ALONE, hears: W::HEARS, tick: |desk| Box::pin(W::tick(desk)) }
    }
}

impl Desk {
    /// Calls a command or a query by name.
    pub async fn call(&self, name: &str, call: Call) -> Result<Answer> {
        self.registry.call(&self.store, name, call).await
    }

    /// Asks a query by name: what it tells, as JSON text.
    pub async fn tell(&self, name: &str, call: Call) -> Result<String> {
        self.registry.tell(&self.store, name, call).await
    }

    /// The common case: no idempotency key, no version.
    pub async fn act(&self, actor: &Actor, name: &str, input: Json) -> Result<Json> {
        Ok(self.call(name, Call::of(actor.clone(), input)).await?.body)
    }

    /// A command as a step of a run: `around` stands in the same transaction, before and after it.
    pub async fn step(&self, actor: &Actor, name: &str, input: Json, around: Around) -> Result<Answer> {
        self.registry.step(&self.store, name, Call::of(actor.clone(), input), around).await
    }

    /// Reads with an actor's rights under the name of a verb, for doors that show what no query does.
    pub async fn look<T, F>(&self, actor: &Actor, verb: &'static str, access: Access, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> store::Unit<'t, T> + Send + Sync + 'static,
    {
        self.store.ask(actor.permit(verb, access)?, unit).await
    }

    /// Whoever keeps the door.
    pub fn doorkeeper(&self) -> Result<&dyn Doorkeeper> {
        self.registry.doorkeeper.as_deref().ok_or_else(|| kernel::fault("nobody keeps the door"))
    }

    /// The actor behind a customer's link, or the same 404 for a wrong, old and revoked one.
    pub async fn link_holder(&self, kind: &'static str, token: &str) -> Result<Actor> {
        self.doorkeeper()?.by_link(self, kind, token).await?.ok_or(Error::Missing("page"))
    }
}

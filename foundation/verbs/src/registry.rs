//! Everything the house can do, by name: commands, queries, doors, workers, and what the store must know.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::Result;
use schemars::Schema;
use serde_json::Value as Json;
use store::{Rules, Series, Store};

use crate::desk::{AnyWorker, Doorkeeper, Worker};
use crate::dispatch::{Answer, Around, Call, RequestRefusal, dispatch, tell};
use crate::door::{AnyDoor, Door};
use crate::ready::{self, MakeReady};
use crate::{Command, Outside, Query, Verb};

/// A verb whose type has been forgotten.
#[derive(Clone, Copy)]
pub struct Declared {
    pub verb: Verb,
    /// A query changes nothing.
    pub query: bool,
    /// The hot row it needs: with one, it stands alone in its transaction.
    pub series: Option<Series>,
    /// JSON schema of the input, path parameters included.
    pub input: fn() -> Schema,
    /// JSON schema of the view.
    pub output: fn() -> Schema,
    pub(crate) make_ready: MakeReady,
}

/// Every verb of the house as a transaction finds it: `tx.provided::<Verbs>()`.
pub struct Verbs(pub BTreeMap<&'static str, Declared>);

impl Verbs {
    /// Asks a query from outside a transaction, with the rights of whoever asks.
    pub async fn ask(&self, out: &Outside<'_>, name: &str, input: Json) -> Result<Json> {
        let declared = self.0.get(name).filter(|declared| declared.query);
        let declared = declared.ok_or(RequestRefusal::NoSuchVerb)?;
        Ok(dispatch(declared, out.store, Call::of(out.actor.clone(), input), None).await?.body)
    }

    /// Does a command from outside a transaction, with the rights of whoever asks; `around` stands in the same
    /// transaction as it, and may take it back.
    pub async fn step(&self, out: &Outside<'_>, name: &str, input: Json, around: Around) -> Result<Json> {
        let declared = self.0.get(name).filter(|declared| !declared.query);
        let declared = declared.ok_or(RequestRefusal::NoSuchVerb)?;
        let call = Call::of(out.actor.clone(), input);
        Ok(dispatch(declared, out.store, call, Some(around)).await?.body)
    }
}

#[derive(Default)]
pub struct Registry {
    verbs: BTreeMap<&'static str, Declared>,
    pub doors: Vec<AnyDoor>,
    pub workers: Vec<AnyWorker>,
    pub(crate) doorkeeper: Option<Arc<dyn Doorkeeper>>,
    rules: Rules,
}

/// What a room registers, in one function of its `lib.rs`.
pub trait Room {
    fn register(house: &mut Registry);
}

impl Registry {
    pub fn room<R: Room>(mut self) -> Registry {
        R::register(&mut self);
        self
    }

    pub fn command<C: Command>(&mut self) -> &mut Registry {
        self.declare(Declared {
            verb: C::VERB,
            query: false,
            series: C::SERIAL,
            input: || schemars::schema_for!(C),
            output: || schemars::schema_for!(C::Answer),
            make_ready: ready::command::<C>,
        })
    }

    pub fn query<Q: Query>(&mut self) -> &mut Registry {
        self.declare(Declared {
            verb: Q::VERB,
            query: true,
            series: None,
            input: || schemars::schema_for!(Q),
            output: || schemars::schema_for!(Q::Answer),
            make_ready: ready::query::<Q>,
        })
    }

    fn declare(&mut self, declared: Declared) -> &mut Registry {
        let twice = self.verbs.insert(declared.verb.name, declared);
        assert!(twice.is_none(), "the verb {} is declared twice", declared.verb.name);
        self
    }

    pub fn door<D: Door>(&mut self) -> &mut Registry {
        self.doors.push(AnyDoor::of::<D>());
        self
    }

    pub fn worker<W: Worker>(&mut self) -> &mut Registry {
        self.workers.push(AnyWorker::of::<W>());
        self
    }

    pub fn keep_door(&mut self, keeper: impl Doorkeeper) -> &mut Registry {
        self.doorkeeper = Some(Arc::new(keeper));
        self
    }

    /// Nouns, consequences, reactions, gates, carriers, migrations and windows go to the store.
    pub fn rules(&mut self) -> &mut Rules {
        &mut self.rules
    }

    pub fn take_rules(&mut self) -> Rules {
        self.rules.provide(Verbs(self.verbs.clone()));
        std::mem::take(&mut self.rules)
    }

    pub async fn call(&self, store: &Store, name: &str, call: Call) -> Result<Answer> {
        let declared = self.find(name).ok_or(RequestRefusal::NoSuchVerb)?;
        dispatch(declared, store, call, None).await
    }

    pub(crate) async fn tell(&self, store: &Store, name: &str, call: Call) -> Result<String> {
        let declared = self.find(name).ok_or(RequestRefusal::NoSuchVerb)?;
        tell(declared, store, call).await
    }

    pub(crate) async fn step(&self, store: &Store, name: &str, call: Call, around: Around) -> Result<Answer> {
        let declared = self.find(name).ok_or(RequestRefusal::NoSuchVerb)?;
        dispatch(declared, store, call, Some(around)).await
    }

    pub fn find(&self, name: &str) -> Option<&Declared> {
        self.verbs.get(name)
    }

    /// Every verb, by name.
    pub fn verbs(&self) -> impl Iterator<Item = &Declared> {
        self.verbs.values()
    }
}

//! The two engines behind one door, and the rules both obey.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::{BoxFuture, join_all};
use kernel::{Clock, Error, Permit, Result, Rng, fault};
use tokio::sync::watch;

use crate::companion::Companion;
use crate::consequence::AnyConsequence;
use crate::effect::{AnyCarrier, AnyGate, Carrier, Gate};
use crate::fate::{Fate, Fates, broke};
use crate::noun::{Noun, NounField, NounSql};
use crate::reaction::Reaction;
use crate::{Consequence, Keyring, Series, Tx, lite, pg, reaction};

/// A noun as the catalogue and the dispatcher see it.
#[derive(Clone, Copy)]
pub struct NounInfo {
    pub noun: &'static str,
    pub table: &'static str,
    pub fields: &'static [NounField],
    pub(crate) sql: &'static NounSql,
}

/// One tick of a reaction, its type forgotten.
pub type ReactionTick = for<'s> fn(&'s Store) -> BoxFuture<'s, Result<usize>>;

/// What the rooms have declared. Filled once, before the store opens.
#[derive(Default)]
pub struct Rules {
    pub(crate) nouns: BTreeMap<&'static str, NounInfo>,
    pub(crate) noun_tables: HashSet<&'static str>,
    pub(crate) plain_tables: HashSet<&'static str>,
    pub(crate) consequences: HashMap<&'static str, Vec<Arc<dyn AnyConsequence>>>,
    pub(crate) companions: Vec<Arc<dyn Companion>>,
    pub(crate) reactions: Vec<(&'static str, ReactionTick)>,
    pub(crate) gates: Vec<(&'static str, Arc<dyn AnyGate>)>,
    pub(crate) carriers: HashMap<&'static str, Arc<dyn AnyCarrier>>,
    pub(crate) migrations: Vec<(&'static str, &'static str)>,
    pub(crate) windows: Vec<&'static str>,
    pub(crate) speakers: crate::speak::Speakers,
    provided: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
    in_turn: bool,
    fates: Option<Arc<dyn Fates>>,
}

impl Rules {
    pub fn noun<N: Noun>(&mut self) {
        let info = NounInfo { noun: N::NOUN, table: N::TABLE, fields: N::FIELDS, sql: N::sql() };
        self.nouns.insert(N::NOUN, info);
        self.noun_tables.insert(N::TABLE);
    }
    pub fn consequence<C: Consequence>(&mut self, consequence: C) {
        let kind = <C::Fact as facts::Fact>::KIND;
        self.consequences.entry(kind).or_default().push(Arc::new(consequence));
    }
    /// Whoever hears every fact in its own transaction; see `companion`.
    pub fn companion(&mut self, companion: impl Companion) {
        self.companions.push(Arc::new(companion));
    }
    pub fn reaction<R: Reaction>(&mut self) {
        self.plain_tables.extend(R::TABLES);
        self.reactions.push((R::NAME, |store| Box::pin(reaction::tick::<R>(store))));
    }
    /// Tables an office keeps for itself, which owe no fact: runs, sessions, throttles.
    pub fn bookkeeping(&mut self, tables: &[&'static str]) {
        self.plain_tables.extend(tables);
    }
    /// Asked before an effect of this kind leaves; all gates must agree.
    pub fn gate<G: Gate>(&mut self, kind: &'static str, gate: G) {
        self.gates.push((kind, Arc::new(gate)));
    }
    /// Whoever carries effects of this kind into the world.
    pub fn carrier<C: Carrier>(&mut self, kind: &'static str, carrier: C) {
        self.carriers.insert(kind, Arc::new(carrier));
    }
    /// Whoever says what the fields of a text stand for, of one noun's records.
    pub fn speaks<S: crate::Speaks>(&mut self, speaker: S) {
        self.speakers.insert(S::NOUN, Arc::new(speaker));
    }
    pub fn migration(&mut self, name: &'static str, sql: &'static str) {
        self.migrations.push((name, sql));
    }
    pub fn window(&mut self, sql: &'static str) {
        self.windows.push(sql);
    }
    /// What the rooms and the registry keep for the whole house, one of each type; see `Tx::provided`.
    pub fn provide<T: Any + Send + Sync>(&mut self, it: T) {
        self.provided.insert(TypeId::of::<T>(), Arc::new(it));
    }
    /// What was provided of this type.
    pub fn provided<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.provided.get(&TypeId::of::<T>()).cloned()?.downcast().ok()
    }
    /// One thing after another instead of many side by side, so that a seeded run is the same every time.
    pub fn in_turn(&mut self) {
        self.in_turn = true;
    }
    /// For proofs alone: whoever decides what befalls each transaction.
    pub fn befalls(&mut self, fates: impl Fates) {
        self.fates = Some(Arc::new(fates));
    }
    /// Every declared noun, by name.
    pub fn nouns(&self) -> impl Iterator<Item = &NounInfo> {
        self.nouns.values()
    }
    /// The names of the windows called `<room>_<suffix>`, such as every `_open`.
    pub fn windows_ending(&self, suffix: &str) -> Vec<&'static str> {
        let name = |text: &&'static str| text.split_ascii_whitespace().nth(2).unwrap_or_default();
        self.windows.iter().map(name).filter(|name| name.ends_with(suffix)).collect()
    }
}

/// What every transaction needs besides a connection.
pub struct House {
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
    pub rules: Rules,
    pub keyring: Keyring,
    /// The data folder: keyring, files, backups; with SQLite also the database.
    pub dir: PathBuf,
    /// How customers reach us, without a slash at the end, such as `https://example.com`.
    pub public_url: String,
    /// Rises with every commit that told a fact: workers and screens wake by it.
    pub(crate) committed: watch::Sender<u64>,
    pub(crate) tally: crate::tally::Tally,
    pub(crate) room: crate::room::Gauge,
    /// What settings say, read from their texts.
    pub(crate) read: crate::setting::Read,
}

impl House {
    pub(crate) fn of(place: Place<'_>, rules: Rules, keyring: Keyring) -> House {
        House {
            clock: place.clock,
            rng: place.rng,
            rules,
            keyring,
            dir: place.dir.to_owned(),
            public_url: place.public_url.to_owned(),
            committed: watch::Sender::new(0),
            tally: crate::tally::Tally::default(),
            room: crate::room::Gauge::default(),
            read: crate::setting::Read::default(),
        }
    }

    pub(crate) fn told_something(&self) {
        self.committed.send_modify(|n| *n += 1);
    }
}

/// Where a store stands and what it needs from outside.
pub struct Place<'a> {
    pub dir: &'a Path,
    /// `None` for SQLite in the folder, else a PostgreSQL connection string.
    pub database: Option<&'a str>,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
    /// How customers reach us, without a slash at the end.
    pub public_url: &'a str,
    /// 32 bytes that open the keyring.
    pub master_key: kernel::Secret<[u8; 32]>,
}

#[derive(Clone)]
pub enum Store {
    Lite(lite::Lite),
    Pg(Arc<pg::Pg>),
}

/// A unit of work: re-runnable, so it borrows what it was given.
pub type Unit<'t, T> = BoxFuture<'t, Result<T>>;

async fn in_turn<T>(work: Vec<BoxFuture<'_, T>>) -> Vec<T> {
    let mut done = vec![];
    for one in work {
        done.push(one.await);
    }
    done
}

impl Store {
    /// Opens, migrates and locks the place. One process per data folder on SQLite.
    pub async fn open(place: Place<'_>, rules: Rules) -> Result<Store> {
        match place.database {
            None => Ok(Store::Lite(lite::Lite::open(place, rules).await?)),
            Some(_) => Ok(Store::Pg(Arc::new(pg::Pg::open(place, rules).await?))),
        }
    }

    /// Opens to read beside whoever runs on the place: verifying, backing up, exporting.
    pub fn open_reader(place: Place<'_>, rules: Rules) -> Result<Store> {
        match place.database {
            None => Ok(Store::Lite(lite::Lite::open_reader(place, rules)?)),
            Some(_) => Ok(Store::Pg(Arc::new(pg::Pg::open_reader(place, rules)?))),
        }
    }

    pub fn house(&self) -> &Arc<House> {
        match self {
            Store::Lite(lite) => &lite.house,
            Store::Pg(pg) => &pg.house,
        }
    }

    pub fn now(&self) -> kernel::Timestamp {
        self.house().clock.now()
    }

    /// Wakes after every commit of this process that told a fact.
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.house().committed.subscribe()
    }

    /// Works on all of these: side by side, or in turn where the rules say so.
    pub async fn all<T>(&self, work: Vec<BoxFuture<'_, T>>) -> Vec<T> {
        if self.house().rules.in_turn { in_turn(work).await } else { join_all(work).await }
    }

    /// Works on all of these, which write near each other. SQLite commits them side by side as one; PostgreSQL
    /// takes most of them back (SERIALIZABLE) and would do a sixth as many as in turn.
    pub async fn neighbours<T>(&self, work: Vec<BoxFuture<'_, T>>) -> Vec<T> {
        match self {
            Store::Lite(_) => self.all(work).await,
            Store::Pg(_) => in_turn(work).await,
        }
    }

    /// How many neighbours to take on under one lease. SQLite: enough for them to share what a commit costs.
    /// PostgreSQL: few enough that other nodes do not wait for what stands behind a long one here.
    pub fn neighbours_at_once(&self) -> i64 {
        match self {
            Store::Lite(_) => 128,
            Store::Pg(_) => 32,
        }
    }

    /// The reactions the rooms declared, for the server's workers.
    pub fn reactions(&self) -> &[(&'static str, ReactionTick)] {
        &self.house().rules.reactions
    }

    /// One transaction: all of it, or none. `series` names the hot row it needs, if any.
    pub async fn write<T, F>(&self, permit: Permit, series: Option<Series>, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        self.house().admits(&permit)?;
        self.befallen(permit, series, pg::Isolation::Serializable, unit).await
    }

    /// A short claim by one of the house's workers: READ COMMITTED, so that claims do not collide.
    pub async fn claim<T, F>(&self, worker: &'static str, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        self.befallen(Permit::engine(worker), None, pg::Isolation::ReadCommitted, unit).await
    }

    /// One transaction, with what a proof lets befall it.
    async fn befallen<T, F>(
        &self,
        permit: Permit,
        series: Option<Series>,
        level: pg::Isolation,
        unit: F,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        let Some(fates) = self.house().rules.fates.clone() else {
            return self.commit(permit, series, level, unit).await;
        };
        let fate = fates.of(permit.verb()).await;
        let befallen = self.commit(permit, series, level, move |tx| {
            let work = unit(tx);
            match fate {
                Fate::FailsBefore => Box::pin(async move { work.await.and_then(|_| Err(broke())) }),
                Fate::Happens | Fate::FailsAfter => work,
            }
        });
        let came = befallen.await;
        if fate == Fate::FailsAfter { came.and_then(|_| Err(broke())) } else { came }
    }

    async fn commit<T, F>(
        &self,
        permit: Permit,
        series: Option<Series>,
        level: pg::Isolation,
        unit: F,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        match self {
            Store::Lite(lite) => lite.write(permit, series, unit).await,
            Store::Pg(pg) => pg.write(permit, series, level, unit).await,
        }
    }

    /// One snapshot, nothing written, with the reader's own permit.
    pub async fn ask<T, F>(&self, permit: Permit, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        match self {
            Store::Lite(lite) => lite.read(permit, unit).await,
            Store::Pg(pg) => pg.write(permit, None, pg::Isolation::ReadOnly, unit).await,
        }
    }

    /// One snapshot, nothing written, for the house's own workers.
    pub async fn read<T, F>(&self, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        self.ask(Permit::engine("read"), unit).await
    }
}

/// A constraint of the schema said no where no rule of a noun had: a race, or a rule that is missing.
#[derive(Debug, thiserror::Error)]
#[error("this contradicts what is already kept ({0})")]
pub struct Conflict(pub String);

impl kernel::Refusal for Conflict {
    fn code(&self) -> &'static str {
        "store.conflict"
    }
}

/// What a unit of work said as it panicked: it fails as any other, and what it tripped over is not lost.
pub fn panicked(panic: &(dyn Any + Send)) -> Error {
    let words = panic.downcast_ref::<&str>().copied();
    let words = words.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    fault(Panicked(words.unwrap_or("it did not say why").to_owned()))
}

/// A program that broke where it stood: what it meets breaks it again, and is nothing that passes.
#[derive(Debug, thiserror::Error)]
#[error("a unit of work panicked: {0}")]
struct Panicked(String);

/// Whether it panicked, and nothing else failed.
pub fn has_panicked(error: &Error) -> bool {
    matches!(error, Error::Fault(cause) if cause.is::<Panicked>())
}

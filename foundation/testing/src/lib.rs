//! A house for tests: still clock, seeded chance, either engine, thrown away afterwards.
//!
//! `THROUGHLINE_PG` holds PostgreSQL's connection string; each test gets its own schema. A run without it must
//! say so (`THROUGHLINE_PG=none`): a test that skips in silence is a test that lies.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kernel::calendar::Zone;
use kernel::{
    Absence, Absences, Actor, Grants, Id, Scope, Secret, SeededRng, StillClock, Timestamp, UserId, Via,
};
use serde_json::Value as Json;
use store::{Place, Store};
use tempfile::TempDir;
use verbs::{Answer, Call, Desk, Registry};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Lite,
    Pg,
}

pub struct World {
    pub desk: Desk,
    pub store: Store,
    pub clock: Arc<StillClock>,
    dir: PathBuf,
    /// Its connection string, where it stands on PostgreSQL.
    pub database: Option<String>,
    // Last, for it goes when nobody has it open any more.
    _goes: Option<TempDir>,
}

/// Runs each story on both engines: `on_both! { async fn a_story(world: World) { … } }`. A function
/// `fn registry() -> Registry` in scope says which rooms the house has.
#[macro_export]
macro_rules! on_both {
    ($($(#[$about:meta])* async fn $name:ident($world:ident: World) $story:block)+) => {$(
        $(#[$about])*
        mod $name {
            use super::*;
            async fn story($world: $crate::World) $story
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() { story($crate::World::open($crate::Engine::Lite, registry()).await.unwrap()).await }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgresql() {
                if let Some(world) = $crate::World::open($crate::Engine::Pg, registry()).await {
                    story(world).await;
                }
            }
        }
    )+};
}

static WORLDS: AtomicU32 = AtomicU32::new(0);

/// Monday, 2 February 2026, 02:40 UTC.
pub const START_MS: i64 = 1_770_000_000_000;

impl World {
    /// `None` when there is no PostgreSQL to test on.
    pub async fn open(engine: Engine, mut registry: Registry) -> Option<World> {
        let clock = Arc::new(StillClock::at(START_MS));
        let dir = TempDir::with_prefix("throughline-").expect("a temporary folder");
        let database = match engine {
            Engine::Lite => None,
            Engine::Pg => Some(schema().await?),
        };
        let place = place(dir.path(), database.as_deref(), clock.clone());
        let store = Store::open(place, registry.take_rules()).await.expect("the store opens");
        let desk = Desk { store: store.clone(), registry: Arc::new(registry) };
        Some(World { desk, store, clock, dir: dir.path().to_owned(), database, _goes: Some(dir) })
    }

    /// Opens what another program has left, at this moment: a folder, and where it is not SQLite its database.
    pub async fn of_folder(
        (dir, database): (&Path, Option<&str>),
        at_ms: i64,
        mut registry: Registry,
    ) -> kernel::Result<World> {
        let clock = Arc::new(StillClock::at(at_ms));
        let store = Store::open(place(dir, database, clock.clone()), registry.take_rules()).await?;
        let desk = Desk { store: store.clone(), registry: Arc::new(registry) };
        let database = database.map(str::to_owned);
        Ok(World { desk, store, clock, dir: dir.to_owned(), database, _goes: None })
    }

    /// Calls a verb; the whole answer.
    pub async fn call(&self, actor: &Actor, verb: &str, input: Json) -> kernel::Result<Answer> {
        self.desk.call(verb, Call::of(actor.clone(), input)).await
    }

    /// Calls a verb that must succeed; its view.
    pub async fn act(&self, actor: &Actor, verb: &str, input: Json) -> Json {
        match self.call(actor, verb, input).await {
            Ok(answer) => answer.body,
            Err(error) => panic!("{verb}: {} ({error:?})", error.code()),
        }
    }

    /// Calls a verb that must be refused; its code.
    pub async fn refused(&self, actor: &Actor, verb: &str, input: Json) -> &'static str {
        match self.call(actor, verb, input).await {
            Ok(answer) => panic!("{verb} was not refused: {}", answer.body),
            Err(error) => error.code(),
        }
    }

    /// Somebody is away from now on, to the end of so many days.
    pub async fn send_away(&self, user: UserId, days: i64) {
        let away = self.store.claim("test.away", move |tx| {
            Box::pin(async move {
                let (from_at, day) = (tx.now(), 86_400_000);
                let until_at = Timestamp::from_millisecond(from_at.as_millisecond() + days * day);
                let until_at = until_at.map_err(kernel::fault)?;
                let on = |at: Timestamp| Zone::UTC.shows(at).date();
                let absence = Absence { user, from: on(from_at), until: on(until_at), from_at, until_at };
                let all = tx.setting::<Absences>().await?;
                tx.keep_setting(&all.with(user, Some(absence), from_at)).await
            })
        });
        away.await.expect("an absence is kept");
    }

    /// A number out of the database: the statement calls it `n`.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let found = self.store.read(move |tx| Box::pin(tx.one(sql, &[], |row| row.get("n")))).await;
        found.expect("the query runs").expect("a count answers")
    }

    /// Seals what is pending and lets every reaction hear all of it.
    pub async fn settle(&self) {
        while store::seal_pg::tick(&self.store).await.expect("the sealer runs") > 0 {}
        for (_, tick) in self.store.reactions() {
            while tick(&self.store).await.expect("the reaction runs") > 0 {}
        }
    }

    /// One round of every worker, effects and reactions, until nothing is left to do now.
    pub async fn work(&self) {
        for _ in 0..50 {
            self.settle().await;
            let tick = store::effect::tick(&self.store).await.expect("effects run");
            for worker in &self.desk.registry.workers {
                (worker.tick)(&self.desk).await.expect("the worker runs");
            }
            if tick.worked == 0 {
                return self.settle().await;
            }
        }
        panic!("the house never comes to rest");
    }

    /// Where this SQLite world stands, for whoever opens it from outside.
    pub fn place(&self) -> Place<'_> {
        place(&self.dir, None, self.clock.clone())
    }

    pub fn folder(&self) -> &Path {
        &self.dir
    }
}

fn place<'a>(dir: &'a Path, database: Option<&'a str>, clock: Arc<StillClock>) -> Place<'a> {
    let rng = Arc::new(SeededRng::new(1));
    Place { dir, database, clock, rng, public_url: "https://ours.test", master_key: Secret::new([7; 32]) }
}

/// The connection string of a schema of its own, with nothing in it; `None` where there is no PostgreSQL.
pub async fn schema() -> Option<String> {
    let name = format!("t{}_{}", std::process::id(), WORLDS.fetch_add(1, Ordering::Relaxed));
    let url = std::env::var("THROUGHLINE_PG").expect("THROUGHLINE_PG is a connection string, or `none`");
    if url == "none" {
        return None;
    }
    let connected = tokio_postgres::connect(&url, tokio_postgres::NoTls).await;
    let (client, connection) = connected.expect("PostgreSQL answers");
    tokio::spawn(connection);
    let fresh = format!("drop schema if exists {name} cascade; create schema {name}");
    client.batch_execute(&fresh).await.expect("a schema of its own");
    Some(format!("{url} options='-c search_path={name}'"))
}

/// The n-th user, by a made-up id: enough where no user record is looked up.
pub fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

/// Somebody who may do these things, in this scope.
pub fn someone(n: u8, scope: Scope, verbs: &[&str]) -> Actor {
    let grants: Grants = Arc::new(verbs.iter().map(|verb| ((*verb).to_owned(), scope)).collect());
    Actor::user(user(n), None, grants, Via::Session)
}

/// Somebody who may do everything the house can.
pub fn administrator(world: &World) -> Actor {
    let verbs: Vec<&str> = world.desk.registry.verbs().map(|declared| declared.verb.name).collect();
    someone(1, Scope::All, &verbs)
}

/// A stranger.
pub fn nobody() -> Actor {
    Actor::nobody()
}

//! PostgreSQL: SERIALIZABLE, tried again until a deadline; the same units as SQLite, awaited.
//!
//! Invariants: a connection whose unit was cancelled is closed, not reused, whatever it was waiting for; a hot series
//! is queued for in this process first (so that waiting holds no connection) and then by an advisory lock taken
//! before BEGIN; nobody waits for a lock longer than for their turn.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use futures_util::FutureExt;
use kernel::{Error, Permit, Result, fault};
use tokio_postgres::NoTls;
use tokio_postgres::error::SqlState;

use crate::engine::Place;
use crate::engine::{Conflict, Unit, panicked};
use crate::tx::Conn;
use crate::{House, Keyring, Rules, Series, Tx, migrate};

/// So long one that lost to others is tried again, from its turn on: a person waits rather than starting anew.
const DEADLINE: Duration = Duration::from_secs(15);
/// So long one statement waits for a lock somebody else holds: as long as a person waits.
const LOCK_TIMEOUT: &str = "set lock_timeout = '15s'";
const POOL: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isolation {
    Serializable,
    ReadCommitted,
    ReadOnly,
}

impl Isolation {
    fn begin(self) -> &'static str {
        match self {
            Isolation::Serializable => "begin isolation level serializable",
            Isolation::ReadCommitted => "begin isolation level read committed",
            Isolation::ReadOnly => "begin isolation level repeatable read read only",
        }
    }
}

type Queues = Mutex<HashMap<Series, Arc<tokio::sync::Mutex<()>>>>;

pub struct Pg {
    pub(crate) house: Arc<House>,
    pub(crate) pool: Pool,
    pub(crate) key: ed25519_dalek::SigningKey,
    queues: Queues,
    /// Held as long as the store lives: a backup is not put into a folder somebody works in.
    _here: Option<std::fs::File>,
}

impl Pg {
    pub(crate) async fn open(place: Place<'_>, mut rules: Rules) -> Result<Pg> {
        crate::own_nouns(&mut rules);
        let here = crate::folder::shared(place.dir)?;
        let pool = pool(&place)?;
        // Closed afterwards: an upgrade waits for its locks as long as it takes.
        let mut client = Object::take(pool.get().await.map_err(fault)?);
        client.batch_execute("set lock_timeout = 0").await.map_err(fault)?;
        migrate::pg(&mut client, &rules).await?;
        let last = "select key from person_key order by key desc limit 1";
        let last = client.query_opt(last, &[]).await.map_err(fault)?;
        let last = last.and_then(|row| row.get::<_, Vec<u8>>(0).try_into().ok());
        drop(client);
        let keyring = Keyring::open(&place.dir.join("keyring"), &place.master_key, last, place.rng.clone())?;
        let key = crate::seal::signing_key(&keyring)?;
        let house = Arc::new(House::of(place, rules, keyring));
        let pg = Pg { house, pool, key, queues: Queues::default(), _here: Some(here) };
        pg.begin_journal().await?;
        Ok(pg)
    }

    /// Reads beside running nodes: no migration, and the keyring is not touched.
    pub(crate) fn open_reader(place: Place<'_>, mut rules: Rules) -> Result<Pg> {
        crate::own_nouns(&mut rules);
        let pool = pool(&place)?;
        let keyring = Keyring::read_only(&place.dir.join("keyring"), &place.master_key, place.rng.clone())?;
        let key = crate::seal::signing_key(&keyring)?;
        let house = Arc::new(House::of(place, rules, keyring));
        Ok(Pg { house, pool, key, queues: Queues::default(), _here: None })
    }

    async fn begin_journal(&self) -> Result<()> {
        let first = crate::verify::genesis(&self.key, &*self.house.rng);
        self.write(Permit::engine("journal.genesis"), None, Isolation::Serializable, move |tx| {
            let first = first.clone();
            Box::pin(async move {
                let some = tx.one("select id from journal limit 1", &[], |_| Ok(())).await?;
                if some.is_none() {
                    tx.tell(first);
                }
                Ok(())
            })
        })
        .await
    }

    pub(crate) async fn write<T, F>(
        &self,
        permit: Permit,
        series: Option<Series>,
        level: Isolation,
        unit: F,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        let queue = series.map(|series| self.queue(series));
        let _turn = match &queue {
            Some(queue) => Some(queue.lock().await),
            None => None,
        };
        let deadline = Instant::now() + DEADLINE;
        for tries in 0.. {
            match self.once(permit.clone(), series, level, &unit).await {
                Err(error) if worth_another(&error, tries) && Instant::now() < deadline => {
                    self.pause(tries).await
                }
                result => return result,
            }
        }
        unreachable!("the loop ends by returning")
    }

    async fn once<T, F>(
        &self,
        permit: Permit,
        series: Option<Series>,
        level: Isolation,
        unit: &F,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        // From here on whoever goes away takes the connection along, and with it the lock and the transaction.
        let client = Borrowed(Some(self.pool.get().await.map_err(fault)?));
        if let Some(series) = series {
            let lock = "select pg_advisory_lock(hashtextextended($1, 0))";
            client.query(lock, &[&series.0]).await.map_err(wrong)?;
        }
        client.batch_execute(level.begin()).await.map_err(wrong)?;
        let mut tx = Tx::new(Conn::Pg(client), self.house.clone(), permit, series);
        let result = match AssertUnwindSafe(unit(&mut tx)).catch_unwind().await {
            Ok(Ok(value)) => tx.flush().await.map(|()| value),
            Ok(Err(error)) => Err(error),
            Err(panic) => Err(panicked(&*panic)),
        };
        let writes = level != Isolation::ReadOnly && result.is_ok();
        crash_point(writes, "commit.before");
        let ended =
            tx.pg().batch_execute(if result.is_ok() { "commit" } else { "rollback" }).await.map_err(wrong);
        crash_point(writes && ended.is_ok(), "commit.after");
        if let Some(series) = series {
            let unlock = "select pg_advisory_unlock(hashtextextended($1, 0))";
            tx.pg().query(unlock, &[&series.0]).await.map_err(fault)?;
        }
        let told = ended.is_ok() && !tx.lines.is_empty();
        if told {
            self.house.tally.sync();
        }
        tx.give_back();
        if told {
            self.house.told_something();
        }
        result.and_then(|value| ended.map(|()| value))
    }

    fn queue(&self, series: Series) -> Arc<tokio::sync::Mutex<()>> {
        self.queues.lock().expect("nobody panics here").entry(series).or_default().clone()
    }

    /// A little longer every time, and never in step with the others.
    async fn pause(&self, tries: u32) {
        let mut byte = [0];
        self.house.rng.fill(&mut byte);
        let most = 2u64 << tries.min(6);
        tokio::time::sleep(Duration::from_micros(most * 1000 * u64::from(byte[0]) / 256)).await;
    }
}

/// Only a commit that may change something is worth a death.
fn crash_point(writes: bool, name: &'static str) {
    if writes {
        kernel::crash::point(name);
    }
}

fn pool(place: &Place<'_>) -> Result<Pool> {
    let url = place.database.ok_or_else(|| fault("a PostgreSQL address is needed"))?;
    let config: tokio_postgres::Config = url.parse().map_err(fault)?;
    let recycle = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(config, NoTls, recycle);
    let patience = Hook::async_fn(|client, _| {
        Box::pin(async move { client.batch_execute(LOCK_TIMEOUT).await.map_err(HookError::Backend) })
    });
    Pool::builder(manager).max_size(POOL).post_create(patience).build().map_err(fault)
}

/// A pooled connection at work. Dropped there (a caller went away), it is closed, not reused.
pub(crate) struct Borrowed(Option<Object>);

impl std::ops::Deref for Borrowed {
    type Target = Object;
    fn deref(&self) -> &Object {
        self.0.as_ref().expect("present until given back")
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        self.0.take().map(Object::take);
    }
}

impl Tx {
    fn pg(&self) -> &Object {
        match &self.conn {
            Conn::Pg(borrowed) => borrowed,
            Conn::Lite(_) => unreachable!("a PostgreSQL transaction stays one"),
        }
    }

    fn give_back(mut self) {
        if let Conn::Pg(borrowed) = &mut self.conn {
            drop(borrowed.0.take());
        }
    }
}

fn worth_another(error: &Error, tries: u32) -> bool {
    match error {
        Error::Again => true,
        // Two equal rows met: the second try finds the first one's row.
        Error::Refused(refusal) => refusal.code() == "store.conflict" && tries < 3,
        _ => false,
    }
}

/// Of statements sent together one fails and its neighbours only echo it: why they failed, not that they did.
pub(crate) fn first_cause(errors: impl Iterator<Item = tokio_postgres::Error>) -> Option<Error> {
    let echo = |error: &tokio_postgres::Error| error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION);
    let all: Vec<tokio_postgres::Error> = errors.collect();
    let (echoes, causes): (Vec<_>, Vec<_>) = all.into_iter().partition(echo);
    causes.into_iter().chain(echoes).next().map(wrong)
}

pub(crate) fn wrong(error: tokio_postgres::Error) -> Error {
    match error.code() {
        // Lost to others, or waited too long for them.
        Some(
            &(SqlState::T_R_SERIALIZATION_FAILURE
            | SqlState::T_R_DEADLOCK_DETECTED
            | SqlState::LOCK_NOT_AVAILABLE),
        ) => Error::Again,
        Some(&SqlState::UNIQUE_VIOLATION) => Conflict(told(&error)).into(),
        Some(&SqlState::DISK_FULL) => Error::NoRoom,
        _ => fault(told(&error)),
    }
}

/// What failed and at what, for the log: never the row it failed at, which the server's detail repeats.
pub(crate) fn told(error: &tokio_postgres::Error) -> String {
    let Some(said) = error.as_db_error() else { return format!("{error:?}") };
    let at = [("table", said.table()), ("column", said.column()), ("constraint", said.constraint())];
    let at = at.iter().filter_map(|(what, name)| name.map(|name| format!(", {what} {name}")));
    format!("{} ({}{})", said.message(), said.code().code(), at.collect::<String>())
}

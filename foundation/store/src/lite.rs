//! SQLite: one writer thread, one COMMIT for everyone who was waiting.
//!
//! Invariants: a unit's future is polled exactly once (awaiting anything but its `Tx` is an error); each unit
//! stands in its own savepoint; nobody is answered before the COMMIT; the group is sealed inside it.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::pin;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use kernel::{Error, Permit, Result, Value, fault};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use crate::engine::Place;
use crate::engine::{Unit, panicked};
use crate::journal::Line;
use crate::keyring::KeyId;
use crate::seal::{Frontier, Sealer};
use crate::tx::{Conn, lite_run};
use crate::{House, Keyring, Rules, Series, Tx, migrate};

const QUEUE: usize = 4096;
const GROUP: usize = 256;
const READERS: usize = 2;
/// Prepared once each: a busy house speaks more than 256 different statements.
const STATEMENTS: usize = 1024;
/// Nothing is mapped into memory: a stray I/O error would end the process instead of one query.
const READER_PRAGMAS: &str = "
    pragma query_only = on; pragma busy_timeout = 5000; pragma cache_size = -16384;
    pragma temp_store = memory; pragma trusted_schema = off;";
const PRAGMAS: &str = "
    pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
    pragma busy_timeout = 5000; pragma cache_size = -65536; pragma temp_store = memory;
    pragma wal_autocheckpoint = 4000; pragma trusted_schema = off;";

type Reply = Box<dyn FnOnce(Ended) + Send>;
type Work = Box<dyn FnOnce(&mut Tx) -> (Came, Reply) + Send>;

/// How a unit came out by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Came {
    Good,
    Bad,
    NoRoom,
}

/// How the transaction of its whole group ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    Kept,
    Lost,
    NoRoom,
}

/// A unit waiting for the writer, and the permit it came with.
struct Job {
    permit: Permit,
    series: Option<Series>,
    work: Work,
}

#[derive(Clone)]
pub struct Lite {
    pub(crate) house: Arc<House>,
    writer: SyncSender<Job>,
    readers: SyncSender<Job>,
    /// Held as long as the store lives: one process per folder. A mere reader holds none.
    _lock: Option<Arc<std::fs::File>>,
}

/// No lock around each call: a connection never leaves its thread.
const READS_ALONE: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// Every statement is planned once, whatever it is asked with: a planner that looks at a value, such as that of a
/// limit, plans anew each time, which was an eighth of the work.
fn prepare_once(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop).map_err(fault)
}

impl Lite {
    pub(crate) async fn open(place: Place<'_>, mut rules: Rules) -> Result<Lite> {
        crate::own_nouns(&mut rules);
        // Two processes on one folder would each believe to be the only writer.
        let lock = crate::folder::alone(place.dir)?;
        let path = place.dir.join("throughline.db");
        let mut connection = Connection::open(&path).map_err(fault)?;
        connection.execute_batch(PRAGMAS).map_err(fault)?;
        prepare_once(&connection)?;
        migrate::lite(&mut connection, &rules)?;
        let last = last_key(&connection)?;
        let keyring = Keyring::open(&place.dir.join("keyring"), &place.master_key, last, place.rng.clone())?;
        let key = crate::seal::signing_key(&keyring)?;
        let sealer = Sealer { frontier: last_frontier(&connection)?, key };
        let house = Arc::new(House::of(place, rules, keyring));
        let begun = sealer.frontier.size > 0;
        let first = crate::verify::genesis(&sealer.key, &*house.rng);
        let lite = Lite {
            writer: start_writer(connection, house.clone(), sealer),
            readers: start_readers(&path, house.clone())?,
            house,
            _lock: Some(Arc::new(lock)),
        };
        if !begun {
            let tell = move |tx: &mut Tx| {
                tx.tell(first.clone());
            };
            lite.write(Permit::engine("journal.genesis"), None, move |tx| {
                tell(tx);
                Box::pin(std::future::ready(Ok(())))
            })
            .await?;
        }
        Ok(lite)
    }

    /// Reads beside a running server: no writer, no lock, no migration.
    pub(crate) fn open_reader(place: Place<'_>, mut rules: Rules) -> Result<Lite> {
        crate::own_nouns(&mut rules);
        let keyring = Keyring::read_only(&place.dir.join("keyring"), &place.master_key, place.rng.clone())?;
        let house = Arc::new(House::of(place, rules, keyring));
        let path = house.dir.join("throughline.db");
        let (writer, _) = sync_channel(0);
        Ok(Lite { writer, readers: start_readers(&path, house.clone())?, house, _lock: None })
    }

    pub(crate) async fn write<T, F>(&self, permit: Permit, series: Option<Series>, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        submit(&self.writer, permit, series, unit).await
    }

    pub(crate) async fn read<T, F>(&self, permit: Permit, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
    {
        submit(&self.readers, permit, None, unit).await
    }
}

async fn submit<T, F>(queue: &SyncSender<Job>, permit: Permit, series: Option<Series>, unit: F) -> Result<T>
where
    T: Send + 'static,
    F: for<'t> Fn(&'t mut Tx) -> Unit<'t, T> + Send + Sync + 'static,
{
    let (answer, wait) = oneshot::channel();
    let work = move |tx: &mut Tx| {
        let result = run_unit(tx, &unit);
        let came = match &result {
            Ok(_) => Came::Good,
            Err(Error::NoRoom) => Came::NoRoom,
            Err(_) => Came::Bad,
        };
        let reply = move |ended: Ended| {
            let _ = answer.send(match ended {
                Ended::Lost if came == Came::Good => Err(fault("the group's commit failed")),
                Ended::NoRoom if came == Came::Good => Err(Error::NoRoom),
                _ => result,
            });
        };
        (came, Box::new(reply) as Reply)
    };
    queue.try_send(Job { permit, series, work: Box::new(work) }).map_err(|_| Error::Again)?;
    wait.await.map_err(fault)?
}

fn run_unit<T>(tx: &mut Tx, unit: &impl for<'t> Fn(&'t mut Tx) -> Unit<'t, T>) -> Result<T> {
    let whole = AssertUnwindSafe(|| {
        let value = once(unit(tx))?;
        once(tx.flush()).map(|()| value)
    });
    catch_unwind(whole).unwrap_or_else(|panic| Err(panicked(&*panic)))
}

/// Every method of `Tx` is ready at once here, so one poll is enough, and more would be a mistake.
fn once<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(fault("a unit of work awaited something other than its transaction")),
    }
}

struct Writer {
    /// The disk was full in the group under way.
    full: Cell<bool>,
    connection: Option<Connection>,
    house: Arc<House>,
    sealer: Sealer,
    queue: Receiver<Job>,
}

fn start_writer(connection: Connection, house: Arc<House>, sealer: Sealer) -> SyncSender<Job> {
    let (send, queue) = sync_channel(QUEUE);
    let mut writer = Writer { full: Cell::new(false), connection: Some(connection), house, sealer, queue };
    std::thread::spawn(move || {
        while let Ok(first) = writer.queue.recv() {
            writer.group(first);
        }
    });
    send
}

impl Writer {
    /// Whoever waits while the disk syncs shares the next sync.
    fn group(&mut self, first: Job) {
        let (mut replies, mut lines, before_all) = (vec![], vec![], self.changes());
        self.full.set(false);
        let mut good = self.sql("begin immediate");
        let mut next = Some(first);
        while let Some(job) = next.take() {
            replies.push(self.unit(job, &mut lines));
            // A full disk or an I/O error rolls the whole transaction back: then nobody in it succeeded.
            good &= self.connection.as_ref().is_some_and(|c| !c.is_autocommit());
            next = (good && replies.len() < GROUP).then(|| self.queue.try_recv().ok()).flatten();
        }
        let before = self.sealer.frontier.clone();
        kernel::crash::point("group.before_commit");
        good = good && self.seal_all(&lines) && self.sql("commit");
        kernel::crash::point("group.after_commit");
        if !good {
            self.sealer.frontier = before;
            self.sql("rollback");
        } else if self.changes() != before_all {
            self.house.tally.sync();
        }
        // Before the answers: whoever has one sees that something was told.
        if good && !lines.is_empty() {
            self.house.told_something();
        }
        let ended = match (good, self.full.get()) {
            (true, _) => Ended::Kept,
            (false, true) => Ended::NoRoom,
            (false, false) => Ended::Lost,
        };
        replies.into_iter().for_each(|reply| reply(ended));
    }

    fn unit(&mut self, job: Job, lines: &mut Vec<Line>) -> Reply {
        self.sql("savepoint unit");
        let connection = self.connection.take().expect("the connection comes back after every unit");
        let mut tx = Tx::new(Conn::Lite(connection), self.house.clone(), job.permit, job.series);
        let (came, reply) = (job.work)(&mut tx);
        let Conn::Lite(connection) = tx.conn else { unreachable!("a SQLite transaction stays one") };
        self.connection = Some(connection);
        self.full.set(self.full.get() || came == Came::NoRoom);
        if came == Came::Good {
            lines.append(&mut tx.lines);
        } else {
            self.sql("rollback to unit");
        }
        self.sql("release unit");
        reply
    }

    /// Rows changed since the connection was opened.
    fn changes(&self) -> u64 {
        self.connection.as_ref().map_or(0, Connection::total_changes)
    }

    fn seal_all(&mut self, lines: &[Line]) -> bool {
        let house = self.house.clone();
        house.tally.statements(lines.len() + usize::from(!lines.is_empty()));
        let sealed = house.tally.sealing(|| self.seal(lines));
        self.full.set(self.full.get() || matches!(sealed, Err(Error::NoRoom)));
        sealed.is_ok()
    }

    fn seal(&mut self, lines: &[Line]) -> Result<()> {
        let connection = self.connection.as_ref().expect("between units it is here");
        for line in lines {
            let n = self.sealer.frontier.size as i64;
            let values: &[Value] = &[n.into(), line.id.into(), (&line.leaf).into()];
            lite_run(connection, "insert into journal_leaf (n, id, leaf) values ($1, $2, $3)", values)?;
            self.sealer.frontier.push(line.leaf);
        }
        if lines.is_empty() {
            return Ok(());
        }
        let (size, note, nodes) =
            (self.sealer.frontier.size as i64, self.sealer.note(), self.sealer.frontier.to_bytes());
        let sign = "insert into journal_checkpoint (size, note, frontier) values ($1, $2, $3)";
        lite_run(connection, sign, &[size.into(), (&note).into(), (&nodes).into()]).map(drop)
    }

    fn sql(&self, text: &str) -> bool {
        let connection = self.connection.as_ref().expect("between units it is here");
        let done = run(connection, text);
        self.full.set(self.full.get() || done.as_ref().is_err_and(is_full));
        done.is_ok()
    }
}

/// A statement without values or answer, prepared once.
fn run(connection: &Connection, text: &str) -> rusqlite::Result<usize> {
    connection.prepare_cached(text)?.execute([])
}

/// Readers see what was committed, and can write nothing.
fn start_readers(path: &Path, house: Arc<House>) -> Result<SyncSender<Job>> {
    let (send, queue) = sync_channel(QUEUE);
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..READERS {
        let connection = Connection::open_with_flags(path, READS_ALONE).map_err(fault)?;
        connection.execute_batch(READER_PRAGMAS).map_err(fault)?;
        prepare_once(&connection)?;
        let (queue, house) = (queue.clone(), house.clone());
        std::thread::spawn(move || read_jobs(connection, house, &queue));
    }
    Ok(send)
}

fn read_jobs(mut connection: Connection, house: Arc<House>, queue: &Mutex<Receiver<Job>>) {
    let next = || queue.lock().ok()?.recv().ok();
    while let Some(job) = next() {
        let _ = run(&connection, "begin");
        let mut tx = Tx::new(Conn::Lite(connection), house.clone(), job.permit, None);
        let (_, reply) = (job.work)(&mut tx);
        let Conn::Lite(back) = tx.conn else { unreachable!("a SQLite transaction stays one") };
        connection = back;
        let _ = run(&connection, "rollback");
        reply(Ended::Kept);
    }
}

/// The newest key anybody was given.
fn last_key(connection: &Connection) -> Result<Option<KeyId>> {
    use rusqlite::OptionalExtension;
    let last = "select key from person_key order by key desc limit 1";
    connection.query_row(last, [], |row| row.get(0)).optional().map_err(fault)
}

fn last_frontier(connection: &Connection) -> Result<Frontier> {
    let last = "select size, frontier from journal_checkpoint order by size desc limit 1";
    let found = connection.query_row(last, [], |row| {
        Ok(Frontier::from_bytes(row.get::<_, i64>(0)? as u64, &row.get::<_, Vec<u8>>(1)?))
    });
    match found {
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(Frontier::default()),
        other => other.map_err(fault),
    }
}

pub(crate) fn wrong(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => crate::engine::Conflict(error.to_string()).into(),
        _ if is_full(&error) => Error::NoRoom,
        _ => fault(error),
    }
}

/// No room for a page, or for the index of the log beside the database.
fn is_full(error: &rusqlite::Error) -> bool {
    let shm_size = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
        || error.sqlite_error().is_some_and(|error| error.extended_code == shm_size)
}

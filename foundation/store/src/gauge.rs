//! How full the house is: what waits to leave, what waits for its place, what waits for a person.

use kernel::{Result, Timestamp};

use crate::sql::Pair;
use crate::tx::Conn;
use crate::{Row, Store, Tx};

/// Figures of one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Due now or overdue.
    pub effects_queued: i64,
    /// When the longest waiting of them was due.
    pub oldest_effect: Option<Timestamp>,
    /// Told, but without a place yet; always 0 on SQLite.
    pub unsealed: i64,
    pub exceptions_open: i64,
    pub database_bytes: i64,
    /// Commits that told a fact since this process started; on SQLite one may hold many transactions.
    pub commits: i64,
    /// By how many seconds what stands in a timetable is behind it; 0 where nothing is.
    pub lags: Vec<(String, i64)>,
}

const EFFECTS: &str =
    "select count(*) as n, min(due_at) as oldest from effect where state = 'queued' and due_at <= $1";
const EXCEPTIONS: &str = "select count(*) as n from store_exception where state = 'open'";
const UNSEALED: Pair = Pair { lite: "select 0 as n", pg: "select count(*) as n from journal_pending" };
const BYTES: Pair = Pair {
    lite: "select page_count * page_size as n from pragma_page_count(), pragma_page_size()",
    pg: "select pg_database_size(current_database()) as n",
};

const OLDEST_UNSEALED: &str = "select id from journal_pending order by seq limit 1";

impl Tx {
    /// Since when what was told waits for its place; on SQLite it never does. A fact's id begins with its instant.
    pub async fn unsealed_since(&mut self) -> Result<Option<Timestamp>> {
        if matches!(self.conn, Conn::Lite(_)) {
            return Ok(None);
        }
        let oldest = self.one(OLDEST_UNSEALED, &[], |row| row.get::<[u8; 16]>("id")).await?;
        let instant = |id: [u8; 16]| {
            let ms = id[..6].iter().fold(0i64, |ms, byte| ms << 8 | i64::from(*byte));
            Timestamp::from_millisecond(ms).map_err(kernel::fault)
        };
        oldest.map(instant).transpose()
    }
}

/// Reads them in one snapshot.
pub async fn read(store: &Store) -> Result<Gauges> {
    let gauges = store.read(|tx| Box::pin(measure(tx))).await?;
    let commits = *store.committed().borrow();
    Ok(Gauges { commits: i64::try_from(commits).map_err(kernel::fault)?, ..gauges })
}

async fn measure(tx: &mut Tx) -> Result<Gauges> {
    let now = tx.now();
    let queue = |row: &Row<'_>| Ok((row.get::<i64>("n")?, row.get::<Option<Timestamp>>("oldest")?));
    let (effects_queued, oldest_effect) = tx.one(EFFECTS, &[now.into()], queue).await?.unwrap_or_default();
    let lite = matches!(tx.conn, Conn::Lite(_));
    let words = |pair: Pair| if lite { pair.lite } else { pair.pg };
    let (unsealed, bytes) = (words(UNSEALED), words(BYTES));
    Ok(Gauges {
        effects_queued,
        oldest_effect,
        unsealed: number(tx, unsealed).await?,
        exceptions_open: number(tx, EXCEPTIONS).await?,
        database_bytes: number(tx, bytes).await?,
        lags: lags(tx, now).await?,
        ..Gauges::default()
    })
}

/// Of every room that keeps a timetable: a window `…_lag` says what is next in it, by name.
async fn lags(tx: &mut Tx, now: Timestamp) -> Result<Vec<(String, i64)>> {
    let mut lags = vec![];
    for window in tx.windows("_lag") {
        let sql = format!("select name, at from {window} order by name");
        let read = |row: &Row<'_>| Ok((row.get::<String>("name")?, row.get::<Option<Timestamp>>("at")?));
        let behind = |at: Option<Timestamp>| at.map_or(0, |at| (now.as_second() - at.as_second()).max(0));
        let all = tx.all(&sql, &[], read).await?;
        lags.extend(all.into_iter().map(|(name, at)| (name, behind(at))));
    }
    Ok(lags)
}

async fn number(tx: &mut Tx, sql: &str) -> Result<i64> {
    Ok(tx.one(sql, &[], |row| row.get("n")).await?.unwrap_or_default())
}

//! What a unit of work can do. Everything it writes becomes true together, or not at all.

use std::collections::{HashMap, HashSet, VecDeque};
use std::future::ready;
use std::sync::Arc;

use facts::Fact;
use futures_util::future::join_all;
use kernel::{FactId, Id, Owned, Permit, Ref, Result, Timestamp, Value, fault};

use crate::journal::{Draft, Following, Line, Written};
use crate::keyring::KeyId;
use crate::row::{Bound, Names};
use crate::{Change, House, Noun, Row, Unit, effect, sql};

/// A gapless run of numbers: one row, so one writer at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Series(pub &'static str);

pub(crate) enum Conn {
    Lite(rusqlite::Connection),
    Pg(crate::pg::Borrowed),
}

pub struct Tx {
    pub(crate) conn: Conn,
    pub(crate) house: Arc<House>,
    pub(crate) permit: Permit,
    pub(crate) now: Timestamp,
    pub(crate) series: Option<Series>,
    /// Kept, but not told yet.
    pub(crate) changes: Vec<Change>,
    pub(crate) touched: HashSet<String>,
    /// Told, but not written yet.
    pub(crate) drafts: VecDeque<Draft>,
    pub(crate) effects: Vec<effect::New>,
    /// What is being followed: a fact by its consequence, a run by its step.
    pub(crate) following: Option<Following>,
    /// The first fact of this transaction: all its lines name it.
    pub(crate) first: Option<FactId>,
    pub(crate) room: Option<&'static str>,
    pub(crate) keys: HashMap<Ref, KeyId>,
    /// Ids this transaction made: nobody else can know them.
    pub(crate) fresh: HashSet<Ref>,
    /// What an office has to know again before this transaction ends.
    noted: HashSet<[u8; 16]>,
    pub(crate) settings: crate::setting::Asked,
    pub(crate) written: Vec<Written>,
    pub(crate) lines: Vec<Line>,
}

/// What the dispatcher needs to know of a subject before it lets anyone touch it.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    pub rv: i64,
    pub owned: Owned,
}

impl Tx {
    pub(crate) fn new(conn: Conn, house: Arc<House>, permit: Permit, series: Option<Series>) -> Tx {
        let now = house.clock.now();
        let cause = permit.cause();
        Tx {
            conn,
            house,
            permit,
            now,
            series,
            changes: vec![],
            touched: HashSet::new(),
            drafts: VecDeque::new(),
            effects: vec![],
            following: cause.map(|c| Following { cause: c.by, chain: c.chain, depth: 0 }),
            first: None,
            room: None,
            keys: HashMap::new(),
            fresh: HashSet::new(),
            noted: HashSet::new(),
            settings: HashMap::new(),
            written: vec![],
            lines: vec![],
        }
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn permit(&self) -> &Permit {
        &self.permit
    }

    /// An address of ours as customers reach it; `path` begins with a slash.
    pub fn public_url(&self, path: &str) -> String {
        format!("{}{path}", self.house.public_url)
    }

    /// An id nobody has had.
    pub fn new_id<I: Id>(&mut self) -> I {
        let id = I::new(self.now, &*self.house.rng);
        self.fresh.insert(id.into());
        id
    }

    /// Whether this transaction made that id: nobody outside it can know it, so what others keep about it need not be
    /// looked for. On PostgreSQL such a look collides with whoever writes beside the place where it would be found.
    pub fn has_made(&self, record: Ref) -> bool {
        self.fresh.contains(&record)
    }

    /// Notes something until this transaction ends.
    pub fn note(&mut self, what: [u8; 16]) {
        self.noted.insert(what);
    }

    pub fn has_noted(&self, what: &[u8; 16]) -> bool {
        self.noted.contains(what)
    }

    /// The windows called `<room>` + this ending, such as every `_open`: what all rooms offer in one shape.
    pub fn windows(&self, ending: &str) -> Vec<&'static str> {
        self.house.rules.windows_ending(ending)
    }

    /// What a room or the registry keeps for the whole house (`Rules::provide`).
    pub fn provided<T: std::any::Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.house.rules.provided()
    }

    /// Random bytes, for tokens and codes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.house.rng.fill(&mut bytes);
        bytes
    }

    /// 32 bytes that follow from the workspace's key and a purpose, for tokens that are not stored.
    pub fn derive(&self, purpose: &[u8]) -> Result<[u8; 32]> {
        self.house.keyring.derive(purpose)
    }

    /// A new noun comes into the house.
    pub async fn add<N: Noun>(&mut self, new: &N) -> Result<()> {
        let change = Change::between(None, new).ok_or_else(|| fault("a new noun has at least one field"))?;
        self.write_noun(&N::sql().insert, new, 1, change).await
    }

    /// The same, unless the schema knows it already (a unique constraint of the noun). Insert first, look later:
    /// under SERIALIZABLE a look that finds nothing collides with every neighbour's insert.
    pub async fn add_unless_there<N: Noun>(&mut self, new: &N) -> Result<bool> {
        self.stay_in_room(N::TABLE)?;
        let added = self.run(&N::sql().insert_once, &row_values(new, 1)).await? == 1;
        self.changes.extend(Change::between(None, new).filter(|_| added));
        Ok(added)
    }

    /// A noun has changed: the store finds out what, field by field, and gives it back at its new version.
    pub async fn keep<N: Noun>(&mut self, before: &N, mut after: N) -> Result<N> {
        let Some(change) = Change::between(Some(before), &after) else { return Ok(after) };
        after.set_rv(change.rv_after);
        self.write_noun(&N::sql().update, &after, before.rv(), change).await?;
        Ok(after)
    }

    /// Keeps a change and tells the fact, or neither when nothing differs: a no-change write is no fact.
    pub async fn keep_and_tell<N: Noun, F: Fact>(&mut self, before: &N, after: N, fact: F) -> Result<N> {
        let kept = self.keep(before, after).await?;
        if kept.rv() != before.rv() {
            self.tell(fact);
        }
        Ok(kept)
    }

    /// A noun leaves the house: an alias that is taken back, never a record people know.
    pub async fn remove<N: Noun>(&mut self, gone: &N) -> Result<()> {
        self.stay_in_room(N::TABLE)?;
        let removed = self.run(&N::sql().remove, &[gone.id().into(), gone.rv().into()]).await?;
        self.changes.push(Change::removal(gone));
        if removed == 1 { Ok(()) } else { Err(kernel::Error::Again) }
    }

    /// Tells a fact. What was kept since the last one belongs to it.
    pub fn tell<F: Fact>(&mut self, fact: F) -> FactId {
        let changes = std::mem::take(&mut self.changes);
        self.touched.retain(|table| changes.iter().all(|change| change.table != table));
        let id = in_order(self.new_id(), self.written.len() + self.drafts.len());
        self.first.get_or_insert(id);
        self.drafts.push_back(Draft::of(id, fact, changes, self.following));
        id
    }

    /// The next number of the series this transaction was opened for, or of the one its test records use
    /// (`test.` + its name); the first one is `start`.
    pub async fn number(&mut self, series: Series, start: i64) -> Result<i64> {
        const NEXT: &str = "
            insert into series (name, last, given) values ($1, $2, 1)
            on conflict (name) do update set given = series.given + 1,
                last = case when series.last + 1 > $2 then series.last + 1 else $2 end
            returning last";
        let named = series.0.strip_prefix("test.").unwrap_or(series.0);
        if self.series.is_none_or(|held| held.0 != named) {
            return Err(fault(format!("series `{}` was not named by the command", series.0)));
        }
        let next = self.one(NEXT, &[series.0.into(), start.into()], |row| row.get("last")).await?;
        next.ok_or_else(|| fault("a series always answers"))
    }

    /// Version and owner of the thing a command is about.
    pub async fn held(&mut self, subject: Ref) -> Result<Option<Held>> {
        let Some(sql) = self.house.rules.nouns.get(subject.kind).map(|noun| noun.sql) else {
            return Err(fault(format!("no noun is called `{}`", subject.kind)));
        };
        self.one(&sql.held, &[subject.into()], |row| {
            Ok(Held { rv: row.get("rv")?, owned: Owned { owner: row.get("owner")?, team: row.get("team")? } })
        })
        .await
    }

    /// A statement of a room's own. See `guard` for what it may touch.
    pub async fn exec(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64> {
        self.allow(sql)?;
        self.run(sql, values).await
    }

    pub async fn one<T: Send>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Option<T>> {
        Ok(self.all(sql, values, read).await?.into_iter().next())
    }

    pub async fn all<T: Send>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Vec<T>> {
        let mut found = vec![];
        let keep = &mut found;
        let mut see = move |row: &Row<'_>| read(row).map(|one| keep.push(one));
        self.each(sql, values, &mut see).await?;
        Ok(found)
    }

    /// In a box, like all that waits for the database: what it holds while it waits is large, and each of some
    /// hundred callers would hold it, and be compiled with it.
    fn each<'t>(&'t mut self, sql: &'t str, values: &'t [Value<'t>], see: See<'t>) -> Unit<'t, ()> {
        self.house.tally.statements(1);
        match &self.conn {
            Conn::Lite(lite) => Box::pin(ready(lite_each(lite, sql, values, see))),
            Conn::Pg(pg) => Box::pin(pg_each(pg, sql, values, see)),
        }
    }

    /// A statement of the store's own.
    pub(crate) fn run<'t>(&'t mut self, sql: &'t str, values: &'t [Value<'t>]) -> Unit<'t, u64> {
        self.house.tally.statements(1);
        match &self.conn {
            Conn::Lite(lite) => Box::pin(ready(lite_run(lite, sql, values))),
            Conn::Pg(pg) => Box::pin(pg_run(pg, sql, values)),
        }
    }

    /// Independent statements of the store's own: one round trip on PostgreSQL.
    pub(crate) fn run_many<'t>(&'t mut self, statements: &'t [(&'t str, Vec<Value<'t>>)]) -> Unit<'t, ()> {
        self.house.tally.statements(statements.len());
        match &self.conn {
            Conn::Lite(lite) => {
                let mut all = statements.iter();
                Box::pin(ready(all.try_for_each(|(sql, values)| lite_run(lite, sql, values).map(drop))))
            }
            Conn::Pg(pg) => Box::pin(async move {
                let done = join_all(statements.iter().map(|(sql, values)| pg_try(pg, sql, values))).await;
                crate::pg::first_cause(done.into_iter().filter_map(Result::err)).map_or(Ok(()), Err)
            }),
        }
    }

    async fn write_noun<N: Noun>(&mut self, sql: &str, noun: &N, rv: i64, change: Change) -> Result<()> {
        self.stay_in_room(N::TABLE)?;
        let written = self.run(sql, &row_values(noun, rv)).await?;
        self.changes.push(change);
        if written == 1 { Ok(()) } else { Err(kernel::Error::Again) }
    }
}

/// Facts of one transaction sort as they were told: the twelve bits after the milliseconds count them
/// (RFC 9562, section 6.2, method 1).
fn in_order(id: FactId, ordinal: usize) -> FactId {
    let mut bytes = Ref::from(id).bytes;
    let counter = 0x7000 | ordinal.min(0x0fff) as u16;
    bytes[6..8].copy_from_slice(&counter.to_be_bytes());
    FactId::from_bytes(bytes)
}

fn row_values<N: Noun>(noun: &N, rv: i64) -> Vec<Value<'_>> {
    let owned = noun.owned();
    let mut values = vec![noun.id().into(), rv.into(), owned.owner.into(), owned.team.into()];
    values.extend(noun.values());
    values
}

/// Sees one row after the other.
type See<'t> = &'t mut (dyn FnMut(&Row<'_>) -> Result<()> + Send);

fn lite_each(lite: &rusqlite::Connection, text: &str, values: &[Value<'_>], see: See<'_>) -> Result<()> {
    let mut statement = lite.prepare_cached(&sql::lite(text)).map_err(fault)?;
    let params = rusqlite::params_from_iter(values.iter().map(Bound));
    let names = Names::of(&statement);
    let mut rows = statement.query(params).map_err(crate::lite::wrong)?;
    while let Some(row) = rows.next().map_err(crate::lite::wrong)? {
        see(&Row::Lite(row, &names))?;
    }
    Ok(())
}

async fn pg_each(
    pg: &deadpool_postgres::Object,
    sql: &str,
    values: &[Value<'_>],
    see: See<'_>,
) -> Result<()> {
    let statement = pg.prepare_cached(sql).await.map_err(crate::pg::wrong)?;
    let bound: Vec<Bound> = values.iter().map(Bound).collect();
    let params: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> = bound.iter().map(|b| b as _).collect();
    let rows = pg.query(&statement, &params).await.map_err(crate::pg::wrong)?;
    rows.iter().try_for_each(|row| see(&Row::Pg(row)))
}

pub(crate) fn lite_run(lite: &rusqlite::Connection, text: &str, values: &[Value<'_>]) -> Result<u64> {
    let mut statement = lite.prepare_cached(&sql::lite(text)).map_err(fault)?;
    let params = rusqlite::params_from_iter(values.iter().map(Bound));
    statement.execute(params).map(|n| n as u64).map_err(crate::lite::wrong)
}

async fn pg_run(pg: &deadpool_postgres::Object, sql: &str, values: &[Value<'_>]) -> Result<u64> {
    pg_try(pg, sql, values).await.map_err(crate::pg::wrong)
}

async fn pg_try(
    pg: &deadpool_postgres::Object,
    sql: &str,
    values: &[Value<'_>],
) -> Result<u64, tokio_postgres::Error> {
    let statement = pg.prepare_cached(sql).await?;
    let bound = values.iter().map(Bound).collect::<Vec<_>>();
    pg.execute_raw(&statement, bound).await
}

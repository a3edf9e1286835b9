//! The reference loops: what this machine does in this minute with work of the kind a lead makes, without a house
//! around: a JSON text read and written, a hash, rows put into a database on disk.

use rusqlite::Connection;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

const STEPS: u32 = 40;
/// Rows of one step, about as many as a lead leaves behind.
const ROWS: u32 = 20;
/// Rows of one page, as many as the houses of these gates have leads.
const PAGE_ROWS: u32 = 40;
const PAGES: u32 = 60;

/// CPU of all threads of this process so far, ended ones too, in nanoseconds.
pub fn cpu_ns() -> u64 {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    spent.tv_sec as u64 * 1_000_000_000 + spent.tv_nsec as u64
}

/// What work of the house took against its reference, in turns. The host's clock changes by half within a second, for
/// both alike: many short rounds meet the same of it, which few long ones do not.
#[derive(Default)]
pub struct Rounds(Vec<f64>);

impl Rounds {
    /// Both in nanoseconds of CPU, one right after the other.
    pub fn add(&mut self, house: f64, reference: f64) {
        self.0.push(house / reference);
    }

    /// The middle one.
    pub fn ratio(mut self, what: &str) -> f64 {
        self.0.sort_by(f64::total_cmp);
        println!("CPU of {what} against the reference, each round: {:.2?}", self.0);
        self.0[self.0.len() / 2]
    }
}

/// Nanoseconds of CPU of one step.
pub fn step_ns() -> f64 {
    let dir = tempfile::tempdir().unwrap();
    let db = Connection::open(dir.path().join("reference.db")).unwrap();
    db.execute_batch("pragma journal_mode = wal; create table t (id blob primary key, line text) strict;")
        .unwrap();
    let before = cpu_ns();
    for step in 0..STEPS {
        one(&db, step);
    }
    let spent = cpu_ns() - before;
    spent as f64 / f64::from(STEPS)
}

/// Nanoseconds of CPU of a page read without a house around: rows of a table of their own, written as one JSON text.
pub fn page_ns() -> f64 {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch("create table t (id blob primary key, line text) strict;").unwrap();
    (0..PAGE_ROWS / ROWS).for_each(|step| one(&db, step));
    let before = cpu_ns();
    for _ in 0..PAGES {
        page(&db);
    }
    let spent = cpu_ns() - before;
    spent as f64 / f64::from(PAGES)
}

fn page(db: &Connection) {
    let mut all = db.prepare_cached("select id, line from t order by id").unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?));
    let rows: Vec<_> = all.query_map([], read).unwrap().map(Result::unwrap).collect();
    let views = rows.iter().map(|(id, line)| {
        let said: Json = serde_json::from_str(line).unwrap();
        json!({ "id": data_encoding::HEXLOWER.encode(id), "said": said, "at": said["step"] })
    });
    let text = Json::Array(views.collect()).to_string();
    assert!(text.len() > 1_000);
}

fn one(db: &Connection, step: u32) {
    db.execute_batch("begin immediate").unwrap();
    for row in 0..ROWS {
        let line =
            json!({ "step": step, "row": row, "name": "Grace Hopper", "message": "Do you paint ships?" });
        let read: Json = serde_json::from_str(&line.to_string()).unwrap();
        let id = Sha256::digest(read.to_string());
        let mut insert = db.prepare_cached("insert into t (id, line) values (?1, ?2)").unwrap();
        insert.execute((id.as_slice(), read.to_string())).unwrap();
    }
    db.execute_batch("commit").unwrap();
}

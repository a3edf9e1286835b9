//! The reference loop: what this machine does in this minute with work of the kind a lead makes, without a house
//! around: a JSON text read and written, a hash, rows put into a database on disk.

use rusqlite::Connection;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

const STEPS: u32 = 40;
/// Rows of one step, about as many as a lead leaves behind.
const ROWS: u32 = 20;

/// CPU of all threads of this process so far, in nanoseconds: the first field of Linux' `schedstat` (proc(5)).
/// No thread ends while a gate measures.
pub fn cpu_ns() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let spent = tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("schedstat")).unwrap());
    spent.map(|told| told.split(' ').next().unwrap().parse::<u64>().unwrap()).sum()
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

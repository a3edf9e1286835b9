//! A house in which many runs sleep: what is due among them, how fast they go on, how soon after a start.
//!
//! The runs are copies of one, put into the database directly: enrolling a million would take an hour.

use std::sync::Arc;
use std::time::Instant;

use automation::executor::Runs;
use automation::run::{later, rows as runs};
use rusqlite::Connection;
use serde_json::json;
use store::{Place, Store, Tx};
use testing::{Engine, World};
use verbs::{Desk, Worker};

use super::office::{alone, capture, publish, registry, rest, yaml};
use crate::rank;

const ASKED: usize = 300;
const ONE_BY_ONE: usize = 200;
const WAITS: usize = 60;
const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always, if_active: parallel}\n";
/// The copies wake one after the other, a second apart, from this long after the one they are copies of.
const DAY: i64 = 86_400;

/// Prints the rows, with so many sleeping runs.
pub async fn print(sleeping: usize) {
    let world = World::open(Engine::Lite, registry()).await.expect("SQLite is always there");
    let boss = alone(&world).await;
    let steps = "  - {id: pause, wait: {hours: 24}}\n  - {id: over, end: done}\n";
    publish(&world, &boss, "automatic", &yaml("sleeper", TRIGGER, steps)).await;
    capture(&world, &boss).await;
    rest(&world).await;
    copies(&world, sleeping);
    asked(&world, sleeping).await;
    one_by_one(&world).await;
    at_once(&world, sleeping).await;
    after_a_start(&world, sleeping).await;
    wakes(&world).await;
}

const FILL: &str = "
    pragma synchronous = off;
    begin;
    create temp table n (i integer primary key);
    insert into n with recursive c(i) as (select 1 union all select i + 1 from c where i < {runs}) select i from c;
    insert into automation_run (id, automation, version, mode, priority, subject_kind, subject, contact, state, step,
            doc, started_by, cause, chain_fact, chain, awaits, wakes_at, deadline_at, epoch, lease_until, steps,
            active_key, once_key, started_at, ended_at, outcome, note, parent, depth)
        select unhex(printf('%012x7%03x9%03x%012x', r.started_at, i % 4096, i % 4096, i)), automation, version, mode,
            priority, subject_kind, subject, contact, state, step, doc, started_by, cause, chain_fact, chain, awaits,
            r.wakes_at + i * 1000, deadline_at, epoch, null, steps, randomblob(16), null, started_at, null, null, null,
            null, 0
        from n, (select * from automation_run order by id limit 1) r;
    drop table n;
    commit;
    analyze;";

fn copies(world: &World, many: usize) {
    let db = Connection::open(world.folder().join("throughline.db")).expect("the database opens");
    // What a copy remembers of its wait ends with the wait of the first; when each is due stands in its row.
    db.execute_batch(&FILL.replace("{runs}", &many.to_string())).expect("the rows fit the schema");
    let bytes: i64 = db
        .query_row("select page_count * page_size from pragma_page_count, pragma_page_size", [], |row| {
            row.get(0)
        })
        .expect("a file has a size");
    println!("| disk of a house with {many} sleeping runs, each | {:.0} bytes |", bytes as f64 / many as f64);
}

fn ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

/// As many as a worker takes on SQLite.
const MOST: i64 = 128;

async fn claim(tx: &mut Tx) -> kernel::Result<usize> {
    let until = later(tx.now(), 60_000);
    Ok(runs::claim(tx, until, MOST).await?.len())
}

/// The scheduler's question while nothing is due.
async fn asked(world: &World, sleeping: usize) {
    let mut took = vec![];
    for _ in 0..ASKED {
        let began = Instant::now();
        let due =
            world.store.claim("bench", |tx| Box::pin(claim(tx))).await.expect("the question is answered");
        took.push(ms(began));
        assert_eq!(due, 0, "all of them sleep");
    }
    took.sort_by(f64::total_cmp);
    let (p50, p99) = (rank(&took, 50), rank(&took, 99));
    println!("| what is due among {sleeping} sleeping runs, p50 / p99 | {p50:.1} / {p99:.1} ms |");
}

async fn left(world: &World) -> i64 {
    world.count("select count(*) as n from automation_run where ended_at is null").await
}

/// Each woken, taken and ended for itself.
async fn one_by_one(world: &World) {
    world.clock.pass_seconds(DAY);
    Runs::tick(&world.desk).await.expect("the runs go on");
    let (before, began) = (left(world).await, Instant::now());
    for _ in 0..ONE_BY_ONE {
        world.clock.pass_seconds(1);
        Runs::tick(&world.desk).await.expect("the runs go on");
    }
    let seconds = began.elapsed().as_secs_f64();
    let ended = before - left(world).await;
    println!("| steps, one run at a time | {:.0}/s |", 2.0 * ended as f64 / seconds);
}

/// Many due at the same time: the transactions of several runs share their commit.
async fn at_once(world: &World, sleeping: usize) {
    let many = i64::try_from(sleeping / 10).unwrap_or(i64::MAX).min(20_000);
    let before = left(world).await;
    world.clock.pass_seconds(many);
    let now = world.store.now();
    let began = Instant::now();
    // Counting a million runs in between would be most of what is measured.
    while Runs::tick(&world.desk).await.expect("the runs go on").is_some_and(|due| due <= now) {}
    let seconds = began.elapsed().as_secs_f64();
    let ended = before - left(world).await;
    assert!(ended >= many.min(before), "all that were due have ended");
    println!("| steps, {ended} runs due at once | {:.0}/s |", 2.0 * ended as f64 / seconds);
}

/// The same house in another folder, as nobody holds it open.
fn copied(world: &World) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for entry in std::fs::read_dir(world.folder()).expect("the house stands in a folder").flatten() {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), folder.path().join(entry.file_name()))
                .expect("there is room for a copy");
        }
    }
    folder
}

/// Opening the store over all those runs, until one that is due has gone on: nothing is recovered, leases end.
async fn after_a_start(world: &World, sleeping: usize) {
    world.clock.pass_seconds(1);
    let before = left(world).await;
    let folder = copied(world);
    let began = Instant::now();
    let mut registry = registry();
    let place = Place { dir: folder.path(), ..world.place() };
    let store = Store::open(place, registry.take_rules()).await.expect("the store opens again");
    let desk = Desk { store, registry: Arc::new(registry) };
    Runs::tick(&desk).await.expect("the runs go on");
    let took = ms(began);
    let read = "select count(*) as n from automation_run where ended_at is null";
    let now = desk.store.read(move |tx| Box::pin(tx.one(read, &[], |row| row.get::<i64>("n")))).await;
    assert!(now.expect("it can be counted").is_some_and(|now| now < before), "one of them went on");
    println!("| start with {sleeping} runs to the first step | {took:.0} ms |");
}

/// From a fact to the run that waited for it.
async fn wakes(world: &World) {
    let boss = alone(world).await;
    let steps = "  - {id: answer, wait_for: {fact: message.received, timeout: {days: 9}}}\n  - {id: over, end: done}\n";
    publish(world, &boss, "automatic", &yaml("waiter", TRIGGER, steps)).await;
    let mut took = vec![];
    for _ in 0..WAITS {
        let (_, contact) = capture(world, &boss).await;
        Runs::tick(&world.desk).await.expect("the runs go on");
        let before = left(world).await;
        let began = Instant::now();
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        Runs::tick(&world.desk).await.expect("the runs go on");
        took.push(ms(began));
        assert!(left(world).await < before, "it went on");
    }
    took.sort_by(f64::total_cmp);
    let (p50, p99) = (rank(&took, 50), rank(&took, 99));
    println!("| a fact told, and the run that waited for it ended, p50 / p99 | {p50:.1} / {p99:.1} ms |");
}

//! Histories on the full store: the real rooms with the real database, thirty days of a business, played by one seed
//! with faults: commits that fail before or after, workers that die or stand still past their lease and wake, mail that
//! is refused, delayed, doubled or lost, a clock that is set. The promises are asked of the tables.
//!
//! `FULL_SEED=n` plays one seed and tells it whole; `FULL_SEEDS`, `FULL_FROM` and `FULL_DAYS` say how much.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

#[path = "whole_line/moves.rs"]
mod moves;
#[path = "whole_line/walk.rs"]
#[allow(dead_code)] // its walk is another one
mod walk;

#[path = "full_store/acts.rs"]
mod acts;
#[path = "full_store/faults.rs"]
mod faults;
#[path = "full_store/history.rs"]
mod history;
#[path = "full_store/house.rs"]
mod house;
#[path = "full_store/post.rs"]
mod post;
#[path = "full_store/promises.rs"]
mod promises;

use std::sync::Mutex;
use std::time::Instant;

use history::{Came, History};
use testing::Engine;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Plays one seed; what was wrong, with the history that led there.
async fn play(engine: Engine, seed: u64, days: i64) -> Option<Result<Came, String>> {
    let mut history = History::begin(engine, seed).await?;
    let lived = history.live(days).await;
    Some(lived.map_err(|wrong| format!("seed {seed}: {wrong}\n{}", history.told())))
}

fn alone(engine: Engine, seed: u64, days: i64) -> Option<Result<Came, String>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(play(engine, seed, days))
}

/// Plays these seeds on so many threads; the first that fails is told.
fn all(engine: Engine, seeds: std::ops::Range<u64>, threads: usize) {
    let (days, began) = (number("FULL_DAYS", 30) as i64, Instant::now());
    let (many, seeds) = (seeds.end - seeds.start, Mutex::new(seeds));
    let sum = Mutex::new((0, Came::default()));
    let wrong: Mutex<Option<String>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(seed) =
                    seeds.lock().unwrap().next().filter(|_| wrong.lock().unwrap().is_none())
                {
                    match alone(engine, seed, days) {
                        None => return,
                        Some(Err(why)) => *wrong.lock().unwrap() = Some(why),
                        Some(Ok(came)) => {
                            let mut sum = sum.lock().unwrap();
                            sum.0 += 1;
                            sum.1.add(&came);
                        }
                    }
                }
            });
        }
    });
    if let Some(wrong) = wrong.into_inner().unwrap() {
        panic!("{wrong}");
    }
    let (played, came) = sum.into_inner().unwrap();
    let rate = played as f64 / began.elapsed().as_secs_f64();
    println!("{played} histories of {days} days on {engine:?}, {rate:.2} a second: {came:?}");
    if played > 0 {
        assert_eq!(played, many);
        assert!(came.is_lively(), "too little happens in them: {came:?}");
    }
}

fn seeds(usual: u64) -> std::ops::Range<u64> {
    let from = number("FULL_FROM", 1);
    from..from + number("FULL_SEEDS", usual)
}

#[test]
fn whatever_befalls_the_house_on_sqlite_its_promises_hold() {
    if let Ok(seed) = std::env::var("FULL_SEED") {
        let days = number("FULL_DAYS", 30) as i64;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (told, lived) = runtime.block_on(async {
            let mut history = History::begin(Engine::Lite, seed.parse().unwrap()).await.unwrap();
            let lived = history.live(days).await;
            (history.all_told(), lived)
        });
        println!("{told}");
        return println!("{:?}", lived.unwrap());
    }
    // Each waits for its database now and then.
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(2) + 1;
    all(Engine::Lite, seeds(6), threads);
}

#[test]
fn whatever_befalls_the_house_on_postgresql_its_promises_hold() {
    if std::env::var_os("FULL_SEED").is_none() {
        all(Engine::Pg, seeds(6).start..seeds(6).start + number("FULL_PG_SEEDS", 3), 1);
    }
}

//! Conservation, tried for real: random commands over all rooms, and after each the books balance, no number is
//! missing, every open record has a next step, and the line counts what it lists.
//!
//! A walk is its seed: `WHOLE_LINE_SEED=7` walks that one alone. Nothing leaves the house: effects stay queued.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

#[path = "whole_line/laws.rs"]
mod laws;
#[path = "whole_line/moves.rs"]
mod moves;
#[path = "whole_line/walk.rs"]
mod walk;

use walk::Walk;

const STEPS: usize = 200;
const SEEDS: [u64; 4] = [1, 2, 3, 4];

async fn walks(seed: u64) {
    let mut walk = Walk::begin(seed, rooms::registry()).await;
    for step in 0..STEPS {
        walk.step().await;
        laws::hold(&walk, step % 10 == 0).await;
    }
    walk.ends();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_nothing_is_forgotten_and_the_books_balance() {
    let named = std::env::var("WHOLE_LINE_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = named.map_or(SEEDS.to_vec(), |seed| vec![seed]);
    for seed in seeds {
        walks(seed).await;
    }
}

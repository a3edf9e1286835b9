//! `cargo xtask soak [SEEDS [FROM]]`: that many histories of thirty days against the rules of automations.
//! `cargo xtask soak full [SEEDS [FROM]]`: the same idea on the whole house with its database.
//!
//! A seed that fails is told; of the rules with its fewest events, for `offices/automation/tests/seeds/kept.txt`.

use std::path::Path;
use std::process::Command;

use crate::{Stop, cargo, process};

const USAGE: &str = "cargo xtask soak [full] [SEEDS [FROM]], both whole numbers";
/// Where files cost no disk: these histories are about what commits, not about how long it takes.
const MEMORY: &str = "/dev/shm";

pub fn run(root: &Path, args: &[String]) -> Result<(), Stop> {
    process::catch_interrupts()?;
    let full = args.first().is_some_and(|word| word == "full");
    let args = if full { &args[1..] } else { args };
    let number = |at: usize, usual: u64| match args.get(at) {
        Some(text) => text.parse().map_err(|_| Stop::with(2, USAGE.to_owned())),
        None => Ok(usual),
    };
    let (seeds, from) = (number(0, if full { 300 } else { 1_000_000 })?, number(1, 1)?);
    let mut soak = if full { of_the_house(seeds, from) } else { of_the_rules(seeds, from) };
    let well = process::step(soak.current_dir(root), |_| ())?;
    if well { Ok(()) } else { Err(Stop::with(1, String::new())) }
}

/// Crates and features as the tests have them, so that what others wrote is not built twice; ours a little
/// optimised, which takes less time than it saves.
const AS_TESTED: [&str; 7] = [
    "test",
    "--quiet",
    "--workspace",
    "--exclude=stories",
    "--features=throughline/proof",
    "--config=profile.dev.opt-level=1",
    "--test",
];

fn of_the_rules(seeds: u64, from: u64) -> Command {
    let mut soak = Command::new(cargo());
    soak.env("SEEDS", seeds.to_string()).env("FROM", from.to_string()).env("DAYS", "30");
    soak.args(AS_TESTED).args(["seeds", "--", "--nocapture", "every_history"]);
    soak
}

fn of_the_house(seeds: u64, from: u64) -> Command {
    let mut soak = Command::new(cargo());
    soak.env("FULL_SEEDS", seeds.to_string()).env("FULL_FROM", from.to_string()).env("FULL_DAYS", "30");
    if Path::new(MEMORY).is_dir() {
        soak.env("TMPDIR", MEMORY);
    }
    soak.args(AS_TESTED).args(["full_store", "--", "--nocapture", "on_sqlite"]);
    soak
}

//! `cargo xtask soak [SEEDS [FROM]]`: that many histories of thirty days against the rules of automations.
//!
//! A seed that fails is told with its fewest events; it belongs into `offices/automation/tests/seeds/kept.txt`.

use std::path::Path;
use std::process::Command;

use crate::{Stop, cargo, process};

const USAGE: &str = "cargo xtask soak [SEEDS [FROM]], both whole numbers";

pub fn run(root: &Path, args: &[String]) -> Result<(), Stop> {
    process::catch_interrupts()?;
    let number = |at: usize, usual: u64| match args.get(at) {
        Some(text) => text.parse().map_err(|_| Stop::with(2, USAGE.to_owned())),
        None => Ok(usual),
    };
    let (seeds, from) = (number(0, 1_000_000)?, number(1, 1)?);
    let mut soak = Command::new(cargo());
    soak.current_dir(root).env("SEEDS", seeds.to_string()).env("FROM", from.to_string()).env("DAYS", "30");
    soak.args(["test", "--quiet", "--package", "automation", "--test", "seeds", "--"]);
    let well = process::step(soak.args(["--nocapture", "every_history"]), |_| ())?;
    if well { Ok(()) } else { Err(Stop::with(1, String::new())) }
}

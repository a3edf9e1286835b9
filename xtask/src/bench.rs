//! `cargo xtask bench [PART [NUMBERS]]`: the product under load beside a reference loop; prints a table for
//! docs/performance.md.

use std::path::Path;
use std::process::Command;

use crate::postgres::{self, PG};
use crate::{Stop, cargo, process};

pub fn run(root: &Path, args: &[String]) -> Result<(), Stop> {
    process::catch_interrupts()?;
    let (_own, url) = postgres::given_or_own(true)?;
    let mut bench = Command::new(cargo());
    bench.current_dir(root).env(PG, url).args([
        "run",
        "--quiet",
        "--profile",
        "proof",
        "--package",
        "bench",
        "--",
    ]);
    let well = process::step(bench.args(args), |_| ())?;
    if well { Ok(()) } else { Err(Stop::with(1, "the benchmark failed".into())) }
}

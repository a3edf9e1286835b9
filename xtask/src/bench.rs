//! `cargo xtask bench [LEADS]`: the product under load beside a reference loop; prints a table for docs/performance.md.

use std::path::Path;
use std::process::Command;

use crate::{Stop, cargo};

pub fn run(root: &Path, args: &[String]) -> Result<(), Stop> {
    let mut bench = Command::new(cargo());
    bench.current_dir(root).args(["run", "--quiet", "--package", "bench", "--"]).args(args);
    let status = bench.status().map_err(|error| format!("the benchmark does not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(Stop::with(1, "the benchmark failed".into())) }
}

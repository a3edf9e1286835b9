//! `cargo xtask simulate [--seed N] [--days N] [--leads N] [--on ENGINE]`: seeded people live with the built program.

use std::path::Path;
use std::process::Command;

use crate::postgres::{self, PG};
use crate::{Stop, cargo, process};

pub fn run(root: &Path, args: &[String]) -> Result<(), Stop> {
    process::catch_interrupts()?;
    let (_own, url) = postgres::given_or_own(false)?;
    let mut world = Command::new(cargo());
    world.current_dir(root).env(PG, url).args(["run", "--quiet", "--package", "stories", "--bin", "world"]);
    let well = process::step(world.arg("--").args(args), |_| ())?;
    if well { Ok(()) } else { Err(Stop::with(1, String::new())) }
}

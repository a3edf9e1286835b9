//! `cargo xtask tidy`: the walls of ARCHITECTURE.md that a machine checks (law 9).
//!
//! One wall a file; a wall is a function from the tree to what it found. What may be otherwise stands in that
//! wall's own list, with its reason, and nowhere else.

mod complaints;
mod consequences;
mod graph;
mod imports;
mod migrations;
mod sizes;
mod source;
mod sql;
mod tables;
mod tree;
mod words;

use std::fmt;
use std::path::Path;

use tree::Tree;

use crate::Stop;

/// One thing a wall found.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub fails: bool,
    /// `path` or `path:line`.
    pub place: String,
    /// What is wrong, and what to do instead.
    pub text: String,
}

impl Finding {
    pub fn fail(place: impl Into<String>, text: impl Into<String>) -> Finding {
        Finding { fails: true, place: place.into(), text: text.into() }
    }

    pub fn warn(place: impl Into<String>, text: impl Into<String>) -> Finding {
        Finding { fails: false, place: place.into(), text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", if self.fails { "FAIL" } else { "warn" }, self.place, self.text)
    }
}

/// Checks everything; `--write` first brings the generated files up to date, `--warnings` prints those too.
pub fn run(root: &Path, args: &[String]) -> Result<(), Stop> {
    let (write, verbose) = (given(args, "--write"), given(args, "--warnings"));
    let tree = Tree::read(root)?;
    if write {
        consequences::write(root, &tree)?;
        migrations::write(root, &tree)?;
    }
    let tree = if write { Tree::read(root)? } else { tree };
    let mut found = graph::check(&graph::read(root)?);
    for wall in WALLS {
        found.extend(wall(&tree));
    }
    report(&found, verbose)
}

/// The walls that need nothing but the files.
const WALLS: [fn(&Tree) -> Vec<Finding>; 7] = [
    imports::check,
    tables::check,
    sizes::check,
    words::check,
    consequences::check,
    migrations::check,
    complaints::check,
];

fn report(found: &[Finding], verbose: bool) -> Result<(), Stop> {
    let (failures, warnings): (Vec<_>, Vec<_>) = found.iter().partition(|finding| finding.fails);
    for finding in failures.iter().chain(warnings.iter().filter(|_| verbose)) {
        println!("{finding}");
    }
    let hint = if verbose || warnings.is_empty() { "" } else { " (--warnings shows them)" };
    println!("tidy: {} failures, {} warnings{hint}", failures.len(), warnings.len());
    if failures.is_empty() { Ok(()) } else { Err("the tree is not tidy".to_owned().into()) }
}

fn given(args: &[String], flag: &str) -> bool {
    args.iter().any(|arg| arg == flag)
}

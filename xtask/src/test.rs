//! `cargo xtask test [--only NAME]`: everything that must pass on a new machine, each step timed, then a
//! summary.
//!
//! Steps do not stop at the first failure: one run tells all that is wrong.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use regex::Regex;

use crate::postgres::{PG, Postgres};
use crate::{Stop, packages, process};

struct Step {
    name: &'static str,
    /// The commands, one after the other, until one fails; words separated by spaces.
    run: &'static [&'static str],
    within: &'static str,
    /// Whether the packages and a PostgreSQL must be there.
    beds: bool,
}

const STEPS: [Step; 7] = [
    Step { name: "format", run: &["cargo fmt --all -- --check"], within: ".", beds: false },
    Step { name: "tidy", run: &["cargo xtask tidy"], within: ".", beds: false },
    // Before the program is built: it carries the application inside.
    Step {
        name: "web",
        run: &[
            "npm ci --no-audit --no-fund",
            "npm run check",
            "npm test",
            "npm run build",
            "npm run check-size",
        ],
        within: "web",
        beds: false,
    },
    // Clippy takes a test's own functions for code; tidy, which does not, has the wall against `unwrap`.
    Step {
        name: "clippy",
        run: &["cargo clippy --workspace --all-targets -- -D warnings -A clippy::unwrap_used"],
        within: ".",
        beds: false,
    },
    Step {
        name: "tests",
        run: &["cargo test --workspace --exclude stories --features throughline/proof --no-fail-fast"],
        within: ".",
        beds: true,
    },
    Step {
        name: "seeds",
        run: &["cargo xtask soak 20000 100000", "cargo xtask soak full 300 1000"],
        within: ".",
        beds: false,
    },
    // The program the last seeds were built beside, without a build of its own: a test of a package has its programs.
    Step {
        name: "stories",
        run: &[
            "npm --prefix stories/browser ci --no-audit --no-fund",
            "cargo test --config=profile.dev.opt-level=1 --workspace --exclude stories --features throughline/proof \
             --test full_store --no-run",
            "cargo test --package stories --no-fail-fast",
        ],
        within: ".",
        beds: true,
    },
];

#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

pub fn run(root: &Path, args: &[String]) -> Result<(), Stop> {
    let steps = chosen(args)?;
    process::catch_interrupts()?;
    let given = std::env::var(PG).ok();
    let beds = steps.iter().any(|step| step.beds);
    if beds {
        packages::install(given.is_some())?;
    }
    let own = if beds && given.is_none() { Some(Postgres::start(false)?) } else { None };
    let url = own.as_ref().map(|own| own.url.clone()).or(given).unwrap_or("none".to_owned());
    println!("{PG}: {url}");
    let mut total = Count::default();
    let mut lines = Vec::new();
    for step in steps {
        let begun = Instant::now();
        let count = walk(root, step, &url)?;
        lines.push(line(step.name, &count, begun.elapsed()));
        total.passed += count.passed;
        total.failed += count.failed;
    }
    drop(own);
    println!("\n{}\n{} passed, {} failed", lines.join("\n"), total.passed, total.failed);
    if total.failed == 0 { Ok(()) } else { Err(Stop::with(1, String::new())) }
}

fn chosen(args: &[String]) -> Result<Vec<&'static Step>, String> {
    let names = STEPS.each_ref().map(|step| step.name).join(", ");
    match args {
        [] => Ok(STEPS.iter().collect()),
        [flag, name] if flag == "--only" => {
            let step = STEPS.iter().find(|step| step.name == name);
            step.map(|step| vec![step]).ok_or(format!("there is no step `{name}`: {names}"))
        }
        _ => Err(format!("cargo xtask test [--only NAME], where NAME is one of {names}")),
    }
}

fn walk(root: &Path, step: &Step, url: &str) -> Result<Count, String> {
    let folder = root.join(step.within);
    // Beside this program; without it the first story builds one for itself.
    let built = std::env::current_exe().map_err(|e| e.to_string())?.with_file_name("throughline");
    let mut count = Count::default();
    for words in step.run {
        println!("\n== {}: {words}", step.name);
        let mut words = words.split(' ');
        let program = words.next().expect("a step names its program");
        let mut command = Command::new(if program == "cargo" { crate::cargo() } else { program.into() });
        // What is built once is not built faster the second time.
        command.current_dir(&folder).args(words).env(PG, url).env("CARGO_INCREMENTAL", "0");
        command.env("STORIES_BIN", &built);
        let well = process::step(&mut command, |line| count.add(line))?;
        if process::interrupted() {
            return Err("interrupted; everything that was started is stopped".to_owned());
        }
        if !well {
            count.failed = count.failed.max(1);
            return Ok(count);
        }
    }
    // A step without tests of its own counts as one.
    count.passed = count.passed.max(1);
    Ok(count)
}

impl Count {
    /// Reads the closing lines of cargo test and of the web's test runner.
    fn add(&mut self, line: &str) {
        static CARGO: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^test result: \w+\. (\d+) passed; (\d+) failed").expect("the pattern is valid")
        });
        static VITEST: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^\s*Tests\s+(?:(\d+) failed \| )?(\d+) passed").expect("the pattern is valid")
        });
        let number = |found: Option<regex::Match<'_>>| found.map_or(0, |n| n.as_str().parse().unwrap_or(0));
        if let Some(found) = CARGO.captures(line) {
            self.passed += number(found.get(1));
            self.failed += number(found.get(2));
        } else if let Some(found) = VITEST.captures(line) {
            self.failed += number(found.get(1));
            self.passed += number(found.get(2));
        }
    }
}

fn line(name: &str, count: &Count, took: Duration) -> String {
    let verdict = if count.failed == 0 { "ok" } else { "FAILED" };
    format!(
        "{name:<10} {verdict:<7} {:>5} passed {:>4} failed {:>6.1} s",
        count.passed,
        count.failed,
        took.as_secs_f64()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(lines: &[&str]) -> (u64, u64) {
        let mut count = Count::default();
        lines.iter().for_each(|line| count.add(line));
        (count.passed, count.failed)
    }

    #[test]
    fn closing_lines_of_both_runners_are_counted() {
        let cargo = "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(counted(&[cargo, "test result: ok. 4 passed; 0 failed; 0 ignored"]), (7, 2));
        assert_eq!(counted(&["      Tests  1 failed | 12 passed (13)", "   Tests  5 passed (5)"]), (17, 1));
        assert_eq!(counted(&["it passed; nothing failed"]), (0, 0));
    }

    #[test]
    fn a_step_is_chosen_by_its_name() {
        let names = |args: &[&str]| {
            let args: Vec<String> = args.iter().map(ToString::to_string).collect();
            chosen(&args).map(|steps| steps.iter().map(|step| step.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap().len(), STEPS.len());
        assert_eq!(names(&["--only", "tidy"]), Ok(vec!["tidy"]));
        assert!(names(&["--only", "nothing"]).unwrap_err().contains("clippy"));
    }

    #[test]
    fn a_step_that_fails_is_counted_even_if_it_counts_nothing() {
        let step = |run| Step { name: "a", run, within: ".", beds: false };
        let count = |run| walk(Path::new("."), &step(run), "none").unwrap();
        assert_eq!(count(&["true"]), Count { passed: 1, failed: 0 });
        assert_eq!(count(&["false", "true"]), Count { passed: 0, failed: 1 });
    }
}

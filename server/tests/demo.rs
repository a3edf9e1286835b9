//! The same seed and day give the same demonstration, to the byte of its journal.
#![allow(clippy::unwrap_used)] // a test may fail so

use std::path::Path;
use std::process::Command;

const DAYS: &str = "7";

/// The journal of a week, as strangers get it, and what its checkpoints say.
fn journal(seed: u64) -> (String, String) {
    let dir = tempfile::tempdir().unwrap();
    let (data, out) = (dir.path().join("data"), dir.path().join("out"));
    throughline(&["demo", "--days", DAYS, "--seed", &seed.to_string()], &data);
    throughline(&["journal", "export", out.to_str().unwrap()], &data);
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    (read("journal.ndjson"), read("checkpoints"))
}

fn throughline(words: &[&str], data: &Path) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_throughline"));
    let output = program.args(words).arg("--data").arg(data).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_same_seed_and_day_give_the_same_journal() {
    let (mut first, mut second) = (journal(3), journal(3));
    if first != second {
        // Midnight passed between them, or they are not the same: then no third is like the second.
        (first, second) = (second, journal(3));
    }
    let differ = first.0.lines().zip(second.0.lines()).find(|(one, other)| one != other);
    assert!(differ.is_none(), "the same seed told two stories: {differ:#?}");
    assert!(first == second, "the same seed told stories of different lengths");
    assert!(first.0.lines().count() > 100, "a week in which nothing happened");
    let broken =
        first.0.lines().find(|line| line.contains("\"mail.unreachable\"") || line.contains("\"mail.late\""));
    assert!(broken.is_none(), "a letter of the demonstration looked for a mail server: {broken:?}");
    assert!(first != journal(4), "another seed tells the same story");
}

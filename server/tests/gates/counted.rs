//! The instructions of a test of this program, counted by valgrind: the same on every machine and at every hour.

use std::path::Path;
use std::process::Command;

/// Ends a part: callgrind writes what was counted since the one before.
#[inline(never)]
pub fn mark() {
    // Nothing that an optimiser could leave out.
    std::hint::black_box(());
}

/// Runs an ignored test of this program; the instructions of each of its parts, in their order.
pub fn counted(test: &str) -> Vec<u64> {
    let dir = tempfile::tempdir().unwrap();
    let into = dir.path().join("part");
    let ran = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--quiet",
            "--dump-before=*counted::mark*",
            "--dump-line=no",
            "--compress-strings=yes",
        ])
        .arg(format!("--callgrind-out-file={}", into.display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .output()
        .expect("valgrind can be started; `cargo xtask test` installs it");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{test} under valgrind: {}\n{said}", ran.status);
    (1..).map(|part| dir.path().join(format!("part.{part}"))).map_while(|part| total(&part)).collect()
}

/// The `totals:` of one part, or `summary:` of one that was not the last; None where there is no more.
fn total(part: &Path) -> Option<u64> {
    let text = std::fs::read_to_string(part).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("summary: "));
    Some(line.expect("callgrind sums up what it counted").trim().parse().expect("a number"))
}

//! The worker process: it prints what the process itself prints, and one that hangs or dies is ended and
//! replaced.
//!
//! This program is the worker it starts, so it has no harness: called with the worker's word it works.
#![allow(clippy::unwrap_used)] // a test may fail so

mod samples;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use documents::{Press, Renderer, Trouble, worker};
use samples::{invoice, order};

fn main() {
    let mut words = std::env::args().skip(1);
    if words.next().as_deref() == Some(worker::WORD) {
        return worker::work(Path::new(&words.next().unwrap())).unwrap();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        a_worker_prints_what_the_process_itself_prints().await;
        a_worker_that_hangs_is_ended().await;
        a_worker_that_dies_is_told_and_replaced().await;
        a_program_that_is_not_there_is_told().await;
    });
}

fn itself() -> PathBuf {
    std::env::current_exe().unwrap()
}

fn nowhere() -> PathBuf {
    "/nowhere/fonts".into()
}

async fn a_worker_prints_what_the_process_itself_prints() {
    let renderer = Renderer::worker(itself());
    assert!(!renderer.look_after().await, "none stands before the first paper");
    let expected = Press::new(None).print(&order(invoice("en"), true)).unwrap();
    for _ in 0..3 {
        assert!(renderer.print(order(invoice("en"), true), &nowhere()).await.unwrap() == expected);
    }
    assert!(renderer.look_after().await, "it stands ready for the next");
    let mut strange = invoice("en");
    strange.buyer.name = "株".into();
    let trouble = renderer.print(order(strange, false), &nowhere()).await.unwrap_err();
    assert!(matches!(trouble, Trouble::Character { character: '株', .. }), "{trouble}");
    assert!(!renderer.look_after().await, "the next one sees fonts that were added since");
    println!("ok: a worker prints what the process itself prints");
}

/// A program in this folder that does this instead of working.
fn program(dir: &Path, does: &str) -> PathBuf {
    let path = dir.join("program");
    std::fs::write(&path, format!("#!/bin/sh\n{does}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

async fn a_worker_that_hangs_is_ended() {
    let dir = tempfile::tempdir().unwrap();
    let pid_file = dir.path().join("pid");
    let path = program(dir.path(), &format!("echo $$ > {}\nexec /bin/sleep 600", pid_file.display()));
    let renderer = Renderer::worker_within(&path, Duration::from_secs(1));
    let trouble = renderer.print(order(invoice("en"), false), &nowhere()).await.unwrap_err();
    assert_eq!(trouble, Trouble::Slow(1));
    assert!(trouble.passes());
    let pid = std::fs::read_to_string(&pid_file).unwrap();
    assert!(!Path::new(&format!("/proc/{}", pid.trim())).exists(), "the process is gone");
    println!("ok: a worker that hangs is ended");
}

async fn a_worker_that_dies_is_told_and_replaced() {
    // Its first life ends at once; every later one is a real worker.
    let dir = tempfile::tempdir().unwrap();
    let mark = dir.path().join("mark");
    let does = format!(
        "if [ -e {0} ]; then exec {1} \"$@\"; fi\n: > {0}\nexit 3",
        mark.display(),
        itself().display()
    );
    let path = program(dir.path(), &does);
    let renderer = Renderer::worker(&path);
    let trouble = renderer.print(order(invoice("en"), false), &nowhere()).await.unwrap_err();
    assert_eq!(trouble, Trouble::Ended);
    assert!(renderer.print(order(invoice("en"), false), &nowhere()).await.is_ok());
    println!("ok: a worker that dies is told and replaced");
}

async fn a_program_that_is_not_there_is_told() {
    let renderer = Renderer::worker("/nowhere/at-all");
    let trouble = renderer.print(order(invoice("en"), false), &nowhere()).await.unwrap_err();
    assert!(matches!(trouble, Trouble::NotStarted(_)) && trouble.passes(), "{trouble}");
    println!("ok: a program that is not there is told");
}

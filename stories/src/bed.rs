//! What every bed needs: a free port, patience with a deadline, and the root of the working tree.

pub mod browser;
pub mod client;
pub mod disk;
pub mod dns;
mod lifeline;
pub mod postfix;
pub mod postgres;
pub mod push;
pub mod server;
pub mod tls;

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

/// Asks again and again until there is an answer. Panics after `limit`, naming what never came.
pub fn until<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < limit, "waited {limit:?} in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A loopback port nobody listens on, below the range the system hands out for outgoing connections.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let offset = (std::process::id() as u16).wrapping_mul(37) % 11_000;
    let candidates = || 20_000 + (offset + NEXT.fetch_add(1, Ordering::Relaxed)) % 11_000;
    std::iter::repeat_with(candidates)
        .take(1_000)
        .find(|&port| TcpListener::bind(("127.0.0.1", port)).is_ok())
        .expect("one loopback port in a thousand is free")
}

/// The root of the working tree: of the one cargo was called in, for clones may share a target folder.
pub fn root() -> PathBuf {
    let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
    PathBuf::from(folder).parent().expect("the crate lies in the tree").to_owned()
}

/// Runs a command to its end. Panics with everything it said when it fails.
pub(crate) fn must(command: &mut Command) {
    let out = command.output().unwrap_or_else(|e| panic!("{command:?} does not start: {e}"));
    let said = [out.stdout, out.stderr].concat();
    assert!(out.status.success(), "{command:?} failed:\n{}", String::from_utf8_lossy(&said));
}

//! Places where a test may kill the program, to prove that nothing acknowledged is lost.
//!
//! Without the feature `proof` nothing of this is compiled in; a test asserts that a release lacks it.

/// Ends the process at once when `THROUGHLINE_CRASH=name:count` names this point and it is the count-th visit.
#[cfg(feature = "proof")]
pub fn point(name: &str) {
    use std::sync::atomic::{AtomicU64, Ordering};
    static VISITS: AtomicU64 = AtomicU64::new(0);
    let Ok(wanted) = std::env::var("THROUGHLINE_CRASH") else { return };
    let (at, count) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if at == name && VISITS.fetch_add(1, Ordering::SeqCst) + 1 == count.parse().unwrap_or(1) {
        eprintln!("crash point {name}");
        std::process::abort();
    }
}

#[cfg(not(feature = "proof"))]
#[inline(always)]
pub fn point(_: &str) {}

//! Places where a test may kill the program, to prove that nothing acknowledged is lost.
//!
//! Without the feature `proof` nothing of this is compiled in; a test asserts that a release lacks it. A place is armed
//! by `THROUGHLINE_CRASH=name:count` at the start, or while the program runs; visits are counted by name.

/// Ends the process at once when this is the place, and the visit, that was armed.
#[cfg(feature = "proof")]
pub fn point(name: &'static str) {
    let mut places = armed::places();
    let visit = places.visits.entry(name).or_insert(0);
    *visit += 1;
    let visit = *visit;
    if places.at.as_ref().is_some_and(|(at, count)| at == name && *count == visit) {
        eprintln!("crash point {name}");
        std::process::abort();
    }
}

/// Counts from nothing again, and waits for this visit of this place; for none where nothing is named.
#[cfg(feature = "proof")]
pub fn arm(at: Option<(String, u64)>) {
    let mut places = armed::places();
    places.visits.clear();
    places.at = at;
}

/// How often each place was visited since it was armed, or since the start.
#[cfg(feature = "proof")]
pub fn visits() -> std::collections::BTreeMap<&'static str, u64> {
    armed::places().visits.clone()
}

#[cfg(feature = "proof")]
mod armed {
    use std::collections::BTreeMap;
    use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

    pub struct Places {
        pub at: Option<(String, u64)>,
        pub visits: BTreeMap<&'static str, u64>,
    }

    pub fn places() -> MutexGuard<'static, Places> {
        static PLACES: OnceLock<Mutex<Places>> = OnceLock::new();
        let first = || Mutex::new(Places { at: at_start(), visits: BTreeMap::new() });
        PLACES.get_or_init(first).lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn at_start() -> Option<(String, u64)> {
        let wanted = std::env::var("THROUGHLINE_CRASH").ok()?;
        let (at, count) = wanted.split_once(':').unwrap_or((&wanted, "1"));
        Some((at.to_owned(), count.parse().unwrap_or(1)))
    }
}

#[cfg(not(feature = "proof"))]
#[inline(always)]
pub fn point(_: &'static str) {}

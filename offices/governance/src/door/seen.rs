//! Whoever was let in a moment ago, by the hash of what they showed.

use std::collections::HashMap;
use std::sync::Mutex;

use kernel::{Actor, Timestamp};

const KEPT_MS: i64 = 10_000;
/// Longer than any transaction takes to commit: until then its change cannot be read.
const SHUT_MS: i64 = 6_000;
const MOST: usize = 4096;

#[derive(Default)]
pub struct Seen(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    by_hash: HashMap<[u8; 32], (Actor, i64)>,
    shut_until: i64,
}

impl Seen {
    pub fn find(&self, hash: &[u8; 32], now: Timestamp) -> Option<Actor> {
        let inner = self.lock();
        let (actor, since) = inner.by_hash.get(hash)?;
        (0..KEPT_MS).contains(&(now.as_millisecond() - since)).then(|| actor.clone())
    }

    pub fn keep(&self, hash: [u8; 32], actor: &Actor, now: Timestamp) {
        let (mut inner, now) = (self.lock(), now.as_millisecond());
        if now < inner.shut_until {
            return;
        }
        if inner.by_hash.len() >= MOST {
            inner.by_hash.clear();
        }
        inner.by_hash.insert(hash, (actor.clone(), now));
    }

    /// Somebody's access changes in a transaction that has not committed yet.
    pub fn empty(&self, now: Timestamp) {
        let mut inner = self.lock();
        inner.by_hash.clear();
        inner.shut_until = now.as_millisecond() + SHUT_MS;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().expect("nobody panics while holding what was seen")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    #[test]
    fn who_was_seen_is_known_for_ten_seconds() {
        let seen = Seen::default();
        seen.keep([1; 32], &Actor::nobody(), at(0));
        assert!(seen.find(&[1; 32], at(9_999)).is_some());
        assert!(seen.find(&[1; 32], at(10_000)).is_none());
        assert!(seen.find(&[2; 32], at(1)).is_none());
    }

    #[test]
    fn nothing_read_before_the_commit_outlives_it() {
        let seen = Seen::default();
        seen.keep([1; 32], &Actor::nobody(), at(0));
        seen.empty(at(1_000));
        assert!(seen.find(&[1; 32], at(1_001)).is_none());
        seen.keep([1; 32], &Actor::nobody(), at(1_002));
        assert!(seen.find(&[1; 32], at(1_003)).is_none());
        seen.keep([1; 32], &Actor::nobody(), at(7_000));
        assert!(seen.find(&[1; 32], at(7_001)).is_some());
    }
}

//! Time and chance come in through the door: a year runs in a minute, the same way every time.

use std::cell::RefCell;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::Timestamp;

pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Timestamp;

    /// Milliseconds by a clock nobody can set, from a start that means nothing. Beside `now` it tells a clock that was
    /// put forward from time that passed; sleep of the machine counts as passed.
    fn steady_ms(&self) -> i64 {
        self.now().as_millisecond()
    }
}

pub trait Rng: Send + Sync + 'static {
    fn fill(&self, bytes: &mut [u8]);
}

pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn steady_ms(&self) -> i64 {
        up_ms().unwrap_or_else(|| self.now().as_millisecond())
    }
}

/// How long the machine has been up, sleep included: proc(5), `/proc/uptime`, in hundredths of a second. `None` where
/// the system does not say; then a clock that was put forward looks like time that passed.
fn up_ms() -> Option<i64> {
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, hundredths) = text.split_whitespace().next()?.split_once('.')?;
    Some(seconds.parse::<i64>().ok()? * 1000 + hundredths.parse::<i64>().ok()? * 10)
}

/// The operating system's chance, fetched a page at a time: a command needs some twenty small draws.
#[derive(Default)]
pub struct SystemRng;

thread_local! {
    static DRAWN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Rng for SystemRng {
    fn fill(&self, bytes: &mut [u8]) {
        if bytes.len() > PAGE {
            return getrandom::fill(bytes).expect("the operating system gives random bytes");
        }
        DRAWN.with_borrow_mut(|drawn| {
            if drawn.len() < bytes.len() {
                drawn.resize(PAGE, 0);
                getrandom::fill(drawn).expect("the operating system gives random bytes");
            }
            let rest = drawn.len() - bytes.len();
            bytes.copy_from_slice(&drawn[rest..]);
            drawn.truncate(rest);
        });
    }
}

const PAGE: usize = 4096;

/// Stands still until someone moves it.
pub struct StillClock {
    shows: AtomicI64,
    /// By how much it was put forward or back without time passing.
    jumped: AtomicI64,
}

impl StillClock {
    pub fn at(ms: i64) -> StillClock {
        StillClock { shows: AtomicI64::new(ms), jumped: AtomicI64::new(0) }
    }

    /// Puts it at an instant, forwards or back.
    pub fn set(&self, at: Timestamp) {
        self.shows.store(at.as_millisecond(), Ordering::Relaxed);
    }

    pub fn pass_seconds(&self, seconds: i64) {
        self.shows.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// Somebody puts the machine's clock forward, or back: no time passes.
    pub fn jump_seconds(&self, seconds: i64) {
        self.jumped.fetch_add(seconds * 1000, Ordering::Relaxed);
        self.pass_seconds(seconds);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.shows.load(Ordering::Relaxed)).expect("a day in this era")
    }

    fn steady_ms(&self) -> i64 {
        self.shows.load(Ordering::Relaxed) - self.jumped.load(Ordering::Relaxed)
    }
}

/// Runs with the machine's clock from wherever an outsider last put it; never backwards. For simulations and
/// tests of a running program, where days must pass in seconds.
pub struct VirtualClock {
    ahead_ms: AtomicI64,
}

impl VirtualClock {
    pub fn at(start: Timestamp) -> VirtualClock {
        let ahead = start.as_millisecond() - Timestamp::now().as_millisecond();
        VirtualClock { ahead_ms: AtomicI64::new(ahead) }
    }

    /// Time passes; a negative span is ignored.
    pub fn pass_ms(&self, ms: i64) {
        self.ahead_ms.fetch_add(ms.max(0), Ordering::SeqCst);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        let ms = Timestamp::now().as_millisecond() + self.ahead_ms.load(Ordering::SeqCst);
        Timestamp::from_millisecond(ms).expect("a day in this era")
    }
}

/// The same bytes for the same seed: SHA-256 in counter mode.
pub struct SeededRng {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededRng {
    pub fn new(seed: u64) -> SeededRng {
        SeededRng { seed, drawn: AtomicU64::new(0) }
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
            let mut hash = Sha256::new();
            hash.update(self.seed.to_le_bytes());
            hash.update(drawn.to_le_bytes());
            chunk.copy_from_slice(&hash.finalize()[..chunk.len()]);
        }
    }
}

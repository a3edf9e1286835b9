//! The loop around every `tick`: effects, the sealer, reactions, and each room's workers.
//!
//! Woken by a commit, by the clock, or every second. An error or a panic is logged and tried again after a
//! growing pause: no worker ever stops in silence. On PostgreSQL a worker that must be alone holds its lease.

mod effects;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Error, Result, Timestamp, fault};
use store::Store;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use verbs::{Desk, Hears};

use self::effects::Effects;
use crate::roster::{Roster, Seen};

/// Between two looks at the clock, which may have been moved; the last nap before something is due ends with it.
const BREATH: Duration = Duration::from_secs(1);
const SHORTEST_NAP: Duration = Duration::from_millis(20);
/// Nobody is asked less often, whatever it said.
const AT_LEAST_SECONDS: i64 = 30;
const BEAT_SECONDS: i64 = 30;
const LEASE_SECONDS: i64 = 10;
const RENEW_SECONDS: i64 = 3;
/// Commits that come so soon after a round are heard together by whoever gathers them.
const GATHERED: Duration = Duration::from_millis(250);
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(60);

/// What a round found.
enum Round {
    /// There is more to do now.
    More,
    /// Nothing before this instant, or before the next commit.
    Until(Option<Timestamp>),
}

type Tick = Arc<dyn for<'d> Fn(&'d Desk) -> BoxFuture<'d, Result<Round>> + Send + Sync>;

struct Job {
    name: &'static str,
    alone: bool,
    hears: Hears,
    tick: Tick,
}

pub struct Workers {
    /// The hand of the effects, which ends before the others are waited for.
    carrying: JoinHandle<()>,
    hands: Vec<JoinHandle<()>>,
    effects: Effects,
}

impl Workers {
    pub fn start(desk: &Desk, closing: &watch::Receiver<bool>) -> Workers {
        let mut holder = [0; 16];
        desk.store.house().rng.fill(&mut holder);
        let sealed = watch::Sender::new(0);
        let roster = Roster::of(desk.store.committed(), sealed.subscribe());
        #[cfg(feature = "proof")]
        crate::proof::know(&roster);
        let start = |job: Job| {
            let alone = job.alone && matches!(desk.store, Store::Pg(_));
            let placed = sealed.subscribe();
            let desk = desk.clone();
            let committed = desk.store.committed();
            let (closing, placing) = (closing.clone(), sealed.clone());
            let (roster, moved) = (roster.clone(), roster.moved());
            roster.works(job.name);
            let hand = Hand {
                job,
                alone,
                holder,
                desk,
                committed,
                placed,
                _placing: placing,
                closing,
                roster,
                moved,
            };
            tokio::spawn(hand.work())
        };
        let effects = Effects::of(&desk.store);
        let carrying = start(effects.job());
        let hands = jobs(desk, sealed.clone()).into_iter().map(start).collect();
        Workers { carrying, hands, effects }
    }

    /// Each finishes its round, and what is under way comes back.
    pub async fn finish(self) {
        let Workers { carrying, hands, effects } = self;
        let _ = carrying.await;
        let rest = async {
            for worker in hands {
                let _ = worker.await;
            }
        };
        // What is under way keeps its lease only while somebody waits for it, however long the others take.
        tokio::join!(rest, effects.finish());
    }
}

/// All but the effects.
fn jobs(desk: &Desk, sealed: watch::Sender<u64>) -> Vec<Job> {
    let mut all = vec![];
    if let Store::Pg(_) = desk.store {
        all.push(sealer(sealed));
    }
    all.extend(desk.store.reactions().iter().map(|(name, tick)| reaction(name, *tick)));
    all.extend(desk.registry.workers.iter().map(|worker| room(*worker)));
    all
}

/// Gives facts their places on PostgreSQL; readers of places wake by it.
fn sealer(sealed: watch::Sender<u64>) -> Job {
    let tick: Tick = Arc::new(move |desk| {
        let sealed = sealed.clone();
        Box::pin(async move {
            let n = store::seal_pg::tick(&desk.store).await?;
            if n > 0 {
                sealed.send_modify(|times| *times += 1);
            }
            Ok(if n > 0 { Round::More } else { Round::Until(None) })
        })
    });
    Job { name: "sealer", alone: false, hears: Hears::AtOnce, tick }
}

fn reaction(name: &'static str, tick: store::ReactionTick) -> Job {
    let tick: Tick = Arc::new(move |desk| {
        Box::pin(async move {
            let heard = tick(&desk.store).await?;
            Ok(if heard > 0 { Round::More } else { Round::Until(None) })
        })
    });
    Job { name, alone: true, hears: Hears::AtOnce, tick }
}

fn room(worker: verbs::AnyWorker) -> Job {
    let tick: Tick =
        Arc::new(move |desk| Box::pin(async move { Ok(Round::Until((worker.tick)(desk).await?)) }));
    Job { name: worker.name, alone: worker.alone, hears: worker.hears, tick }
}

/// One worker at its bench.
struct Hand {
    job: Job,
    alone: bool,
    holder: [u8; 16],
    desk: Desk,
    committed: watch::Receiver<u64>,
    placed: watch::Receiver<u64>,
    /// Keeps `placed` open where there is no sealer: a closed channel would wake it for ever.
    _placing: watch::Sender<u64>,
    closing: watch::Receiver<bool>,
    roster: Roster,
    moved: watch::Receiver<u64>,
}

/// What it remembers between rounds.
#[derive(Default)]
struct Memory {
    beat_at: Option<Timestamp>,
    held_at: Option<Timestamp>,
    pause: Duration,
}

impl Hand {
    async fn work(mut self) {
        let mut memory = Memory::default();
        while !*self.closing.borrow() {
            let seen = self.sees();
            match self.round(&mut memory).await {
                Ok(Some(round)) => {
                    memory.pause = Duration::ZERO;
                    self.rest(round, seen).await;
                }
                Ok(None) => self.pause(BREATH).await,
                Err(error) => {
                    memory.pause = (memory.pause * 2).clamp(SHORTEST, LONGEST);
                    self.complain(&error, memory.pause);
                    self.pause(memory.pause).await;
                }
            }
        }
    }

    fn sees(&mut self) -> Seen {
        Seen {
            moves: *self.moved.borrow_and_update(),
            commits: *self.committed.borrow_and_update(),
            places: *self.placed.borrow_and_update(),
        }
    }

    /// `None` while another node does this work.
    async fn round(&self, memory: &mut Memory) -> Result<Option<Round>> {
        if self.alone && !self.holds(memory).await? {
            return Ok(None);
        }
        let tick = AssertUnwindSafe((self.job.tick)(&self.desk)).catch_unwind().await;
        let round = tick.unwrap_or_else(|_| Err(fault("the worker panicked")))?;
        self.beat(memory).await?;
        Ok(Some(round))
    }

    async fn holds(&self, memory: &mut Memory) -> Result<bool> {
        if memory.held_at.is_some_and(|at| self.seconds_since(at) < RENEW_SECONDS) {
            return Ok(true);
        }
        let now = self.desk.store.now();
        let epoch = store::lease::hold(&self.desk.store, self.job.name, self.holder, LEASE_SECONDS).await?;
        memory.held_at = epoch.map(|_| now);
        Ok(epoch.is_some())
    }

    async fn beat(&self, memory: &mut Memory) -> Result<()> {
        if memory.beat_at.is_some_and(|at| self.seconds_since(at) < BEAT_SECONDS) {
            return Ok(());
        }
        memory.beat_at = Some(self.desk.store.now());
        store::lease::beat(&self.desk.store, self.job.name, String::new()).await
    }

    fn seconds_since(&self, at: Timestamp) -> i64 {
        self.desk.store.now().duration_since(at).as_secs()
    }

    /// What was due before it lay down is not asked for more often than the clock.
    fn nap(&self, due: Option<Timestamp>) -> Duration {
        let left = due.map(|due| due.duration_since(self.desk.store.now()));
        let left = left.and_then(|left| Duration::try_from(left).ok()).unwrap_or(BREATH);
        left.clamp(SHORTEST_NAP, BREATH)
    }

    /// Until there may be something to do.
    async fn rest(&mut self, round: Round, seen: Seen) {
        let Round::Until(due) = round else { return };
        let hears = self.job.hears != Hears::Nothing;
        self.roster.rests(self.job.name, seen, due, hears);
        let (began, rested_ms) = (self.desk.store.now(), self.steady_ms());
        let many_nodes = matches!(self.desk.store, Store::Pg(_));
        loop {
            let nap = self.nap(due);
            let woken = tokio::select! {
                _ = self.committed.changed(), if hears => true,
                _ = self.placed.changed(), if hears => true,
                _ = self.closing.changed() => true,
                _ = self.moved.changed() => false,
                () = tokio::time::sleep(nap) => many_nodes && hears,
            };
            let moves = *self.moved.borrow_and_update();
            let is_due = due.is_some_and(|due| due <= self.desk.store.now());
            if woken || is_due || self.seconds_since(began) >= AT_LEAST_SECONDS {
                if woken && !is_due && self.job.hears == Hears::Gathered {
                    self.gather(rested_ms).await;
                }
                return self.roster.works(self.job.name);
            }
            self.roster.looked(self.job.name, moves);
        }
    }

    fn steady_ms(&self) -> i64 {
        self.desk.store.house().clock.steady_ms()
    }

    /// Until a moment after it came to rest, or until somebody waits for the house to rest.
    async fn gather(&mut self, rested_ms: i64) {
        let gone = u64::try_from(self.steady_ms() - rested_ms).unwrap_or(0);
        let left = GATHERED.saturating_sub(Duration::from_millis(gone));
        let mut hurried = self.roster.hurried();
        tokio::select! {
            () = tokio::time::sleep(left) => {}
            _ = self.closing.changed() => {}
            _ = self.moved.changed() => {}
            _ = hurried.changed() => {}
        }
    }

    async fn pause(&mut self, span: Duration) {
        tokio::select! { _ = self.closing.changed() => {}, () = tokio::time::sleep(span) => {} }
    }

    fn complain(&self, error: &Error, pause: Duration) {
        let (worker, again_in_ms) = (self.job.name, pause.as_millis());
        match error {
            Error::Again => tracing::debug!(worker, again_in_ms, "a round met another; it is tried again"),
            error => tracing::error!(worker, again_in_ms, %error, "a round failed; it is tried again"),
        }
    }
}

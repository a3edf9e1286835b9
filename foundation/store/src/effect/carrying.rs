//! Carrying effects one beside the other: what comes back makes room for what is due while slow ones are still out.
//!
//! Invariants: whoever is under way keeps its lease, however long it waits for a connection; what is under way ends
//! with whoever carries it, and then its lease ends too.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{EffectId, Error, Result, Timestamp};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::rule::RENEW_MS;
use super::seats::Seats;
use super::work::{give_up_on_the_dead, next_due, renew, send, take};
use super::{Claimed, Tick};
use crate::Store;
use crate::engine::panicked;

/// Whoever died is looked for so often.
const LOOK_MS: i64 = 1_000;
/// So often, while the last ones are waited for, it is looked whether a lease is to be renewed.
const BREATH: Duration = Duration::from_secs(1);

struct UnderWay {
    id: EffectId,
    epoch: i64,
    kind: String,
    /// When its lease was taken or renewed.
    leased_at: Timestamp,
}

struct Back {
    id: EffectId,
    epoch: i64,
    came: Result<()>,
}

/// What one process has under way. Dropped, all of it stops where it stands, as if the process had died.
pub struct Carrying {
    store: Store,
    under_way: Vec<UnderWay>,
    tasks: JoinSet<()>,
    tells: mpsc::UnboundedSender<Back>,
    hears: mpsc::UnboundedReceiver<Back>,
    looked_at: Option<Timestamp>,
    wrong: Vec<Error>,
}

impl Carrying {
    pub fn of(store: &Store) -> Carrying {
        let (tells, hears) = mpsc::unbounded_channel();
        Carrying {
            store: store.clone(),
            under_way: vec![],
            tasks: JoinSet::new(),
            tells,
            hears,
            looked_at: None,
            wrong: vec![],
        }
    }

    /// How many are under way.
    pub fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// Renews leases, gives up on the dead, and takes on what is due as far as there are seats. Tells how many that
    /// were, and when the next one is due that has a seat; fails where something that came back could not be written
    /// down.
    pub async fn fill(&mut self) -> Result<Tick> {
        self.hear();
        // First: after a clock was put forward, whoever is under way here is late and not dead.
        self.renew().await?;
        let dead = self.give_up_on_the_dead().await?;
        let taken = self.take().await?;
        let seats = self.seats();
        let next_due = if seats.free() > 0 { next_due(&self.store, &seats).await? } else { None };
        self.says_what_went_wrong()?;
        Ok(Tick { worked: dead + taken, next_due })
    }

    /// Until one is back; for ever where none is under way. May be dropped and asked again.
    pub async fn back(&mut self) {
        // Never closed: the other end is our own.
        if let Some(back) = self.hears.recv().await {
            self.frees(back);
        }
    }

    /// Takes on nothing more, and waits for what is under way.
    pub async fn finish(&mut self) -> Result<()> {
        while self.under_way() > 0 {
            // Whether one came back or a breath passed: what counts is how many are left.
            let _ = timeout(BREATH, self.back()).await;
            let renewed = self.renew().await;
            self.wrong.extend(renewed.err());
        }
        self.says_what_went_wrong()
    }

    fn hear(&mut self) {
        while let Ok(back) = self.hears.try_recv() {
            self.frees(back);
        }
        while self.tasks.try_join_next().is_some() {}
    }

    fn frees(&mut self, back: Back) {
        self.under_way.retain(|one| (one.id, one.epoch) != (back.id, back.epoch));
        self.wrong.extend(back.came.err());
    }

    fn says_what_went_wrong(&mut self) -> Result<()> {
        self.wrong.drain(..).next().map_or(Ok(()), Err)
    }

    fn seats(&self) -> Seats {
        Seats::of(self.under_way.iter().map(|one| one.kind.as_str()))
    }

    async fn renew(&mut self) -> Result<()> {
        let now = self.store.now();
        let old = |one: &&mut UnderWay| ms_between(one.leased_at, now) >= RENEW_MS;
        let old: Vec<&mut UnderWay> = self.under_way.iter_mut().filter(old).collect();
        if old.is_empty() {
            return Ok(());
        }
        renew(&self.store, old.iter().map(|one| (one.id, one.epoch)).collect()).await?;
        old.into_iter().for_each(|one| one.leased_at = now);
        Ok(())
    }

    async fn give_up_on_the_dead(&mut self) -> Result<usize> {
        let now = self.store.now();
        if self.looked_at.is_some_and(|at| (0..LOOK_MS).contains(&ms_between(at, now))) {
            return Ok(0);
        }
        let dead = give_up_on_the_dead(&self.store, &mut self.wrong).await?;
        self.looked_at = Some(now);
        Ok(dead)
    }

    async fn take(&mut self) -> Result<usize> {
        let seats = self.seats();
        if seats.free() == 0 {
            return Ok(0);
        }
        let leased_at = self.store.now();
        let claimed = take(&self.store, seats).await?;
        let count = claimed.len();
        if count > 0 {
            self.carry(claimed, leased_at);
        }
        Ok(count)
    }

    /// In a task of their own, for what waits on the database has to go on whatever its keeper waits for. Those that
    /// were claimed together begin in their order.
    fn carry(&mut self, claimed: Vec<Claimed>, leased_at: Timestamp) {
        let sits = |effect: &Claimed| UnderWay {
            id: effect.id,
            epoch: effect.epoch,
            kind: effect.kind.clone(),
            leased_at,
        };
        self.under_way.extend(claimed.iter().map(sits));
        let (store, tells) = (self.store.clone(), self.tells.clone());
        self.tasks.spawn(async move {
            let all: Vec<BoxFuture<'_, ()>> =
                claimed.iter().map(|effect| bring_back(&store, effect, &tells).boxed()).collect();
            store.all(all).await;
        });
    }
}

async fn bring_back(store: &Store, effect: &Claimed, tells: &mpsc::UnboundedSender<Back>) {
    let sent = AssertUnwindSafe(send(store, effect)).catch_unwind().await;
    let came = sent.unwrap_or_else(|panic| Err(panicked(&*panic)));
    // Nobody hears it where its keeper is gone, and there the task ends with it.
    let _ = tells.send(Back { id: effect.id, epoch: effect.epoch, came });
}

fn ms_between(at: Timestamp, now: Timestamp) -> i64 {
    now.as_millisecond() - at.as_millisecond()
}

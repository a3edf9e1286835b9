//! The worker of the effects: what came back makes room for what is due, while slow ones are still under way.
//!
//! Invariants: a round ends within a breath, so that its beat tells that the worker lives, however long one effect
//! takes; as long as one is under way the worker does not rest.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Result, Timestamp};
use store::Store;
use store::effect::Carrying;
use tokio::sync::{Mutex, watch};
use verbs::Hears;

use super::{BREATH, Job, Round, SHORTEST_NAP, Tick};

/// What is under way outlives the rounds: whoever ends the process waits for it.
#[derive(Clone)]
pub(super) struct Effects(Arc<Mutex<Inside>>);

struct Inside {
    store: Store,
    carrying: Carrying,
    committed: watch::Receiver<u64>,
}

impl Effects {
    pub fn of(store: &Store) -> Effects {
        let (carrying, committed) = (Carrying::of(store), store.committed());
        Effects(Arc::new(Mutex::new(Inside { store: store.clone(), carrying, committed })))
    }

    pub fn job(&self) -> Job {
        let effects = self.clone();
        let tick: Tick = Arc::new(move |_| {
            let effects = effects.clone();
            Box::pin(async move { effects.0.lock().await.round().await })
        });
        Job { name: "effects", alone: false, hears: Hears::AtOnce, tick }
    }

    /// Takes on nothing more, and waits for what is under way.
    pub async fn finish(&self) {
        if let Err(error) = self.0.lock().await.carrying.finish().await {
            tracing::error!(%error, "how an effect went could not be written down");
        }
    }
}

impl Inside {
    async fn round(&mut self) -> Result<Round> {
        let began_ms = self.steady_ms();
        self.committed.mark_unchanged();
        let filled = self.carrying.fill().await?;
        if self.carrying.under_way() == 0 {
            return Ok(if filled.worked > 0 { Round::More } else { Round::Until(filled.next_due) });
        }
        let nap = self.nap(filled.next_due);
        tokio::select! {
            () = self.carrying.back() => {}
            _ = self.committed.changed() => {}
            () = tokio::time::sleep(nap) => {}
        }
        // What comes within a moment is looked for together: a busy house commits some hundred times a second.
        let gone = u64::try_from(self.steady_ms() - began_ms).unwrap_or(0);
        tokio::time::sleep(SHORTEST_NAP.saturating_sub(Duration::from_millis(gone))).await;
        Ok(Round::More)
    }

    /// No longer than until the next one is due of which there is a seat.
    fn nap(&self, due: Option<Timestamp>) -> Duration {
        let left = due.map(|due| due.duration_since(self.store.now()));
        left.map_or(BREATH, |left| Duration::try_from(left).unwrap_or(SHORTEST_NAP))
            .clamp(SHORTEST_NAP, BREATH)
    }

    fn steady_ms(&self) -> i64 {
        self.store.house().clock.steady_ms()
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::FutureExt;
    use kernel::Permit;
    use serde_json::json;
    use store::Tx;
    use store::effect::{Carrier, Claimed, New, Outcome};
    use testing::{Engine, World};
    use tokio::sync::Semaphore;
    use verbs::Registry;

    use super::*;

    /// Takes what it is given when somebody lets it.
    struct Slow(Arc<Semaphore>);

    impl Carrier for Slow {
        async fn carry(&self, _: &Store, _: &Claimed) -> Outcome {
            self.0.acquire().await.expect("the gate is never closed").forget();
            Outcome::Done("taken".into())
        }

        async fn settled(&self, _: &mut Tx, _: &Claimed, _: &Outcome) -> Result<()> {
            Ok(())
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_round_ends_though_one_is_under_way_and_a_stop_waits_for_it() {
        for engine in [Engine::Lite, Engine::Pg] {
            let gate = Arc::new(Semaphore::new(0));
            let mut house = Registry::default();
            house.rules().carrier("slow", Slow(gate.clone()));
            let Some(world) = World::open(engine, house).await else { continue };
            let asked = world.store.write(Permit::engine("test"), None, |tx| {
                tx.effect(New::of("slow", "slow", &json!({})));
                Box::pin(std::future::ready(Ok(())))
            });
            asked.await.unwrap();
            let effects = Effects::of(&world.store);
            for _ in 0..2 {
                let round = effects.0.lock().await.round().await.unwrap();
                assert!(matches!(round, Round::More), "it does not rest, and it ends: its beat is not late");
            }
            let mut stops = pin!(effects.finish());
            assert!(stops.as_mut().now_or_never().is_none(), "it is still under way");
            gate.add_permits(1);
            stops.await;
            let round = effects.0.lock().await.round().await.unwrap();
            assert!(matches!(round, Round::Until(None)), "and now it rests");
            assert_eq!(world.count("select count(*) as n from effect where state = 'done'").await, 1);
        }
    }
}

//! Effects under way at once: a slow one holds nobody else up, no kind takes all seats, and whoever waits long keeps
//! its lease. On both engines.

use std::ops::Range;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use kernel::{Permit, Result};
use serde_json::json;
use store::effect::{self, Carrier, Carrying, Claimed, New, Outcome};
use store::{Store, Tx};
use testing::{Engine, World};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use verbs::Registry;

/// Longer than any of these takes: whoever is held up for ever fails.
const PATIENCE: Duration = Duration::from_secs(120);
const DONE: &str = "select count(*) as n from effect where state = 'done'";
const QUEUED: &str = "select count(*) as n from effect where state = 'queued'";
const UNCERTAIN: &str = "select count(*) as n from effect where state = 'uncertain'";

/// The world outside: it takes what is quick at once, and everything else when it is let go.
struct Outside {
    begun: mpsc::UnboundedSender<String>,
    gate: Arc<Semaphore>,
}

impl Carrier for Outside {
    async fn carry(&self, _: &Store, effect: &Claimed) -> Outcome {
        self.begun.send(effect.key.clone()).unwrap();
        if effect.kind != "quick" {
            self.gate.acquire().await.unwrap().forget();
        }
        Outcome::Done("taken".into())
    }

    async fn settled(&self, _: &mut Tx, _: &Claimed, _: &Outcome) -> Result<()> {
        Ok(())
    }
}

struct Bed {
    world: World,
    /// The keys, as each is handed over.
    begun: mpsc::UnboundedReceiver<String>,
    gate: Arc<Semaphore>,
}

impl Bed {
    async fn open(engine: Engine) -> Option<Bed> {
        let (tells, begun) = mpsc::unbounded_channel();
        let gate = Arc::new(Semaphore::new(0));
        let mut house = Registry::default();
        for kind in ["slow", "slower", "quick"] {
            house.rules().carrier(kind, Outside { begun: tells.clone(), gate: gate.clone() });
        }
        Some(Bed { world: World::open(engine, house).await?, begun, gate })
    }

    fn carrying(&self) -> Carrying {
        Carrying::of(&self.world.store)
    }

    async fn ask(&self, kind: &'static str, keys: Range<usize>) {
        let asked = self.world.store.write(Permit::engine("test"), None, move |tx| {
            for n in keys.clone() {
                tx.effect(New::of(kind, format!("{kind} {n}"), &json!({})));
            }
            Box::pin(std::future::ready(Ok(())))
        });
        asked.await.unwrap();
    }

    /// The next ones that are handed over, in the order of the alphabet.
    async fn begun(&mut self, count: usize) -> Vec<String> {
        let mut keys = vec![];
        for _ in 0..count {
            keys.push(self.begun.recv().await.unwrap());
        }
        keys.sort();
        keys
    }

    /// As a server does it, until so many are left that nobody lets go.
    async fn carry_on(&self, carrying: &mut Carrying, held: usize) {
        while carrying.fill().await.unwrap().worked > 0 || carrying.under_way() > held {
            carrying.back().await;
        }
    }

    async fn count(&self, sql: &'static str) -> i64 {
        self.world.count(sql).await
    }
}

async fn on_each(story: impl AsyncFn(Bed)) {
    for engine in [Engine::Lite, Engine::Pg] {
        if let Some(bed) = Bed::open(engine).await {
            timeout(PATIENCE, story(bed)).await.expect("nobody is held up for ever");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn quick_ones_leave_while_a_slow_one_is_under_way() {
    on_each(async |mut bed: Bed| {
        let mut carrying = bed.carrying();
        bed.ask("slow", 0..1).await;
        assert_eq!(carrying.fill().await.unwrap().worked, 1);
        assert_eq!(bed.begun(1).await, ["slow 0"]);
        // More than there are seats: they are refilled again and again.
        bed.ask("quick", 0..80).await;
        bed.carry_on(&mut carrying, 1).await;
        assert_eq!((bed.count(DONE).await, carrying.under_way()), (80, 1));
        bed.gate.add_permits(1);
        bed.carry_on(&mut carrying, 0).await;
        assert_eq!((bed.count(DONE).await, carrying.under_way()), (81, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_ones_never_take_the_seats_of_all_others() {
    on_each(async |mut bed: Bed| {
        let mut carrying = bed.carrying();
        bed.ask("slow", 0..100).await;
        bed.world.clock.pass_seconds(1);
        bed.ask("slower", 0..100).await;
        bed.world.clock.pass_seconds(1);
        bed.ask("quick", 0..3).await;
        // The oldest are all of one kind: the others are found behind them in the same look.
        let filled = carrying.fill().await.unwrap();
        assert_eq!((filled.worked, carrying.under_way()), (16 + 8 + 3, 27));
        assert_eq!(filled.next_due, None, "what is left waits for a seat, not for a time");
        bed.carry_on(&mut carrying, 24).await;
        assert_eq!((bed.count(DONE).await, bed.count(QUEUED).await), (3, 84 + 92));
        bed.gate.add_permits(200);
        bed.carry_on(&mut carrying, 0).await;
        assert_eq!((bed.count(DONE).await, bed.count(QUEUED).await), (203, 0));
        let mut keys = bed.begun(203).await;
        keys.dedup();
        assert_eq!((keys.len(), bed.begun.try_recv().is_err()), (203, true), "each was handed over once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_under_way_keeps_its_lease() {
    on_each(async |mut bed: Bed| {
        let mut carrying = bed.carrying();
        bed.ask("slow", 0..4).await;
        carrying.fill().await.unwrap();
        bed.begun(4).await;
        // A few leases long; then the clock is put forward, and whoever lives looks first.
        for seconds in [100, 100, 100, 100, 100_000] {
            bed.world.clock.pass_seconds(seconds);
            assert_eq!(carrying.fill().await.unwrap().worked, 0);
            let other_node = effect::tick(&bed.world.store).await.unwrap();
            assert_eq!((other_node.worked, bed.count(UNCERTAIN).await), (0, 0));
        }
        bed.gate.add_permits(4);
        carrying.finish().await.unwrap();
        assert_eq!(
            (bed.count(DONE).await, bed.begun.try_recv().is_err()),
            (4, true),
            "each was handed over once"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_node_had_under_way_is_found_when_its_lease_has_ended() {
    on_each(async |mut bed: Bed| {
        bed.ask("slow", 0..2).await;
        let mut carrying = bed.carrying();
        carrying.fill().await.unwrap();
        assert_eq!(bed.begun(2).await, ["slow 0", "slow 1"]);
        drop(carrying);
        let mut other = bed.carrying();
        bed.world.clock.pass_seconds(100);
        assert_eq!(other.fill().await.unwrap().worked, 0);
        bed.world.clock.pass_seconds(21);
        assert_eq!(other.fill().await.unwrap().worked, 2);
        assert_eq!((bed.count(UNCERTAIN).await, bed.count(DONE).await), (2, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_waits_for_what_is_under_way_and_takes_on_nothing_more() {
    on_each(async |mut bed: Bed| {
        let mut carrying = bed.carrying();
        bed.ask("slow", 0..2).await;
        carrying.fill().await.unwrap();
        bed.begun(2).await;
        bed.ask("quick", 0..1).await;
        let mut stops = pin!(carrying.finish());
        assert!(stops.as_mut().now_or_never().is_none(), "they are still under way");
        bed.gate.add_permits(2);
        stops.await.unwrap();
        assert_eq!((bed.count(DONE).await, bed.count(QUEUED).await), (2, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_nobody_can_carry_is_told_and_the_others_leave() {
    on_each(async |bed: Bed| {
        let mut carrying = bed.carrying();
        bed.ask("unheard-of", 0..1).await;
        bed.ask("quick", 0..1).await;
        assert_eq!(carrying.fill().await.unwrap().worked, 2);
        carrying.back().await;
        carrying.back().await;
        let why = carrying.fill().await.unwrap_err().to_string();
        assert!(why.contains("nobody carries `unheard-of`"), "{why}");
        assert_eq!((bed.count(DONE).await, carrying.under_way()), (1, 0));
        assert_eq!(carrying.fill().await.unwrap().worked, 0, "and it is told once");
    })
    .await;
}

//! What must hold whatever happens: each trouble is made to happen, found, told to somebody, shown, and over.
#![allow(clippy::unwrap_used)]

mod peers;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use attention::monitor::Monitor;
use kernel::{EffectId, Id, Timestamp, Value};
use peers::*;
use serde_json::{Value as Json, json};
use testing::{Engine, World, administrator, on_both};

/// One round of the watch, and nothing else; it gave a sign of life before.
async fn watch(world: &World) {
    store::lease::beat(&world.store, "attention.watch", String::new()).await.unwrap();
    let watch = world.desk.registry.workers.iter().find(|worker| worker.name == "attention.watch").unwrap();
    (watch.tick)(&world.desk).await.unwrap();
}

async fn open(world: &World) -> Vec<(String, String, bool)> {
    let all = world.store.read(|tx| Box::pin(tx.exceptions(true, None, 100))).await.unwrap();
    all.into_iter().map(|one| (one.code, one.title, one.owned.owner == Some(user(ADA)))).collect()
}

/// The line of the health page, and whether all of it is good there.
async fn shown(world: &World, code: &str) -> Json {
    let health = world.act(&administrator(world), "health.read", json!({})).await;
    let all = health["promises"].as_array().unwrap();
    all.iter().find(|one| one["code"] == code).cloned().unwrap_or_default()
}

fn trouble(code: &str, title: &str) -> (String, String, bool) {
    (code.to_owned(), title.to_owned(), true)
}

fn at(world: &World, seconds_ago: i64) -> Timestamp {
    Timestamp::from_millisecond(world.store.now().as_millisecond() - seconds_ago * 1000).unwrap()
}

const CARRIED: &str = "
    insert into effect (id, kind, key, payload, resend, state, attempt, epoch, made_at, due_at, lease_until)
    values ($1, 'web_hook', 'hook 1', '{}', false, 'sending', 0, 1, $2, $2, $3)";

const CAME: &str = "
    insert into peer_intake (id, channel, state, received_at, test) values ($1, $2, $3, $4, false)";

async fn comes(world: &World, n: u8, channel: &str, state: &str) {
    let row = vec![
        intake(n),
        Value::Text(channel.to_owned().into()),
        Value::Text(state.to_owned().into()),
        at(world, 60).into(),
    ];
    put(world, CAME, row).await;
}

on_both! {
    async fn what_gets_no_place_in_the_journal_is_told_until_it_has_one(world: World) {
        furnish(&world).await;
        raise(&world, "a fact", "somebody.told", Some(ADA), 24).await;
        settle(&world, "a fact").await;
        world.clock.pass_seconds(11);
        watch(&world).await;
        let on_postgresql = world.database.is_some();
        let told = trouble("journal.unsealed", "What happens gets no place in the journal");
        let expected = if on_postgresql { vec![told] } else { vec![] };
        assert_eq!(open(&world).await, expected, "on SQLite every commit has its place");
        assert_eq!(shown(&world, "journal.unsealed").await["broken_since"].is_string(), on_postgresql);
        world.settle().await;
        watch(&world).await;
        assert!(open(&world).await.is_empty());
        assert!(shown(&world, "journal.unsealed").await["broken_since"].is_null());
    }

    async fn what_somebody_held_and_nobody_goes_on_with_is_told_until_somebody_does(world: World) {
        furnish(&world).await;
        let carried: Vec<Value<'static>> =
            vec![EffectId::from_bytes([8; 16]).into(), at(&world, 400).into(), at(&world, 239).into()];
        put(&world, CARRIED, carried).await;
        store::lease::hold(&world.store, "attention.round", [1; 16], 10).await.unwrap();
        store::lease::hold(&world.store, "somebody.long_gone", [1; 16], 10).await.unwrap();
        watch(&world).await;
        assert!(open(&world).await.is_empty(), "a hold may be late");
        world.clock.pass_seconds(31);
        world.settle().await;
        watch(&world).await;
        let mut found = open(&world).await;
        found.sort();
        let hooks = trouble("lease.abandoned", "Nobody carries what was under way: web hook");
        let rounds = trouble("lease.abandoned", "Nobody does the work of attention.round");
        assert_eq!(found, [hooks, rounds]);
        assert!(shown(&world, "lease.abandoned").await["broken_since"].is_string());
        put(&world, "update effect set state = 'queued', lease_until = null where key = $1",
            vec![Value::Text("hook 1".into())]).await;
        store::lease::hold(&world.store, "attention.round", [2; 16], 10).await.unwrap();
        watch(&world).await;
        assert!(open(&world).await.is_empty());
        assert!(shown(&world, "lease.abandoned").await["broken_since"].is_null());
    }

    async fn a_house_that_slept_is_not_told_that_it_was_late(world: World) {
        furnish(&world).await;
        store::lease::hold(&world.store, "attention.round", [1; 16], 10).await.unwrap();
        raise(&world, "a fact", "somebody.told", Some(ADA), 24).await;
        settle(&world, "a fact").await;
        store::lease::beat(&world.store, "attention.watch", String::new()).await.unwrap();
        world.clock.pass_seconds(7 * 3600);
        let watch = world.desk.registry.workers.iter().find(|one| one.name == "attention.watch").unwrap();
        (watch.tick)(&world.desk).await.unwrap();
        assert!(open(&world).await.is_empty());
    }

    async fn an_inquiry_that_is_nowhere_is_told_until_it_is_somewhere(world: World) {
        furnish(&world).await;
        comes(&world, 1, "form", "received").await;
        comes(&world, 2, "form", "parked").await;
        comes(&world, 3, "call", "dismissed").await;
        comes(&world, 4, "call", "received").await;
        let lead = "insert into peer_lead (intake) values ($1)";
        put(&world, lead, vec![intake(4)]).await;
        watch(&world).await;
        let lost = trouble("intake.unaccounted", "Inquiries are nowhere: form");
        assert_eq!(open(&world).await, std::slice::from_ref(&lost));
        let all = world.store.read(|tx| Box::pin(tx.exceptions(true, None, 1))).await.unwrap();
        let numbers = "0 are leads, 1 wait for a look, 0 were set aside, and 1 are in none";
        assert!(all[0].detail.starts_with("2 came since") && all[0].detail.contains(numbers), "{}", all[0].detail);
        assert!(shown(&world, "intake.unaccounted").await["broken_since"].is_string());
        world.clock.pass_seconds(3 * 86_400);
        world.settle().await;
        watch(&world).await;
        assert!(open(&world).await.contains(&lost), "it is not forgotten by growing old");
        put(&world, lead, vec![intake(1)]).await;
        watch(&world).await;
        assert!(!open(&world).await.contains(&lost));
        assert!(shown(&world, "intake.unaccounted").await["broken_since"].is_null());
    }

    async fn an_inquiry_a_person_looked_for_in_vain_is_told_once(world: World) {
        furnish(&world).await;
        comes(&world, 1, "form", "received").await;
        watch(&world).await;
        let close = world.store.claim("test", |tx| Box::pin(async move {
            let open = tx.exceptions(true, None, 1).await?.remove(0);
            let (closed, fact) = open.clone().close(tx.now(), "we called them".into())?;
            tx.keep_and_tell(&open, closed, fact).await
        }));
        close.await.unwrap();
        watch(&world).await;
        assert!(open(&world).await.is_empty());
        world.clock.pass_seconds(120);
        world.settle().await;
        comes(&world, 2, "form", "received").await;
        watch(&world).await;
        assert_eq!(open(&world).await, [trouble("intake.unaccounted", "Inquiries are nowhere: form")]);
    }
}

fn intake(n: u8) -> Value<'static> {
    kernel::IntakeId::from_bytes([n; 16]).into()
}

/// A house with a monitor that takes calls or not, and how often it was called.
async fn monitored(engine: Engine) -> Option<(World, Arc<AtomicBool>, Arc<AtomicUsize>)> {
    let (reached, calls) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicUsize::new(0)));
    let mut registry = registry();
    let (takes, counts) = (reached.clone(), calls.clone());
    registry.rules().provide(Monitor::of("https://monitor.test/ping".into(), move |url| {
        assert_eq!(url, "https://monitor.test/ping");
        counts.fetch_add(1, Ordering::SeqCst);
        if takes.load(Ordering::SeqCst) { Ok(()) } else { Err("no route to it".into()) }
    }));
    let world = World::open(engine, registry).await?;
    furnish(&world).await;
    Some((world, reached, calls))
}

async fn a_monitor_hears_from_us(engine: Engine) {
    let Some((world, reached, calls)) = monitored(engine).await else { return };
    for seconds in [0, 30, 30] {
        world.clock.pass_seconds(seconds);
        world.settle().await;
        watch(&world).await;
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2, "once a minute");
    let line = shown(&world, "monitor.unreached").await;
    assert!(line["at"].is_string() && line["broken_since"].is_null(), "{line}");
    let health = world.act(&administrator(&world), "health.read", json!({})).await;
    assert!(health["workers"].as_array().unwrap().iter().all(|one| one["name"] != "attention.monitor"));
    reached.store(false, Ordering::SeqCst);
    for minute in 0..4 {
        assert!(open(&world).await.is_empty(), "after {minute} minutes");
        world.clock.pass_seconds(60);
        world.settle().await;
        watch(&world).await;
    }
    let told = trouble("monitor.unreached", "The monitor outside does not hear from us");
    assert_eq!(open(&world).await, [told]);
    assert!(shown(&world, "monitor.unreached").await["broken_since"].is_string());
    reached.store(true, Ordering::SeqCst);
    world.clock.pass_seconds(60);
    world.settle().await;
    watch(&world).await;
    assert!(open(&world).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_monitor_hears_from_us_on_sqlite() {
    a_monitor_hears_from_us(Engine::Lite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_monitor_hears_from_us_on_postgresql() {
    a_monitor_hears_from_us(Engine::Pg).await;
}

//! What should have happened and did not reaches somebody, on both engines.
#![allow(clippy::unwrap_used)]

mod peers;

use kernel::{FormId, Id, Timestamp, Value};
use peers::*;
use serde_json::{Value as Json, json};
use testing::{World, administrator, on_both};

const HOUR: i64 = 3600;
const CAME: &str =
    "insert into peer_intake (channel, form, received_at, test) values ('form', $1, $2, false)";

fn form() -> FormId {
    FormId::from_bytes([5; 16])
}

/// A form that got an inquiry every two hours for five weeks.
async fn busy_form(world: &World) {
    let row =
        vec![form().into(), Value::Text("Contact".into()), Value::Text("published".into()), user(BOB).into()];
    put(world, "insert into peer_form (id, title, state, owner) values ($1, $2, $3, $4)", row).await;
    let now = world.store.now().as_millisecond();
    for n in (0..35 * 12).rev() {
        comes(world, now - n * 2 * HOUR * 1000).await;
    }
}

async fn comes(world: &World, ms: i64) {
    let at = Timestamp::from_millisecond(ms).unwrap();
    put(world, CAME, vec![form().into(), at.into()]).await;
}

const LEFT: &str = "
    insert into effect (id, kind, key, payload, resend, state, attempt, epoch, made_at, due_at, done_at)
    values ($1, 'mail', $2, '{}', false, 'done', 1, 1, $3, $3, $3)";

async fn leaves(world: &World, ms: i64) {
    let at = Timestamp::from_millisecond(ms).unwrap();
    let mut id = [7; 16];
    id[..8].copy_from_slice(&ms.to_be_bytes());
    let id = kernel::EffectId::from_bytes(id);
    put(world, LEFT, vec![id.into(), Value::Text(format!("mail {ms}").into()), at.into()]).await;
}

const ASIDE: &str = "
    insert into effect (id, kind, key, payload, resend, state, attempt, epoch, made_at, due_at, note, held_by)
    values ($1, 'web_hook', 'hook 1', '{}', false, 'queued', 0, 0, $2, $2, 'it tripped', 'unasked')";

async fn open(world: &World) -> Vec<(String, String)> {
    let all = world.store.read(|tx| Box::pin(tx.exceptions(true, None, 100))).await.unwrap();
    all.into_iter().map(|one| (one.code, one.title)).collect()
}

async fn of(world: &World, name: &str) -> Json {
    let health = world.act(&administrator(world), "health.read", json!({})).await;
    health["watched"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
}

on_both! {
    async fn a_form_nobody_comes_through_is_an_exception_until_somebody_does(world: World) {
        furnish(&world).await;
        busy_form(&world).await;
        rest(&world).await;
        assert!(open(&world).await.is_empty());
        world.clock.pass_seconds(14 * HOUR);
        rest(&world).await;
        let silent = ("door.silent".to_owned(), "The form “Contact” is silent".to_owned());
        assert_eq!(open(&world).await, [silent]);
        let name = format!("door {}", form());
        assert_eq!(of(&world, &name).await["sound"], "silent");
        assert_eq!(told(&world, BOB).await, ["new other: The form “Contact” is silent"]);
        comes(&world, world.store.now().as_millisecond() - 1000).await;
        rest(&world).await;
        assert!(open(&world).await.is_empty(), "it moves again");
    }

    async fn what_a_person_closed_stays_closed_while_nothing_moves(world: World) {
        furnish(&world).await;
        busy_form(&world).await;
        world.clock.pass_seconds(14 * HOUR);
        rest(&world).await;
        let close = world.store.claim("test", |tx| Box::pin(async move {
            let open = tx.exceptions(true, None, 1).await?.remove(0);
            let (closed, fact) = open.clone().close(tx.now(), "we are on holiday".into())?;
            tx.keep_and_tell(&open, closed, fact).await
        }));
        close.await.unwrap();
        world.clock.pass_seconds(2 * HOUR);
        rest(&world).await;
        assert!(open(&world).await.is_empty());
    }

    async fn what_somebody_expects_counts_and_can_be_taken_back(world: World) {
        furnish(&world).await;
        busy_form(&world).await;
        let (boss, name) = (administrator(&world), format!("door {}", form()));
        let expect = json!({"watched": name, "expect": {"at_least": 20, "hours": 24}});
        world.act(&boss, "health.expect", expect).await;
        rest(&world).await;
        assert_eq!(open(&world).await[0].1, "The form “Contact” is below what is expected");
        world.act(&boss, "health.expect", json!({"watched": name, "expect": null})).await;
        rest(&world).await;
        assert!(open(&world).await.is_empty());
        let stranger = json!({"watched": "door nowhere", "expect": {"at_least": 1, "hours": 1}});
        assert_eq!(world.refused(&boss, "health.expect", stranger).await, "invalid");
    }

    async fn mail_that_stops_leaving_is_told_after_a_business_day_until_some_leaves(world: World) {
        furnish(&world).await;
        let now = world.store.now().as_millisecond();
        for n in (0..35 * 8).rev() {
            leaves(&world, now - n * 3 * HOUR * 1000).await;
        }
        rest(&world).await;
        assert!(open(&world).await.is_empty());
        assert_eq!(of(&world, "channel mail").await["sound"], "usual");
        world.clock.pass_seconds(4 * 24 * HOUR);
        rest(&world).await;
        let silent = ("channel.silent".to_owned(), "Mail that leaves is silent".to_owned());
        assert_eq!(open(&world).await, [silent]);
        assert_eq!(of(&world, "channel mail").await["sound"], "silent");
        assert_eq!(told(&world, ADA).await, ["new other: Mail that leaves is silent"]);
        leaves(&world, world.store.now().as_millisecond() - 1000).await;
        rest(&world).await;
        let open_now = open(&world).await;
        let thin = ("channel.silent".to_owned(), "Mail that leaves is silent".to_owned());
        assert_eq!(open_now, [thin], "one is still far less than usual");
        let boss = administrator(&world);
        let house = world.act(&boss, "attention.read", json!({})).await;
        assert_eq!(house["least_percent"], 10);
        let change = json!({"rv": house["rv"], "hand_on_minutes": 30, "least_percent": 0});
        world.act(&boss, "attention.change", change).await;
        rest(&world).await;
        assert!(open(&world).await.is_empty(), "only nothing at all is told now");
        let rv = world.act(&boss, "attention.read", json!({})).await["rv"].clone();
        let change = json!({"rv": rv, "hand_on_minutes": 30, "least_percent": 91});
        assert_eq!(world.refused(&boss, "attention.change", change).await, "invalid");
    }

    async fn what_is_put_aside_for_a_broken_gate_is_told_until_it_is_not(world: World) {
        furnish(&world).await;
        let later = Timestamp::from_millisecond(world.store.now().as_millisecond() + 300_000).unwrap();
        put(&world, ASIDE, vec![kernel::EffectId::from_bytes([8; 16]).into(), later.into()]).await;
        rest(&world).await;
        let aside = ("effect.unasked".to_owned(), "What should leave is put aside: web hook".to_owned());
        assert_eq!(open(&world).await, [aside]);
        let freed = "update effect set held_by = null where key = $1";
        put(&world, freed, vec![Value::Text("hook 1".into())]).await;
        rest(&world).await;
        assert!(open(&world).await.is_empty());
    }

    async fn a_worker_that_stopped_is_an_exception_and_a_house_that_slept_is_none(world: World) {
        furnish(&world).await;
        let beat = |name: &'static str| {
            let store = world.store.clone();
            async move { store::lease::beat(&store, name, String::new()).await.unwrap() }
        };
        beat("attention.round").await;
        beat("attention.watch").await;
        beat("somebody.long_gone").await;
        world.clock.pass_seconds(HOUR);
        rest(&world).await;
        assert!(open(&world).await.is_empty(), "the laptop slept");
        beat("attention.watch").await;
        rest(&world).await;
        let stands = "A part of the program stands still: attention.round".to_owned();
        assert_eq!(open(&world).await, [("worker.silent".to_owned(), stands)]);
        beat("attention.round").await;
        rest(&world).await;
        assert!(open(&world).await.is_empty());
    }
}

//! A provider takes so many mails a minute: the rest waits its turn, seen by everybody, through a real Postfix.
#![allow(clippy::unwrap_used)] // a test may fail so

mod peers;

use kernel::{ConversationId, Id, Timestamp};
use peers::office::*;
use serde_json::{Value as Json, json};
use store::effect::New;
use stories::bed::postfix::Postfix;
use testing::{World, administrator, on_both};

const TO: &str = "zoe@customer.test";

/// A mail of a conversation, a moment after the one before.
async fn of(world: &World, n: u8, class: &str, conversation: u8) {
    let moment = world.store.now().as_millisecond() + 1;
    world.clock.set(Timestamp::from_millisecond(moment).unwrap());
    write(world, n, TO).await;
    let order = order(n, class);
    let mut payload: Json = serde_json::from_str(&order.payload).unwrap();
    payload["conversation"] = json!(ConversationId::from_bytes([conversation; 16]));
    ask(world, New { payload: payload.to_string(), ..order }).await;
}

async fn pace(world: &World, pace: Json) {
    world.act(&administrator(world), "mail.change", json!({ "pace": pace })).await;
}

/// Which of these the server has taken by now.
async fn left(world: &World, all: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let mut left = vec![];
    for n in all {
        if entry(world, n).await["state"] == "done" {
            left.push(n);
        }
    }
    left
}

on_both! {
    async fn no_more_leave_than_the_server_bears_and_what_people_wait_for_goes_first(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        pace(&world, json!({ "messages": 3, "per": "minute" })).await;
        for n in 1..=5 {
            of(&world, n, "marketing", n).await;
        }
        of(&world, 6, "inquiry", 6).await;
        of(&world, 7, "transactional", 7).await;
        world.work().await;
        assert_eq!(left(&world, 1..=7).await, [1, 6, 7], "the best of them, then the earliest");
        bed.wait_for(TO, 3);
        let shown = entry(&world, 4).await;
        assert_eq!((&shown["state"], &shown["attempts"]), (&json!("queued"), &json!(0)));
        assert_eq!(shown["why"], "Held: pace of the mail server (3 a minute).");
        assert!(shown["until"].is_string(), "its turn is known: {shown}");

        world.clock.pass_seconds(30);
        of(&world, 8, "transactional", 8).await;
        world.work().await;
        assert_eq!(left(&world, 1..=8).await, [1, 6, 7], "the minute is not over");
        world.clock.pass_seconds(30);
        world.work().await;
        assert_eq!(left(&world, 1..=8).await, [1, 2, 3, 6, 7, 8], "what came later and is waited for is first");
        world.clock.pass_seconds(59);
        world.work().await;
        assert_eq!(left(&world, 1..=8).await.len(), 6);
        world.clock.pass_seconds(1);
        world.work().await;
        assert_eq!(left(&world, 1..=8).await.len(), 8, "nothing is lost");
        bed.wait_for(TO, 8);
    }

    async fn nothing_overtakes_an_earlier_mail_of_its_conversation(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        pace(&world, json!({ "messages": 1, "per": "minute" })).await;
        of(&world, 1, "marketing", 1).await;
        of(&world, 2, "marketing", 2).await;
        of(&world, 3, "transactional", 2).await;
        let mut order: Vec<u8> = vec![];
        for _ in 0..3 {
            world.work().await;
            let now = left(&world, 1..=3).await;
            let new: Vec<u8> = now.into_iter().filter(|n| !order.contains(n)).collect();
            assert_eq!(new.len(), 1, "one in each minute");
            order.extend(new);
            world.clock.pass_seconds(60);
        }
        assert_eq!(order, [2, 3, 1]);
    }

    async fn in_no_stretch_more_are_handed_over_than_the_pace_and_none_waits_for_ever(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        pace(&world, json!({ "messages": 4, "per": "minute" })).await;
        let (mut asked, mut done, mut at): (u8, usize, Vec<i64>) = (0, 0, vec![]);
        for step in 0..20_i64 {
            for _ in 0..if step < 8 { step % 4 } else { 0 } {
                asked += 1;
                let class = ["transactional", "inquiry", "marketing"][usize::from(asked) % 3];
                of(&world, asked, class, asked).await;
            }
            world.work().await;
            let now = left(&world, 1..=asked).await.len();
            at.extend(std::iter::repeat_n(step * 17, now - done));
            done = now;
            world.clock.pass_seconds(17);
        }
        assert_eq!((done, at.len()), (usize::from(asked), 12));
        for start in &at {
            let within = at.iter().filter(|at| (*start..start + 60).contains(at)).count();
            assert!(within <= 4, "{within} in the minute from second {start}: {at:?}");
        }
        bed.wait_for(TO, 12);
    }

    async fn without_a_pace_what_was_held_leaves_at_once_and_an_impossible_one_is_refused(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        pace(&world, json!({ "messages": 1, "per": "hour" })).await;
        for n in 1..=3 {
            of(&world, n, "transactional", n).await;
        }
        world.work().await;
        assert_eq!(left(&world, 1..=3).await, [1]);
        let shown = world.act(&administrator(&world), "mail.release", json!({ "key": key(2) })).await;
        assert_eq!(shown["state"], "queued");
        world.work().await;
        assert_eq!(left(&world, 1..=3).await, [1], "a press does not break what the provider allows");
        let none = json!({ "pace": { "messages": 0, "per": "hour" } });
        let refused = world.refused(&administrator(&world), "mail.change", none).await;
        assert_eq!(refused, "invalid");
        pace(&world, Json::Null).await;
        world.work().await;
        assert_eq!(left(&world, 1..=3).await, [1, 2, 3]);
    }
}

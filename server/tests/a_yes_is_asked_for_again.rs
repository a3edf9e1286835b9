//! An automation that waits for a yes, in the whole house: whoever is asked hears of it, and again when they do not
//! answer, until it is decided.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

use founded::founded;
use serde_json::json;
use testing::World;
use verbs::Registry;

const TOLD: &str = "
    select count(*) as n from attention_notification where kind = 'approval' and urgent = false";
const URGENT: &str = "
    select count(*) as n from attention_notification where kind = 'approval' and urgent = true";
/// Unseen words of one bundle are one notification, however often it is said.
const AGAIN: &str = "
    select coalesce(max(stage), 0) as n from attention_told
    where id in (select id from automation_approval_window)";

const WAITING: &str = "
    select count(*) as n from attention_told
    where next_at is not null and id in (select id from automation_approval_window)";

fn registry() -> Registry {
    let mut house = rooms::registry();
    house.rules().in_turn();
    house
}

async fn pass(world: &World, seconds: i64) {
    world.clock.pass_seconds(seconds);
    for _ in 0..3 {
        world.work().await;
    }
}

testing::on_both! {
    async fn who_does_not_answer_is_asked_again_until_it_is_decided(world: World) {
        let boss = founded(&world).await;
        let found = world.act(&boss, "automation.list", json!({ "limit": 100 })).await;
        let found = found["items"].as_array().unwrap();
        let answer = found.iter().find(|one| one["slug"] == "instant-answer").unwrap()["id"].clone();
        world.act(&boss, "automation.set_mode", json!({ "automation": answer, "mode": "approve_each" })).await;
        let asked = json!({ "channel": "email", "name": "Zoe", "email": "zoe@customer.test", "message": "A kitchen." });
        world.act(&boss, "intake.quick_add", asked).await;
        pass(&world, 1).await;
        assert_eq!((world.count(TOLD).await, world.count(URGENT).await), (1, 0));
        pass(&world, 12 * 3_600).await;
        let said = (world.count(URGENT).await, world.count(AGAIN).await);
        assert_eq!(said, (1, 1), "half a day of open hours has passed, and nobody answered");
        pass(&world, 30 * 3_600).await;
        assert_eq!(world.count(AGAIN).await, 2, "once each business day");
        let open = world.act(&boss, "approval.list", json!({})).await;
        world.act(&boss, "approval.approve", json!({ "approval": open["items"][0]["id"] })).await;
        pass(&world, 3 * 86_400).await;
        assert_eq!(world.count(WAITING).await, 0, "it is decided");
    }
}

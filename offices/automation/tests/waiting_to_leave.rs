//! What keeps a letter of a run back stands with its step, in the words of the outbox, and until when; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::{Actor, Clock};
use office::{alone, capture, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use testing::World;

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const DAY: i64 = 86_400;

fn letter(id: &str, class: &str) -> String {
    format!(
        "  - id: {id}\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, template: {id}, \
         class: {class}}}\n    on_error: skip\n"
    )
}

/// What stands with the step of the newest run of it, and the same with what left the house.
async fn waits(world: &World, boss: &Actor, automation: &str) -> Json {
    let runs = world.act(boss, "run.list", json!({"automation": automation})).await;
    let run = runs["items"][0]["id"].clone();
    let read = world.act(boss, "run.read", json!({"run": run})).await;
    let effects = world.act(boss, "run.effects", json!({"run": run})).await;
    assert_eq!(read["steps"][0]["waits"], effects["items"][0]["waits"]);
    read["steps"][0]["waits"].clone()
}

testing::on_both! {
    async fn a_quiet_hour_says_so_and_when_it_is_over(world: World) {
        let boss = alone(&world).await;
        let greets = publish(&world, &boss, "automatic", &yaml("greets", TRIGGER, &letter("hello", "inquiry"))).await;
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let said = waits(&world, &boss, &greets).await;
        assert_eq!(said["why"], "It is a quiet hour where they are.");
        let until: kernel::Timestamp = said["until"].as_str().unwrap().parse().unwrap();
        assert!(until > world.clock.now());
        let ms = until.as_millisecond() - world.clock.now().as_millisecond();
        world.clock.pass_seconds(ms / 1_000 + 1);
        rest(&world).await;
        assert_eq!(waits(&world, &boss, &greets).await, Json::Null, "it has left");
    }

    async fn the_master_stop_and_the_switch_say_what_lets_it_go(world: World) {
        let boss = alone(&world).await;
        let greets = publish(&world, &boss, "automatic", &yaml("greets", TRIGGER, &letter("hello", "inquiry"))).await;
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "automation.switch", json!({"automation": greets, "on": false})).await;
        world.act(&boss, "automation.stop_all", json!({})).await;
        world.clock.pass_seconds(DAY / 2);
        rest(&world).await;
        let said = waits(&world, &boss, &greets).await;
        assert_eq!(said["why"], "Everything automatic stands still; it leaves after that goes on.");
        assert_eq!(said["until"], Json::Null, "nobody knows when");
        world.act(&boss, "automation.go_on", json!({})).await;
        rest(&world).await;
        let said = waits(&world, &boss, &greets).await;
        assert_eq!(said["why"], "Its automation is switched off; it leaves after somebody switches it on.");
        world.act(&boss, "automation.switch", json!({"automation": greets, "on": true})).await;
        rest(&world).await;
        assert_eq!(waits(&world, &boss, &greets).await, Json::Null, "it has left");
    }

    async fn who_had_a_letter_today_waits_for_tomorrow(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("greets", TRIGGER, &letter("hello", "inquiry"))).await;
        let late = format!("{TRIGGER}priority: low\n");
        let again = publish(&world, &boss, "automatic", &yaml("again", &late, &letter("again", "inquiry"))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(120);
        rest(&world).await;
        let said = waits(&world, &boss, &again).await;
        assert_eq!(said["why"], "They have had what one person gets in a day.");
        assert!(said["until"].is_string());
    }
}

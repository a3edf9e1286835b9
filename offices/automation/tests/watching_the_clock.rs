//! A machine whose clock runs back or is put forward: nothing leaves too early, and somebody hears of it; on both
//! engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::Timestamp;
use office::{alone, capture, lines, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use testing::World;

const MESSAGES: &str = "select template || ' ' || state as line from test_message order by template";
const CODES: &str = "
    select code as line from store_exception
    where state = 'open' and code like 'automation.clock%' order by code";
const TRIGGER: &str =
    "trigger: {fact: lead.captured}\nenrol: {policy: always}\nexit_when: {facts: [consent.withdrawn]}\n";
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

fn letter(template: &str, class: &str) -> String {
    format!(
        "  - id: {template}\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, template: {template}, \
         class: {class}}}\n    on_error: skip\n"
    )
}

async fn open(world: &World, boss: &kernel::Actor, code: &str) -> Option<Json> {
    let listed = world.act(boss, "exception.list", json!({})).await;
    listed["items"].as_array().unwrap().iter().find(|one| one["code"] == code).cloned()
}

testing::on_both! {
    /// K10 does not arise, A2, RELIABILITY 3i: what would come too early waits until somebody has looked.
    async fn a_clock_that_was_put_forward_holds_what_automations_write(world: World) {
        let boss = alone(&world).await;
        let steps = format!("  - id: pause\n    wait: {{days: 20}}\n{}", letter("late", "transactional"));
        publish(&world, &boss, "automatic", &yaml("slow", TRIGGER, &steps)).await;
        let resent = letter("at_once", "transactional") + "    resend: true\n";
        let resent = resent.replace("on_error: skip", "on_error: escalate");
        publish(&world, &boss, "automatic", &yaml("prompt", TRIGGER, &resent)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.jump_seconds(25 * DAY);
        rest(&world).await;
        assert_eq!(lines(&world, CODES).await, ["automation.clock_ahead"]);
        assert_eq!(lines(&world, MESSAGES).await, ["at_once accepted", "late queued"]);
        world.clock.pass_seconds(HOUR);
        capture(&world, &boss).await;
        rest(&world).await;
        let acknowledged = "select count(*) as n from test_message where template = 'at_once' and state = 'accepted'";
        assert_eq!(world.count(acknowledged).await, 2, "what does no harm twice does none early");
        let left = "select count(*) as n from test_message where template = 'late' and state = 'accepted'";
        assert_eq!(world.count(left).await, 0);
        assert_eq!(lines(&world, CODES).await, ["automation.clock_ahead"], "told once");
        let told = open(&world, &boss, "automation.clock_ahead").await.unwrap();
        assert!(told["title"].as_str().unwrap().contains("600 hours"), "{told}");
        let close = json!({"exception": told["id"], "outcome": "It was weeks behind; it is right now."});
        world.act(&boss, "exception.close", close).await;
        world.clock.pass_seconds(61);
        rest(&world).await;
        assert_eq!(world.count(left).await, 1, "somebody has looked: it leaves");
        assert_eq!(lines(&world, CODES).await, [""; 0]);
    }

    async fn a_clock_that_is_put_right_again_is_over_by_itself(world: World) {
        let boss = alone(&world).await;
        let steps = format!("  - id: pause\n    wait: {{hours: 5}}\n{}", letter("news", "marketing"));
        publish(&world, &boss, "automatic", &yaml("slow", TRIGGER, &steps)).await;
        rest(&world).await;
        world.clock.jump_seconds(40 * DAY);
        rest(&world).await;
        assert_eq!(lines(&world, CODES).await, ["automation.clock_ahead"]);
        world.clock.jump_seconds(-40 * DAY);
        rest(&world).await;
        assert_eq!(lines(&world, CODES).await, [""; 0], "the way back is no fault of its own");
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(DAY);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["news accepted"], "and holds nothing back");
    }

    async fn a_clock_that_ran_back_holds_marketing_until_it_has_caught_up(world: World) {
        let boss = alone(&world).await;
        let steps = letter("news", "marketing") + &letter("terms", "transactional");
        publish(&world, &boss, "automatic", &yaml("both", TRIGGER, &steps)).await;
        rest(&world).await;
        world.clock.jump_seconds(-2 * HOUR);
        rest(&world).await;
        assert_eq!(lines(&world, CODES).await, ["automation.clock"]);
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["news queued"], "the run waits for what became of it");
        world.clock.pass_seconds(2 * HOUR + 60);
        rest(&world).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["news accepted", "terms accepted"]);
        assert_eq!(lines(&world, CODES).await, [""; 0]);
    }

    /// A2, K15: a month in which nobody looked is no jump; what fell due in it is done, and nothing is held.
    async fn a_server_that_slept_is_no_fault_of_the_clock(world: World) {
        let boss = alone(&world).await;
        let steps = format!("  - id: pause\n    wait: {{hours: 5}}\n{}", letter("late", "transactional"));
        publish(&world, &boss, "automatic", &yaml("slow", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let before: Timestamp = world.store.now();
        world.clock.pass_seconds(20 * DAY);
        rest(&world).await;
        assert!(world.store.now() > before);
        assert_eq!(lines(&world, CODES).await, [""; 0]);
        assert_eq!(lines(&world, MESSAGES).await, ["late accepted"]);
    }
}

//! An automation that begins less than its document expects is somebody's business, and no sooner than it can be
//! known; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use office::{alone, capture, lines, publish, registry, rest, yaml};
use serde_json::json;
use testing::World;

const SILENT: &str = "
    select e.title as line from store_exception e where e.state = 'open' and e.code = 'automation.silent'";
const OUTCOMES: &str = "
    select e.outcome as line from store_exception e
    where e.state = 'closed' and e.code = 'automation.silent' order by e.id";
const HEAD: &str =
    "trigger: {fact: lead.captured}\nenrol: {policy: always}\nexpect: {per: day, min: 1, max: 900}\n";
const STEPS: &str = "  - id: end\n    end: done\n";
const DAY: i64 = 86_400;
const TOLD: &str = "Expecting runs less than expected";

async fn days(world: &World, many: i64) {
    for _ in 0..many * 4 {
        world.clock.pass_seconds(DAY / 4);
        rest(world).await;
    }
}

testing::on_both! {
    async fn fewer_than_expected_is_told_after_a_whole_business_day_and_over_when_it_runs(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("expecting", HEAD, STEPS)).await;
        rest(&world).await;
        world.clock.pass_seconds(3_600);
        rest(&world).await;
        assert_eq!(lines(&world, SILENT).await, [""; 0], "no business day has passed since it is on");
        days(&world, 5).await;
        assert_eq!(lines(&world, SILENT).await, [TOLD], "once");
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(61);
        rest(&world).await;
        assert_eq!(lines(&world, SILENT).await, [""; 0]);
        assert_eq!(lines(&world, OUTCOMES).await, ["it runs again: 1 in the last business day"]);
        days(&world, 6).await;
        assert_eq!(lines(&world, SILENT).await, [TOLD], "and again when it falls silent again");
    }

    async fn nothing_is_expected_of_what_is_off_in_practice_or_retired(world: World) {
        let boss = alone(&world).await;
        let practised = publish(&world, &boss, "practice", &yaml("practised", HEAD, STEPS)).await;
        let off = publish(&world, &boss, "automatic", &yaml("off", HEAD, STEPS)).await;
        world.act(&boss, "automation.switch", json!({"automation": off, "on": false})).await;
        let gone = publish(&world, &boss, "automatic", &yaml("gone", HEAD, STEPS)).await;
        world.act(&boss, "automation.retire", json!({"automation": gone})).await;
        days(&world, 6).await;
        assert_eq!(lines(&world, SILENT).await, [""; 0]);
        world.act(&boss, "automation.set_mode", json!({"automation": practised, "mode": "automatic"})).await;
        world.clock.pass_seconds(3_600);
        rest(&world).await;
        assert_eq!(lines(&world, SILENT).await, [""; 0], "it counts from its new mode on");
        days(&world, 5).await;
        assert_eq!(lines(&world, SILENT).await, ["Practised runs less than expected"]);
        world.act(&boss, "automation.set_mode", json!({"automation": practised, "mode": "practice"})).await;
        world.clock.pass_seconds(61);
        rest(&world).await;
        assert_eq!(lines(&world, SILENT).await, [""; 0]);
        assert!(lines(&world, OUTCOMES).await[0].starts_with("nothing is expected of it now"));
    }

    async fn what_a_person_closed_is_told_again_after_another_whole_period(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("expecting", HEAD, STEPS)).await;
        days(&world, 5).await;
        let listed = world.act(&boss, "exception.list", json!({})).await;
        let told = listed["items"].as_array().unwrap().iter().find(|one| one["code"] == "automation.silent").unwrap();
        let outcome = json!({"exception": told["id"], "outcome": "It is a quiet week."});
        world.act(&boss, "exception.close", outcome).await;
        world.clock.pass_seconds(3_600);
        rest(&world).await;
        assert_eq!(lines(&world, SILENT).await, [""; 0]);
        days(&world, 5).await;
        assert_eq!(lines(&world, SILENT).await, [TOLD]);
    }
}

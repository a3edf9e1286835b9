//! What stands still by itself or because somebody stopped everything, and how it goes on: nothing is lost, nothing
//! happens twice, nothing is dropped without a record; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use automation::executor::Runs;
use kernel::Actor;
use office::{alone, capture, lines, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use testing::World;
use verbs::Worker;

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const FLOODED: &str =
    "trigger: {fact: lead.captured}\nenrol: {policy: always}\nexpect: {per: day, min: 0, max: 1}\n";
const MESSAGES: &str = "select template || ' ' || state as line from test_message order by id";
const TASKS: &str = "select title as line from test_task order by id";
const FLOODS: &str = "
    select state || ' ' || title || ' ' || coalesce(outcome, '-') as line from store_exception
    where code = 'automation.flood' order by id";
const DECIDED: &str = "
    select decision || ' ' || coalesce(reason, '-') as line from automation_enrolment order by fact";
const STEPS: &str = "
    select step || ' ' || state || ' ' || coalesce(why, '-') as line from automation_step order by run, seq";
const TASK: &str = "  - id: note\n    do: task.create\n    with: {title: Note, contact: {cel: contact.id}}\n";
const PAUSED: &str = "refused it is paused: 3 times as many runs began as are expected";
const HOUR: i64 = 3_600;

fn letter(template: &str) -> String {
    format!(
        "  - id: {template}\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, template: {template}, \
         class: transactional}}\n    on_error: skip\n"
    )
}

/// By how many seconds runs, and starts, are behind their time.
async fn lags(world: &World) -> [i64; 2] {
    let all = store::gauge::read(&world.store).await.unwrap().lags;
    ["automation.runs", "automation.starts"].map(|of| all.iter().find(|(name, _)| name == of).unwrap().1)
}

async fn refused(world: &World, boss: &Actor, verb: &'static str, input: Json) -> &'static str {
    world.call(boss, verb, input).await.unwrap_err().code()
}

/// Five inquiries where one a day is expected: three begin, two are refused.
async fn flooded(world: &World) -> (Actor, String) {
    let boss = alone(world).await;
    let id = publish(world, &boss, "automatic", &yaml("flooded", FLOODED, TASK)).await;
    for _ in 0..5 {
        capture(world, &boss).await;
        world.clock.pass_seconds(1);
    }
    rest(world).await;
    (boss, id)
}

async fn begin_and_stop(world: &World) -> Actor {
    let boss = alone(world).await;
    let steps = format!("  - id: pause\n    wait: {{hours: 2}}\n{}{TASK}", letter("terms"));
    publish(world, &boss, "automatic", &yaml("slow", TRIGGER, &steps)).await;
    for _ in 0..3 {
        capture(world, &boss).await;
        world.clock.pass_seconds(1);
    }
    rest(world).await;
    world.act(&boss, "automation.stop_all", json!({})).await;
    world.clock.pass_seconds(6 * HOUR);
    rest(world).await;
    boss
}

testing::on_both! {
    async fn a_flood_pauses_it_and_whoever_was_refused_can_be_taken_in_later(world: World) {
        let (boss, id) = flooded(&world).await;
        assert_eq!(lines(&world, FLOODS).await, ["open Flooded is flooded, and paused -"], "once");
        assert_eq!(lines(&world, DECIDED).await, ["enrolled -", "enrolled -", "enrolled -", PAUSED, PAUSED]);
        let read = world.act(&boss, "automation.read", json!({"automation": id})).await;
        assert_eq!((&read["on"], &read["later"]), (&json!(false), &json!(2)), "{read}");
        assert!(read["paused"].as_str().unwrap().starts_with("3 times as many"), "{read}");
        let none = json!({"automation": id});
        assert_eq!(refused(&world, &boss, "automation.take_in", none.clone()).await, "automation.off");
        let resume = |answer: &str| json!({"automation": id, "answer": answer});
        world.act(&boss, "automation.resume", resume("resume")).await;
        assert_eq!(lines(&world, FLOODS).await, ["closed Flooded is flooded, and paused it goes on"]);
        assert_eq!(refused(&world, &boss, "automation.resume", resume("resume")).await, "automation.not_paused");
        let one = world.act(&boss, "automation.take_in", json!({"automation": id, "limit": 1})).await;
        assert_eq!((&one["taken"], &one["left"]), (&json!(1), &json!(1)));
        let rest_of_them = world.act(&boss, "automation.take_in", none).await;
        assert_eq!((&rest_of_them["taken"], &rest_of_them["left"]), (&json!(1), &json!(0)));
        let told = "select count(*) as n from journal where kind = 'automation.refused_taken_in'";
        assert_eq!(world.count(told).await, 2, "whoever works on runs wakes by a fact");
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await.len(), 5, "nobody is lost");
        assert_eq!(lines(&world, DECIDED).await, ["enrolled -"; 5]);
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await.len(), 6, "what came before is not held against it");
    }

    async fn kept_paused_it_keeps_whoever_comes_for_later_until_it_is_switched_off(world: World) {
        let (boss, id) = flooded(&world).await;
        world.act(&boss, "automation.resume", json!({"automation": id, "answer": "keep_paused"})).await;
        assert_eq!(lines(&world, FLOODS).await, ["closed Flooded is flooded, and paused it stays paused"]);
        world.clock.pass_seconds(30 * HOUR);
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, DECIDED).await.len(), 6);
        assert_eq!(lines(&world, DECIDED).await[5], PAUSED);
        world.act(&boss, "automation.switch", json!({"automation": id, "on": false})).await;
        capture(&world, &boss).await;
        let decided = lines(&world, DECIDED).await;
        let off = decided.iter().filter(|line| *line == "refused it was off").count();
        assert_eq!((decided.len(), off), (7, 1), "what is off asks nothing");
        world.act(&boss, "automation.switch", json!({"automation": id, "on": true})).await;
        let all = world.act(&boss, "automation.take_in", json!({"automation": id})).await;
        assert_eq!((&all["taken"], &all["left"]), (&json!(3), &json!(0)));
    }

    async fn what_is_overdue_is_listed_before_everything_goes_on(world: World) {
        let boss = begin_and_stop(&world).await;
        let listed = world.act(&boss, "automation.overdue", json!({})).await;
        let line = &listed["items"][0];
        assert_eq!((&line["name"], &line["steps"], &line["messages"]), (&json!("Slow"), &json!(3), &json!(0)));
        assert!(line["oldest_at"].is_string());
        world.act(&boss, "automation.go_on", json!({})).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["terms accepted"; 3]);
        let listed = world.act(&boss, "automation.overdue", json!({})).await;
        assert_eq!(listed["items"], json!([]));
    }

    async fn what_is_left_out_is_recorded_and_the_rest_is_done(world: World) {
        let boss = begin_and_stop(&world).await;
        world.act(&boss, "automation.go_on", json!({"overdue": "skip"})).await;
        rest(&world).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["terms skipped"; 3]);
        assert_eq!(lines(&world, TASKS).await, ["Note"; 3], "a task is still to be done");
        let said = lines(&world, STEPS).await;
        let left_out = "terms skipped left out: it fell due while everything automatic stood still";
        assert_eq!(said.iter().filter(|line| *line == left_out).count(), 3, "{said:?}");
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(3 * HOUR);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await[3], "terms accepted", "what begins afterwards is as always");
    }

    async fn what_is_spread_leaves_one_after_the_other(world: World) {
        let boss = begin_and_stop(&world).await;
        let wrong = json!({"overdue": "spread", "over_hours": 100});
        assert_eq!(world.refused(&boss, "automation.go_on", wrong).await, "invalid");
        world.act(&boss, "automation.go_on", json!({"overdue": "spread", "over_hours": 3})).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["terms accepted"]);
        world.clock.pass_seconds(HOUR);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await.len(), 2);
        world.clock.pass_seconds(HOUR);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["terms accepted"; 3]);
    }

    async fn a_message_that_waited_already_follows_what_was_decided_for_its_automation(world: World) {
        let boss = alone(&world).await;
        let first = publish(&world, &boss, "automatic", &yaml("first", TRIGGER, &letter("terms"))).await;
        publish(&world, &boss, "automatic", &yaml("other", TRIGGER, &letter("late"))).await;
        capture(&world, &boss).await;
        Runs::tick(&world.desk).await.unwrap();
        world.act(&boss, "automation.stop_all", json!({})).await;
        rest(&world).await;
        world.clock.pass_seconds(2 * HOUR);
        rest(&world).await;
        let listed = world.act(&boss, "automation.overdue", json!({})).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 2, "{listed}");
        let but = json!([{"automation": first, "overdue": "skip"}]);
        world.act(&boss, "automation.go_on", json!({"overdue": "send", "but": but})).await;
        rest(&world).await;
        let mut left = lines(&world, MESSAGES).await;
        left.sort();
        assert_eq!(left, ["late accepted", "terms skipped"]);
    }

    async fn how_far_runs_and_starts_are_behind_their_time_is_measured(world: World) {
        let boss = alone(&world).await;
        let steps = format!("  - id: pause\n    wait: {{hours: 2}}\n{TASK}");
        let id = publish(&world, &boss, "automatic", &yaml("slow", TRIGGER, &steps)).await;
        let silent = "trigger: {silence: {after: lead.captured, without: message.received, for: {hours: 2}}}\n\
            enrol: {policy: always}\n";
        publish(&world, &boss, "automatic", &yaml("silent", silent, TASK)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lags(&world).await, [0, 0], "what sleeps is not behind");
        world.clock.pass_seconds(2 * HOUR + 90);
        assert_eq!(lags(&world).await, [90, 90], "nobody has come by");
        world.act(&boss, "automation.switch", json!({"automation": id, "on": false})).await;
        assert_eq!(lags(&world).await, [0, 90], "what is off is not behind");
        world.act(&boss, "automation.switch", json!({"automation": id, "on": true})).await;
        rest(&world).await;
        assert_eq!(lags(&world).await, [0, 0]);
    }
}

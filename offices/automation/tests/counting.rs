//! How far runs come, counted; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use office::{alone, capture, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};

const HEAD: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n\
    goal: {facts: [message.received], when: {cel: fact.contact == contact.id}}\n";
const STEPS: &str = "
  - id: pause
    wait: {hours: 5}
  - id: call
    do: task.create
    with: {title: Call}
  - id: on_phone
    if: {cel: 'lead.channel == \"phone\"'}
    do: task.create
    with: {title: Ask for the address}
  - id: longer
    wait: {hours: 10}
";
const HOUR: i64 = 3_600;

fn numbers(funnel: &Json, step: &str, names: &[&str]) -> Vec<i64> {
    let found = funnel["steps"].as_array().unwrap().iter().find(|one| one["step"] == step).unwrap();
    names.iter().map(|name| found[name].as_i64().unwrap_or(-1)).collect()
}

testing::on_both! {
    async fn every_run_is_counted_where_it_came_to_and_how_it_ended(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "automatic", &yaml("counts", HEAD, STEPS)).await;
        let ask = json!({"automation": id});
        let empty = world.act(&boss, "automation.funnel", ask.clone()).await;
        assert_eq!((&empty["entered"], numbers(&empty, "call", &["reached"])), (&json!(0), vec![0]));
        let (_, first) = capture(&world, &boss).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "test.reply", json!({"contact": first})).await;
        rest(&world).await;
        world.clock.pass_seconds(6 * HOUR);
        rest(&world).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let funnel = world.act(&boss, "automation.funnel", ask.clone()).await;
        let of = |name: &str| funnel[name].as_i64().unwrap();
        assert_eq!([of("entered"), of("under_way"), of("goal"), of("done"), of("parked")], [3, 2, 1, 0, 0]);
        assert_eq!(numbers(&funnel, "pause", &["reached", "waiting", "goal", "skipped"]), [3, 1, 1, 0]);
        assert_eq!(numbers(&funnel, "call", &["reached", "waiting"]), [1, 0]);
        assert_eq!(numbers(&funnel, "on_phone", &["reached", "skipped", "median_seconds"]), [1, 1, -1]);
        assert_eq!(numbers(&funnel, "longer", &["reached", "waiting"]), [1, 1]);
        let median = numbers(&funnel, "pause", &["median_seconds"])[0];
        assert_eq!(median, 6 * HOUR, "of those that waited: the one that reached its goal at once was cut off");
        let order: Vec<&str> =
            funnel["steps"].as_array().unwrap().iter().map(|one| one["step"].as_str().unwrap()).collect();
        assert_eq!(order, ["pause", "call", "on_phone", "longer"]);
        world.clock.pass_seconds(5 * 24 * HOUR);
        rest(&world).await;
        let young = world.act(&boss, "automation.funnel", json!({"automation": id, "days": 1})).await;
        assert_eq!(young["entered"], 0, "those of before are not counted");
    }
}

//! A cooldown counts for a record or for a person, from the beginning of a run or from a step of it; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::{Actor, ContactId, Id as _};
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::{Value as Json, json};
use store::values;
use testing::World;

const DECIDED: &str = "
    select e.decision || ' ' || coalesce(e.reason, '-') as line from automation_enrolment e order by e.fact";
const DAY: i64 = 86_400;

fn head(enrol: &str) -> String {
    format!("trigger: {{fact: lead.captured}}\nenrol: {{{enrol}}}\n")
}

const CALL: &str = "  - id: which\n    branch: [{if: {cel: trigger.has_email}, go: call}, {else: over}]\n\
    \x20 - id: call\n    do: task.create\n    with: {title: Call}\n  - id: over\n    end: exit\n";

async fn another(world: &World, boss: &Actor, contact: &str, more: Json) {
    let mut body = json!({"contact": contact});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.act(boss, "test.capture", body).await;
    rest(world).await;
}

async fn known_as(world: &World, contact: ContactId, alias: ContactId) {
    write(world, move |tx| {
        Box::pin(async move {
            tx.exec("insert into test_alias (alias, contact) values ($1, $2)", values![alias, contact])
                .await
                .map(drop)
        })
    })
    .await;
}

testing::on_both! {
    async fn per_contact_another_record_of_the_person_waits_too(world: World) {
        let boss = alone(&world).await;
        let enrol = "policy: {cooldown: {days: 30}}, one_active_per: contact";
        publish(&world, &boss, "automatic", &yaml("cool", &head(enrol), CALL)).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(DAY);
        another(&world, &boss, &contact, json!({})).await;
        world.clock.pass_seconds(1);
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(30 * DAY);
        another(&world, &boss, &contact, json!({})).await;
        assert_eq!(lines(&world, DECIDED).await, [
            "enrolled -", "refused the last run of this person began too short a while ago", "enrolled -", "enrolled -",
        ]);
    }

    async fn per_subject_another_record_of_the_person_does_not(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("cool", &head("policy: {cooldown: {days: 30}}"), CALL)).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        another(&world, &boss, &contact, json!({})).await;
        assert_eq!(lines(&world, DECIDED).await, ["enrolled -", "enrolled -"]);
    }

    async fn from_a_step_a_run_that_never_came_to_it_does_not_count(world: World) {
        let boss = alone(&world).await;
        let enrol = "policy: {cooldown: {days: 30}}, since: call, one_active_per: contact";
        publish(&world, &boss, "automatic", &yaml("cool", &head(enrol), CALL)).await;
        let contact = ContactId::from_bytes([7; 16]).to_string();
        for no_email in [true, false, false] {
            another(&world, &boss, &contact, json!({"no_email": no_email})).await;
            world.clock.pass_seconds(DAY);
        }
        assert_eq!(lines(&world, "select title as line from test_task").await, ["Call"]);
        assert_eq!(lines(&world, DECIDED).await, [
            "enrolled -", "enrolled -", "refused its step call was done for this person too short a while ago",
        ]);
    }

    async fn who_is_known_twice_is_one_person(world: World) {
        let boss = alone(&world).await;
        let enrol = "policy: {cooldown: {days: 30}}, one_active_per: contact";
        publish(&world, &boss, "automatic", &yaml("cool", &head(enrol), CALL)).await;
        let (_, alias) = capture(&world, &boss).await;
        rest(&world).await;
        let contact = ContactId::from_bytes([7; 16]).to_string();
        known_as(&world, contact.parse().unwrap(), alias.parse().unwrap()).await;
        another(&world, &boss, &contact, json!({})).await;
        assert_eq!(lines(&world, DECIDED).await, [
            "enrolled -", "refused the last run of this person began too short a while ago",
        ]);
    }

    async fn a_rehearsal_counts_the_same(world: World) {
        let boss = alone(&world).await;
        let (_, contact) = capture(&world, &boss).await;
        for _ in 0..2 {
            world.clock.pass_seconds(DAY);
            another(&world, &boss, &contact, json!({})).await;
        }
        world.clock.pass_seconds(DAY);
        for (enrol, runs) in [
            ("policy: {cooldown: {days: 30}}", 3),
            ("policy: {cooldown: {days: 30}}, one_active_per: contact", 1),
            ("policy: {cooldown: {days: 30}}, since: call, one_active_per: contact", 1),
        ] {
            let text = yaml("cool", &head(enrol), CALL);
            let asked = world.act(&boss, "automation.rehearse", json!({"text": text, "days": 7})).await;
            rest(&world).await;
            let read = world.act(&boss, "automation.rehearsal", json!({"rehearsal": asked["id"]})).await;
            assert_eq!(read["report"]["enrolled"], runs, "{enrol}: {read:#}");
        }
    }

    async fn a_step_to_count_from_is_one_that_does_something_and_has_a_cooldown(world: World) {
        let boss = alone(&world).await;
        for (enrol, why) in [
            ("policy: always, since: call", "`since` says what a cooldown counts from"),
            ("policy: {cooldown: {days: 1}}, since: over", "names no step that does something"),
        ] {
            let text = yaml("cool", &head(enrol), CALL);
            let found = world.act(&boss, "automation.check", json!({"text": text})).await;
            assert!(found.to_string().contains(why), "{found:#}");
        }
    }
}

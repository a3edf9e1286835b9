//! A rehearsal in the whole house: records are seen as they were, messages are written by the room that sends them.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

use founded::founded;
use kernel::Actor;
use rooms::registry;
use serde_json::{Value as Json, json};
use testing::World;

const DRAFT: &str = "
automation: second-letter
owner: administrator
stand_in: manager
purpose: Whoever is still waiting after an hour hears from us.
metric: {name: answers, start: lead.captured, end: lead.qualified, better: lower}
trigger: {fact: lead.captured}
subject: lead
enrol: {policy: always}
deadline: {days: 9}
steps:
  - id: an_hour
    wait: {hours: 1}
  - id: letter
    if: {cel: 'lead.state in [\"captured\", \"answered\"] && has(contact.email)'}
    do: message.send
    with: {contact: {cel: contact.id}, lead: {cel: lead.id}, template: follow-up-1, class: inquiry}
    expires_after: {days: 1}
    on_error: skip
";

/// Somebody asks; the id of the lead.
async fn ask(world: &World, boss: &Actor, name: &str) -> String {
    let email = format!("{}@customer.test", name.to_lowercase());
    let input = json!({"channel": "call", "name": name, "email": email, "message": "We need a kitchen."});
    world.act(boss, "intake.quick_add", input).await;
    let leads = world.act(boss, "lead.list", json!({})).await;
    leads["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn tick(world: &World, name: &str) {
    world.settle().await;
    let worker = world.desk.registry.workers.iter().find(|worker| worker.name == name).unwrap();
    (worker.tick)(&world.desk).await.unwrap();
}

testing::on_both! {
    async fn a_lead_is_seen_as_it_was_and_its_letter_as_it_would_read(world: World) {
        let boss = founded(&world).await;
        let early = ask(&world, &boss, "Early").await;
        world.clock.pass_seconds(1_800);
        world.act(&boss, "lead.decline", json!({"lead": early, "reason": "too small"})).await;
        let late = ask(&world, &boss, "Late").await;
        world.clock.pass_seconds(2 * 3_600);
        world.act(&boss, "lead.decline", json!({"lead": late, "reason": "too far"})).await;
        world.clock.pass_seconds(86_400);
        let asked = world.act(&boss, "automation.rehearse", json!({"text": DRAFT, "days": 9})).await;
        tick(&world, "automation.rehearsals").await;
        let read = world.act(&boss, "automation.rehearsal", json!({"rehearsal": asked["id"]})).await;
        let report = &read["report"];
        assert_eq!((&report["enrolled"], &report["messages"]["left"]), (&json!(2), &json!(1)), "{read:#}");
        let listed = world.act(&boss, "automation.rehearsed", json!({"rehearsal": asked["id"]})).await;
        let letter = &listed["items"][0];
        assert_eq!((&letter["subject"], &letter["step"]), (&json!(late), &json!("letter")), "{listed:#}");
        let one = json!({"rehearsal": asked["id"], "message": letter["id"]});
        let shown = world.act(&boss, "automation.read_rehearsed", one).await;
        assert_eq!((&shown["why"], &shown["to"]), (&Json::Null, &json!("late@customer.test")), "{shown:#}");
        assert!(shown["text"].as_str().unwrap().contains("Late"), "{shown:#}");
        assert!(shown["html"].as_str().unwrap().starts_with("<p>"), "{shown:#}");
    }

    async fn what_a_fact_changed_is_known_in_a_rehearsal(world: World) {
        let boss = founded(&world).await;
        for name in ["Early", "Late"] {
            let lead = ask(&world, &boss, name).await;
            world.act(&boss, "lead.decline", json!({"lead": lead, "reason": "too small"})).await;
            world.clock.pass_seconds(60);
        }
        let draft = |when: &str| {
            let trigger = format!("trigger: {{fact: lead.declined, when: {{cel: '{when}'}}}}");
            DRAFT.replace("trigger: {fact: lead.captured}", &trigger)
        };
        for (when, many) in [
            ("has(new.state) && has(old.state) && new.state == \"declined\" && old.state != \"declined\"", 2),
            ("has(old.state) && old.state == \"declined\"", 0),
        ] {
            let asked = world.act(&boss, "automation.rehearse", json!({"text": draft(when), "days": 9})).await;
            tick(&world, "automation.rehearsals").await;
            let read = world.act(&boss, "automation.rehearsal", json!({"rehearsal": asked["id"]})).await;
            assert_eq!(read["report"]["enrolled"], many, "{when}: {read:#}");
        }
    }

    async fn what_really_left_is_known_again_in_a_rehearsal(world: World) {
        let boss = founded(&world).await;
        ask(&world, &boss, "Ada").await;
        for _ in 0..8 {
            for worker in ["automation.runs", "automation.rehearsals"] {
                tick(&world, worker).await;
            }
            world.clock.pass_seconds(43_200);
        }
        let follow_up = world.act(&boss, "automation.list", json!({})).await["items"][0]["id"].clone();
        let asked = world.act(&boss, "automation.rehearse", json!({"automation": follow_up, "days": 9})).await;
        tick(&world, "automation.rehearsals").await;
        let listed = world.act(&boss, "automation.rehearsed", json!({"rehearsal": asked["id"]})).await;
        let first = &listed["items"][0];
        let marks = (&first["template"], &first["drafted"], &first["happened"], &first["published"]);
        let yes = json!(true);
        assert_eq!(marks, (&json!("follow-up-1"), &yes, &yes, &yes), "{listed:#}");
    }

    async fn a_record_is_tried_with_what_it_is_now(world: World) {
        let boss = founded(&world).await;
        let lead = ask(&world, &boss, "Ada").await;
        let tried = world.act(&boss, "automation.try", json!({"text": DRAFT, "record": lead})).await;
        let said = tried["happenings"].as_array().unwrap().iter().find(|one| one["what"] == "says").unwrap();
        assert_eq!(said["message"]["to"], "ada@customer.test", "{tried:#}");
        world.act(&boss, "lead.decline", json!({"lead": lead, "reason": "too small"})).await;
        let tried = world.act(&boss, "automation.try", json!({"text": DRAFT, "record": lead})).await;
        let whats: Vec<&str> =
            tried["happenings"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert_eq!(whats, ["begins", "waits", "passes", "ends"], "{tried:#}");
    }
}

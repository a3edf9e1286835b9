//! Who of several takes it: in turn, or whoever has least to do; only those who are there, on both engines.
#![allow(clippy::unwrap_used)] // a test may fail so

mod inquiry;

use inquiry::{ada, lead, registry};
use kernel::Id;
use serde_json::{Value as Json, json};
use testing::{World, on_both, user};

/// Somebody asks; the lead.
async fn asks(world: &World, n: u8) -> Json {
    world.clock.pass_seconds(60);
    lead(world, json!({ "name": format!("Guest {n}"), "email": format!("guest{n}@x.test") })).await["id"]
        .clone()
}

async fn assigned(world: &World, lead: &Json, rule: &str) -> Json {
    let ada = testing::administrator(world);
    world.act(&ada, "lead.assign", json!({ "lead": lead, "rule": rule, "pool": "sales" })).await["owner"]
        .clone()
}

on_both! {
    async fn leads_go_round_among_those_who_are_there(world: World) {
        ada(&world).await;
        let mut owners = vec![];
        for n in 0..5 {
            let lead = asks(&world, n).await;
            owners.push(assigned(&world, &lead, "round_robin").await);
        }
        let (ben, cleo) = (json!(user(2)), json!(user(3)));
        assert_eq!(owners, [&ben, &cleo, &ben, &cleo, &ben].map(Clone::clone), "Dora is away, and Ada sells nothing");
    }

    async fn leads_go_round_those_who_are_away_and_none_is_left_without_somebody(world: World) {
        let ada = ada(&world).await;
        world.send_away(user(2), 3).await;
        let mut owners = vec![];
        for n in 0..2 {
            let lead = asks(&world, n).await;
            owners.push(assigned(&world, &lead, "round_robin").await);
        }
        assert_eq!(owners, [json!(user(3)), json!(user(3))]);
        world.send_away(user(3), 3).await;
        let lead = asks(&world, 2).await;
        let instead = assigned(&world, &lead, "round_robin").await;
        assert_eq!(instead, json!(user(1)), "an administrator, while all are away");
        let by_hand = json!({ "lead": lead, "owner": user(2) });
        let named = world.act(&ada, "lead.assign", by_hand).await;
        assert_eq!(named["owner"], json!(user(2)), "whom a person names is named");
        world.clock.pass_seconds(4 * 86_400);
        let lead = asks(&world, 3).await;
        let back = assigned(&world, &lead, "least_loaded").await;
        assert!(back == json!(user(2)) || back == json!(user(3)), "back again: {back}");
    }

    async fn a_task_of_the_house_goes_to_the_stand_in_and_says_why(world: World) {
        let ada = ada(&world).await;
        world.send_away(user(2), 3).await;
        let task = json!({ "title": "Call them", "owner": user(2), "detail": "About the roof." });
        let by_hand = world.act(&ada, "task.create", task.clone()).await;
        assert_eq!(by_hand["owner"], json!(user(2)), "whom a person names is named");
        let run = kernel::RunId::from_bytes([9; 16]).into();
        let automation = kernel::Actor::automation(ada.clone(), run, None);
        let made = world.act(&automation, "task.create", task).await;
        assert_eq!(made["owner"], json!(user(1)));
        let detail = made["detail"].as_str().unwrap();
        assert_eq!(detail, "About the roof.\n\nBen is away until 5 February.");
    }

    async fn whoever_has_least_to_do_takes_the_next(world: World) {
        let ada = ada(&world).await;
        let mut leads = vec![];
        for n in 0..3 {
            let lead = asks(&world, n).await;
            world.act(&ada, "lead.assign", json!({ "lead": lead, "owner": user(2) })).await;
            leads.push(lead);
        }
        let next = asks(&world, 3).await;
        assert_eq!(assigned(&world, &next, "least_loaded").await, json!(user(3)));
        for lead in &leads {
            world.act(&ada, "lead.close", json!({ "lead": lead, "reason": "spam" })).await;
        }
        let last = asks(&world, 4).await;
        assert_eq!(assigned(&world, &last, "least_loaded").await, json!(user(2)), "what is over is no load");
    }

    async fn a_task_that_falls_due_late_does_not_take_ones_turn_away(world: World) {
        let ada = ada(&world).await;
        let create = async |title: &str, due: &str| {
            world.clock.pass_seconds(60);
            let task = world.act(&ada, "task.create", json!({ "title": title, "due": due })).await["id"].clone();
            let assign = json!({ "task": task, "rule": "round_robin", "pool": "sales" });
            world.act(&ada, "task.assign", assign).await["owner"].clone()
        };
        assert_eq!(create("Next year", "2027-02-01T10:00:00Z").await, json!(user(2)));
        assert_eq!(create("One", "2026-02-03T10:00:00Z").await, json!(user(3)));
        assert_eq!(create("Two", "2026-02-03T11:00:00Z").await, json!(user(2)), "in turn, by when they got one");
        assert_eq!(create("Three", "2026-02-03T12:00:00Z").await, json!(user(3)));
    }

    async fn a_rule_that_chooses_nobody_says_so(world: World) {
        let ada = ada(&world).await;
        let lead = asks(&world, 1).await;
        let nobody = json!({ "lead": lead, "rule": "round_robin", "pool": "finance" });
        let error = world.call(&ada, "lead.assign", nobody).await.unwrap_err();
        assert!(error.to_string().contains("nobody active holds the role `finance`") || error.code() == "invalid");
        let both = json!({ "lead": lead, "owner": user(2), "rule": "round_robin", "pool": "sales" });
        assert_eq!(world.refused(&ada, "lead.assign", both).await, "invalid");
        let in_turn = json!({ "lead": lead, "rule": "round_robin", "pool": "sales" });
        let assigned = world.call(&ada, "lead.assign", in_turn).await;
        let undo = assigned.unwrap().undo.unwrap();
        assert_eq!(undo["body"]["owner"], json!(user(1)), "and it is taken back to whoever had it");
    }
}

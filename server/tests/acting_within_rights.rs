//! In the whole house: nobody becomes more by publishing an automation, and each that the house comes with is one it
//! would publish; on both engines.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

use std::sync::Arc;

use automation::shipped::SHIPPED;
use founded::founded;
use governance::policy::{Policy, Role};
use kernel::{Actor, Via};
use rooms::registry;
use serde_json::json;
use testing::{World, user};

fn manager(world: &World) -> Actor {
    let grants = Policy::shipped().unwrap().grants(Role::Manager, world.desk.registry.verbs());
    Actor::user(user(2), None, Arc::new(grants), Via::Session)
}

/// Pressed by a manager, done with the rights of an administrator.
fn pressed(step: &str) -> String {
    format!(
        "automation: climbs\nowner: administrator\nstand_in: manager\npurpose: To be more.\n\
         metric: {{name: answers, start: lead.captured, end: lead.answered, better: lower}}\n\
         trigger: {{button: {{label: Climb}}}}\nsubject: contact\nenrol: {{policy: always}}\n\
         deadline: {{days: 9}}\nsteps:\n  - id: climb\n    {step}\n    on_error: escalate\n"
    )
}

testing::on_both! {
    async fn a_manager_gets_no_more_rights_by_an_automation(world: World) {
        founded(&world).await;
        let manager = manager(&world);
        for (verb, with) in [
            ("user.change", format!("{{user: {}, role: administrator}}", user(2))),
            ("user.invite", "{email: ada@customer.test, name: Ada, role: administrator}".into()),
            ("connection.change", "{connection: shop, secret: known}".into()),
            ("approval.approve", "{approval: none}".into()),
            ("automation.review", "{automation: none, version: 1, sha256: none, decision: approve}".into()),
            ("automation.change_settings", "{four_eyes: never}".into()),
            ("token.issue", "{name: mine, days: 9, scopes: ['*']}".into()),
        ] {
            let text = pressed(&format!("do: {verb}\n    with: {with}"));
            let error = world.call(&manager, "automation.publish", json!({"text": text})).await.unwrap_err();
            let kernel::Error::Invalid(found) = error else { panic!("{verb}: {error:?}") };
            let said = format!("line 12, column 9: an automation cannot do `{verb}`; a person does that");
            assert!(found.iter().any(|one| one.detail == said), "{verb}: {found:#?}");
        }
        let text = pressed("do: task.create\n    with: {title: Call, contact: {cel: contact.id}}");
        world.act(&manager, "automation.publish", json!({"text": text})).await;
    }

    async fn every_automation_the_house_comes_with_may_be_published_by_a_manager(world: World) {
        founded(&world).await;
        let manager = manager(&world);
        for shipped in &SHIPPED {
            let checked = world.act(&manager, "automation.check", json!({"text": shipped.yaml})).await;
            let found = checked["problems"].as_array().unwrap();
            let errors: Vec<_> = found.iter().filter(|one| one["level"] == "error").collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", shipped.name);
            let reasons: Vec<_> = found
                .iter()
                .map(|one| json!({"code": one["code"], "at": {"step": one["at"]["step"]}, "reason": "a test"}))
                .collect();
            let text = shipped.yaml.replacen("purpose: ", "purpose: Again, ", 1);
            world.act(&manager, "automation.publish", json!({"text": text, "reasons": reasons})).await;
        }
    }

    /// A letter another room writes is a letter.
    async fn what_writes_through_another_room_is_read_by_a_second_person(world: World) {
        let boss = founded(&world).await;
        let step = "do: proposal.send\n    with: {proposal: {cel: proposal.id}}";
        let text = pressed(step).replace("subject: contact", "subject: proposal");
        let published = world.act(&boss, "automation.publish", json!({"text": text})).await;
        let of = json!({"automation": published["id"]});
        let versions = world.act(&boss, "automation.versions", of).await;
        assert_eq!(versions["items"][0]["risks"], json!(["it may write to many people"]));
    }

    /// What a second person said yes to calls no other host.
    async fn a_connection_stays_where_it_was_approved(world: World) {
        let boss = founded(&world).await;
        let shop = json!({"name": "shop", "base_url": "https://api.shop.example/v2", "auth": "none"});
        let connection = world.act(&boss, "connection.add", shop).await["id"].clone();
        let text = pressed("do: http.call\n    with: {connection: shop, method: POST, path: /stock}");
        let published = world.act(&boss, "automation.publish", json!({"text": text})).await;
        let moved = |address: &str| json!({"connection": connection, "base_url": address});
        world.act(&boss, "connection.change", moved("https://api.shop.example:8443/v2")).await;
        let of = json!({"automation": published["id"]});
        let versions = world.act(&boss, "automation.versions", of.clone()).await;
        let approve = json!({
            "automation": published["id"], "version": 1, "sha256": versions["items"][0]["sha256"],
            "decision": "approve",
        });
        world.act(&manager(&world), "automation.review", approve).await;
        let elsewhere = moved("https://elsewhere.example/v2");
        let error = world.call(&boss, "connection.change", elsewhere.clone()).await.unwrap_err();
        assert_eq!(error.code(), "connection.approved_here");
        assert!(error.to_string().contains("Climbs was approved with `shop`"), "{error}");
        world.act(&boss, "connection.change", moved("https://api.shop.example:8443/v3")).await;
        let next = text.replace("To be more.", "To be more still.");
        world.act(&boss, "automation.publish", json!({"text": next})).await;
        world.act(&boss, "connection.change", elsewhere).await;
    }
}

//! What the work is told when it begins: what was asked, what was sold, what was noted, and what the customer need
//! not be asked again.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::{Knocked, ada, client, html, knock, registry, sign, token};
use kernel::Actor;
use serde_json::{Value as Json, json};
use testing::{World, on_both};

/// A project whose customer said a lot before it began.
async fn told(world: &World, ada: &Actor, message: Option<&str>) -> Json {
    let point = |id: &str, from: &str| {
        json!({ "id": id, "question": format!("What of the {id}?"), "required": true, "answer": null,
            "from": from })
    };
    let signed = sign(
        world,
        json!({
            "brief": [point("goal", "inquiry"), point("person", "signer"), point("date", "wished_day")],
            "lines": [{ "title": "Website", "text": "Five pages", "quantity": "1", "unit": "",
                "unit_price": { "minor": 100_031, "currency": "EUR" }, "rate": 1900,
                "net": { "minor": 100_031, "currency": "EUR" }, "chosen": true }],
            "inquiry": { "message": message, "answers": { "ready": "2026-06-01", "old": ["a", "b"], "need": "A site" },
                "questions": [{ "id": "need", "text": "What do you need?" },
                    { "id": "ready", "text": "When must it be ready?", "kind": "date" }] },
            "notes": ["Calls on Mondays only."],
        }),
    )
    .await;
    world.act(ada, "project.open", json!({ "agreement": signed["agreement"] })).await
}

fn answers(brief: &Json) -> Vec<(&str, Option<&str>, Option<&str>)> {
    let points = brief.as_array().unwrap().iter();
    points.map(|p| (p["id"].as_str().unwrap(), p["answer"].as_str(), p["from"].as_str())).collect()
}

const COMPLETE: &str = "select count(*) as n from journal where kind = 'brief.completed'";

on_both! {
    async fn a_project_begins_with_what_the_customer_said_before(world: World) {
        let ada = ada(&world).await;
        let project = told(&world, &ada, Some("We are moving and need a new site.")).await;
        let handoff = &project["handoff"];
        assert_eq!(handoff["inquiry"]["message"], "We are moving and need a new site.");
        let said: Vec<(&str, &Json)> = handoff["inquiry"]["answers"].as_array().unwrap().iter()
            .map(|said| (said["question"].as_str().unwrap_or("-"), &said["answer"])).collect();
        assert_eq!(said, [
            ("What do you need?", &json!("A site")),
            ("When must it be ready?", &json!("2026-06-01")),
            ("-", &json!(["a", "b"])),
        ], "as they are asked; what is asked no more comes last");
        assert_eq!(handoff["sold"], json!([{ "title": "Website", "text": "Five pages", "quantity": "1",
            "unit": "", "net": { "minor": 100_031, "currency": "EUR" } }]));
        assert_eq!(handoff["notes"][0]["text"], "Calls on Mondays only.");
        assert_eq!(handoff["notes"][0]["by_name"], "Cleo");
    }

    async fn nobody_is_asked_again_what_they_said(world: World) {
        let ada = ada(&world).await;
        let project = told(&world, &ada, Some("We are moving and need a new site.")).await;
        assert_eq!(answers(&project["brief"]), [
            ("goal", Some("We are moving and need a new site."), Some("inquiry")),
            ("person", Some("Maria Lindner, maria@lindner.example"), Some("signer")),
            ("date", Some("2026-06-01"), Some("wished_day")),
        ]);
        assert_eq!((&project["brief_missing"], world.count(COMPLETE).await), (&json!(0), 1));
    }

    async fn what_was_not_said_is_asked(world: World) {
        let ada = ada(&world).await;
        let project = told(&world, &ada, None).await;
        assert_eq!(answers(&project["brief"])[0], ("goal", None, None));
        assert_eq!((&project["brief_missing"], world.count(COMPLETE).await), (&json!(1), 0));
    }

    async fn the_customer_sees_where_an_answer_is_from_and_corrects_it(world: World) {
        let ada = ada(&world).await;
        let project = told(&world, &ada, Some("A new site.")).await;
        let maria = client(&world, &project).await;
        let link = token(&project).to_owned();
        let shown = knock(&world, "project.page", &[("token", &link)], Knocked::default()).await.unwrap();
        assert!(html(&shown).contains("From what you wrote to us"), "{}", html(&shown));
        let sent = json!({ "project": project["id"], "answers": {
            "goal": "A new site, in blue.", "person": "Maria Lindner, maria@lindner.example" } });
        let brief = world.act(&maria, "brief.answer", sent).await;
        assert_eq!(answers(&brief["points"])[..2], [
            ("goal", Some("A new site, in blue."), None),
            ("person", Some("Maria Lindner, maria@lindner.example"), Some("signer")),
        ], "what is sent as it stood is nobody's answer yet");
    }
}

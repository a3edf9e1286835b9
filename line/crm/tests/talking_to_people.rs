//! Messages: filled or refused, threaded, carried, and what they make of a lead.
#![allow(clippy::unwrap_used)] // a test may fail so

mod inquiry;

use inquiry::{ada, automation, lead, maria, registry};
use kernel::Scope;
use serde_json::{Value as Json, json};
use testing::{World, on_both, someone, user};

/// The pointers of a refusal, field by field.
async fn pointers(world: &World, verb: &str, input: Json) -> Vec<String> {
    let ada = testing::administrator(world);
    match world.call(&ada, verb, input).await {
        Err(kernel::Error::Invalid(fields)) => {
            assert!(fields.iter().all(|field| field.code == "message.missing_fields"), "{fields:?}");
            fields.into_iter().map(|field| field.pointer).collect()
        }
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn the_acknowledgement_answers_a_lead_and_a_person_answers_it_usefully(world: World) {
        let ada = ada(&world).await;
        let made = lead(&world, maria()).await;
        let id = &made["id"];
        world.clock.pass_seconds(3);
        let robot = automation(&world);
        let sent = world
            .act(&robot, "message.send", json!({ "lead": id, "template": "acknowledgement", "resend": true }))
            .await;
        assert_eq!(
            (&sent["state"], &sent["useful"], &sent["class"]),
            (&json!("queued"), &json!(false), &json!("inquiry"))
        );
        assert_eq!(sent["text"], "Hello Maria, Northlight");
        let harmless = "
            select count(*) as n from effect where kind = 'mail' and resend is true and run is not null";
        assert_eq!(world.count(harmless).await, 1);
        world.work().await;
        let after = world.act(&ada, "lead.read", json!({ "lead": id })).await;
        assert_eq!(
            (&after["answered_at"], &after["useful_at"]),
            (&json!("2026-02-02T02:40:03Z"), &Json::Null)
        );
        assert_eq!(after["next"]["due_at"], "2026-02-04T02:40:03Z");
        assert_eq!(
            world
                .count("select count(*) as n from crm_open where move = 'ours' and state = 'answered'")
                .await,
            1
        );
        world.clock.pass_seconds(600);
        world
            .act(
                &ada,
                "message.send",
                json!({ "lead": id, "text": "I can call you today, {contact.first_name}." }),
            )
            .await;
        world.work().await;
        let after = world.act(&ada, "lead.read", json!({ "lead": id })).await;
        assert_eq!(
            (&after["answered_at"], &after["useful_at"]),
            (&json!("2026-02-02T02:40:03Z"), &json!("2026-02-02T02:50:03Z"))
        );
        assert_eq!(world.count("select count(*) as n from crm_open where move = 'theirs'").await, 1);
        for (kind, seconds) in [("acknowledgement", 3), ("useful", 603)] {
            assert!(
                told(&world, "lead.answered").await.contains(&json!({ "kind": kind, "seconds": seconds }))
            );
        }
        world.act(&ada, "message.send", json!({ "lead": id, "text": "Again" })).await;
        world.work().await;
        assert_eq!(told(&world, "lead.answered").await.len(), 2);
    }

    async fn answers_stand_in_one_thread_under_our_own_names(world: World) {
        let ada = ada(&world).await;
        let id = lead(&world, maria()).await["id"].clone();
        let send = async |input: Json| world.act(&ada, "message.send", input).await;
        let first = send(json!({ "lead": id, "template": "acknowledgement" })).await;
        assert_eq!(first["message_id"], format!("<{}@ours.test>", first["id"].as_str().unwrap()));
        assert_eq!((&first["subject"], &first["in_reply_to"]), (&json!("We have it"), &Json::Null));
        world.clock.pass_seconds(1);
        let second = send(json!({ "lead": id, "template": "follow-up-1" })).await;
        assert_eq!(
            (&second["subject"], &second["in_reply_to"]),
            (&json!("Re: We have it"), &first["message_id"])
        );
        assert_eq!(
            (&second["conversation"], &second["text"]),
            (&first["conversation"], &json!("By when should it be done? Ada"))
        );
        world.clock.pass_seconds(1);
        let third = send(json!({ "lead": id, "text": "And?" })).await;
        assert_eq!(
            (&third["subject"], &third["in_reply_to"]),
            (&json!("Re: We have it"), &second["message_id"])
        );
        let names = references(&world).await;
        assert_eq!(names.last().unwrap(), &json!([first["message_id"], second["message_id"]]));
        let fresh = send(json!({ "lead": id, "subject": "New", "text": "Anew", "new_thread": true })).await;
        assert_eq!((&fresh["subject"], &fresh["in_reply_to"]), (&json!("New"), &Json::Null));
        assert_ne!(fresh["conversation"], first["conversation"]);
        let said = world
            .act(&ada, "message.list", json!({ "conversation": first["conversation"], "limit": 2 }))
            .await;
        assert_eq!((said["items"].as_array().unwrap().len(), said["next"].is_string()), (2, true));
    }

    async fn a_missing_field_is_named_and_nothing_is_kept(world: World) {
        let ada = ada(&world).await;
        let id = lead(&world, maria()).await["id"].clone();
        let offer = json!({ "lead": id, "template": "offer" });
        let missing = ["/values/contact.company", "/values/deal.value", "/values/lead.answers.budget"];
        assert_eq!(pointers(&world, "message.send", offer.clone()).await, missing);
        assert_eq!(pointers(&world, "message.preview", offer).await, missing);
        assert_eq!(world.count("select count(*) as n from crm_message").await, 0);
        assert_eq!(world.count("select count(*) as n from effect").await, 0);
        world
            .act(&ada, "lead.answer_questions", json!({ "lead": id, "answers": { "budget": "a lot" } }))
            .await;
        let contact = world.act(&ada, "lead.read", json!({ "lead": id })).await["contact"].clone();
        let deal =
            json!({ "contact": contact, "title": "K", "value": { "minor": 125_050, "currency": "EUR" } });
        world.act(&ada, "deal.open", deal).await;
        let given =
            json!({ "lead": id, "template": "offer@1", "values": { "contact.company": "**L** {x.y}" } });
        let sent = world.act(&ada, "message.send", given).await;
        assert_eq!(
            (&sent["subject"], &sent["text"]),
            (&json!("For **L** {x.y}"), &json!("a lot 1250.50 EUR"))
        );
    }

    async fn who_cannot_be_reached_or_has_no_text_is_refused(world: World) {
        let ada = ada(&world).await;
        let mute = lead(&world, json!({ "phone": "+4930123456", "name": "Mo" })).await["id"].clone();
        let refused = async |input: Json| world.refused(&ada, "message.send", input).await;
        assert_eq!(
            refused(json!({ "lead": mute, "template": "acknowledgement" })).await,
            "message.no_address"
        );
        let id = lead(&world, maria()).await["id"].clone();
        for wrong in ["old", "none", "acknowledgement@7"] {
            assert_eq!(
                refused(json!({ "lead": id, "template": wrong })).await,
                "message.no_template",
                "{wrong}"
            );
        }
        assert_eq!(refused(json!({ "lead": id, "subject": "x", "text": " " })).await, "message.no_words");
        assert_eq!(refused(json!({ "lead": id, "text": "no subject" })).await, "message.no_words");
        assert_eq!(refused(json!({ "template": "acknowledgement" })).await, "message.nobody");
        let ben = someone(2, Scope::Own, &["message.send"]);
        let code =
            world.refused(&ben, "message.send", json!({ "lead": id, "template": "acknowledgement" })).await;
        assert_eq!(code, "missing");
    }

    async fn a_message_is_in_the_readers_language(world: World) {
        let ada = ada(&world).await;
        let german = json!({ "email": "a@x.test", "name": "Uwe Ost", "language": "de-AT" });
        let id = lead(&world, german).await["id"].clone();
        let shown =
            world.act(&ada, "message.preview", json!({ "lead": id, "template": "acknowledgement" })).await;
        assert_eq!((&shown["language"], &shown["plain"]), (&json!("de"), &json!("Hallo Uwe")));
        let shown = world.act(&ada, "message.preview", json!({ "lead": id, "template": "nurture-1" })).await;
        assert_eq!((&shown["language"], &shown["class"]), (&json!("en"), &json!("marketing")));
        assert_eq!(shown["plain"], "Stop (https://ours.test/u/preview)");
        let sent = world.act(&ada, "message.send", json!({ "lead": id, "template": "nurture-1" })).await;
        let token = sent["text"].as_str().unwrap().split("/u/").nth(1).unwrap().trim_end_matches(')');
        assert!(token.len() > 20, "{token}");
    }

    async fn practice_composes_and_nothing_leaves(world: World) {
        let ada = ada(&world).await;
        let id = lead(&world, maria()).await["id"].clone();
        let input = json!({ "lead": id, "template": "acknowledgement", "compose_only": true });
        assert_eq!(world.act(&automation(&world), "message.send", input).await["state"], "composed");
        world.work().await;
        assert_eq!(world.count("select count(*) as n from effect where state = 'composed'").await, 1);
        assert_eq!(told(&world, "message.accepted").await.len(), 0);
        let next =
            world.act(&ada, "message.send", json!({ "lead": id, "template": "acknowledgement" })).await;
        assert_eq!(next["in_reply_to"], Json::Null); // nobody got what was practised
    }

    async fn a_bounce_and_a_skip_are_noted_and_answer_nothing(world: World) {
        let ada = ada(&world).await;
        for (email, state, reason) in [
            ("bounce@x.test", "bounced", "no such mailbox"),
            ("stop@x.test", "skipped", "they asked us to stop"),
        ] {
            let id = lead(&world, json!({ "email": email, "name": "Mo" })).await["id"].clone();
            world.act(&ada, "message.send", json!({ "lead": id, "template": "acknowledgement" })).await;
            world.work().await;
            let said = world.act(&ada, "message.list", json!({ "lead": id })).await;
            assert_eq!(
                (&said["items"][0]["state"], &said["items"][0]["reason"]),
                (&json!(state), &json!(reason))
            );
            let after = world.act(&ada, "lead.read", json!({ "lead": id })).await;
            assert_eq!(after["answered_at"], Json::Null, "{email}");
        }
        assert_eq!(
            world
                .count("select count(*) as n from crm_message_window where state in ('bounced', 'skipped')")
                .await,
            2
        );
    }

    async fn what_was_said_elsewhere_is_written_down(world: World) {
        let ada = ada(&world).await;
        let made = lead(&world, json!({ "phone": "+4930123456", "name": "Mo" })).await;
        let id = made["id"].clone();
        let text = "# Spoke with **Mo**\n1. wants it";
        let call = json!({ "lead": id, "channel": "call", "direction": "out", "text": text });
        let out = world.act(&ada, "message.log", call).await;
        assert_eq!(
            (&out["state"], &out["text"]),
            (&json!("accepted"), &json!("# Spoke with **Mo**\n1. wants it"))
        );
        world.clock.pass_seconds(60);
        let replied = json!({ "contact": made["contact"], "channel": "call", "text": "Yes" });
        let back = world.act(&ada, "message.log", replied).await;
        assert_eq!(
            (&back["state"], &back["lead"], &back["conversation"]),
            (&json!("received"), &id, &out["conversation"])
        );
        let after = world.act(&ada, "lead.read", json!({ "lead": id })).await;
        assert_eq!((after["useful_at"].is_string(), told(&world, "message.received").await.len()), (true, 1));
        assert_eq!(world.count("select count(*) as n from crm_open where move = 'ours'").await, 1);
        let early =
            json!({ "conversation": out["conversation"], "channel": "email", "at": "2027-01-01T00:00:00Z" });
        let wrong = world.call(&ada, "message.log", early).await.unwrap_err();
        assert_eq!(wrong.status(), 422);
        let ben = someone(2, Scope::Own, &["message.list"]);
        let seen = world.act(&ben, "message.list", json!({ "lead": id })).await;
        assert_eq!(seen["items"], json!([]));
        assert_eq!(made["owner"], json!(user(1)));
    }
}

/// `kind` and `seconds` of every fact of a kind.
async fn told(world: &World, kind: &'static str) -> Vec<Json> {
    let lines = world.store.read(move |tx| {
        Box::pin(async move {
            let read = |row: &store::Row<'_>| row.doc::<Json>("line");
            tx.all("select line from journal where kind = $1 order by id", store::values![kind], read).await
        })
    });
    let body = |line: &Json| json!({ "kind": line["body"]["kind"], "seconds": line["body"]["seconds"] });
    lines.await.unwrap().iter().map(body).collect()
}

async fn references(world: &World) -> Vec<Json> {
    let read = |row: &store::Row<'_>| row.doc::<Json>("refs");
    let found = world.store.read(move |tx| {
        Box::pin(async move { tx.all("select refs from crm_message_window order by id", &[], read).await })
    });
    found.await.unwrap()
}

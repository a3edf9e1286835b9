//! The owner sets mail up: settings, a real test mail, DKIM keys and their records; a sender from the first
//! minute.
#![allow(clippy::unwrap_used)] // a test may fail so

mod peers;

use facts::governance::BusinessSetUp;
use peers::office::*;
use serde_json::json;
use stories::bed::dns::NameServer;
use stories::bed::free_port;
use stories::bed::postfix::{Postfix, header};
use testing::{Engine, World, administrator, nobody, on_both, someone};

on_both! {
    async fn a_real_test_mail_says_what_the_server_said(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        let owner = administrator(&world);
        let wish = json!({ "to": "ann@biz.test" });
        assert_eq!(world.refused(&owner, "mail.test", wish.clone()).await, "mail.no_server");
        set_up(&world, bed.plain).await;
        let came = world.act(&owner, "mail.test", wish.clone()).await;
        assert!(came["accepted"] == true && came["said"].as_str().unwrap().contains("queued as"), "{came}");
        let mail = &bed.wait_for("ann@biz.test", 1)[0];
        assert_eq!(mail.subject(), Some("A test from Müller & Söhne"));
        let unknown = world.act(&owner, "mail.test", json!({ "to": "nobody@biz.test" })).await;
        assert_eq!(unknown["accepted"], false);
        assert!(unknown["said"].as_str().unwrap().contains("550"), "{unknown}");
        assert_eq!(world.refused(&owner, "mail.test", json!({ "to": "nobody" })).await, "invalid");
        set_up(&world, bed.submission).await;
        let refused = world.act(&owner, "mail.test", wish).await;
        assert!(refused["said"].as_str().unwrap().contains("530"), "{refused}");
        assert_eq!(world.refused(&nobody(), "mail.test", json!({ "to": "x@y.test" })).await, "sign_in");
        let bob = someone(BOB, kernel::Scope::All, &[]);
        assert_eq!(world.refused(&bob, "mail.read", json!({})).await, "denied");
    }

    async fn a_text_is_shown_as_the_mail_it_becomes_and_sent_to_whoever_asks_alone(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        let owner = administrator(&world);
        let text = "Hello Zoë,\n\n[Pick a time](https://biz.test/b)\n\n---\n\nBest";
        let words = json!({ "subject": "Shall we?", "text": text, "class": "marketing", "language": "de" });
        let shown = world.act(&owner, "mail.show", words.clone()).await;
        assert!(shown["html"].as_str().unwrap().contains("Abmelden"), "{shown}");
        assert!(shown["text"].as_str().unwrap().contains("https://ours.test/u/preview"), "{shown}");
        assert_eq!((&shown["leave"], &shown["subject"]), (&json!(true), &json!("Shall we?")));
        let empty = json!({ "subject": "x", "text": " ", "class": "marketing", "language": "de" });
        assert_eq!(world.refused(&owner, "mail.show", empty).await, "invalid");
        assert_eq!(world.refused(&owner, "mail.try", words.clone()).await, "mail.no_server");
        set_up(&world, bed.plain).await;
        let came = world.act(&owner, "mail.try", words.clone()).await;
        assert_eq!((&came["accepted"], &came["to"]), (&json!(true), &json!("ann@biz.test")), "{came}");
        let mail = &bed.wait_for("ann@biz.test", 1)[0];
        assert_eq!(mail.subject(), Some("Probe: Shall we?"));
        let html = mail.body_html(0).unwrap();
        assert!(html.contains("href=\"https://biz.test/b\"") && html.contains("Pick a time"), "{html}");
        let plain = mail.body_text(0).unwrap().replace("\r\n", "\n");
        assert!(plain.contains("Pick a time (https://biz.test/b)\n\n---"), "{plain}");
        let bob = someone(BOB, kernel::Scope::All, &["mail.try"]);
        let came = world.act(&bob, "mail.try", words).await;
        assert_eq!(came["to"], "bob@biz.test", "nobody chooses where it goes");
    }

    async fn a_password_is_used_and_shown_nowhere(world: World) {
        furnish(&world).await;
        let owner = administrator(&world);
        let input = json!({
            "from_address": "hello@biz.test", "host": "mail.biz.test", "port": 465,
            "user": "ann", "password": "tell-nobody",
        });
        let kept = world.act(&owner, "mail.change", input).await;
        let read = world.act(&owner, "mail.read", json!({})).await;
        assert_eq!((&read["rv"], &read["set_up"]), (&json!(1), &json!(true)));
        assert_eq!(read["password_at"], "2026-02-02T02:40:00Z");
        world.settle().await;
        for sql in [
            "select count(*) as n from journal where line like '%tell-nobody%'",
            "select count(*) as n from store_setting where doc like '%tell-nobody%'",
        ] {
            assert_eq!(world.count(sql).await, 0, "{sql}");
        }
        assert!(!kept.to_string().contains("tell-nobody") && !read.to_string().contains("tell-nobody"));
        let moved = json!({ "host": "mail.evil.test" });
        assert_eq!(world.refused(&owner, "mail.change", moved).await, "invalid");
        let cleared = world.act(&owner, "mail.change", json!({ "user": null, "host": null })).await;
        assert_eq!((&cleared["password_at"], &cleared["set_up"]), (&json!(null), &json!(false)));
        let kept = "select count(*) as n from secret where name = 'connect.smtp.password'";
        assert_eq!(world.count(kept).await, 0);
    }

    async fn mail_is_signed_once_the_owner_has_published_the_keys(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        let owner = administrator(&world);
        assert_eq!(world.refused(&owner, "mail.make_dkim", json!({})).await, "mail.no_sender");
        set_up(&world, bed.plain).await;
        assert_eq!(world.refused(&owner, "mail.sign", json!({ "on": true })).await, "mail.no_keys");
        let made = world.act(&owner, "mail.make_dkim", json!({ "spf_include": "spf.host.test" })).await;
        let names: Vec<_> = made["records"].as_array().unwrap().iter().map(|r| &r["name"]).collect();
        let dkim = ["tl1._domainkey.biz.test", "tl1e._domainkey.biz.test"];
        assert_eq!(names, [dkim[0], dkim[1], "biz.test", "_dmarc.biz.test"]);
        assert_eq!(made["records"][2]["value"], "v=spf1 include:spf.host.test ~all");
        assert_eq!(made["records"][3]["value"], "v=DMARC1; p=none; rua=mailto:ann@biz.test");
        post(&world, 1, "one@customer.test", "transactional").await;
        world.work().await;
        assert_eq!(header(&bed.wait_for("one@customer.test", 1)[0], "DKIM-Signature"), "");
        let signing = world.call(&owner, "mail.sign", json!({ "on": true })).await.unwrap();
        assert_eq!(signing.undo.unwrap()["body"], json!({ "on": false }));
        post(&world, 2, "two@customer.test", "transactional").await;
        world.work().await;
        let mail = bed.wait_for("two@customer.test", 1).remove(0);
        let raw = String::from_utf8(mail.raw_message().to_vec()).unwrap();
        assert!(raw.contains("s=tl1;") && raw.contains("s=tl1e;") && raw.contains("d=biz.test;"), "{raw}");
        let next = world.act(&owner, "mail.make_dkim", json!({})).await;
        let count = next["records"].as_array().unwrap().len();
        assert_eq!(count, 6, "the old keys stay published beside the new");
        assert_eq!(world.act(&owner, "mail.records", json!({})).await["records"], next["records"]);
    }

    async fn addresses_are_put_on_the_list_and_taken_off_by_hand(world: World) {
        furnish(&world).await;
        let owner = administrator(&world);
        let wish = json!({ "address": "Zoe@customer.test" });
        let added = world.call(&owner, "suppression.add", wish).await.unwrap();
        assert_eq!(added.body["name"], "Zoë Kidd");
        assert_eq!(added.body["address"], "zoe@customer.test");
        let undo = added.undo.unwrap();
        let lifted = world.act(&owner, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
        assert!(!lifted["lifted_at"].is_null());
        let twice = world.refused(&owner, "suppression.lift", undo["body"].clone()).await;
        assert_eq!(twice, "suppression.lifted");
        world.act(&owner, "suppression.restore", undo["body"].clone()).await;
        let stranger = world.act(&owner, "suppression.add", json!({ "address": "who@far.test" })).await;
        assert_eq!((&stranger["address"], &stranger["contact"]), (&json!(null), &json!(null)));
        world.act(&owner, "suppression.add", json!({ "address": "who@FAR.test" })).await;
        let list = world.act(&owner, "suppression.list", json!({})).await;
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        let bob = someone(BOB, kernel::Scope::Own, &["suppression.list"]);
        let own = world.act(&bob, "suppression.list", json!({})).await;
        assert_eq!(own["items"].as_array().unwrap().len(), 1);
        assert_eq!(facts(&world, "suppression.added").await.len(), 3);
        world.settle().await;
        assert_eq!(world.count("select count(*) as n from journal where line like '%far.test%'").await, 0);
    }

    async fn a_business_that_is_set_up_has_a_sender_and_keeps_the_one_it_chose(world: World) {
        furnish(&world).await;
        let begin = || async {
            let told = world.store.claim("test", |tx| {
                Box::pin(async move {
                    tx.tell(BusinessSetUp { administrator: user(ANN) });
                    Ok(())
                })
            });
            told.await.unwrap();
        };
        begin().await;
        let owner = administrator(&world);
        let read = world.act(&owner, "mail.read", json!({})).await;
        assert_eq!(read["from_name"], "Müller & Söhne");
        assert_eq!(read["reply_to"], "ann@biz.test");
        assert_eq!((&read["from_address"], &read["set_up"]), (&json!(null), &json!(false)));
        world.act(&owner, "mail.change", json!({ "from_name": "Ann", "reply_to": "me@biz.test" })).await;
        begin().await;
        let read = world.act(&owner, "mail.read", json!({})).await;
        assert_eq!((&read["from_name"], &read["reply_to"]), (&json!("Ann"), &json!("me@biz.test")));
    }
}

/// What a look-up says of each record.
async fn states(world: &World) -> Vec<serde_json::Value> {
    let asked = json!({ "spf_include": "spf.host.test" });
    let found = world.act(&administrator(world), "mail.look_up_records", asked).await;
    found["found"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_are_looked_up_where_receivers_look() {
    let (port, mut house) = (free_port(), registry());
    house.rules().provide(connect::mail_out::NameServer(([127, 0, 0, 1], port).into()));
    let world = World::open(Engine::Lite, house).await.unwrap();
    furnish(&world).await;
    set_up(&world, free_port()).await;
    let asked = json!({ "spf_include": "spf.host.test" });
    let made = world.act(&administrator(&world), "mail.make_dkim", asked).await;
    assert_eq!(states(&world).await, ["unknown"; 4], "nobody answers yet");
    let told: Vec<(&str, &str)> = made["records"].as_array().unwrap()[..2]
        .iter()
        .map(|record| (record["name"].as_str().unwrap(), record["value"].as_str().unwrap()))
        .chain([("biz.test", "v=spf1 mx -all"), ("biz.test", "other=1")])
        .collect();
    let _server = NameServer::start(port, &told);
    assert_eq!(states(&world).await, ["published", "published", "different", "missing"]);
}

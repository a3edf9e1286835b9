//! The customer's page: what is owed, how to pay, the paid state; nothing for whoever has no link.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use std::collections::BTreeMap;

use house::*;
use kernel::Actor;
use serde_json::{Value as Json, json};
use testing::World;
use verbs::{Body, Knock, Shown};

fn token(invoice: &Json) -> String {
    invoice["page"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

async fn knock(world: &World, door: &str, token: &str, language: &str) -> kernel::Result<Shown> {
    let found = world.desk.registry.doors.iter().find(|one| one.at.name == door).unwrap();
    let knock = Knock {
        actor: Actor::nobody(),
        path: BTreeMap::from([("token".to_owned(), token.to_owned())]),
        query: BTreeMap::new(),
        form: BTreeMap::new(),
        uploads: vec![],
        body: vec![],
        headers: BTreeMap::from([("accept-language".to_owned(), language.to_owned())]),
        network: "127.0.0.1".into(),
        origin: "https://ours.test".into(),
    };
    (found.open)(&world.desk, knock).await
}

async fn page(world: &World, token: &str, language: &str) -> (u16, String) {
    let shown = knock(world, "invoice.page", token, language).await.unwrap();
    let Body::Html(html) = shown.body else { panic!("a page is HTML") };
    (shown.status, html)
}

testing::on_both! {
    async fn the_page_says_what_is_owed_and_how_to_pay_until_it_is_paid(world: World) {
        let (ada, contact) = ready(&world).await;
        let many: Vec<Json> = (1..=40).map(|n| line(n * 10, 1900)).collect();
        let invoice = issued(&world, &ada, &contact, json!(many)).await;
        let (status, html) = page(&world, &token(&invoice), "en").await;
        assert_eq!(status, 200);
        for said in ["Invoice INV-2026-0001", "€97.58 to pay by 16 February 2026", "DE89 3704 0044 0532 0130 00"] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(html.len() < 50_000 && !html.contains("style="), "{}", html.len());
        assert_eq!(html.matches("<script").count(), 1, "only the frame's own script");
        let (_, german) = page(&world, &token(&invoice), "de-AT").await;
        assert!(german.contains("97,58\u{a0}€ zu zahlen bis 16.02.2026"), "{german}");
        world.clock.pass_seconds(20 * 86_400);
        assert!(page(&world, &token(&invoice), "en").await.1.contains("6 days ago"));
        pay(&world, &invoice, 9758).await;
        let (_, paid) = page(&world, &token(&invoice), "en").await;
        assert!(paid.contains("Paid. Thank you.") && !paid.contains("DE89"), "{paid}");
    }

    async fn a_page_does_nothing_for_whoever_guesses(world: World) {
        let (ada, contact) = ready(&world).await;
        issued(&world, &ada, &contact, json!([line(100, 1900)])).await;
        let (status, html) = page(&world, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "en").await;
        assert_eq!((status, html.contains("INV-")), (404, false));
        let pdf = knock(&world, "invoice.pdf", "AAAA", "en").await.unwrap();
        assert_eq!(pdf.status, 404, "a page that says whom to ask, not a file");
    }

    async fn a_replaced_link_opens_nothing_and_the_new_one_the_same(world: World) {
        let (ada, contact) = ready(&world).await;
        let draft = json!({ "contact": contact, "buyer": buyer(), "lines": [line(100, 1900)] });
        let draft = world.act(&ada, "invoice.draft", draft).await;
        let of = json!({ "invoice": draft["id"] });
        assert_eq!(world.refused(&ada, "invoice.replace_link", of.clone()).await, "invoice.draft");
        let old = world.act(&ada, "invoice.issue", of.clone()).await;
        world.act(&testing::nobody(), "test.print", of.clone()).await;
        let new = world.act(&ada, "invoice.replace_link", of).await;
        assert_ne!(new["page"], old["page"]);
        for door in ["invoice.page", "invoice.pdf"] {
            let shown = knock(&world, door, &token(&old), "de").await.unwrap();
            let Body::Html(html) = shown.body else { panic!("a page that says whom to ask") };
            assert!(shown.status == 404 && html.contains("bitten Sie uns um einen neuen"), "{door}: {html}");
            assert!(!html.contains("INV-"), "{door}: {html}");
            assert_eq!(knock(&world, door, &token(&new), "en").await.unwrap().status, 200, "{door}");
        }
        assert_eq!(read(&world, &ada, &old).await["page"], new["page"]);
        // Sent again, the letter carries the new one: the house of these tests asks for it when it is written.
        world.act(&ada, "invoice.send", json!({ "invoice": old["id"] })).await;
        world.settle().await;
        let told = "select count(*) as n from journal where kind = 'invoice.link_replaced'";
        assert_eq!(world.count(told).await, 1);
    }

    async fn the_pdf_is_handed_out_once_it_is_made(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(100, 1900)])).await;
        let early = knock(&world, "invoice.pdf", &token(&invoice), "en").await;
        assert_eq!(early.err().map(|error| error.code()), Some("paper.not_yet"));
        world.act(&testing::nobody(), "test.print", json!({ "invoice": invoice["id"] })).await;
        let shown = knock(&world, "invoice.pdf", &token(&invoice), "en").await.unwrap();
        let Body::Bytes { name, bytes, .. } = shown.body else { panic!("a PDF is bytes") };
        assert_eq!((name.as_deref(), bytes.as_slice()), (Some("INV-2026-0001.pdf"), b"%PDF-".as_slice()));
        assert!(page(&world, &token(&invoice), "en").await.1.contains("Download the invoice"));
    }
}

//! Papers and codes: a mail waits for the paper that goes with it, and a code leaves in time or not at all; on
//! both engines, through a real Postfix.
#![allow(clippy::unwrap_used)] // a test may fail so

mod peers;

use mail_parser::MimeHeaders;
use peers::office::*;
use serde_json::json;
use stories::bed::postfix::Postfix;
use testing::{administrator, on_both};

/// Everything the database says in words: effects, facts, exceptions.
async fn written(world: &testing::World) -> String {
    let told = world.store.read(|tx| {
        Box::pin(async move {
            let line = |row: &store::Row<'_>| row.get::<String>("said");
            let mut all = tx.all("select cast(line as text) as said from journal", &[], line).await?;
            let effects = "select payload || coalesce(note, '') || key as said from effect";
            all.extend(tx.all(effects, &[], line).await?);
            Ok(all)
        })
    });
    let exceptions = world.store.read(|tx| Box::pin(tx.exceptions(false, None, 100))).await.unwrap();
    format!("{:?} {exceptions:?}", told.await.unwrap())
}

fn until(world: &testing::World, seconds: i64) -> kernel::Timestamp {
    world.store.now().checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap()
}

on_both! {
    async fn a_letter_about_a_record_that_comes_back_is_the_trouble_of_that_record(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        ask_for_paper(&world, 1, "R-1.pdf").await;
        paper_is_made(&world, 1, b"%PDF-").await;
        post_with_invoice(&world, 1, "nobody@customer.test").await;
        world.work().await;
        let raised = exception(&world, "mail.bounced").await;
        assert_eq!(raised.title, "Invoice: A mail came back: nobody has this address");
        assert_eq!(raised.subject, Some(invoice(1).to_string()));
        let fix = raised.fix.unwrap();
        assert_eq!((&fix["verb"], &fix["body"]), (&json!("invoice.send"), &json!({ "invoice": invoice(1) })));
        let open = "select count(*) as n from store_exception where code = 'mail.bounced' and state = 'open'";
        about_invoice(&world, 2, 1, "nobody@customer.test").await;
        world.work().await;
        assert_eq!(world.count(open).await, 1, "kept back for the same address: the same trouble");
        about_invoice(&world, 3, 1, "zoe@customer.test").await;
        world.work().await;
        assert_eq!(world.count(open).await, 0, "the corrected address took it");
    }

    async fn a_mail_waits_for_its_paper_and_takes_it_along(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        ask_for_paper(&world, 1, "Rechnung Müller 2026-0001.pdf").await;
        post_with_invoice(&world, 1, "zoe@customer.test").await;
        world.work().await;
        let shown = entry(&world, 1).await;
        assert_eq!((&shown["state"], &shown["attempts"]), (&json!("queued"), &json!(0)));
        assert_eq!(shown["why"], "It waits until the papers that go with it are made.");
        let pdf: &'static [u8] = b"%PDF-1.7\r\n.\r\n..\n\x00\xff\xfe binary\r";
        paper_is_made(&world, 1, pdf).await;
        world.work().await;
        let mail = &bed.wait_for("zoe@customer.test", 1)[0];
        assert_eq!(mail.attachment_count(), 1);
        let paper = mail.attachment(0).unwrap();
        assert_eq!(paper.attachment_name(), Some("Rechnung Müller 2026-0001.pdf"));
        let kind = paper.content_type().unwrap();
        assert_eq!((kind.ctype(), kind.subtype()), ("application", Some("pdf")));
        assert!(paper.content_disposition().unwrap().is_attachment());
        assert_eq!(paper.contents(), pdf, "byte by byte");
        assert!(mail.body_text(0).unwrap().starts_with("Dear Zoë"), "the words still come first");
        assert!(mail.body_html(0).unwrap().contains("<strong>Zoë</strong>"));
        assert_eq!(facts(&world, "message.accepted").await.len(), 1);
        assert_eq!(world.count("select count(*) as n from connect_try").await, 0);
    }

    async fn a_paper_that_cannot_be_made_is_said_aloud_and_the_mail_leaves_once_it_is(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        ask_for_paper(&world, 1, "R-1.pdf").await;
        post_with_invoice(&world, 1, "zoe@customer.test").await;
        paper_fails(&world, 1, "the logo is no picture").await;
        world.work().await;
        assert_eq!(entry(&world, 1).await["state"], "failed");
        let raised = exception(&world, "mail.no_paper").await;
        assert!(raised.detail.starts_with("R-1.pdf could not be made: the logo is no picture."), "{}", raised.detail);
        assert_eq!((raised.owned.owner, raised.contact), (Some(user(BOB)), Some(contact(ZOE))));
        assert_eq!(facts(&world, "message.bounced").await[0]["hardness"], "policy");
        assert!(facts(&world, "suppression.added").await.is_empty(), "the address is good");
        paper_is_made(&world, 1, b"%PDF-1.7").await;
        let fix = raised.fix.unwrap();
        world.act(&administrator(&world), fix["verb"].as_str().unwrap(), fix["body"].clone()).await;
        world.work().await;
        assert_eq!(bed.wait_for("zoe@customer.test", 1)[0].attachment_count(), 1);
        assert_eq!(facts(&world, "message.accepted").await.len(), 1);
    }

    async fn a_mail_larger_than_twenty_megabytes_does_not_leave(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        ask_for_paper(&world, 1, "R-1.pdf").await;
        post_with_invoice(&world, 1, "zoe@customer.test").await;
        paper_is_made(&world, 1, vec![b'x'; 15_800_000].leak()).await;
        world.work().await;
        let shown = entry(&world, 1).await;
        assert_eq!(shown["state"], "failed");
        assert!(shown["note"].as_str().unwrap().contains("larger than 20 MB"), "{shown}");
        assert_eq!(open_exceptions(&world).await, ["mail.not_taken"]);
    }

    async fn a_code_reaches_the_signer_and_stands_nowhere_else(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        approve_code_text(&world, "Hello {contact.first_name},\n\n{signing.code}\n\n{business.name}").await;
        let code = ask_for_code(&world, 1, until(&world, 600)).await;
        assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
        world.work().await;
        let mail = &bed.wait_for("signer@customer.test", 1)[0];
        assert_eq!(mail.subject(), Some("Your code for Kitchen"));
        let text = mail.body_text(0).unwrap().replace("\r\n", "\n");
        assert!(text.starts_with(&format!("Hello Zoë,\n\n{code}\n\nMüller & Söhne\n")), "{text}");
        assert!(text.contains("about to sign an agreement with Müller & Söhne"), "{text}");
        assert!(!written(&world).await.contains(&code));
        let other = ask_for_code(&world, 3, until(&world, 600)).await;
        assert_ne!(other, code, "another agreement, another code");
    }

    async fn a_code_that_would_come_too_late_does_not_leave(world: World) {
        let mut bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        approve_code_text(&world, "{signing.code}").await;
        bed.stop();
        ask_for_code(&world, 1, until(&world, 90)).await;
        world.work().await;
        bed.start();
        world.clock.pass_seconds(90);
        world.work().await;
        let all = world.act(&administrator(&world), "outbox.list", json!({})).await;
        let shown = &all["page"]["items"][0];
        assert_eq!((&shown["kind"], &shown["state"]), (&json!("code_mail"), &json!("skipped")));
        let raised = exception(&world, "mail.no_code").await;
        assert!(raised.detail.starts_with("the code ran out"), "{}", raised.detail);
        assert_eq!((raised.owned.owner, raised.contact), (Some(user(BOB)), Some(contact(ZOE))));
        ask_for_code(&world, 3, until(&world, 600)).await;
        world.work().await;
        assert_eq!(open_exceptions(&world).await, ["mail.no_code"], "the other signer has theirs");
    }

    async fn a_code_without_an_address_reaches_a_person(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        approve_code_text(&world, "{signing.code}").await;
        ask_for_code(&world, 2, until(&world, 600)).await;
        world.work().await;
        let raised = exception(&world, "mail.no_code").await;
        assert!(raised.detail.contains("name their address in the agreement"), "{}", raised.detail);
    }
}

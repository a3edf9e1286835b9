//! Messages leave through a real Postfix, and their room hears what became of each, on both engines.
#![allow(clippy::unwrap_used)] // a test may fail so

mod peers;

use mail_parser::Message;
use peers::office::*;
use serde_json::json;
use stories::bed::postfix::{Postfix, header};
use testing::{administrator, on_both};

fn unfolded(mail: &Message<'_>, name: &'static str) -> String {
    header(mail, name).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn token(mail: &Message<'_>, purpose: &str) -> String {
    let link = unfolded(mail, "List-Unsubscribe");
    let rest = link.strip_prefix("<https://ours.test/u/").unwrap_or_else(|| panic!("{link}"));
    rest.strip_suffix(&format!("/{purpose}>")).unwrap_or_else(|| panic!("{link}")).to_owned()
}

on_both! {
    async fn a_message_leaves_under_its_own_name_and_its_room_hears_of_it(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        post(&world, 1, "zoe@customer.test", "inquiry").await;
        world.work().await;
        let mail = &bed.wait_for("zoe@customer.test", 1)[0];
        assert_eq!(unfolded(mail, "Message-ID"), "<m1@ours.test>");
        assert_eq!(unfolded(mail, "In-Reply-To"), "<parent@far.test>");
        assert_eq!(unfolded(mail, "References"), "<first@far.test> <parent@far.test>");
        assert_eq!(mail.reply_to().unwrap().first().unwrap().address(), Some("ann@biz.test"));
        assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Müller & Söhne"));
        assert_eq!(mail.return_address(), Some("hello@biz.test"));
        assert_eq!(unfolded(mail, "Date"), "Mon, 02 Feb 2026 02:40:00 +0000");
        assert_eq!(unfolded(mail, "Auto-Submitted"), "", "a person wrote it");
        let text = mail.body_text(0).unwrap().replace("\r\n", "\n");
        assert!(text.starts_with("Dear Zoë,\n\nthank you.\n\n-- \nMüller & Söhne\n"), "{text}");
        let end = "Privacy: https://biz.test/privacy\nMüller & Söhne GmbH\nHauptstraße 1, Berlin\n";
        assert!(text.contains(end), "{text}");
        let told = facts(&world, "message.accepted").await;
        assert_eq!(told.len(), 1);
        assert_eq!((&told[0]["message"], &told[0]["useful"]), (&json!(message(1)), &json!(true)));
        let shown = entry(&world, 1).await;
        let expected = [("state", "done"), ("name", "Zoë Kidd"), ("subject", "Your inquiry")];
        for (field, value) in expected {
            assert_eq!(shown[field], value, "{field}");
        }
        assert!(open_exceptions(&world).await.is_empty());
    }

    async fn only_what_is_optional_can_be_left_with_one_click(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        post(&world, 1, "one@customer.test", "inquiry").await;
        post(&world, 2, "two@customer.test", "marketing").await;
        post(&world, 3, "three@customer.test", "transactional").await;
        world.work().await;
        let first = bed.wait_for("one@customer.test", 1).remove(0);
        let second = bed.wait_for("two@customer.test", 1).remove(0);
        let third = bed.wait_for("three@customer.test", 1).remove(0);
        let link = token(&first, "follow_up");
        assert_eq!(token(&second, "news"), link, "one person, one page");
        for mail in [&first, &second] {
            assert_eq!(unfolded(mail, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
            let text = mail.body_text(0).unwrap();
            assert!(text.contains(&format!("Unsubscribe: https://ours.test/u/{link}")), "{text}");
        }
        assert_eq!(unfolded(&third, "List-Unsubscribe"), "");
        let choose = format!("What we may send you: https://ours.test/u/{link}");
        assert!(third.body_text(0).unwrap().contains(&choose));
        let holder = world.store.read(move |tx| {
            let link = link.clone();
            Box::pin(async move { tx.link_of("preference", &link).await })
        });
        assert_eq!(holder.await.unwrap().unwrap().object, contact(ZOE).into());
    }

    async fn the_acknowledgement_says_a_machine_wrote_it_and_its_bounce_names_it(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        world.act(&administrator(&world), "mail.change", json!({ "bounce_domain": "back.biz.test" })).await;
        write(&world, 1, "zoe@customer.test").await;
        ask(&world, store::effect::New { resend: true, ..order(1, "inquiry") }).await;
        world.work().await;
        let mail = &bed.wait_for("zoe@customer.test", 1)[0];
        assert_eq!(unfolded(mail, "Auto-Submitted"), "auto-replied");
        let token = message(1).to_string().replace("message_", "");
        assert_eq!(mail.return_address(), Some(format!("b+{token}@back.biz.test").as_str()));
    }

    async fn an_address_nobody_has_bounces_once_and_gets_no_more_mail(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        zoe(&world, "nobody@customer.test").await;
        set_up(&world, bed.plain).await;
        post(&world, 1, "nobody@customer.test", "transactional").await;
        world.work().await;
        let told = facts(&world, "message.bounced").await;
        assert_eq!((told.len(), &told[0]["hardness"]), (1, &json!("hard")));
        let reason = told[0]["reason"].as_str().unwrap();
        assert!(reason.starts_with("refused (550): 5.1.1 (address)"), "{reason}");
        assert!(!reason.contains("nobody@"), "{reason}");
        let raised = exception(&world, "mail.bounced").await;
        assert_eq!((raised.owned.owner, raised.contact), (Some(user(BOB)), Some(contact(ZOE))));
        assert_eq!(raised.fix, None, "the same address would bounce again");
        assert!(!raised.detail.contains("nobody@"), "{}", raised.detail);

        post(&world, 2, "Nobody@Customer.test", "transactional").await;
        world.work().await;
        let skipped = facts(&world, "message.skipped").await;
        let reason = skipped[0]["reason"].as_str().unwrap();
        assert!(reason.starts_with("address suppressed (bounced): refused"), "{reason}");
        let owner = administrator(&world);
        let list = world.act(&owner, "suppression.list", json!({ "address": "NOBODY@customer.test" })).await;
        assert_eq!(list["items"][0]["address"], "nobody@customer.test");
        let other = world.act(&owner, "suppression.list", json!({ "address": "zoe@customer.test" })).await;
        assert!(other["items"].as_array().unwrap().is_empty());
        let id = &list["items"][0]["id"];
        let lifted = world.call(&owner, "suppression.lift", json!({ "suppression": id })).await.unwrap();
        assert_eq!(lifted.undo.unwrap()["verb"], "suppression.restore");
        world.act(&owner, "mail.release", json!({ "key": key(2) })).await;
        world.work().await;
        assert_eq!(facts(&world, "message.bounced").await.len(), 2, "it was offered again");
        assert_eq!(facts(&world, "suppression.added").await.len(), 2, "and so is suppressed again");
    }

    async fn a_server_that_is_down_is_tried_by_the_ladder_until_it_is_back(world: World) {
        let mut bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        bed.stop();
        post(&world, 1, "zoe@customer.test", "transactional").await;
        for (attempts, wait) in [(1, 60), (2, 300), (3, 1800)] {
            world.work().await;
            let shown = entry(&world, 1).await;
            assert_eq!((&shown["attempts"], &shown["state"]), (&json!(attempts), &json!("queued")));
            assert!(shown["why"].as_str().unwrap().contains("cannot be reached"), "{shown}");
            let codes = if attempts < 3 { vec![] } else { vec!["mail.unreachable".to_owned()] };
            assert_eq!(open_exceptions(&world).await, codes);
            world.clock.pass_seconds(wait - 1);
            world.work().await;
            assert_eq!(entry(&world, 1).await["attempts"], attempts, "not before its time");
            world.clock.pass_seconds(1);
        }
        bed.start();
        world.work().await;
        assert_eq!(bed.wait_for("zoe@customer.test", 1).len(), 1);
        assert_eq!(facts(&world, "message.accepted").await.len(), 1);
        assert!(open_exceptions(&world).await.is_empty());
        assert_eq!(world.count("select count(*) as n from connect_try").await, 0);
    }

    async fn one_accepted_mail_takes_all_waiting_ones_with_it(world: World) {
        let mut bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        bed.stop();
        post(&world, 1, "zoe@customer.test", "transactional").await;
        for wait in [60, 300, 600] {
            world.work().await;
            world.clock.pass_seconds(wait);
        }
        bed.start();
        post(&world, 2, "ann@customer.test", "transactional").await;
        world.work().await;
        assert_eq!(facts(&world, "message.accepted").await.len(), 2);
        assert!(open_exceptions(&world).await.is_empty());
    }

    async fn a_full_mailbox_is_late_and_then_given_up(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        post(&world, 1, "full@customer.test", "inquiry").await;
        for wait in [60, 300, 1800, 7200] {
            world.work().await;
            assert!(open_exceptions(&world).await.is_empty(), "not late yet");
            world.clock.pass_seconds(wait);
        }
        world.work().await;
        assert_eq!(open_exceptions(&world).await, ["mail.late"]);
        assert_eq!(exception(&world, "mail.late").await.owned.owner, Some(user(ANN)));
        for _ in 0..20 {
            world.clock.pass_seconds(28_800);
            world.work().await;
        }
        assert_eq!(entry(&world, 1).await["state"], "failed");
        assert_eq!(facts(&world, "message.bounced").await[0]["hardness"], "soft");
        assert_eq!(open_exceptions(&world).await, ["mail.not_taken"], "late no more");
        assert!(facts(&world, "suppression.added").await.is_empty(), "the address is good");
    }

    async fn mail_waits_for_a_server_and_one_exception_says_so(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        for n in 1..=3 {
            post(&world, n, "zoe@customer.test", "transactional").await;
        }
        for _ in 0..3 {
            world.work().await;
            world.clock.pass_seconds(61);
        }
        assert_eq!(open_exceptions(&world).await, ["mail.not_set_up"]);
        assert_eq!(exception(&world, "mail.not_set_up").await.owned.owner, Some(user(ANN)));
        let shown = entry(&world, 1).await;
        assert_eq!((&shown["attempts"], &shown["state"]), (&json!(0), &json!("queued")));
        assert_eq!(shown["why"], "No mail server is set up; name one in the mail settings.");
        set_up(&world, bed.plain).await;
        assert!(open_exceptions(&world).await.is_empty());
        world.work().await;
        assert_eq!(bed.wait_for("zoe@customer.test", 3).len(), 3);
        assert_eq!(facts(&world, "message.accepted").await.len(), 3);
    }

    async fn a_server_that_turns_us_away_is_one_exception_and_loses_nothing(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        // This port demands encryption, and we are told to use none.
        set_up(&world, bed.submission).await;
        for n in 1..=3 {
            post(&world, n, "zoe@customer.test", "transactional").await;
        }
        for _ in 0..30 {
            world.work().await;
            world.clock.pass_seconds(600);
        }
        assert_eq!(open_exceptions(&world).await, ["mail.refused_us"]);
        world.work().await;
        let shown = entry(&world, 2).await;
        assert_eq!(shown["state"], "queued");
        assert!(shown["why"].as_str().unwrap().contains("530"), "{shown}");
        let read = world.act(&administrator(&world), "mail.read", json!({})).await;
        assert_eq!(read["trouble"]["kind"], "refused");
        set_up(&world, bed.plain).await;
        assert!(open_exceptions(&world).await.is_empty());
        world.work().await;
        assert_eq!(bed.wait_for("zoe@customer.test", 3).len(), 3);
    }
}

//! What a person sees of mail and can do about it: uncertain mail, release and cancel, whose it is, account
//! mail.
#![allow(clippy::unwrap_used)] // a test may fail so

mod peers;

use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::{Id, LeadId, Scope, Timestamp};
use peers::office::*;
use peers::{Does, Scripted, scripted};
use serde_json::{Value as Json, json};
use store::effect::New;
use stories::bed::postfix::{Postfix, header};
use testing::{START_MS, World, administrator, on_both, someone};

/// Takes every mail, but says nothing to the first `lost` of them and hangs up.
fn silent_at_first(lost: usize) -> Scripted {
    let ended = AtomicUsize::new(0);
    scripted(move |heard| match heard {
        "." if ended.fetch_add(1, Ordering::SeqCst) < lost => Some(Does::HangUp),
        "" => Some(Does::Say("220 mail.test ESMTP")),
        _ => None,
    })
}

fn later(seconds: i64) -> Timestamp {
    Timestamp::from_millisecond(START_MS + seconds * 1000).unwrap()
}

fn items(list: &Json) -> Vec<Json> {
    list["page"]["items"].as_array().unwrap().clone()
}

/// An automatic answer to a lead of Zoe's, a second after the one before.
async fn answer(world: &World, n: u8) {
    world.clock.pass_seconds(1);
    write(world, n, "zoe@customer.test").await;
    let order = order(n, "transactional");
    let mut payload: Json = serde_json::from_str(&order.payload).unwrap();
    payload["lead"] = json!(LeadId::from_bytes([n; 16]));
    payload["useful"] = json!(false);
    ask(world, New { payload: payload.to_string(), resend: true, ..order }).await;
}

on_both! {
    async fn ten_automatic_answers_an_hour_are_enough_for_anybody(world: World) {
        furnish(&world).await;
        for n in 1..=12 {
            answer(&world, n).await;
        }
        world.work().await;
        let state = async |n: u8| entry(&world, n).await["state"].clone();
        for n in 1..=10 {
            assert_eq!(state(n).await, "queued", "{n}");
        }
        for n in [11, 12] {
            assert_eq!(state(n).await, "skipped", "{n}");
        }
        let told = facts(&world, "message.skipped").await;
        assert_eq!(told.len(), 2);
        assert!(told[0]["reason"].as_str().unwrap().contains("a person answers this one"), "{told:?}");
        // What a person writes leaves, and what is owed does.
        post(&world, 13, "zoe@customer.test", "transactional").await;
        about_invoice(&world, 14, 1, "zoe@customer.test").await;
        world.work().await;
        assert_eq!((state(13).await, state(14).await), (json!("queued"), json!("queued")));
        world.clock.pass_seconds(3_600);
        answer(&world, 15).await;
        world.work().await;
        assert_eq!(state(15).await, "queued", "another hour");
        assert!(open_exceptions(&world).await.iter().all(|code| code != "mail.bounced"));
    }

    async fn a_mail_nobody_answered_for_is_a_question_and_leaves_again_only_on_a_persons_word(world: World) {
        let peer = silent_at_first(1);
        furnish(&world).await;
        set_up(&world, peer.port).await;
        post(&world, 1, "zoe@customer.test", "transactional").await;
        world.work().await;
        world.clock.pass_seconds(90_000);
        world.work().await;
        assert_eq!(peer.calls.load(Ordering::SeqCst), 1, "it never leaves twice by itself");
        assert_eq!(facts(&world, "message.bounced").await[0]["hardness"], "uncertain");
        let raised = exception(&world, "mail.uncertain").await;
        assert_eq!(raised.owned.owner, Some(user(BOB)));
        let fix = raised.fix.unwrap();
        assert_eq!((&fix["verb"], &fix["label"]), (&json!("mail.release"), &json!("Send again")));
        let shown = world.act(&administrator(&world), "mail.release", fix["body"].clone()).await;
        assert_eq!((&shown["state"], &shown["why"]), (&json!("queued"), &json!("It leaves within seconds.")));
        assert!(open_exceptions(&world).await.is_empty());
        world.work().await;
        assert_eq!(facts(&world, "message.accepted").await.len(), 1);
        let again = world.refused(&administrator(&world), "mail.release", json!({ "key": key(1) })).await;
        assert_eq!(again, "mail.done");
    }

    async fn a_mail_somebody_has_seen_arrive_is_taken_for_arrived(world: World) {
        let peer = silent_at_first(1);
        furnish(&world).await;
        set_up(&world, peer.port).await;
        post(&world, 1, "zoe@customer.test", "transactional").await;
        let boss = administrator(&world);
        assert_eq!(world.refused(&boss, "mail.confirm", json!({ "key": key(1) })).await, "mail.known");
        world.work().await;
        world.clock.pass_seconds(90_000);
        world.work().await;
        let shown = world.act(&boss, "mail.confirm", json!({ "key": key(1) })).await;
        assert_eq!(shown["state"], "done");
        assert!(open_exceptions(&world).await.is_empty());
        assert_eq!(facts(&world, "message.accepted").await.len(), 1);
        world.clock.pass_seconds(90_000);
        world.work().await;
        assert_eq!(peer.calls.load(Ordering::SeqCst), 1, "it does not leave again");
        assert_eq!(world.refused(&boss, "mail.confirm", json!({ "key": key(1) })).await, "mail.done");
    }

    async fn a_mail_that_may_have_arrived_does_not_leave_because_its_keeping_back_is_undone(world: World) {
        let peer = silent_at_first(1);
        furnish(&world).await;
        set_up(&world, peer.port).await;
        post(&world, 1, "zoe@customer.test", "transactional").await;
        world.work().await;
        let wish = json!({ "key": key(1), "reason": "they have it" });
        let kept = world.call(&administrator(&world), "mail.cancel", wish).await.unwrap();
        assert_eq!((&kept.body["was"], kept.undo), (&json!("uncertain"), None));
    }

    async fn only_the_acknowledgement_leaves_again_by_itself_and_not_for_ever(world: World) {
        let peer = silent_at_first(2);
        furnish(&world).await;
        set_up(&world, peer.port).await;
        write(&world, 1, "zoe@customer.test").await;
        ask(&world, New { resend: true, ..order(1, "inquiry") }).await;
        for wait in [2, 5] {
            world.work().await;
            assert!(facts(&world, "message.accepted").await.is_empty());
            world.clock.pass_seconds(wait);
        }
        world.work().await;
        assert_eq!(facts(&world, "message.accepted").await.len(), 1);
        let deaf = silent_at_first(100);
        set_up(&world, deaf.port).await;
        write(&world, 2, "zoe@customer.test").await;
        ask(&world, New { resend: true, ..order(2, "inquiry") }).await;
        for _ in 0..10 {
            world.work().await;
            world.clock.pass_seconds(60);
        }
        assert_eq!(deaf.calls.load(Ordering::SeqCst), 4);
        assert_eq!(open_exceptions(&world).await, ["mail.uncertain"]);
    }

    async fn a_waiting_mail_is_kept_back_and_let_go_by_whoever_may(world: World) {
        furnish(&world).await;
        post(&world, 1, "zoe@customer.test", "transactional").await;
        let bob = someone(BOB, Scope::Own, &["outbox.list", "mail.cancel", "mail.release"]);
        let eve = someone(3, Scope::Own, &["outbox.list", "mail.cancel"]);
        assert_eq!(items(&world.act(&bob, "outbox.list", json!({})).await).len(), 1);
        assert!(items(&world.act(&eve, "outbox.list", json!({})).await).is_empty());
        let wish = json!({ "key": key(1), "reason": "we have spoken on the telephone" });
        assert_eq!(world.refused(&eve, "mail.cancel", wish.clone()).await, "missing");
        let empty = json!({ "key": key(1), "reason": " " });
        assert_eq!(world.refused(&bob, "mail.cancel", empty).await, "mail.no_reason");
        let cancelled = world.call(&bob, "mail.cancel", wish.clone()).await.unwrap();
        assert_eq!(cancelled.body["why"], "Somebody kept it back: we have spoken on the telephone.");
        assert_eq!(world.refused(&bob, "mail.cancel", wish).await, "mail.over");
        let told = facts(&world, "message.skipped").await;
        assert_eq!(told[0]["reason"], "cancelled: we have spoken on the telephone");
        let counts = world.act(&bob, "outbox.list", json!({ "state": "cancelled" })).await;
        assert_eq!((&counts["counts"]["cancelled"], items(&counts).len()), (&json!(1), 1));
        let undo = cancelled.undo.unwrap();
        let released = world.call(&bob, undo["verb"].as_str().unwrap(), undo["body"].clone()).await.unwrap();
        assert_eq!(released.body["state"], "queued");
        assert_eq!(released.undo.unwrap()["verb"], "mail.cancel");
        assert_eq!(facts(&world, "mail.released").await[0]["was"], "cancelled");
    }

    async fn the_outbox_is_read_page_by_page_and_what_was_composed_stays_with_its_run(world: World) {
        furnish(&world).await;
        for n in 1..=5 {
            world.clock.pass_seconds(1);
            post(&world, n, "zoe@customer.test", "transactional").await;
        }
        write(&world, 6, "zoe@customer.test").await;
        world.clock.pass_seconds(1);
        ask(&world, New { composed: true, ..order(6, "inquiry") }).await;
        let owner = administrator(&world);
        let (mut keys, mut after) = (vec![], Json::Null);
        loop {
            let page = world.act(&owner, "outbox.list", json!({ "limit": 4, "after": after })).await;
            keys.extend(items(&page).into_iter().map(|item| item["key"].as_str().unwrap().to_owned()));
            after = page["page"]["next"].clone();
            if after.is_null() {
                break;
            }
        }
        assert_eq!(keys, [6, 5, 4, 3, 2, 1].map(key));
        assert_eq!(world.refused(&owner, "mail.release", json!({ "key": key(6) })).await, "mail.composed");
        assert_eq!(world.refused(&owner, "mail.release", json!({ "key": "message x" })).await, "missing");
        assert_eq!(world.refused(&owner, "outbox.list", json!({ "after": "x" })).await, "invalid");
    }

    async fn a_report_to_somebody_who_has_left_goes_nowhere_and_troubles_nobody(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        let report = async |n: u8, key: &'static str| {
            let payload = json!({ "user": user(n), "language": "en", "subject": "Your week",
                "text": "Three inquiries came in." });
            let person = Some(kernel::Ref::from(user(n)));
            ask(&world, New { person, ..New::of("report_mail", key, &payload) }).await;
        };
        report(ANN, "report/ann").await;
        report(BOB, "report/bob").await;
        put(&world, "update peer_user set active = false where id = $1", vec![user(BOB).into()]).await;
        world.work().await;
        assert_eq!(bed.wait_for("ann@biz.test", 1)[0].subject(), Some("Your week"));
        let skipped = world.act(&administrator(&world), "outbox.list", json!({ "state": "skipped" })).await;
        assert_eq!(items(&skipped).len(), 1);
        assert_eq!(items(&skipped)[0]["why"], "It was not sent: they are no longer of the staff.");
        assert_eq!(open_exceptions(&world).await, Vec::<String>::new());
        world.clock.pass_seconds(3_600);
        world.work().await;
        assert_eq!(bed.delivered().len(), 1, "it is not tried again");
    }

    async fn an_invitation_carries_its_link_while_it_lets_in(world: World) {
        let bed = Postfix::start_new();
        furnish(&world).await;
        set_up(&world, bed.plain).await;
        let token = invite(&world, 1, later(3600)).await;
        world.work().await;
        assert_eq!(open_exceptions(&world).await, ["mail.not_taken"], "no text is approved");
        let sql = "insert into peer_text (slug, language, version, subject, body, state)
            values ('invitation', 'en', $1, $2, $3, 'approved')";
        let body = "Hello {contact.first_name|there},\n\n[Choose a password]({links.invitation})";
        for version in [1i64, 2] {
            let subject = format!("Your access to {{business.name}} {version}");
            put(&world, sql, vec![version.into(), subject.into(), body.into()]).await;
        }
        let failed = exception(&world, "mail.not_taken").await;
        assert!(failed.detail.contains("no approved text `invitation`"), "{}", failed.detail);
        world.act(&administrator(&world), "mail.release", failed.fix.unwrap()["body"].clone()).await;
        world.work().await;
        let mail = &bed.wait_for("bob@biz.test", 1)[0];
        assert_eq!(mail.subject(), Some("Your access to Müller & Söhne 2"));
        assert_eq!(header(mail, "List-Unsubscribe"), "");
        let text = mail.body_text(0).unwrap();
        assert!(text.contains(&format!("(https://ours.test/invitation/{token})")), "{text}");
        invite(&world, 2, later(30)).await;
        world.clock.pass_seconds(31);
        world.work().await;
        let over = exception(&world, "mail.not_taken").await;
        assert!(over.detail.contains("has run out"), "{}", over.detail);
        invite(&world, 3, later(3600)).await;
        let bob = kernel::Ref::from(user(BOB));
        let revoked = world.store.claim("test", move |tx| Box::pin(tx.revoke_links("invitation", bob)));
        revoked.await.unwrap();
        world.work().await;
        let skipped = world.act(&administrator(&world), "outbox.list", json!({ "state": "skipped" })).await;
        assert_eq!(items(&skipped)[0]["name"], "Bob Ray");
        assert_eq!(items(&skipped)[0]["why"], "It was not sent: the link was used or replaced meanwhile.");
        assert_eq!(bed.delivered().len(), 1);
    }
}

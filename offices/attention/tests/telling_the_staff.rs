//! Whoever must know hears of it, and somebody else where they do not look; on both engines.
#![allow(clippy::unwrap_used)]

mod peers;

use facts::intelligence::{TargetPassed, WeekSent};
use kernel::{Id, Value};
use peers::*;
use serde_json::json;
use testing::{administrator, on_both};

const HOUR: i64 = 3600;

/// A record waits past the target of a joint of theirs.
async fn passed(world: &testing::World, owner: u8, record: kernel::Ref, on: kernel::Date) {
    let done = world.store.claim("test", move |tx| {
        Box::pin(async move {
            let (joint, since) = ("captured_answered".to_owned(), tx.now());
            tx.tell(TargetPassed { joint, record, since, owner: Some(user(owner)), on });
            Ok(())
        })
    });
    done.await.unwrap();
}

on_both! {
    async fn an_approval_that_was_handed_on_is_told_to_whoever_is_asked_now(world: World) {
        furnish(&world).await;
        const ASK: &str = "insert into peer_approval (id, title, owner, state) values ($1, $2, $3, 'open')";
        let id = kernel::ApprovalId::from_bytes([4; 16]);
        put(&world, ASK, vec![id.into(), kernel::Value::Text("Go on?".into()), user(BOB).into()]).await;
        rest(&world).await;
        assert_eq!(told(&world, BOB).await, ["new other: Go on?"]);
        assert_eq!(told(&world, CLEO).await, [""; 0]);
        put(&world, "update peer_approval set owner = $1", vec![user(CLEO).into()]).await;
        rest(&world).await;
        assert_eq!(told(&world, CLEO).await, ["new other: Go on?"]);
        assert_eq!(told(&world, BOB).await, ["new other: Go on?"], "who was asked first may answer still");
    }

    async fn an_exception_is_told_once_and_again_to_whoever_it_is_handed_to(world: World) {
        furnish(&world).await;
        raise(&world, "a", "paper.failed", Some(BOB), 24).await;
        rest(&world).await;
        rest(&world).await;
        assert_eq!(told(&world, BOB).await, ["new other: Trouble: paper.failed"]);
        assert!(told(&world, CLEO).await.is_empty());
        let handed = world.store.claim("test", |tx| Box::pin(async move {
            let before = tx.exceptions(true, None, 1).await?.remove(0);
            let (after, fact) = before.clone().assign(user(CLEO));
            tx.keep_and_tell(&before, after, fact).await
        }));
        handed.await.unwrap();
        rest(&world).await;
        assert_eq!(told(&world, CLEO).await, ["new other: Trouble: paper.failed"]);
    }

    async fn whoever_is_away_is_stood_in_for_and_nobodys_goes_to_the_administrator(world: World) {
        furnish(&world).await;
        put(&world, "update peer_user set active = false where id = $1", vec![user(BOB).into()]).await;
        raise(&world, "a", "paper.failed", Some(BOB), 24).await;
        raise(&world, "b", "bank.unmatched", None, 24).await;
        rest(&world).await;
        assert_eq!(told(&world, CLEO).await, ["new other: Trouble: paper.failed"]);
        assert_eq!(told(&world, ADA).await, ["new other: Trouble: bank.unmatched"]);
    }

    async fn what_comes_up_while_somebody_is_away_is_their_stand_ins_and_says_so(world: World) {
        furnish(&world).await;
        raise(&world, "before", "bank.unmatched", Some(BOB), 24).await;
        rest(&world).await;
        world.send_away(user(BOB), 3).await;
        raise(&world, "a", "paper.failed", Some(BOB), 1).await;
        rest(&world).await;
        rest(&world).await;
        assert_eq!(told(&world, CLEO).await, ["new urgent: Trouble: paper.failed"]);
        assert_eq!(told(&world, BOB).await, ["new other: Trouble: bank.unmatched"], "what lay with them stays");
        let all = world.act(&actor(CLEO), "notification.list", json!({})).await;
        assert_eq!(all["items"][0]["text"], "Bob is away until 5 February. Mend it.");
        let open = world.store.read(|tx| Box::pin(tx.exceptions(true, None, 9))).await.unwrap();
        let whose: Vec<_> = open.iter().map(|one| (one.key.as_str(), one.owned.owner)).collect();
        assert!(whose.contains(&("a", Some(user(CLEO)))), "and hers to act on: {whose:?}");
        assert!(whose.contains(&("before", Some(user(BOB)))), "{whose:?}");

        world.send_away(user(CLEO), 3).await;
        raise(&world, "b", "mail.bounced", Some(BOB), 24).await;
        rest(&world).await;
        assert_eq!(told(&world, ADA).await, ["new other: Trouble: mail.bounced"], "an administrator hears");
        world.clock.pass_seconds(4 * 24 * HOUR);
        raise(&world, "c", "paper.failed", Some(BOB), 24).await;
        rest(&world).await;
        let bobs = told(&world, BOB).await;
        assert!(bobs.contains(&"new other: Trouble: paper.failed".to_owned()), "back again: {bobs:?}");
    }

    async fn three_hundred_of_a_kind_are_one_notification(world: World) {
        furnish(&world).await;
        for n in 0..300 {
            raise(&world, &format!("bounce {n}"), "mail.bounced", Some(BOB), 24).await;
        }
        rest(&world).await;
        rest(&world).await;
        assert_eq!(told(&world, BOB).await, ["new other: 300 x Trouble: mail.bounced"]);
    }

    async fn what_is_over_before_it_was_seen_asks_nobody_any_more(world: World) {
        furnish(&world).await;
        raise(&world, "a", "paper.failed", Some(BOB), 1).await;
        rest(&world).await;
        settle(&world, "a").await;
        rest(&world).await;
        assert_eq!(told(&world, BOB).await, ["over urgent: Trouble: paper.failed"]);
        world.clock.pass_seconds(12 * HOUR);
        rest(&world).await;
        assert!(told(&world, CLEO).await.is_empty(), "and is not handed on");
    }

    async fn an_urgent_one_nobody_saw_goes_to_the_stand_in_in_open_hours(world: World) {
        furnish(&world).await;
        // Monday 02:40; the business opens at nine.
        raise(&world, "a", "paper.failed", Some(BOB), 1).await;
        rest(&world).await;
        world.clock.pass_seconds(6 * HOUR);
        rest(&world).await;
        assert!(told(&world, CLEO).await.is_empty(), "08:40, nobody is there yet");
        world.clock.pass_seconds(HOUR);
        rest(&world).await;
        let handed = told(&world, CLEO).await;
        assert_eq!(handed[0], "new urgent: Not seen by whoever it was for: Trouble: paper.failed");
    }

    async fn whoever_has_seen_it_keeps_it(world: World) {
        furnish(&world).await;
        raise(&world, "a", "paper.failed", Some(BOB), 1).await;
        rest(&world).await;
        let left = world.act(&actor(BOB), "notification.see", json!({})).await;
        assert_eq!(left["unseen"], 0);
        world.clock.pass_seconds(7 * HOUR);
        rest(&world).await;
        let cleo = told(&world, CLEO).await;
        assert!(!cleo.iter().any(|line| line.contains("Not seen")), "{cleo:?}");
    }

    async fn a_late_one_is_spoken_of_again_then_given_to_the_stand_in_then_daily(world: World) {
        furnish(&world).await;
        raise(&world, "a", "paper.failed", Some(BOB), 8).await;
        rest(&world).await;
        world.act(&actor(BOB), "notification.see", json!({})).await;
        // It was due on Monday at 10:40; grace is four open hours.
        world.clock.pass_seconds(8 * HOUR + 60);
        rest(&world).await;
        assert_eq!(told(&world, BOB).await[1], "new urgent: Still open: Trouble: paper.failed");
        world.act(&actor(BOB), "notification.see", json!({})).await;
        assert!(told(&world, CLEO).await.is_empty());
        world.clock.pass_seconds(4 * HOUR);
        rest(&world).await;
        let yours = "Yours now, its owner did not act: Trouble: paper.failed";
        assert_eq!(told(&world, CLEO).await, [format!("new urgent: {yours}")]);
        let facts = "select count(*) as n from journal where kind = 'exception.escalated'";
        assert_eq!(world.count(facts).await, 1);
        let whose = world.store.read(|tx| Box::pin(tx.exceptions(true, None, 1))).await.unwrap();
        assert_eq!(whose[0].owned.owner, Some(user(CLEO)), "and may act on it");
        world.act(&actor(CLEO), "notification.see", json!({})).await;
        world.clock.pass_seconds(24 * HOUR);
        rest(&world).await;
        assert_eq!(told(&world, CLEO).await.len(), 2, "once each business day");
        settle(&world, "a").await;
        world.clock.pass_seconds(72 * HOUR);
        rest(&world).await;
        assert_eq!(told(&world, CLEO).await.len(), 2, "and no more when it is over");
    }

    async fn what_is_not_urgent_comes_in_one_mail_a_day_and_what_was_seen_does_not(world: World) {
        furnish(&world).await;
        raise(&world, "a", "paper.failed", Some(BOB), 24).await;
        raise(&world, "b", "bank.unmatched", Some(BOB), 24).await;
        raise(&world, "c", "mail.bounced", Some(BOB), 24).await;
        rest(&world).await;
        assert!(mails(&world).await.is_empty());
        let all = world.act(&actor(BOB), "notification.list", json!({})).await;
        world.act(&actor(BOB), "notification.see", json!({"notifications": [all["items"][0]["id"]]})).await;
        // The digest comes at eight.
        world.clock.pass_seconds(6 * HOUR);
        rest(&world).await;
        let mails = mails(&world).await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0]["user"], json!(user(BOB)));
        let titles: Vec<_> = mails[0]["items"].as_array().unwrap().iter().map(|item| &item["title"]).collect();
        assert_eq!(titles, ["Trouble: paper.failed", "Trouble: bank.unmatched"]);
    }

    async fn an_urgent_one_comes_by_mail_at_once_but_never_the_word_that_mail_is_broken(world: World) {
        furnish(&world).await;
        raise(&world, "a", "backup.failed", Some(ADA), 1).await;
        rest(&world).await;
        assert_eq!(mails(&world).await.len(), 1);
        raise(&world, "mail.unreachable", "mail.unreachable", Some(ADA), 1).await;
        rest(&world).await;
        assert_eq!(mails(&world).await.len(), 1, "mail does not carry the word that mail is broken");
        let all = world.act(&actor(ADA), "notification.list", json!({})).await;
        let texts: Vec<_> = all["items"].as_array().unwrap().iter().map(|one| one["text"].to_string()).collect();
        assert_eq!(texts.iter().filter(|text| text.contains("Mail cannot carry this word")).count(), 1);
        let rules = world.act(&actor(ADA), "notification.rules", json!({})).await;
        assert_eq!(rules["mail_works"], false);
    }

    async fn nobody_reads_or_sees_what_was_told_to_somebody_else(world: World) {
        furnish(&world).await;
        raise(&world, "a", "paper.failed", Some(BOB), 24).await;
        rest(&world).await;
        let all = world.act(&actor(BOB), "notification.list", json!({})).await;
        let id = all["items"][0]["id"].clone();
        let cleo = actor(CLEO);
        assert_eq!(world.refused(&cleo, "notification.read", json!({"notification": id})).await, "missing");
        let see = json!({"notifications": [id]});
        assert_eq!(world.refused(&administrator(&world), "notification.see", see).await, "missing");
    }

    async fn an_automation_or_a_colleague_tells_a_role(world: World) {
        furnish(&world).await;
        let word = json!({"to": "sales", "title": "A lead was not called within an hour", "urgent": true});
        let sent = world.act(&administrator(&world), "notification.send", word).await;
        assert_eq!(sent["told"], 2);
        assert_eq!(told(&world, BOB).await, ["new urgent: A lead was not called within an hour"]);
        let nobody = json!({"to": "delivery", "title": "Hello"});
        assert_eq!(world.refused(&administrator(&world), "notification.send", nobody).await, "invalid");
    }

    async fn what_is_late_at_ones_joint_is_one_word_a_day_and_over_when_all_of_it_moved_on(world: World) {
        furnish(&world).await;
        let on: kernel::Date = "2026-02-02".parse().unwrap();
        let late = vec![Value::Text("captured_answered".into()), Value::Text(on.to_string().into())];
        put(&world, "insert into peer_late (joint, told_on) values ($1, $2)", late).await;
        let leads: Vec<kernel::Ref> = (1..4).map(|n| kernel::LeadId::from_bytes([n; 16]).into()).collect();
        for record in &leads {
            passed(&world, BOB, *record, on).await;
        }
        rest(&world).await;
        assert_eq!(told(&world, BOB).await, ["new other: 3 x Waits longer than it should: captured to answered"]);
        put(&world, "delete from peer_late where joint <> $1", vec![Value::Text("x".into())]).await;
        rest(&world).await;
        assert_eq!(told(&world, BOB).await, ["over other: 3 x Waits longer than it should: captured to answered"]);
    }

    async fn one_that_is_late_leads_to_its_record_and_goes_to_whoever_stands_in(world: World) {
        furnish(&world).await;
        world.send_away(user(BOB), 3).await;
        let on: kernel::Date = "2026-02-02".parse().unwrap();
        let late = vec![Value::Text("captured_answered".into()), Value::Text(on.to_string().into())];
        put(&world, "insert into peer_late (joint, told_on) values ($1, $2)", late).await;
        let record: kernel::Ref = kernel::LeadId::from_bytes([1; 16]).into();
        passed(&world, BOB, record, on).await;
        rest(&world).await;
        let all = world.act(&actor(CLEO), "notification.list", json!({})).await;
        assert_eq!(all["items"][0]["subject"], record.to_string());
        assert_eq!((&all["items"][0]["kind"], &all["items"][0]["state"]), (&json!("late"), &json!("new")));
        assert!(told(&world, BOB).await.is_empty());
    }
    async fn the_report_of_a_week_is_a_word_in_the_app_and_its_mail_is_its_own(world: World) {
        furnish(&world).await;
        for _ in 0..2 {
            let told = world.store.claim("test", |tx| {
                Box::pin(async move {
                    tx.tell(WeekSent { user: user(BOB), monday: "2026-01-26".parse().unwrap() });
                    Ok(())
                })
            });
            told.await.unwrap();
        }
        rest(&world).await;
        let title = "The report of the week from 26 January";
        assert_eq!(told(&world, BOB).await, [format!("new other: 2 x {title}")], "one word, however often");
        let all = world.act(&actor(BOB), "notification.list", json!({})).await;
        assert_eq!((&all["items"][0]["kind"], &all["items"][0]["subject"]), (&json!("report"), &json!(null)));
        // The digest comes at eight.
        world.clock.pass_seconds(12 * HOUR);
        rest(&world).await;
        assert!(mails(&world).await.is_empty(), "the report has a mail of its own");
    }
}

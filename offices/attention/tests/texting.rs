//! An urgent word comes by SMS to whoever wants it so and can be reached; on both engines.
#![allow(clippy::unwrap_used)]

mod peers;

use kernel::Id;
use peers::*;
use serde_json::{Value as Json, json};
use testing::{World, on_both};

const HOUR: i64 = 3600;

/// There is a gateway, Bob has a phone and wants SMS; at night only with `in_quiet`.
async fn ready(world: &World, in_quiet: bool) {
    furnish(world).await;
    let connection = kernel::ConnectionId::from_bytes([8; 16]);
    put(world, "insert into peer_gateway (connection) values ($1)", vec![connection.into()]).await;
    let phone = "update peer_user set phone = '+491701234567' where id = $1";
    put(world, phone, vec![user(BOB).into()]).await;
    let mut rules = world.act(&actor(BOB), "notification.rules", json!({})).await["rules"].clone();
    rules["urgent_sms"] = json!(true);
    rules["urgent_in_quiet"] = json!(in_quiet);
    world.act(&actor(BOB), "notification.change_rules", json!({"rules": rules})).await;
}

fn titles(texts: &[Json]) -> Vec<String> {
    texts.iter().map(|text| text["title"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn what_is_urgent_comes_by_sms_also_the_word_that_mail_is_broken(world: World) {
        ready(&world, true).await;
        raise(&world, "a", "mail.unreachable", Some(BOB), 1).await;
        raise(&world, "b", "bank.unmatched", Some(BOB), 24).await;
        rest(&world).await;
        let sent = texts(&world).await;
        assert_eq!(titles(&sent), ["Trouble: mail.unreachable"]);
        assert_eq!(sent[0]["user"], json!(user(BOB)));
        assert!(sent[0]["path"].as_str().unwrap().starts_with("/app/notifications/notification_"));
        assert!(mails(&world).await.is_empty(), "mail cannot carry it");
        rest(&world).await;
        assert_eq!(texts(&world).await.len(), 1, "once");
    }

    async fn several_at_once_are_one_sms_and_what_was_seen_before_is_none(world: World) {
        ready(&world, false).await;
        raise(&world, "a", "paper.failed", Some(BOB), 1).await;
        raise(&world, "b", "backup.failed", Some(BOB), 1).await;
        raise(&world, "c", "disk.full", Some(BOB), 1).await;
        rest(&world).await;
        assert!(texts(&world).await.is_empty(), "02:40 is quiet");
        let all = world.act(&actor(BOB), "notification.list", json!({})).await;
        world.act(&actor(BOB), "notification.see", json!({"notifications": [all["items"][0]["id"]]})).await;
        world.clock.pass_seconds(5 * HOUR);
        rest(&world).await;
        assert_eq!(titles(&texts(&world).await), ["2 urgent things, first: Trouble: paper.failed"]);
    }

    async fn trouble_of_sms_is_never_told_by_sms(world: World) {
        ready(&world, true).await;
        for (key, code) in [("a", "sms.not_taken"), ("b", "http.unauthorised"), ("c", "http.unreachable")] {
            raise(&world, key, code, Some(BOB), 1).await;
        }
        rest(&world).await;
        assert_eq!(mails(&world).await.len(), 1, "by mail it is");
        // Unseen, it goes to Cleo, who wants SMS too.
        put(&world, "update peer_user set phone = '+491701234568' where id = $1", vec![user(CLEO).into()]).await;
        let mut rules = world.act(&actor(CLEO), "notification.rules", json!({})).await["rules"].clone();
        rules["urgent_sms"] = json!(true);
        world.act(&actor(CLEO), "notification.change_rules", json!({"rules": rules})).await;
        world.clock.pass_seconds(8 * HOUR);
        rest(&world).await;
        assert_eq!(told(&world, CLEO).await.len(), 3, "they were handed on");
        assert!(texts(&world).await.is_empty());
    }

    async fn nothing_leaves_without_a_gateway_a_number_or_the_wish(world: World) {
        ready(&world, true).await;
        raise(&world, "a", "paper.failed", Some(CLEO), 1).await;
        put(&world, "update peer_user set phone = null", vec![]).await;
        raise(&world, "b", "backup.failed", Some(BOB), 1).await;
        rest(&world).await;
        put(&world, "update peer_user set phone = '+491701234567'", vec![]).await;
        put(&world, "delete from peer_gateway", vec![]).await;
        assert_eq!(world.act(&actor(BOB), "notification.rules", json!({})).await["sms"], false);
        raise(&world, "c", "disk.full", Some(BOB), 1).await;
        rest(&world).await;
        let asked = "select count(*) as n from store_effect where kind = 'staff_sms'";
        assert_eq!(world.count(asked).await, 0);
    }
}

//! Push reaches a browser through its push service, sealed and signed, on both engines.
#![allow(clippy::unwrap_used)]

mod peers;

use peers::*;
use serde_json::{Value as Json, json};
use stories::bed::push::PushService;
use testing::{World, administrator, on_both};

async fn ready(world: &World) -> PushService {
    furnish(world).await;
    let service = PushService::start();
    let allow = json!({"rv": 0, "hand_on_minutes": 30, "push_services": [service.origin]});
    world.act(&administrator(world), "attention.change", allow).await;
    rest(world).await;
    service
}

async fn devices(world: &World) -> Vec<Json> {
    world.act(&actor(BOB), "device.list", json!({})).await["items"].as_array().unwrap().clone()
}

on_both! {
    async fn an_urgent_word_comes_at_night_sealed_for_the_browser_and_signed_by_us(world: World) {
        let service = ready(&world).await;
        let rules = world.act(&actor(BOB), "notification.rules", json!({})).await;
        world.act(&actor(BOB), "device.add", service.subscription("phone")).await;
        raise(&world, "a", "mail.refused_us", Some(BOB), 1).await;
        rest(&world).await;
        let got = service.got();
        assert_eq!(got.len(), 1);
        let words = &got[0].words;
        assert_eq!((&words["title"], &words["urgent"]), (&json!("Trouble: mail.refused_us"), &json!(true)));
        assert!(words["path"].as_str().unwrap().starts_with("/app/notifications/notification_"));
        assert_eq!((got[0].path.as_str(), got[0].header("urgency")), ("/push/phone", "high"));
        assert_eq!((got[0].header("content-encoding"), got[0].header("topic").len()), ("aes128gcm", 26));
        let (claims, key) = vapid(got[0].header("authorization"));
        assert_eq!(json!(key), rules["push_key"], "the browser knows us by this key");
        assert_eq!(claims["aud"], json!(service.origin));
        assert_eq!(claims["exp"], json!(world.store.now().as_second() + 12 * 3600));
        assert!(devices(&world).await[0]["used_at"].is_string());
    }

    async fn what_is_not_urgent_waits_for_the_morning_and_is_dropped_when_seen(world: World) {
        let service = ready(&world).await;
        world.act(&actor(BOB), "device.add", service.subscription("phone")).await;
        raise(&world, "a", "paper.failed", Some(BOB), 24).await;
        raise(&world, "b", "bank.unmatched", Some(BOB), 24).await;
        rest(&world).await;
        assert!(service.got().is_empty(), "02:40 is quiet");
        let all = world.act(&actor(BOB), "notification.list", json!({})).await;
        world.act(&actor(BOB), "notification.see", json!({"notifications": [all["items"][0]["id"]]})).await;
        world.clock.pass_seconds(5 * 3600);
        rest(&world).await;
        let titles: Vec<Json> = service.got().iter().map(|got| got.words["title"].clone()).collect();
        assert_eq!(titles, ["Trouble: paper.failed"]);
    }

    async fn a_device_its_service_no_longer_knows_is_taken_out(world: World) {
        let service = ready(&world).await;
        world.act(&actor(BOB), "device.add", service.subscription("phone")).await;
        service.says(410);
        raise(&world, "a", "mail.refused_us", Some(BOB), 1).await;
        rest(&world).await;
        assert!(devices(&world).await.is_empty());
        let secrets = "select count(*) as n from secret where name like 'attention.device.%'";
        assert_eq!(world.count(secrets).await, 0);
    }

    async fn a_service_that_is_busy_is_asked_again_and_again_and_then_left_alone(world: World) {
        let service = ready(&world).await;
        world.act(&actor(BOB), "device.add", service.subscription("phone")).await;
        service.says(503);
        raise(&world, "a", "mail.refused_us", Some(BOB), 1).await;
        for seconds in [0, 10, 60, 300, 900, 3600, 3600] {
            world.clock.pass_seconds(seconds);
            rest(&world).await;
        }
        let phone = service.got().iter().filter(|got| got.words["title"] == "Trouble: mail.refused_us").count();
        assert_eq!(phone, 6, "one try and five more");
        assert_eq!(devices(&world).await[0]["trouble"], "given up: the push service says 503");
        service.says(201);
        world.act(&actor(BOB), "device.test", json!({"device": devices(&world).await[0]["id"]})).await;
        rest(&world).await;
        assert_eq!(devices(&world).await[0]["trouble"], Json::Null);
    }

    async fn the_same_browser_is_one_device_and_a_stranger_service_is_never_called(world: World) {
        let service = ready(&world).await;
        let bob = actor(BOB);
        let first = world.act(&bob, "device.add", service.subscription("phone")).await;
        let again = world.act(&bob, "device.add", service.subscription("phone")).await;
        assert_eq!(first["id"], again["id"]);
        let mut stranger = service.subscription("phone");
        stranger["endpoint"] = json!("http://169.254.169.254/latest/meta-data");
        assert_eq!(world.refused(&bob, "device.add", stranger).await, "invalid");
        let mut broken = service.subscription("tablet");
        broken["p256dh"] = json!("AAAA");
        assert_eq!(world.refused(&bob, "device.add", broken).await, "invalid");
        let other = json!({"device": first["id"]});
        assert_eq!(world.refused(&actor(CLEO), "device.remove", other.clone()).await, "missing");
        world.act(&bob, "device.remove", other).await;
        assert!(devices(&world).await.is_empty());
    }
}

//! SMS to the staff: what the gateway is sent, what its answers mean, and what a failure becomes; on both engines,
//! against a listener of the test's own.
#![allow(clippy::unwrap_used)] // a test may fail so

mod peers;

use kernel::{ConnectionId, Id};
use peers::office::{BOB, ask, exception, facts, furnish, open_exceptions, put, registry, user};
use peers::other::{Other, other};
use serde_json::{Value as Json, json};
use store::effect::New;
use testing::{World, administrator, on_both};

const NUMBER: &str = "+491701234567";

/// Bob has a phone, and SMS leave by this listener.
async fn ready(world: &World, gateway: &Other, more: Json) -> Json {
    furnish(world).await;
    put(world, "update peer_user set phone = $1 where id = $2", vec![NUMBER.into(), user(BOB).into()]).await;
    let boss = administrator(world);
    let add = json!({
        "name": "sms", "base_url": format!("http://127.0.0.1:{}/api", gateway.port), "inside": true,
        "auth": "header", "auth_name": "X-Api-Key", "secret": "open-sesame",
    });
    let connection = world.act(&boss, "connection.add", add).await["id"].clone();
    let mut wish = json!({
        "connection": connection, "path": "/sms", "sender": "OurBiz",
        "fields": {"to": "{to}", "text": "{text}", "from": "{from}"},
    });
    wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.act(&boss, "sms_gateway.change", json!({"gateway": wish})).await;
    connection
}

async fn tell(world: &World, key: &str, title: &str) {
    let payload =
        json!({"user": user(BOB), "title": title, "path": "/app/notifications/n", "notifications": []});
    let person = Some(user(BOB).into());
    ask(world, New { person, resend: true, ..New::of("staff_sms", key, &payload) }).await;
}

fn body(request: &str) -> Json {
    serde_json::from_str(&request[request.find('{').unwrap()..]).unwrap()
}

const STATE: &str = "select count(*) as n from store_effect where kind = 'staff_sms' and state = 'done'";
const FAILED: &str = "select count(*) as n from store_effect where kind = 'staff_sms' and state = 'failed'";

on_both! {
    async fn an_urgent_word_arrives_with_its_key_and_the_way_to_it(world: World) {
        let gateway = other(&["200 OK|{\"success\": \"100\"}"]);
        ready(&world, &gateway, json!({"yes": {"at": "/success", "is": "100"}})).await;
        tell(&world, "staff_sms 1", "Mail is down").await;
        world.work().await;
        let heard = gateway.heard();
        assert_eq!(heard.len(), 1);
        let head = heard[0].to_lowercase();
        assert!(head.starts_with("post /api/sms http/1.1\r\n") && head.contains("x-api-key: open-sesame"), "{head}");
        assert!(head.contains("idempotency-key: staff_sms 1"), "{head}");
        let sent = body(&heard[0]);
        assert_eq!((&sent["to"], &sent["from"]), (&json!(NUMBER), &json!("OurBiz")));
        let text = sent["text"].as_str().unwrap();
        assert!(text.starts_with("Müller & Söhne: Mail is down http"), "{text}");
        assert!(text.ends_with("/app/notifications/n"), "{text}");
        assert_eq!(world.count(STATE).await, 1);
        let told = facts(&world, "staff_sms.taken").await;
        assert_eq!((&told[0]["user"], &told[0]["segments"]), (&json!(user(BOB)), &json!(1)));
    }

    async fn it_leaves_while_no_mail_server_is_set_up(world: World) {
        let gateway = other(&["202 Accepted|{}"]);
        ready(&world, &gateway, json!({"format": "form"})).await;
        let payload = json!({"user": user(BOB), "urgent": true, "items": []});
        ask(&world, New { person: Some(user(BOB).into()), ..New::of("staff_mail", "m", &payload) }).await;
        tell(&world, "staff_sms 1", "Mail & all is down").await;
        world.work().await;
        let heard = gateway.heard();
        assert!(heard[0].to_lowercase().contains("content-type: application/x-www-form-urlencoded"), "{heard:?}");
        assert!(heard[0].contains("&text=M%C3%BCller%20%26%20S%C3%B6hne%3A%20Mail%20%26%20all"), "{heard:?}");
        assert!(heard[0].contains("to=%2B491701234567"), "{heard:?}");
        let mail = "select count(*) as n from store_effect where kind = 'staff_mail' and state = 'done'";
        assert_eq!((world.count(STATE).await, world.count(mail).await), (1, 0));
    }

    async fn trouble_is_tried_again_and_a_no_is_a_persons_without_the_number(world: World) {
        let gateway = other(&["503 Busy|", "", "200 OK|{}", "400 Bad|no such number 491701234567", "201 Created|{}"]);
        ready(&world, &gateway, json!({})).await;
        tell(&world, "staff_sms 1", "One").await;
        world.work().await;
        world.clock.pass_seconds(11);
        world.work().await;
        assert_eq!((gateway.heard().len(), world.count(STATE).await), (2, 0));
        assert_eq!(world.count(FAILED).await, 1, "it may have arrived, and had its second try");
        tell(&world, "staff_sms 2", "Two").await;
        world.work().await;
        assert_eq!(open_exceptions(&world).await, [""; 0], "the next one was taken");
        tell(&world, "staff_sms 3", "Three").await;
        world.work().await;
        let found = exception(&world, "sms.not_taken").await;
        assert!(found.detail.contains("no such number the number"), "{}", found.detail);
        let spilled = "select count(*) as n from store_effect where note like '%1701234567%'";
        assert_eq!(world.count(spilled).await, 0);
        tell(&world, "staff_sms 4", "Four").await;
        world.work().await;
        assert_eq!(open_exceptions(&world).await, [""; 0], "and is over when one is taken");
        let reasons = facts(&world, "staff_sms.failed").await;
        assert_eq!(reasons.len(), 2);
    }

    async fn a_gateway_that_is_down_is_given_up_before_the_word_is_old(world: World) {
        let gateway = other(&["503 Busy|"]);
        ready(&world, &gateway, json!({})).await;
        tell(&world, "staff_sms 1", "One").await;
        for seconds in [0, 10, 60, 300, 900, 1_800, 3_600] {
            world.clock.pass_seconds(seconds);
            world.work().await;
        }
        assert_eq!((gateway.heard().len(), world.count(FAILED).await), (6, 1));
        assert!(open_exceptions(&world).await.contains(&"sms.not_taken".to_owned()));
    }

    async fn nobody_without_a_number_or_a_gateway_is_written_to(world: World) {
        let gateway = other(&["200 OK|{}"]);
        ready(&world, &gateway, json!({})).await;
        put(&world, "update peer_user set phone = null", vec![]).await;
        tell(&world, "staff_sms 1", "One").await;
        world.work().await;
        let boss = administrator(&world);
        world.act(&boss, "sms_gateway.change", json!({"gateway": null})).await;
        tell(&world, "staff_sms 2", "Two").await;
        world.work().await;
        let skipped = "select count(*) as n from store_effect where kind = 'staff_sms' and state = 'skipped'";
        assert_eq!((gateway.heard().len(), world.count(skipped).await), (0, 2));
        assert_eq!(open_exceptions(&world).await, [""; 0]);
    }

    async fn the_gateway_is_changed_taken_away_and_put_back_and_its_connection_stays_meanwhile(world: World) {
        let gateway = other(&["200 OK|{}"]);
        let connection = ready(&world, &gateway, json!({})).await;
        let boss = administrator(&world);
        let held = json!({"connection": connection});
        assert_eq!(world.refused(&boss, "connection.remove", held.clone()).await, "connection.still_called");
        let gone = world.call(&boss, "sms_gateway.change", json!({"gateway": null})).await.unwrap();
        assert_eq!(world.act(&boss, "sms_gateway.read", json!({})).await["gateway"], Json::Null);
        let undo = gone.undo.unwrap();
        world.act(&boss, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
        let back = world.act(&boss, "sms_gateway.read", json!({})).await;
        assert_eq!((&back["gateway"]["path"], &back["gateway"]["connection"]), (&json!("/sms"), &connection));
        assert!(world.call(&boss, "sms_gateway.change", undo["body"].clone()).await.unwrap().undo.is_none());
        let nowhere = json!({"gateway": {"connection": ConnectionId::from_bytes([7; 16]), "path": "/",
            "fields": {"to": "{to}", "text": "{text}"}}});
        assert_eq!(world.refused(&boss, "sms_gateway.change", nowhere).await, "missing");
    }

    async fn a_test_is_a_real_sms_and_says_what_the_gateway_said(world: World) {
        let gateway =
            other(&["200 OK|{\"success\": \"900\"}", "402 Pay|no credit left", "200 OK|{\"success\": \"100\"}"]);
        ready(&world, &gateway, json!({"yes": {"at": "/success", "is": "100"}})).await;
        let boss = administrator(&world);
        assert_eq!(world.refused(&boss, "sms_gateway.test", json!({})).await, "invalid", "Ann gave no number");
        let test = json!({"to": "+49 170 1234567"});
        let tested = world.act(&boss, "sms_gateway.test", test.clone()).await;
        assert!(tested["works"] == false && tested["said"].as_str().unwrap().contains("did not say yes"), "{tested}");
        let tested = world.act(&boss, "sms_gateway.test", test.clone()).await;
        assert!(tested["works"] == false && tested["said"].as_str().unwrap().contains("no credit left"), "{tested}");
        let tested = world.act(&boss, "sms_gateway.test", test).await;
        assert_eq!(tested["works"], true, "{tested}");
        assert_eq!(body(&gateway.heard()[2])["to"], json!(NUMBER));
    }
}

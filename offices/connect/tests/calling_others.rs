//! Calling other systems: what leaves, what an answer means, and what is left alone; on both engines, against a
//! listener of the test's own.
#![allow(clippy::unwrap_used)] // a test may fail so

mod peers;

use peers::office::{called, exception, open_exceptions, registry};
use peers::other::other;
use serde_json::{Value as Json, json};
use store::Store;
use testing::{World, administrator, on_both};

async fn add(world: &World, port: u16, more: Json) -> Json {
    let mut input = json!({
        "name": "shop", "base_url": format!("http://127.0.0.1:{port}/api"), "inside": true,
        "auth": "bearer", "secret": "open-sesame",
    });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.act(&administrator(world), "connection.add", input).await
}

async fn call(world: &World, more: Json) -> Json {
    let mut input = json!({ "connection": "shop", "path": "/orders" });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.act(&administrator(world), "http.call", input).await
}

const STATES: &str = "select count(*) as n from connect_http_call where state = 'answered'";
const FAILED: &str = "select count(*) as n from connect_http_call where state = 'failed'";

/// Columns of the whole database in which these letters stand somewhere, bytes included.
async fn everywhere(world: &World, letters: &str) -> Vec<String> {
    let (columns, bytes) = match &world.store {
        Store::Lite(_) => (
            "select m.name || '.' || c.name as line from sqlite_master m, pragma_table_info(m.name) c
            where m.type = 'table' and m.sql not like 'create virtual%' order by 1",
            "instr(cast({column} as blob), cast('{letters}' as blob)) > 0".to_owned(),
        ),
        Store::Pg(_) => (
            "select table_name || '.' || column_name as line from information_schema.columns
            where table_schema = current_schema() order by 1",
            format!(
                "position('{{letters}}' in cast({{column}} as text)) > 0
                    or position('{}' in cast({{column}} as text)) > 0",
                data_encoding::HEXLOWER.encode(letters.as_bytes())
            ),
        ),
    };
    let read = world.store.read(move |tx| Box::pin(tx.all(columns, &[], |row| row.get::<String>("line"))));
    let columns = read.await.unwrap();
    let mut found = vec![];
    for place in columns {
        let (table, column) = place.split_once('.').unwrap();
        let holds = bytes.replace("{column}", &format!("\"{column}\"")).replace("{letters}", letters);
        let sql = format!("select count(*) as n from \"{table}\" where {holds}");
        if world.count(sql.leak()).await > 0 {
            found.push(place);
        }
    }
    found
}

on_both! {
    async fn a_call_carries_its_key_and_secret_and_keeps_only_what_was_asked_for(world: World) {
        let shop = other(&["201 Created|{\"order\": {\"id\": \"o-7\", \"card\": \"4111\"}}"]);
        let shown = add(&world, shop.port, json!({})).await;
        assert_eq!((&shown["has_secret"], &shown["health"]), (&json!(true), &json!("ok")));
        assert!(!shown.to_string().contains("sesame"), "a secret is never shown");
        let made = call(&world, json!({
            "query": {"a b": "c&d"}, "body": {"total": 5}, "take": {"id": {"is": "text", "at": "/order/id"}},
        })).await;
        world.work().await;
        let heard = shop.heard();
        assert!(heard[0].starts_with("POST /api/orders?a%20b=c%26d HTTP/1.1\r\n"), "{heard:?}");
        let head = heard[0].to_lowercase();
        assert!(head.contains("authorization: bearer open-sesame"));
        assert!(head.contains(&format!("idempotency-key: {}", made["id"].as_str().unwrap())));
        assert!(heard[0].ends_with("{\"total\":5}"));
        assert_eq!(world.count(STATES).await, 1);
        let kept = "select count(*) as n from connect_http_call where answer = '{\"id\":\"o-7\"}' and request is null";
        assert_eq!(world.count(kept).await, 1, "the card is not kept, and what was sent is gone");
    }

    async fn a_secret_stands_in_no_table_as_it_is(world: World) {
        let shop = other(&["201 Created|{\"order\": {\"id\": \"o-7\"}}", "503 open-sesame|open-sesame"]);
        add(&world, shop.port, json!({})).await;
        for _ in 0..2 {
            call(&world, json!({"take": {"id": {"is": "text", "at": "/order/id"}}})).await;
            world.work().await;
        }
        assert!(everywhere(&world, "/orders").await.contains(&"connect_http_call.path".to_owned()), "it is looked for");
        assert_eq!(everywhere(&world, "sesame").await, Vec::<String>::new());
    }

    async fn who_does_not_know_us_over_a_weekend_or_asks_us_to_wait_loses_no_call(world: World) {
        for answers in [&["401 Who|", "401 Who|", "200 OK|{}"], &["429 Slow|", "429 Slow|", "200 OK|{}"]] {
            let (before, shop) = (world.count(STATES).await, other(answers));
            let shown = add(&world, shop.port, json!({})).await;
            call(&world, json!({})).await;
            for _ in 0..2 {
                world.work().await;
                world.clock.pass_seconds(25 * 3_600);
            }
            assert_eq!((world.count(FAILED).await, shop.heard().len()), (0, 2), "{answers:?}");
            world.work().await;
            assert_eq!(world.count(STATES).await, before + 1, "{answers:?}");
            world.act(&administrator(&world), "connection.remove", json!({"connection": shown["id"]})).await;
        }
    }

    async fn a_call_is_given_up_a_day_after_it_first_failed_and_not_after_it_was_asked_for(world: World) {
        let boss = administrator(&world);
        let (shop, gone) = (other(&["503 Busy|", "200 OK|{}"]), other(&["503 Busy|"]));
        let shown = add(&world, shop.port, json!({})).await;
        let pause = |on: bool| json!({"connection": shown["id"], "paused": on});
        world.act(&boss, "connection.change", pause(true)).await;
        call(&world, json!({})).await;
        world.clock.pass_seconds(25 * 3_600);
        world.work().await;
        world.act(&boss, "connection.change", pause(false)).await;
        world.work().await;
        assert_eq!((world.count(FAILED).await, shop.heard().len()), (0, 1), "it has failed once only");
        world.clock.pass_seconds(6);
        world.work().await;
        assert_eq!(world.count(STATES).await, 1);
        add(&world, gone.port, json!({"name": "gone"})).await;
        call(&world, json!({"connection": "gone"})).await;
        for _ in 0..47 {
            world.work().await;
            world.clock.pass_seconds(1_800);
        }
        assert_eq!(world.count(FAILED).await, 0);
        for _ in 0..3 {
            world.work().await;
            world.clock.pass_seconds(1_800);
        }
        assert_eq!(world.count(FAILED).await, 1, "a day of trouble is enough");
        let why = "select count(*) as n from connect_http_call where why like 'given up after a day: trouble%'";
        assert_eq!(world.count(why).await, 1);
    }

    async fn our_own_network_is_not_reached_unless_it_is_meant(world: World) {
        let shop = other(&["200 OK|{}"]);
        let outside = json!({"name": "inner", "base_url": format!("https://127.0.0.1:{}", shop.port)});
        world.act(&administrator(&world), "connection.add", outside).await;
        call(&world, json!({"connection": "inner"})).await;
        world.work().await;
        assert_eq!(world.count(FAILED).await, 1, "and at once: no use in trying again");
        assert_eq!(shop.heard(), Vec::<String>::new());
        let plain = json!({"name": "plain", "base_url": "http://shop.test"});
        assert_eq!(world.refused(&administrator(&world), "connection.add", plain).await, "invalid");
        for path in ["orders", "//evil.test/", "/a?b", "/../x", "/a b"] {
            let refused = json!({"connection": "inner", "path": path});
            assert_eq!(world.refused(&administrator(&world), "http.call", refused).await, "http.bad_path", "{path}");
        }
    }

    async fn trouble_that_passes_is_tried_again_and_a_no_is_not(world: World) {
        let shop = other(&["503 Busy|", "200 OK|{}", "404 Gone|no such order"]);
        add(&world, shop.port, json!({})).await;
        call(&world, json!({})).await;
        world.work().await;
        assert_eq!((world.count(STATES).await, shop.heard().len()), (0, 1));
        world.clock.pass_seconds(6);
        world.work().await;
        assert_eq!(world.count(STATES).await, 1);
        call(&world, json!({})).await;
        world.work().await;
        world.clock.pass_seconds(3_600);
        world.work().await;
        assert_eq!((world.count(FAILED).await, shop.heard().len()), (1, 3));
    }

    async fn what_may_have_arrived_leaves_again_only_where_that_does_no_harm(world: World) {
        let shop = other(&["", "", "200 OK|{}"]);
        let shown = add(&world, shop.port, json!({})).await;
        call(&world, json!({})).await;
        world.work().await;
        world.clock.pass_seconds(3_600);
        world.work().await;
        assert_eq!((world.count(FAILED).await, shop.heard().len()), (1, 1), "a person decides");
        let idempotent = json!({"connection": shown["id"], "idempotent": true});
        world.act(&administrator(&world), "connection.change", idempotent).await;
        call(&world, json!({})).await;
        world.work().await;
        world.clock.pass_seconds(60);
        world.work().await;
        assert_eq!((world.count(STATES).await, shop.heard().len()), (1, 3), "the same key, so the same call");
    }

    async fn one_that_does_not_know_us_is_left_alone_and_somebody_hears_of_it_once(world: World) {
        let shop = other(&["401 Who|", "200 OK|{}"]);
        let shown = add(&world, shop.port, json!({})).await;
        call(&world, json!({})).await;
        world.work().await;
        for _ in 0..3 {
            call(&world, json!({})).await;
        }
        world.work().await;
        assert_eq!(shop.heard().len(), 1, "the others wait");
        assert_eq!(open_exceptions(&world).await, ["http.unauthorised"]);
        let listed = world.act(&administrator(&world), "connection.list", json!({})).await;
        assert_eq!(listed["items"][0]["health"], "auth_failed");
        let mended = json!({"connection": shown["id"], "secret": "new"});
        world.act(&administrator(&world), "connection.change", mended).await;
        world.clock.pass_seconds(61);
        world.work().await;
        assert_eq!((world.count(STATES).await, shop.heard().len()), (4, 5), "nothing was lost");
        assert_eq!(open_exceptions(&world).await, Vec::<String>::new());
    }

    /// 7.7: a single call is not enough to open the circuit, and its owner hears of it all the same.
    async fn a_call_that_fails_three_times_is_told_and_settles_when_it_is_answered(world: World) {
        let shop = other(&["500 Oh|", "500 Oh|", "500 Oh|", "200 OK|{}"]);
        add(&world, shop.port, json!({})).await;
        call(&world, json!({})).await;
        for told in [0, 0, 1] {
            world.work().await;
            assert_eq!(open_exceptions(&world).await.len(), told, "after {} calls", shop.heard().len());
            world.clock.pass_seconds(60);
        }
        let raised = exception(&world, "http.unreachable").await;
        assert!(raised.detail.starts_with("it answered 500") && raised.owned.owner.is_some(), "{raised:?}");
        world.work().await;
        assert_eq!((shop.heard().len(), open_exceptions(&world).await), (4, Vec::<String>::new()));
    }

    /// It may be this call alone that is forbidden: unlike one that does not know us it is given up in the end.
    async fn what_we_may_not_do_is_told_at_once_and_given_up_after_a_day(world: World) {
        let boss = administrator(&world);
        let (shop, mended) = (other(&["403 No|"]), other(&["403 No|", "200 OK|{}"]));
        add(&world, shop.port, json!({})).await;
        call(&world, json!({})).await;
        world.work().await;
        let raised = exception(&world, "http.unauthorised").await;
        assert!(raised.detail.starts_with("it answered 403") && raised.owned.owner.is_some(), "{raised:?}");
        let listed = world.act(&boss, "connection.list", json!({})).await;
        assert_eq!(listed["items"][0]["health"], "auth_failed");
        call(&world, json!({})).await;
        world.work().await;
        assert_eq!(shop.heard().len(), 1, "the other waits for its rest to end");
        for _ in 0..47 {
            world.clock.pass_seconds(1_800);
            world.work().await;
        }
        assert_eq!((world.count(FAILED).await, world.count(STATES).await), (0, 0));
        for _ in 0..20 {
            world.clock.pass_seconds(1_800);
            world.work().await;
        }
        assert!(world.count(FAILED).await >= 1, "a day is enough");
        let why = "select count(*) as n from connect_http_call
            where why = 'given up after a day: forbidden: it answered 403'";
        assert_eq!(world.count(why).await, world.count(FAILED).await);
        let told = peers::office::facts(&world, "http.failed").await;
        assert_eq!(told[0]["hardness"], "permanent");
        assert_eq!(open_exceptions(&world).await, ["http.unauthorised"], "one, however often");
        add(&world, mended.port, json!({"name": "mended"})).await;
        call(&world, json!({"connection": "mended"})).await;
        world.work().await;
        assert_eq!(open_exceptions(&world).await.len(), 2);
        world.clock.pass_seconds(301);
        world.work().await;
        assert_eq!((world.count(STATES).await, mended.heard().len()), (1, 2));
        assert_eq!(open_exceptions(&world).await, ["http.unauthorised"], "it lets us in again");
    }

    async fn one_that_asks_us_to_wait_is_asked_when_it_said_and_is_not_left_alone(world: World) {
        let (shop, slow) = (other(&["429 Slow\r\nretry-after: 120|", "200 OK|{}"]), other(&["429 Slow|"]));
        add(&world, shop.port, json!({})).await;
        call(&world, json!({})).await;
        world.work().await;
        world.clock.pass_seconds(100);
        world.work().await;
        assert_eq!((shop.heard().len(), world.count(STATES).await), (1, 0), "it said two minutes");
        world.clock.pass_seconds(21);
        world.work().await;
        assert_eq!((shop.heard().len(), world.count(STATES).await), (2, 1));
        let shown = add(&world, slow.port, json!({"name": "slow"})).await;
        for _ in 0..10 {
            call(&world, json!({"connection": "slow"})).await;
        }
        world.work().await;
        assert_eq!(slow.heard().len(), 10);
        let listed = world.act(&administrator(&world), "connection.list", json!({})).await;
        let found = listed["items"].as_array().unwrap().iter().find(|one| one["id"] == shown["id"]).unwrap();
        assert_eq!(found["health"], "ok", "ten that failed would have opened the circuit: it is there, and busy");
        assert_eq!(open_exceptions(&world).await, Vec::<String>::new());
        for _ in 0..2 {
            world.clock.pass_seconds(31);
            world.work().await;
        }
        assert_eq!(open_exceptions(&world).await, ["http.unreachable"], "the third time its owner hears of it");
        assert_eq!(world.count(FAILED).await, 0);
    }

    async fn one_that_keeps_failing_is_left_alone_for_a_while(world: World) {
        let shop = other(&["500 Oh|"]);
        let shown = add(&world, shop.port, json!({})).await;
        for _ in 0..10 {
            call(&world, json!({})).await;
        }
        world.work().await;
        assert_eq!(shop.heard().len(), 10);
        world.clock.pass_seconds(10);
        world.work().await;
        assert_eq!(shop.heard().len(), 10, "half a minute of rest");
        for _ in 0..8 {
            world.clock.pass_seconds(120);
            world.work().await;
        }
        assert_eq!(open_exceptions(&world).await, ["http.unreachable"], "one, however many wait");
        let paused = json!({"connection": shown["id"], "paused": true});
        world.act(&administrator(&world), "connection.change", paused).await;
        let before = shop.heard().len();
        world.clock.pass_seconds(3_600);
        world.work().await;
        assert_eq!(shop.heard().len(), before, "stopped for this connection alone");
    }

    /// 7.9: of one connection alone, from the same second on, and nothing is lost.
    async fn a_connection_that_is_paused_holds_what_is_queued_within_a_second(world: World) {
        let boss = administrator(&world);
        let (shop, other_shop) = (other(&["200 OK|{}"]), other(&["200 OK|{}"]));
        let shown = add(&world, shop.port, json!({})).await;
        add(&world, other_shop.port, json!({ "name": "another" })).await;
        let pause = |on: bool| json!({"connection": shown["id"], "paused": on});
        call(&world, json!({})).await;
        call(&world, json!({ "connection": "another" })).await;
        // Both are queued and neither has left as somebody pauses one of the two.
        assert_eq!((shop.heard().len(), other_shop.heard().len()), (0, 0));
        world.act(&boss, "connection.change", pause(true)).await;
        for _ in 0..2 {
            world.work().await;
            world.clock.pass_seconds(1);
        }
        assert_eq!((shop.heard().len(), other_shop.heard().len()), (0, 1));
        world.act(&boss, "connection.change", pause(false)).await;
        world.work().await;
        assert_eq!(shop.heard().len(), 1, "nothing is lost");
    }

    /// INV21
    async fn no_second_has_more_calls_than_the_system_bears(world: World) {
        let shop = other(&["200 OK|{}"]);
        add(&world, shop.port, json!({ "calls_per_second": 2 })).await;
        for _ in 0..9 {
            call(&world, json!({})).await;
        }
        let mut heard = vec![];
        for _ in 0..9 {
            world.work().await;
            heard.push(shop.heard().len());
            world.clock.pass_seconds(1);
        }
        assert_eq!(heard, [2, 4, 6, 8, 9, 9, 9, 9, 9]);
        assert_eq!(world.count(STATES).await, 9);
        let wrong = json!({ "name": "fast", "base_url": "https://x.test", "calls_per_second": 0 });
        let refused = world.call(&administrator(&world), "connection.add", wrong).await.unwrap_err();
        assert!(refused.to_string().contains("1 to 1000"), "{refused}");
    }

    /// 7.7: after its rest one call goes out on trial; the others wait for what comes of it.
    async fn after_its_rest_one_call_is_let_out_on_trial(world: World) {
        let busy = [&["500 Oh|"; 11][..], &["200 OK|{}"][..]].concat();
        let shop = other(Box::leak(busy.into_boxed_slice()));
        add(&world, shop.port, json!({})).await;
        for _ in 0..10 {
            call(&world, json!({})).await;
        }
        world.work().await;
        assert_eq!(shop.heard().len(), 10, "ten that failed open the circuit");
        world.clock.pass_seconds(31);
        world.work().await;
        assert_eq!(shop.heard().len(), 11, "one on trial, not all ten");
        let listed = world.act(&administrator(&world), "connection.list", json!({})).await;
        assert_eq!(listed["items"][0]["health"], "open");
        world.clock.pass_seconds(59);
        world.work().await;
        assert_eq!(shop.heard().len(), 11, "it failed: twice the rest");
        world.clock.pass_seconds(62);
        world.work().await;
        for _ in 0..4 {
            world.clock.pass_seconds(61);
            world.work().await;
        }
        assert_eq!(world.count(STATES).await, 10, "it answers: all of them left, each once");
        assert_eq!(shop.heard().len(), 21);
        let listed = world.act(&administrator(&world), "connection.list", json!({})).await;
        assert_eq!(listed["items"][0]["health"], "ok");
    }

    async fn what_was_asked_and_answered_goes_with_the_person(world: World) {
        let shop = other(&["200 OK|{\"total\": 7, \"name\": \"Zoe\"}"]);
        add(&world, shop.port, json!({})).await;
        let whom = peers::office::contact(peers::office::ZOE);
        let take = json!({"total": {"is": "number", "class": "open"}, "name": "text"});
        let asked = json!({"contact": whom, "query": {"q": "canary"}, "take": take.clone()});
        call(&world, asked.clone()).await;
        world.work().await;
        // Nobody sends this one before they are forgotten.
        call(&world, json!({"contact": whom, "body": {"q": "canary"}, "take": take})).await;
        let forget = world.store.write(kernel::Permit::engine("test"), None, move |tx| {
            Box::pin(async move {
                tx.tell(facts::house::PersonErased { contact: whom });
                Ok(())
            })
        });
        forget.await.unwrap();
        world.work().await;
        assert_eq!(shop.heard().len(), 1, "what was not sent never is");
        let kept = "select count(*) as n from connect_http_call where answer = '{\"total\":7}' and path = ''";
        assert_eq!(world.count(kept).await, 1, "the total is the business's own");
        let left = "select count(*) as n from connect_http_call where request is not null or person is not null";
        assert_eq!(world.count(left).await, 0);
        let secret = json!({"connection": "shop", "path": "/x", "take": {"pin": {"is": "text", "class": "secret"}}});
        assert_eq!(world.refused(&administrator(&world), "http.call", secret).await, "invalid");
    }

    async fn answers_are_gone_ninety_days_later(world: World) {
        let shop = other(&["200 OK|{\"total\": 7, \"name\": \"Zoe\"}"]);
        add(&world, shop.port, json!({})).await;
        call(&world, json!({"take": {"name": "text", "total": {"is": "number", "class": "open"}}})).await;
        world.work().await;
        let known = "select count(*) as n from connect_http_call where answer like '%Zoe%'";
        assert_eq!(world.count(known).await, 1);
        world.clock.pass_seconds(91 * 86_400);
        world.work().await;
        assert_eq!(world.count(known).await, 0);
        let open = "select count(*) as n from connect_http_call where answer = '{\"total\":7}'";
        assert_eq!(world.count(open).await, 1);
    }

    async fn what_an_automation_still_calls_is_not_removed(world: World) {
        let boss = administrator(&world);
        let shown = add(&world, 9, json!({})).await;
        called(&world, "shop", "Asks the shop", true).await;
        called(&world, "shop", "Asks the shop", false).await;
        called(&world, "stock", "Counts", true).await;
        let listed = world.act(&boss, "connection.list", json!({})).await;
        let callers = listed["items"][0]["callers"].as_array().unwrap();
        assert_eq!(callers.len(), 1, "once, however many of its versions: {listed:#}");
        assert_eq!((&callers[0]["name"], &callers[0]["current"]), (&json!("Asks the shop"), &json!(true)));
        let whom = json!({"connection": shown["id"]});
        assert_eq!(world.refused(&boss, "connection.remove", whom.clone()).await, "connection.still_called");
        peers::office::put(&world, "delete from peer_call where connection = $1", vec!["shop".into()]).await;
        world.act(&boss, "connection.remove", whom).await;
        let listed = world.act(&boss, "connection.list", json!({})).await;
        assert_eq!(listed["items"], json!([]));
    }

    async fn a_removed_connection_comes_back_with_its_secret_for_thirty_days(world: World) {
        let (boss, shop) = (administrator(&world), other(&["200 OK|{}"]));
        let whom = json!({"connection": add(&world, shop.port, json!({})).await["id"]});
        world.act(&boss, "connection.remove", whom.clone()).await;
        let gone = json!({"connection": "shop", "path": "/x"});
        assert_eq!(world.refused(&boss, "http.call", gone).await, "http.no_connection");
        world.clock.pass_seconds(29 * 86_400);
        world.work().await;
        let back = world.act(&boss, "connection.restore", whom.clone()).await;
        assert_eq!((&back["name"], &back["has_secret"]), (&json!("shop"), &json!(true)));
        call(&world, json!({})).await;
        world.work().await;
        assert!(shop.heard()[0].to_lowercase().contains("bearer open-sesame"), "{:?}", shop.heard());
        world.act(&boss, "connection.remove", whom.clone()).await;
        let kept = "select count(*) as n from secret where name like 'connect.http.%'";
        assert_eq!(world.count(kept).await, 1, "for thirty days");
        world.clock.pass_seconds(31 * 86_400);
        world.work().await;
        assert_eq!(world.count(kept).await, 0, "its secret is forgotten");
        assert_eq!(world.refused(&boss, "connection.restore", whom).await, "connection.too_late");
    }

    async fn a_name_that_was_taken_meanwhile_is_not_taken_away_again(world: World) {
        let boss = administrator(&world);
        let first = add(&world, 9, json!({})).await;
        world.act(&boss, "connection.remove", json!({"connection": first["id"]})).await;
        add(&world, 10, json!({})).await;
        let back = json!({"connection": first["id"]});
        assert_eq!(world.refused(&boss, "connection.restore", back).await, "connection.name_taken");
    }

    async fn a_test_asks_for_real_and_says_what_came_of_it(world: World) {
        let boss = administrator(&world);
        let shop = other(&["200 OK|{\"card\": \"4111\"}", "401 Who|", "404 Gone|"]);
        let shown = add(&world, shop.port, json!({})).await;
        let test = |path: &str| json!({"connection": shown["id"], "path": path});
        let worked = world.act(&boss, "connection.test", json!({"connection": shown["id"]})).await;
        assert_eq!((&worked["works"], &worked["code"]), (&json!(true), &json!(200)), "{worked:#}");
        assert!(!worked.to_string().contains("4111"), "nothing of the answer but its status");
        let unknown = world.act(&boss, "connection.test", test("/me")).await;
        assert_eq!((&unknown["works"], &unknown["code"]), (&json!(false), &json!(401)));
        assert!(unknown["said"].as_str().unwrap().contains("does not let us in"), "{unknown:#}");
        let gone = world.act(&boss, "connection.test", test("/gone")).await;
        assert_eq!(gone["code"], 404);
        let heard = shop.heard();
        assert!(heard[0].starts_with("GET /api HTTP/1.1\r\n"), "{heard:?}");
        assert!(heard[1].starts_with("GET /api/me HTTP/1.1\r\n"), "{heard:?}");
        assert!(heard[0].to_lowercase().contains("authorization: bearer open-sesame"));
        let listed = world.act(&boss, "connection.list", json!({})).await;
        assert_eq!(listed["items"][0]["health"], "ok", "a test that fails opens no circuit");
        assert_eq!(world.refused(&boss, "connection.test", test("//evil.test")).await, "http.bad_path");
        assert_eq!(open_exceptions(&world).await, Vec::<String>::new());
    }

    async fn a_test_goes_by_the_same_guard_and_the_same_pause(world: World) {
        let (boss, shop) = (administrator(&world), other(&["200 OK|{}"]));
        let outside = json!({"name": "inner", "base_url": format!("https://127.0.0.1:{}", shop.port)});
        let shown = world.act(&boss, "connection.add", outside).await;
        let test = json!({"connection": shown["id"]});
        let said = world.act(&boss, "connection.test", test.clone()).await;
        assert_eq!((&said["works"], &said["code"]), (&json!(false), &Json::Null), "{said:#}");
        assert!(said["said"].as_str().unwrap().contains("inside our own network"), "{said:#}");
        let paused = json!({"connection": shown["id"], "paused": true});
        world.act(&boss, "connection.change", paused).await;
        assert_eq!(world.refused(&boss, "connection.test", test).await, "connection.paused");
        assert_eq!(shop.heard(), Vec::<String>::new());
    }

    async fn a_test_that_is_answered_ends_the_rest_and_what_waits_leaves(world: World) {
        let boss = administrator(&world);
        let shop = other(&["401 Who|", "200 OK|{}"]);
        let shown = add(&world, shop.port, json!({})).await;
        call(&world, json!({})).await;
        world.work().await;
        let listed = world.act(&boss, "connection.list", json!({})).await;
        let resting = &listed["items"][0];
        assert_eq!((&resting["health"], &resting["waiting"]), (&json!("auth_failed"), &json!(1)), "{resting:#}");
        assert_eq!(resting["why"], "it answered 401");
        assert!(resting["since"].is_string() && resting["until"].is_string(), "{resting:#}");
        assert_eq!(open_exceptions(&world).await, ["http.unauthorised"]);
        let raised = peers::office::exception(&world, "http.unauthorised").await;
        assert_eq!(raised.owned.owner, boss.user, "whoever added it hears of it");
        let tested = world.act(&boss, "connection.test", json!({"connection": shown["id"]})).await;
        assert_eq!(tested["works"], true, "{tested:#}");
        assert_eq!(open_exceptions(&world).await, Vec::<String>::new());
        world.clock.pass_seconds(61);
        world.work().await;
        assert_eq!(world.count(STATES).await, 1, "what waited has left");
    }
}

//! Verbs by HTTP: who asks, how input is read, how refusals look, what a retry and a stale view get.
#![allow(clippy::unwrap_used)] // a test may fail so

mod shelf;

use kernel::{Limits, Rate};
use serde_json::json;
use shelf::client::Client;
use shelf::registry;
use testing::on_both;
use wire::Options;

/// Headers, the status they get, and why.
type Tried = (&'static [(&'static str, &'static str)], u16, &'static str);

const JSON: (&str, &str) = ("content-type", "application/json");

on_both! {
    async fn a_command_answers_view_undo_and_version(world: World) {
        let client = Client::of(&world).token("tl_all");
        let added = client.post("/api/v1/notes", json!({ "text": "milk" })).await;
        assert_eq!((added.status.as_u16(), added.header("etag")), (200, "\"1\""));
        let (view, undo) = (&added.json()["answer"], &added.json()["undo"]);
        assert_eq!((view["text"].as_str(), view["rv"].as_i64()), (Some("milk"), Some(1)));
        assert_eq!(*undo, json!({ "verb": "note.drop", "body": { "note": view["id"] } }));
        let read = client.get(&format!("/api/v1/notes/{}", view["id"].as_str().unwrap())).await;
        assert_eq!((read.header("etag"), &read.json()), ("\"1\"", view));
    }

    async fn nobody_strangers_and_the_wrong_token_are_told_apart(world: World) {
        let client = Client::of(&world);
        assert_eq!(client.get("/api/v1/notes").await.refusal(), (401, "sign_in".into()));
        let wrong = client.token("tl_guessed").get("/api/v1/notes").await;
        assert_eq!((wrong.refusal(), wrong.header("www-authenticate")), ((401, "sign_in".into()), "Bearer"));
        assert_eq!(client.token("tl_writer").get("/api/v1/notes").await.refusal(), (403, "denied".into()));
        assert_eq!(client.token("tl_all").get("/api/v1/notes").await.status, 200);
        let ended = client.always("cookie", "tl=ended").get("/api/v1/notes").await;
        assert_eq!(ended.refusal(), (401, "sign_in".into()));
    }

    async fn what_one_may_not_see_is_as_missing_as_what_is_not_there(world: World) {
        let client = Client::of(&world);
        let added = client.token("tl_all").post("/api/v1/notes", json!({ "text": "mine" })).await.json();
        let foreign = format!("/api/v1/notes/{}", added["answer"]["id"].as_str().unwrap());
        let unknown = "/api/v1/notes/note_00000000000000000000000000";
        let strip = |mut problem: serde_json::Value| {
            problem.as_object_mut().unwrap().shift_remove("ref");
            problem
        };
        let one = client.token("tl_own").get(&foreign).await;
        let other = client.token("tl_own").get(unknown).await;
        assert_eq!(one.refusal(), (404, "missing".into()));
        assert_eq!(strip(one.json()), strip(other.json()));
    }

    async fn a_session_lives_in_a_cookie_and_never_in_the_answer(world: World) {
        let client = Client::of(&world);
        let signed = client.post("/api/v1/session", json!({ "email": "a@b.c", "word": "sesame" })).await;
        assert_eq!(signed.header("set-cookie"), "tl=inside; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
        assert!(!signed.body.contains("session_secret"), "{}", signed.body);
        assert!(!signed.body.contains("inside"), "{}", signed.body);
        let inside = client.always("cookie", "other=1; tl=inside");
        assert_eq!(inside.get("/api/v1/notes").await.status, 200);
        let ours = ("sec-fetch-site", "same-origin");
        let out = inside.send("POST", "/api/v1/session/end", &[JSON, ours], "").await;
        assert_eq!(out.header("set-cookie"), "tl=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        let https = Client::with(&world, Options::of("https://ours.test"));
        let signed = https.post("/api/v1/session", json!({ "email": "a@b.c", "word": "sesame" })).await;
        assert!(signed.header("set-cookie").starts_with("__Host-tl=inside; Path=/; "), "{signed:?}");
        assert!(signed.header("set-cookie").ends_with("; Secure"), "{signed:?}");
        assert_eq!(https.always("cookie", "tl=inside").get("/api/v1/notes").await.status, 401);
        assert_eq!(https.always("cookie", "__Host-tl=inside").get("/api/v1/notes").await.status, 200);
    }

    async fn a_session_acts_only_from_our_own_pages(world: World) {
        let client = Client::of(&world);
        let inside = client.always("cookie", "tl=inside");
        let table: &[Tried] = &[
            (&[JSON], 403, "neither header"),
            (&[JSON, ("sec-fetch-site", "same-origin")], 200, "our page"),
            (&[JSON, ("sec-fetch-site", "none")], 200, "typed by the person"),
            (&[JSON, ("sec-fetch-site", "same-site")], 403, "a sister site"),
            (&[JSON, ("sec-fetch-site", "cross-site")], 403, "another site"),
            (&[JSON, ("sec-fetch-site", "cross-site"), ("origin", "http://ours.test")], 403, "it decides"),
            (&[JSON, ("origin", "http://ours.test")], 200, "our origin, an old browser"),
            (&[JSON, ("origin", "http://evil.test")], 403, "another origin"),
            (&[JSON, ("origin", "null")], 403, "a sandboxed frame"),
            (&[("sec-fetch-site", "same-origin")], 415, "not said to be JSON"),
            (&[("sec-fetch-site", "same-origin"), ("content-type", "text/plain")], 415, "as a form can"),
        ];
        for (headers, status, what) in table {
            let answer = inside.send("POST", "/api/v1/notes", headers, "{\"text\":\"a\"}").await;
            assert_eq!(answer.status.as_u16(), *status, "{what}: {}", answer.body);
            let answer = inside.send("POST", "/api/v1/call/note.add", headers, "{\"text\":\"a\"}").await;
            assert_eq!(answer.status.as_u16(), *status, "by name, {what}");
        }
        let foreign = [JSON, ("sec-fetch-site", "cross-site")];
        let token = client.token("tl_all");
        let by_token = token.send("POST", "/api/v1/notes", &foreign, "{\"text\":\"a\"}").await;
        assert_eq!(by_token.status, 200, "a browser adds no token by itself");
        assert_eq!(inside.always("sec-fetch-site", "cross-site").get("/api/v1/notes").await.status, 200);
    }

    async fn the_query_string_is_typed_by_the_schema(world: World) {
        let client = Client::of(&world).token("tl_all");
        let listed = client.get("/api/v1/notes?limit=7&long=true&mood=calm&mood=urgent").await.json();
        assert_eq!(listed["limit"], 7);
        assert_eq!((&listed["long"], &listed["mood"]), (&json!(true), &json!(["calm", "urgent"])));
        assert_eq!(client.get("/api/v1/notes?mood=calm").await.json()["mood"], json!(["calm"]));
        for (query, pointer) in [
            ("limit=many", "/limit"),
            ("long=yes", "/long"),
            ("limit=1&limit=2", "/limit"),
            ("colour=red", "/colour"),
        ] {
            let refused = client.get(&format!("/api/v1/notes?{query}")).await;
            assert_eq!(refused.refusal(), (422, "invalid".into()), "{query}");
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{query}");
        }
    }

    async fn the_path_wins_and_a_body_that_contradicts_is_refused(world: World) {
        let client = Client::of(&world).token("tl_all");
        let added = client.post("/api/v1/notes", json!({ "text": "a" })).await.json();
        let id = added["answer"]["id"].as_str().unwrap();
        let path = format!("/api/v1/notes/{id}");
        let same = json!({ "note": id, "text": "b" }).to_string();
        assert_eq!(client.send("PATCH", &path, &[JSON], &same).await.status, 200);
        let other = json!({ "note": "note_00000000000000000000000000", "text": "b" }).to_string();
        let refused = client.send("PATCH", &path, &[JSON], &other).await;
        assert_eq!(refused.refusal(), (422, "invalid".into()));
        let error = &refused.json()["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/note"), &json!("contradiction")));
    }

    async fn a_body_is_one_small_json_object_with_known_fields(world: World) {
        let client = Client::of(&world).token("tl_all");
        let deep = format!("{{\"text\":{}{}}}", "[".repeat(70), "]".repeat(70));
        let large = format!("{{\"text\":\"{}\"}}", "x".repeat(1_100_000));
        for (body, status, code) in [
            ("{\"text\":", 400, "request.bad_json"),
            ("[1]", 400, "request.bad_shape"),
            (deep.as_str(), 400, "request.bad_shape"),
            (large.as_str(), 413, "request.too_large"),
            ("{\"text\":\"a\",\"colour\":\"red\"}", 422, "invalid"),
            ("{}", 422, "invalid"),
        ] {
            let refused = client.send("POST", "/api/v1/notes", &[JSON], body).await;
            assert_eq!(refused.refusal(), (status, code.into()), "{}", &body[..body.len().min(40)]);
        }
        let unknown = client.post("/api/v1/notes", json!({ "text": "a", "colour": "red" })).await.json();
        assert_eq!(unknown["errors"][0]["pointer"], "/colour");
        let kind = ("content-type", "text/plain");
        let plain = client.send("POST", "/api/v1/notes", &[kind], "{\"text\":\"a\"}").await;
        assert_eq!(plain.refusal(), (415, "request.not_json".into()));
    }

    async fn the_same_key_is_the_same_act_and_another_request_needs_another(world: World) {
        let client = Client::of(&world).token("tl_all").always("idempotency-key", "k-1");
        let first = client.post("/api/v1/notes", json!({ "text": "once" })).await;
        let again = client.post("/api/v1/notes", json!({ "text": "once" })).await;
        assert_eq!((again.status, again.json()), (first.status, first.json()));
        assert_eq!(world.count("select count(*) as n from shelf_note").await, 1);
        let other = client.post("/api/v1/notes", json!({ "text": "twice" })).await;
        assert_eq!(other.refusal(), (422, "request.key_reused".into()));
        let long = Client::of(&world).token("tl_all").always("idempotency-key", &"k".repeat(201));
        let refused = long.post("/api/v1/notes", json!({ "text": "a" })).await;
        assert_eq!(refused.refusal(), (400, "request.bad_header".into()));
    }

    async fn a_change_of_what_has_changed_is_refused(world: World) {
        let client = Client::of(&world).token("tl_all");
        let added = client.post("/api/v1/notes", json!({ "text": "a" })).await.json();
        let path = format!("/api/v1/notes/{}", added["answer"]["id"].as_str().unwrap());
        let change = async |tag: &str, text: &str| {
            let body = json!({ "text": text }).to_string();
            client.send("PATCH", &path, &[JSON, ("if-match", tag)], &body).await
        };
        assert_eq!(change("\"1\"", "b").await.header("etag"), "\"2\"");
        assert_eq!(change("\"1\"", "c").await.refusal(), (412, "request.stale".into()));
        assert_eq!(change("W/\"2\"", "c").await.header("etag"), "\"3\"");
        assert_eq!(change("*", "d").await.header("etag"), "\"4\"");
        assert_eq!(change("4", "e").await.refusal(), (400, "request.bad_header".into()));
    }

    async fn any_verb_can_be_called_by_its_name(world: World) {
        let client = Client::of(&world).token("tl_all");
        let added = client.post("/api/v1/call/note.add", json!({ "text": "a" })).await.json();
        let id = &added["answer"]["id"];
        let read = client.post("/api/v1/call/note.read", json!({ "note": id })).await.json();
        assert_eq!(read["text"], "a");
        let unknown = client.post("/api/v1/call/note.burn", json!({})).await;
        assert_eq!(unknown.refusal(), (404, "request.no_such_verb".into()));
    }

    async fn a_fault_shows_its_reference_and_never_its_cause(world: World) {
        let client = Client::of(&world).token("tl_all");
        let broken = client.post("/api/v1/notes", json!({ "text": "break" })).await;
        assert_eq!(broken.refusal(), (500, "fault".into()));
        assert!(!broken.body.contains("secret cause"), "{}", broken.body);
        assert_eq!(broken.json()["ref"], broken.header("x-reference"));
        assert_eq!(broken.header("x-reference").len(), 8);
    }

    async fn whoever_asks_too_often_is_told_when_to_come_back(world: World) {
        let client = Client::of(&world);
        let attempt = async |from: &str, email: &str| {
            client.at(from).post("/api/v1/session", json!({ "email": email, "word": "guess" })).await
        };
        for _ in 0..10 {
            assert_eq!(attempt("192.0.2.1:1", "ada@x.test").await.status, 422);
        }
        let asked = store::tally::read(&world.store).statements;
        let refused = attempt("192.0.2.1:2", " Ada@X.test").await;
        assert_eq!(refused.refusal(), (429, "too_many".into()));
        assert_eq!(store::tally::read(&world.store).statements, asked, "whoever is refused costs no look at the data");
        assert_eq!(refused.header("retry-after"), "61");
        assert_eq!(attempt("192.0.2.2:1", "ada@x.test").await.status, 422, "another network");
        assert_eq!(attempt("192.0.2.1:1", "bob@x.test").await.status, 422, "another account");
        world.clock.pass_seconds(61);
        assert_eq!(attempt("192.0.2.1:1", "ada@x.test").await.status, 422);
        assert_eq!(attempt("192.0.2.1:1", "ada@x.test").await.status, 429);
    }

    async fn the_owner_raises_a_limit_by_a_setting(world: World) {
        let client = Client::of(&world).token("tl_all");
        let keep = |rate: Rate| {
            let limits = Limits([("api".to_owned(), rate)].into());
            world.store.write(kernel::Permit::engine("test"), None, move |tx| {
                let limits = limits.clone();
                Box::pin(async move { tx.keep_setting(&limits).await })
            })
        };
        keep(Rate { burst: 2, per_minute: 60 }).await.unwrap();
        let mut statuses = vec![];
        for _ in 0..61 {
            statuses.push(client.get("/api/v1/notes").await.status.as_u16());
        }
        assert_eq!(statuses.pop(), Some(429));
        assert_eq!(statuses, [200; 60], "with fewer nobody could come here to raise it");
        keep(Rate { burst: 100, per_minute: 60 }).await.unwrap();
        assert_eq!(client.get("/api/v1/notes").await.status, 429, "read again only every few seconds");
        world.clock.pass_seconds(6);
        for _ in 0..20 {
            assert_eq!(client.get("/api/v1/notes").await.status, 200);
        }
    }

    async fn behind_our_proxy_its_last_word_is_the_client(world: World) {
        let proxies = "192.0.2.7".parse().unwrap();
        let proxied = Options { proxies, only_proxies: true, ..Options::of("http://ours.test") };
        let (open, trusting) = (Client::of(&world), Client::with(&world, proxied));
        let forwarded = ("x-forwarded-for", "203.0.113.9, 198.51.100.4");
        let show = async |client: &Client| client.send("GET", "/f/hello", &[forwarded], "").await.body;
        assert_eq!(show(&open).await, "hello from 192.0.2.7 by http://ours.test");
        assert_eq!(show(&trusting).await, "hello from 198.51.100.4 by http://ours.test");
        let past = trusting.at("192.0.2.8:1").send("GET", "/api/v1/notes", &[forwarded], "").await;
        assert_eq!(past.refusal(), (403, "request.past_the_proxy".into()));
        let six = open.at("[2001:db8:1:2:3:4:5:6]:1").get("/f/hello").await.body;
        assert_eq!(six, "hello from 2001:db8:1:2::/64 by http://ours.test");
    }
}

//! The whole house as it is reached from outside, on both engines: links that were replaced, and pages of other sites.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use founded::founded;
use http::{HeaderMap, Request};
use kernel::{ContactId, Permit};
use rooms::registry;
use serde_json::{Value as Json, json};
use testing::World;
use tower::ServiceExt;

const SITE: &str = "https://www.customer-site.test";
const FORM: &str = "/api/v1/forms/by-slug/contact";
const SUBMISSIONS: &str = "/api/v1/forms/by-slug/contact/submissions";
const ALLOWED: &str = "access-control-allow-origin";

struct Said {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Said {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }
}

fn outside(world: &World) -> Router {
    wire::router(world.desk.clone(), wire::Options::of("https://ours.test"))
}

async fn ask(router: &Router, method: &str, path: &str, headers: &[(&str, &str)], body: Json) -> Said {
    let peer: SocketAddr = "192.0.2.7:4000".parse().unwrap();
    let request = Request::builder().method(method).uri(path).extension(ConnectInfo(peer));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let answer = router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = String::from_utf8(to_bytes(body, 8 << 20).await.unwrap().to_vec()).unwrap();
    Said { status: parts.status.as_u16(), headers: parts.headers, body }
}

/// The form of a new house names one site.
async fn shown_elsewhere(world: &World) {
    let boss = founded(world).await;
    world.settle().await;
    let forms = world.act(&boss, "form.list", json!({})).await;
    let form =
        forms["items"].as_array().unwrap().iter().find(|form| form["slug"] == "contact").unwrap().clone();
    let mut spec = form["draft"].clone();
    spec["allowed_hosts"] = json!([SITE]);
    world.act(&boss, "form.change", json!({ "form": form["id"], "spec": spec })).await;
    world.act(&boss, "form.publish", json!({ "form": form["id"] })).await;
}

fn before(origin: &str, method: &'static str) -> [(&'static str, String); 3] {
    [
        ("origin", origin.to_owned()),
        ("access-control-request-method", method.to_owned()),
        ("access-control-request-headers", "content-type".to_owned()),
    ]
}

async fn preflight(router: &Router, path: &str, origin: &str, method: &'static str) -> Said {
    let headers = before(origin, method);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    ask(router, "OPTIONS", path, &headers, Json::Null).await
}

testing::on_both! {
    async fn a_script_of_a_named_site_asks_for_the_form_and_sends_it(world: World) {
        shown_elsewhere(&world).await;
        let router = outside(&world);
        let shown = ask(&router, "GET", FORM, &[("origin", SITE)], Json::Null).await;
        assert_eq!((shown.status, shown.header(ALLOWED)), (200, SITE));
        assert_eq!((shown.header("vary"), shown.header("access-control-allow-credentials")), ("origin", ""));
        let may = preflight(&router, SUBMISSIONS, SITE, "POST").await;
        assert_eq!((may.status, may.header(ALLOWED)), (204, SITE));
        assert_eq!(may.header("access-control-allow-methods"), "POST");
        assert_eq!(may.header("access-control-allow-headers"), "content-type, idempotency-key");
        world.clock.pass_seconds(5);
        let answers = json!({ "name": "Maria", "email": "maria@customer.test", "message": "Hello" });
        let words = json!({ "answers": answers, "token": shown.json()["token"] });
        let said = [("origin", SITE), ("content-type", "application/json"), ("sec-fetch-site", "cross-site")];
        let sent = ask(&router, "POST", SUBMISSIONS, &said, words).await;
        assert_eq!((sent.status, sent.header(ALLOWED)), (200, SITE), "{}", sent.body);
        assert_eq!(sent.json()["answer"]["state"], "taken", "{}", sent.body);
        // What is wrong with it is read there too.
        let wrong = ask(&router, "POST", SUBMISSIONS, &said, json!({ "answers": {} })).await;
        assert_eq!((wrong.status, wrong.header(ALLOWED)), (422, SITE), "{}", wrong.body);
        assert!(wrong.json()["errors"].is_array(), "{}", wrong.body);
    }

    async fn who_asks_too_often_is_turned_away_before_the_sites_are_looked_up(world: World) {
        shown_elsewhere(&world).await;
        let router = outside(&world);
        let said = [("origin", SITE), ("content-type", "application/json")];
        for _ in 0..100 {
            let before = store::tally::read(&world.store).statements;
            let sent = ask(&router, "POST", SUBMISSIONS, &said, json!({ "answers": {} })).await;
            if sent.status == 429 {
                assert_eq!(sent.header(ALLOWED), "", "whether its site is named was not even asked");
                let after = store::tally::read(&world.store).statements;
                assert_eq!(after, before, "a refused call asks the database nothing");
                return;
            }
            assert_eq!((sent.status, sent.header(ALLOWED)), (422, SITE), "{}", sent.body);
        }
        panic!("nobody is turned away");
    }

    async fn a_script_of_any_other_site_reads_nothing(world: World) {
        shown_elsewhere(&world).await;
        let router = outside(&world);
        let others = [
            "https://elsewhere.test", "http://www.customer-site.test", "https://customer-site.test",
            "https://www.customer-site.test.evil.test", "https://www.customer-site.test:8443", "null",
        ];
        for origin in others {
            for (path, method) in [(FORM, "GET"), (SUBMISSIONS, "POST")] {
                let refused = preflight(&router, path, origin, method).await;
                assert_eq!((refused.header(ALLOWED), refused.header("access-control-allow-methods")), ("", ""));
            }
            let shown = ask(&router, "GET", FORM, &[("origin", origin)], Json::Null).await;
            assert_eq!((shown.header(ALLOWED), shown.header("vary")), ("", "origin"), "{origin}");
        }
        let nowhere = preflight(&router, "/api/v1/forms/by-slug/made-up/submissions", SITE, "POST").await;
        assert_eq!(nowhere.header(ALLOWED), "", "there is no such form");
    }

    async fn nothing_else_is_open_to_other_sites(world: World) {
        shown_elsewhere(&world).await;
        let router = outside(&world);
        let open: Vec<&str> = world.desk.registry.verbs()
            .filter(|declared| declared.verb.sites.is_some())
            .map(|declared| declared.verb.name)
            .collect();
        assert_eq!(open, ["form.show", "form.submit"]);
        for path in ["/api/v1/leads", "/api/v1/session", "/api/v1/call/form.submit", "/f/contact", "/app/"] {
            let asked = preflight(&router, path, SITE, "POST").await;
            assert_eq!(asked.header(ALLOWED), "", "{path}");
            let got = ask(&router, "GET", path, &[("origin", SITE)], Json::Null).await;
            assert_eq!(got.header(ALLOWED), "", "{path}");
        }
    }

    async fn the_preference_page_speaks_their_language_and_keeps_it_with_what_they_chose(world: World) {
        let boss = founded(&world).await;
        let router = outside(&world);
        let english = "Messages that follow up on my inquiry";
        let german = "Nachrichten, die an meine Anfrage anknüpfen";
        let people = [
            ("Anna", json!("en"), english, "en"),
            ("Berta", json!(null), german, "de"),
            ("Carla", json!("de"), german, "de"),
        ];
        for (name, known, shown, kept) in people {
            let mut person = json!({ "name": name, "email": format!("{name}@customer.test") });
            if known.is_string() {
                person["language"] = known;
            }
            let added = world.act(&boss, "contact.add", person).await;
            let path = preferences(&world, added["id"].as_str().unwrap()).await;
            let browser = if name == "Carla" { "en" } else { "de" };
            let said = [("accept", "text/html"), ("accept-language", browser)];
            let page = ask(&router, "GET", &path, &said, Json::Null).await;
            assert!(page.status == 200 && page.body.contains(shown), "{name}: {}", page.body);
            let form = [said[0], said[1], ("content-type", "application/x-www-form-urlencoded")];
            let saved = ask(&router, "POST", &path, &form, Json::Null).await;
            assert!(saved.status == 200 && saved.body.contains(shown), "{name}: {}", saved.body);
            let consents = world.act(&boss, "consent.read", json!({ "contact": added["id"] })).await;
            let one = &consents["consents"][0];
            assert_eq!((&one["given"], &one["language"], &one["text_version"]),
                (&json!(false), &json!(kept), &json!(1)), "{name}: {consents}");
            assert!(one["words"].as_str().unwrap().contains(shown), "{consents}");
        }
    }

    async fn the_links_of_somebody_merged_are_replaced_with_theirs(world: World) {
        let boss = founded(&world).await;
        let router = outside(&world);
        let mut people = vec![];
        for (name, email) in [("Anna", "anna@customer.test"), ("Anna W", "anna@work.test")] {
            let added = world.act(&boss, "contact.add", json!({ "name": name, "email": email })).await;
            people.push(added["id"].as_str().unwrap().to_owned());
        }
        let opens = async |path: &str| ask(&router, "GET", path, &[("accept", "text/html")], Json::Null).await;
        let old = [preferences(&world, &people[0]).await, preferences(&world, &people[1]).await];
        let merge = json!({ "contact": people[0], "alias": people[1] });
        world.act(&boss, "contact.merge", merge).await;
        for path in &old {
            assert_eq!(opens(path).await.status, 200, "merging shuts nobody out");
        }
        let replaced = world.act(&boss, "contact.replace_links", json!({ "contact": people[0] })).await;
        assert_eq!(replaced["replaced"], 2);
        for path in &old {
            let gone = opens(path).await;
            assert!(gone.status == 404 && gone.body.contains("mehr</h1>"), "{}", gone.body);
        }
        let said = ask(&router, "POST", &format!("{}/follow_up", old[0]), &[], Json::Null).await;
        assert_eq!(said.status, 200);
        let consents = world.act(&boss, "consent.read", json!({ "contact": people[0] })).await;
        let no = |one: &&Json| one["purpose"] == "follow_up" && one["given"] == false;
        assert!(consents["consents"].as_array().unwrap().iter().any(|one| no(&one)), "one click: {consents:#}");
        for person in &people {
            assert_eq!(opens(&preferences(&world, person).await).await.status, 200);
        }
    }
}

/// Where somebody chooses what we send them, as a letter written now says it.
async fn preferences(world: &World, contact: &str) -> String {
    let contact: ContactId = contact.parse().unwrap();
    let link = world.store.write(Permit::engine("test"), None, move |tx| {
        Box::pin(async move { tx.link("preference", contact.into(), Some(contact.into()), None).await })
    });
    format!("/u/{}", link.await.unwrap())
}

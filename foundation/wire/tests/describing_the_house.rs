//! The house describes itself: OpenAPI, the reference page, the catalogue, tools, figures, error pages.
#![allow(clippy::unwrap_used)] // a test may fail so

mod shelf;

use serde_json::{Value as Json, json};
use shelf::client::Client;
use shelf::registry;
use testing::on_both;
use wire::Options;

#[test]
fn a_verb_becomes_an_operation() {
    let document = wire::openapi(&registry());
    assert_eq!(document["openapi"], "3.1.0");
    let change = &document["paths"]["/api/v1/notes/{note}"]["patch"];
    assert_eq!((&change["operationId"], &change["tags"]), (&json!("note_change"), &json!(["note"])));
    assert_eq!(change["summary"], "Change what a note says");
    assert_eq!(change["parameters"][0]["name"], "note");
    let body = &document["components"]["schemas"]["NoteChangeInput"];
    assert_eq!(body["required"], json!(["text"]), "what stands in the path is not in the body");
    let answer = &change["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["answer"];
    assert_eq!(answer["$ref"], "#/components/schemas/NoteView");
    let list = &document["paths"]["/api/v1/notes"]["get"];
    let names: Vec<&str> =
        list["parameters"].as_array().unwrap().iter().filter_map(|p| p["name"].as_str()).collect();
    assert_eq!(names, ["limit", "long", "mood"]);
    assert_eq!(list["parameters"][0]["schema"]["type"], "integer", "absent says what null would");
    assert_eq!(document["paths"]["/api/v1/session"]["post"]["security"], json!([]));
    assert_eq!(document["paths"]["/api/v1/notes"]["post"]["x-undo"], "note.drop");
}

#[test]
fn every_reference_leads_somewhere_and_no_schema_shows_the_session() {
    let document = wire::openapi(&registry());
    fn references(value: &Json, found: &mut Vec<String>) {
        match value {
            Json::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Json::as_str).map(str::to_owned));
                fields.values().for_each(|field| references(field, found));
            }
            Json::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let mut found = vec![];
    references(&document, &mut found);
    assert!(found.len() > 20);
    for at in found {
        assert!(document.pointer(at.strip_prefix('#').unwrap()).is_some(), "{at} leads nowhere");
    }
    assert!(!document.to_string().contains("session_secret"));
    assert!(!document.to_string().contains("$defs"));
    assert_eq!(document, wire::openapi(&registry()), "the same house, the same document");
}

#[test]
fn a_tool_is_what_staff_may_call() {
    let tools = wire::tools(&registry());
    let names: Vec<&str> =
        tools.as_array().unwrap().iter().filter_map(|tool| tool["name"].as_str()).collect();
    assert_eq!(names, ["note_add", "note_change", "note_list", "note_read", "session_sign_out"]);
    let read = &tools[3];
    assert_eq!(read["annotations"]["readOnlyHint"], true);
    assert_eq!(tools[0]["annotations"]["destructiveHint"], false, "it can be taken back");
    assert_eq!(tools[1]["annotations"]["destructiveHint"], true);
    assert_eq!(read["inputSchema"]["required"], json!(["note"]));
    assert_eq!(read["inputSchema"]["$defs"]["NoteId"]["type"], "string", "it stands by itself");
}

on_both! {
    async fn the_description_the_reference_and_the_errors_can_be_read(world: World) {
        let client = Client::of(&world);
        let document = client.get("/api/v1/openapi.json").await.json();
        assert_eq!(document, wire::openapi(&registry()));
        let page = client.get("/api").await.body;
        let route = "PATCH /api/v1/notes/{note}";
        for text in ["id=\"note_change\"", "<code>note.change</code>", route, "Undone by "] {
            assert!(page.contains(text), "{text}");
        }
        assert!(client.get("/errors/request.stale").await.body.contains("Read it again"));
        let nasty = client.get("/errors/%3Cscript%3E").await.body;
        assert!(!nasty.contains("<script>") && nasty.contains("&lt;script&gt;"), "{nasty}");
    }

    async fn the_catalogue_is_for_whoever_is_signed_in(world: World) {
        let client = Client::of(&world);
        assert_eq!(client.get("/api/v1/catalogue").await.refusal(), (401, "sign_in".into()));
        let catalogue = client.token("tl_writer").get("/api/v1/catalogue").await.json();
        let verb = &catalogue["verbs"][0];
        assert_eq!((&verb["name"], &verb["undo"]), (&json!("note.add"), &json!({ "verb": "note.drop" })));
        assert_eq!(verb["summary"], "Write a note down");
        let nouns = catalogue["nouns"].as_array().unwrap();
        let note = nouns.iter().find(|noun| noun["noun"] == "note").unwrap();
        assert_eq!(note["fields"][1], json!({ "name": "text", "kind": "text", "class": "personal" }));
        assert!(catalogue["facts"].as_array().unwrap().iter().any(|fact| fact["kind"] == "lead.captured"));
    }

    async fn figures_are_for_this_machine_and_for_tokens(world: World) {
        let client = Client::of(&world);
        client.token("tl_all").get("/api/v1/notes").await;
        assert_eq!(client.get("/metrics").await.refusal(), (401, "sign_in".into()));
        let text = client.at("127.0.0.1:1").get("/metrics").await.body;
        for line in [
            "throughline_requests_total{verb=\"note.list\",status=\"2xx\"} 1",
            "throughline_request_seconds_bucket{verb=\"note.list\",le=\"0.005\"} 1",
            "throughline_request_seconds_count{verb=\"note.list\"} 1",
            "throughline_effects_queued 0",
            "throughline_exceptions_open 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        assert!(text.contains("throughline_database_bytes "), "{text}");
        assert_eq!(client.token("tl_writer").get("/metrics").await.status, 200);
        let open = Client::with(&world, Options { open_metrics: true, ..Options::of("http://ours.test") });
        assert_eq!(open.get("/metrics").await.status, 200);
        let proxies = "true".parse().unwrap();
        let proxied = Client::with(&world, Options { proxies, ..Options::of("http://ours.test") });
        let at_the_proxy = proxied.at("127.0.0.1:1").always("x-forwarded-for", "203.0.113.9");
        let from_outside = at_the_proxy.get("/metrics").await;
        assert_eq!(from_outside.status, 401, "the proxy stands on this machine, its client does not");
    }

    async fn what_is_not_there_says_so_in_the_words_of_whoever_asks(world: World) {
        let client = Client::of(&world);
        assert_eq!(client.get("/api/v1/nothing").await.refusal(), (404, "request.no_such_path".into()));
        let wrong = client.send("DELETE", "/api/v1/notes", &[], "").await;
        assert_eq!(wrong.refusal(), (405, "request.wrong_method".into()));
        let mut allowed: Vec<&str> = wrong.header("allow").split(',').collect();
        allowed.sort_unstable();
        assert_eq!(allowed, ["GET", "HEAD", "POST"]);
        let titles = [("en", "<h1>There is nothing here</h1>"), ("de-AT, en;q=0.5", "<h1>Hier ist nichts</h1>")];
        for (language, words) in titles {
            let asked = [("accept", "text/html"), ("accept-language", language)];
            let page = client.send("GET", "/nothing", &asked, "").await;
            assert_eq!(page.status, 404);
            assert!(page.body.contains(words) && page.body.contains(page.header("x-reference")), "{}", page.body);
            assert!(!page.body.contains("API"), "a customer mistyped an address");
        }
        let home = client.get("/").await;
        assert_eq!((home.status.as_u16(), home.header("location")), (303, "/app/"));
        assert_eq!(client.get("/healthz").await.body, "ok\n");
        let style = client.get("/public.css").await;
        let again = client.send("GET", "/public.css", &[("if-none-match", style.header("etag"))], "").await;
        assert_eq!((style.status.as_u16(), again.status.as_u16(), again.body.len()), (200, 304, 0));
    }
}

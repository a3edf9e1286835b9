//! Doors by HTTP: forms with and without files, downloads, streams, links, and the headers around them all.
#![allow(clippy::unwrap_used)] // a test may fail so

mod shelf;

use serde_json::json;
use shelf::client::{Answer, Client};
use shelf::registry;
use testing::on_both;
use wire::Options;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const HTML: (&str, &str) = ("accept", "text/html,*/*;q=0.8");

fn multipart(parts: &[(&str, Option<&str>, &str)]) -> String {
    let one = |(name, file, content): &(&str, Option<&str>, &str)| {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n")
    };
    parts.iter().map(one).collect::<String>() + "--b--\r\n"
}

async fn send(client: &Client, parts: &[(&str, Option<&str>, &str)]) -> Answer {
    let kind = ("content-type", "multipart/form-data; boundary=b");
    client.send("POST", "/f/hello", &[kind], &multipart(parts)).await
}

on_both! {
    async fn a_plain_form_arrives_from_anywhere_as_nobodys(world: World) {
        let client = Client::of(&world).always("cookie", "tl=inside");
        let foreign = ("sec-fetch-site", "cross-site");
        let body = "name=Ada+L%C3%B6ve&pick=a&pick=b&surprise=1";
        let shown = client.send("POST", "/f/hello", &[FORM, foreign], body).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        let shown = shown.json();
        assert_eq!(shown["form"], json!({ "name": ["Ada Löve"], "pick": ["a", "b"], "surprise": ["1"] }));
        assert_eq!((&shown["by"], &shown["cookie"]), (&json!(true), &json!(null)));
    }

    async fn a_form_with_files_brings_both(world: World) {
        let client = Client::of(&world);
        let parts = [("name", None, "Ada"), ("photo", Some("a.png"), "bytes"), ("other", Some(""), "")];
        let shown = send(&client, &parts).await.json();
        assert_eq!(shown["form"], json!({ "name": ["Ada"] }));
        assert_eq!(shown["uploads"], json!([["photo", "a.png", 5]]), "a file field left empty is no upload");
        let kind = ("content-type", "application/json");
        let hook = client.send("POST", "/f/hello", &[kind], "{\"a\":1}").await;
        assert_eq!(hook.json()["raw"], "{\"a\":1}");
    }

    async fn a_form_has_limits(world: World) {
        let client = Client::of(&world);
        let fields = |n: usize| vec!["a=1"; n].join("&");
        let many = client.send("POST", "/f/hello", &[FORM], &fields(1001)).await;
        assert_eq!(many.refusal(), (413, "request.too_many_fields".into()));
        assert_eq!(client.send("POST", "/f/hello", &[FORM], &fields(1000)).await.status, 200);
        let long = client.send("POST", "/f/hello", &[FORM], &format!("a={}", "x".repeat(1 << 20))).await;
        assert_eq!(long.refusal(), (413, "request.too_large".into()));
        let parts = vec![("a", None, "1"); 101];
        assert_eq!(send(&client, &parts).await.refusal(), (413, "request.too_many_fields".into()));
        let large = "x".repeat(26 * 1024 * 1024 + 1);
        let refused = send(&client, &[("file", Some("a.bin"), &large)]).await;
        assert_eq!(refused.refusal(), (413, "request.too_large".into()));
        let broken = client.send("POST", "/f/hello", &[("content-type", "multipart/form-data")], "").await;
        assert_eq!(broken.refusal(), (415, "request.bad_form".into()));
    }

    async fn forms_are_paced_by_network(world: World) {
        let client = Client::of(&world);
        for _ in 0..20 {
            assert_eq!(client.send("POST", "/f/hello", &[FORM], "a=1").await.status, 200);
        }
        client.send("POST", "/f/hello", &[FORM, HTML], "a=1").await;
        let asked = store::tally::read(&world.store).statements;
        let refused = client.send("POST", "/f/hello", &[FORM, HTML], "a=1").await;
        assert_eq!(refused.status, 429);
        assert_eq!(store::tally::read(&world.store).statements, asked, "whoever is refused costs no look at the data");
        assert!(refused.body.contains("<h1>Too many tries</h1>"), "a browser gets a page: {}", refused.body);
        assert_eq!(client.at("192.0.2.8:1").send("POST", "/f/hello", &[FORM], "a=1").await.status, 200);
        assert_eq!(client.get("/f/hello").await.status, 200, "looking is paced apart");
    }

    async fn what_is_refused_in_a_frame_is_read_there(world: World) {
        let client = Client::of(&world);
        for _ in 0..20 {
            client.send("POST", "/embed/hello", &[FORM, HTML], "a=1").await;
        }
        for (at, title) in [("/embed/hello", "Too many tries"), ("/f/hello", "Too many tries")] {
            let refused = client.send("POST", at, &[FORM, HTML], "a=1").await;
            assert!(refused.body.contains(title), "{at}: {}", refused.body);
            let anywhere = refused.header("content-security-policy").contains("frame-ancestors *;");
            assert_eq!(anywhere, at.starts_with("/embed"), "{at}: {refused:?}");
        }
    }

    async fn a_link_opens_its_object_and_nothing_else(world: World) {
        let client = Client::of(&world);
        assert_eq!(client.get("/u/opens").await.body, "Portal true");
        assert_eq!(client.get("/u/guessed").await.refusal(), (404, "missing".into()));
    }

    async fn a_download_needs_its_permission_and_can_do_nothing(world: World) {
        let client = Client::of(&world);
        assert_eq!(client.get("/files/1").await.refusal(), (401, "sign_in".into()));
        assert_eq!(client.token("tl_writer").get("/files/1").await.refusal(), (403, "denied".into()));
        let file = client.token("tl_all").get("/files/1").await;
        let name = "attachment; filename=\"M_ller _1_.html\"; filename*=UTF-8''M%C3%BCller%20%221%22.html";
        assert_eq!((file.body.as_str(), file.header("content-disposition")), ("<b>", name));
        assert!(file.header("content-security-policy").contains("sandbox"), "{file:?}");
    }

    async fn a_door_may_stream_events(world: World) {
        let mut ticks = Client::of(&world).always("x", "y").listen_raw("/ticks").await;
        assert_eq!(ticks.remove(0), "event: tick\ndata: tock\nid: 7");
    }

    async fn every_answer_wears_the_same_armour(world: World) {
        let plain = Client::of(&world);
        let shown = plain.get("/f/hello").await;
        let names = [
            "content-security-policy", "x-content-type-options", "referrer-policy",
            "cross-origin-opener-policy", "permissions-policy", "cache-control",
        "strict-transport-security", "content-type",
        ];
        let worn = |answer: &Answer| names.map(|name| format!("{name}: {}", answer.header(name))).join("\n");
        let expected = "\
content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors https://shop.test; base-uri 'none'; \
object-src 'none'
x-content-type-options: nosniff
referrer-policy: same-origin
cross-origin-opener-policy: same-origin
permissions-policy: camera=(), geolocation=(), microphone=()
cache-control: no-store
strict-transport-security: \ncontent-type: text/html; charset=utf-8";
        assert_eq!(worn(&shown), expected);
        let https = Client::with(&world, Options::of("https://ours.test"));
        let paths = ["/", "/nothing", "/api/v1/notes", "/healthz", "/api", "/app/", "/wire.css", "/errors/x"];
        for path in paths {
            let answer = https.get(path).await;
            assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        }
    }
}

//! The change feed: what who hears, how a reader goes on, and what happens to one who was away too long.
#![allow(clippy::unwrap_used)] // a test may fail so

mod shelf;

use serde_json::{Value as Json, json};
use shelf::client::Client;
use shelf::registry;
use testing::{World, on_both};
use tokio::sync::watch;
use wire::Options;

async fn note(world: &World, client: &Client, text: &str) -> String {
    let added = client.post("/api/v1/notes", json!({ "text": text })).await.json();
    world.settle().await;
    added["answer"]["id"].as_str().unwrap().to_owned()
}

fn subjects(page: &Json) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().filter_map(|item| item["subject"].as_str()).collect()
}

on_both! {
    async fn a_reader_goes_on_from_any_place(world: World) {
        let client = Client::of(&world).token("tl_all");
        world.settle().await;
        let (one, two) = (note(&world, &client, "one").await, note(&world, &client, "two").await);
        let all = client.get("/api/v1/changes").await.json();
        let first = &all["items"][1];
        assert_eq!(first["kind"], "note.kept");
        assert_eq!((first["subject"].as_str(), first["rv"].as_i64()), (Some(one.as_str()), Some(1)));
        assert!(first["n"].is_i64() && first["cause"].is_null());
        assert!(first["id"].as_str().unwrap().starts_with("fact_"));
        assert!(!all.to_string().contains("one\""), "never a value: {all}");
        let page = client.get(&format!("/api/v1/changes?after={}&limit=1", first["n"])).await.json();
        assert_eq!((subjects(&page), &page["more"]), (vec![two.as_str()], &json!(true)));
        let rest = client.get(&format!("/api/v1/changes?after={}", page["next"])).await.json();
        assert_eq!((subjects(&rest).len(), &rest["next"], &rest["more"]), (0, &page["next"], &json!(false)));
        let wrong = client.get("/api/v1/changes?after=soon").await;
        assert_eq!(wrong.refusal(), (422, "invalid".into()));
    }

    async fn each_hears_as_far_as_their_rights_reach(world: World) {
        let client = Client::of(&world);
        let mine = note(&world, &client.token("tl_own"), "mine").await;
        let theirs = note(&world, &client.token("tl_all"), "theirs").await;
        let hear = async |token: &str| client.token(token).get("/api/v1/changes").await.json();
        assert_eq!(subjects(&hear("tl_all").await), [mine.as_str(), theirs.as_str()]);
        assert_eq!(subjects(&hear("tl_own").await), [mine.as_str()], "own scope, own records");
        assert!(subjects(&hear("tl_writer").await).is_empty(), "who may not read notes hears of none");
        assert_eq!(client.get("/api/v1/changes").await.refusal(), (401, "sign_in".into()));
    }

    async fn a_stream_begins_now_and_resumes_where_it_broke_off(world: World) {
        let client = Client::of(&world).token("tl_all");
        note(&world, &client, "before").await;
        let mut stream = client.listen("/api/v1/changes/stream", &[]).await;
        let one = note(&world, &client, "one").await;
        let (name, id, data) = stream.next().await.unwrap();
        assert_eq!((name.as_str(), data["subject"].as_str()), ("change", Some(one.as_str())));
        assert_eq!(id, data["n"].to_string());
        drop(stream);
        let two = note(&world, &client, "two").await;
        let mut again = client.listen("/api/v1/changes/stream", &[("last-event-id", &id)]).await;
        assert_eq!(again.next().await.unwrap().2["subject"], two);
        let three = note(&world, &client, "three").await;
        assert_eq!(again.next().await.unwrap().2["subject"], three);
        let mut by_query = client.listen(&format!("/api/v1/changes/stream?after={id}"), &[]).await;
        assert_eq!(by_query.next().await.unwrap().2["subject"], two);
    }

    async fn whoever_was_elsewhere_is_told_to_read_anew(world: World) {
        let client = Client::of(&world).token("tl_all");
        world.settle().await;
        let mut stream = client.listen("/api/v1/changes/stream?after=9000", &[]).await;
        let (name, id, data) = stream.next().await.unwrap();
        assert_eq!((name.as_str(), &data), ("resync", &json!({ "n": id.parse::<i64>().unwrap() })));
        let next = note(&world, &client, "next").await;
        assert_eq!(stream.next().await.unwrap().2["subject"], next);
        let refused = client.send("GET", "/api/v1/changes/stream", &[("last-event-id", "x")], "").await;
        assert_eq!(refused.refusal(), (400, "request.bad_header".into()));
    }

    async fn a_house_that_closes_ends_its_streams(world: World) {
        let (close, closing) = watch::channel(false);
        let options = Options { closing, ..Options::of("http://ours.test") };
        let client = Client::with(&world, options).token("tl_all");
        let mut stream = client.listen("/api/v1/changes/stream", &[]).await;
        assert_eq!(client.get("/readyz").await.status, 200);
        close.send_replace(true);
        assert_eq!(stream.next().await, None);
        assert_eq!(client.get("/readyz").await.status, 503);
    }

    async fn whoever_is_signed_out_stops_hearing_within_a_minute(world: World) {
        let client = Client::of(&world);
        let path = "/api/v1/changes/stream";
        world.settle().await;
        let mut stays = client.always("cookie", "tl=inside").listen(path, &[]).await;
        let mut ends = client.always("cookie", "tl=short").listen(path, &[]).await;
        note(&world, &client.token("tl_all"), "one").await;
        assert_eq!(stays.next().await.unwrap().0, "change");
        assert_eq!(ends.next().await.unwrap().0, "change");
        world.clock.pass_seconds(61);
        note(&world, &client.token("tl_all"), "two").await;
        assert_eq!(stays.next().await.unwrap().0, "change");
        assert_eq!(ends.next().await, None);
    }
}

//! The client's page: what it shows, what it does, whom it opens to, and that it stays small.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::{Knocked, ada, client, html, knock, project, registry, token};
use kernel::Actor;
use serde_json::{Value as Json, json};
use testing::{World, on_both};
use verbs::Upload;

async fn page(world: &World, project: &Json, language: &str) -> String {
    let with = Knocked { headers: &[("accept-language", language)], ..Knocked::default() };
    let shown = knock(world, "project.page", &[("token", token(project))], with).await.unwrap();
    assert_eq!(shown.status, 200);
    html(&shown).to_owned()
}

async fn send(world: &World, project: &Json, form: &str, fields: &[(&str, &str)]) -> verbs::Shown {
    let with = Knocked { form: fields, ..Knocked::default() };
    knock(world, "project.page_act", &[("token", token(project)), ("form", form)], with).await.unwrap()
}

async fn delivered(world: &World, ada: &Actor) -> (Json, String) {
    let project = project(world, ada).await;
    let step = project["steps"][0]["id"].as_str().unwrap().to_owned();
    world.act(ada, "milestone.deliver", json!({ "milestone": step })).await;
    (project, step)
}

async fn state(world: &World, ada: &Actor, step: &str) -> Json {
    world.act(ada, "milestone.read", json!({ "milestone": step })).await
}

on_both! {
    async fn it_shows_where_the_work_stands_in_the_readers_language(world: World) {
        let ada = ada(&world).await;
        let (project, _) = delivered(&world, &ada).await;
        let english = page(&world, &project, "en").await;
        for text in [
            "Website",
            "ready for you to accept",
            "planned for 4 March 2026",
            "€333.43",
            "Which domain?",
            "Something is ready for you, and we need your answers",
            "I accept this step",
        ] {
            assert!(english.contains(text), "{text}");
        }
        assert!(page(&world, &project, "de-AT").await.contains("bereit zur Abnahme"));
        assert!(english.len() < 50_000, "{} bytes", english.len());
        assert!(!english.contains("style="), "no inline style");
    }

    async fn the_client_accepts_by_their_link(world: World) {
        let ada = ada(&world).await;
        let (project, step) = delivered(&world, &ada).await;
        let nameless =
            send(&world, &project, "accept", &[("milestone", &step), ("name", " "), ("note", "Lovely")])
                .await;
        assert_eq!(nameless.status, 422);
        assert!(html(&nameless).contains("Please write your name.") && html(&nameless).contains("Lovely"));
        let fields = [("milestone", step.as_str()), ("name", "Maria Lindner"), ("note", "Lovely")];
        let done = send(&world, &project, "accept", &fields).await;
        assert!(matches!(&done.body, verbs::Body::Redirect(to) if to.ends_with("?done=accept")));
        let accepted = state(&world, &ada, &step).await;
        let shown =
            ["state", "accepted_by", "accepted_name", "note"].map(|field| accepted[field].as_str().unwrap());
        assert_eq!(shown, ["accepted", "client", "Maria Lindner", "Lovely"]);
        let again = send(&world, &project, "accept", &fields).await;
        assert!(matches!(&again.body, verbs::Body::Redirect(_)), "a second press says the same");
        let late = send(&world, &project, "dispute", &[("milestone", &step), ("reason", "Oh no")]).await;
        assert!(late.status == 409 && html(&late).contains("This has changed in the meantime"));
        assert!(page(&world, &project, "en").await.contains("accepted on 2 February 2026"));
    }

    async fn the_client_accepts_with_a_file_that_shows_it(world: World) {
        let ada = ada(&world).await;
        let (project, step) = delivered(&world, &ada).await;
        let secret = json!({ "project": project["id"], "name": "ours.txt", "content": "YQ==", "shared": false });
        let secret = world.act(&ada, "project.add_file", secret).await["file"]["file"].clone();
        let holder = world.desk.link_holder("project", token(&project)).await.unwrap();
        let sneaked = json!({ "project": project["id"], "milestone": step, "name": "Maria", "file": secret });
        let refused = world.call(&holder, "project.accept_milestone", sneaked).await.unwrap_err();
        assert!(refused.to_string().contains("choose one of the project's files"), "{refused}");
        let upload =
            Upload { field: "file".into(), name: "Abnahme.pdf".into(), bytes: b"%PDF-1.7 signed".to_vec() };
        let fields = [("milestone", step.as_str()), ("name", "Maria Lindner")];
        let with = Knocked { uploads: vec![upload], form: &fields, ..Knocked::default() };
        let path = [("token", token(&project)), ("form", "accept")];
        knock(&world, "project.page_act", &path, with).await.unwrap();
        let accepted = state(&world, &ada, &step).await;
        assert_eq!(accepted["state"], "accepted");
        let whole = world.act(&ada, "project.read", json!({ "project": project["id"] })).await;
        let brought = whole["files"].as_array().unwrap().iter().find(|file| file["file"] == accepted["file"]);
        assert_eq!(brought.map(|file| &file["name"]), Some(&json!("Abnahme.pdf")));
    }

    async fn the_client_says_not_yet_and_it_is_delivered_again(world: World) {
        let ada = ada(&world).await;
        let (project, step) = delivered(&world, &ada).await;
        let hushed = send(&world, &project, "dispute", &[("milestone", &step), ("reason", "")]).await;
        assert_eq!(hushed.status, 422);
        send(&world, &project, "dispute", &[("milestone", &step), ("reason", "The <b>logo</b> is missing")])
            .await;
        assert_eq!(state(&world, &ada, &step).await["state"], "disputed");
        let shown = page(&world, &project, "en").await;
        assert!(shown.contains("The &lt;b&gt;logo&lt;/b&gt; is missing"));
        world.act(&ada, "milestone.deliver", json!({ "milestone": step })).await;
        send(&world, &project, "accept", &[("milestone", &step), ("name", "Maria")]).await;
        assert_eq!(state(&world, &ada, &step).await["state"], "accepted");
    }

    async fn what_was_not_delivered_is_not_accepted_by_the_client(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let step = project["steps"][0]["id"].as_str().unwrap();
        let early = send(&world, &project, "accept", &[("milestone", step), ("name", "Maria")]).await;
        assert_eq!(early.status, 409);
        assert_eq!(state(&world, &ada, step).await["state"], "open");
    }

    async fn a_link_opens_its_own_project_and_no_other(world: World) {
        let ada = ada(&world).await;
        let (own, _) = delivered(&world, &ada).await;
        let (other, step) = delivered(&world, &ada).await;
        let client = client(&world, &own).await;
        for (verb, input) in [
            ("project.show", json!({ "project": other["id"] })),
            ("brief.answer", json!({ "project": other["id"], "answers": {} })),
            ("project.add_file", json!({ "project": other["id"], "name": "a", "content": "YQ==" })),
            ("project.accept_milestone", json!({ "project": other["id"], "milestone": step, "name": "Eve" })),
            ("project.accept_milestone", json!({ "project": own["id"], "milestone": step, "name": "Eve" })),
            ("project.dispute_milestone", json!({ "project": own["id"], "milestone": step, "reason": "no" })),
        ] {
            assert_eq!(world.refused(&client, verb, input).await, "missing", "{verb}");
        }
        for verb in ["milestone.accept", "milestone.read", "project.read", "project.finish"] {
            let input = json!({ "project": own["id"], "milestone": step });
            assert_ne!(world.call(&client, verb, input).await.unwrap_err().status(), 200);
        }
        assert_eq!(state(&world, &ada, &step).await["state"], "delivered");
        let accept = json!({ "project": other["id"], "milestone": step, "name": "Ada" });
        assert_eq!(world.refused(&ada, "project.accept_milestone", accept).await, "project.not_the_client");
        let with = Knocked::default();
        let wrong = knock(&world, "project.page", &[("token", "nothing")], with).await.unwrap();
        assert_eq!(wrong.status, 404);
    }

    async fn the_client_answers_what_we_need_to_know(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        send(&world, &project, "brief", &[("brief.domain", "client.test"), ("brief.colour", "")]).await;
        let whole = world.act(&ada, "project.read", json!({ "project": project["id"] })).await;
        assert_eq!(
            (&whole["brief"][0]["answer"], &whole["brief_missing"]),
            (&json!("client.test"), &json!(0))
        );
        assert!(page(&world, &project, "en").await.contains("We have everything we need."));
        let long = "x".repeat(10_001);
        let refused = send(&world, &project, "brief", &[("brief.domain", &long)]).await;
        assert!(refused.status == 422 && html(&refused).contains(&long), "nothing typed is lost");
    }

    async fn the_client_brings_files_and_takes_those_that_are_shared(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let secret =
            json!({ "project": project["id"], "name": "internal.txt", "content": "YQ==", "shared": false });
        let secret = world.act(&ada, "project.add_file", secret).await;
        let upload =
            Upload { field: "file".into(), name: "Logo.png".into(), bytes: b"\x89PNG\r\n\x1a\n..".to_vec() };
        let with = Knocked { uploads: vec![upload], ..Knocked::default() };
        let path = [("token", token(&project)), ("form", "files")];
        let done = knock(&world, "project.page_act", &path, with).await.unwrap();
        assert!(matches!(&done.body, verbs::Body::Redirect(_)));
        let shown = page(&world, &project, "en").await;
        assert!(shown.contains("Logo.png") && shown.contains("from you") && !shown.contains("internal.txt"));
        let whole = world.act(&ada, "project.read", json!({ "project": project["id"] })).await;
        let brought = &whole["files"][1];
        assert_eq!((&brought["media_type"], &brought["by"]), (&json!("image/png"), &json!("client")));
        let get = |file: &Json| {
            let (world, token) = (&world, token(&project).to_owned());
            let file = file.as_str().unwrap().to_owned();
            async move {
                let path = [("token", token.as_str()), ("file", file.as_str())];
                knock(world, "project.page_file", &path, Knocked::default()).await
            }
        };
        assert!(matches!(
            get(&brought["file"]).await.unwrap().body,
            verbs::Body::Bytes { name: Some(_), .. }
        ));
        assert_eq!(get(&secret["file"]["file"]).await.err().unwrap().code(), "missing");
        let none = send(&world, &project, "files", &[]).await;
        assert!(none.status == 422 && html(&none).contains("Please choose a file."));
    }

    async fn a_picture_of_the_client_is_kept_without_where_it_was_taken(world: World) {
        const PLACE: &[u8] = b"GPS 52.5200N 13.4050E";
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        // A frame, what the camera wrote, a scan, and the end.
        let photo = |words: &[u8]| {
            let written = match words.len() {
                0 => vec![],
                long => [[0xff, 0xe1, 0, u8::try_from(long + 2).unwrap()].as_slice(), words].concat(),
            };
            [b"\xff\xd8\xff\xe0\0\x06JFIF".as_slice(), &written, b"\xff\xda\0\x03!pixels\xff\xd9"].concat()
        };
        let taken = [b"Exif\0\0".as_slice(), PLACE].concat();
        let upload = Upload { field: "file".into(), name: "Wall.jpg".into(), bytes: photo(&taken) };
        let with = Knocked { uploads: vec![upload], ..Knocked::default() };
        let path = [("token", token(&project)), ("form", "files")];
        knock(&world, "project.page_act", &path, with).await.unwrap();
        let own = json!({ "project": project["id"], "name": "ours.jpg",
            "content": data_encoding::BASE64.encode(&photo(&taken)) });
        world.act(&ada, "project.add_file", own).await;
        let whole = world.act(&ada, "project.read", json!({ "project": project["id"] })).await;
        let mut kept = vec![];
        for file in whole["files"].as_array().unwrap() {
            let path = [("token", token(&project)), ("file", file["file"].as_str().unwrap())];
            let shown = knock(&world, "project.page_file", &path, Knocked::default()).await.unwrap();
            let verbs::Body::Bytes { bytes, .. } = shown.body else { panic!("a download") };
            assert_eq!(file["size"], bytes.len());
            kept.push(bytes);
        }
        assert_eq!(kept, [photo(b""), photo(&taken)], "what the staff bring is theirs, as it came");
    }

    async fn a_replaced_link_opens_nothing_and_the_new_one_the_same(world: World) {
        let ada = ada(&world).await;
        let old = project(&world, &ada).await;
        let new = world.act(&ada, "project.replace_link", json!({ "project": old["id"] })).await;
        assert_ne!(new["link"], old["link"]);
        for door in ["project.page", "project.page_act", "project.page_file"] {
            let path = [("token", token(&old)), ("form", "accept"), ("file", "file_made_up")];
            let shown = knock(&world, door, &path, Knocked::default()).await.unwrap();
            assert_eq!(shown.status, 404, "{door}");
            assert!(html(&shown).contains("ask us for a new one"), "{door}: {}", html(&shown));
        }
        assert!(page(&world, &new, "en").await.contains("Website"));
        let read = world.act(&ada, "project.read", json!({ "project": old["id"] })).await;
        assert_eq!(read["link"], new["link"]);
        world.settle().await;
        let told = "select count(*) as n from journal where kind = 'project.link_replaced'";
        assert_eq!(world.count(told).await, 1);
        // The end prolongs the new one, not the old one.
        let cancel = json!({ "project": old["id"], "reason": "they stopped" });
        world.act(&ada, "project.cancel", cancel).await;
        page(&world, &new, "en").await;
        let with = Knocked::default();
        let shown = knock(&world, "project.page", &[("token", token(&old))], with).await.unwrap();
        assert_eq!(shown.status, 404);
    }

    async fn it_closes_a_month_after_the_project_ended(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let cancel = json!({ "project": project["id"], "reason": "they stopped" });
        world.act(&ada, "project.cancel", cancel).await;
        let shown = page(&world, &project, "en").await;
        assert!(shown.contains("This project was cancelled.") && !shown.contains("<form"));
        world.clock.pass_seconds(31 * 24 * 3600);
        let with = Knocked::default();
        let closed = knock(&world, "project.page", &[("token", token(&project))], with).await.unwrap();
        assert_eq!(closed.status, 404);
        assert!(html(&closed).contains("does not work any more"));
        world.act(&ada, "project.reopen", json!({ "project": project["id"] })).await;
        page(&world, &project, "en").await;
    }
}

//! From a signed agreement to accepted, invoiced milestones: opening once, exact amounts, dates, endings and
//! undo.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::{Knocked, ada, hire, knock, project, registry, sign, undo};
use kernel::{Actor, Scope};
use serde_json::{Value as Json, json};
use testing::{World, on_both, someone, user};

const PROJECTS: &str = "select count(*) as n from delivery_project_window";
const LETTERS: &str = "select count(*) as n from journal where kind = 'letter.wanted'";
const STANDING: &str =
    "select count(*) as n from delivery_open where kind = 'milestone' and state = 'delivered'";

/// The milestone at a place, as it is now.
async fn step(world: &World, ada: &Actor, project: &Json, at: usize) -> Json {
    let whole = world.act(ada, "project.read", json!({ "project": project["id"] })).await;
    whole["steps"][at].clone()
}

/// Something done to the milestone at a place.
async fn take(world: &World, ada: &Actor, verb: &str, step: &Json) -> Json {
    let mut input = json!({ "milestone": step["id"] });
    if ["milestone.cancel", "milestone.waive", "milestone.dispute"].contains(&verb) {
        input["reason"] = json!("agreed on the phone");
    }
    world.act(ada, verb, input).await
}

on_both! {
    async fn an_agreement_opens_one_project_however_often_it_is_asked(world: World) {
        let ada = ada(&world).await;
        let signed = sign(&world, json!({ "owner": user(3) })).await;
        let open = json!({ "agreement": signed["agreement"] });
        let first = world.act(&ada, "project.open", open.clone()).await;
        let again = world.call(&ada, "project.open", open).await.unwrap();
        assert_eq!((&first["fresh"], &again.body["fresh"]), (&json!(true), &json!(false)));
        assert_eq!(first["id"], again.body["id"]);
        assert!(again.undo.is_none(), "what was there before is not taken back");
        assert_eq!(world.count(PROJECTS).await, 1);
        assert_eq!((first["number"].as_str(), first["state"].as_str()), (Some("0001"), Some("open")));
        assert_eq!((&first["owner"], &first["contact_name"]), (&json!(user(3)), &json!("Maria Lindner")));
        let second = project(&world, &ada).await;
        assert_eq!(second["number"], "0002", "a repeat uses up no number");
        assert_eq!(second["owner"], json!(user(2)), "somebody of delivery, where the agreement has no owner");
    }

    async fn its_amounts_are_those_that_were_signed(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        assert_eq!(project["sums"]["value"]["minor"], 100_031);
        let steps = project["steps"].as_array().unwrap();
        let net = |step: &Json| step["amount"]["minor"].as_i64().unwrap();
        assert_eq!(steps.iter().map(net).sum::<i64>(), 100_031);
        for step in steps {
            let groups = step["groups"].as_array().unwrap();
            assert_eq!(groups.iter().map(|g| g["net"]["minor"].as_i64().unwrap()).sum::<i64>(), net(step));
        }
        let window = "select cast(sum(minor) as bigint) as n from delivery_milestone_window";
        assert_eq!(world.count(window).await, 100_031);
        assert_eq!(world.count("select minor as n from delivery_project_window").await, 100_031);
        let cheaper = json!({ "milestone": steps[0]["id"], "amount": { "minor": 1, "currency": "EUR" } });
        assert_eq!(world.refused(&ada, "milestone.change", cheaper).await, "milestone.signed");
    }

    async fn its_days_follow_the_signature(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let due: Vec<&str> =
            project["steps"].as_array().unwrap().iter().map(|s| s["due_on"].as_str().unwrap()).collect();
        // Seven days; the line's target of thirty days; thirty days.
        assert_eq!(due, ["2026-02-09", "2026-03-04", "2026-03-04"]);
        assert_eq!(project["steps"][0]["due_at"], "2026-02-09T17:00:00Z");
        let next = "select count(*) as n from delivery_next where what = 'Deliver it'";
        assert_eq!(world.count(next).await, 3);
        assert_eq!(project["next"]["title"], "Design");
    }

    async fn a_project_is_opened_from_a_signed_agreement_only(world: World) {
        let ada = ada(&world).await;
        let waiting = sign(&world, json!({ "signed": false })).await;
        let open = json!({ "agreement": waiting["agreement"] });
        assert_eq!(world.refused(&ada, "project.open", open).await, "project.not_signed");
        let nothing = json!({ "agreement": "agreement_00000000000000000000000000" });
        assert_eq!(world.refused(&ada, "project.open", nothing).await, "missing");
    }

    async fn a_live_test_counts_for_itself(world: World) {
        let ada = ada(&world).await;
        let signed = sign(&world, json!({ "test": true })).await;
        let test = world.act(&ada, "project.open", json!({ "agreement": signed["agreement"] })).await;
        assert_eq!((&test["number"], &test["test"]), (&json!("TEST-0001"), &json!(true)));
        assert_eq!(project(&world, &ada).await["number"], "0001");
        assert_eq!(world.count("select count(*) as n from delivery_open where test is true").await, 3);
    }

    async fn the_owner_is_somebody_who_is_there(world: World) {
        let ada = ada(&world).await;
        hire(&world, 3, ("Cleo", "sales", false, Some(user(2)))).await;
        let signed = sign(&world, json!({ "owner": user(3) })).await;
        let opened = world.act(&ada, "project.open", json!({ "agreement": signed["agreement"] })).await;
        assert_eq!(opened["owner"], json!(user(2)), "whoever stands in");
        hire(&world, 2, ("Dana", "delivery", false, None)).await;
        assert_eq!(project(&world, &ada).await["owner"], json!(user(1)), "else an administrator");
    }

    async fn work_goes_to_whoever_stands_in_for_somebody_who_is_away(world: World) {
        let ada = ada(&world).await;
        hire(&world, 3, ("Cleo", "sales", true, Some(user(2)))).await;
        world.send_away(user(3), 3).await;
        let opens = async |owner| {
            let signed = sign(&world, json!({ "owner": owner })).await;
            world.act(&ada, "project.open", json!({ "agreement": signed["agreement"] })).await
        };
        let opened = opens(user(3)).await;
        assert_eq!((&opened["owner"], &opened["steps"][0]["owner"]), (&json!(user(2)), &json!(user(2))));
        world.send_away(user(2), 3).await;
        assert_eq!(opens(user(3)).await["owner"], json!(user(1)), "else an administrator");
        world.clock.pass_seconds(5 * 86_400);
        assert_eq!(opens(user(3)).await["owner"], json!(user(3)), "who is back");
    }

    async fn a_milestone_is_delivered_disputed_delivered_again_and_accepted(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let first = &project["steps"][0];
        let delivered = take(&world, &ada, "milestone.deliver", first).await;
        assert_eq!(delivered["due_at"], "2026-02-09T09:00:00Z", "five business days to look at it");
        assert_eq!(
            world.refused(&ada, "milestone.deliver", json!({ "milestone": first["id"] })).await,
            "milestone.ended"
        );
        let disputed = take(&world, &ada, "milestone.dispute", first).await;
        assert_eq!(
            (&disputed["state"], &disputed["reason"]),
            (&json!("disputed"), &json!("agreed on the phone"))
        );
        take(&world, &ada, "milestone.deliver", first).await;
        assert_eq!(world.count(LETTERS).await, 2, "each delivery is written of");
        let accept = json!({ "milestone": first["id"], "note": "said so by phone" });
        let accepted = world.call(&ada, "milestone.accept", accept).await.unwrap();
        assert_eq!(
            (&accepted.body["state"], &accepted.body["accepted_on"]),
            (&json!("accepted"), &json!("2026-02-02"))
        );
        assert_eq!(
            (&accepted.body["accepted_by"], &accepted.body["note"]),
            (&json!("staff"), &json!("said so by phone"))
        );
        assert_eq!(world.count(STANDING).await, 1);
        let back = undo(&world, &ada, &accepted).await;
        assert_eq!((&back["state"], &back["accepted_at"]), (&json!("delivered"), &Json::Null));
    }

    async fn a_milestone_can_be_delivered_without_a_letter(world: World) {
        let ada = ada(&world).await;
        let signed = sign(&world, json!({ "email": null })).await;
        let project = world.act(&ada, "project.open", json!({ "agreement": signed["agreement"] })).await;
        take(&world, &ada, "milestone.deliver", &project["steps"][0]).await;
        let quiet = json!({ "milestone": project["steps"][1]["id"], "letter": false });
        world.act(&ada, "milestone.deliver", quiet).await;
        world.settle().await;
        assert_eq!(world.count(LETTERS).await, 0);
    }

    async fn what_an_invoice_names_is_not_taken_back(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let accepted = take(&world, &ada, "milestone.accept", &project["steps"][0]).await;
        let bill = json!({ "contact": project["contact"], "milestones": [accepted["id"]] });
        let invoice = world.act(&ada, "test.invoice", bill).await;
        let named = step(&world, &ada, &project, 0).await;
        assert_eq!((&named["invoice"], &named["due_at"]), (&invoice, &Json::Null));
        assert_eq!(world.count(STANDING).await, 0);
        for verb in ["milestone.reopen", "milestone.waive"] {
            let input = json!({ "milestone": named["id"], "reason": "x" });
            let input = if verb == "milestone.reopen" { json!({ "milestone": named["id"] }) } else { input };
            assert_eq!(world.refused(&ada, verb, input).await, "milestone.invoiced");
        }
        let whole = world.act(&ada, "project.read", json!({ "project": project["id"] })).await;
        assert_eq!(whole["sums"]["invoiced"]["minor"], 33_343);
        world.act(&ada, "test.credit", json!({ "contact": project["contact"], "invoice": invoice })).await;
        let free = step(&world, &ada, &project, 0).await;
        assert_eq!((&free["invoice"], free["due_at"].is_string()), (&Json::Null, true));
        assert_eq!(world.count(STANDING).await, 1);
        assert_eq!(take(&world, &ada, "milestone.reopen", &named).await["state"], "open");
    }

    async fn a_project_with_nothing_left_is_to_be_finished_and_is_finished_by_hand(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let finish = json!({ "project": project["id"] });
        assert_eq!(world.refused(&ada, "project.finish", finish.clone()).await, "project.waiting");
        take(&world, &ada, "milestone.accept", &project["steps"][0]).await;
        take(&world, &ada, "milestone.cancel", &project["steps"][1]).await;
        take(&world, &ada, "milestone.accept", &project["steps"][2]).await;
        let left = world.act(&ada, "project.read", finish.clone()).await;
        assert_eq!((&left["state"], &left["due_at"]), (&json!("open"), &json!("2026-02-03T09:00:00Z")));
        assert_eq!(world.count("select count(*) as n from delivery_open where kind = 'project'").await, 1);
        let done = world.call(&ada, "project.finish", finish).await.unwrap();
        assert_eq!((&done.body["state"], &done.body["due_at"]), (&json!("done"), &Json::Null));
        assert_eq!(world.count("select count(*) as n from delivery_open where kind = 'project'").await, 0);
        let accepted = &done.body["steps"][0];
        let reopen = json!({ "milestone": accepted["id"] });
        assert_eq!(world.refused(&ada, "milestone.reopen", reopen).await, "project.ended");
        assert_eq!(take(&world, &ada, "milestone.waive", accepted).await["state"], "waived");
        assert_eq!(undo(&world, &ada, &done).await["state"], "open");
    }

    async fn a_cancelled_project_takes_what_waits_with_it_and_brings_it_back(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        take(&world, &ada, "milestone.accept", &project["steps"][0]).await;
        take(&world, &ada, "milestone.cancel", &project["steps"][1]).await;
        let cancel = json!({ "project": project["id"], "reason": "they stopped" });
        let cancelled = world.call(&ada, "project.cancel", cancel).await.unwrap();
        let states = |whole: &Json| {
            whole["steps"]
                .as_array()
                .unwrap()
                .iter()
                .map(|s| s["state"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(states(&cancelled.body), ["accepted", "cancelled", "cancelled"]);
        assert_eq!(world.count(STANDING).await, 1, "what was accepted is still invoiced");
        let alone = json!({ "milestone": project["steps"][2]["id"] });
        assert_eq!(world.refused(&ada, "milestone.reopen", alone).await, "milestone.with_project");
        let back = undo(&world, &ada, &cancelled).await;
        assert_eq!(
            (states(&back), &back["due_at"]),
            (vec!["accepted".into(), "cancelled".into(), "open".into()], &Json::Null)
        );
    }

    async fn a_project_with_a_deposit_is_not_cancelled_over_its_invoice(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let bill = json!({ "contact": project["contact"], "milestones": [project["steps"][0]["id"]] });
        world.act(&ada, "test.invoice", bill).await;
        let cancel = json!({ "project": project["id"], "reason": "they stopped" });
        assert_eq!(world.refused(&ada, "project.cancel", cancel).await, "project.invoiced");
        take(&world, &ada, "milestone.accept", &project["steps"][0]).await;
        assert_eq!(world.count(STANDING).await, 0, "it is invoiced already");
    }

    async fn a_change_order_is_a_milestone_of_its_own(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let add = json!({ "project": project["id"], "title": "Second language", "rate": 1900,
            "amount": { "minor": 10_000, "currency": "EUR" }, "due_on": "2026-02-20" });
        let added = world.call(&ada, "milestone.add", add).await.unwrap();
        assert_eq!((&added.body["agreement"], &added.body["position"]), (&Json::Null, &json!(4)));
        assert_eq!(added.body["groups"][0]["tax"]["minor"], 1_900);
        let change =
            json!({ "milestone": added.body["id"], "amount": { "minor": 20_000, "currency": "EUR" } });
        let changed = world.call(&ada, "milestone.change", change).await.unwrap();
        assert_eq!(changed.body["groups"][0]["tax"]["minor"], 3_800);
        assert_eq!(undo(&world, &ada, &changed).await["amount"]["minor"], 10_000);
        let dollars =
            json!({ "project": project["id"], "title": "x", "amount": { "minor": 1, "currency": "USD" } });
        assert_eq!(world.refused(&ada, "milestone.add", dollars).await, "invalid");
        assert_eq!(undo(&world, &ada, &added).await["state"], "cancelled");
    }

    async fn a_project_is_created_by_hand(world: World) {
        let ada = ada(&world).await;
        let signed = sign(&world, json!({})).await;
        let money = |minor: i64| json!({ "minor": minor, "currency": "EUR" });
        let create = json!({ "contact": signed["contact"], "title": "Care",
            "brief": [{ "question": "Which server?" }],
            "milestones": [{ "title": "Set up", "amount": money(5_000), "rate": 700 },
                { "title": "Look", "amount": money(0) }] });
        let made = world.call(&ada, "project.create", create).await.unwrap();
        assert_eq!(made.body["sums"]["value"]["minor"], 5_000);
        assert_eq!((&made.body["agreement"], &made.body["brief"][0]["id"]), (&Json::Null, &json!("q1")));
        take(&world, &ada, "milestone.accept", &made.body["steps"][1]).await;
        assert_eq!(world.count(STANDING).await, 0, "there is nothing to invoice");
        let buyer = "select count(*) as n from delivery_milestone_window where buyer like '%Maria Lindner%'";
        assert_eq!(world.count(buyer).await, 2);
        let bare = json!({ "contact": signed["contact"], "title": "Bare" });
        let bare = world.act(&ada, "project.create", bare).await;
        assert_eq!(bare["due_at"], "2026-02-03T09:00:00Z", "it is to be filled or finished");
        assert_eq!(undo(&world, &ada, &made).await["state"], "cancelled");
    }

    async fn a_brief_is_answered_and_changed_and_told_complete_once(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        assert_eq!(project["brief_missing"], 1);
        let answer = json!({ "project": project["id"], "answers": { "domain": "client.test" } });
        let answered = world.call(&ada, "brief.answer", answer.clone()).await.unwrap();
        assert_eq!(answered.body["missing"], json!([]));
        world.act(&ada, "brief.answer", answer).await;
        world.settle().await;
        let told = "select count(*) as n from journal where kind = 'brief.completed'";
        assert_eq!(world.count(told).await, 1);
        let ask = json!({ "project": project["id"], "points": [
            { "id": "domain", "question": "Your domain?", "required": true },
            { "question": "Who signs off?", "required": true }] });
        let changed = world.call(&ada, "brief.change", ask).await.unwrap();
        assert_eq!(changed.body["missing"], json!(["q1"]));
        assert_eq!(changed.body["points"][0]["answer"], "client.test");
        assert_eq!(undo(&world, &ada, &changed).await["points"].as_array().unwrap().len(), 2);
        assert_eq!(undo(&world, &ada, &answered).await["missing"], json!(["domain"]));
    }

    async fn nobody_sees_or_does_more_than_their_scope(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await; // Dana's
        let verbs = ["project.read", "project.list", "milestone.deliver", "milestone.read"];
        let (dana, cleo) = (someone(2, Scope::Own, &verbs), someone(3, Scope::Own, &verbs));
        let step = json!({ "milestone": project["steps"][0]["id"] });
        assert_eq!(
            world.refused(&cleo, "project.read", json!({ "project": project["id"] })).await,
            "missing"
        );
        assert_eq!(world.refused(&cleo, "milestone.deliver", step.clone()).await, "missing");
        let listed = |actor: Actor| {
            let world = &world;
            async move {
                let page = world.act(&actor, "project.list", json!({})).await;
                page["items"].as_array().unwrap().len()
            }
        };
        assert_eq!((listed(dana.clone()).await, listed(cleo).await), (1, 0));
        assert_eq!(world.act(&dana, "milestone.deliver", step).await["state"], "delivered");
        let seen = world.act(&dana, "project.read", json!({ "project": project["id"] })).await;
        assert_eq!(seen["link"], Json::Null, "who may not accept gets no key to accept with");
        let given = json!({ "project": project["id"], "owner": user(3) });
        world.act(&ada, "project.change", given).await;
        assert_eq!(
            world.refused(&dana, "milestone.read", json!({ "milestone": project["steps"][0]["id"] })).await,
            "missing"
        );
    }

    async fn a_file_shows_that_it_was_accepted_and_is_read_as_a_download(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let add = json!({ "project": project["id"], "name": "../signed.pdf",
            "content": "JVBERi0xLjc=", "shared": false });
        let added = world.act(&ada, "project.add_file", add).await;
        assert_eq!(
            (&added["file"]["name"], &added["file"]["media_type"]),
            (&json!("signed.pdf"), &json!("application/pdf"))
        );
        let accept = json!({ "milestone": project["steps"][0]["id"], "file": added["file"]["file"] });
        assert_eq!(world.act(&ada, "milestone.accept", accept).await["file"], added["file"]["file"]);
        let strange =
            json!({ "milestone": project["steps"][1]["id"], "file": "file_00000000000000000000000000" });
        assert_eq!(world.refused(&ada, "milestone.accept", strange).await, "invalid");
        let path =
            [("project", project["id"].as_str().unwrap()), ("file", added["file"]["file"].as_str().unwrap())];
        let with = Knocked { actor: Some(ada.clone()), ..Knocked::default() };
        let shown = knock(&world, "project.read", &path, with).await.unwrap();
        assert!(
            matches!(shown.body, verbs::Body::Bytes { name: Some(_), bytes, .. } if bytes == b"%PDF-1.7")
        );
        let cleo = someone(3, Scope::Own, &["project.read"]);
        let with = Knocked { actor: Some(cleo), ..Knocked::default() };
        assert_eq!(knock(&world, "project.read", &path, with).await.err().unwrap().code(), "missing");
        let empty = json!({ "project": project["id"], "name": "a", "content": "" });
        assert_eq!(world.refused(&ada, "project.add_file", empty).await, "invalid");
    }

    async fn letters_know_what_to_say_of_a_project_and_a_milestone(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        let id = |view: &Json| kernel::Ref::parse_any(view["id"].as_str().unwrap()).unwrap();
        let (on, step) = (id(&project), id(&project["steps"][0]));
        let said = world.store.read(move |tx| Box::pin(tx.values_of(on, "de"))).await.unwrap();
        let known = ["project.number", "project.title", "project.next_milestone", "brief.open"]
            .map(|path| said[path].as_str());
        assert_eq!(known, ["0001", "Website", "Design", "1"]);
        assert_eq!(said["links.project"], project["link"].as_str().unwrap());
        let said = world.store.read(move |tx| Box::pin(tx.values_of(step, "de"))).await.unwrap();
        assert_eq!(
            (said["milestone.title"].as_str(), said["milestone.amount"].as_str()),
            ("Design", "333,43\u{a0}€")
        );
        assert_eq!(said["project.number"], "0001");
    }

    async fn whoever_pays_can_be_corrected_until_it_is_invoiced(world: World) {
        let ada = ada(&world).await;
        let project = project(&world, &ada).await;
        take(&world, &ada, "milestone.accept", &project["steps"][0]).await;
        take(&world, &ada, "milestone.accept", &project["steps"][1]).await;
        let bill = json!({ "contact": project["contact"], "milestones": [project["steps"][0]["id"]] });
        world.act(&ada, "test.invoice", bill).await;
        let address =
            json!({ "street": "Ring 1", "postal_code": "10115", "city": "Berlin", "country": "de" });
        let change =
            json!({ "project": project["id"], "buyer": { "name": "Lindner KG", "address": address } });
        let changed = world.call(&ada, "project.change_buyer", change).await.unwrap();
        assert_eq!(changed.body["buyer"]["address"]["country"], "DE");
        let named = "select count(*) as n from delivery_milestone_window where buyer like '%Lindner KG%'";
        assert_eq!(world.count(named).await, 2, "what is invoiced keeps its buyer");
        undo(&world, &ada, &changed).await;
        assert_eq!(world.count(named).await, 0);
        let record = json!({ "project": project["id"] });
        assert_eq!(world.act(&ada, "project.change_buyer", record).await["buyer"]["name"], "Maria Lindner");
        let nameless = json!({ "project": project["id"], "buyer": { "name": " " } });
        assert_eq!(world.refused(&ada, "project.change_buyer", nameless).await, "invalid");
    }
}

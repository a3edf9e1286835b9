//! How somebody looks at a list, kept under a name: for oneself, or for everybody.
#![allow(clippy::unwrap_used)]

mod house;

use house::*;
use kernel::Actor;
use serde_json::{Value as Json, json};
use testing::{World, on_both};

async fn names(world: &World, by: &Actor, list: &str) -> Vec<String> {
    let found = world.act(by, "view.list", json!({"list": list})).await;
    found["items"].as_array().unwrap().iter().map(|view| view["name"].as_str().unwrap().to_owned()).collect()
}

fn view(name: &str, query: Json, shared: bool) -> Json {
    json!({"list": "leads", "name": name, "query": query, "shared": shared})
}

on_both! {
    async fn one_s_own_view_is_seen_by_nobody_else_and_takes_new_filters_under_its_name(world: World) {
        let (ada, _) = founded(&world).await;
        let (grace, _) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let query = json!({"state": "open", "q": "Jane Roe", "sort": "-captured"});
        let saved = world.act(&grace, "view.save", view("  Mine  now ", query.clone(), false)).await;
        assert_eq!((&saved["name"], &saved["query"]), (&json!("Mine now"), &query));
        assert_eq!(names(&world, &grace, "leads").await, ["Mine now"]);
        assert!(names(&world, &ada, "leads").await.is_empty(), "it is hers alone");
        assert!(names(&world, &grace, "tasks").await.is_empty(), "a view is of one list");
        let declined = view("mine NOW", json!({"state": "declined"}), false);
        let again = world.act(&grace, "view.save", declined).await;
        assert_eq!((&again["id"], &again["replaced"]), (&saved["id"], &json!(true)));
        let found = world.act(&grace, "view.list", json!({"list": "leads"})).await;
        assert_eq!(found["items"][0]["query"], json!({"state": "declined"}));
        let journal = "select count(*) as n from journal where line like '%Jane Roe%'";
        assert_eq!(world.count(journal).await, 0, "what was searched for may name a customer");
        let other = json!({"view": saved["id"], "name": "Hers"});
        assert_eq!(world.refused(&ada, "view.rename", other).await, "missing");
        assert_eq!(world.refused(&ada, "view.remove", json!({"view": saved["id"]})).await, "missing");
    }

    async fn everybody_s_views_are_kept_by_those_who_may_share(world: World) {
        let (ada, _) = founded(&world).await;
        let (grace, _) = joined(&world, &ada, "grace@ours.test", "sales").await;
        let (mary, _) = joined(&world, &ada, "mary@ours.test", "manager").await;
        let all = view("Open ones", json!({"state": "open"}), true);
        assert_eq!(world.refused(&grace, "view.save", all.clone()).await, "view.everybodys");
        let saved = world.act(&mary, "view.save", all).await;
        assert_eq!(names(&world, &grace, "leads").await, ["Open ones"]);
        let (id, rename) = (saved["id"].clone(), json!({"view": saved["id"], "name": "Still open"}));
        assert_eq!(world.refused(&grace, "view.rename", rename.clone()).await, "view.everybodys");
        assert_eq!(world.refused(&grace, "view.remove", json!({"view": id})).await, "view.everybodys");
        let renamed = world.call(&ada, "view.rename", rename).await.unwrap();
        let names_of = (&renamed.body["name"], &renamed.body["was"]);
        assert_eq!(names_of, (&json!("Still open"), &json!("Open ones")));
        world.act(&mary, "view.share", json!({"view": id, "shared": false})).await;
        assert!(names(&world, &grace, "leads").await.is_empty());
        assert_eq!(names(&world, &mary, "leads").await, ["Still open"], "it is hers now");
    }

    async fn a_view_that_was_removed_comes_back_as_it_was(world: World) {
        let (ada, _) = founded(&world).await;
        let saved = world.act(&ada, "view.save", view("Late", json!({"owner": "nobody"}), true)).await;
        let gone = world.act(&ada, "view.remove", json!({"view": saved["id"]})).await;
        assert!(names(&world, &ada, "leads").await.is_empty());
        assert_eq!(world.count("select count(*) as n from governance_view_choice").await, 0);
        let (name, query, shared) = (&gone["name"], &gone["query"], &gone["shared"]);
        let back = json!({"list": gone["list"], "name": name, "query": query, "shared": shared});
        let back = world.act(&ada, "view.save", back).await;
        assert_eq!((&back["query"], &back["shared"]), (&json!({"owner": "nobody"}), &json!(true)));
    }

    async fn two_views_side_by_side_have_two_names_and_a_name_is_needed(world: World) {
        let (ada, _) = founded(&world).await;
        world.act(&ada, "view.save", view("One", json!({}), false)).await;
        let two = world.act(&ada, "view.save", view("Two", json!({}), false)).await;
        let clash = json!({"view": two["id"], "name": " one"});
        assert_eq!(world.refused(&ada, "view.rename", clash).await, "view.exists");
        assert_eq!(world.refused(&ada, "view.save", view("  ", json!({}), false)).await, "invalid");
        let long = view("Long", json!({"q": "x".repeat(301)}), false);
        assert_eq!(world.refused(&ada, "view.save", long).await, "invalid");
        world.act(&ada, "view.save", view("One", json!({}), true)).await;
        assert_eq!(names(&world, &ada, "leads").await, ["One", "One", "Two"], "everybody's stand apart");
    }
}

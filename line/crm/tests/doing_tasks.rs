//! Something one named person has to do by a time: whose it is, when it falls due, and how it ends.

mod house;

use house::{ada, registry, submit, undo};
use kernel::Scope;
use serde_json::{Value as Json, json};
use testing::{World, on_both, someone, user};

const VERBS: [&str; 9] = [
    "task.create",
    "task.change",
    "task.done",
    "task.reopen",
    "task.drop",
    "task.list",
    "task.read",
    "contact.add",
    "search.find",
];

async fn titles(world: &World, actor: &kernel::Actor, filter: Json) -> Vec<String> {
    let page = world.act(actor, "task.list", filter).await;
    let items = page["items"].as_array().unwrap();
    items.iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn a_task_falls_due_in_the_hours_of_the_business(world: World) {
        let ada = ada(&world).await;
        let due = async |due: Json| {
            world.act(&ada, "task.create", json!({ "title": "Call", "due": due })).await["due_at"].clone()
        };
        // Monday, 02:40 UTC; the business opens at nine.
        assert_eq!(due(json!({ "hours": 4, "window": "business" })).await, "2026-02-02T09:00:00Z");
        assert_eq!(due(json!({ "days": 5, "window": "business" })).await, "2026-02-09T09:00:00Z");
        assert_eq!(due(json!({ "minutes": 30 })).await, "2026-02-02T03:10:00Z");
        assert_eq!(due(json!("2026-03-01T10:00:00Z")).await, "2026-03-01T10:00:00Z");
        let usual = world.act(&ada, "task.create", json!({ "title": "Call" })).await;
        assert_eq!(usual["due_at"], "2026-02-03T09:00:00Z");
        let odd = json!({ "title": "Call", "due": { "hours": 1, "at": "09:00" } });
        assert_eq!(world.refused(&ada, "task.create", odd).await, "calendar.clock_and_span");
        let odd = json!({ "title": "Call", "due": "soon" });
        assert_eq!(world.refused(&ada, "task.create", odd).await, "invalid");
        assert_eq!(world.refused(&ada, "task.create", json!({ "title": " " })).await, "task.no_title");
    }

    async fn a_task_belongs_to_somebody_who_is_there(world: World) {
        let ada = ada(&world).await;
        let ben = someone(2, Scope::All, &VERBS);
        let owner = async |actor: &kernel::Actor, input: Json| {
            world.act(actor, "task.create", input).await["owner"].clone()
        };
        assert_eq!(owner(&ben, json!({ "title": "Mine" })).await, json!(user(2)));
        assert_eq!(owner(&ada, json!({ "title": "Cleo's", "owner": user(3) })).await, json!(user(3)));
        assert_eq!(owner(&ada, json!({ "title": "Dora is away", "owner": user(4) })).await, json!(user(3)));
        assert_eq!(
            world.refused(&ada, "task.create", json!({ "title": "X", "owner": user(9) })).await,
            "invalid"
        );
        let anna = world.act(&ada, "contact.add", json!({ "name": "Anna", "owner": user(2) })).await;
        let run = kernel::Ref { kind: "run", bytes: [1; 16] };
        let automation = kernel::Actor::automation(ada.clone(), run, None);
        assert_eq!(owner(&automation, json!({ "title": "Run", "on": anna["id"] })).await, json!(user(2)));
        assert_eq!(owner(&automation, json!({ "title": "Run" })).await, json!(user(1)));
        let stranger = kernel::Ref { kind: "contact", bytes: [9; 16] };
        assert_eq!(
            world.refused(&ada, "task.create", json!({ "title": "X", "on": stranger })).await,
            "missing"
        );
    }

    async fn a_task_is_changed_done_dropped_and_each_is_undone(world: World) {
        let ada = ada(&world).await;
        let made = world
            .call(&ada, "task.create", json!({ "title": "Call Anna", "detail": "about the roof" }))
            .await
            .unwrap();
        let task = json!({ "task": made.body["id"] });
        let change = json!({ "task": made.body["id"], "title": "Write Anna", "detail": null, "owner": user(2),
            "due": { "hours": 1 } });
        let changed = world.call(&ada, "task.change", change).await.unwrap();
        assert_eq!((&changed.body["title"], &changed.body["detail"]), (&json!("Write Anna"), &Json::Null));
        assert_eq!(changed.body["owner"], json!(user(2)));
        undo(&world, &ada, &changed).await;
        let mut back = world.act(&ada, "task.read", task.clone()).await;
        back["rv"] = json!(1);
        assert_eq!(back["title"], made.body["title"]);
        assert_eq!(
            (&back["detail"], &back["due_at"], &back["owner"]),
            (&made.body["detail"], &made.body["due_at"], &made.body["owner"])
        );

        let done = world.call(&ada, "task.done", task.clone()).await.unwrap();
        assert_eq!(done.body["state"], "done");
        assert_eq!(
            world.refused(&ada, "task.change", json!({ "task": made.body["id"], "title": "X" })).await,
            "task.done"
        );
        let reopened = world.call(&ada, "task.reopen", task.clone()).await.unwrap();
        assert_eq!(undo(&world, &ada, &reopened).await["state"], "done");
        undo(&world, &ada, &done).await;
        let dropped = world
            .call(&ada, "task.drop", json!({ "task": made.body["id"], "reason": "not needed" }))
            .await
            .unwrap();
        assert_eq!(dropped.body["reason"], "not needed");
        let found = world.act(&ada, "search.find", json!({ "q": "roof" })).await;
        assert_eq!(found["items"], json!([]));
        undo(&world, &ada, &dropped).await;
        let found = world.act(&ada, "search.find", json!({ "q": "roof" })).await;
        assert_eq!(found["items"][0]["id"], made.body["id"]);
        undo(&world, &ada, &made).await;
        assert_eq!(world.act(&ada, "task.read", task).await["state"], "dropped");
    }

    async fn everybody_sees_their_list_and_no_further_than_they_may(world: World) {
        let ada = ada(&world).await;
        for (title, owner, hours) in [("one", 2, 3), ("two", 3, 2), ("three", 2, 1), ("four", 1, 4)] {
            let task = json!({ "title": title, "owner": user(owner), "due": { "hours": hours } });
            world.act(&ada, "task.create", task).await;
        }
        let mut ben = someone(2, Scope::Team, &VERBS);
        ben.team = "team_00000000000000000000000007".parse().ok();
        assert_eq!(titles(&world, &ben, json!({})).await, ["three", "one"]);
        assert_eq!(titles(&world, &ben, json!({ "whose": "team" })).await, ["three", "two", "one"]);
        assert_eq!(titles(&world, &ben, json!({ "whose": "all" })).await, ["three", "two", "one"]);
        assert_eq!(titles(&world, &ada, json!({ "whose": "all" })).await, ["three", "two", "one", "four"]);
        assert_eq!(
            titles(&world, &someone(2, Scope::Own, &VERBS), json!({ "whose": "all" })).await,
            ["three", "one"]
        );
        let soon = json!({ "whose": "all", "due_until": "2026-02-02T04:40:00Z" });
        assert_eq!(titles(&world, &ada, soon).await, ["three", "two"]);
        let page = world.act(&ada, "task.list", json!({ "whose": "all", "limit": 3 })).await;
        let rest = json!({ "whose": "all", "limit": 3, "after": page["next"] });
        assert_eq!(titles(&world, &ada, rest).await, ["four"]);
        assert_eq!(world.refused(&ada, "task.list", json!({ "after": "x" })).await, "invalid");
        world.clock.pass_seconds(2 * 3600);
        let late = world.act(&ada, "task.list", json!({ "whose": "all" })).await;
        let late: Vec<&Json> = late["items"].as_array().unwrap().iter().map(|task| &task["late"]).collect();
        assert_eq!(late, [true, false, false, false]);
    }

    async fn an_open_task_is_the_next_step_of_its_record(world: World) {
        let ada = ada(&world).await;
        let anna = submit(&world, json!({ "email": "anna@x.test" })).await;
        let task = world.act(&ada, "task.create", json!({ "title": "Call", "contact": anna })).await;
        world.act(&ada, "task.create", json!({ "title": "Tidy up" })).await;
        let of = async |kind: &'static str| {
            let sql: &'static str = match kind {
                "contact" => "select count(*) as n from crm_next where kind = 'contact' and what = 'Call'",
                _ => "select count(*) as n from crm_next where kind = 'task' and what = 'Tidy up'",
            };
            world.count(sql).await
        };
        assert_eq!((of("contact").await, of("task").await), (1, 1));
        world.act(&ada, "task.done", json!({ "task": task["id"] })).await;
        assert_eq!((of("contact").await, of("task").await), (0, 1));
    }
}

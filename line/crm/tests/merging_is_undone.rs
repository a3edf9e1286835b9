//! However people were merged: taking the last merge back gives the same readings as before it.

mod house;

use house::{ada, registry, undo, without_versions};
use kernel::Actor;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};
use testing::{World, on_both};

const PEOPLE: usize = 5;
const ROUNDS: usize = 12;

/// Which fields a record has, by bits, and which records are merged into which.
type Plan = (Vec<u8>, Vec<(usize, usize)>);

fn plans() -> impl Strategy<Value = Plan> {
    let merges = prop::collection::vec((0..PEOPLE, 0..PEOPLE), 1..8);
    (prop::collection::vec(any::<u8>(), PEOPLE), merges)
}

fn person(round: usize, n: usize, has: u8) -> Json {
    let mut all = json!({ "name": format!("Round{round} Person{n}") });
    let fields = [
        ("email", json!(format!("r{round}n{n}@x.test"))),
        ("phone", json!(format!("+4420794609{:02}", 10 + n))),
        ("job_title", json!(format!("Job {n}"))),
        ("zone", json!("Europe/Berlin")),
        ("tags", json!([format!("t{n}")])),
        ("custom", json!({ "size": n })),
        ("address", json!({ "city": format!("City {n}") })),
        ("company_name", json!(format!("Company {n}"))),
    ];
    for (bit, (name, value)) in fields.into_iter().enumerate() {
        if has & (1 << bit) != 0 {
            all[name] = value;
        }
    }
    all
}

async fn readings(world: &World, ada: &Actor, round: usize, people: &[Json]) -> Json {
    let mut all = vec![];
    for person in people {
        for verb in ["contact.read", "contact.duplicates", "note.list", "task.list"] {
            all.push(world.act(ada, verb, json!({ "contact": person })).await);
        }
    }
    let list = json!({ "q": format!("round{round}") });
    all.push(world.act(ada, "contact.list", list).await);
    for n in 0..PEOPLE {
        for q in [format!("r{round}n{n}@x.test"), format!("round{round} person{n}"), format!("city {n}")] {
            all.push(world.act(ada, "search.find", json!({ "q": q, "limit": 50 })).await);
        }
    }
    without_versions(&Json::Array(all))
}

/// How many merges were made and taken back.
async fn follow(world: &World, ada: &Actor, round: usize, plan: Plan) -> usize {
    let mut people = vec![];
    for (n, has) in plan.0.iter().enumerate() {
        let id = world.act(ada, "contact.add", person(round, n, *has)).await["id"].clone();
        world.act(ada, "note.write", json!({ "contact": id, "text": format!("note {n}") })).await;
        world.act(ada, "task.create", json!({ "contact": id, "title": format!("task {n}") })).await;
        people.push(id);
    }
    let mut done = vec![];
    for (contact, alias) in plan.1.iter().copied() {
        let before = readings(world, ada, round, &people).await;
        let merge = json!({ "contact": people[contact], "alias": people[alias] });
        match world.call(ada, "contact.merge", merge).await {
            Ok(answer) => done.push((before, answer)),
            Err(refused) => assert!(["contact.same", "contact.already_merged"].contains(&refused.code())),
        }
    }
    let merges = done.len();
    for (before, answer) in done.into_iter().rev() {
        let merged = readings(world, ada, round, &people).await;
        assert_ne!(before, merged);
        let back = undo_whole(world, ada, &answer).await;
        assert_eq!(before, readings(world, ada, round, &people).await, "{plan:?}");
        // Undoing the undo is the merge again.
        undo(world, ada, &back).await;
        assert_eq!(merged, readings(world, ada, round, &people).await, "{plan:?}");
        undo(world, ada, &answer).await;
    }
    merges
}

async fn undo_whole(world: &World, ada: &Actor, answer: &verbs::Answer) -> verbs::Answer {
    let undo = answer.undo.clone().expect("a merge can be undone");
    world.call(ada, undo["verb"].as_str().unwrap(), undo["body"].clone()).await.expect("it is taken back")
}

on_both! {
    async fn merging_then_unmerging_is_identity_for_every_read(world: World) {
        let ada = ada(&world).await;
        let mut runner = TestRunner::deterministic();
        let mut merges = 0;
        for round in 0..ROUNDS {
            let plan = plans().new_tree(&mut runner).expect("a plan").current();
            merges += follow(&world, &ada, round, plan).await;
        }
        assert!(merges > ROUNDS, "{merges} merges say little");
    }
}

//! Whatever is done in whatever order: what is open has a dated next step of somebody who is there, and no
//! money is lost.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::{ada, client, project, registry};
use kernel::{Actor, Error};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use testing::{Engine, World};

const FORGOTTEN: &str = "
    select count(*) as n from delivery_open o
    where not exists (
        select 1 from delivery_next x join governance_user_window u on u.id = x.owner
        where x.kind = o.kind and x.id = o.id and x.at is not null and u.active is true)";
const TWICE: &str = "
    select count(*) as n from (select kind, id from delivery_open group by kind, id having count(*) > 1) d";
const IDLE: &str = "
    select count(*) as n from delivery_next x
    where not exists (select 1 from delivery_open o where o.kind = x.kind and o.id = x.id)";
/// Net of what stands somewhere, or ended in one of the known ways.
const WHOLE: &str = "select cast(coalesce(sum(minor), 0) as bigint) as n from delivery_milestone_window";
const ACCOUNTED: &str = "
    select cast(coalesce((select sum(minor) from delivery_open where kind = 'milestone'), 0)
        + coalesce((select sum(minor) from delivery_milestone_window
            where state in ('cancelled', 'waived')
                or (state = 'accepted' and invoice is not null)), 0) as bigint) as n";

const VERBS: [&str; 15] = [
    "milestone.deliver",
    "milestone.accept",
    "milestone.dispute",
    "milestone.cancel",
    "milestone.waive",
    "milestone.reopen",
    "milestone.add",
    "project.finish",
    "project.cancel",
    "project.reopen",
    "test.invoice",
    "test.credit",
    "project.accept_milestone",
    "project.dispute_milestone",
    "test.unbind",
];

/// One thing somebody may try, on one of the milestones.
async fn attempt(world: &World, (ada, client): (&Actor, &Actor), id: &Json, (verb, at): (usize, usize)) {
    let whole = world.act(ada, "project.read", json!({ "project": id })).await;
    let steps = whole["steps"].as_array().unwrap();
    let step = &steps[at % steps.len()];
    let verb = VERBS[verb];
    let input = match verb {
        "milestone.add" if steps.len() >= 5 => return,
        "milestone.add" => json!({ "project": id, "title": "More",
            "amount": { "minor": at * 500, "currency": "EUR" } }),
        "project.finish" | "project.reopen" => json!({ "project": id }),
        "project.cancel" => json!({ "project": id, "reason": "why not" }),
        "test.invoice" if !step["invoice"].is_null() => return,
        "test.invoice" => json!({ "contact": whole["contact"], "milestones": [step["id"]] }),
        "test.credit" if step["invoice"].is_null() => return,
        "test.credit" => json!({ "contact": whole["contact"], "invoice": step["invoice"] }),
        "test.unbind" => json!({ "agreement": whole["agreement"], "contact": whole["contact"],
            "deal": whole["deal"] }),
        "project.accept_milestone" => json!({ "project": id, "milestone": step["id"], "name": "Maria" }),
        "project.dispute_milestone" => json!({ "project": id, "milestone": step["id"], "reason": "no" }),
        "milestone.cancel" | "milestone.dispute" | "milestone.waive" => {
            json!({ "milestone": step["id"], "reason": "why not" })
        }
        _ => json!({ "milestone": step["id"] }),
    };
    let by = if verb.ends_with("_milestone") { client } else { ada };
    match world.call(by, verb, input).await {
        Ok(_) | Err(Error::Refused(_)) => world.clock.pass_seconds(3_600),
        Err(error) => panic!("{verb}: {error:?}"),
    }
}

async fn nothing_is_forgotten(engine: Engine, tries: &[(usize, usize)]) {
    let Some(world) = World::open(engine, registry()).await else { return };
    let ada = ada(&world).await;
    let project = project(&world, &ada).await;
    let client = client(&world, &project).await;
    for wanted in tries {
        attempt(&world, (&ada, &client), &project["id"], *wanted).await;
        assert_eq!(world.count(FORGOTTEN).await, 0, "forgotten after {wanted:?}");
        assert_eq!(world.count(TWICE).await, 0, "at two places after {wanted:?}");
        assert_eq!(world.count(IDLE).await, 0, "a step for nothing after {wanted:?}");
        assert_eq!(world.count(WHOLE).await, world.count(ACCOUNTED).await, "money lost after {wanted:?}");
    }
}

fn run(engine: Engine, cases: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let tries = proptest::collection::vec((0..VERBS.len(), 0usize..5), 1..40);
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 40,
        ..ProptestConfig::default()
    };
    let found = proptest::test_runner::TestRunner::new(config).run(&tries, |tries| {
        runtime.block_on(nothing_is_forgotten(engine, &tries));
        Ok(())
    });
    found.unwrap();
}

#[test]
fn what_is_open_has_a_next_step_on_sqlite() {
    run(Engine::Lite, 24);
}

#[test]
fn what_is_open_has_a_next_step_on_postgresql() {
    run(Engine::Pg, 4);
}

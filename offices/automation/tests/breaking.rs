//! Runs whose turn breaks on our side: told at once, tried three times, and then in front of a person; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::{Permit, Result, TaskId};
use office::{alone, capture, lines, publish, rest, write, yaml};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use store::{Tx, values};
use testing::World;
use verbs::{Command, Outside, Registry, Room, Verb};

/// Panics as it prepares, or when it has written already; unless there is a task called `Mended`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trip {
    pub title: String,
}

async fn is_mended(tx: &mut Tx) -> Result<bool> {
    let found = tx.one("select id from test_task where title = 'Mended'", &[], |_| Ok(())).await?;
    Ok(found.is_some())
}

impl Command for Trip {
    const VERB: Verb = Verb::post("task.trip", "/tasks/trip").no_undo("a test");
    type Answer = ();

    async fn prepare(self, out: &Outside<'_>) -> Result<Trip> {
        let mended = out.store.read(|tx| Box::pin(is_mended(tx))).await?;
        assert!(mended || self.title != "early", "it tripped as it prepared");
        Ok(self)
    }

    async fn act(&self, tx: &mut Tx) -> Result<()> {
        const ADD: &str = "insert into test_task (id, title, owner, due_at) values ($1, $2, null, $3)";
        let (id, now, mended) = (tx.new_id::<TaskId>(), tx.now(), is_mended(tx).await?);
        tx.exec(ADD, values![id, &self.title, now]).await?;
        assert!(mended || self.title != "late", "it tripped over what it wrote");
        Ok(())
    }
}

struct Trips;

impl Room for Trips {
    fn register(house: &mut Registry) {
        house.command::<Trip>();
    }
}

fn registry() -> Registry {
    office::registry().room::<Trips>()
}

/// Three of one automation, of which the second one panics where it says; and what the others came to meanwhile.
async fn tripped(world: &World, when: &str) {
    let boss = alone(world).await;
    let steps = format!(
        "  - id: before\n    do: task.create\n    with: {{title: Before}}\n  - id: trip\n    do: task.trip\n    \
         with: {{title: {{cel: 'lead.state == \"nurtured\" ? \"{when}\" : \"fine\"'}}}}\n    on_error: skip\n"
    );
    publish(world, &boss, "automatic", &yaml("trips", HEAD, &steps)).await;
    capture(world, &boss).await;
    let (lead, _) = capture(world, &boss).await;
    world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 3})).await;
    capture(world, &boss).await;
    for _ in 0..5 {
        rest(world).await;
        world.clock.pass_seconds(11);
    }
    let stuck = world.act(&boss, "run.list", json!({"state": "parked"})).await;
    assert_eq!(stuck["items"].as_array().unwrap().len(), 1, "{stuck:#}");
    assert_eq!(stuck["items"][0]["subject"], lead, "the run that panicked, and no other");
    let mut runs = lines(world, RUNS).await;
    runs.sort();
    assert_eq!(runs, ["done done 0", "done done 0", "parked - 3"], "the others went on");
    let mut tasks = lines(world, "select title as line from test_task").await;
    tasks.sort();
    assert_eq!(tasks, ["Before", "Before", "Before", "fine", "fine"], "nothing of the step is half-written");
    let told = lines(world, EXCEPTIONS).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("automation.parked Trips: ") && told[0].contains("it tripped"), "{told:?}");
    capture(world, &boss).await;
    rest(world).await;
    assert_eq!(
        lines(world, RUNS).await.iter().filter(|run| *run == "done done 0").count(),
        3,
        "the house lives"
    );
    world.act(&boss, "task.create", json!({"title": "Mended"})).await;
    world.act(&boss, "run.retry", json!({"run": stuck["items"][0]["id"]})).await;
    rest(world).await;
    assert_eq!(lines(world, RUNS).await, ["done done 0"; 4], "it goes on at the step that panicked");
    let tasks = "select count(*) as n from test_task where title = 'Before'";
    assert_eq!(world.count(tasks).await, 4, "what it did before is not done again");
    assert_eq!(lines(world, EXCEPTIONS).await, [""; 0]);
}

const HEAD: &str =
    "trigger: {fact: lead.captured}\nenrol: {policy: always}\ngoal: {facts: [message.received]}\n";
const STEPS: &str = "  - id: pause\n    wait: {days: 2}\n";
const RUNS: &str = "
    select state || ' ' || coalesce(outcome, '-') || ' ' || cast(faults as text) as line from automation_run";
const EXCEPTIONS: &str = "
    select code || ' ' || title || ': ' || detail as line from store_exception
    where state = 'open' and code <> 'conservation.no_next_step' order by id";
/// A fact no program of this house can read.
const BREAK: &str = "
    insert into automation_heard (run, fact, kind, at, body, taken, hit)
    select id, id, 'No Kind', started_at, '{}', false, null from automation_run";
const DUE: &str = "update automation_run set wakes_at = started_at";
const MEND: &str = "delete from automation_heard where kind = 'No Kind'";

async fn broken(world: &World) -> serde_json::Value {
    let boss = alone(world).await;
    publish(world, &boss, "automatic", &yaml("breaks", HEAD, STEPS)).await;
    capture(world, &boss).await;
    rest(world).await;
    write(world, |tx| {
        Box::pin(async move {
            tx.exec(BREAK, &[]).await?;
            tx.exec(DUE, &[]).await.map(drop)
        })
    })
    .await;
    for _ in 0..9 {
        rest(world).await;
        world.clock.pass_seconds(11);
    }
    let listed = world.act(&boss, "run.list", json!({"state": "parked"})).await;
    json!({"run": listed["items"][0]["id"]})
}

testing::on_both! {
    async fn a_step_that_panics_when_it_has_written_parks_its_run_and_no_other(world: World) {
        tripped(&world, "late").await;
    }

    async fn a_step_that_panics_before_it_writes_parks_its_run_and_no_other(world: World) {
        tripped(&world, "early").await;
    }

    async fn a_run_that_breaks_three_times_stands_still_in_front_of_a_person(world: World) {
        let run = broken(&world).await;
        let boss = testing::administrator(&world);
        assert_eq!(lines(&world, RUNS).await, ["parked - 3"], "tried three times, and not a fourth");
        let told = lines(&world, EXCEPTIONS).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("automation.parked Breaks: something breaks on our side each time: "), "{told:?}");
        assert!(told[0].contains("No Kind") && told[0].contains("it was tried 3 times"), "{told:?}");
        write(&world, |tx| Box::pin(async move { tx.exec(MEND, &[]).await.map(drop) })).await;
        world.act(&boss, "run.retry", run).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["sleeping - 0"], "it goes on where it stood");
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
    }

    async fn what_breaks_can_be_stopped(world: World) {
        let run = broken(&world).await;
        let boss = testing::administrator(&world);
        world.act(&boss, "run.stop", run).await;
        assert_eq!(lines(&world, RUNS).await, ["cancelled cancelled 0"]);
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
    }

    async fn what_a_panic_said_is_not_lost(world: World) {
        let tripped = world.store.write(Permit::engine("test"), None, |_| Box::pin(async move {
            if true { panic!("tripped over {}", 3) }
            Ok(())
        }));
        assert!(tripped.await.unwrap_err().to_string().ends_with("a unit of work panicked: tripped over 3"));
    }
}

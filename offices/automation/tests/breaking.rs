//! Runs whose turn breaks on our side: told at once, tried three times, and then in front of a person; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::Permit;
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::json;
use testing::World;

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

//! A storm is one exception with every record under it, decided for all at once or one by one; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use office::{alone, capture, lines, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use testing::World;

const OPEN: &str = "
    select code || ' ' || title as line from store_exception
    where state = 'open' and code <> 'conservation.no_next_step' order by id";
const FORGOTTEN: &str = "
    select title as line from store_exception where state = 'open' and code = 'conservation.no_next_step'";
const RUNS: &str = "
    select state || ' ' || coalesce(outcome, '-') || ' ' || cast(count(*) as text) as line
    from automation_run group by state, outcome order by state, outcome";
const TASKS: &str = "select title as line from test_task order by title";
const ENDS: &str = "select state as line from automation_run order by id";
const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const STORM: usize = 60;

fn steps() -> String {
    "  - id: repair\n    do: task.break\n    with: {title: Glue}\n  - id: after\n    do: task.create\n    \
     with: {title: Done, contact: {cel: contact.id}}\n"
        .to_owned()
}

/// So many inquiries, each stuck at the same broken step.
async fn storm(world: &World, count: usize) -> (kernel::Actor, Json) {
    let boss = alone(world).await;
    publish(world, &boss, "automatic", &yaml("broken", TRIGGER, &steps())).await;
    for _ in 0..count {
        capture(world, &boss).await;
        world.clock.pass_seconds(1);
    }
    rest(world).await;
    let listed = world.act(&boss, "exception.list", json!({})).await;
    let items = listed["items"].as_array().unwrap().clone();
    let found = items.into_iter().find(|one| one["code"] == "automation.parked").unwrap();
    (boss, found)
}

async fn all(world: &World, boss: &kernel::Actor, verb: &str, exception: &Json) -> i64 {
    let (mut done, mut after) = (0, Json::Null);
    loop {
        let input = json!({"exception": exception["id"], "after": after});
        let answer = world.act(boss, verb, input).await;
        done += answer["done"].as_i64().unwrap();
        after = answer["next"].clone();
        if after.is_null() {
            return done;
        }
    }
}

testing::on_both! {
    async fn a_broken_step_is_one_exception_however_many_runs_meet_it(world: World) {
        let (boss, exception) = storm(&world, STORM).await;
        assert_eq!(lines(&world, OPEN).await, ["automation.parked Broken: stuck at repair"]);
        assert_eq!((&exception["count"], &exception["left"]), (&json!(STORM), &json!(STORM)));
        assert_eq!((&exception["run"], &exception["fix"]), (&Json::Null, &Json::Null), "it is about none alone");
        let cases = world.act(&boss, "exception.cases", json!({"exception": exception["id"], "limit": 200})).await;
        assert_eq!(cases["items"].as_array().unwrap().len(), STORM);
        let of_run = async |run: &Json| world.act(&boss, "exception.list", json!({"run": run})).await["items"].clone();
        assert_eq!(of_run(&cases["items"][0]["run"]).await[0]["id"], exception["id"], "each of its runs leads to it");
        assert_eq!(of_run(&json!("run_00000000000000000000000009")).await, json!([]));
        let whole = world.act(&boss, "exception.read", json!({"exception": exception["id"]})).await;
        assert!(whole["tried"][0]["why"].as_str().unwrap().contains("make the task first"), "{whole}");
        let close = json!({"exception": exception["id"], "outcome": "whatever"});
        assert_eq!(world.refused(&boss, "exception.close", close).await, "exception.run_waits");

        world.act(&boss, "task.create", json!({"title": "Glue"})).await;
        assert_eq!(all(&world, &boss, "exception.retry", &exception).await, STORM as i64);
        rest(&world).await;
        assert_eq!(lines(&world, OPEN).await, [""; 0]);
        assert_eq!(lines(&world, RUNS).await, [format!("done done {STORM}")]);
        let closed = world.act(&boss, "exception.list", json!({"state": "closed"})).await;
        let said = closed["items"][0]["outcome"].as_str().unwrap().to_owned();
        assert!(said.starts_with(&format!("all {STORM} are over")), "{said}");
    }

    async fn one_that_is_decided_leaves_the_others_where_they_stand(world: World) {
        let (boss, exception) = storm(&world, 3).await;
        let cases = world.act(&boss, "exception.cases", json!({"exception": exception["id"]})).await;
        world.act(&boss, "run.skip", json!({"run": cases["items"][0]["run"]})).await;
        rest(&world).await;
        let left = world.act(&boss, "exception.read", json!({"exception": exception["id"]})).await;
        assert_eq!((&left["count"], &left["left"], &left["state"]), (&json!(3), &json!(2), &json!("open")));
        assert_eq!(all(&world, &boss, "exception.stop", &exception).await, 2);
        assert_eq!(lines(&world, OPEN).await, [""; 0]);
        assert_eq!(lines(&world, RUNS).await, ["cancelled cancelled 2", "done done 1"]);
    }

    /// A38: runs of one moment move each for itself; one that fails takes nobody along.
    async fn one_that_fails_takes_no_other_with_it(world: World) {
        let boss = alone(&world).await;
        let repair = steps().replace("    do: task.break", "    if: {cel: trigger.has_email}\n    do: task.break");
        publish(&world, &boss, "automatic", &yaml("broken", TRIGGER, &repair)).await;
        for n in 0..12 {
            world.act(&boss, "test.capture", json!({"no_email": n != 6})).await;
        }
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["done done 11", "parked - 1"]);
        assert_eq!(lines(&world, TASKS).await.len(), 11);
    }

    /// A13, A14: whatever is stuck for one cause goes on without that step, all of it at once.
    async fn all_of_one_cause_go_on_without_the_step(world: World) {
        let (boss, exception) = storm(&world, STORM).await;
        assert_eq!(all(&world, &boss, "exception.skip", &exception).await, STORM as i64);
        rest(&world).await;
        assert_eq!(lines(&world, OPEN).await, [""; 0]);
        assert_eq!(lines(&world, RUNS).await, [format!("done done {STORM}")], "the same runs, no new ones");
        assert_eq!(lines(&world, TASKS).await.len(), STORM, "each did what comes after");
        let skipped = "select count(*) as n from automation_step where step = 'repair' and state = 'skipped'";
        assert_eq!(world.count(skipped).await, STORM as i64);
        let closed = world.act(&boss, "exception.list", json!({"state": "closed"})).await;
        let found = closed["items"].as_array().unwrap().iter().find(|one| one["code"] == "automation.parked");
        assert_eq!(found.unwrap()["left"], 0);
        let again = json!({"exception": exception["id"]});
        assert_eq!(world.act(&boss, "exception.skip", again).await["done"], 0, "nothing is decided twice");
    }

    /// A1, A14: a visit that was tried again says so; it does not stand there as if it still ran.
    async fn a_visit_that_was_tried_again_says_so_in_the_timeline(world: World) {
        let (boss, exception) = storm(&world, 1).await;
        let run = json!({"run": exception["run"]});
        world.act(&boss, "run.retry", run.clone()).await;
        rest(&world).await;
        world.act(&boss, "task.create", json!({"title": "Glue"})).await;
        world.act(&boss, "run.retry", run.clone()).await;
        rest(&world).await;
        let whole = world.act(&boss, "run.read", run).await;
        let states: Vec<String> = whole["steps"].as_array().unwrap().iter().map(|step| {
            format!("{} {} {}", step["step"].as_str().unwrap(), step["visit"], step["state"].as_str().unwrap())
        }).collect();
        assert_eq!(states, ["repair 1 retried", "repair 2 retried", "repair 3 ok", "after 1 ok"]);
        let why = whole["steps"][0]["why"].as_str().unwrap();
        assert!(why.contains("make the task first") && !whole["steps"][0]["ended_at"].is_null(), "{whole}");
    }

    async fn what_fails_again_stands_in_the_same_exception_again(world: World) {
        let (boss, exception) = storm(&world, 3).await;
        assert_eq!(all(&world, &boss, "exception.retry", &exception).await, 3);
        rest(&world).await;
        assert_eq!(lines(&world, OPEN).await, ["automation.parked Broken: stuck at repair"]);
        let listed = world.act(&boss, "exception.list", json!({})).await;
        let again = listed["items"].as_array().unwrap().iter().find(|one| one["code"] == "automation.parked");
        assert_eq!(again.unwrap()["left"], 3);
    }

    async fn a_run_goes_on_with_another_input_or_at_another_step(world: World) {
        let (boss, exception) = storm(&world, 1).await;
        let run = exception["run"].clone();
        assert!(run.is_string(), "one alone is about its run");
        world.act(&boss, "task.create", json!({"title": "Tape"})).await;
        world.act(&boss, "run.edit", json!({"run": run, "with": {"title": "Tape"}})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Done", "Tape"], "the edited input was carried out, and it went on");
        assert_eq!(lines(&world, OPEN).await, [""; 0]);
        let whole = world.act(&boss, "run.read", json!({"run": run})).await;
        let told = whole["steps"].as_array().unwrap();
        assert!(told.iter().any(|step| step["input"] == json!({"title": "Tape"})), "{told:?}");
        let over = json!({"run": run, "with": {}});
        assert_eq!(world.refused(&boss, "run.edit", over).await, "run.not_stuck");

        capture(&world, &boss).await;
        rest(&world).await;
        let parked = world.act(&boss, "run.list", json!({"state": "parked"})).await;
        let stuck = parked["items"][0]["id"].clone();
        let nowhere = json!({"run": stuck, "step": "nowhere"});
        assert_eq!(world.refused(&boss, "run.jump", nowhere).await, "run.not_now");
        world.act(&boss, "run.jump", json!({"run": stuck, "step": "after"})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Done", "Done", "Tape"]);
        assert_eq!(lines(&world, OPEN).await, [""; 0]);
    }

    async fn many_records_without_a_next_step_are_one_exception_and_few_are_their_own(world: World) {
        let boss = alone(&world).await;
        for _ in 0..3 {
            capture(&world, &boss).await;
            world.clock.pass_seconds(1);
        }
        rest(&world).await;
        assert_eq!(lines(&world, FORGOTTEN).await.len(), 3);
        for _ in 0..17 {
            capture(&world, &boss).await;
            world.clock.pass_seconds(1);
        }
        rest(&world).await;
        assert_eq!(lines(&world, FORGOTTEN).await.len(), 4, "seventeen more are one");
        let conserved = world.act(&boss, "conservation.read", json!({})).await;
        assert_eq!((&conserved["open"], &conserved["excepted"]), (&json!(20), &json!(20)));
        assert_eq!(conserved["violations"], json!([]));
    }

    /// 7.7: a run that is tried again by itself is told of after three failures, and settles when it goes through.
    async fn a_step_that_keeps_failing_is_told_though_it_is_tried_again(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: order\n    do: task.break\n    with: {title: Busy}\n";
        publish(&world, &boss, "automatic", &yaml("glue", TRIGGER, steps)).await;
        for _ in 0..3 {
            capture(&world, &boss).await;
        }
        rest(&world).await;
        assert_eq!(lines(&world, OPEN).await, [""; 0], "once may be an accident");
        for _ in 0..2 {
            world.clock.pass_seconds(60);
            rest(&world).await;
        }
        let told = lines(&world, OPEN).await;
        assert_eq!(told.len(), 1, "one cause is one exception: {told:?}");
        assert!(told[0].starts_with("automation.failing Glue: keeps failing at order"), "{told:?}");
        world.act(&boss, "task.create", json!({"title": "Busy"})).await;
        world.clock.pass_seconds(1_800);
        rest(&world).await;
        assert_eq!(lines(&world, ENDS).await, ["done"; 3]);
        assert_eq!(lines(&world, OPEN).await, [""; 0]);
    }

    async fn what_the_filters_show_is_a_file_no_spreadsheet_reckons_with(world: World) {
        let boss = alone(&world).await;
        for (title, hours) in [("=HYPERLINK(\"http://far.test\")", 1), ("Mail, \"down\"\nagain", 48), ("Calm", 48)] {
            let raise = json!({"title": title, "detail": "Look at it.", "due_hours": hours});
            world.act(&boss, "exception.raise", raise).await;
        }
        world.clock.pass_seconds(7_200);
        let exported = world.act(&boss, "exception.export", json!({})).await;
        let today = "exceptions-2026-02-02.csv";
        let is = (&exported["name"], &exported["rows"], &exported["more"]);
        assert_eq!(is, (&json!(today), &json!(3), &json!(false)));
        let text = exported["text"].as_str().unwrap();
        assert!(text.starts_with("\u{feff}Title,Kind,State,Owner,What happened,How many,Left,Raised,"), "{text}");
        let newest = "\r\nCalm,Automation: raised,Open,Somebody,Look at it.,1,1,2026-02-0";
        assert!(text.contains(newest), "{text}");
        assert!(text.contains("\r\n\"Mail, \"\"down\"\"\nagain\",Automation: raised,Open,"), "{text}");
        assert!(text.contains("\r\n\"'=HYPERLINK(\"\"http://far.test\"\")\",Automation: raised,Late,"), "{text}");
        let rows = async |filter: Json| world.act(&boss, "exception.export", filter).await["rows"].clone();
        assert_eq!(rows(json!({"late": true})).await, 1);
        assert_eq!(rows(json!({"code": "mail.bounced"})).await, 0);
        assert_eq!(rows(json!({"words": "raised MAIL"})).await, 1);
        assert_eq!(rows(json!({"state": "closed"})).await, 0);
        assert_eq!(rows(json!({"owner": testing::user(7)})).await, 0);
        let other = testing::someone(9, kernel::Scope::Own, &["exception.export"]);
        assert_eq!(world.act(&other, "exception.export", json!({})).await["rows"], 0, "nobody else's");
    }
}

//! Taking back what a run did: as a whole, on the record, and where a step is refused nothing is lost; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::{ContactId, Id as _};
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::{Value as Json, json};
use store::values;
use testing::World;

const NOTES: &str = "select title as line from test_note order by title";
const TITLES: &str = "select title as line from test_deal order by title";
const UNDONE: &str = "select step || ' ' || state as line from automation_undo order by seq";
const WIPED: &str = "select title as line from test_wiped order by n";
const EXCEPTIONS: &str = "
    select code || ' ' || title as line from store_exception
    where state = 'open' and code <> 'conservation.no_next_step' order by id";
const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";

fn note(id: &str) -> String {
    format!("  - id: {id}\n    do: task.note\n    with: {{title: {id}}}\n")
}

/// A run that wrote three notes and a message, and sleeps.
async fn written(world: &World) -> (kernel::Actor, Json) {
    let boss = alone(world).await;
    let letter = "  - id: letter\n    do: message.send\n    with: {contact: {cel: contact.id}, template: hello, \
        class: transactional}\n    on_error: skip\n";
    let pause = "  - id: pause\n    wait: {days: 3}\n";
    let steps = note("a") + &note("b") + letter + &note("c") + pause;
    publish(world, &boss, "automatic", &yaml("writing", TRIGGER, &steps)).await;
    capture(world, &boss).await;
    rest(world).await;
    assert_eq!(lines(world, NOTES).await, ["a", "b", "c"]);
    let run = world.act(&boss, "run.list", json!({})).await["items"][0]["id"].clone();
    (boss, run)
}

testing::on_both! {
    async fn all_of_it_is_taken_back_in_one_go_and_that_is_on_the_record(world: World) {
        let (boss, run) = written(&world).await;
        let undoing = world.act(&boss, "run.undo", json!({"run": run})).await;
        let steps = |field: &str| -> Vec<String> {
            let all = undoing[field].as_array().unwrap().iter();
            all.map(|step| step["step"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(steps("steps"), ["c", "b", "a"], "the last one first");
        assert_eq!(steps("stay"), ["letter"], "what has left stays left");
        rest(&world).await;
        assert_eq!(lines(&world, NOTES).await, [""; 0]);
        assert_eq!(lines(&world, UNDONE).await, ["a done", "b done", "c done"]);
        assert_eq!(lines(&world, WIPED).await, ["c", "b", "a"], "done last, taken back first");
        let letters = "select count(*) as n from automation_undo where verb like 'message.%' or step = 'letter'";
        assert_eq!(world.count(letters).await, 0, "nothing is done about what has left");
        let read = world.act(&boss, "run.read", json!({"run": run})).await;
        assert_eq!((&read["state"], &read["note"]), (&json!("cancelled"), &json!("what it did is taken back")));
        let last = &read["steps"].as_array().unwrap()[4];
        let pause = (&last["step"], &last["state"], &last["why"]);
        let cut_off = (&json!("pause"), &json!("skipped"), &json!("the run ended: cancelled"));
        assert_eq!(pause, cut_off, "nothing of it stands there as if it still waited");
        let told = "select count(*) as n from journal where kind = 'run.undone' and line like '%\"steps\":3%'";
        assert_eq!(world.count(told).await, 1);
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
        world.act(&boss, "run.undo", json!({"run": run})).await;
        rest(&world).await;
        assert_eq!(lines(&world, UNDONE).await, ["a done", "b done", "c done"], "nothing is taken back twice");
    }

    async fn a_step_that_is_refused_half_way_is_somebodys_and_can_be_asked_for_again(world: World) {
        let (boss, run) = written(&world).await;
        world.act(&boss, "test.keep_note", json!({"title": "b", "kept": true})).await;
        world.act(&boss, "run.undo", json!({"run": run})).await;
        rest(&world).await;
        assert_eq!(lines(&world, NOTES).await, ["b"], "the others are taken back");
        assert_eq!(lines(&world, UNDONE).await, ["a done", "b failed", "c done"]);
        assert_eq!(lines(&world, EXCEPTIONS).await, ["automation.not_undone Step b could not be taken back"]);
        let told = world.act(&boss, "exception.list", json!({})).await;
        let told = told["items"].as_array().unwrap().iter().find(|one| one["code"] == "automation.not_undone");
        assert!(told.unwrap()["detail"].as_str().unwrap().contains("task.unnote"), "and how by hand: {told:?}");
        world.act(&boss, "test.keep_note", json!({"title": "b", "kept": false})).await;
        world.act(&boss, "run.undo", json!({"run": run})).await;
        rest(&world).await;
        assert_eq!(lines(&world, NOTES).await, [""; 0]);
        assert_eq!(lines(&world, UNDONE).await, ["a done", "b done", "c done"]);
    }

    async fn what_somebody_has_changed_since_stays_theirs(world: World) {
        let boss = alone(&world).await;
        let rename = |id: &str| format!(
            "  - id: {id}\n    do: deal.rename\n    with: {{deal: {{cel: deal.id}}, title: {id}}}\n");
        let head = "trigger: {fact: deal.opened}\nenrol: {policy: always}\n";
        let wait = "  - id: pause\n    wait: {days: 1}\n";
        let steps = rename("first") + wait + &rename("second") + "  - id: rest\n    wait: {days: 3}\n";
        let text = yaml("naming", head, &steps).replace("subject: lead", "subject: deal");
        publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        for by_hand in [false, true] {
            let deal = world.act(&boss, "test.open_deal", json!({"contact": contact})).await["id"].clone();
            rest(&world).await;
            world.clock.pass_seconds(3_600);
            if by_hand {
                world.act(&boss, "deal.rename", json!({"deal": deal, "title": "ours"})).await;
            }
            world.clock.pass_seconds(86_400);
            rest(&world).await;
            let runs = world.act(&boss, "run.list", json!({"subject": deal})).await;
            let all = runs["items"].as_array().unwrap();
            let run = all.iter().find(|run| run["subject"] == deal).unwrap()["id"].clone();
            world.clock.pass_seconds(60);
            world.act(&boss, "run.undo", json!({"run": run})).await;
            rest(&world).await;
            let title = if by_hand { "ours" } else { "A ship" };
            assert!(lines(&world, TITLES).await.contains(&title.to_owned()), "{:?}", lines(&world, TITLES).await);
            if !by_hand {
                assert_eq!(lines(&world, UNDONE).await, ["first done", "second done"]);
            }
        }
        let told = "select count(*) as n from store_exception
            where code = 'automation.not_undone' and state = 'open' and title like 'Step first%'";
        assert_eq!(world.count(told).await, 1, "the second step was taken back to theirs, the first was not");
        assert_eq!(lines(&world, TITLES).await, ["A ship", "ours"]);
    }

    async fn what_was_changed_under_the_other_id_of_a_merged_person_stays_theirs(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: deal.opened}\nenrol: {policy: always}\n";
        let steps = "  - id: first\n    do: deal.rename\n    with: {deal: {cel: deal.id}, title: first}\n  \
            - id: pause\n    wait: {days: 3}\n";
        let text = yaml("naming", head, steps).replace("subject: lead", "subject: deal");
        publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        let deal = world.act(&boss, "test.open_deal", json!({"contact": contact})).await["id"].clone();
        rest(&world).await;
        assert_eq!(lines(&world, TITLES).await, ["first"]);
        // The run knows them by the id they had before they were merged.
        let kept: ContactId = contact.parse().unwrap();
        write(&world, move |tx| {
            Box::pin(async move {
                let alias = ContactId::from_bytes([9; 16]);
                tx.exec("insert into test_alias (alias, contact) values ($1, $2)", values![alias, kept]).await?;
                tx.exec("update automation_run set contact = $1", values![alias]).await.map(drop)
            })
        }).await;
        world.clock.pass_seconds(60);
        world.act(&boss, "deal.rename", json!({"deal": deal, "title": "ours"})).await;
        world.clock.pass_seconds(60);
        let run = world.act(&boss, "run.list", json!({})).await["items"][0]["id"].clone();
        world.act(&boss, "run.undo", json!({"run": run})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TITLES).await, ["ours"]);
        assert_eq!(lines(&world, UNDONE).await, ["first failed"]);
    }

    /// What is taken back by one request is no edit of whoever asked; by the next request it is, and theirs stays.
    async fn what_one_request_takes_back_is_no_edit_and_asked_again_it_is_not_done_twice(world: World) {
        let boss = alone(&world).await;
        let rename = |id: &str| format!(
            "  - id: {id}\n    do: deal.rename\n    with: {{deal: {{cel: deal.id}}, title: {id}}}\n");
        let child = yaml("inner", "trigger: {button: {label: Go}}\nenrol: {policy: always}\n", &rename("inner"))
            .replace("subject: lead", "subject: deal");
        publish(&world, &boss, "automatic", &child).await;
        let call = "  - id: other\n    call: {automation: inner}\n    on_error: escalate\n";
        let steps = rename("first") + call + &rename("last") + "  - id: pause\n    wait: {days: 3}\n";
        let head = "trigger: {fact: deal.opened}\nenrol: {policy: always}\n";
        let text = yaml("outer", head, &steps).replace("subject: lead", "subject: deal");
        publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.open_deal", json!({"contact": contact})).await;
        world.clock.pass_seconds(1);
        for _ in 0..3 {
            rest(&world).await;
            world.clock.pass_seconds(1);
        }
        assert_eq!(lines(&world, TITLES).await, ["last"]);
        let runs = world.act(&boss, "run.list", json!({})).await;
        let waits = |run: &&Json| run["state"] == "sleeping";
        let run = runs["items"].as_array().unwrap().iter().find(waits).unwrap()["id"].clone();
        world.clock.pass_seconds(60);
        world.act(&boss, "run.undo", json!({"run": run})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TITLES).await, ["A ship"], "the steps of both runs, the last one first");
        assert_eq!(lines(&world, UNDONE).await, ["first done", "inner done", "last done"]);
        world.clock.pass_seconds(60);
        world.act(&boss, "run.undo", json!({"run": run})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TITLES).await, ["A ship"]);
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0], "what is done is not tried again");
    }

    async fn what_the_runs_it_called_did_is_taken_back_with_it(world: World) {
        let boss = alone(&world).await;
        let child = yaml("writes", "trigger: {button: {label: Write}}\nenrol: {policy: always}\n", &note("b"));
        publish(&world, &boss, "automatic", &child).await;
        let call = "  - id: other\n    call: {automation: writes}\n    on_error: escalate\n";
        let steps = note("a") + call + &note("c") + "  - id: pause\n    wait: {days: 3}\n";
        publish(&world, &boss, "automatic", &yaml("calling", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        for _ in 0..3 {
            rest(&world).await;
            world.clock.pass_seconds(1);
        }
        assert_eq!(lines(&world, NOTES).await, ["a", "b", "c"]);
        let runs = world.act(&boss, "run.list", json!({})).await;
        let waits = |run: &&Json| run["state"] == "sleeping";
        let run = runs["items"].as_array().unwrap().iter().find(waits).unwrap()["id"].clone();
        let undoing = world.act(&boss, "run.undo", json!({"run": run})).await;
        assert_eq!((undoing["steps"].as_array().unwrap().len(), &undoing["stay"]), (3, &json!([])), "{undoing:#}");
        rest(&world).await;
        assert_eq!(lines(&world, NOTES).await, [""; 0]);
        assert_eq!(lines(&world, WIPED).await, ["c", "b", "a"], "done last, taken back first");
    }
}

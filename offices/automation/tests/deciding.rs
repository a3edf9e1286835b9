//! What a condition looked at as it decided: kept with its step, asked again later; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use automation::sight::{People, Sight, differed_in};
use condition::{Fields, Value};
use kernel::calendar::Zones;
use kernel::{Actor, Business, Id, LeadId, Ref, Timestamp};
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::{Value as Json, json};
use testing::World;

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const HOUR: i64 = 3_600;
const STEPS: &str = "
  - id: which
    branch: [{if: {cel: 'lead.state == \"nurtured\"'}, go: never}, {else: pause}]
  - id: never
    end: done
  - id: pause
    wait: {hours: 5}
  - id: hello
    if: {cel: 'has(contact.email) && steps.pause.status == \"ok\"'}
    do: message.send
    with: {contact: {cel: contact.id}, template: hello, class: inquiry}
    guard: {cel: 'lead.state == \"captured\" && now > lead.captured_at'}
    on_error: skip
  - id: to_ada
    if: {cel: 'has(contact.name) && contact.name == \"Ada Sample\"'}
    do: task.create
    with: {title: Call}
";

async fn step(world: &World, boss: &Actor, run: &Json, name: &str) -> Json {
    let whole = world.act(boss, "run.read", json!({"run": run})).await;
    whole["steps"].as_array().unwrap().iter().find(|one| one["step"] == name).unwrap().clone()
}

async fn again(world: &World, boss: &Actor, run: &Json, name: &str) -> Vec<Json> {
    let found = world.act(boss, "run.look_again", json!({"run": run, "step": name})).await;
    found["decisions"].as_array().unwrap().clone()
}

async fn ran(world: &World, boss: &Actor) -> (Json, String) {
    publish(world, boss, "automatic", &yaml("decides", TRIGGER, STEPS)).await;
    let (lead, contact) = capture(world, boss).await;
    rest(world).await;
    world.clock.pass_seconds(6 * HOUR);
    rest(world).await;
    let runs = world.act(boss, "run.list", json!({"contact": contact})).await;
    (runs["items"][0]["id"].clone(), lead)
}

const RUNS: &str = "select state as line from automation_run order by id";
const TASKS: &str = "select title as line from test_task order by id";
const SENT: &str = "select state as line from test_message order by id";
const PARKED: &str = "
    select detail as line from store_exception where state = 'open' and code = 'automation.parked' order by id";
const ENROLMENTS: &str =
    "select coalesce(reason, 'enrolled') as line from automation_enrolment order by at, fact";

testing::on_both! {
    async fn a_condition_and_a_suppression_are_two_reasons_each_with_its_words(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: lead.captured, when: {cel: fact.has_email}}\nenrol: {policy: always}\n\
            suppress: {cel: 'lead.state == \"captured\" && fact.channel == \"import\"'}\n";
        let head = head.replace("\"import\"", "\"form\"");
        publish(&world, &boss, "automatic", &yaml("says-why", &head, STEPS)).await;
        capture(&world, &boss).await;
        world.clock.pass_seconds(1);
        world.act(&boss, "test.capture", json!({"no_email": true})).await;
        assert_eq!(lines(&world, ENROLMENTS).await, [
            "it is suppressed, for this holds: lead.state == \"captured\" && fact.channel == \"form\"",
            "its condition does not hold: fact.has_email",
        ]);
    }

    async fn while_it_is_off_that_it_was_is_kept_once_a_day_for_each_record(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: message.received}\nenrol: {policy: always}\n";
        let steps = "  - id: pause\n    wait: {days: 1}\n";
        let text = yaml("asleep", head, steps).replace("subject: lead", "subject: contact");
        let id = publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        let off = json!({"automation": id, "on": false});
        world.act(&boss, "automation.switch", off).await;
        let reply = json!({"contact": contact, "lead": null});
        for _ in 0..3 {
            world.act(&boss, "test.reply", reply.clone()).await;
            world.clock.pass_seconds(1);
        }
        assert_eq!(lines(&world, ENROLMENTS).await, ["it was off"], "once a day");
        let why = world.act(&boss, "automation.why", json!({"contact": contact})).await;
        assert_eq!(why["items"][0]["decisions"][0]["reason"], "it was off");
        world.clock.pass_seconds(24 * HOUR);
        world.act(&boss, "test.reply", reply.clone()).await;
        assert_eq!(lines(&world, ENROLMENTS).await, ["it was off"; 2]);
        world.act(&boss, "automation.switch", json!({"automation": id, "on": true})).await;
        world.act(&boss, "test.reply", reply.clone()).await;
        assert_eq!(lines(&world, ENROLMENTS).await, ["it was off", "it was off", "enrolled"]);
        world.act(&boss, "automation.switch", json!({"automation": id, "on": false})).await;
        world.act(&boss, "automation.retire", json!({"automation": id})).await;
        world.clock.pass_seconds(24 * HOUR);
        world.act(&boss, "test.reply", reply).await;
        assert_eq!(world.count("select count(*) as n from automation_enrolment").await, 3, "retired is not off");
    }

    async fn a_step_keeps_what_its_conditions_looked_at(world: World) {
        let boss = alone(&world).await;
        let (run, _) = ran(&world, &boss).await;
        let which = step(&world, &boss, &run, "which").await;
        assert_eq!(which["asked"][0]["field"], "branch");
        assert_eq!(which["asked"][0]["values"], json!({"lead.state": "captured"}));
        assert_eq!(which["asked"][0]["holds"], false);
        let hello = step(&world, &boss, &run, "hello").await;
        let fields: Vec<&str> = hello["asked"].as_array().unwrap().iter()
            .map(|one| one["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["if", "guard"], "the guard was asked as the message left");
        assert_eq!(hello["asked"][1]["holds"], true);
        assert!(hello["asked"][1]["values"]["lead.captured_at"]["at"].is_string());
        let pause = step(&world, &boss, &run, "pause").await;
        assert!(pause["due_at"].is_string(), "when it was due stays after it was over");
    }

    async fn what_is_personal_is_not_kept(world: World) {
        let boss = alone(&world).await;
        let (run, _) = ran(&world, &boss).await;
        let hello = step(&world, &boss, &run, "hello").await;
        assert_eq!(hello["asked"][0]["values"], json!({"steps.pause.status": "ok"}));
        assert_eq!(hello["asked"][0]["withheld"], json!(["contact.email"]));
        let kept = lines(&world, "select asked as line from automation_step where asked is not null").await;
        assert!(kept.iter().all(|line| !line.contains("customer.test")), "{kept:?}");
    }

    async fn a_guard_that_has_no_value_stops_the_run_before_its_owner(world: World) {
        let boss = alone(&world).await;
        let send = "  - id: hello\n    do: message.send\n    with: {contact: {cel: contact.id}, template: hello, \
            class: inquiry}\n    guard: {cel: 'has(lead.answered_at) || 10 / (size(lead.state) - 8) > 0'}\n    \
            on_error: skip\n  - id: after\n    do: task.create\n    with: {title: Call}\n";
        publish(&world, &boss, "automatic", &yaml("asks-nothing", TRIGGER, send)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["parked"]);
        assert_eq!(lines(&world, TASKS).await, [""; 0], "it does not go on as if nothing were");
        let found = lines(&world, PARKED).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("guard of step hello: "), "{found:?}");
        let runs = world.act(&boss, "run.list", json!({})).await;
        let run = runs["items"][0]["id"].clone();
        write(&world, |tx| {
            Box::pin(async move {
                tx.exec("update test_lead set answered_at = captured_at", &[]).await.map(drop)
            })
        }).await;
        world.act(&boss, "run.retry", json!({"run": run})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["done"]);
        assert_eq!(lines(&world, SENT).await, ["skipped", "accepted"]);
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
        assert_eq!(lines(&world, PARKED).await, [""; 0], "it is over with the run that goes on");
    }

    async fn looked_at_again_a_decision_is_the_same_whatever_changed_since(world: World) {
        let boss = alone(&world).await;
        let (run, lead) = ran(&world, &boss).await;
        let body = json!({"lead": lead, "days": 30});
        world.act(&boss, "lead.nurture", body).await;
        for name in ["which", "hello"] {
            let found = again(&world, &boss, &run, name).await;
            assert!(!found.is_empty());
            assert!(found.iter().all(|one| one["same"] == true && one["again"] == one["holds"]), "{found:?}");
        }
        let ada = &again(&world, &boss, &run, "to_ada").await[0];
        assert_eq!((&ada["holds"], &ada["again"], &ada["same"]), (&json!(true), &Json::Null, &json!(false)));
        assert!(ada["why"].as_str().unwrap().contains("contact.name is personal"));
        let none = json!({"run": run, "step": "nowhere"});
        assert_eq!(world.refused(&boss, "run.look_again", none).await, "missing");
    }
}

/// What one side of a change of a lead says of its state, for a lead that stands so now.
fn said(written: Json, live: &[(&str, &str)]) -> (Option<String>, Option<String>) {
    let lead = Ref::from(LeadId::from_bytes([7; 16]));
    let changes = json!({ lead.to_string(): written });
    let live = live.iter().fold(Fields::new(), |fields, (name, word)| fields.text(name, word));
    let zones = Zones::of(Business::default().hours);
    let known = (People::default(), None);
    let seen = Sight::seen((Timestamp::UNIX_EPOCH, zones), vec![("lead", live)], Fields::new(), known);
    let sight = seen.with_changes(&differed_in(&changes, lead), lead);
    let state = |side: &str| match sight.at(&format!("{side}.state")) {
        Some(Value::Text(state)) => Some(state.into_owned()),
        _ => None,
    };
    (state("old"), state("new"))
}

#[test]
fn a_change_of_a_lead_speaks_of_the_states_conditions_know() {
    let of = |old: Option<&str>, new: Option<&str>| (old.map(str::to_owned), new.map(str::to_owned));
    let answered = [("state", "answered"), ("answered_at", "then")];
    let first = json!({"answered_at": [null, "2026-02-03T10:00:00Z"]});
    assert_eq!(said(first.clone(), &answered), of(Some("captured"), Some("answered")));
    let closed = [("state", "closed"), ("answered_at", "then")];
    assert_eq!(said(first, &closed), of(None, None), "decided already, whoever answers it");
    let decided = json!({"state": ["open", "closed"]});
    assert_eq!(said(decided.clone(), &closed), of(Some("answered"), Some("closed")));
    assert_eq!(said(decided, &[("state", "closed")]), of(Some("captured"), Some("closed")));
    assert_eq!(
        said(json!({"channel": ["form", "phone"]}), &answered),
        of(None, None),
        "it says nothing about it"
    );
}

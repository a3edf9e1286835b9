//! What starts runs though no fact does: dates, schedules, silence, hooks, buttons and other runs, on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use automation::start::hook::HookDoor;
use automation::start::worker::Starts;
use kernel::{ContactId, DealId, Id, ProposalId};
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::{Value as Json, json};
use testing::nobody;
use verbs::{Door as _, Worker};

const TASKS: &str = "select title as line from test_task order by id";
const RUNS: &str = "
    select a.slug || ' ' || r.state || ' ' || coalesce(r.outcome, '-') as line
    from automation_run r join automation_automation a on a.id = r.automation order by r.id";
const DECIDED: &str = "
    select a.slug || ' ' || e.decision || ' ' || coalesce(e.reason, '-') as line
    from automation_enrolment e join automation_automation a on a.id = e.automation order by e.fact, a.slug";
const TROUBLE: &str = "
    select title as line from store_exception where state = 'open' and code = 'automation.condition' order by title";
const DUE: &str = "select how as line from automation_due order by at";
const TASK: &str = "  - id: call\n    do: task.create\n    with: {title: Call}\n";
const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

fn about(subject: &str, slug: &str, head: &str, steps: &str) -> String {
    yaml(slug, &format!("{head}\nenrol: {{policy: always}}\n"), steps)
        .replace("subject: lead", &format!("subject: {subject}"))
}

/// Time passes, and everything that falls due in it is done.
async fn pass(world: &testing::World, seconds: i64) {
    for _ in 0..seconds / (6 * HOUR) {
        world.clock.pass_seconds(6 * HOUR);
        rest(world).await;
    }
    world.clock.pass_seconds(seconds % (6 * HOUR));
    rest(world).await;
}

fn offer() -> Json {
    json!({
        "proposal": ProposalId::from_bytes([5; 16]), "deal": DealId::from_bytes([6; 16]),
        "contact": ContactId::from_bytes([4; 16]),
    })
}

/// Somebody calls the address of a hook; the status, or the code it is refused with.
async fn knock(world: &testing::World, token: &str, body: &str) -> Result<u16, &'static str> {
    let knock = verbs::Knock {
        actor: nobody(),
        path: [("token".to_owned(), token.to_owned())].into(),
        query: [].into(),
        form: [].into(),
        uploads: vec![],
        body: body.as_bytes().to_vec(),
        headers: [].into(),
        network: "203.0.113.7".into(),
        origin: "https://ours.test".into(),
    };
    HookDoor::open(&world.desk, knock).await.map(|shown| shown.status).map_err(|error| error.code())
}

const BEFORE: &str = "trigger: {date: {cel: proposal.valid_until}, before: {days: 3}, at: 09:00}";

testing::on_both! {
    async fn a_day_on_a_record_starts_a_run_and_a_moved_day_moves_it(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &about("proposal", "expiring", BEFORE, TASK)).await;
        world.act(&boss, "test.offer", offer()).await;
        assert_eq!(lines(&world, DUE).await, ["date"], "decided with the fact that names the day");
        pass(&world, 20 * DAY).await;
        assert_eq!(lines(&world, TASKS).await, Vec::<String>::new());
        let mut later = offer();
        later["until"] = json!("2026-03-10");
        world.act(&boss, "test.extend", later).await;
        pass(&world, 7 * DAY).await;
        assert_eq!(lines(&world, TASKS).await, Vec::<String>::new(), "the day it was has passed");
        pass(&world, 10 * DAY).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
        assert_eq!(lines(&world, DUE).await, Vec::<String>::new());
        pass(&world, 10 * DAY).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"], "once");
    }

    async fn a_day_that_came_while_nobody_looked_is_not_lost_by_a_fact_about_its_record(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &about("proposal", "expiring", BEFORE, TASK)).await;
        world.act(&boss, "test.offer", offer()).await;
        // The house stood still over the day; the first thing it hears is that somebody looked at the offer.
        world.clock.pass_seconds(28 * DAY);
        world.act(&boss, "test.look", offer()).await;
        assert_eq!(lines(&world, DUE).await, ["date"]);
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
        assert_eq!(lines(&world, DECIDED).await, ["expiring enrolled -"]);
        world.act(&boss, "test.look", offer()).await;
        pass(&world, 2 * DAY).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"], "once");
    }

    async fn a_day_whose_start_broke_and_was_put_off_is_not_lost_by_a_fact_about_its_record(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &about("proposal", "expiring", BEFORE, TASK)).await;
        world.act(&boss, "test.offer", offer()).await;
        world.clock.pass_seconds(28 * DAY);
        // As the worker puts off what broke.
        let later = world.store.now().as_millisecond() + 600_000;
        write(&world, move |tx| {
            Box::pin(async move {
                let at = kernel::Timestamp::from_millisecond(later).unwrap();
                let due = automation::start::rows::due(tx, 1).await?.remove(0);
                assert!(automation::start::rows::move_to(tx, &due, at).await?);
                Ok(())
            })
        }).await;
        world.act(&boss, "test.look", offer()).await;
        rest(&world).await;
        assert_eq!((lines(&world, TASKS).await, lines(&world, DUE).await), (vec![], vec!["date".to_owned()]));
        pass(&world, 601).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
        assert_eq!(lines(&world, DUE).await, [""; 0]);
    }

    async fn a_day_that_was_moved_into_the_past_starts_nothing(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &about("proposal", "expiring", BEFORE, TASK)).await;
        world.act(&boss, "test.offer", offer()).await;
        world.clock.pass_seconds(28 * DAY);
        let mut earlier = offer();
        earlier["until"] = json!("2026-02-20");
        world.act(&boss, "test.extend", earlier).await;
        rest(&world).await;
        assert_eq!((lines(&world, TASKS).await, lines(&world, DUE).await), (vec![], vec![]));
    }

    async fn the_day_a_deal_is_expected_starts_a_run_before_it(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {date: {cel: deal.expected_on}, before: {days: 3}, at: 09:00, \
            when: {cel: 'has(contact.company_name) && contact.company_name == \"Ships Ltd\"'}}";
        publish(&world, &boss, "automatic", &about("deal", "nearly", head, TASK)).await;
        let (_, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.open_deal", json!({"contact": contact})).await;
        pass(&world, 20 * DAY).await;
        assert_eq!(lines(&world, TASKS).await, Vec::<String>::new());
        pass(&world, 7 * DAY).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
    }

    async fn a_day_that_is_over_when_it_is_switched_on_starts_nothing(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.offer", offer()).await;
        pass(&world, 40 * DAY).await;
        publish(&world, &boss, "automatic", &about("proposal", "expiring", BEFORE, TASK)).await;
        rest(&world).await;
        pass(&world, 2 * DAY).await;
        assert_eq!(lines(&world, RUNS).await, Vec::<String>::new());
        assert_eq!(lines(&world, DUE).await, Vec::<String>::new());
    }

    async fn records_that_are_there_already_are_looked_at_when_it_is_switched_on(world: World) {
        let boss = alone(&world).await;
        capture(&world, &boss).await;
        let head = "trigger: {date: {cel: lead.captured_at}, after: {days: 2}, at: 09:00}";
        publish(&world, &boss, "automatic", &about("lead", "two-days", head, TASK)).await;
        rest(&world).await;
        assert_eq!(lines(&world, DUE).await, ["date"]);
        pass(&world, 3 * DAY).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
        assert_eq!(lines(&world, DECIDED).await, ["two-days enrolled -"]);
    }

    async fn a_schedule_comes_round_once_each_time_however_long_nobody_looked(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {schedule: {rrule: FREQ=WEEKLY;BYDAY=MO, at: 09:00}}";
        let id = publish(&world, &boss, "automatic", &about("business", "weekly", head, TASK)).await;
        pass(&world, 15 * DAY).await;
        assert_eq!(lines(&world, TASKS).await.len(), 3, "three Mondays");
        world.clock.pass_seconds(30 * DAY);
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await.len(), 4, "what was missed is done once");
        world.act(&boss, "automation.switch", json!({"automation": id, "on": false})).await;
        pass(&world, 8 * DAY).await;
        assert_eq!(lines(&world, TASKS).await.len(), 4);
        assert_eq!(lines(&world, DUE).await, Vec::<String>::new());
    }

    async fn a_schedule_for_each_open_record_asks_each_of_them(world: World) {
        let boss = alone(&world).await;
        capture(&world, &boss).await;
        let (_, contact) = capture(&world, &boss).await;
        let lead = world.act(&boss, "test.capture", json!({"contact": contact})).await;
        world.act(&boss, "lead.nurture", json!({"lead": lead["lead"], "days": 5})).await;
        let head = "trigger: {schedule: {rrule: FREQ=DAILY, at: 09:00}, each: true, \
            when: {cel: 'lead.state == \"captured\"'}}";
        publish(&world, &boss, "automatic", &about("lead", "each", head, TASK)).await;
        pass(&world, DAY).await;
        assert_eq!(lines(&world, RUNS).await, ["each done done", "each done done"], "the open ones");
    }

    async fn a_silence_is_broken_or_starts_a_run(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {silence: {after: lead.captured, without: message.received, for: {hours: 48}}}";
        publish(&world, &boss, "automatic", &about("lead", "silent", head, TASK)).await;
        let (lead, contact) = capture(&world, &boss).await;
        capture(&world, &boss).await;
        assert_eq!(lines(&world, DUE).await, ["silence", "silence"]);
        pass(&world, 40 * HOUR).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        assert_eq!(lines(&world, DUE).await, ["silence"], "broken in the same transaction");
        pass(&world, 20 * HOUR).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
        assert_eq!(lines(&world, DECIDED).await, ["silent enrolled -"]);
    }

    async fn a_silence_that_does_not_begin_is_kept_with_its_reason(world: World) {
        let boss = alone(&world).await;
        let silent = |when: &str| format!(
            "trigger: {{silence: {{after: lead.captured, without: message.received, for: {{hours: 48}}}}, \
                when: {{cel: '{when}'}}}}");
        let never = about("lead", "never", &silent("lead.channel == \"phone\""), TASK);
        publish(&world, &boss, "automatic", &never).await;
        let broken = about("lead", "broken", &silent("[1, 2][size(lead.channel)] == 1"), TASK);
        publish(&world, &boss, "automatic", &broken).await;
        capture(&world, &boss).await;
        assert_eq!(lines(&world, DUE).await, Vec::<String>::new());
        let decided = lines(&world, DECIDED).await;
        assert!(decided[0].starts_with("broken refused ") && decided[0].contains("when"), "{decided:?}");
        assert_eq!(decided[1], "never refused its condition does not hold: lead.channel == \"phone\"");
        assert_eq!(lines(&world, TROUBLE).await, ["Broken: nobody can be enrolled"]);
    }

    async fn what_cannot_be_asked_about_a_silence_breaks_it_and_is_somebodys_business(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {silence: {after: lead.captured, without: message.received, for: {hours: 48}}, \
            match: {cel: '[1, 2][size(fact.channel)] == 1'}}";
        publish(&world, &boss, "automatic", &about("lead", "silent", head, TASK)).await;
        let (lead, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        assert_eq!(lines(&world, DUE).await, Vec::<String>::new(), "whoever may have answered is left alone");
        assert_eq!(lines(&world, TROUBLE).await, ["Silent: nobody can be enrolled"]);
    }

    async fn whoever_was_silent_and_taken_in_can_be_silent_again(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {silence: {after: lead.captured, without: message.received, for: {hours: 48}}}";
        publish(&world, &boss, "automatic", &about("contact", "silent", head, TASK)).await;
        let (_, contact) = capture(&world, &boss).await;
        pass(&world, 49 * HOUR).await;
        assert_eq!(lines(&world, TASKS).await.len(), 1);
        pass(&world, 49 * HOUR).await;
        assert_eq!(lines(&world, TASKS).await.len(), 1, "once for each silence");
        for times in [2, 3] {
            world.act(&boss, "test.capture", json!({"contact": contact})).await;
            assert_eq!(lines(&world, DUE).await, ["silence"]);
            pass(&world, 49 * HOUR).await;
            assert_eq!(lines(&world, TASKS).await.len(), times);
        }
    }

    async fn what_breaks_a_silence_that_begins_anew_only_moves_it(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {silence: {after: lead.captured, without: message.received, for: {hours: 48}, \
            anew: true}}";
        publish(&world, &boss, "automatic", &about("contact", "silent", head, TASK)).await;
        let (_, contact) = capture(&world, &boss).await;
        let reply = json!({"contact": contact, "lead": null});
        for _ in 0..2 {
            pass(&world, 40 * HOUR).await;
            world.act(&boss, "test.reply", reply.clone()).await;
            assert_eq!(lines(&world, DUE).await, ["silence"]);
        }
        pass(&world, 47 * HOUR).await;
        assert_eq!(lines(&world, TASKS).await, Vec::<String>::new(), "48 hours from the last of them on");
        pass(&world, 2 * HOUR).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
        world.act(&boss, "test.reply", reply).await;
        assert_eq!(lines(&world, DUE).await, Vec::<String>::new(), "what is over is begun by `after` alone");
    }

    async fn a_hook_is_kept_before_it_is_answered_and_starts_once(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {webhook: {fields: {total: number}}, contact: {cel: trigger.payload.email}, \
            when: {cel: trigger.payload.total > 5}}";
        let steps = TASK.replace("title: Call", "title: {cel: '\"Order of \" + string(trigger.payload.total)'}");
        let id = publish(&world, &boss, "automatic", &about("contact", "orders", head, &steps)).await;
        let hook = world.act(&boss, "automation.renew_hook", json!({"automation": id})).await;
        let token = hook["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let call = |total: i64, key: &str| json!({
            "token": token, "key": key, "body": {"email": " Ada@Customer.test", "total": total},
        });
        let nobody = nobody();
        let lacking = json!({"token": token, "body": {"email": "ada@customer.test"}});
        assert_eq!(world.refused(&nobody, "hook.receive", lacking).await, "hook.lacks");
        let unknown = json!({"token": "0000", "body": {}});
        assert_eq!(world.refused(&nobody, "hook.receive", unknown).await, "missing");
        let first = world.act(&nobody, "hook.receive", call(9, "a")).await;
        assert_eq!((&first["state"], &first["again"]), (&json!("waiting"), &json!(false)), "nobody knows them yet");
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Order of 9"]);
        let again = world.act(&nobody, "hook.receive", call(9, "a")).await;
        assert_eq!((&again["state"], &again["again"]), (&json!("started"), &json!(true)));
        // Ids of one moment have no order; these stand a second apart.
        world.clock.pass_seconds(1);
        let other = world.act(&nobody, "hook.receive", call(7, "b")).await;
        assert_eq!(other["state"], "started", "the person is known by now");
        rest(&world).await;
        let small = world.act(&nobody, "hook.receive", call(2, "c")).await;
        assert_eq!(small["state"], "refused");
        world.clock.pass_seconds(DAY + 1);
        let tomorrow = world.act(&nobody, "hook.receive", call(9, "a")).await;
        assert_eq!((&tomorrow["again"], &tomorrow["state"]), (&json!(false), &json!("started")), "another call");
        rest(&world).await;
        let mut orders = lines(&world, TASKS).await;
        orders.sort();
        assert_eq!(orders, ["Order of 7", "Order of 9", "Order of 9"]);
        let log = world.act(&boss, "automation.hook", json!({"automation": id})).await;
        assert_eq!(log["calls"].as_array().unwrap().len(), 3);
        let kept = "select count(*) as n from automation_hook_call where body is not null";
        assert_eq!(world.count(kept).await, 0, "what was sent is not kept once it has started");
        world.act(&boss, "automation.renew_hook", json!({"automation": id})).await;
        assert_eq!(world.refused(&nobody, "hook.receive", call(9, "d")).await, "missing", "the old address is dead");
    }

    async fn a_call_that_is_turned_away_is_kept_with_the_reason(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {webhook: {fields: {total: number}}}";
        let text = about("business", "orders", head, TASK);
        let id = publish(&world, &boss, "automatic", &text).await;
        let hook = world.act(&boss, "automation.renew_hook", json!({"automation": id})).await;
        let token = hook["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        assert_eq!(knock(&world, &token, "no json").await, Err("hook.no_json"));
        assert_eq!(knock(&world, &token, "{\"sum\": 3}").await, Err("hook.lacks"));
        let switch = |on: bool| json!({"automation": id, "on": on});
        world.act(&boss, "automation.switch", switch(false)).await;
        for _ in 0..2 {
            world.clock.pass_seconds(1);
            assert_eq!(knock(&world, &token, "{\"total\": 3}").await, Err("missing"));
        }
        assert_eq!(knock(&world, "0000", "{\"total\": 3}").await, Err("missing"));
        world.act(&boss, "automation.switch", switch(true)).await;
        world.clock.pass_seconds(1);
        assert_eq!(knock(&world, &token, "{\"total\": 3}").await, Ok(202), "the same call once it is on");
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
        let log = world.act(&boss, "automation.hook", json!({"automation": id})).await;
        let said = |call: &Json| format!("{} {}", call["state"].as_str().unwrap(), call["reason"]);
        let calls: Vec<String> = log["calls"].as_array().unwrap().iter().map(said).collect();
        assert_eq!(calls[..2], ["started null", "refused \"it was off\""], "a call once, the latest first: {calls:?}");
        let malformed = ["send JSON", "the JSON lacks total"];
        assert!(malformed.iter().all(|why| calls[2..].iter().any(|one| one.contains(why))), "{calls:?}");
        assert_eq!(calls.len(), 4);
    }

    async fn a_button_starts_a_run_and_says_why_not(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {button: {label: Send the welcome, fields: {title: text}}, \
            when: {cel: 'lead.state == \"captured\"'}}";
        let steps = TASK.replace("title: Call", "title: {cel: trigger.payload.title}");
        publish(&world, &boss, "automatic", &about("lead", "welcome", head, &steps)).await;
        let (lead, _) = capture(&world, &boss).await;
        let buttons = world.act(&boss, "automation.buttons", json!({"record": lead})).await;
        assert_eq!(buttons["items"][0]["label"], "Send the welcome");
        let press = json!({"automation": "welcome", "record": lead, "with": {"title": "Hello"}});
        let started = world.act(&boss, "automation.start", press.clone()).await;
        assert!(started["run"].is_string() && started["reason"].is_null(), "{started}");
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Hello"]);
        world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 5})).await;
        let refused = world.act(&boss, "automation.start", press.clone()).await;
        assert!(refused["run"].is_null());
        assert_eq!(lines(&world, DECIDED).await.len(), 2, "a refusal is kept too");
        let without = json!({"automation": "welcome", "record": lead});
        assert_eq!(world.refused(&boss, "automation.start", without).await, "automation.lacks");
        let other = json!({"automation": "welcome", "record": boss.user, "with": {"title": "Hello"}});
        assert_eq!(world.refused(&boss, "automation.start", other).await, "automation.other_record");
    }

    async fn a_run_that_is_stopped_for_a_record_ends(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: pause\n    wait: {days: 1}\n".to_owned() + TASK;
        let head = "trigger: {fact: lead.captured}";
        publish(&world, &boss, "automatic", &about("lead", "slow", head, &steps)).await;
        let (lead, _) = capture(&world, &boss).await;
        rest(&world).await;
        let stopped = world.act(&boss, "automation.stop", json!({"automation": "slow", "record": lead})).await;
        assert_eq!(stopped["runs"], 1);
        pass(&world, 2 * DAY).await;
        assert_eq!(lines(&world, RUNS).await, ["slow done cancelled"].map(|l| l.replace("done c", "cancelled c")));
        assert_eq!(lines(&world, TASKS).await, Vec::<String>::new());
    }

    async fn an_automation_calls_another_and_reads_what_it_set(world: World) {
        let boss = alone(&world).await;
        let button = "trigger: {button: {label: Add, fields: {n: number}}}";
        let add = "  - id: pause\n    wait: {hours: 1}\n  - id: sums\n    set: {total: {cel: trigger.payload.n + 1}}\n";
        publish(&world, &boss, "automatic", &about("lead", "add", button, add)).await;
        let steps = "  - id: other\n    call: {automation: add, with: {n: 4}, take: {total: number}}\n    \
            on_error: escalate\n  - id: call\n    if: {cel: has(steps.other.output.total)}\n    do: task.create\n    \
            with: {title: {cel: 'has(steps.other.output.total) ? string(steps.other.output.total) : \"none\"'}}\n";
        publish(&world, &boss, "automatic", &about("lead", "first", "trigger: {fact: lead.captured}", steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["first waiting_effect -", "add sleeping -"]);
        pass(&world, 2 * HOUR).await;
        assert_eq!(lines(&world, TASKS).await, ["5"]);
        assert_eq!(lines(&world, RUNS).await, ["first done done", "add done done"]);
    }

    async fn automations_that_call_each_other_come_to_an_end(world: World) {
        let boss = alone(&world).await;
        let call = |name: &str| format!("  - id: next\n    call: {{automation: {name}}}\n    on_error: skip\n");
        let button = "trigger: {button: {label: Go}}";
        for n in 0..7 {
            let steps = call(&format!("deep-{}", n + 1));
            publish(&world, &boss, "automatic", &about("lead", &format!("deep-{n}"), button, &steps)).await;
        }
        // Without a condition it could not be published; one that is always true leaves it to the run.
        let some = "trigger: {button: {label: Go}, when: {cel: has(lead.state)}}";
        publish(&world, &boss, "automatic", &about("lead", "circle", some, &call("circle"))).await;
        let (lead, _) = capture(&world, &boss).await;
        for name in ["deep-0", "circle"] {
            world.act(&boss, "automation.start", json!({"automation": name, "record": lead})).await;
        }
        rest(&world).await;
        rest(&world).await;
        let decided = lines(&world, DECIDED).await;
        assert!(decided.contains(&"circle refused it would follow from itself".to_owned()), "{decided:?}");
        assert!(decided.contains(&"deep-5 refused 4 automations call each other already".to_owned()), "{decided:?}");
        assert!(lines(&world, RUNS).await.iter().all(|run| run.ends_with(" done done")));
    }

    async fn a_run_that_ends_takes_those_it_called_with_it(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: pause\n    wait: {days: 1}\n";
        publish(&world, &boss, "automatic", &about("lead", "slow", "trigger: {button: {label: Go}}", steps)).await;
        let call = "  - id: next\n    call: {automation: slow}\n    on_error: skip\n";
        let head = "trigger: {fact: lead.captured}\nexit_when: {facts: [message.received]}";
        publish(&world, &boss, "automatic", &about("lead", "caller", head, call)).await;
        let (lead, contact) = capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["caller done exit", "slow cancelled cancelled"]);
    }

    async fn nobody_more_is_taken_in_than_the_quota_says(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: lead.captured}\nquota: {runs_per_hour: 2}";
        publish(&world, &boss, "automatic", &about("lead", "few", head, TASK)).await;
        for _ in 0..4 {
            capture(&world, &boss).await;
        }
        let refused = "few refused its quota of 2 runs an hour is used up";
        let said = lines(&world, DECIDED).await;
        assert_eq!(said.iter().filter(|line| *line == refused).count(), 2, "{said:?}");
        let raised = "select count(*) as n from store_exception where code = 'automation.quota'";
        assert_eq!(world.count(raised).await, 1, "one exception, however many wait");
        world.clock.pass_seconds(HOUR + 1);
        capture(&world, &boss).await;
        assert_eq!(lines(&world, RUNS).await.len(), 3);
    }

    async fn whoever_is_held_out_is_counted_and_gets_nothing(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: lead.captured}\nhold_out: 50";
        publish(&world, &boss, "automatic", &about("lead", "half", head, TASK)).await;
        for _ in 0..30 {
            capture(&world, &boss).await;
        }
        rest(&world).await;
        let held = world.count("select count(*) as n from automation_run where state = 'held_out'").await;
        let done = world.count("select count(*) as n from test_task").await;
        assert!(held > 3 && done > 3 && held + done == 30, "{held} held out, {done} done");
        let said = "select count(*) as n from automation_enrolment where reason = 'held out, to measure by'";
        assert_eq!(world.count(said).await, held);
    }

    async fn a_worker_that_looks_twice_starts_once(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {schedule: {rrule: FREQ=DAILY, at: 09:00}}";
        publish(&world, &boss, "automatic", &about("business", "daily", head, TASK)).await;
        world.clock.pass_seconds(DAY);
        let (one, two) = tokio::join!(Starts::tick(&world.desk), Starts::tick(&world.desk));
        one.unwrap();
        two.unwrap();
        assert_eq!(lines(&world, RUNS).await.len(), 1);
    }
}

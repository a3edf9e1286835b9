//! What runs will write until a moment, and leaving one message of it out; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::{Actor, Clock};
use office::{alone, capture, lines, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use testing::World;

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const MESSAGES: &str = "select template || ' ' || state as line from test_message order by id";
const STEPS: &str = "
    select s.step || ' ' || s.state || ' ' || coalesce(s.why, '-') as line
    from automation_step s order by s.run, s.seq";
const HOUR: i64 = 3_600;

fn send(id: &str, template: &str, more: &str) -> String {
    format!(
        "  - id: {id}\n{more}    do: message.send\n    with: {{contact: {{cel: contact.id}}, template: {template}, \
         class: inquiry}}\n    on_error: skip\n"
    )
}

fn wait(id: &str, hours: u32) -> String {
    format!("  - id: {id}\n    wait: {{hours: {hours}}}\n")
}

/// What `run.coming` tells of them, page by page.
async fn coming(world: &World, boss: &Actor, hours: i64) -> Vec<Json> {
    let until = world.clock.now().as_millisecond() + hours * HOUR * 1_000;
    let until = kernel::Timestamp::from_millisecond(until).unwrap();
    let (mut all, mut after) = (vec![], Json::Null);
    loop {
        let page = world.act(boss, "run.coming", json!({"until": until, "after": after})).await;
        all.extend(page["items"].as_array().unwrap().clone());
        after = page["next"].clone();
        if after.is_null() {
            return all;
        }
    }
}

fn said(found: &[Json]) -> Vec<String> {
    let line = |one: &Json| {
        let how = match (one["depends"].as_array().unwrap().is_empty(), one["likely"].as_bool().unwrap()) {
            (true, _) => "surely",
            (false, true) => "perhaps",
            (false, false) => "not as it stands",
        };
        format!("{} {how}", one["step"].as_str().unwrap())
    };
    found.iter().map(line).collect()
}

testing::on_both! {
    async fn what_a_sleeping_run_will_write_is_told_with_whom_and_when(world: World) {
        let boss = alone(&world).await;
        let steps = wait("a_while", 5) + &send("hello", "hello", "") + &wait("longer", 12)
            + &send("again", "again", "") + &wait("days", 90) + &send("late", "late", "");
        publish(&world, &boss, "automatic", &yaml("greets", TRIGGER, &steps)).await;
        let (lead, contact) = capture(&world, &boss).await;
        let began = world.clock.now();
        rest(&world).await;
        assert!(coming(&world, &boss, 4).await.is_empty(), "not within four hours");
        let found = coming(&world, &boss, 30).await;
        assert_eq!(said(&found), ["hello surely", "again surely"]);
        let first = &found[0];
        assert_eq!((&first["subject"], &first["contact"]), (&json!(lead), &json!(contact)));
        assert_eq!((&first["name"], &first["template"]), (&json!("Ada Sample"), &json!("hello")));
        assert_eq!((&first["class"], &first["stands_at"]), (&json!("inquiry"), &json!("a_while")));
        let at: kernel::Timestamp = first["at"].as_str().unwrap().parse().unwrap();
        assert_eq!(at.as_millisecond() - began.as_millisecond(), 5 * HOUR * 1_000);
    }

    async fn behind_a_condition_it_is_perhaps(world: World) {
        let boss = alone(&world).await;
        let steps = wait("a_while", 5)
            + "  - id: which\n    branch: [{if: {cel: 'lead.state == \"captured\"'}, go: one}, {else: other}]\n"
            + &send("one", "one", "") + "  - id: over\n    end: done\n" + &send("other", "other", "")
            + &send("two", "two", "    if: {cel: 'lead.channel == \"phone\"'}\n");
        publish(&world, &boss, "automatic", &yaml("parts", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let mut found = said(&coming(&world, &boss, 30).await);
        found.sort_unstable();
        assert_eq!(found, ["one perhaps", "other not as it stands", "two not as it stands"]);
    }

    async fn a_wait_that_ends_counts_as_done_for_what_looks_at_it(world: World) {
        let boss = alone(&world).await;
        let steps = wait("a_while", 5)
            + &send("hello", "hello", "    if: {cel: 'steps.a_while.status == \"ok\"'}\n");
        publish(&world, &boss, "automatic", &yaml("greets", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(said(&coming(&world, &boss, 30).await), ["hello perhaps"]);
    }

    async fn nothing_comes_of_practice_or_of_what_is_off(world: World) {
        let boss = alone(&world).await;
        let steps = wait("a_while", 5) + &send("hello", "hello", "");
        publish(&world, &boss, "practice", &yaml("practises", TRIGGER, &steps)).await;
        let off = publish(&world, &boss, "automatic", &yaml("greets", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(coming(&world, &boss, 30).await.len(), 1);
        world.act(&boss, "automation.switch", json!({"automation": off, "on": false})).await;
        assert!(coming(&world, &boss, 30).await.is_empty());
    }

    async fn a_step_left_out_is_not_done_and_the_rest_keeps_its_time(world: World) {
        let boss = alone(&world).await;
        let steps = wait("a_while", 5) + &send("hello", "hello", "") + &wait("longer", 12)
            + &send("again", "again", "");
        publish(&world, &boss, "automatic", &yaml("greets", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let run = coming(&world, &boss, 30).await[0]["run"].clone();
        let veto = |step: &str| json!({"run": run, "step": step});
        let refused = world.refused(&boss, "run.leave_out", veto("a_while")).await;
        assert_eq!(refused, "run.nothing_to_leave_out");
        world.act(&boss, "run.leave_out", veto("hello")).await;
        world.act(&boss, "run.leave_out", veto("again")).await;
        let found = coming(&world, &boss, 30).await;
        assert!(found.iter().all(|one| one["left_out"] == true), "still listed, to be let in again");
        world.act(&boss, "run.leave_out", json!({"run": run, "step": "again", "out": false})).await;
        world.clock.pass_seconds(6 * HOUR);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, [] as [&str; 0]);
        assert_eq!(said(&coming(&world, &boss, 11).await), [] as [&str; 0], "twelve hours from then, not from before");
        world.clock.pass_seconds(13 * HOUR);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["again accepted"]);
        assert_eq!(
            lines(&world, STEPS).await,
            ["a_while ok -", "hello skipped operator", "longer ok -", "again ok -"]
        );
        assert_eq!(world.refused(&boss, "run.leave_out", veto("again")).await, "run.ended");
    }

    async fn a_schedule_and_a_silence_are_told_before_their_runs_begin(world: World) {
        let boss = alone(&world).await;
        let round = "trigger: {schedule: {rrule: FREQ=DAILY, at: 09:00}, each: true}\nenrol: {policy: always}\n";
        let silence = "trigger: {silence: {after: lead.captured, without: message.received, for: {hours: 20}}}\n\
            enrol: {policy: always}\n";
        publish(&world, &boss, "automatic", &yaml("daily", round, &send("hello", "hello", ""))).await;
        publish(&world, &boss, "automatic", &yaml("silent", silence, &send("again", "again", ""))).await;
        publish(&world, &boss, "practice", &yaml("practises", round, &send("late", "late", ""))).await;
        let (lead, contact) = capture(&world, &boss).await;
        rest(&world).await;
        let found = coming(&world, &boss, 30).await;
        assert_eq!(said(&found), ["hello surely", "again surely"]);
        let begins: Vec<_> = found.iter().map(|one| one["begins"]["how"].as_str().unwrap()).collect();
        assert_eq!(begins, ["schedule", "silence"]);
        for one in &found {
            assert_eq!((&one["run"], &one["stands_at"]), (&Json::Null, &Json::Null));
            assert_eq!((&one["subject"], &one["contact"]), (&json!(lead), &json!(contact)));
            assert_eq!((&one["name"], &one["begins"]["not"]), (&json!("Ada Sample"), &Json::Null));
        }
    }

    async fn who_would_not_be_taken_in_is_told_with_the_reason(world: World) {
        let boss = alone(&world).await;
        let round = "trigger: {schedule: {rrule: FREQ=DAILY, at: 09:00}, each: true, \
            when: {cel: 'lead.state == \"qualified\"'}}\nenrol: {policy: always}\n";
        publish(&world, &boss, "automatic", &yaml("daily", round, &send("hello", "hello", ""))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let found = coming(&world, &boss, 30).await;
        assert_eq!((&found[0]["likely"], found.len()), (&json!(false), 1));
        assert_eq!(found[0]["begins"]["not"], "its condition does not hold: lead.state == \"qualified\"");
    }

    async fn a_start_left_out_takes_nobody_in_and_the_next_one_does(world: World) {
        let boss = alone(&world).await;
        let round = "trigger: {schedule: {rrule: FREQ=DAILY, at: 09:00}, each: true}\nenrol: {policy: always}\n";
        let daily = publish(&world, &boss, "automatic", &yaml("daily", round, &send("hello", "hello", ""))).await;
        let (lead, _) = capture(&world, &boss).await;
        let (other, _) = capture(&world, &boss).await;
        rest(&world).await;
        let veto = |subject: &str, out: bool| json!({"automation": daily, "subject": subject, "out": out});
        world.act(&boss, "automation.leave_out", veto(&lead, true)).await;
        world.act(&boss, "automation.leave_out", veto(&other, true)).await;
        world.act(&boss, "automation.leave_out", veto(&other, false)).await;
        let out: Vec<_> = coming(&world, &boss, 30).await.iter().map(|one| one["left_out"].clone()).collect();
        assert_eq!(out, [false, true], "still listed, to be let in again");
        world.clock.pass_seconds(24 * HOUR);
        rest(&world).await;
        let decided = "select e.decision || ' ' || coalesce(e.reason, '-') as line from automation_enrolment e \
            order by e.decision";
        assert_eq!(lines(&world, decided).await, ["enrolled -", "refused somebody has left it out"]);
        world.clock.pass_seconds(24 * HOUR);
        rest(&world).await;
        assert_eq!(lines(&world, decided).await.len(), 4);
        assert_eq!(lines(&world, MESSAGES).await.len(), 3, "the next round takes in both");
        world.act(&boss, "automation.switch", json!({"automation": daily, "on": false})).await;
        assert_eq!(world.refused(&boss, "automation.leave_out", veto(&lead, true)).await, "automation.nothing_due");
    }

    async fn behind_a_wait_for_a_fact_and_a_yes_both_outcomes_are_told(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: reply\n    wait_for: {fact: message.received, timeout: {hours: 5}, on_hit: {go: thanks}}\n"
            .to_owned() + &send("again", "again", "")
            + "  - id: large\n    approve: {who: administrator, what: Large, timeout: {hours: 8}, \
                on_timeout: {go: late}}\n"
            + &send("hello", "hello", "") + "  - id: over\n    end: done\n" + &send("late", "late", "")
            + "  - id: over_too\n    end: done\n" + &send("thanks", "terms", "");
        publish(&world, &boss, "automatic", &yaml("waits", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let depends = |found: &[Json]| -> Vec<String> {
            let one = |one: &Json| {
                let on = one["depends"].as_array().unwrap().iter();
                let on = on.map(|on| format!("{} {}", on["step"].as_str().unwrap(), on["comes"].as_str().unwrap()));
                let likely = if one["likely"] == true { "likely" } else { "not as it stands" };
                format!("{} if {}: {likely}", one["step"].as_str().unwrap(), on.collect::<Vec<_>>().join(", "))
            };
            found.iter().map(one).collect()
        };
        let mut found = depends(&coming(&world, &boss, 30).await);
        found.sort_unstable();
        assert_eq!(found, [
            "again if reply no_fact: likely",
            "hello if reply no_fact, large yes: likely",
            "late if reply no_fact, large no_yes: not as it stands",
            "thanks if reply fact: not as it stands",
        ]);
        world.clock.pass_seconds(6 * HOUR);
        rest(&world).await;
        let mut found = depends(&coming(&world, &boss, 1).await);
        found.sort_unstable();
        assert_eq!(found, ["hello if large yes: likely"], "while a person is asked");
    }
}

//! Rehearsing what no fact starts: a day on a record, a schedule, a silence, a button; and trying each with a record.
#![allow(clippy::unwrap_used)] // a test may fail so

mod office;

use kernel::{Actor, Clock, ContactId, DealId, Id, ProposalId};
use office::{alone, capture, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use testing::World;

const TASK: &str = "  - id: call\n    do: task.create\n    with: {title: Call}\n";
const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;
const BEFORE: &str = "trigger: {date: {cel: proposal.valid_until}, before: {days: 3}, at: 09:00}";
const SILENCE: &str =
    "trigger: {silence: {after: lead.captured, without: message.received, for: {hours: 48}}}";

fn about(subject: &str, slug: &str, head: &str) -> String {
    yaml(slug, &format!("{head}\nenrol: {{policy: always}}\n"), TASK)
        .replace("subject: lead", &format!("subject: {subject}"))
}

async fn pass(world: &World, seconds: i64) {
    for _ in 0..seconds / (6 * HOUR) {
        world.clock.pass_seconds(6 * HOUR);
        rest(world).await;
    }
}

/// Asked for, worked through; how many runs began on each day that had any, and the report.
async fn rehearsed(world: &World, boss: &Actor, text: &str) -> (Vec<i64>, Json) {
    let asked = world.act(boss, "automation.rehearse", json!({"text": text, "days": 60})).await;
    rest(world).await;
    let read = world.act(boss, "automation.rehearsal", json!({"rehearsal": asked["id"]})).await;
    assert_eq!(read["state"], "done", "{read:#}");
    let days = read["report"]["days"].as_array().unwrap().iter();
    (days.filter_map(|day| day["enrolled"].as_i64()).filter(|n| *n > 0).collect(), read["report"].clone())
}

/// Draft and what really ran agree about how many runs began.
async fn agrees(world: &World, boss: &Actor, text: &str) -> i64 {
    let (_, report) = rehearsed(world, boss, text).await;
    let really = world.count("select count(*) as n from automation_run").await;
    assert_eq!(report["enrolled"], really, "{report:#}");
    really
}

fn offer(n: u8) -> Json {
    json!({
        "proposal": ProposalId::from_bytes([n; 16]), "deal": DealId::from_bytes([n; 16]),
        "contact": ContactId::from_bytes([4; 16]),
    })
}

testing::on_both! {
    async fn a_silence_is_rehearsed_as_it_really_went(world: World) {
        let boss = alone(&world).await;
        let text = about("lead", "silent", SILENCE);
        publish(&world, &boss, "automatic", &text).await;
        let (lead, contact) = capture(&world, &boss).await;
        capture(&world, &boss).await;
        pass(&world, DAY).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        capture(&world, &boss).await;
        pass(&world, 4 * DAY).await;
        assert_eq!(agrees(&world, &boss, &text).await, 2, "the one who wrote was not silent");
        let short = text.replace("hours: 48", "hours: 12");
        let (days, report) = rehearsed(&world, &boss, &short).await;
        assert_eq!(days.iter().sum::<i64>(), 3, "nobody wrote within twelve hours: {report:#}");
        assert_eq!(report["against_published"]["runs_differ"], 5, "other moments are other runs: {report:#}");
    }

    async fn a_day_on_a_record_is_rehearsed_as_it_really_went(world: World) {
        let boss = alone(&world).await;
        let text = about("proposal", "expiring", BEFORE);
        publish(&world, &boss, "automatic", &text).await;
        world.act(&boss, "test.offer", offer(5)).await;
        world.act(&boss, "test.offer", offer(6)).await;
        pass(&world, 2 * DAY).await;
        let mut moved = offer(6);
        moved["until"] = json!("2026-03-10");
        world.act(&boss, "test.extend", moved).await;
        pass(&world, 25 * DAY).await;
        let before = agrees(&world, &boss, &text).await;
        pass(&world, 20 * DAY).await;
        assert_eq!((before, agrees(&world, &boss, &text).await), (1, 2), "the day that was moved came later");
    }

    async fn a_schedule_is_rehearsed_round_by_round(world: World) {
        let boss = alone(&world).await;
        let weekly = "trigger: {schedule: {rrule: 'FREQ=WEEKLY;BYDAY=MO', at: 09:00}}";
        let text = about("business", "weekly", weekly);
        publish(&world, &boss, "automatic", &text).await;
        pass(&world, 20 * DAY).await;
        let really = world.count("select count(*) as n from automation_run").await;
        let (days, report) = rehearsed(&world, &boss, &text.replace("BYDAY=MO", "BYDAY=MO,TU")).await;
        assert_eq!(days.iter().filter(|n| **n == 1).count(), days.len(), "one round a day: {report:#}");
        assert!(report["enrolled"].as_i64().unwrap() >= 2 * really, "{report:#}");
        let each = "trigger: {schedule: {rrule: FREQ=DAILY, at: 09:00}, each: true}";
        capture(&world, &boss).await;
        let (lead, _) = capture(&world, &boss).await;
        pass(&world, 2 * DAY).await;
        world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 5})).await;
        pass(&world, 2 * DAY).await;
        let (days, report) = rehearsed(&world, &boss, &about("lead", "each", each)).await;
        assert_eq!(days, [2, 2, 1, 1], "from the day each came until the day it was no longer open: {report:#}");
    }

    async fn what_somebody_started_is_rehearsed_with_what_they_gave(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {button: {label: Go, fields: {n: number}}, when: {cel: trigger.payload.n > 2}}";
        let text = about("lead", "pressed", head);
        publish(&world, &boss, "automatic", &text).await;
        let (lead, _) = capture(&world, &boss).await;
        for n in [1, 3, 9] {
            let press = json!({"automation": "pressed", "record": lead, "with": {"n": n}});
            world.act(&boss, "automation.start", press).await;
            rest(&world).await;
            world.clock.pass_seconds(HOUR);
        }
        assert_eq!(agrees(&world, &boss, &text).await, 2);
        let (_, report) = rehearsed(&world, &boss, &text.replace("> 2", "> 5")).await;
        assert_eq!(report["enrolled"], 1, "{report:#}");
    }

    async fn each_way_to_begin_can_be_tried_with_a_record(world: World) {
        let boss = alone(&world).await;
        let (lead, _) = capture(&world, &boss).await;
        world.act(&boss, "test.offer", offer(5)).await;
        let tries = async |text: &str, more: Json| {
            let mut input = json!({"text": text, "record": lead});
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            world.act(&boss, "automation.try", input).await
        };
        let silent = tries(&about("lead", "silent", SILENCE), json!({})).await;
        let begins = silent["happenings"][0]["at"].as_str().unwrap().parse::<kernel::Timestamp>().unwrap();
        let after = begins.as_millisecond() - world.clock.now().as_millisecond();
        assert_eq!((&silent["enrolled"], after), (&json!(true), 48 * HOUR * 1000), "{silent:#}");
        let answer = json!({"facts": [{"fact": "message.received", "at": world.clock.now()}]});
        let broken = tries(&about("lead", "silent", SILENCE), answer).await;
        assert_eq!(broken["enrolled"], false, "{broken:#}");
        assert!(broken["reason"].as_str().unwrap().contains("end the silence"));
        let record = json!({"record": ProposalId::from_bytes([5; 16])});
        let day = tries(&about("proposal", "expiring", BEFORE), record).await;
        assert_eq!(day["happenings"][0]["at"].as_str().map(|at| at.starts_with("2026-02-26")), Some(true), "{day:#}");
        let button = "trigger: {button: {label: Go, fields: {n: number}}, when: {cel: trigger.payload.n > 2}}";
        let pressed = tries(&about("lead", "pressed", button), json!({"with": {"n": 3}})).await;
        assert_eq!(pressed["enrolled"], true, "{pressed:#}");
        let weekly = "trigger: {schedule: {rrule: 'FREQ=WEEKLY;BYDAY=MO', at: 09:00}, each: true}";
        let round = tries(&about("lead", "round", weekly), json!({})).await;
        let began = round["happenings"].as_array().unwrap().iter().filter(|one| one["what"] == "begins").count();
        assert_eq!((&round["enrolled"], began), (&json!(true), 1), "{round:#}");
    }

    async fn what_starts_it_can_be_imagined_with_its_values(world: World) {
        let boss = alone(&world).await;
        let (lead, _) = capture(&world, &boss).await;
        let chat = "has(fact.channel) && fact.channel == \"chat\"";
        let head = format!("trigger: {{fact: [lead.captured, lead.answered], when: {{cel: '{chat}'}}}}");
        let text = about("lead", "chatted", &head);
        let tries = |start: Json| json!({"text": text, "record": lead, "start": start});
        let usual = world.act(&boss, "automation.try", json!({"text": text, "record": lead})).await;
        assert_eq!(usual["enrolled"], false, "it really came by another way: {usual:#}");
        let chat = json!({"fact": "lead.captured", "fields": {"channel": "chat"}});
        let begun = world.act(&boss, "automation.try", tries(chat)).await;
        assert_eq!(begun["enrolled"], true, "{begun:#}");
        let answered = world.act(&boss, "automation.try", tries(json!({"fact": "lead.answered"}))).await;
        assert_eq!(answered["enrolled"], false, "it has no channel: {answered:#}");
        for (start, place) in [
            (json!({"fact": "deal.won"}), "/start/fact"),
            (json!({"fact": "lead.captured", "fields": {"weather": "fair"}}), "/start/fields"),
        ] {
            let why = world.call(&boss, "automation.try", tries(start)).await.unwrap_err();
            assert!(format!("{why:?}").contains(place), "{why:?}");
        }
        let none = json!({"text": text});
        assert!(world.call(&boss, "automation.try", none).await.is_err(), "a lead has to be named");
        let weekly = about("business", "weekly", "trigger: {schedule: {rrule: 'FREQ=WEEKLY;BYDAY=MO', at: 09:00}}");
        let round = world.act(&boss, "automation.try", json!({"text": weekly})).await;
        assert_eq!(round["enrolled"], true, "about the business nobody names a record: {round:#}");
    }
}

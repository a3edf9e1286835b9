//! What an automation would have done: counted, listed, compared, and without a trace outside its report.
#![allow(clippy::unwrap_used)] // a test may fail so

mod office;

use kernel::Actor;
use office::{alone, capture, lines, open, publish, registry, rest, yaml};
use serde_json::{Value as Json, json};
use testing::World;

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const DAY: i64 = 86_400;

fn letter(template: &str, class: &str) -> String {
    format!(
        "  - id: letter\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, lead: {{cel: lead.id}}, \
         template: {template}, class: {class}}}\n    expires_after: {{days: 2}}\n    on_error: skip\n"
    )
}

fn after_a_day(more: &str) -> String {
    format!("  - id: pause\n    wait: {{days: 1}}\n{more}")
}

/// Asked for, worked through, read.
async fn rehearsed(world: &World, boss: &Actor, input: Json) -> Json {
    let asked = world.act(boss, "automation.rehearse", input).await;
    rest(world).await;
    let read = world.act(boss, "automation.rehearsal", json!({"rehearsal": asked["id"]})).await;
    assert_eq!(read["state"], "done", "{read:#}");
    read
}

async fn messages(world: &World, boss: &Actor, of: &Json, which: &str) -> Vec<Json> {
    let asked = json!({"rehearsal": of["id"], "which": which});
    world.act(boss, "automation.rehearsed", asked).await["items"].as_array().unwrap().clone()
}

/// Every table with all that stands in it, what the rehearsal itself may write left out.
async fn everything(world: &World) -> Vec<(String, String)> {
    let own = ["automation_rehearsal", "automation_rehearsed", "beat", "lease"];
    let lite = matches!(world.store, store::Store::Lite(_));
    let sql = if lite {
        "select name as line from sqlite_master where type = 'table' order by name"
    } else {
        "select cast(table_name as text) as line from information_schema.tables
        where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name"
    };
    let mut all = vec![];
    for table in lines(world, sql).await.into_iter().filter(|name| !own.contains(&name.as_str())) {
        all.push((table.clone(), content(world, &table, lite).await));
    }
    all
}

async fn content(world: &World, table: &str, lite: bool) -> String {
    let sql = if lite {
        let named = format!("select name as line from pragma_table_info('{table}')");
        let columns = lines(world, named.leak()).await;
        let row = columns.iter().map(|name| format!("quote(\"{name}\")")).collect::<Vec<_>>().join("||','||");
        format!("select {row} as line from \"{table}\" order by 1")
    } else {
        format!("select t::text as line from {table} t order by 1")
    };
    lines(world, sql.leak()).await.join("\n")
}

testing::on_both! {
    async fn a_rehearsal_counts_what_would_have_happened(world: World) {
        let boss = alone(&world).await;
        for _ in 0..3 {
            capture(&world, &boss).await;
            world.clock.pass_seconds(DAY);
        }
        let text = yaml("draft", TRIGGER, &after_a_day(&letter("hello", "inquiry")));
        let read = rehearsed(&world, &boss, json!({"text": text, "days": 30})).await;
        let report = &read["report"];
        assert_eq!((&report["enrolled"], &report["people"]), (&json!(3), &json!(3)), "{report:#}");
        assert_eq!(report["outcomes"], json!({"done": 3}));
        assert_eq!((&report["messages"]["left"], &report["messages"]["per_contact_max"]), (&json!(3), &json!(1)));
        let days: Vec<_> = report["days"].as_array().unwrap().iter().map(|day| day["enrolled"].clone()).collect();
        assert_eq!(days, [1, 1, 1, 0].map(|n| json!(n)), "{report:#}");
        assert_eq!(report["against_what_happened"], Json::Null);
        let listed = messages(&world, &boss, &read, "all").await;
        assert_eq!(listed.len(), 3);
        assert_eq!((&listed[0]["drafted"], &listed[0]["template"]), (&json!(true), &json!("hello")));
        let one = json!({"rehearsal": read["id"], "message": listed[0]["id"]});
        let shown = world.act(&boss, "automation.read_rehearsed", one).await;
        assert_eq!((&shown["subject"], &shown["text"]), (&json!("About hello"), &json!("Hello Ada")), "{shown:#}");
        assert_eq!(world.count("select count(*) as n from test_message").await, 0, "nothing left");
        let page = json!({"rehearsal": read["id"], "limit": 2});
        let first = world.act(&boss, "automation.rehearsed", page).await;
        let next = json!({"rehearsal": read["id"], "limit": 2, "after": first["next"]});
        assert_eq!(world.act(&boss, "automation.rehearsed", next).await["items"][0], listed[2]);
    }

    async fn a_rehearsal_writes_nothing_but_its_report(world: World) {
        let boss = open(&world).await;
        for _ in 0..2 {
            let (lead, contact) = capture(&world, &boss).await;
            rest(&world).await;
            world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
            world.clock.pass_seconds(DAY);
        }
        rest(&world).await;
        let text = yaml("draft", TRIGGER, &format!("{}{}", letter("hello", "inquiry"), after_a_day("")));
        let asked = world.act(&boss, "automation.rehearse", json!({"text": text, "days": 30})).await;
        world.settle().await;
        let before = everything(&world).await;
        assert!(before.len() > 20 && before.iter().any(|(name, rows)| name == "journal" && rows.len() > 1000));
        let rehearsals = world.desk.registry.workers.iter().find(|one| one.name == "automation.rehearsals").unwrap();
        (rehearsals.tick)(&world.desk).await.unwrap();
        let read = world.act(&boss, "automation.rehearsal", json!({"rehearsal": asked["id"]})).await;
        assert_eq!((&read["state"], &read["report"]["enrolled"]), (&json!("done"), &json!(2)), "{read:#}");
        assert_eq!(everything(&world).await, before);
    }

    async fn a_published_automation_is_rehearsed_as_it_really_went(world: World) {
        let boss = alone(&world).await;
        let steps = after_a_day(&letter("hello", "transactional"));
        let id = publish(&world, &boss, "automatic", &yaml("real", TRIGGER, &steps)).await;
        let (_, contact) = capture(&world, &boss).await;
        capture(&world, &boss).await;
        rest(&world).await;
        for _ in 0..2 {
            world.clock.pass_seconds(DAY + 60);
            rest(&world).await;
        }
        assert_eq!(world.count("select count(*) as n from test_message").await, 2);
        let same = rehearsed(&world, &boss, json!({"automation": id, "days": 30})).await;
        let none = json!({"same": 2, "more": 0, "fewer": 0, "runs": [], "runs_differ": 0});
        assert_eq!((&same["report"]["against_what_happened"], &same["report"]["against_published"]), (&none, &none));
        let figures = json!({"enrolled": 2, "messages": 2, "per_contact_p50": 1, "per_contact_max": 1});
        assert_eq!(same["report"]["published"], figures);
        let goal = yaml("real", &format!("{TRIGGER}goal: {{facts: [message.received]}}\n"), &steps);
        let more = format!("{goal}{}", letter("again", "transactional").replace("letter", "second"));
        let changed = rehearsed(&world, &boss, json!({"text": more, "automation": id, "days": 30})).await;
        let report = &changed["report"];
        let more = (&report["against_what_happened"]["more"], &report["against_published"]["more"]);
        assert_eq!(more, (&json!(2), &json!(2)));
        assert_eq!(report["published"], figures, "beside twice as many of the draft");
        assert_eq!((&report["messages"]["left"], &report["messages"]["per_contact_max"]), (&json!(4), &json!(2)));
        assert_eq!(messages(&world, &boss, &changed, "more").await[0]["template"], "again");
        assert_eq!(messages(&world, &boss, &changed, "fewer").await, Vec::<Json>::new());
        assert_eq!(messages(&world, &boss, &same, "all").await[0]["contact"], json!(contact));
    }

    async fn what_customers_did_ends_rehearsed_runs(world: World) {
        let boss = alone(&world).await;
        let (lead, contact) = capture(&world, &boss).await;
        capture(&world, &boss).await;
        world.clock.pass_seconds(3_600);
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        world.clock.pass_seconds(2 * DAY);
        let head = format!("{TRIGGER}goal: {{facts: [message.received]}}\n");
        let text = yaml("draft", &head, &after_a_day(&letter("hello", "inquiry")));
        let read = rehearsed(&world, &boss, json!({"text": text, "days": 30})).await;
        assert_eq!(read["report"]["outcomes"], json!({"done": 1, "goal": 1}), "{read:#}");
        assert_eq!(read["report"]["messages"]["left"], 1);
    }

    async fn refusals_and_other_letters_of_the_day_are_named(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("other", TRIGGER, &letter("other", "inquiry"))).await;
        let (_, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.capture", json!({"no_email": true})).await;
        rest(&world).await;
        world.clock.pass_seconds(3_600);
        world.act(&boss, "test.capture", json!({"contact": contact})).await;
        rest(&world).await;
        let when = TRIGGER.replace("lead.captured}", "lead.captured, when: {cel: fact.has_email}}");
        let text = yaml("draft", &when, &letter("hello", "transactional"));
        let read = rehearsed(&world, &boss, json!({"text": text, "days": 7})).await;
        let report = &read["report"];
        assert_eq!(report["refused"][0]["reason"], "its condition does not hold: fact.has_email", "{report:#}");
        assert_eq!((&report["refused"][0]["times"], &report["enrolled"]), (&json!(1), &json!(2)));
        let beside = &report["beside"][0];
        assert_eq!((&beside["name"], &beside["contacts"][0]), (&json!("Other"), &json!(contact)));
    }

    async fn more_than_may_begin_in_an_hour_are_refused(world: World) {
        let boss = alone(&world).await;
        for _ in 0..3 {
            capture(&world, &boss).await;
            world.clock.pass_seconds(60);
        }
        world.clock.pass_seconds(3_600);
        capture(&world, &boss).await;
        world.clock.pass_seconds(60);
        let head = format!("{TRIGGER}quota: {{runs_per_hour: 2}}\n");
        let text = yaml("draft", &head, &letter("hello", "transactional"));
        let read = rehearsed(&world, &boss, json!({"text": text, "days": 7})).await;
        let report = &read["report"];
        assert_eq!(report["enrolled"], 3, "{report:#}");
        assert_eq!(report["refused"][0]["reason"], "its quota of 2 runs an hour is used up", "{report:#}");
        assert_eq!(report["refused"][0]["times"], 1);
    }

    async fn what_others_of_its_group_really_did_is_looked_at(world: World) {
        let boss = alone(&world).await;
        let group = |conflict: &str| {
            format!("group: {{name: outreach, one_active_per: contact, on_conflict: {conflict}}}\n")
        };
        let pause = "  - id: pause\n    wait: {hours: 30}\n";
        let head = format!("{}{}", TRIGGER.replace("lead.captured", "lead.reopened"), group("skip"));
        publish(&world, &boss, "automatic", &yaml("other", &head, pause)).await;
        let (lead, contact) = capture(&world, &boss).await;
        world.clock.pass_seconds(3_600);
        world.act(&boss, "test.reopen", json!({"contact": contact, "lead": lead})).await;
        rest(&world).await;
        world.clock.pass_seconds(3_600);
        world.act(&boss, "test.capture", json!({"contact": contact})).await;
        world.clock.pass_seconds(2 * DAY);
        rest(&world).await;
        world.clock.pass_seconds(DAY);
        // The first begins before the other does, the second an hour after it.
        let says = async |conflict: &str, more: &str| {
            let head = format!("{TRIGGER}{}{more}", group(conflict));
            let text = yaml("draft", &head, &letter("hello", "transactional"));
            let read = rehearsed(&world, &boss, json!({"text": text, "days": 30})).await;
            (read["report"].clone(), messages(&world, &boss, &read, "all").await)
        };
        let (report, _) = says("skip", "").await;
        assert_eq!(report["enrolled"], 1, "{report:#}");
        let reason = &report["refused"][0]["reason"];
        assert_eq!(reason, "another automation of the group outreach is under way", "{report:#}");
        let (report, sent) = says("queue", "").await;
        assert_eq!((&report["enrolled"], sent.len()), (&json!(2), 2), "{report:#}");
        let at = |one: &Json| one["at"].as_str().unwrap().parse::<kernel::Timestamp>().unwrap().as_second();
        let waited = at(&sent[1]) - at(&sent[0]);
        assert!(waited > 30 * 3_600, "it waits for the end of the other: {waited}");
        let (report, _) = says("higher_priority_wins", "priority: high\n").await;
        let both = (&json!(2), &json!(2));
        assert_eq!((&report["enrolled"], &report["messages"]["left"]), both, "it goes first: {report:#}");
        let late = yaml("draft", &format!("{TRIGGER}{}priority: low\n", group("higher_priority_wins")),
            &after_a_day(&letter("hello", "transactional")));
        let read = rehearsed(&world, &boss, json!({"text": late, "days": 30})).await;
        assert_eq!(read["report"]["outcomes"], json!({"cancelled": 1}), "{read:#}");
    }

    async fn one_letter_a_day_and_quiet_nights_hold_in_a_rehearsal(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.quiet", json!({"from": "20:00", "to": "08:00"})).await;
        capture(&world, &boss).await;
        world.clock.pass_seconds(4 * DAY);
        let both = format!("{}{}", letter("one", "inquiry"), letter("two", "inquiry").replace("letter", "second"));
        let text = yaml("draft", TRIGGER, &both);
        let read = rehearsed(&world, &boss, json!({"text": text, "days": 30})).await;
        let listed = messages(&world, &boss, &read, "all").await;
        let at: Vec<_> = listed.iter().map(|one| one["at"].as_str().unwrap().to_owned()).collect();
        assert_eq!(at, ["2026-02-02T07:00:00Z", "2026-02-03T07:00:00Z"], "02:40 UTC is night in Berlin");
        assert_eq!(read["report"]["messages"]["held"], 2);
        let late = both.replace("expires_after: {days: 2}", "expires_after: {hours: 2}");
        let read = rehearsed(&world, &boss, json!({"text": yaml("draft", TRIGGER, &late), "days": 30})).await;
        let skipped = &read["report"]["messages"]["skipped"];
        assert!(skipped.to_string().contains("expired"), "{skipped}");
    }

    async fn a_rehearsal_is_stopped_and_refused_where_it_cannot_be(world: World) {
        let boss = alone(&world).await;
        let text = yaml("draft", TRIGGER, &letter("hello", "inquiry"));
        let asked = world.act(&boss, "automation.rehearse", json!({"text": text, "days": 30})).await;
        assert_eq!(asked["state"], "waiting");
        let stopped = world.act(&boss, "automation.cancel_rehearsal", json!({"rehearsal": asked["id"]})).await;
        rest(&world).await;
        let read = world.act(&boss, "automation.rehearsal", json!({"rehearsal": asked["id"]})).await;
        assert_eq!((&stopped["state"], &read["state"]), (&json!("cancelled"), &json!("cancelled")));
        assert_eq!(read["report"], Json::Null);
        assert_eq!(world.refused(&boss, "automation.rehearse", json!({"text": text, "days": 0})).await, "invalid");
        assert_eq!(world.refused(&boss, "automation.rehearse", json!({"days": 3})).await, "invalid");
        let stranger = testing::someone(9, kernel::Scope::Own, &["automation.rehearsal", "automation.rehearsals"]);
        let theirs = json!({"rehearsal": asked["id"]});
        assert_eq!(world.refused(&stranger, "automation.rehearsal", theirs).await, "missing");
        assert_eq!(world.act(&stranger, "automation.rehearsals", json!({})).await["items"], json!([]));
        assert_eq!(world.act(&boss, "automation.rehearsals", json!({})).await["items"][0]["id"], asked["id"]);
    }

    async fn trying_shows_what_a_record_would_live_through(world: World) {
        let boss = alone(&world).await;
        let (lead, contact) = capture(&world, &boss).await;
        rest(&world).await;
        let head = format!("{TRIGGER}goal: {{facts: [message.received]}}\n");
        let text = yaml("draft", &head, &format!("{}{}", letter("hello", "transactional"), after_a_day(
            "  - id: call\n    do: task.create\n    with: {title: Call}\n    on_error: escalate\n")));
        let tried = world.act(&boss, "automation.try", json!({"text": text, "record": lead})).await;
        let what = |tried: &Json| -> Vec<String> {
            let of = |one: &Json| one["what"].as_str().unwrap().to_owned();
            tried["happenings"].as_array().unwrap().iter().map(of).collect()
        };
        assert_eq!((&tried["enrolled"], &tried["outcome"]), (&json!(true), &json!("done")), "{tried:#}");
        assert_eq!(what(&tried), ["begins", "says", "waits", "does", "ends"], "{tried:#}");
        assert_eq!(tried["happenings"][1]["message"]["text"], "Hello Ada");
        let reply = json!([{"fact": "message.received", "at": "2026-02-02T10:00:00Z"}]);
        let input = json!({"text": text, "record": lead, "facts": reply});
        let tried = world.act(&boss, "automation.try", input).await;
        assert_eq!(tried["outcome"], "goal", "{tried:#}");
        assert_eq!(tried["happenings"][3]["at"], "2026-02-02T10:00:00Z");
        let other = json!({"text": text, "record": contact});
        assert_eq!(world.refused(&boss, "automation.try", other).await, "invalid");
        let never = text.replace("lead.captured}", "lead.captured, when: {cel: fact.test}}");
        let tried = world.act(&boss, "automation.try", json!({"text": never, "record": lead})).await;
        assert_eq!((&tried["enrolled"], &tried["happenings"]), (&json!(false), &json!([])));
        assert!(tried["reason"].as_str().unwrap().contains("condition"), "{tried:#}");
        assert_eq!(world.count("select count(*) as n from test_message").await, 0);
    }

    async fn an_imagined_answer_takes_its_way(world: World) {
        let boss = alone(&world).await;
        let (lead, _) = capture(&world, &boss).await;
        let ask = "  - id: really\n    ask:\n      who: manager\n      question: Write to them?\n      answers:\n\
            \x20       - {answer: yes_do}\n        - {answer: no_stop, then: {end: exit}}\n\
            \x20     timeout: {days: 2}\n      on_timeout: {end: done}\n";
        let text = yaml("draft", TRIGGER, &format!("{ask}{}", letter("hello", "transactional")));
        for (answers, outcome, many) in [
            (json!({}), "done", 0),
            (json!({"really": "no_stop"}), "exit", 0),
            (json!({"really": "yes_do"}), "done", 1),
        ] {
            let input = json!({"text": text, "record": lead, "answers": answers});
            let tried = world.act(&boss, "automation.try", input).await;
            let says = tried["happenings"].as_array().unwrap().iter().filter(|one| one["what"] == "says").count();
            assert_eq!((&tried["outcome"], says), (&json!(outcome), many), "{tried:#}");
        }
    }
}

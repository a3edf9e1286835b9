//! Starts that are put off until it is quiet, and bounds of how many begin in a time: as they happen, as they are
//! rehearsed, and what is kept of them; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use facts::crm::ContactMerged;
use kernel::{Actor, ContactId};
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::{Value as Json, json};
use store::values;
use testing::World;

const MINUTE: i64 = 60;
const RUNS: &str = "select state as line from automation_run order by id";
const DECIDED: &str = "
    select decision || coalesce(': ' || reason, '') as line from automation_enrolment order by at, fact";
const WAITS: &str =
    "refused: it waits until nothing more comes for 10 minutes, and begins with the last of it";

/// One about whoever writes.
fn of_replies(slug: &str, more: &str, enrol: &str, steps: &str) -> String {
    let head = format!("trigger: {{fact: message.received{more}}}\nenrol: {{policy: always{enrol}}}\n");
    yaml(slug, &head, steps).replace("subject: lead", "subject: contact")
}

const QUIET: &str = ", debounce: {for: {minutes: 10}, at_most: {minutes: 25}}";

async fn writes(world: &World, boss: &Actor, contact: &str) {
    world.act(boss, "test.reply", json!({"contact": contact, "lead": null})).await;
    rest(world).await;
}

async fn pass(world: &World, minutes: i64) {
    world.clock.pass_seconds(minutes * MINUTE);
    rest(world).await;
}

/// How many runs a rehearsal of the last days begins, and why it refuses others.
async fn rehearsed(world: &World, boss: &Actor, text: &str) -> (i64, Json) {
    let asked = world.act(boss, "automation.rehearse", json!({"text": text, "days": 60})).await;
    rest(world).await;
    let read = world.act(boss, "automation.rehearsal", json!({"rehearsal": asked["id"]})).await;
    assert_eq!(read["state"], "done", "{read:#}");
    (read["report"]["enrolled"].as_i64().unwrap(), read["report"].clone())
}

const STRANGERS: &str =
    "select count(*) as n from automation_run r join test_alias a on a.alias in (r.contact, r.subject)";
const DUE: &str = "select how as line from automation_due order by at, how";
const SILENT: &str = "
    select a.slug as line from automation_run r join automation_automation a on a.id = r.automation order by a.slug";

/// Two contacts are one person from now on, the second.
async fn merge(world: &World, alias: &str, root: &str) {
    let (contact, alias): (ContactId, ContactId) = (root.parse().unwrap(), alias.parse().unwrap());
    write(world, move |tx| {
        Box::pin(async move {
            tx.exec("insert into test_alias (alias, contact) values ($1, $2)", values![alias, contact])
                .await?;
            tx.tell(ContactMerged { contact, alias });
            Ok(())
        })
    })
    .await;
    rest(world).await;
}

testing::on_both! {
    async fn of_facts_in_quick_succession_the_last_one_begins_it(world: World) {
        let boss = alone(&world).await;
        let text = of_replies("quiet", QUIET, "", "  - id: pause\n    wait: {days: 1}\n");
        publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        let (_, other) = capture(&world, &boss).await;
        for _ in 0..3 {
            writes(&world, &boss, &contact).await;
            pass(&world, 4).await;
        }
        assert_eq!(lines(&world, DECIDED).await, [WAITS; 3]);
        writes(&world, &boss, &other).await;
        pass(&world, 6).await;
        assert_eq!(lines(&world, RUNS).await, ["sleeping"], "quiet for ten minutes about one of them");
        pass(&world, 4).await;
        assert_eq!(lines(&world, RUNS).await, ["sleeping"; 2], "and then about the other");
        assert_eq!(lines(&world, DECIDED).await.iter().filter(|one| *one == "enrolled").count(), 2);
        assert_eq!(rehearsed(&world, &boss, &text).await.0, 2, "as it really went");
    }

    async fn however_many_come_it_begins_in_the_end(world: World) {
        let boss = alone(&world).await;
        let text = of_replies("quiet", QUIET, "", "  - id: pause\n    wait: {days: 1}\n");
        publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        for _ in 0..5 {
            writes(&world, &boss, &contact).await;
            pass(&world, 6).await;
        }
        assert_eq!(lines(&world, RUNS).await, ["sleeping"], "twenty-five minutes after the first");
        assert_eq!(rehearsed(&world, &boss, &text).await.0, 1);
        pass(&world, 30).await;
        assert_eq!(lines(&world, RUNS).await.len(), 1, "what came before it began has begun with it");
    }

    async fn what_waits_until_it_is_quiet_follows_from_nothing_of_its_own(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: put_off\n    do: lead.nurture\n    with: {lead: {cel: lead.id}, days: 9}\n";
        let when = "when: {cel: 'lead.state == \"nurtured\"'}";
        let head = format!("trigger: {{fact: lead.nurtured{QUIET}, {when}}}\nenrol: {{policy: always}}\n");
        publish(&world, &boss, "automatic", &yaml("round", &head, steps)).await;
        let (lead, _) = capture(&world, &boss).await;
        world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 3})).await;
        for _ in 0..8 {
            pass(&world, 11).await;
        }
        assert_eq!(lines(&world, RUNS).await, ["done"]);
        let decided = lines(&world, DECIDED).await;
        assert!(decided.contains(&"refused: it would follow from itself".to_owned()), "{decided:?}");
    }

    async fn what_follows_from_itself_takes_the_place_of_no_start_that_waits(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: soon\n    wait: {minutes: 5}\n  \
            - id: put_off\n    do: lead.nurture\n    with: {lead: {cel: lead.id}, days: 9}\n";
        let when = "when: {cel: 'lead.state == \"nurtured\"'}";
        let head = format!("trigger: {{fact: lead.nurtured{QUIET}, {when}}}\n\
            enrol: {{policy: always, if_active: parallel}}\n");
        let text = yaml("round", &head, steps);
        publish(&world, &boss, "automatic", &text).await;
        let (lead, _) = capture(&world, &boss).await;
        world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 3})).await;
        pass(&world, 11).await;
        assert_eq!(lines(&world, RUNS).await, ["sleeping"]);
        world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 4})).await;
        pass(&world, 6).await;
        assert_eq!(lines(&world, RUNS).await, ["done"], "it wrote what it hears of itself");
        pass(&world, 9).await;
        assert_eq!(lines(&world, RUNS).await.len(), 2, "what somebody else did begins its run");
        assert_eq!(rehearsed(&world, &boss, &text).await.0, 2, "as it really went");
    }

    async fn what_was_left_out_stays_so_however_often_it_is_put_off(world: World) {
        let boss = alone(&world).await;
        let text = of_replies("quiet", QUIET, "", "  - id: pause\n    wait: {days: 1}\n");
        let quiet = publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        writes(&world, &boss, &contact).await;
        let out = json!({"automation": quiet, "subject": contact, "out": true});
        world.act(&boss, "automation.leave_out", out).await;
        pass(&world, 5).await;
        writes(&world, &boss, &contact).await;
        pass(&world, 60).await;
        assert_eq!(lines(&world, RUNS).await, [""; 0]);
        writes(&world, &boss, &contact).await;
        pass(&world, 60).await;
        assert_eq!(lines(&world, RUNS).await, ["sleeping"], "the next one is another");
    }

    async fn what_one_of_several_facts_changed_is_not_asked_of_the_last(world: World) {
        let boss = alone(&world).await;
        let head = format!("trigger: {{fact: lead.nurtured{QUIET}, when: {{cel: 'has(new.state)'}}}}\n\
            enrol: {{policy: always}}\n");
        let text = yaml("changed", &head, "  - id: pause\n    wait: {days: 1}\n");
        let checked = world.act(&boss, "automation.check", json!({"text": text})).await;
        assert!(checked.to_string().contains("`old` and `new` are not known"), "{checked:#}");
    }

    async fn another_bound_leaves_what_is_counted(world: World) {
        let boss = alone(&world).await;
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        let head = |more: &str| format!("trigger: {{silence: {{after: lead.captured, without: message.received, \
            for: {{hours: 48}}}}{more}}}\nenrol: {{policy: always}}\n");
        publish(&world, &boss, "automatic", &yaml("silent", &head(""), pause)).await;
        capture(&world, &boss).await;
        let bound = head(", throttle: {most: 3, per: {days: 1}}");
        publish(&world, &boss, "automatic", &yaml("silent", &bound, pause)).await;
        pass(&world, 49 * 60).await;
        assert_eq!(lines(&world, RUNS).await, ["sleeping"]);
    }

    async fn what_is_switched_off_while_it_counts_says_so(world: World) {
        let boss = alone(&world).await;
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        let head = "trigger: {silence: {after: lead.captured, without: message.received, for: {hours: 48}}}\n\
            enrol: {policy: always}\n";
        let silent = publish(&world, &boss, "automatic", &yaml("silent", head, pause)).await;
        let quiet = publish(&world, &boss, "automatic", &of_replies("quiet", QUIET, "", pause)).await;
        let (_, contact) = capture(&world, &boss).await;
        writes(&world, &boss, &contact).await;
        capture(&world, &boss).await;
        for id in [&silent, &quiet] {
            world.act(&boss, "automation.switch", json!({"automation": id, "on": false})).await;
        }
        let why = "refused: it was switched off before its time was over; it counts anew from the next such fact once \
            it is on";
        assert_eq!(lines(&world, DECIDED).await, [why; 2], "of the one who was silent, and of the one who wrote");
        for id in [&silent, &quiet] {
            world.act(&boss, "automation.switch", json!({"automation": id, "on": true})).await;
        }
        pass(&world, 3 * 24 * 60).await;
        assert_eq!(lines(&world, RUNS).await, [""; 0]);
    }

    async fn what_waits_until_it_is_quiet_about_two_who_are_one_begins_once(world: World) {
        let boss = alone(&world).await;
        let more = ", one_active_per: contact";
        let text = of_replies("quiet", QUIET, more, "  - id: pause\n    wait: {days: 1}\n");
        publish(&world, &boss, "automatic", &text).await;
        let (_, alias) = capture(&world, &boss).await;
        let (_, root) = capture(&world, &boss).await;
        let (_, known_once) = capture(&world, &boss).await;
        let (_, other) = capture(&world, &boss).await;
        writes(&world, &boss, &alias).await;
        for _ in 0..2 {
            pass(&world, 9).await;
            writes(&world, &boss, &alias).await;
            writes(&world, &boss, &root).await;
        }
        writes(&world, &boss, &other).await;
        merge(&world, &alias, &root).await;
        merge(&world, &other, &known_once).await;
        assert_eq!(lines(&world, DUE).await, ["debounce", "debounce"]);
        pass(&world, 6).await;
        assert_eq!(lines(&world, RUNS).await, [""; 0]);
        pass(&world, 1).await;
        assert_eq!(lines(&world, RUNS).await, ["sleeping"], "twenty-five minutes after the first of both");
        pass(&world, 30).await;
        assert_eq!(lines(&world, RUNS).await.len(), 2, "one for each person");
        assert_eq!(world.count(STRANGERS).await, 0, "about whoever they are from now on");
        writes(&world, &boss, &root).await;
        pass(&world, 11).await;
        assert!(lines(&world, DECIDED).await.contains(&"refused: a run is under way".to_owned()));
    }

    async fn a_silence_of_two_who_are_one_counts_from_the_later(world: World) {
        let boss = alone(&world).await;
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        let head = "trigger: {silence: {after: lead.captured, without: message.received, for: {hours: 48}}}\n\
            enrol: {policy: always, if_active: parallel}\n";
        let of_lead = yaml("of-lead", head, pause);
        publish(&world, &boss, "automatic", &of_lead).await;
        let of_person = yaml("of-person", head, pause).replace("subject: lead", "subject: contact");
        publish(&world, &boss, "automatic", &of_person).await;
        let (_, root) = capture(&world, &boss).await;
        rest(&world).await;
        pass(&world, 60).await;
        let (_, alias) = capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, DUE).await, ["silence"; 4]);
        merge(&world, &alias, &root).await;
        assert_eq!(lines(&world, DUE).await, ["silence"; 3], "each of the leads has its own");
        pass(&world, 47 * 60).await;
        assert_eq!(lines(&world, SILENT).await, ["of-lead"]);
        pass(&world, 60).await;
        assert_eq!(lines(&world, SILENT).await, ["of-lead", "of-lead", "of-person"]);
        assert_eq!(world.count(STRANGERS).await, 0);
    }

    async fn bounds_keys_and_queues_are_rehearsed_as_they_really_went(world: World) {
        let boss = alone(&world).await;
        let (pause, long) = ("  - id: pause\n    wait: {minutes: 30}\n", "  - id: pause\n    wait: {days: 9}\n");
        let all = [
            of_replies("bound", ", throttle: {most: 2, per: {hours: 1}}", ", if_active: parallel", pause),
            of_replies("queue", "", ", if_active: queue", pause),
            of_replies("keyed", "", ", if_active: skip, key: {cel: 'local_hour(fact.at, \"Etc/UTC\")'}", long),
        ];
        let mut really = vec![];
        for text in &all {
            really.push(publish(&world, &boss, "automatic", text).await);
        }
        let (_, contact) = capture(&world, &boss).await;
        for minutes in [1, 5, 5, 70, 5] {
            pass(&world, minutes).await;
            writes(&world, &boss, &contact).await;
        }
        pass(&world, 300).await;
        let began = "select a.slug || ' ' || cast(count(*) as text) as line from automation_run r
            join automation_automation a on a.id = r.automation group by a.slug order by a.slug";
        assert_eq!(lines(&world, began).await, ["bound 4", "keyed 2", "queue 5"]);
        for (text, runs) in all.iter().zip([4, 5, 2]) {
            let (enrolled, report) = rehearsed(&world, &boss, text).await;
            assert_eq!(enrolled, runs, "{report:#}");
        }
    }
}

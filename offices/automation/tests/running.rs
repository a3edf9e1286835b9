//! Runs from the fact that enrols them to their end, on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use automation::executor::Runs;
use automation::run::rows as runs;
use automation::watchdog::Watchdog;
use office::{alone, capture, lines, open, publish, registry, rest, yaml};
use serde_json::json;
use testing::user;
use verbs::Worker;

const RUNS: &str = "
    select a.slug || ' ' || r.state || ' ' || coalesce(r.step, '-') || ' ' || coalesce(r.outcome, '-') as line
    from automation_run r join automation_automation a on a.id = r.automation order by a.slug, r.id";
const ENROLMENTS: &str = "
    select a.slug || ' ' || e.decision || ' ' || coalesce(e.reason, '-') as line
    from automation_enrolment e join automation_automation a on a.id = e.automation order by a.slug, e.fact";
const MESSAGES: &str = "select template || ' ' || state as line from test_message order by id";
const TASKS: &str = "select title as line from test_task order by id";
const STEPS: &str = "
    select s.step || ' ' || s.state || ' ' || coalesce(s.why, '-') as line
    from automation_step s order by s.run, s.seq";
const EXCEPTIONS: &str = "
    select code || ' ' || title as line from store_exception
    where state = 'open' and code <> 'conservation.no_next_step' order by id";
const FORGOTTEN: &str = "
    select title as line from store_exception
    where state = 'open' and code = 'conservation.no_next_step' order by id";

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const DAY: i64 = 86_400;

fn send(id: &str, template: &str, more: &str) -> String {
    format!(
        "  - id: {id}\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, lead: {{cel: lead.id}}, \
         template: {template}, class: inquiry}}\n    on_error: escalate\n{more}"
    )
}

fn task(id: &str, title: &str) -> String {
    format!("  - id: {id}\n    do: task.create\n    with: {{title: {title}, contact: {{cel: contact.id}}}}\n")
}

testing::on_both! {
    async fn an_inquiry_is_enrolled_in_its_own_transaction_and_answered(world: World) {
        let boss = open(&world).await;
        capture(&world, &boss).await;
        assert_eq!(lines(&world, RUNS).await, ["follow-up ready - -", "instant-answer ready - -"]);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["acknowledgement accepted"]);
        assert_eq!(
            lines(&world, RUNS).await,
            ["follow-up sleeping day_1 -", "instant-answer done answered done"]
        );
        assert_eq!(world.count("select count(*) as n from store_exception").await, 0);
    }

    async fn a_week_of_silence_is_four_messages_and_the_nurture_list(world: World) {
        let boss = open(&world).await;
        capture(&world, &boss).await;
        for _ in 0..24 {
            rest(&world).await;
            world.clock.pass_seconds(DAY / 2);
        }
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, [
            "acknowledgement accepted", "follow-up-1 accepted", "follow-up-2 accepted", "follow-up-3 accepted",
            "follow-up-4 accepted",
        ]);
        let nurtured = "select count(*) as n from test_lead where state = 'nurtured'";
        assert_eq!(world.count(nurtured).await, 1);
        let runs = lines(&world, RUNS).await;
        assert_eq!(&runs[..2], ["follow-up done nurture done", "instant-answer done answered done"]);
        assert!(runs[2..].iter().all(|run| run.starts_with("silence-48h ")), "{runs:?}");
    }

    async fn whoever_answers_is_not_followed_up(world: World) {
        let boss = open(&world).await;
        let (lead, contact) = capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(3600);
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        rest(&world).await;
        world.clock.pass_seconds(2 * DAY);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await[0], "follow-up done day_1 goal");
        assert_eq!(lines(&world, MESSAGES).await, ["acknowledgement accepted"]);
    }

    async fn a_message_that_bounces_becomes_a_call(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: acknowledge\n    do: message.send\n    with: {contact: {cel: contact.id}, \
            template: bounce, \
            class: transactional}\n    on_error: {go: call}\n  - id: end\n    end: done\n";
        let steps = steps.to_owned() + &task("call", "Call back");
        publish(&world, &boss, "automatic", &yaml("answer", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Call back"]);
        assert_eq!(lines(&world, STEPS).await, ["acknowledge failed no such address", "call ok -"]);
    }

    async fn a_refused_decision_is_kept_with_its_reason(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: lead.captured, when: {cel: fact.has_email}}\n\
            enrol: {policy: always, if_active: skip, one_active_per: contact}\n";
        let steps = "  - id: wait\n    wait: {days: 3}\n";
        publish(&world, &boss, "automatic", &yaml("once-each", head, steps)).await;
        let (_, contact) = capture(&world, &boss).await;
        world.clock.pass_seconds(1);
        world.act(&boss, "test.capture", json!({"contact": contact})).await;
        world.clock.pass_seconds(1);
        world.act(&boss, "test.capture", json!({"no_email": true})).await;
        assert_eq!(lines(&world, ENROLMENTS).await, [
            "once-each enrolled -", "once-each refused a run is under way",
            "once-each refused its condition does not hold: fact.has_email",
        ]);
        let why = world.act(&boss, "enrolment.list", json!({"contact": contact})).await;
        assert_eq!(why["items"].as_array().unwrap().len(), 2);
        assert_eq!(why["items"][0]["reason"], "a run is under way");
    }

    async fn a_newer_fact_restarts_where_the_document_says_so(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: lead.captured}\n\
            enrol: {policy: always, if_active: restart, one_active_per: contact}\n";
        let steps = "  - id: wait\n    wait: {days: 3}\n";
        publish(&world, &boss, "automatic", &yaml("again", head, steps)).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "test.capture", json!({"contact": contact})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["again cancelled wait cancelled", "again sleeping wait -"]);
    }

    async fn once_is_once_and_a_cooldown_passes(world: World) {
        let boss = alone(&world).await;
        let once = "trigger: {fact: message.received}\nenrol: {policy: once}\n";
        let cool = "trigger: {fact: message.received}\nenrol: {policy: {cooldown: {days: 1}}}\n";
        for (slug, head) in [("once", once), ("cool", cool)] {
            let text = yaml(slug, head, "  - id: end\n    end: done\n");
            let text = text.replace("subject: lead", "subject: conversation");
            publish(&world, &boss, "automatic", &text.replace("conversation\n", "contact\n")).await;
        }
        let (_, contact) = capture(&world, &boss).await;
        for hours in [0, 1, 24] {
            world.clock.pass_seconds(hours * 3600);
            world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
            rest(&world).await;
        }
        assert_eq!(lines(&world, ENROLMENTS).await, [
            "cool enrolled -", "cool refused the last run began too short a while ago", "cool enrolled -",
            "once enrolled -", "once refused it had its run before, and this automation runs once",
            "once refused it had its run before, and this automation runs once",
        ]);
    }

    async fn two_workers_at_once_do_nothing_twice(world: World) {
        let boss = open(&world).await;
        for _ in 0..12 {
            capture(&world, &boss).await;
        }
        let desk = &world.desk;
        let (one, two, three) = tokio::join!(Runs::tick(desk), Runs::tick(desk), Runs::tick(desk));
        one.and(two).and(three).unwrap();
        rest(&world).await;
        assert_eq!(world.count("select count(*) as n from test_message").await, 12);
        assert_eq!(world.count("select count(*) as n from automation_step where step = 'acknowledge'").await, 12);
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
    }

    async fn a_dead_workers_run_goes_on_and_its_late_word_changes_nothing(world: World) {
        let boss = open(&world).await;
        capture(&world, &boss).await;
        let held = world.store.claim("test", claim_for_a_minute).await.unwrap();
        assert_eq!(held.len(), 2);
        rest(&world).await;
        assert_eq!(world.count("select count(*) as n from test_message").await, 0);
        world.clock.pass_seconds(61);
        rest(&world).await;
        assert_eq!(world.count("select count(*) as n from test_message").await, 1);
        for (run, epoch) in held {
            let late = world.store.read(move |tx| Box::pin(runs::held(tx, run, epoch))).await;
            assert_eq!(late.unwrap_err().code(), "run.moved");
        }
    }

    async fn a_wait_is_met_by_its_fact_or_by_its_time(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: reply\n    wait_for: {fact: message.received, timeout: {days: 2}, \
            on_timeout: {go: late}}\n"
            .to_owned() + &task("met", "They wrote") + "  - id: end\n    end: done\n" + &task("late", "They did not");
        publish(&world, &boss, "automatic", &yaml("waiting", TRIGGER, &steps)).await;
        let (_, first) = capture(&world, &boss).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["waiting waiting reply -", "waiting waiting reply -"]);
        world.act(&boss, "test.reply", json!({"contact": first, "lead": null})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["They wrote"]);
        world.clock.pass_seconds(2 * DAY + 1);
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["They wrote", "They did not"]);
    }

    async fn a_wait_is_met_by_what_was_told_before_it_began(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: pause\n    wait: {hours: 5}\n  - id: reply\n    \
            wait_for: {fact: message.received, timeout: {days: 2}, on_timeout: {end: exit}}\n".to_owned()
            + &task("met", "They wrote");
        publish(&world, &boss, "automatic", &yaml("waiting", TRIGGER, &steps)).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["waiting sleeping pause -"]);
        world.clock.pass_seconds(5 * 3600);
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["They wrote"]);
    }

    /// INV17: what met one wait is not missed by the next that counts it, however late it was thought about.
    async fn a_fact_meets_every_wait_that_counts_it(world: World) {
        let boss = alone(&world).await;
        let wait = |id: &str, facts: &str| format!(
            "  - id: {id}\n    wait_for: {{fact: {facts}, timeout: {{days: 2}}, on_timeout: {{end: exit}}}}\n"
        );
        let steps = wait("one", "message.received") + &wait("other", "message.received") + &task("met", "They wrote");
        publish(&world, &boss, "automatic", &yaml("waiting", TRIGGER, &steps)).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["They wrote"]);
    }

    async fn a_stuck_run_is_somebodys_until_it_goes_on(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: repair\n    do: task.break\n    with: {title: Glue}\n".to_owned() + &task("after", "Done");
        publish(&world, &boss, "automatic", &yaml("broken", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, EXCEPTIONS).await, ["automation.parked Broken: stuck at repair"]);
        let listed = world.act(&boss, "exception.list", json!({})).await;
        let exception = &listed["items"][0];
        assert_eq!((&exception["fix"]["verb"], &exception["owner"]), (&json!("run.retry"), &json!(user(1))));
        let close = json!({"exception": exception["id"], "outcome": "whatever"});
        assert_eq!(world.refused(&boss, "exception.close", close).await, "exception.run_waits");
        world.act(&boss, "task.create", json!({"title": "Glue"})).await;
        world.act(&boss, "run.retry", exception["fix"]["body"].clone()).await;
        rest(&world).await;
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
        assert_eq!(lines(&world, TASKS).await, ["Glue", "Done"]);
        assert_eq!(lines(&world, RUNS).await, ["broken done after done"]);
        let run = exception["run"].clone();
        assert_eq!(world.refused(&boss, "run.stop", json!({"run": run})).await, "run.ended");
    }

    async fn a_stuck_run_can_be_skipped_or_stopped(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: repair\n    do: task.break\n    with: {title: Glue}\n".to_owned() + &task("after", "Done");
        publish(&world, &boss, "automatic", &yaml("broken", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let parked = world.act(&boss, "run.list", json!({"state": "parked"})).await;
        let run = |i: usize| json!({"run": parked["items"][i]["id"]});
        world.act(&boss, "run.skip", run(0)).await;
        world.act(&boss, "run.stop", run(1)).await;
        rest(&world).await;
        assert_eq!(
            lines(&world, RUNS).await,
            ["broken cancelled repair cancelled", "broken done after done"]
        );
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
        let steps = world.act(&boss, "run.read", run(0)).await;
        assert_eq!(steps["steps"][0]["state"], "skipped");
        assert_eq!(steps["steps"][1]["output"]["id"].as_str().map(|id| &id[..5]), Some("task_"));
    }

    async fn practice_does_nothing_and_shows_what_it_would(world: World) {
        let boss = alone(&world).await;
        let steps = send("write", "hello", "") + &task("call", "Call");
        publish(&world, &boss, "practice", &yaml("rehearsal", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, [""; 0]);
        assert_eq!(lines(&world, TASKS).await, [""; 0]);
        assert_eq!(world.count("select count(*) as n from effect").await, 0);
        assert_eq!(lines(&world, RUNS).await, ["rehearsal done call done"]);
        assert_eq!(lines(&world, STEPS).await, ["write practised -", "call practised -"]);
        let listed = world.act(&boss, "run.list", json!({})).await;
        let run = world.act(&boss, "run.read", json!({"run": listed["items"][0]["id"]})).await;
        assert_eq!(run["steps"][0]["output"]["subject"], "About hello");
    }

    async fn a_message_waits_for_a_yes_and_a_no_skips_it(world: World) {
        let boss = alone(&world).await;
        let steps = send("write", "hello", "") + &task("after", "After it");
        publish(&world, &boss, "approve_each", &yaml("careful", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, [""; 0]);
        let open = world.act(&boss, "approval.list", json!({})).await;
        assert_eq!(open["items"].as_array().unwrap().len(), 2);
        assert_eq!(open["items"][0]["shown"]["text"], "Hello Ada");
        let next = "select count(*) as n from automation_next where kind = 'approval'";
        assert_eq!(world.count(next).await, 2);
        let approval = |i: usize| open["items"][i]["id"].clone();
        world.act(&boss, "approval.approve", json!({"approval": approval(0)})).await;
        world.act(&boss, "approval.return", json!({"approval": approval(1), "reason": "not now"})).await;
        let again = json!({"approval": approval(0)});
        assert_eq!(world.refused(&boss, "approval.approve", again).await, "approval.over");
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["hello accepted"]);
        assert_eq!(lines(&world, TASKS).await, ["After it", "After it"]);
        let mut steps = lines(&world, STEPS).await;
        steps.sort();
        assert_eq!(steps, ["after ok -", "after ok -", "write ok -", "write skipped not now"]);
    }

    async fn the_master_stop_holds_everything_and_loses_nothing(world: World) {
        let boss = open(&world).await;
        capture(&world, &boss).await;
        Runs::tick(&world.desk).await.unwrap();
        world.act(&boss, "automation.stop_all", json!({})).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["acknowledgement queued"]);
        assert_eq!(world.count("select count(*) as n from automation_run").await, 4);
        world.act(&boss, "automation.go_on", json!({})).await;
        world.clock.pass_seconds(60);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["acknowledgement accepted", "acknowledgement accepted"]);
    }

    /// A28: what was told while everything stood still is heard afterwards, once.
    async fn a_fact_of_the_time_nothing_moved_is_heard_once(world: World) {
        let boss = alone(&world).await;
        let wait = "wait_for: {fact: message.received, timeout: {days: 9}, on_timeout: {end: exit}}\n";
        let steps = format!("  - id: reply\n    {wait}{}", task("met", "They wrote"));
        publish(&world, &boss, "automatic", &yaml("waiting", TRIGGER, &steps)).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "automation.stop_all", json!({})).await;
        for _ in 0..2 {
            world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        }
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, [""; 0]);
        for _ in 0..2 {
            world.act(&boss, "automation.go_on", json!({})).await;
            world.clock.pass_seconds(60);
            rest(&world).await;
            world.act(&boss, "automation.stop_all", json!({})).await;
        }
        assert_eq!(lines(&world, TASKS).await, ["They wrote"]);
        assert_eq!(lines(&world, RUNS).await, ["waiting done met done"]);
    }

    async fn an_automation_that_is_off_enrols_nobody_and_its_runs_stand_still(world: World) {
        let boss = open(&world).await;
        capture(&world, &boss).await;
        let listed = world.act(&boss, "automation.list", json!({})).await;
        let instant = listed["items"].as_array().unwrap().iter().find(|a| a["slug"] == "instant-answer").unwrap();
        world.act(&boss, "automation.switch", json!({"automation": instant["id"], "on": false})).await;
        assert_eq!(
            lines(&world, EXCEPTIONS).await,
            ["automation.load_bearing_off Instant answer is switched off"]
        );
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(world.count("select count(*) as n from test_message").await, 0);
        world.act(&boss, "automation.switch", json!({"automation": instant["id"], "on": true})).await;
        rest(&world).await;
        assert_eq!(world.count("select count(*) as n from test_message").await, 1);
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
    }

    async fn an_automation_does_not_follow_from_itself(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: message.queued, when: {cel: fact.class == 'transactional'}}\n\
            enrol: {policy: always, if_active: parallel}\n";
        let steps = "  - id: more\n    do: message.send\n    with: {contact: {cel: contact.id}, template: more, \
            class: transactional}\n    on_error: escalate\n";
        let circle = |slug: &str| yaml(slug, head, steps).replace("subject: lead", "subject: contact");
        publish(&world, &boss, "automatic", &circle("ping")).await;
        publish(&world, &boss, "automatic", &circle("pong")).await;
        let (_, contact) = capture(&world, &boss).await;
        let first = json!({"contact": contact, "template": "first", "class": "transactional"});
        world.act(&boss, "message.send", first).await;
        for _ in 0..8 {
            rest(&world).await;
        }
        let loops = lines(&world, ENROLMENTS).await.into_iter().filter(|line| line.contains("from itself")).count();
        assert_eq!(loops, 6, "what a run sends is refused by itself and by whoever led to it");
        assert_eq!(lines(&world, MESSAGES).await.len(), 5, "the first, one each, and one each for the other's");
    }

    async fn a_guard_is_asked_when_the_message_leaves(world: World) {
        let boss = alone(&world).await;
        let guarded = send("write", "hello", "    guard: {cel: 'lead.state == \"captured\"'}\n");
        publish(&world, &boss, "automatic", &yaml("guarded", TRIGGER, &guarded)).await;
        let (lead, _) = capture(&world, &boss).await;
        Runs::tick(&world.desk).await.unwrap();
        assert_eq!(lines(&world, MESSAGES).await, ["hello queued"]);
        world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 9})).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["hello skipped"]);
        assert_eq!(lines(&world, STEPS).await, ["write skipped guard: it is no longer wanted"]);
    }

    async fn one_message_a_day_is_enough(world: World) {
        let boss = alone(&world).await;
        for slug in ["one", "two"] {
            publish(&world, &boss, "automatic", &yaml(slug, TRIGGER, &send("write", slug, ""))).await;
        }
        capture(&world, &boss).await;
        rest(&world).await;
        let mut first = lines(&world, MESSAGES).await;
        first.sort();
        assert_eq!(first.iter().filter(|line| line.ends_with("accepted")).count(), 1, "{first:?}");
        world.clock.pass_seconds(DAY);
        rest(&world).await;
        let mut both = lines(&world, MESSAGES).await;
        both.sort();
        assert_eq!(both, ["one accepted", "two accepted"]);
    }

    async fn nobody_is_written_to_at_night(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        publish(&world, &boss, "automatic", &yaml("night", TRIGGER, &send("write", "hello", ""))).await;
        // 02:40 UTC is 03:40 in Berlin.
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["hello queued"]);
        world.clock.pass_seconds(4 * 3600 + 19 * 60);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["hello queued"]);
        world.clock.pass_seconds(61);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["hello accepted"]);
    }

    async fn whoever_asks_at_night_is_answered_at_night(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        let answer = send("write", "hello", "").replace("class: inquiry", "class: transactional");
        assert!(answer.contains("transactional"), "as the acknowledgement ships");
        publish(&world, &boss, "automatic", &yaml("night", TRIGGER, &answer)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["hello accepted"]);
    }

    async fn a_goal_takes_back_what_has_not_left(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        let head = format!("{TRIGGER}goal: {{facts: [message.received]}}\n");
        publish(&world, &boss, "automatic", &yaml("night", &head, &send("write", "hello", ""))).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["night done write goal"]);
        assert_eq!(world.count("select count(*) as n from effect where state = 'cancelled'").await, 1);
        world.clock.pass_seconds(DAY);
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["hello queued"], "the real room hears message.skipped");
        let told = "select count(*) as n from journal where kind = 'message.skipped'";
        assert_eq!(world.count(told).await, 1);
    }

    async fn the_rights_of_whoever_answers_decide(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.hire", json!({"user": user(2), "role": "viewer", "active": true})).await;
        let text = yaml("weak", TRIGGER, &task("call", "Call")).replace("owner: administrator", "owner: viewer");
        publish(&world, &boss, "automatic", &text).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, [""; 0]);
        assert_eq!(lines(&world, EXCEPTIONS).await, ["automation.parked Weak: stuck at call"]);
        world.act(&boss, "test.hire", json!({"user": user(2), "role": "viewer", "active": false})).await;
        let listed = world.act(&boss, "run.list", json!({})).await;
        world.act(&boss, "run.retry", json!({"run": listed["items"][0]["id"]})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"], "the stand-in answers for who is away");
    }

    async fn a_question_is_answered_by_a_person(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: sure\n    ask:\n      who: administrator\n      question: Shall we call?\n      \
            answers: [{answer: yes_please}, {answer: no_thanks, then: {end: exit}}]\n      \
            timeout: {days: 2}\n      on_timeout: {end: exit}\n".to_owned() + &task("call", "Call");
        publish(&world, &boss, "automatic", &yaml("asking", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, EXCEPTIONS).await, ["automation.question Shall we call?"]);
        let listed = world.act(&boss, "run.list", json!({})).await;
        let run = listed["items"][0]["id"].clone();
        let wrong = json!({"run": run, "answer": "perhaps"});
        assert_eq!(world.refused(&boss, "run.answer", wrong).await, "run.not_now");
        world.act(&boss, "run.answer", json!({"run": run, "answer": "yes_please"})).await;
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, ["Call"]);
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
    }

    async fn a_record_without_a_next_step_is_told_once_and_settles_by_itself(world: World) {
        let boss = alone(&world).await;
        let (lead, _) = capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, FORGOTTEN).await, ["A lead has no next step"]);
        world.clock.pass_seconds(60);
        rest(&world).await;
        let read = world.act(&boss, "conservation.read", json!({})).await;
        assert_eq!(read, json!({"open": 1, "with_next": 0, "excepted": 1, "violations": []}));
        world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 9})).await;
        rest(&world).await;
        assert_eq!(lines(&world, FORGOTTEN).await, [""; 0]);
    }

    async fn automations_of_a_group_do_not_run_beside_each_other(world: World) {
        let boss = alone(&world).await;
        let group = [("low", "low", "skip"), ("high", "high", "higher_priority_wins"), ("last", "low", "queue")];
        for (slug, priority, conflict) in group {
            let kind = if slug == "low" { "lead.captured" } else { "message.received" };
            let head = format!(
                "priority: {priority}\ngroup: {{name: calm, one_active_per: contact, on_conflict: {conflict}}}\n\
                 trigger: {{fact: {kind}}}\nenrol: {{policy: always}}\n"
            );
            let text = yaml(slug, &head, "  - id: pause\n    wait: {days: 1}\n");
            publish(&world, &boss, "automatic", &text.replace("subject: lead", "subject: contact")).await;
        }
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, [
            "high sleeping pause -", "last ready - -", "low cancelled pause cancelled",
        ]);
        world.act(&boss, "test.capture", json!({"contact": contact})).await;
        rest(&world).await;
        assert!(lines(&world, ENROLMENTS).await.contains(
            &"low refused another automation of the group calm is under way".to_owned()
        ));
        world.clock.pass_seconds(DAY + 1);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, [
            "high done pause done", "last sleeping pause -", "low cancelled pause cancelled",
        ]);
        assert_eq!(world.count("select count(*) as n from automation_group").await, 1);
    }

    async fn a_run_nobody_takes_is_told_and_settles_when_it_moves(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &yaml("slow", TRIGGER, &task("call", "Call"))).await;
        capture(&world, &boss).await;
        world.clock.pass_seconds(601);
        Watchdog::tick(&world.desk).await.unwrap();
        assert_eq!(lines(&world, EXCEPTIONS).await, ["automation.stuck Runs do not move"]);
        rest(&world).await;
        Watchdog::tick(&world.desk).await.unwrap();
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
    }

    async fn what_promised_to_leave_soon_and_did_not_is_told(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        let steps = send("write", "hello", "    sla: {seconds: 30}\n");
        publish(&world, &boss, "automatic", &yaml("prompt", TRIGGER, &steps)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(31);
        rest(&world).await;
        assert_eq!(lines(&world, EXCEPTIONS).await, ["automation.late Prompt: write is late"]);
        world.clock.pass_seconds(DAY / 2);
        rest(&world).await;
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
    }
}

fn claim_for_a_minute(tx: &mut store::Tx) -> store::Unit<'_, Vec<(kernel::RunId, i64)>> {
    Box::pin(async move {
        let until = kernel::Timestamp::from_millisecond(tx.now().as_millisecond() + 60_000).unwrap();
        runs::claim(tx, until, 128).await
    })
}

//! Records that were there before the automation: counted first, then taken in within its bounds; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::{ContactId, DealId, Id as _, LeadId, ProposalId};
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::{Value as Json, json};
use store::values;
use testing::World;

const HEAD: &str = "trigger: {fact: lead.captured, when: {cel: fact.has_email}}\n\
    enrol: {policy: always, if_active: skip, one_active_per: contact}\n";
const STEPS: &str = "  - id: pause\n    wait: {days: 30}\n";
const DECIDED: &str = "
    select e.decision || ' ' || coalesce(e.reason, '-') as line from automation_enrolment e
    where e.kind = 'automation.started' order by e.fact";
const RUNS: &str = "select state as line from automation_run order by id";
const MINUTE: i64 = 60;

fn reasons(view: &Json) -> Vec<String> {
    let one = |out: &Json| format!("{} {}", out["records"], out["reason"].as_str().unwrap());
    view["left_out"].as_array().unwrap().iter().map(one).collect()
}

/// So many open leads nobody told anything of, of as many people.
async fn many_leads(world: &World, many: u32) {
    write(world, move |tx| {
        Box::pin(async move {
            const ADD: &str = "
                insert into test_lead (id, contact, state, owner, captured_at, answered_at)
                values ($1, $2, 'open', null, $3, null)";
            for _ in 0..many {
                let (lead, contact, now): (LeadId, ContactId, _) = (tx.new_id(), tx.new_id(), tx.now());
                tx.exec(ADD, values![lead, contact, now]).await?;
            }
            Ok(())
        })
    })
    .await;
}

testing::on_both! {
    async fn those_who_match_are_counted_first_and_taken_in_one_after_the_other(world: World) {
        let boss = alone(&world).await;
        let (_, contact) = capture(&world, &boss).await;
        capture(&world, &boss).await;
        world.act(&boss, "test.capture", json!({"contact": contact})).await;
        world.act(&boss, "test.capture", json!({"no_email": true})).await;
        let id = publish(&world, &boss, "automatic", &yaml("takes-in", HEAD, STEPS)).await;
        let dry = json!({"automation": id, "dry_run": true});
        let counted = world.act(&boss, "automation.enrol_existing", dry.clone()).await;
        assert_eq!((&counted["looked_at"], &counted["matching"]), (&json!(4), &json!(2)));
        assert_eq!(reasons(&counted), ["1 a run is under way", "1 its condition does not hold: fact.has_email"]);
        assert_eq!(counted["sample"].as_array().unwrap().len(), 4);
        rest(&world).await;
        assert!(lines(&world, RUNS).await.is_empty(), "only counted");

        let taken = world.act(&boss, "automation.enrol_existing", json!({"automation": id, "per_hour": 6})).await;
        assert_eq!((&taken["matching"], &taken["per_hour"]), (&json!(2), &json!(6)));
        rest(&world).await;
        assert!(lines(&world, RUNS).await.is_empty(), "not all at once");
        world.clock.pass_seconds(11 * MINUTE);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["sleeping"]);
        world.clock.pass_seconds(11 * MINUTE);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["sleeping", "sleeping"]);
        assert_eq!(lines(&world, DECIDED).await, ["enrolled -", "enrolled -"]);
        let again = world.act(&boss, "automation.enrol_existing", dry).await;
        assert_eq!(again["matching"], 0, "{again}");
        assert!(reasons(&again).contains(&"2 it had its run before".to_owned()), "{again}");
    }

    async fn a_run_sees_the_fact_that_would_have_started_it(world: World) {
        let boss = alone(&world).await;
        capture(&world, &boss).await;
        let steps = "  - id: call\n    if: {cel: 'trigger.source == \"test\"'}\n    do: task.create\n    \
            with: {title: Call}\n";
        let id = publish(&world, &boss, "automatic", &yaml("takes-in", HEAD, steps)).await;
        world.clock.pass_seconds(5 * 24 * 60 * MINUTE);
        world.act(&boss, "automation.enrol_existing", json!({"automation": id})).await;
        world.clock.pass_seconds(2 * MINUTE);
        rest(&world).await;
        assert_eq!(lines(&world, "select title as line from test_task").await, ["Call"]);
    }

    async fn an_offer_that_is_out_is_taken_in_and_whom_nothing_happened_to_is_not(world: World) {
        let boss = alone(&world).await;
        let offer = |n: u8| json!({
            "proposal": ProposalId::from_bytes([n; 16]), "deal": DealId::from_bytes([6; 16]),
            "contact": ContactId::from_bytes([4; 16]),
        });
        world.act(&boss, "test.offer", offer(5)).await;
        let about = |slug: &str, fact: &str| {
            let head = format!("trigger: {{fact: {fact}}}\nenrol: {{policy: always}}\n");
            yaml(slug, &head, STEPS).replace("subject: lead", "subject: proposal")
        };
        let sent = publish(&world, &boss, "automatic", &about("when-sent", "proposal.sent")).await;
        let viewed = publish(&world, &boss, "automatic", &about("when-viewed", "proposal.viewed")).await;
        let dry = |id: &str| json!({"automation": id, "dry_run": true});
        let counted = world.act(&boss, "automation.enrol_existing", dry(&sent)).await;
        assert_eq!((&counted["looked_at"], &counted["matching"]), (&json!(1), &json!(1)), "{counted:#}");
        let counted = world.act(&boss, "automation.enrol_existing", dry(&viewed)).await;
        assert_eq!(counted["matching"], 0);
        assert_eq!(reasons(&counted), ["1 what would have started it has not happened to it, as far as is known"]);
    }

    async fn a_quota_that_is_used_up_makes_them_wait_and_not_be_refused(world: World) {
        let boss = alone(&world).await;
        for _ in 0..3 {
            capture(&world, &boss).await;
        }
        let head = format!("{HEAD}quota: {{runs_per_hour: 2}}\n");
        let id = publish(&world, &boss, "automatic", &yaml("takes-in", &head, STEPS)).await;
        let taken = world.act(&boss, "automation.enrol_existing", json!({"automation": id})).await;
        assert_eq!(taken["per_hour"], 2, "not more than its quota");
        capture(&world, &boss).await;
        capture(&world, &boss).await;
        world.clock.pass_seconds(31 * MINUTE);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await.len(), 2, "the hour is full of those who came by themselves");
        assert!(lines(&world, DECIDED).await.is_empty());
        for _ in 0..30 {
            world.clock.pass_seconds(10 * MINUTE);
            rest(&world).await;
        }
        assert_eq!(lines(&world, DECIDED).await, ["enrolled -", "enrolled -", "enrolled -"]);
    }

    async fn it_can_be_stopped_and_asks_only_what_can_be_known(world: World) {
        let boss = alone(&world).await;
        capture(&world, &boss).await;
        let id = publish(&world, &boss, "automatic", &yaml("takes-in", HEAD, STEPS)).await;
        world.act(&boss, "automation.enrol_existing", json!({"automation": id})).await;
        let waits = world.act(&boss, "automation.enrol_existing", json!({"automation": id, "dry_run": true})).await;
        assert_eq!((&waits["waiting"], &waits["matching"]), (&json!(1), &json!(0)), "not a second time");
        let stopped = world.act(&boss, "automation.stop_taking_in", json!({"automation": id})).await;
        assert_eq!(stopped["records"], 1);
        world.clock.pass_seconds(60 * MINUTE);
        rest(&world).await;
        assert!(lines(&world, RUNS).await.is_empty());

        let button = "trigger: {button: {label: Press}}\nenrol: {policy: always}\n";
        let id = publish(&world, &boss, "automatic", &yaml("by-hand", button, STEPS)).await;
        let body = json!({"automation": id});
        assert_eq!(world.refused(&boss, "automation.enrol_existing", body).await, "automation.nobody_matched");
        let paid = yaml("by-payment", "trigger: {fact: payment.recorded}\nenrol: {policy: always}\n", STEPS);
        let id = publish(&world, &boss, "automatic", &paid.replace("subject: lead", "subject: payment")).await;
        let body = json!({"automation": id});
        assert_eq!(world.refused(&boss, "automation.enrol_existing", body).await, "automation.none_open");
        let change = "trigger: {fact: lead.captured, when: {cel: 'has(new.state)'}}\nenrol: {policy: always}\n";
        let id = publish(&world, &boss, "automatic", &yaml("by-change", change, STEPS)).await;
        let body = json!({"automation": id});
        assert_eq!(world.refused(&boss, "automation.enrol_existing", body).await, "automation.asks_changes");
    }

    async fn all_who_match_are_taken_in_however_many_they_are(world: World) {
        let boss = alone(&world).await;
        many_leads(&world, 620).await;
        world.clock.pass_seconds(3 * 24 * 60 * MINUTE);
        let head = "trigger: {date: {cel: lead.captured_at}, after: {days: 1}}\nenrol: {policy: once}\n";
        let id = publish(&world, &boss, "automatic", &yaml("takes-in", head, "  - id: over\n    end: done\n")).await;
        rest(&world).await;
        let counted = world.act(&boss, "automation.enrol_existing", json!({"automation": id, "dry_run": true})).await;
        let numbers = [&counted["matching"], &counted["more"], &counted["open"], &counted["looked_at"]];
        assert_eq!(numbers, [&json!(500), &json!(true), &json!(620), &json!(500)]);
        let press = json!({"automation": id, "per_hour": 3600});
        world.act(&boss, "automation.enrol_existing", press.clone()).await;
        assert_eq!(world.refused(&boss, "automation.enrol_existing", press).await, "automation.taking_in");
        let how = json!({"automation": id});
        let far = world.act(&boss, "automation.taking_in", how.clone()).await;
        assert_eq!((&far["looking"], &far["waiting"], &far["taken"]), (&json!(true), &json!(500), &json!(0)));
        for _ in 0..7 {
            world.clock.pass_seconds(2 * MINUTE);
            rest(&world).await;
        }
        let far = world.act(&boss, "automation.taking_in", how).await;
        let numbers = [&far["goes_on"], &far["looked_at"], &far["matching"], &far["taken"], &far["waiting"]];
        assert_eq!(numbers, [&json!(false), &json!(620), &json!(620), &json!(620), &json!(0)], "{far:#}");
        assert_eq!(world.count("select count(*) as n from automation_run").await, 620);
    }

    async fn taking_in_nobody_more_looks_at_nobody_more(world: World) {
        let boss = alone(&world).await;
        many_leads(&world, 510).await;
        world.clock.pass_seconds(3 * 24 * 60 * MINUTE);
        let head = "trigger: {date: {cel: lead.captured_at}, after: {days: 1}}\nenrol: {policy: once}\n";
        let id = publish(&world, &boss, "automatic", &yaml("takes-in", head, "  - id: over\n    end: done\n")).await;
        rest(&world).await;
        world.act(&boss, "automation.enrol_existing", json!({"automation": id, "per_hour": 3600})).await;
        let stopped = world.act(&boss, "automation.stop_taking_in", json!({"automation": id})).await;
        assert_eq!(stopped["records"], 500);
        world.clock.pass_seconds(20 * MINUTE);
        rest(&world).await;
        let far = world.act(&boss, "automation.taking_in", json!({"automation": id})).await;
        assert_eq!((&far["goes_on"], &far["looked_at"], &far["taken"]), (&json!(false), &json!(500), &json!(0)));
        assert_eq!(lines(&world, RUNS).await, Vec::<String>::new());
    }

    async fn who_had_a_run_is_taken_in_again_only_where_that_is_asked_for_and_it_takes_in_every_time(world: World) {
        let boss = alone(&world).await;
        capture(&world, &boss).await;
        let over = "  - id: over\n    end: done\n";
        let id = publish(&world, &boss, "automatic", &yaml("takes-in", HEAD, over)).await;
        capture(&world, &boss).await;
        rest(&world).await;
        let dry = |again: bool| json!({"automation": id, "dry_run": true, "again": again});
        let counted = world.act(&boss, "automation.enrol_existing", dry(false)).await;
        assert_eq!((&counted["matching"], &counted["had_run"]), (&json!(1), &json!(1)));
        let counted = world.act(&boss, "automation.enrol_existing", dry(true)).await;
        assert_eq!((&counted["matching"], &counted["had_run"]), (&json!(2), &json!(1)));
        world.act(&boss, "automation.enrol_existing", json!({"automation": id, "again": true})).await;
        world.clock.pass_seconds(5 * MINUTE);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["done", "done", "done"]);
        assert_eq!(lines(&world, DECIDED).await, ["enrolled -", "enrolled -"]);
        let once = "trigger: {fact: lead.captured}\nenrol: {policy: once}\n";
        let id = publish(&world, &boss, "automatic", &yaml("once", once, over)).await;
        let body = json!({"automation": id, "again": true});
        assert_eq!(world.refused(&boss, "automation.enrol_existing", body).await, "automation.not_again");
    }
}

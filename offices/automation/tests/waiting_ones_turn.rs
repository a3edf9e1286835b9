//! Runs that must not run beside each other: who waits for whom, who hears of it, and what a stuck one keeps; on both
//! engines.
#![allow(clippy::unwrap_used)]

mod office;

use facts::crm::ContactMerged;
use kernel::ContactId;
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::{Value as Json, json};
use store::values;
use testing::World;

const DAY: i64 = 86_400;
const RUNS: &str = "
    select a.slug || ' ' || r.state || ' ' || coalesce(r.step, '-') as line
    from automation_run r join automation_automation a on a.id = r.automation order by a.slug, r.id";
const EXCEPTIONS: &str = "
    select code || ' ' || title || ': ' || detail as line from store_exception
    where state = 'open' and code <> 'conservation.no_next_step' order by id";
const TURNS: &str = "
    select title || ': ' || detail as line from store_exception
    where state = 'open' and code = 'automation.waits_its_turn' order by id";

const REFUSED: &str =
    "select reason as line from automation_enrolment where reason is not null order by fact";

/// One of the group, without a deadline, that waits until whoever is there has ended.
fn of_group(slug: &str, fact: &str, steps: &str) -> String {
    let head = format!(
        "group: {{name: calm, one_active_per: contact, on_conflict: queue}}\ntrigger: {{fact: {fact}}}\n\
         enrol: {{policy: always}}\n"
    );
    let text = yaml(slug, &head, steps).replace("subject: lead", "subject: contact");
    text.replace("deadline: {days: 30}\n", "")
}

/// One about whoever writes, a day long.
fn day_long(slug: &str, if_active: &str, more: &str) -> String {
    let head = format!(
        "trigger: {{fact: message.received}}\nenrol: {{policy: always, if_active: {if_active}{more}}}\n"
    );
    yaml(slug, &head, "  - id: pause\n    wait: {days: 1}\n").replace("subject: lead", "subject: contact")
}

async fn writes(world: &World, boss: &kernel::Actor, contact: &str) {
    world.clock.pass_seconds(1);
    world.act(boss, "test.reply", json!({"contact": contact, "lead": null})).await;
    rest(world).await;
}

async fn a_day_passes(world: &World) {
    world.clock.pass_seconds(DAY + 1);
    rest(world).await;
}

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

async fn run_of(world: &World, boss: &kernel::Actor, name: &str) -> Json {
    let all = world.act(boss, "run.list", json!({})).await;
    let found = all["items"].as_array().unwrap().iter().find(|run| run["name"] == name).unwrap();
    world.act(boss, "run.read", json!({"run": found["id"]})).await
}

testing::on_both! {
    async fn a_stuck_run_keeps_nobody_waiting_and_goes_on_only_where_its_place_is_free(world: World) {
        let boss = alone(&world).await;
        let breaks = "  - id: push\n    do: task.break\n    with: {title: Key}\n    on_error: escalate\n";
        publish(&world, &boss, "automatic", &of_group("first", "lead.captured", breaks)).await;
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        publish(&world, &boss, "automatic", &of_group("second", "message.received", pause)).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["first parked push"]);
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["first parked push", "second sleeping pause"], "nobody waits");
        let stuck = json!({"run": run_of(&world, &boss, "First").await["id"]});
        world.act(&boss, "task.create", json!({"title": "Key"})).await;
        assert_eq!(world.refused(&boss, "run.retry", stuck.clone()).await, "run.group_taken");
        assert_eq!(lines(&world, RUNS).await, ["first parked push", "second sleeping pause"]);
        world.clock.pass_seconds(DAY + 1);
        rest(&world).await;
        world.act(&boss, "run.retry", stuck).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["first done push", "second done pause"]);
        assert_eq!(world.count("select count(*) as n from automation_group").await, 0);
    }

    async fn one_that_gets_stuck_lets_those_go_first_who_waited(world: World) {
        let boss = alone(&world).await;
        let breaks = "  - id: hour\n    wait: {hours: 1}\n  - id: push\n    do: task.break\n    \
            with: {title: Key}\n    on_error: escalate\n";
        publish(&world, &boss, "automatic", &of_group("first", "lead.captured", breaks)).await;
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        publish(&world, &boss, "automatic", &of_group("second", "message.received", pause)).await;
        let (_, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["first sleeping hour", "second ready -"]);
        world.clock.pass_seconds(3_601);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["first parked push", "second sleeping pause"]);
    }

    async fn whoever_waits_longer_than_an_open_day_is_told_of_with_what_it_waits_for(world: World) {
        let boss = alone(&world).await;
        let pause = "  - id: pause\n    wait: {days: 20}\n";
        publish(&world, &boss, "automatic", &of_group("first", "lead.captured", pause)).await;
        publish(&world, &boss, "automatic", &of_group("second", "message.received", pause)).await;
        let (_, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        rest(&world).await;
        let waiting = run_of(&world, &boss, "Second").await;
        assert_eq!((&waiting["state"], &waiting["behind"]["name"]), (&json!("ready"), &json!("First")));
        assert!(waiting["wakes_at"].is_string(), "somebody looks at it again: {waiting}");
        assert_eq!(run_of(&world, &boss, "First").await["behind"], Json::Null);
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
        for _ in 0..5 {
            world.clock.pass_seconds(DAY);
            rest(&world).await;
        }
        let told = lines(&world, TURNS).await;
        assert_eq!(told.len(), 1, "once: {told:?}");
        assert!(told[0].starts_with("Second: has waited for its turn for a day: First of the group calm"), "{told:?}");
        assert!(run_of(&world, &boss, "Second").await["wakes_at"].is_string());
        world.clock.pass_seconds(16 * DAY);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["first done pause", "second sleeping pause"]);
        assert_eq!(lines(&world, TURNS).await, [""; 0], "it is its turn");
    }

    async fn a_deadline_is_how_long_one_waits_where_it_has_one(world: World) {
        let boss = alone(&world).await;
        let pause = "  - id: pause\n    wait: {days: 20}\n";
        publish(&world, &boss, "automatic", &of_group("first", "lead.captured", pause)).await;
        let second = format!("{}deadline: {{days: 9}}\n", of_group("second", "message.received", pause));
        publish(&world, &boss, "automatic", &second).await;
        let (_, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        for _ in 0..8 {
            world.clock.pass_seconds(DAY);
            rest(&world).await;
        }
        assert_eq!(lines(&world, EXCEPTIONS).await, [""; 0]);
        world.clock.pass_seconds(DAY + 1);
        rest(&world).await;
        let told = lines(&world, EXCEPTIONS).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("First of the group calm has been under way for them since"), "{told:?}");
        let stuck = json!({"run": run_of(&world, &boss, "Second").await["id"]});
        assert_eq!(world.refused(&boss, "run.retry", stuck).await, "run.group_taken");
    }

    async fn one_more_begins_when_the_one_under_way_ends_and_a_third_is_refused(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: message.received}\nenrol: {policy: always, if_active: buffer_one}\n";
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        let text = yaml("lines-up", head, pause).replace("subject: lead", "subject: contact");
        publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        let reply = json!({"contact": contact, "lead": null});
        for expected in [1, 2, 2] {
            world.act(&boss, "test.reply", reply.clone()).await;
            rest(&world).await;
            assert_eq!(world.count("select count(*) as n from automation_run").await, expected);
        }
        assert_eq!(lines(&world, RUNS).await, ["lines-up sleeping pause", "lines-up ready -"]);
        let refused = "select reason as line from automation_enrolment where reason is not null";
        assert_eq!(lines(&world, refused).await, ["a run is under way, and one more waits for its end"]);
        world.clock.pass_seconds(DAY + 1);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["lines-up done pause", "lines-up sleeping pause"]);
        world.act(&boss, "test.reply", reply.clone()).await;
        world.act(&boss, "test.reply", reply).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, [
            "lines-up done pause", "lines-up sleeping pause", "lines-up ready -",
        ], "behind the one that came second, and again only one");
        for _ in 0..2 {
            world.clock.pass_seconds(DAY + 1);
            rest(&world).await;
        }
        assert_eq!(lines(&world, RUNS).await, ["lines-up done pause"; 3]);
        assert_eq!(world.count("select count(*) as n from automation_group").await, 0);
    }

    async fn a_new_policy_lets_nobody_run_beside_whoever_came_by_the_old_one(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &day_long("lines-up", "skip", "")).await;
        let (_, contact) = capture(&world, &boss).await;
        writes(&world, &boss, &contact).await;
        publish(&world, &boss, "automatic", &day_long("lines-up", "buffer_one", "")).await;
        writes(&world, &boss, &contact).await;
        assert_eq!(lines(&world, RUNS).await, ["lines-up sleeping pause", "lines-up ready -"]);
        writes(&world, &boss, &contact).await;
        assert_eq!(lines(&world, RUNS).await.len(), 2, "one waits, and no second");
        a_day_passes(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["lines-up done pause", "lines-up sleeping pause"]);
        publish(&world, &boss, "automatic", &day_long("lines-up", "skip", "")).await;
        writes(&world, &boss, &contact).await;
        assert_eq!(lines(&world, RUNS).await.len(), 2, "the one that waited is under way, and nobody goes beside it");
        publish(&world, &boss, "automatic", &day_long("lines-up", "buffer_one", "")).await;
        writes(&world, &boss, &contact).await;
        publish(&world, &boss, "automatic", &day_long("lines-up", "restart", "")).await;
        writes(&world, &boss, &contact).await;
        assert_eq!(lines(&world, RUNS).await, [
            "lines-up done pause", "lines-up cancelled pause", "lines-up cancelled -", "lines-up sleeping pause",
        ], "whoever begins anew ends both the one under way and the one behind it");
        a_day_passes(&world).await;
        assert_eq!(world.count("select count(*) as n from automation_group").await, 0);
        assert_eq!(world.count("select count(*) as n from automation_run where active_key is not null").await, 0);
    }

    async fn whoever_may_run_once_and_begins_anew_ends_nothing_where_it_is_not_taken_in(world: World) {
        let boss = alone(&world).await;
        let text = day_long("anew", "restart", "").replace("policy: always", "policy: once");
        publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        writes(&world, &boss, &contact).await;
        writes(&world, &boss, &contact).await;
        assert_eq!(lines(&world, RUNS).await, ["anew sleeping pause"]);
    }

    async fn a_merge_leaves_one_under_way_and_one_waiting_behind_it(world: World) {
        let boss = alone(&world).await;
        let text = day_long("lines-up", "buffer_one", ", one_active_per: contact");
        publish(&world, &boss, "automatic", &text).await;
        let (_, alias) = capture(&world, &boss).await;
        let (_, root) = capture(&world, &boss).await;
        for contact in [&alias, &alias, &root, &root] {
            writes(&world, &boss, contact).await;
        }
        merge(&world, &alias, &root).await;
        assert_eq!(lines(&world, RUNS).await, [
            "lines-up sleeping pause", "lines-up ready -", "lines-up cancelled pause", "lines-up cancelled -",
        ]);
        writes(&world, &boss, &root).await;
        assert_eq!(lines(&world, RUNS).await.len(), 4, "it is known by the one contact that one waits");
        a_day_passes(&world).await;
        assert_eq!(lines(&world, RUNS).await[..2], ["lines-up done pause", "lines-up sleeping pause"]);
        writes(&world, &boss, &root).await;
        assert_eq!(lines(&world, RUNS).await[4..], ["lines-up ready -"], "behind the one that came from the alias");
        for _ in 0..2 {
            a_day_passes(&world).await;
        }
        assert_eq!(world.count("select count(*) as n from automation_run where state = 'done'").await, 3);
        assert_eq!(world.count("select count(*) as n from automation_group").await, 0);
    }

    async fn after_a_merge_a_group_knows_the_runs_of_both(world: World) {
        let boss = alone(&world).await;
        let (_, root) = capture(&world, &boss).await;
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        publish(&world, &boss, "automatic", &of_group("first", "lead.captured", pause)).await;
        publish(&world, &boss, "automatic", &of_group("second", "message.received", pause)).await;
        let (_, alias) = capture(&world, &boss).await;
        rest(&world).await;
        merge(&world, &alias, &root).await;
        writes(&world, &boss, &root).await;
        assert_eq!(lines(&world, RUNS).await, ["first sleeping pause", "second ready -"]);
        a_day_passes(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["first done pause", "second sleeping pause"]);
    }

    async fn the_turn_of_a_group_goes_to_nobody_who_still_waits_for_a_run_of_its_own_automation(world: World) {
        let boss = alone(&world).await;
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        let queues = |priority: &str| {
            let text = of_group("second", "message.received", pause);
            let text = text.replace("policy: always", "policy: always, if_active: queue");
            format!("{text}priority: {priority}\n")
        };
        publish(&world, &boss, "automatic", &of_group("first", "lead.captured", pause)).await;
        publish(&world, &boss, "automatic", &queues("low")).await;
        let (_, contact) = capture(&world, &boss).await;
        writes(&world, &boss, &contact).await;
        publish(&world, &boss, "automatic", &queues("high")).await;
        writes(&world, &boss, &contact).await;
        assert_eq!(lines(&world, RUNS).await, ["first sleeping pause", "second ready -", "second ready -"]);
        a_day_passes(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["first done pause", "second sleeping pause", "second ready -"]);
        a_day_passes(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["first done pause", "second done pause", "second sleeping pause"]);
        assert_eq!(lines(&world, TURNS).await, [""; 0]);
    }

    async fn whoever_comes_first_of_those_who_line_up_is_as_urgent_in_its_group_as_it_says(world: World) {
        let boss = alone(&world).await;
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        let text = of_group("lines-up", "message.received", pause);
        let text = text.replace("policy: always", "policy: always, if_active: queue");
        publish(&world, &boss, "automatic", &format!("{text}priority: high\n")).await;
        publish(&world, &boss, "automatic", &of_group("other", "lead.captured", pause)).await;
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        writes(&world, &boss, &contact).await;
        writes(&world, &boss, &contact).await;
        world.clock.pass_seconds(1);
        world.act(&boss, "test.capture", json!({"contact": contact})).await;
        a_day_passes(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["lines-up sleeping pause", "lines-up ready -", "other done pause"]);
        a_day_passes(&world).await;
        assert_eq!(lines(&world, RUNS).await[..2], ["lines-up done pause", "lines-up sleeping pause"]);
    }

    async fn after_a_merge_those_who_line_up_stand_behind_a_run_of_an_older_policy(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &day_long("lines-up", "skip", ", one_active_per: contact")).await;
        let (_, alias) = capture(&world, &boss).await;
        let (_, root) = capture(&world, &boss).await;
        writes(&world, &boss, &alias).await;
        publish(&world, &boss, "automatic", &day_long("lines-up", "queue", ", one_active_per: contact")).await;
        for _ in 0..2 {
            writes(&world, &boss, &root).await;
        }
        merge(&world, &alias, &root).await;
        assert_eq!(lines(&world, RUNS).await, [
            "lines-up sleeping pause", "lines-up cancelled pause", "lines-up ready -",
        ]);
        assert_eq!(run_of(&world, &boss, "Lines up").await["behind"]["name"], "Lines up");
        writes(&world, &boss, &root).await;
        for done in 1..=3 {
            a_day_passes(&world).await;
            let states = lines(&world, RUNS).await;
            assert_eq!(states.iter().filter(|run| run.contains("done")).count(), done, "{states:?}");
        }
        assert_eq!(world.count("select count(*) as n from automation_group").await, 0);
    }

    async fn after_a_merge_nobody_stands_behind_a_stuck_run(world: World) {
        let boss = alone(&world).await;
        let breaks = "  - id: push\n    do: task.break\n    with: {title: Key}\n    on_error: escalate\n";
        let head = "trigger: {fact: message.received}\nenrol: {policy: always, one_active_per: contact}\n";
        let text = yaml("lines-up", head, breaks).replace("subject: lead", "subject: contact");
        publish(&world, &boss, "automatic", &text).await;
        let (_, alias) = capture(&world, &boss).await;
        let (_, root) = capture(&world, &boss).await;
        writes(&world, &boss, &alias).await;
        publish(&world, &boss, "automatic", &day_long("lines-up", "queue", ", one_active_per: contact")).await;
        for _ in 0..2 {
            writes(&world, &boss, &root).await;
        }
        merge(&world, &alias, &root).await;
        assert_eq!(lines(&world, RUNS).await, [
            "lines-up cancelled push", "lines-up sleeping pause", "lines-up ready -",
        ], "of the two the one that goes on by itself");
        a_day_passes(&world).await;
        assert_eq!(lines(&world, RUNS).await[1..], ["lines-up done pause", "lines-up sleeping pause"]);
    }

    async fn where_a_merge_ends_the_run_in_front_for_another_of_its_group_the_next_has_its_turn(world: World) {
        let boss = alone(&world).await;
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        let text = of_group("lines-up", "message.received", pause);
        let text = text.replace("policy: always", "policy: always, if_active: queue, one_active_per: contact");
        publish(&world, &boss, "automatic", &text).await;
        let urgent = format!("{}priority: high\n", of_group("urgent", "lead.captured", pause));
        let (_, root) = capture(&world, &boss).await;
        publish(&world, &boss, "automatic", &urgent).await;
        let (_, alias) = capture(&world, &boss).await;
        rest(&world).await;
        writes(&world, &boss, &root).await;
        world.act(&boss, "test.capture", json!({"contact": root})).await;
        writes(&world, &boss, &root).await;
        assert_eq!(lines(&world, RUNS).await, [
            "lines-up sleeping pause", "lines-up ready -", "urgent sleeping pause", "urgent ready -",
        ]);
        merge(&world, &alias, &root).await;
        for _ in 0..3 {
            a_day_passes(&world).await;
        }
        assert_eq!(lines(&world, RUNS).await, [
            "lines-up cancelled pause", "lines-up done pause", "urgent done pause", "urgent done pause",
        ]);
    }

    async fn behind_a_stuck_one_the_next_goes_on_and_one_more_waits(world: World) {
        let boss = alone(&world).await;
        let breaks = "  - id: push\n    do: task.break\n    with: {title: Key}\n    on_error: escalate\n  \
            - id: pause\n    wait: {days: 1}\n";
        let head = "trigger: {fact: message.received}\nenrol: {policy: always, if_active: buffer_one}\n";
        let text = yaml("lines-up", head, breaks).replace("subject: lead", "subject: contact");
        publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        writes(&world, &boss, &contact).await;
        let stuck = json!({"run": run_of(&world, &boss, "Lines up").await["id"]});
        assert_eq!(lines(&world, RUNS).await, ["lines-up parked push"]);
        world.act(&boss, "task.create", json!({"title": "Key"})).await;
        for expected in [2, 3, 3] {
            writes(&world, &boss, &contact).await;
            assert_eq!(lines(&world, RUNS).await.len(), expected);
        }
        assert_eq!(lines(&world, RUNS).await, ["lines-up parked push", "lines-up sleeping pause", "lines-up ready -"]);
        assert_eq!(world.refused(&boss, "run.retry", stuck.clone()).await, "run.group_taken");
        for _ in 0..2 {
            a_day_passes(&world).await;
        }
        world.act(&boss, "run.retry", stuck).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await[0], "lines-up sleeping pause");
        writes(&world, &boss, &contact).await;
        assert_eq!(lines(&world, RUNS).await[3..], ["lines-up ready -"], "it has its place again");
    }

    async fn in_a_queue_all_begin_one_after_the_other(world: World) {
        let boss = alone(&world).await;
        publish(&world, &boss, "automatic", &day_long("queues", "queue", "")).await;
        let (_, contact) = capture(&world, &boss).await;
        for _ in 0..4 {
            writes(&world, &boss, &contact).await;
        }
        for done in 0..4 {
            let states = lines(&world, RUNS).await;
            let of = |state: &str| states.iter().filter(|run| run.contains(state)).count();
            assert_eq!((of("done"), of("sleeping"), of("ready")), (done, 1, 3 - done), "{states:?}");
            a_day_passes(&world).await;
        }
        assert_eq!(lines(&world, RUNS).await, ["queues done pause"; 4]);
        for _ in 0..53 {
            writes(&world, &boss, &contact).await;
        }
        assert_eq!(lines(&world, REFUSED).await, ["a run is under way, and 50 more wait for its end"; 2]);
        assert_eq!(world.count("select count(*) as n from automation_run where ended_at is null").await, 51);
    }

    async fn of_another_key_they_go_side_by_side_and_a_merge_keeps_them_so(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: [lead.captured, message.received]}\n\
            enrol: {policy: always, if_active: skip, one_active_per: contact, key: {cel: fact.kind}}\n";
        let text = yaml("by-kind", head, "  - id: pause\n    wait: {days: 1}\n");
        let text = text.replace("subject: lead", "subject: contact");
        publish(&world, &boss, "automatic", &text).await;
        let (_, alias) = capture(&world, &boss).await;
        writes(&world, &boss, &alias).await;
        world.clock.pass_seconds(1);
        let (_, root) = capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["by-kind sleeping pause"; 3]);
        world.clock.pass_seconds(1);
        world.act(&boss, "test.capture", json!({"contact": root})).await;
        rest(&world).await;
        assert_eq!(lines(&world, REFUSED).await, ["a run is under way"], "of one key one is under way");
        merge(&world, &alias, &root).await;
        assert_eq!(lines(&world, RUNS).await, [
            "by-kind sleeping pause", "by-kind sleeping pause", "by-kind cancelled pause",
        ]);
        world.act(&boss, "test.capture", json!({"contact": root})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await.len(), 3, "the key goes along with the person");
    }

    async fn no_more_begin_in_a_time_than_the_trigger_bears(world: World) {
        let boss = alone(&world).await;
        let text = day_long("bears-two", "parallel", "");
        let bound = "message.received, throttle: {most: 2, per: {hours: 1, minutes: 30}}}";
        let text = text.replace("message.received}", bound);
        publish(&world, &boss, "automatic", &text).await;
        let (_, contact) = capture(&world, &boss).await;
        let (_, other) = capture(&world, &boss).await;
        for _ in 0..3 {
            writes(&world, &boss, &contact).await;
        }
        let why = "2 runs of it began for them within 1 hour 30 minutes, and more are not wanted";
        assert_eq!(lines(&world, REFUSED).await, [why]);
        writes(&world, &boss, &other).await;
        assert_eq!(lines(&world, RUNS).await.len(), 3, "somebody else is not held back");
        world.clock.pass_seconds(5_398);
        writes(&world, &boss, &contact).await;
        assert_eq!(lines(&world, RUNS).await.len(), 4, "the time goes along");
    }

    async fn what_makes_no_sense_about_keys_and_bounds_is_said_at_publishing(world: World) {
        let boss = alone(&world).await;
        let wrong = [
            (day_long("odd", "parallel, key: {cel: fact.kind}", ""), "all go side by side"),
            (day_long("odd", "skip, key: {cel: fact.nothing}", ""), "key: "),
            (day_long("odd", "skip", "").replace("received}", "received, throttle: {most: 0, per: {hours: 1}}}"),
                "say how many may begin"),
        ];
        for (text, why) in wrong {
            let said = world.act(&boss, "automation.check", json!({"text": text})).await;
            assert!(said["problems"].to_string().contains(why), "{said}");
        }
    }
}

//! What came about a person goes with them, and when it has served; what was called open stays; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::ContactId;
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::json;
use store::values;
use testing::{World, nobody};

const DAY: i64 = 86_400;
/// Everywhere a run keeps something.
const KEPT: &str = "
    select started_by || doc || coalesce(note, '') as line from automation_run
    union all select coalesce(input, '') || coalesce(output, '') || coalesce(undo, '') from automation_step
    union all select args || coalesce(shown, '') || coalesce(edit, '') || title from automation_approval
    union all select coalesce(body, '') from automation_hook_call
    union all select body from automation_heard";

/// An order that came in through a hook, and a run that has used it and sleeps.
async fn ordered(world: &World) -> (kernel::Actor, String) {
    let boss = alone(world).await;
    let (_, contact) = capture(world, &boss).await;
    let head = "trigger: {webhook: {fields: {total: {is: number, class: open}, wish: text, email: text}}, \
        contact: {cel: trigger.payload.email}}\nenrol: {policy: always}\n";
    let steps = "  - id: keep\n    set: {said: {cel: trigger.payload.wish}}\n  - id: call\n    do: task.create\n    \
        with: {title: {cel: 'vars.said'}}\n  - id: letter\n    do: message.send\n    \
        with: {contact: {cel: contact.id}, \
        subject: {cel: trigger.payload.wish}, class: transactional}\n    on_error: skip\n  - id: pause\n    \
        wait: {days: 5}\n";
    let text = yaml("orders", head, steps).replace("subject: lead", "subject: contact");
    let id = publish(world, &boss, "automatic", &text).await;
    let hook = world.act(&boss, "automation.renew_hook", json!({"automation": id})).await;
    let token = hook["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let body = json!({"email": "ada@customer.test", "total": 4242, "wish": "canary-wish"});
    let said = world.act(&nobody(), "hook.receive", json!({"token": token, "body": body})).await;
    assert_eq!(said["state"], "started");
    rest(world).await;
    (boss, contact)
}

async fn knows(world: &World, word: &str) -> bool {
    lines(world, KEPT).await.iter().any(|line| line.contains(word))
}

testing::on_both! {
    async fn what_a_hook_brought_goes_with_the_person_and_what_is_open_stays(world: World) {
        let (boss, contact) = ordered(&world).await;
        assert!(knows(&world, "canary-wish").await && knows(&world, "4242").await);
        world.act(&boss, "test.erase", json!({"contact": contact})).await;
        assert!(!knows(&world, "canary-wish").await, "{:?}", lines(&world, KEPT).await);
        assert!(!knows(&world, "ada@customer.test").await);
        assert!(knows(&world, "4242").await, "the amount is the business's own");
        let ended = "select count(*) as n from automation_run where outcome = 'cancelled'";
        assert_eq!(world.count(ended).await, 1, "and nothing goes on about somebody who is gone");
        rest(&world).await;
        world.clock.pass_seconds(10 * DAY);
        rest(&world).await;
        assert_eq!(world.count(ended).await, 1);
        assert_eq!(world.count("select count(*) as n from automation_step").await, 4, "the skeleton stays");
    }

    async fn nothing_begins_about_whoever_is_erased(world: World) {
        let boss = alone(&world).await;
        let pause = "  - id: pause\n    wait: {days: 1}\n";
        let head = "trigger: {silence: {after: lead.captured, without: message.received, for: {hours: 48}}}\n\
            enrol: {policy: always}\n";
        let silent = yaml("silent", head, pause).replace("subject: lead", "subject: contact");
        publish(&world, &boss, "automatic", &silent).await;
        let head = "trigger: {fact: message.received, debounce: {for: {minutes: 10}, at_most: {hours: 1}}}\n\
            enrol: {policy: always}\n";
        let quiet = yaml("quiet", head, pause).replace("subject: lead", "subject: contact");
        publish(&world, &boss, "automatic", &quiet).await;
        let (_, root) = capture(&world, &boss).await;
        let (_, alias) = capture(&world, &boss).await;
        let (_, other) = capture(&world, &boss).await;
        rest(&world).await;
        for contact in [&root, &other] {
            world.act(&boss, "test.reply", json!({"contact": contact, "lead": null})).await;
        }
        let (contact, alias): (ContactId, ContactId) = (root.parse().unwrap(), alias.parse().unwrap());
        write(&world, move |tx| Box::pin(async move {
            tx.exec("insert into test_alias (alias, contact) values ($1, $2)", values![alias, contact]).await.map(drop)
        })).await;
        assert_eq!(world.count("select count(*) as n from automation_due").await, 3);
        world.act(&boss, "test.erase", json!({"contact": root})).await;
        assert_eq!(world.count("select count(*) as n from automation_due").await, 1, "of the other one");
        world.clock.pass_seconds(3 * DAY);
        rest(&world).await;
        assert_eq!(world.count("select count(*) as n from automation_run").await, 1);
    }

    async fn by_what_it_was_kept_apart_goes_with_the_end_of_a_run(world: World) {
        let boss = alone(&world).await;
        let head = "trigger: {fact: lead.captured}\n\
            enrol: {policy: always, if_active: skip, one_active_per: contact, \
            key: {cel: 'has(contact.email) ? contact.email : \"\"'}}\n";
        publish(&world, &boss, "automatic", &yaml("keyed", head, "  - id: pause\n    wait: {days: 1}\n")).await;
        let keys = "select count(*) as n from automation_run where key is not null";
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(world.count(keys).await, 1);
        world.clock.pass_seconds(DAY + 1);
        rest(&world).await;
        assert_eq!(world.count("select count(*) as n from automation_run where outcome = 'done'").await, 1);
        assert_eq!(world.count(keys).await, 0);
        world.act(&boss, "test.capture", json!({"contact": contact})).await;
        rest(&world).await;
        assert_eq!(world.count(keys).await, 1);
        world.act(&boss, "test.erase", json!({"contact": contact})).await;
        assert_eq!(world.count(keys).await, 0);
        // One that ended before ends took it with them.
        write(&world, |tx| Box::pin(async move {
            let key: [u8; 16] = [7; 16];
            tx.exec("update automation_run set key = $1", values![&key]).await.map(drop)
        })).await;
        world.act(&boss, "test.erase", json!({"contact": contact})).await;
        assert_eq!(world.count(keys).await, 0);
    }

    async fn details_of_a_run_are_gone_ninety_days_after_its_end(world: World) {
        ordered(&world).await;
        for _ in 0..6 {
            world.clock.pass_seconds(DAY);
            rest(&world).await;
        }
        world.clock.pass_seconds(80 * DAY);
        rest(&world).await;
        assert!(knows(&world, "canary-wish").await, "for questions it is there");
        world.clock.pass_seconds(10 * DAY);
        rest(&world).await;
        assert!(!knows(&world, "canary-wish").await);
        assert!(knows(&world, "4242").await);
        let bare = "select count(*) as n from automation_run where bare and outcome = 'done'";
        assert_eq!(world.count(bare).await, 1);
    }
}

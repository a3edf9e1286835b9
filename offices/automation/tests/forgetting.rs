//! What came about a person goes with them, and when it has served; what was called open stays; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use office::{alone, capture, lines, publish, registry, rest, yaml};
use serde_json::json;
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

//! What people did not answer, where their mail came back, and what matters more to them: an automation goes on as the
//! person would want it, and says so; on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use facts::connect::SuppressionAdded;
use kernel::{Actor, ContactId};
use office::{alone, capture, lines, publish, registry, rest, write, yaml};
use serde_json::json;
use testing::{World, user};

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const MESSAGES: &str = "select template || ' ' || state as line from test_message order by id";
const RUNS: &str = "
    select a.slug || ' ' || r.state || ' ' || coalesce(r.outcome, '-') || ' ' || coalesce(r.note, '-') as line
    from automation_run r join automation_automation a on a.id = r.automation order by a.slug, r.id";
const STUCK: &str = "
    select title || ': ' || detail as line from store_exception
    where state = 'open' and code = 'automation.parked' order by id";
const ASKED: &str = "select state as line from automation_approval order by id";
const OWNERS: &str = "select owner from automation_approval order by id";
const DAY: i64 = 86_400;
const NOTE: &str = "  - id: note\n    do: task.create\n    with: {title: Note}\n";

fn sure(more: &str) -> String {
    format!("  - id: sure\n    approve: {{who: sales, what: 'Go on?', timeout: {{days: 1}}{more}}}\n{NOTE}")
}

fn letter(template: &str, class: &str) -> String {
    format!(
        "  - id: {template}\n    do: message.send\n    with: {{contact: {{cel: contact.id}}, template: {template}, \
         class: {class}}}\n    on_error: skip\n"
    )
}

async fn staff(world: &World) -> Actor {
    let boss = alone(world).await;
    for (n, role) in [(2, "sales"), (3, "manager")] {
        world.act(&boss, "test.hire", json!({"user": user(n), "role": role, "active": true})).await;
    }
    boss
}

async fn owners(world: &World) -> Vec<Option<kernel::UserId>> {
    world.store.read(|tx| Box::pin(tx.all(OWNERS, &[], |row| row.get("owner")))).await.unwrap()
}

/// Mail to somebody comes back, or they complain of it.
async fn suppress(world: &World, contact: &str, reason: &'static str) {
    let contact: ContactId = contact.parse().unwrap();
    write(world, move |tx| {
        Box::pin(async move {
            let suppression = tx.new_id();
            tx.tell(SuppressionAdded { suppression, contact: Some(contact), reason: reason.into() });
            Ok(())
        })
    })
    .await;
}

testing::on_both! {
    async fn what_nobody_answers_is_asked_of_the_stand_in_and_then_stands_still_before_somebody(world: World) {
        let boss = staff(&world).await;
        publish(&world, &boss, "automatic", &yaml("careful", TRIGGER, &sure(""))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(owners(&world).await, [Some(user(2))]);
        world.clock.pass_seconds(DAY + 1);
        rest(&world).await;
        assert_eq!(owners(&world).await, [Some(user(3))], "the stand-in is asked for as long again");
        assert_eq!(lines(&world, ASKED).await, ["open"]);
        assert_eq!(lines(&world, RUNS).await, ["careful waiting_effect - -"]);
        world.clock.pass_seconds(DAY + 1);
        rest(&world).await;
        let stuck = "Careful: stuck at sure: nobody answered in time, nor did whoever stands in at step sure; decide \
            it, or go on without it";
        assert_eq!(lines(&world, STUCK).await, [stuck], "never in silence");
        assert_eq!(lines(&world, ASKED).await, ["lapsed"]);
        let run = world.act(&boss, "run.list", json!({})).await["items"][0]["id"].clone();
        world.act(&boss, "run.retry", json!({"run": run})).await;
        rest(&world).await;
        assert_eq!(lines(&world, ASKED).await, ["lapsed", "open"], "tried again it asks again");
        assert_eq!(owners(&world).await[1], Some(user(2)));
    }

    async fn unanswered_it_goes_where_its_document_says_after_the_stand_in_was_asked(world: World) {
        let boss = staff(&world).await;
        publish(&world, &boss, "automatic", &yaml("going", TRIGGER, &sure(", on_timeout: next"))).await;
        publish(&world, &boss, "automatic", &yaml("leaving", TRIGGER, &sure(", on_timeout: {end: exit}"))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(DAY + 1);
        rest(&world).await;
        let open = world.act(&boss, "approval.list", json!({})).await;
        assert_eq!(open["items"].as_array().unwrap().len(), 2);
        world.clock.pass_seconds(DAY + 1);
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["going done done -", "leaving done exit -"]);
        let why = "select coalesce(why, '-') as line from automation_step where step = 'sure'";
        assert_eq!(lines(&world, why).await, ["nobody answered in time, nor did whoever stands in"; 2]);
    }

    async fn the_stand_in_may_say_it_and_so_may_whoever_was_asked_first(world: World) {
        let boss = staff(&world).await;
        publish(&world, &boss, "automatic", &yaml("careful", TRIGGER, &sure(""))).await;
        capture(&world, &boss).await;
        rest(&world).await;
        world.clock.pass_seconds(DAY + 1);
        rest(&world).await;
        let open = world.act(&boss, "approval.list", json!({})).await;
        assert_eq!(open["items"][0]["delegate"], json!(user(2)));
        world.act(&boss, "approval.approve", json!({"approval": open["items"][0]["id"]})).await;
        rest(&world).await;
        assert_eq!(lines(&world, RUNS).await, ["careful done done -"]);
    }

    async fn a_complaint_ends_what_advertises_and_nothing_that_is_owed(world: World) {
        let boss = alone(&world).await;
        let pause = "  - id: pause\n    wait: {days: 2}\n";
        let head = format!("{TRIGGER}exit_when: {{facts: [consent.withdrawn]}}\n");
        for (slug, steps) in [
            ("mixed", letter("news", "marketing") + &letter("terms", "transactional")),
            ("news", letter("news", "marketing")),
            ("owed", letter("late", "transactional")),
            ("talk", letter("hello", "inquiry")),
        ] {
            publish(&world, &boss, "automatic", &yaml(slug, &head, &format!("{pause}{steps}"))).await;
        }
        let (_, contact) = capture(&world, &boss).await;
        rest(&world).await;
        suppress(&world, &contact, "manual").await;
        assert_eq!(lines(&world, RUNS).await.iter().filter(|line| line.contains("sleeping")).count(), 4);
        suppress(&world, &contact, "complaint").await;
        let runs = lines(&world, RUNS).await;
        assert_eq!(runs, [
            "mixed sleeping - -",
            "news done exit they told their provider that our mail is spam",
            "owed sleeping - -",
            "talk sleeping - -",
        ]);
        let (_, other) = capture(&world, &boss).await;
        rest(&world).await;
        suppress(&world, &other, "bounced").await;
        let said = lines(&world, RUNS).await;
        let bounced = "news done exit mail to them came back: there is nobody at the address";
        assert_eq!(said.iter().filter(|line| *line == bounced).count(), 1, "{said:?}");
        world.clock.pass_seconds(3 * DAY);
        rest(&world).await;
        assert!(lines(&world, MESSAGES).await.contains(&"late accepted".to_owned()));
    }

    async fn of_two_that_want_to_write_today_the_one_that_matters_more_does(world: World) {
        let boss = alone(&world).await;
        world.act(&boss, "test.quiet", json!({"from": "21:00", "to": "08:00"})).await;
        let low = format!("{TRIGGER}priority: low\n");
        publish(&world, &boss, "automatic", &yaml("low", &low, &letter("one", "inquiry"))).await;
        let (lead, contact) = capture(&world, &boss).await;
        rest(&world).await;
        assert_eq!(lines(&world, MESSAGES).await, ["one queued"], "it is night, and it was there first");
        let high = "trigger: {fact: message.received}\nenrol: {policy: always}\npriority: high\n";
        let second = yaml("high", high, &letter("two", "inquiry")).replace("subject: lead", "subject: contact");
        publish(&world, &boss, "automatic", &second).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        rest(&world).await;
        world.clock.pass_seconds(DAY / 2);
        rest(&world).await;
        world.clock.pass_seconds(61);
        rest(&world).await;
        let left = lines(&world, MESSAGES).await;
        assert!(left.contains(&"two accepted".to_owned()) && left.contains(&"one queued".to_owned()), "{left:?}");
        world.clock.pass_seconds(DAY);
        rest(&world).await;
        world.clock.pass_seconds(61);
        rest(&world).await;
        let left = lines(&world, MESSAGES).await;
        assert!(left.iter().filter(|line| *line == "one accepted").count() == 1, "its turn comes: {left:?}");
    }
}

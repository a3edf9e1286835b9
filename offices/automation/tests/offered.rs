//! What is offered and off until somebody wants it, switched on: whom it writes to, how often, and when it stops; on
//! both engines.
#![allow(clippy::unwrap_used)]

mod office;

use automation::shipped::SHIPPED;
use kernel::{Actor, Id, InvoiceId, ProjectId};
use office::{alone, capture, lines, publish, registry, rest};
use serde_json::{Value as Json, json};
use testing::World;

const DAY: i64 = 86_400;
/// Without those of the silence after each message, which are told elsewhere.
const TASKS: &str = "
    select title as line from test_task where title not like '%days%' order by due_at, id";
const MESSAGES: &str = "select template || ' ' || state as line from test_message order by template, id";
const RUNS: &str = "
    select a.slug || ' ' || r.state || ' ' || coalesce(r.outcome, '-') as line
    from automation_run r join automation_automation a on a.id = r.automation
    where a.slug not in ('silence-48h', 'payment-reminders') order by a.slug, r.id";
const DECIDED: &str = "
    select a.slug || ' ' || e.decision || ' ' || coalesce(e.reason, '-') as line
    from automation_enrolment e join automation_automation a on a.id = e.automation
    where a.slug not in ('silence-48h', 'payment-reminders') order by e.fact, a.slug";

async fn switch_on(world: &World, boss: &Actor, name: &str) {
    let shipped = SHIPPED.iter().find(|shipped| shipped.name == name).unwrap();
    publish(world, boss, "automatic", shipped.yaml).await;
}

/// Time passes in steps of so many days, and everything that falls due in them is done.
async fn pass(world: &World, steps: i64, days: i64) {
    for _ in 0..steps {
        world.clock.pass_seconds(days * DAY);
        rest(world).await;
    }
}

/// The n-th project of theirs is done and paid for.
fn finished(contact: &str, n: u8) -> Json {
    let (invoice, project) = (InvoiceId::from_bytes([n; 16]), ProjectId::from_bytes([n + 100; 16]));
    json!({"invoice": invoice, "project": project, "contact": contact})
}

testing::on_both! {
    async fn nobody_is_asked_for_a_review_twice_in_a_year(world: World) {
        let boss = alone(&world).await;
        switch_on(&world, &boss, "review-request").await;
        let (_, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.finish", finished(&contact, 1)).await;
        pass(&world, 2, 1).await;
        assert_eq!(lines(&world, MESSAGES).await, Vec::<String>::new(), "three open days");
        pass(&world, 6, 1).await;
        assert_eq!(lines(&world, MESSAGES).await, ["review-request accepted"]);
        world.act(&boss, "test.finish", finished(&contact, 2)).await;
        pass(&world, 8, 1).await;
        assert_eq!(lines(&world, MESSAGES).await.len(), 1, "the second project of the year");
        let soon = "review-request refused its step ask was done for this person too short a while ago";
        let decided = ["review-request enrolled -", soon];
        assert_eq!(lines(&world, DECIDED).await, decided);
        pass(&world, 1, 40).await;
        assert_eq!(lines(&world, RUNS).await, ["review-request done done"], "its run does not last the year");
        world.act(&boss, "test.finish", finished(&contact, 4)).await;
        pass(&world, 8, 1).await;
        assert_eq!(lines(&world, DECIDED).await, ["review-request enrolled -", soon, soon]);
        pass(&world, 1, 370).await;
        world.act(&boss, "test.finish", finished(&contact, 3)).await;
        pass(&world, 8, 1).await;
        assert_eq!(lines(&world, MESSAGES).await.len(), 2, "another year");
    }

    async fn two_customers_are_each_asked_for_a_review(world: World) {
        let boss = alone(&world).await;
        switch_on(&world, &boss, "review-request").await;
        for n in 1..3 {
            let (_, contact) = capture(&world, &boss).await;
            world.act(&boss, "test.finish", finished(&contact, n)).await;
        }
        pass(&world, 8, 1).await;
        assert_eq!(lines(&world, MESSAGES).await, ["review-request accepted", "review-request accepted"]);
    }

    async fn nobody_is_asked_for_a_review_while_another_invoice_waits(world: World) {
        let boss = alone(&world).await;
        switch_on(&world, &boss, "review-request").await;
        let (_, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.finish", finished(&contact, 1)).await;
        pass(&world, 1, 1).await;
        let last = json!({"invoice": InvoiceId::from_bytes([9; 16]), "contact": contact, "due_on": "2026-02-20"});
        world.act(&boss, "test.issue", last).await;
        pass(&world, 8, 1).await;
        assert_eq!(lines(&world, MESSAGES).await, Vec::<String>::new());
        assert_eq!(lines(&world, RUNS).await, ["review-request done exit"]);
        world.act(&boss, "test.finish", finished(&contact, 2)).await;
        pass(&world, 8, 1).await;
        assert_eq!(lines(&world, MESSAGES).await, ["review-request accepted"], "when the last one is paid");
    }

    async fn what_was_answered_before_is_not_asked_for_again(world: World) {
        let boss = alone(&world).await;
        switch_on(&world, &boss, "welcome-series").await;
        for (n, answers) in [(1, true), (2, false)] {
            let (_, contact) = capture(&world, &boss).await;
            let begun = json!({"project": ProjectId::from_bytes([n; 16]), "contact": contact});
            world.act(&boss, "test.begin", begun.clone()).await;
            if answers {
                world.act(&boss, "test.answer_brief", begun).await;
            }
        }
        pass(&world, 9, 1).await;
        let sent = ["welcome-1 accepted", "welcome-1 accepted", "welcome-2 accepted"];
        assert_eq!(lines(&world, MESSAGES).await, sent);
        assert_eq!(lines(&world, RUNS).await, ["welcome-series done goal", "welcome-series done done"]);
    }

    async fn news_never_leaves_to_whoever_did_not_agree(world: World) {
        let boss = alone(&world).await;
        for name in ["nurture", "review-request", "win-back"] {
            switch_on(&world, &boss, name).await;
        }
        let (lead, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.no_news", json!({"contact": contact})).await;
        world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 9})).await;
        world.act(&boss, "test.finish", finished(&contact, 1)).await;
        pass(&world, 9, 1).await;
        world.act(&boss, "test.reopen", json!({"lead": lead, "contact": contact})).await;
        pass(&world, 4, 1).await;
        assert_eq!(lines(&world, MESSAGES).await, ["nurture-1 skipped", "review-request skipped"]);
        pass(&world, 34, 10).await;
        let skipped = ["nurture-1 skipped", "review-request skipped", "win-back skipped"];
        assert_eq!(lines(&world, MESSAGES).await, skipped);
        assert_eq!(lines(&world, TASKS).await, Vec::<String>::new(), "nobody waits for an answer to nothing");
        let ended = ["nurture done done", "review-request done exit", "win-back done exit"];
        assert_eq!(lines(&world, RUNS).await, ended);
    }

    async fn a_lead_that_was_put_off_is_asked_on_its_day_unless_they_wrote(world: World) {
        let boss = alone(&world).await;
        switch_on(&world, &boss, "nurture").await;
        let mut both = vec![];
        for writes in [false, true] {
            let (lead, contact) = capture(&world, &boss).await;
            world.act(&boss, "lead.nurture", json!({"lead": lead, "days": 30})).await;
            if writes {
                world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
            }
            both.push(json!({"lead": lead, "contact": contact}));
        }
        pass(&world, 6, 5).await;
        assert_eq!(lines(&world, MESSAGES).await, Vec::<String>::new(), "their day has not come");
        for one in both {
            world.act(&boss, "test.reopen", one).await;
        }
        pass(&world, 3, 1).await;
        assert_eq!(lines(&world, MESSAGES).await, ["nurture-1 accepted"]);
        assert_eq!(lines(&world, RUNS).await, ["nurture done done", "nurture done goal"]);
    }

    async fn a_customer_who_went_quiet_gets_one_message_and_then_a_call(world: World) {
        let boss = alone(&world).await;
        switch_on(&world, &boss, "win-back").await;
        let (lead, contact) = capture(&world, &boss).await;
        world.act(&boss, "test.finish", finished(&contact, 1)).await;
        pass(&world, 10, 10).await;
        world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        rest(&world).await;
        pass(&world, 27, 10).await;
        assert_eq!(lines(&world, MESSAGES).await, Vec::<String>::new(), "nine months from their message on");
        pass(&world, 4, 10).await;
        assert_eq!(lines(&world, MESSAGES).await, ["win-back accepted"]);
        pass(&world, 2, 10).await;
        let call = "A customer from before has not answered; call, or let it rest";
        assert_eq!(lines(&world, TASKS).await, [call]);
        pass(&world, 40, 10).await;
        assert_eq!(lines(&world, MESSAGES).await.len(), 1, "once, until they pay again");
        assert_eq!(lines(&world, RUNS).await, ["win-back done done"]);
        world.act(&boss, "test.finish", finished(&contact, 2)).await;
        pass(&world, 27, 10).await;
        assert_eq!(lines(&world, MESSAGES).await.len(), 1);
        pass(&world, 3, 10).await;
        assert_eq!(lines(&world, RUNS).await, ["win-back done done", "win-back done done"]);
        assert_eq!(lines(&world, MESSAGES).await.len(), 2, "silent again, asked again");
    }

    async fn the_week_is_somebodys_task_every_monday(world: World) {
        let boss = alone(&world).await;
        switch_on(&world, &boss, "weekly-report").await;
        // Monday, 03:40 in Berlin
        rest(&world).await;
        assert_eq!(lines(&world, TASKS).await, Vec::<String>::new(), "not before eight");
        pass(&world, 15, 1).await;
        let look = "Look at the week: what came in, what waits, what is overdue";
        assert_eq!(lines(&world, TASKS).await, [look, look, look], "three Mondays");
        assert_eq!(world.count("select count(*) as n from test_task where owner is null").await, 0);
        let sent = lines(&world, "select verb as line from test_call order by n").await;
        assert_eq!(sent, ["line.send_week", "line.send_week", "line.send_week"], "each with its figures");
    }
}

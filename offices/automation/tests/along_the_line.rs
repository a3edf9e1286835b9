//! From the offer to the money, through the windows of the rooms that keep the records, on both engines.
#![allow(clippy::unwrap_used)]

mod office;

use kernel::{AgreementId, ContactId, DealId, Id, InvoiceId, ProposalId};
use office::{lines, open, registry, rest};
use serde_json::json;

const DAY: i64 = 86_400;
const CALLS: &str = "select verb as line from test_call order by n";
const TASKS: &str = "select title as line from test_task order by due_at, id";
const MESSAGES: &str = "select template || ' ' || state as line from test_message order by id";
const RUNS: &str = "
    select a.slug || ' ' || r.state || ' ' || coalesce(r.outcome, '-') as line
    from automation_run r join automation_automation a on a.id = r.automation order by a.slug, r.id";

fn id<T: Id>(n: u8) -> T {
    T::from_bytes([n; 16])
}

/// Days pass, and everything that falls due in them is done.
async fn days(world: &testing::World, n: i64) {
    for _ in 0..2 * n {
        world.clock.pass_seconds(DAY / 2);
        rest(world).await;
    }
}

testing::on_both! {
    async fn an_invoice_is_reminded_by_its_due_day_until_it_is_paid(world: World) {
        let boss = open(&world).await;
        let (invoice, contact) = (id::<InvoiceId>(3), id::<ContactId>(4));
        let issued = json!({"invoice": invoice, "contact": contact, "due_on": "2026-02-13"});
        world.act(&boss, "test.issue", issued).await;
        days(&world, 9).await;
        assert_eq!(lines(&world, CALLS).await, ["invoice.remind 0"]);
        days(&world, 6).await;
        assert_eq!(lines(&world, CALLS).await, ["invoice.remind 0", "invoice.remind 1"]);
        world.act(&boss, "test.pay", json!({"invoice": invoice, "contact": contact})).await;
        days(&world, 30).await;
        assert_eq!(lines(&world, CALLS).await.len(), 2, "nobody who paid is reminded");
        assert_eq!(lines(&world, TASKS).await, Vec::<String>::new());
        assert_eq!(lines(&world, RUNS).await, ["payment-reminders done goal"]);
    }

    async fn an_invoice_nobody_pays_becomes_a_call(world: World) {
        let boss = open(&world).await;
        let (invoice, contact) = (id::<InvoiceId>(3), id::<ContactId>(4));
        let issued = json!({"invoice": invoice, "contact": contact, "due_on": "2026-02-13"});
        world.act(&boss, "test.issue", issued).await;
        days(&world, 45).await;
        let reminded = ["invoice.remind 0", "invoice.remind 1", "invoice.remind 2", "invoice.remind 3"];
        assert_eq!(lines(&world, CALLS).await, reminded);
        assert_eq!(lines(&world, TASKS).await, ["Call about the unpaid invoice"]);
        assert_eq!(world.count("select count(*) as n from store_exception").await, 0);
    }

    async fn other_days_in_the_settings_move_the_reminders_of_runs_that_wait(world: World) {
        let boss = open(&world).await;
        let (invoice, contact) = (id::<InvoiceId>(3), id::<ContactId>(4));
        let issued = json!({"invoice": invoice, "contact": contact, "due_on": "2026-02-13"});
        world.act(&boss, "test.issue", issued).await;
        rest(&world).await;
        let sooner = json!({"before": 7, "after": [1, 5], "call": 1});
        world.act(&boss, "test.remind_by", sooner).await;
        days(&world, 5).await;
        assert_eq!(lines(&world, CALLS).await, ["invoice.remind 0"], "on Friday the 6th, not on the 10th");
        days(&world, 10).await;
        let three = ["invoice.remind 0", "invoice.remind 1"];
        assert_eq!(lines(&world, CALLS).await, three, "the second would be on the 18th");
        world.act(&boss, "test.remind_by", json!({"before": 7, "after": [1, 9], "call": 1})).await;
        days(&world, 3).await;
        assert_eq!(lines(&world, CALLS).await, three, "later, though the run slept until the 18th");
        days(&world, 20).await;
        let all = ["invoice.remind 0", "invoice.remind 1", "invoice.remind 2"];
        assert_eq!(lines(&world, CALLS).await, all, "there is no third in these settings");
        assert_eq!(lines(&world, TASKS).await, ["Call about the unpaid invoice"]);
        assert_eq!(world.count("select count(*) as n from store_exception").await, 0);
    }

    async fn a_reminder_whose_new_day_is_over_is_left_out(world: World) {
        let boss = open(&world).await;
        let (invoice, contact) = (id::<InvoiceId>(3), id::<ContactId>(4));
        let issued = json!({"invoice": invoice, "contact": contact, "due_on": "2026-02-04"});
        world.act(&boss, "test.issue", issued).await;
        days(&world, 4).await;
        assert_eq!(lines(&world, CALLS).await, Vec::<String>::new());
        world.act(&boss, "test.remind_by", json!({"before": 3, "after": [1, 30], "call": 3})).await;
        days(&world, 6).await;
        assert_eq!(lines(&world, CALLS).await, Vec::<String>::new(), "the first was for the 5th");
        days(&world, 30).await;
        assert_eq!(lines(&world, CALLS).await, ["invoice.remind 2"]);
    }

    async fn a_proposal_is_followed_until_it_is_signed_and_delivery_begins(world: World) {
        let boss = open(&world).await;
        let offer = json!({"proposal": id::<ProposalId>(5), "deal": id::<DealId>(6), "contact": id::<ContactId>(4)});
        world.act(&boss, "test.offer", offer.clone()).await;
        days(&world, 1).await;
        world.act(&boss, "test.look", offer.clone()).await;
        days(&world, 4).await;
        assert_eq!(lines(&world, TASKS).await, Vec::<String>::new(), "they have seen it");
        let mut sign = offer;
        sign["agreement"] = json!(id::<AgreementId>(7));
        world.act(&boss, "test.sign", sign).await;
        days(&world, 10).await;
        assert_eq!(lines(&world, CALLS).await, ["project.open"], "the deal of this house is nowhere");
        assert_eq!(lines(&world, TASKS).await, ["Arrange the kick-off"]);
        let runs = lines(&world, RUNS).await;
        assert_eq!(runs, [
            "proposal-on-board done done", "proposal-unopened done goal", "signature-to-delivery done done",
            "unsigned-nudge done goal",
        ]);
        assert_eq!(lines(&world, MESSAGES).await, Vec::<String>::new(), "they have no address in this house");
    }
}

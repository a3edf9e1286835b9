//! What is open of an invoice: payments, voided payments, credit notes, write-offs, reminders.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::*;
use serde_json::{Value as Json, json};

const DAY: i64 = 86_400;

fn stands(invoice: &Json) -> (&str, i64) {
    (invoice["state"].as_str().unwrap(), invoice["open"]["minor"].as_i64().unwrap())
}

testing::on_both! {
    async fn parts_are_paid_until_nothing_is_open(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        pay(&world, &invoice, 5000).await;
        assert_eq!(stands(&read(&world, &ada, &invoice).await), ("issued", 6900));
        // More than is open is refused, and the payment with it.
        let applied = json!([{ "invoice": invoice["id"], "amount": euros(6901) }]);
        let over = json!({ "applied": applied, "on": "2026-02-03" });
        assert_eq!(world.refused(&testing::nobody(), "test.pay", over).await, "invoice.overpaid");
        pay(&world, &invoice, 6900).await;
        let paid = read(&world, &ada, &invoice).await;
        assert_eq!((stands(&paid), paid["payments"].as_array().unwrap().len()), (("paid", 0), 2));
        assert_eq!(world.count("select count(*) as n from billing_open").await, 0);
        assert_eq!(world.count("select count(*) as n from billing_next").await, 0);
    }

    async fn a_voided_payment_opens_it_again(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        let part = pay(&world, &invoice, 1900).await;
        let rest = pay(&world, &invoice, 10_000).await;
        void(&world, &rest, &invoice, 10_000).await;
        let open = read(&world, &ada, &invoice).await;
        assert_eq!((stands(&open), &open["paid_at"]), (("issued", 10_000), &Json::Null));
        void(&world, &part, &invoice, 1900).await;
        assert_eq!(stands(&read(&world, &ada, &invoice).await), ("issued", 11_900));
        assert_eq!(world.count("select count(*) as n from billing_next").await, 1);
    }

    async fn a_draft_is_not_paid(world: World) {
        let (ada, contact) = ready(&world).await;
        let draft = json!({ "contact": contact, "lines": [line(100, 1900)] });
        let draft = world.act(&ada, "invoice.draft", draft).await;
        let applied = json!([{ "invoice": draft["id"], "amount": euros(100) }]);
        let pay = json!({ "applied": applied, "on": "2026-02-03" });
        assert_eq!(world.refused(&testing::nobody(), "test.pay", pay).await, "invoice.draft");
    }

    async fn all_of_it_is_credited_and_the_milestone_can_be_invoiced_again(world: World) {
        let (ada, contact) = ready(&world).await;
        let milestone = accepted(&world, &contact, json!([group(700, 3333, 234), group(1900, 1000, 189)])).await;
        let invoice = world.act(&ada, "invoice.issue_for", json!({ "milestone": milestone })).await;
        let credit = json!({ "invoice": invoice["id"], "all": true, "reason": "wrong buyer" });
        let note = world.act(&ada, "invoice.credit", credit.clone()).await;
        assert_eq!(note["number"], "CN-2026-0001");
        assert_eq!((note["gross"]["minor"].as_i64(), note["settles"]["minor"].as_i64()), (Some(4756), Some(4756)));
        assert_eq!(stands(&read(&world, &ada, &invoice).await), ("credited", 0));
        assert_eq!(world.refused(&ada, "invoice.credit", credit).await, "invoice.over_credited");
        assert_eq!(world.count("select count(*) as n from billing_invoiced").await, 0);
        let again = world.act(&ada, "invoice.issue_for", json!({ "milestone": milestone })).await;
        assert_eq!((again["number"].as_str(), again["state"].as_str()), (Some("INV-2026-0002"), Some("issued")));
        assert_eq!(world.count("select count(*) as n from test_letter where template = 'credit-note'").await, 1);
        let listed = world.act(&ada, "credit_note.list", json!({ "invoice": invoice["id"] })).await;
        assert_eq!(listed["items"][0]["invoice_number"], "INV-2026-0001");
        assert_eq!(world.act(&ada, "credit_note.read", json!({ "credit_note": note["id"] })).await["id"], note["id"]);
    }

    async fn lines_and_amounts_are_credited_up_to_what_was_charged(world: World) {
        let (ada, contact) = ready(&world).await;
        let hours =
            json!({ "title": "Hours", "quantity": "10", "unit": "hour", "unit_price": euros(1000), "rate": 1900 });
        let invoice = issued(&world, &ada, &contact, json!([hours, line(2000, 700)])).await;
        let credit = |what: Json| {
            let mut input = json!({ "invoice": invoice["id"], "reason": "less work" });
            input.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
            input
        };
        let some = credit(json!({ "lines": [{ "line": 0, "quantity": "2.5" }] }));
        let note = world.act(&ada, "invoice.credit", some).await;
        let sums = (note["gross"]["minor"].as_i64(), note["invoice_open"]["minor"].as_i64());
        assert_eq!(sums, (Some(2975), Some(11_065)));
        let much = credit(json!({ "lines": [{ "line": 0 }] }));
        assert_eq!(world.refused(&ada, "invoice.credit", much).await, "invoice.over_credited");
        let seven = credit(json!({ "amounts": [{ "rate": 700, "gross": euros(2140) }] }));
        let note = world.act(&ada, "invoice.credit", seven).await;
        assert_eq!(note["priced"]["totals"]["groups"], json!([group(700, 2000, 140)]));
        let none = credit(json!({ "amounts": [{ "rate": 700, "gross": euros(1) }] }));
        assert_eq!(pointers(&world, &ada, "invoice.credit", none).await, ["/amounts/0/rate"]);
        let both = credit(json!({ "all": true, "lines": [{ "line": 0 }] }));
        assert_eq!(pointers(&world, &ada, "invoice.credit", both).await, ["/all"]);
        let rest = world.act(&ada, "invoice.credit", credit(json!({ "all": true }))).await;
        assert_eq!(rest["priced"]["totals"]["groups"], json!([group(1900, 7500, 1425)]));
        assert_eq!(stands(&read(&world, &ada, &invoice).await), ("credited", 0));
    }

    async fn crediting_what_was_paid_leaves_the_customer_a_credit(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        let payment = pay(&world, &invoice, 11_000).await;
        let credit = json!({ "invoice": invoice["id"], "amounts": [{ "rate": 1900, "gross": euros(1900) }],
            "reason": "late" });
        let note = world.act(&ada, "invoice.credit", credit).await;
        assert_eq!((note["gross"]["minor"].as_i64(), note["settles"]["minor"].as_i64()), (Some(1900), Some(900)));
        assert_eq!(stands(&read(&world, &ada, &invoice).await), ("paid", 0));
        let all = json!({ "invoice": invoice["id"], "all": true, "reason": "cancelled" });
        let note = world.act(&ada, "invoice.credit", all).await;
        assert_eq!((note["gross"]["minor"].as_i64(), note["settles"]["minor"].as_i64()), (Some(10_000), Some(0)));
        assert_eq!(stands(&read(&world, &ada, &invoice).await), ("credited", 0));
        // The payment was none: what it settled is open; the customer's credit of the note stands against it.
        void(&world, &payment, &invoice, 11_000).await;
        assert_eq!(stands(&read(&world, &ada, &invoice).await), ("issued", 11_000));
    }

    async fn what_is_not_expected_any_more_is_written_off_by_rate(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900), line(10_000, 700)])).await;
        pay(&world, &invoice, 2600).await;
        let blank = json!({ "invoice": invoice["id"], "reason": " " });
        assert_eq!(pointers(&world, &ada, "invoice.write_off", blank).await, ["/reason"]);
        let off = json!({ "invoice": invoice["id"], "reason": "insolvent" });
        let off = world.act(&ada, "invoice.write_off", off).await;
        assert_eq!((stands(&off), off["written_off"]["amount"]["minor"].as_i64()), (("written_off", 0), Some(20_000)));
        let credit = json!({ "invoice": invoice["id"], "all": true, "reason": "cancelled" });
        assert_eq!(world.refused(&ada, "invoice.credit", credit).await, "invoice.written_off");
    }

    async fn a_write_off_is_taken_back_to_the_last_coin(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900), line(10_001, 700)])).await;
        let payment = pay(&world, &invoice, 2600).await;
        let undo = json!({ "invoice": invoice["id"] });
        assert_eq!(world.refused(&ada, "invoice.undo_write_off", undo.clone()).await, "invoice.not_written_off");
        let off = json!({ "invoice": invoice["id"], "reason": "insolvent" });
        world.act(&ada, "invoice.write_off", off.clone()).await;
        // Lost twice: what the voided payment had settled is written off too.
        void(&world, &payment, &invoice, 2600).await;
        let off = world.call(&ada, "invoice.write_off", off).await.unwrap();
        let taken = off.undo.unwrap();
        assert_eq!((taken["verb"].as_str(), &taken["body"]), (Some("invoice.undo_write_off"), &undo));
        let back = world.act(&ada, "invoice.undo_write_off", undo.clone()).await;
        assert_eq!(stands(&back), ("issued", 22_601));
        assert_eq!((&back["written_off"], back["number"].as_str()), (&Json::Null, Some("INV-2026-0001")));
        world.settle().await;
        let told = "select count(*) as n from journal where kind in
            ('invoice.write_off_undone', 'invoice.reopened')";
        assert_eq!(world.count(told).await, 3, "reopened by the voided payment, and by this");
        assert_eq!(world.count("select count(*) as n from billing_open where state = 'invoiced'").await, 1);
        assert_eq!(world.count("select count(*) as n from billing_next").await, 1, "somebody asks again");
        assert_eq!(world.refused(&ada, "invoice.undo_write_off", undo).await, "invoice.not_written_off");
        let next = issued(&world, &ada, &contact, json!([line(500, 1900)])).await;
        assert_eq!(next["number"], "INV-2026-0002", "no number was used up");
    }

    async fn a_reminder_is_refused_where_nobody_should_be_reminded(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        let remind = |level: i64| json!({ "invoice": invoice["id"], "level": level });
        assert_eq!(world.refused(&ada, "invoice.remind", remind(1)).await, "invoice.not_due");
        assert_eq!(world.refused(&ada, "invoice.remind", remind(4)).await, "invoice.no_level");
        world.act(&ada, "invoice.remind", remind(0)).await;
        assert_eq!(world.refused(&ada, "invoice.remind", remind(0)).await, "invoice.reminded");
        world.clock.pass_seconds(15 * DAY);
        let disputed = json!({ "invoice": invoice["id"], "reason": "not as agreed" });
        world.act(&ada, "invoice.dispute", disputed).await;
        assert_eq!(world.refused(&ada, "invoice.remind", remind(1)).await, "invoice.disputed");
        assert_eq!(world.count("select count(*) as n from billing_invoice_window where state = 'disputed'").await, 1);
        world.act(&ada, "invoice.settle_dispute", json!({ "invoice": invoice["id"] })).await;
        let promise = |until: Json| json!({ "invoice": invoice["id"], "until": until });
        assert_eq!(pointers(&world, &ada, "invoice.promise", promise(json!("2026-02-01"))).await, ["/until"]);
        world.act(&ada, "invoice.promise", promise(json!("2026-02-20"))).await;
        assert_eq!(world.refused(&ada, "invoice.remind", remind(1)).await, "invoice.promised");
        world.act(&ada, "invoice.promise", promise(Json::Null)).await;
        let reminded = world.act(&ada, "invoice.remind", remind(1)).await;
        assert_eq!(reminded["reminders"].as_array().unwrap().len(), 2);
        world.clock.pass_seconds(DAY);
        assert_eq!(world.refused(&ada, "invoice.remind", remind(2)).await, "invoice.reminded_lately");
        world.clock.pass_seconds(DAY);
        world.act(&ada, "invoice.remind", remind(2)).await;
        pay(&world, &invoice, 11_900).await;
        world.clock.pass_seconds(5 * DAY);
        assert_eq!(world.refused(&ada, "invoice.remind", remind(3)).await, "invoice.settled");
        let reminders = "select count(*) as n from test_letter where template like 'payment-reminder-%'";
        assert_eq!(world.count(reminders).await, 3);
    }

    async fn a_reminder_whose_letter_was_dropped_is_sent_again_after_a_broken_promise(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        let remind = |level: i64| json!({ "invoice": invoice["id"], "level": level });
        let post = |level: i64, leaves: bool| {
            json!({ "contact": contact, "template": format!("payment-reminder-{level}"), "leaves": leaves })
        };
        let levels = |read: &Json| -> Vec<i64> {
            read["reminders"].as_array().unwrap().iter().map(|one| one["level"].as_i64().unwrap()).collect()
        };
        world.clock.pass_seconds(15 * DAY);
        world.act(&ada, "invoice.remind", remind(1)).await;
        world.clock.pass_seconds(60);
        // They promise before it leaves, and it is dropped.
        world.act(&ada, "invoice.promise", json!({ "invoice": invoice["id"], "until": "2026-02-20" })).await;
        world.act(&testing::nobody(), "test.post", post(1, false)).await;
        let dropped = read(&world, &ada, &invoice).await;
        assert_eq!(levels(&dropped), [0_i64; 0]);
        world.settle().await;
        let told = "select count(*) as n from journal where kind = 'invoice.reminder_dropped'";
        assert_eq!(world.count(told).await, 1);
        world.clock.pass_seconds(10 * DAY);
        let again = world.act(&ada, "invoice.remind", remind(1)).await;
        assert_eq!(levels(&again), [1], "the promise is broken, and the same level leaves");
        // One that left stays counted.
        world.act(&testing::nobody(), "test.post", post(1, true)).await;
        assert_eq!(levels(&read(&world, &ada, &invoice).await), [1]);
        world.clock.pass_seconds(3 * DAY);
        world.act(&ada, "invoice.remind", remind(2)).await;
        world.clock.pass_seconds(60);
        world.act(&testing::nobody(), "test.post", post(2, false)).await;
        world.act(&testing::nobody(), "test.post", post(2, false)).await;
        assert_eq!(levels(&read(&world, &ada, &invoice).await), [1], "dropped once, however often it is told");
        // A person lets it leave after all: it counts, and is not sent a second time.
        world.act(&testing::nobody(), "test.post", post(2, true)).await;
        assert_eq!(levels(&read(&world, &ada, &invoice).await), [1, 2]);
        assert_eq!(world.refused(&ada, "invoice.remind", remind(2)).await, "invoice.reminded");
        world.settle().await;
        assert_eq!(world.count(told).await, 2);
    }

    async fn a_dropped_reminder_that_was_sent_again_does_not_leave_a_second_time(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        let remind = |level: i64| json!({ "invoice": invoice["id"], "level": level });
        let leaving = |before: i64| json!({ "template": "payment-reminder-1", "before": before });
        let post = |leaves: bool| {
            json!({ "contact": contact, "template": "payment-reminder-1", "leaves": leaves })
        };
        world.clock.pass_seconds(15 * DAY);
        world.act(&ada, "invoice.remind", remind(1)).await;
        world.clock.pass_seconds(60);
        assert_eq!(world.act(&testing::nobody(), "test.leaving", leaving(0)).await, Json::Null);
        world.act(&testing::nobody(), "test.post", post(false)).await;
        let alone = world.act(&testing::nobody(), "test.leaving", leaving(0)).await;
        assert_eq!(alone, Json::Null, "nothing was sent instead: a person may let it leave");
        world.clock.pass_seconds(DAY);
        world.act(&ada, "invoice.remind", remind(1)).await;
        world.clock.pass_seconds(60);
        assert_eq!(world.act(&testing::nobody(), "test.leaving", leaving(0)).await, Json::Null);
        let overtaken = json!("a reminder of this level or a higher one left meanwhile");
        assert_eq!(world.act(&testing::nobody(), "test.leaving", leaving(1)).await, overtaken);
        world.act(&testing::nobody(), "test.post", post(true)).await;
        assert_eq!(world.act(&testing::nobody(), "test.leaving", leaving(1)).await, overtaken);
        pay(&world, &invoice, 11_900).await;
        assert_eq!(world.act(&testing::nobody(), "test.leaving", leaving(1)).await, "it is paid");
    }

    async fn a_reminder_that_was_refused_for_good_was_not_sent(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        let remind = json!({ "invoice": invoice["id"], "level": 1 });
        let bounce = |hardness: &str| {
            json!({ "contact": contact, "template": "payment-reminder-1", "leaves": false, "bounced": hardness })
        };
        let reminded = |read: &Json| read["reminders"].as_array().unwrap().len();
        world.clock.pass_seconds(15 * DAY);
        world.act(&ada, "invoice.remind", remind.clone()).await;
        world.clock.pass_seconds(60);
        world.act(&testing::nobody(), "test.post", bounce("uncertain")).await;
        assert_eq!(reminded(&read(&world, &ada, &invoice).await), 1, "it may have arrived");
        world.act(&testing::nobody(), "test.post", bounce("hard")).await;
        assert_eq!(reminded(&read(&world, &ada, &invoice).await), 0);
        world.settle().await;
        let told = "select count(*) as n from journal where kind = 'invoice.reminder_dropped'";
        assert_eq!(world.count(told).await, 1);
        world.clock.pass_seconds(DAY);
        assert_eq!(reminded(&world.act(&ada, "invoice.remind", remind).await), 1, "its level is free again");
    }

    async fn settings_are_changed_over_the_version_that_was_seen(world: World) {
        let (ada, contact) = ready(&world).await;
        let seen = world.act(&ada, "billing.read", json!({})).await;
        let mut settings = seen["settings"].clone();
        settings["terms_days"] = json!(30);
        let changed = json!({ "rv": seen["rv"], "settings": settings });
        let answer = world.call(&ada, "billing.change", changed.clone()).await.unwrap();
        assert_eq!(world.refused(&ada, "billing.change", changed).await, "setting.stale");
        let invoice = issued(&world, &ada, &contact, json!([line(100, 1900)])).await;
        assert_eq!(invoice["due_on"], "2026-03-04");
        let undo = answer.undo.unwrap();
        world.act(&ada, "billing.change", undo["body"].clone()).await;
        settings["reminder_days"] = json!([3, 4]);
        let wrong = json!({ "rv": 2, "settings": settings });
        assert_eq!(pointers(&world, &ada, "billing.change", wrong).await, ["/settings/reminder_days"]);
    }
}

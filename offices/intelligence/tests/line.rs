//! The line from the facts: who waits where, who passed, what undo gives back, and that replay gives the same.
#![allow(clippy::unwrap_used)]

mod house;

use house::{eur, history, id, registry, tell};
use kernel::{
    AgreementId, BankLineId, DealId, InvoiceId, LeadId, MilestoneId, PaymentId, Permit, ProjectId,
    ProposalId, ServiceId,
};
use serde_json::{Value as Json, json};
use testing::{World, administrator, on_both};

const JOINTS: [&str; 8] = [
    "captured_answered",
    "answered_qualified",
    "qualified_proposed",
    "proposed_signed",
    "signed_delivered",
    "delivered_invoiced",
    "invoiced_paid",
    "paid_reconciled",
];

fn second(world: &World) {
    world.clock.pass_seconds(10);
}

async fn inquiry(world: &World) {
    let lead = id::<LeadId>(2);
    let captured = json!({
        "lead": lead, "channel": "form", "source": "test", "expected": eur(900), "has_email": true,
        "has_phone": false,
    });
    tell(world, "lead.captured", captured).await;
    second(world);
    tell(world, "lead.answered", json!({"lead": lead, "kind": "useful", "seconds": 10})).await;
    second(world);
    tell(world, "deal.opened", json!({"deal": id::<DealId>(3), "lead": lead, "value": eur(1000)})).await;
    tell(world, "lead.qualified", json!({"lead": lead, "deal": id::<DealId>(3), "reason": null})).await;
    second(world);
}

async fn sent(world: &World, version: i64, value: i64) {
    let body = json!({
        "proposal": id::<ProposalId>(4), "deal": id::<DealId>(3), "number": "P-1", "version": version,
        "value": eur(value), "gross": eur(value), "valid_until": "2026-03-01",
    });
    tell(world, "proposal.sent", body).await;
    second(world);
}

async fn signed(world: &World, value: i64) {
    let body = json!({
        "agreement": id::<AgreementId>(5), "proposal": id::<ProposalId>(4), "deal": id::<DealId>(3),
        "number": "A-1", "value": eur(value), "gross": eur(value), "sha256": "",
    });
    tell(world, "agreement.signed", body).await;
    tell(world, "deal.won", json!({"deal": id::<DealId>(3)})).await;
}

fn milestone(amount: i64) -> Json {
    json!({
        "milestone": id::<MilestoneId>(7), "project": id::<ProjectId>(6), "agreement": id::<AgreementId>(5),
        "amount": eur(amount), "by": "client", "file": null,
    })
}

fn back(to: &str) -> Json {
    json!({"milestone": id::<MilestoneId>(7), "project": id::<ProjectId>(6), "to": to})
}

async fn delivered(world: &World) {
    tell(world, "milestone.added", milestone(800)).await;
    second(world);
    tell(world, "milestone.accepted", milestone(800)).await;
    second(world);
}

async fn invoiced(world: &World) {
    let body = json!({
        "invoice": id::<InvoiceId>(8), "number": "I-1", "project": id::<ProjectId>(6),
        "milestones": [id::<MilestoneId>(7)], "groups": [], "net": eur(800), "gross": eur(952),
        "issued_on": "2026-02-02", "due_on": "2026-02-16",
    });
    tell(world, "invoice.issued", body).await;
    second(world);
}

fn payment(amount: i64, line: Option<String>) -> Json {
    json!({
        "payment": id::<PaymentId>(9), "amount": eur(amount), "paid_on": "2026-02-10", "method": "bank_transfer",
        "applied": [{"invoice": id::<InvoiceId>(8), "amount": eur(amount)}], "excess": eur(0), "bank_line": line,
        "reason": "a slip",
    })
}

fn matched(before: bool) -> Json {
    json!({
        "bank_line": id::<BankLineId>(10), "payment": id::<PaymentId>(9), "amount": eur(952), "by": "person",
        "reason": "they say so", "recorded_before": before,
    })
}

async fn whole(world: &World) {
    inquiry(world).await;
    sent(world, 1, 1100).await;
    sent(world, 2, 1050).await;
    signed(world, 1050).await;
    delivered(world).await;
    invoiced(world).await;
    tell(world, "payment.recorded", payment(952, None)).await;
    tell(world, "invoice.paid", json!({"invoice": id::<InvoiceId>(8), "gross": eur(952)})).await;
    second(world);
    tell(world, "bank_line.matched", matched(true)).await;
}

/// A figure of a joint, two at a time until there is no more.
async fn listed(world: &World, joint: &Json, figure: &str) -> Vec<Json> {
    let (mut all, mut asked) = (vec![], json!({"joint": joint, "figure": figure, "limit": 2}));
    loop {
        let page = world.act(&administrator(world), "line.list", asked.clone()).await;
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => asked["after"] = json!(next),
            None => return all,
        }
    }
}

/// Every count of the line is the length of its list, and no record is on it twice.
async fn counts_are_lists(world: &World) {
    let boss = administrator(world);
    let line = world.act(&boss, "line.read", json!({})).await;
    for joint in line["joints"].as_array().unwrap() {
        for (figure, count) in [
            ("waiting", &joint["waiting"]["count"]),
            ("late", &joint["waiting"]["late"]),
            ("entered", &joint["period"]["entered"]),
            ("passed", &joint["period"]["passed"]),
            ("lost", &joint["period"]["lost"]),
            ("nurtured", &joint["period"]["nurtured"]),
            ("median", &joint["period"]["passed"]),
            ("p90", &joint["period"]["passed"]),
        ] {
            let all = listed(world, &joint["joint"], figure).await;
            let ids: std::collections::HashSet<_> = all.iter().map(|one| one["id"].to_string()).collect();
            assert_eq!(count.as_u64().unwrap(), all.len() as u64, "{figure} of {}", joint["joint"]);
            assert_eq!(ids.len(), all.len(), "{figure} of {}", joint["joint"]);
        }
    }
}

fn seconds(record: &Json) -> i64 {
    let at = |field: &str| record[field].as_str().unwrap().parse::<kernel::Timestamp>().unwrap();
    at("until").as_second() - at("since").as_second()
}

async fn answered_after(world: &World, n: u8, seconds: i64) {
    let lead = id::<LeadId>(n);
    let captured = json!({
        "lead": lead, "channel": "form", "source": "test", "expected": eur(900), "has_email": true,
        "has_phone": false,
    });
    tell(world, "lead.captured", captured).await;
    world.clock.pass_seconds(seconds);
    tell(world, "lead.answered", json!({"lead": lead, "kind": "useful", "seconds": seconds})).await;
}

on_both! {
    async fn a_job_passes_all_eight_joints(world: World) {
        whole(&world).await;
        assert_eq!(history(&world).await, [
            "captured_answered lead 900 passed 10",
            "answered_qualified lead 900 passed 10",
            "qualified_proposed deal 1000 passed 10",
            "proposed_signed deal 1050 passed 20",
            "signed_delivered milestone 800 passed 10",
            "delivered_invoiced milestone 800 passed 10",
            "invoiced_paid invoice 952 passed 10",
            "paid_reconciled payment 952 passed 10",
        ]);
        counts_are_lists(&world).await;
    }

    async fn undo_opens_the_same_row_again(world: World) {
        whole(&world).await;
        for (kind, body, expected) in [
            ("bank_line.unmatched", matched(true), "paid_reconciled payment 952 waits"),
            ("payment.voided", payment(952, None), "paid_reconciled payment 952 lost 10"),
            ("invoice.reopened", json!({"invoice": id::<InvoiceId>(8), "open_balance": eur(952)}),
                "invoiced_paid invoice 952 waits"),
            ("invoice.balance_changed", json!({"invoice": id::<InvoiceId>(8), "open_balance": eur(500)}),
                "invoiced_paid invoice 500 waits"),
            ("invoice.credited", json!({"invoice": id::<InvoiceId>(8)}), "delivered_invoiced milestone 800 waits"),
            ("milestone.reopened", back("open"), "signed_delivered milestone 800 waits"),
            ("milestone.accepted", milestone(800), "delivered_invoiced milestone 800 waits"),
            ("milestone.waived", json!({"milestone": id::<MilestoneId>(7), "project": id::<ProjectId>(6),
                "reason": "a gift"}), "delivered_invoiced milestone 800 lost 0"),
            ("milestone.reopened", back("accepted"), "delivered_invoiced milestone 800 waits"),
            ("deal.reopened", json!({"deal": id::<DealId>(3)}), "proposed_signed deal 1050 passed 20"),
            ("agreement.voided", json!({"agreement": id::<AgreementId>(5), "deal": id::<DealId>(3),
                "reason": "they changed their mind"}), "proposed_signed deal 1050 waits"),
            ("deal.lost", json!({"deal": id::<DealId>(3), "reason": "no"}), "proposed_signed deal 1050 lost 60"),
        ] {
            tell(&world, kind, body).await;
            let now = history(&world).await;
            assert!(now.contains(&expected.to_owned()), "{kind}: no `{expected}` in {now:#?}");
            assert_eq!(now.len(), 8, "{kind}: the same rows");
        }
        counts_are_lists(&world).await;
    }

    async fn what_a_match_made_has_arrived_at_once_and_is_gone_with_it(world: World) {
        inquiry(&world).await;
        invoiced(&world).await;
        tell(&world, "payment.recorded", payment(952, Some(id::<BankLineId>(10)))).await;
        tell(&world, "bank_line.matched", matched(false)).await;
        let now = history(&world).await;
        assert_eq!(now.last().unwrap(), "paid_reconciled payment 952 passed 0");
        tell(&world, "payment.voided", payment(952, Some(id::<BankLineId>(10)))).await;
        tell(&world, "bank_line.unmatched", matched(false)).await;
        assert!(history(&world).await.last().unwrap().starts_with("paid_reconciled payment 952 passed"));
    }

    async fn replay_gives_the_same_history(world: World) {
        whole(&world).await;
        let before = history(&world).await;
        let forget = world.store.write(Permit::engine("test"), None, |tx| Box::pin(async move {
            tx.exec("delete from intelligence_joint_passage where joint <> $1", store::values!["x"]).await?;
            let cursor = "delete from cursor where name = $1";
            tx.exec(cursor, store::values!["intelligence.joint_passages_2"]).await.map(drop)
        }));
        forget.await.unwrap();
        assert_eq!(history(&world).await, before);
    }

    async fn each_record_waits_at_one_joint_and_a_deal_where_its_proposal_stands(world: World) {
        let boss = administrator(&world);
        let open = |room: &str, id: String, state: &str, minor: i64| {
            json!({"room": room, "id": id, "state": state, "minor": minor})
        };
        for record in [
            open("crm", id::<LeadId>(1), "captured", 1),
            open("crm", id::<LeadId>(2), "answered", 2),
            open("crm", id::<LeadId>(3), "nurtured", 1_000_000),
            open("crm", id::<DealId>(4), "qualified", 4),
            open("crm", id::<DealId>(5), "qualified", 1_000_000),
            open("sales", id::<DealId>(5), "proposed", 8),
            open("delivery", id::<MilestoneId>(6), "signed", 16),
            open("delivery", id::<MilestoneId>(7), "delivered", 32),
            open("delivery", id::<ProjectId>(8), "open", 1_000_000),
            open("billing", id::<InvoiceId>(9), "invoiced", 64),
            open("billing", id::<InvoiceId>(10), "draft", 1_000_000),
            open("cash", id::<PaymentId>(11), "paid", 128),
            open("cash", id::<BankLineId>(12), "unmatched", 1_000_000),
            json!({"room": "crm", "id": id::<LeadId>(13), "state": "captured", "minor": 1_000_000, "test": true}),
        ] {
            world.act(&boss, "test.open", record).await;
        }
        let line = world.act(&boss, "line.read", json!({})).await;
        let read = |joint: &Json| (joint["waiting"]["count"].clone(), joint["waiting"]["money"][0]["minor"].clone());
        let found: Vec<_> = line["joints"].as_array().unwrap().iter().map(read).collect();
        let expected: Vec<_> = (0..8).map(|n| (json!(1), json!(1 << n))).collect();
        assert_eq!(found, expected);
        assert_eq!((&line["money_waiting"][0]["minor"], &line["waiting"]), (&json!(255), &json!(8)));
        let names: Vec<_> = line["joints"].as_array().unwrap().iter().map(|one| one["joint"].clone()).collect();
        assert_eq!(names, JOINTS);
        counts_are_lists(&world).await;
    }

    async fn a_service_that_skips_states_has_fewer_joints(world: World) {
        let boss = administrator(&world);
        let service = id::<ServiceId>(20);
        let states = ["captured", "answered", "qualified", "delivered", "invoiced", "paid"];
        world.act(&boss, "test.sell", json!({"service": service, "line": states})).await;
        for (room, id, state) in [
            ("crm", id::<DealId>(4), "qualified"),
            ("delivery", id::<MilestoneId>(6), "signed"),
            ("cash", id::<PaymentId>(11), "paid"),
        ] {
            let record = json!({"room": room, "id": id, "state": state, "minor": 1, "service": service});
            world.act(&boss, "test.open", record).await;
        }
        let line = world.act(&boss, "line.read", json!({"service": service})).await;
        let used = |joint: &Json| joint["in_use"].as_bool().unwrap();
        let joints = line["joints"].as_array().unwrap();
        let in_use: Vec<bool> = joints.iter().map(used).collect();
        assert_eq!(in_use, [true, true, true, false, false, true, true, false]);
        assert_eq!((&joints[2]["to"], &joints[2]["waiting"]["count"]), (&json!("delivered"), &json!(2)));
        assert_eq!(line["waiting"], 2, "its line ends before the bank");
        counts_are_lists(&world).await;
    }

    async fn the_records_behind_the_median_and_the_p90_are_marked(world: World) {
        for (n, took) in [(1, 50), (2, 10), (3, 40), (4, 20), (5, 30), (6, 60)] {
            answered_after(&world, n, took).await;
        }
        world.settle().await;
        let line = world.act(&administrator(&world), "line.read", json!({})).await;
        let period = &line["joints"][0]["period"];
        for (figure, named, rank) in [("median", "median_seconds", 2), ("p90", "p90_seconds", 5)] {
            let all = listed(&world, &json!(JOINTS[0]), figure).await;
            assert_eq!(all.iter().map(seconds).collect::<Vec<_>>(), [10, 20, 30, 40, 50, 60], "{figure}");
            let marked: Vec<usize> = (0..all.len()).filter(|at| all[*at]["marked"] == true).collect();
            assert_eq!(marked, [rank], "{figure}");
            assert_eq!(period[named], seconds(&all[rank]), "{figure}");
        }
        counts_are_lists(&world).await;
    }

    async fn late_is_past_the_target_and_an_invoice_past_its_due_day(world: World) {
        let boss = administrator(&world);
        let open = |room: &str, id: String, state: &str, due_on: Option<&str>| {
            json!({"room": room, "id": id, "state": state, "minor": 1, "due_on": due_on})
        };
        world.act(&boss, "test.open", open("crm", id::<LeadId>(1), "captured", None)).await;
        world.act(&boss, "test.open", open("billing", id::<InvoiceId>(2), "invoiced", Some("2000-01-01"))).await;
        world.act(&boss, "test.open", open("billing", id::<InvoiceId>(3), "invoiced", Some("2999-01-01"))).await;
        world.clock.pass_seconds(200);
        for n in 4..9 {
            world.act(&boss, "test.open", open("crm", id::<LeadId>(n), "captured", None)).await;
        }
        world.clock.pass_seconds(101);
        let named = |all: Vec<Json>| all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(named(listed(&world, &json!(JOINTS[0]), "late").await), [id::<LeadId>(1)]);
        assert_eq!(named(listed(&world, &json!(JOINTS[6]), "late").await), [id::<InvoiceId>(2)]);
        let line = world.act(&boss, "line.read", json!({})).await;
        assert_eq!((&line["late"], &line["waiting"]), (&json!(2), &json!(8)));
        counts_are_lists(&world).await;
    }

    async fn a_page_that_nobody_gave_is_refused_with_what_to_do(world: World) {
        let asked = json!({"joint": JOINTS[0], "figure": "late", "after": "the second"});
        let refused = world.call(&administrator(&world), "line.list", asked).await.err();
        let said = format!("{refused:?}");
        assert!(said.contains("give `next` of the page before"), "{said}");
    }
}

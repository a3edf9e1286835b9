//! The week in figures: each is the line's for those days; and the report of it, which leaves once for each person.
#![allow(clippy::unwrap_used)]

mod house;

use house::{eur, id, registry, tell};
use kernel::{DealId, Id, InvoiceId, LeadId, ProjectId, ProposalId, UserId};
use serde_json::{Value as Json, json};
use store::values;
use testing::{World, administrator, on_both};

const DAY: i64 = 86_400;
const ADA: u8 = 1;
const BOB: u8 = 2;
const CLEO: u8 = 3;
const DORA: u8 = 4;

fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

/// Ada keeps the house, Bob sells and Cleo stands in for him; Dora delivers, and reads no line.
async fn furnish(world: &World) {
    let done = world.store.claim("test", |tx| {
        Box::pin(async move {
            for (n, name, role, stand_in) in [
                (ADA, "Ada", "administrator", None),
                (BOB, "Bob", "sales", Some(user(CLEO))),
                (CLEO, "Cleo", "sales", None),
                (DORA, "Dora", "delivery", None),
            ] {
                let add =
                    "insert into test_user (id, name, role, active, stand_in) values ($1, $2, $3, true, $4)";
                tx.exec(add, values![user(n), name, role, stand_in]).await?;
            }
            Ok(())
        })
    });
    done.await.unwrap();
}

async fn comes_in(world: &World, n: u8, reached: &'static str) {
    let captured = json!({
        "lead": id::<LeadId>(n), "channel": "form", "source": "test", "expected": null, "has_email": true,
        "has_phone": false,
    });
    tell(world, "lead.captured", captured).await;
    let add = world.store.claim("test", move |tx| {
        Box::pin(async move {
            let (now, add) =
                (tx.now(), "insert into test_lead (captured_at, reached, test) values ($1, $2, false)");
            tx.exec(add, values![now, reached]).await
        })
    });
    add.await.unwrap();
}

async fn answered(world: &World, n: u8, seconds: i64) {
    world.clock.pass_seconds(seconds);
    tell(world, "lead.answered", json!({"lead": id::<LeadId>(n), "kind": "useful", "seconds": seconds}))
        .await;
}

async fn opened(world: &World, n: u8, value: i64) {
    let opened = json!({"deal": id::<DealId>(n), "lead": null, "value": eur(value)});
    tell(world, "deal.opened", opened).await;
}

async fn offered(world: &World, n: u8, value: i64) {
    let body = json!({
        "proposal": id::<ProposalId>(n), "deal": id::<DealId>(n), "number": "P-1", "version": 1,
        "value": eur(value), "gross": eur(value), "valid_until": "2026-03-01",
    });
    tell(world, "proposal.sent", body).await;
}

async fn issued(world: &World, n: u8, gross: i64) {
    let body = json!({
        "invoice": id::<InvoiceId>(n), "number": "I-1", "project": id::<ProjectId>(6), "milestones": [],
        "groups": [], "net": eur(gross), "gross": eur(gross), "issued_on": "2026-02-02", "due_on": "2026-02-16",
    });
    tell(world, "invoice.issued", body).await;
    let open = json!({"room": "billing", "id": id::<InvoiceId>(n), "state": "invoiced", "minor": gross,
        "due_on": "2026-02-16"});
    world.act(&administrator(world), "test.open", open).await;
}

/// Two weeks, from Monday the 2nd of February: in the first a lead, in the second three leads and some work.
async fn two_weeks(world: &World) {
    comes_in(world, 1, "contacted").await;
    answered(world, 1, 600).await;
    issued(world, 21, 5_000).await;
    world.clock.pass_seconds(7 * DAY);
    for (n, reached) in [(2, "contacted"), (3, "pending"), (4, "closed_unanswered")] {
        comes_in(world, n, reached).await;
    }
    answered(world, 2, 300).await;
    tell(world, "lead.closed", json!({"lead": id::<LeadId>(4), "reason": "spam"})).await;
    for (n, value) in [(11, 1_000), (12, 2_000), (13, 4_000)] {
        opened(world, n, value).await;
    }
    offered(world, 11, 1_100).await;
    offered(world, 12, 2_200).await;
    tell(world, "deal.won", json!({"deal": id::<DealId>(11)})).await;
    tell(world, "deal.lost", json!({"deal": id::<DealId>(12), "reason": "no"})).await;
    issued(world, 22, 7_000).await;
    // Of what is paid in part the whole was invoiced all the same.
    let part = json!({"invoice": id::<InvoiceId>(22), "open_balance": eur(3_000)});
    tell(world, "invoice.balance_changed", part).await;
    world.clock.pass_seconds(7 * DAY);
    world.settle().await;
}

fn figure<'w>(week: &'w Json, what: &str) -> &'w Json {
    let all = week["figures"].as_array().unwrap();
    all.iter().find(|one| one["what"] == what).unwrap_or_else(|| panic!("{what}: {week:#}"))
}

fn amount(count: i64, money: &[i64]) -> Json {
    let money: Vec<Json> = money.iter().map(|minor| eur(*minor)).collect();
    json!({"count": count, "money": money, "seconds": null})
}

/// Each figure is the length of its list on the line, and its money is what the list adds up to.
async fn figures_are_lists(world: &World, week: &Json) {
    let boss = administrator(world);
    for (of, from, to) in
        [("week", &week["from"], &week["to"]), ("before", &week["before_from"], &week["from"])]
    {
        for one in week["figures"].as_array().unwrap() {
            let asked = json!({"joint": one["joint"], "figure": one["figure"], "from": from, "to": to});
            let listed = world.act(&boss, "line.list", asked).await;
            let listed = listed["items"].as_array().unwrap();
            assert_eq!(one[of]["count"], listed.len(), "{of} {one:#}");
            if one["figure"] != "median" {
                let sum: i64 = listed.iter().filter_map(|record| record["money"]["minor"].as_i64()).sum();
                let said = one[of]["money"][0]["minor"].as_i64().unwrap_or(0);
                assert_eq!(said, sum, "{of} {one:#}");
            }
        }
    }
}

const QUEUED: &str = "select count(*) as n from store_effect where kind = 'report_mail'";
const TOLD: &str = "select count(*) as n from journal where kind = 'line.week_sent'";

/// What was composed, the oldest first.
async fn composed(world: &World) -> Vec<Json> {
    const ALL: &str = "select payload from effect where kind = 'report_mail' order by id";
    let read = world.store.read(|tx| Box::pin(tx.all(ALL, &[], |row| row.get::<String>("payload"))));
    read.await.unwrap().iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

on_both! {
    async fn the_last_full_week_stands_beside_the_one_before(world: World) {
        two_weeks(&world).await;
        let boss = administrator(&world);
        let week = world.act(&boss, "line.week", json!({})).await;
        assert_eq!((&week["monday"], &week["sunday"]), (&json!("2026-02-09"), &json!("2026-02-15")));
        assert_eq!(week["newest"], true);
        let leads = json!({"came_in": 3, "contacted": 1, "pending": 1, "closed_unanswered": 1});
        assert_eq!(week["leads"], leads);
        assert_eq!((&week["leads_before"]["came_in"], &week["leads_before"]["contacted"]), (&json!(1), &json!(1)));
        let answer = figure(&week, "first_answer");
        assert_eq!((&answer["week"]["seconds"], &answer["before"]["seconds"]), (&json!(300), &json!(600)));
        for (what, now, then) in [
            ("proposals_sent", amount(2, &[3_300]), amount(0, &[])),
            ("signed", amount(1, &[1_100]), amount(0, &[])),
            ("lost_after_proposal", amount(1, &[2_200]), amount(0, &[])),
            ("invoiced", amount(1, &[7_000]), amount(1, &[5_000])),
        ] {
            let found = figure(&week, what);
            assert_eq!((&found["week"], &found["before"]), (&now, &then), "{what}");
        }
        figures_are_lists(&world, &week).await;
        // Both invoices were due on the 16th: today, in the third week, nothing is overdue yet.
        assert_eq!((&week["overdue"], &week["overdue_money"]), (&json!(0), &json!([])));
        assert_eq!((&week["leak"]["joint"], &week["leak"]["count"]), (&json!("captured_answered"), &json!(1)));
        let earlier = world.act(&boss, "line.week", json!({"ending": "2026-02-08"})).await;
        assert_eq!((&earlier["leads"], &earlier["newest"]), (&week["leads_before"], &json!(false)));
        assert_eq!(figure(&earlier, "invoiced")["week"], figure(&week, "invoiced")["before"]);
        figures_are_lists(&world, &earlier).await;
        world.clock.pass_seconds(2 * DAY);
        let later = world.act(&boss, "line.week", json!({})).await;
        assert_eq!((&later["overdue"], &later["overdue_money"]), (&json!(2), &json!([eur(12_000)])));
    }

    async fn a_new_business_has_a_week_of_nothing_and_the_week_that_goes_on_is_none(world: World) {
        let boss = administrator(&world);
        let week = world.act(&boss, "line.week", json!({})).await;
        assert_eq!(week["leads"]["came_in"], 0);
        assert!(week["figures"].as_array().unwrap().iter().all(|one| one["week"]["count"] == 0), "{week:#}");
        assert_eq!((&week["leak"], &week["exceptions"]), (&Json::Null, &json!(0)));
        let now = json!({"ending": "2026-02-08"});
        assert_eq!(world.refused(&boss, "line.week", now).await, "invalid");
    }

    async fn the_report_is_composed_once_for_each_week_and_person(world: World) {
        furnish(&world).await;
        two_weeks(&world).await;
        let boss = administrator(&world);
        let sent = world.act(&boss, "line.send_week", json!({"to": user(ADA)})).await;
        assert_eq!((&sent["monday"], &sent["again"]), (&json!("2026-02-09"), &json!(false)));
        let again = world.act(&boss, "line.send_week", json!({"to": user(ADA)})).await;
        assert_eq!(again["again"], true);
        assert_eq!((world.count(QUEUED).await, world.count(TOLD).await), (1, 1));
        let letter = composed(&world).await.remove(0);
        assert_eq!(letter["user"], json!(user(ADA)));
        assert!(letter["subject"].as_str().unwrap().contains(": 3 "), "{letter:#}");
        let text = letter["text"].as_str().unwrap();
        let leads = "**3 leads came in**, 2 more than the week before";
        for said in [leads, "https://ours.test/app/line/week?ending=2026-02-15"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        world.act(&boss, "line.send_week", json!({"to": user(BOB)})).await;
        world.act(&boss, "line.send_week", json!({"to": user(ADA), "ending": "2026-02-08"})).await;
        assert_eq!(world.count(QUEUED).await, 3, "another person, another week");
    }

    async fn whoever_is_away_is_stood_in_for_and_who_may_not_read_the_line_gets_no_figures(world: World) {
        furnish(&world).await;
        let boss = administrator(&world);
        world.send_away(user(BOB), 3).await;
        let sent = world.act(&boss, "line.send_week", json!({"to": user(BOB)})).await;
        assert_eq!(sent["to"], json!(user(CLEO)));
        let text = composed(&world).await[0]["text"].as_str().unwrap().to_owned();
        assert!(text.contains("Whoever this is for is away until") && !text.contains("Bob"), "{text}");
        world.send_away(user(CLEO), 3).await;
        let sent = world.act(&boss, "line.send_week", json!({"to": user(BOB)})).await;
        assert_eq!(sent["to"], json!(user(ADA)), "an administrator");
        assert_eq!(world.refused(&boss, "line.send_week", json!({"to": user(DORA)})).await, "invalid");
        assert_eq!(world.refused(&boss, "line.send_week", json!({"to": user(9)})).await, "invalid");
        assert_eq!(world.count(QUEUED).await, 2);
    }
}

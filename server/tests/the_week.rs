//! The week in the whole house: real leads, deals, invoices and payments over two weeks become figures that are the
//! line's, Home's and the invoices'; and the automation sends them on Monday at eight, once, also without a mail
//! server.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "house/founded.rs"]
mod founded;
#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

use founded::founded;
use kernel::Actor;
use rooms::registry;
use serde_json::{Value as Json, json};
use stories::bed::postfix::Postfix;
use testing::World;

const DAY: i64 = 86_400;

fn eur(minor: i64) -> Json {
    json!({"minor": minor, "currency": "EUR"})
}

/// Somebody asks; their lead and contact.
async fn asks(world: &World, boss: &Actor, name: &str, test: bool) -> (Json, Json) {
    let input = json!({"channel": "call", "name": name, "email": format!("{name}@customer.test"),
        "message": "We need a kitchen.", "test": test});
    world.clock.pass_seconds(60);
    world.act(boss, "intake.quick_add", input).await;
    let lead = world.act(boss, "lead.list", json!({"limit": 1})).await["items"][0].clone();
    (lead["id"].clone(), lead["contact"].clone())
}

/// An invoice over so much net, at 19 %.
async fn invoiced(world: &World, boss: &Actor, contact: &Json, net: i64) -> Json {
    let line = json!({"title": "Work", "quantity": "1", "unit_price": eur(net), "rate": 1900});
    let address =
        json!({"street": "Gartenstr. 5", "postal_code": "10117", "city": "Berlin", "country": "DE"});
    let buyer = json!({"name": "Maria Lindner", "address": address});
    let draft = json!({"contact": contact, "lines": [line], "buyer": buyer});
    let id = world.act(boss, "invoice.draft", draft).await["id"].clone();
    world.act(boss, "invoice.issue", json!({"invoice": id})).await;
    id
}

/// From Monday the 2nd of February two weeks of work; it is Monday the 16th afterwards, at night.
async fn two_weeks(world: &World, boss: &Actor) {
    let (lead, contact) = asks(world, boss, "early", false).await;
    world.act(boss, "lead.qualify", json!({"lead": lead, "value": eur(90_000)})).await;
    invoiced(world, boss, &contact, 10_000).await;
    world.clock.pass_seconds(7 * DAY);
    let mut deals = vec![];
    for name in ["won", "lost", "open", "pending", "closed"] {
        let (lead, contact) = asks(world, boss, name, false).await;
        match name {
            "pending" => {}
            "closed" => drop(world.act(boss, "lead.close", json!({"lead": lead, "reason": "spam"})).await),
            _ => {
                world.clock.pass_seconds(600);
                let deal = world.act(boss, "lead.qualify", json!({"lead": lead, "value": eur(50_000)})).await;
                deals.push((deal["deal"].clone(), contact));
            }
        }
    }
    asks(world, boss, "rehearsal", true).await;
    world.act(boss, "deal.lose", json!({"deal": deals[1].0, "reason": "too dear"})).await;
    let part = invoiced(world, boss, &deals[0].1, 20_000).await;
    let paid = invoiced(world, boss, &deals[0].1, 30_000).await;
    for (invoice, amount) in [(&part, 10_000), (&paid, 35_700)] {
        let payment = json!({"invoice": invoice, "amount": eur(amount), "method": "bank_transfer"});
        world.act(boss, "payment.record", payment).await;
    }
    world.settle().await;
    world.clock.pass_seconds(7 * DAY - 4_000);
    world.settle().await;
}

fn of<'w>(week: &'w Json, what: &str) -> &'w Json {
    let all = week["figures"].as_array().unwrap();
    all.iter().find(|one| one["what"] == what).unwrap_or_else(|| panic!("{what}: {week:#}"))
}

/// Each is the line's for the same days, and its leads are Home's.
async fn is_the_line(world: &World, boss: &Actor, week: &Json) {
    for (of, leads, day, from, to) in [
        ("week", &week["leads"], &week["monday"], &week["from"], &week["to"]),
        ("before", &week["leads_before"], &week["before_monday"], &week["before_from"], &week["from"]),
    ] {
        let line = world.act(boss, "line.read", json!({"from": from, "to": to})).await;
        for one in week["figures"].as_array().unwrap() {
            let joint = line["joints"].as_array().unwrap().iter().find(|view| view["joint"] == one["joint"]);
            let (period, figure) = (&joint.unwrap()["period"], one["figure"].as_str().unwrap());
            match figure {
                "median" => assert_eq!(one[of]["seconds"], period["median_seconds"], "{of} {one:#}"),
                _ => {
                    assert_eq!(one[of]["count"], period[figure], "{of} {one:#}");
                    assert_eq!(one[of]["money"], period[format!("{figure}_money")], "{of} {one:#}");
                }
            }
            let asked = json!({"joint": one["joint"], "figure": figure, "from": from, "to": to});
            let listed = world.act(boss, "line.list", asked).await;
            assert_eq!(one[of]["count"], listed["items"].as_array().unwrap().len(), "{of} {one:#}");
        }
        let home = world.act(boss, "lead.week", json!({"day": day})).await;
        let parts = ["contacted", "pending", "closed_unanswered"];
        for part in parts {
            assert_eq!(leads[part], home[part]["count"], "{of} {part}");
        }
        let sum: i64 = parts.iter().map(|part| leads[*part].as_i64().unwrap()).sum();
        assert_eq!((&leads["came_in"], sum), (&home["came_in"], leads["came_in"].as_i64().unwrap()));
        assert_eq!(
            leads["came_in"], line["joints"][0]["period"]["entered"],
            "{of}: what the line says came in"
        );
    }
}

/// The one that comes with the house and is off until somebody wants it.
async fn switched_on(world: &World, boss: &Actor) {
    let all = world.act(boss, "automation.library", json!({})).await;
    let items = all["items"].as_array().or(all.as_array()).unwrap_or_else(|| panic!("{all:#}"));
    let ours =
        items.iter().find(|one| one["text"].as_str().is_some_and(|text| text.contains("line.send_week")));
    let id = &ours.unwrap_or_else(|| panic!("{all:#}"))["automation"];
    world.act(boss, "automation.set_mode", json!({"automation": id, "mode": "automatic"})).await;
    world.act(boss, "automation.switch", json!({"automation": id, "on": true})).await;
}

/// So many times so many seconds pass, and what falls due is done.
async fn pass(world: &World, times: i64, seconds: i64) {
    for _ in 0..times {
        world.clock.pass_seconds(seconds);
        world.work().await;
    }
}

const SENT: &str = "select count(*) as n from store_effect where kind = 'report_mail'";

testing::on_both! {
    async fn two_weeks_of_work_are_the_figures_of_the_line(world: World) {
        let boss = founded(&world).await;
        two_weeks(&world, &boss).await;
        let week = world.act(&boss, "line.week", json!({})).await;
        assert_eq!((&week["monday"], &week["sunday"]), (&json!("2026-02-09"), &json!("2026-02-15")), "{week:#}");
        let leads = json!({"came_in": 5, "contacted": 3, "pending": 1, "closed_unanswered": 1});
        assert_eq!((&week["leads"], &week["leads_before"]["came_in"]), (&leads, &json!(1)), "the rehearsal is none");
        let read = |what: &str| {
            let one = &of(&week, what)["week"];
            (one["count"].as_i64().unwrap(), one["money"][0]["minor"].as_i64().unwrap_or(0))
        };
        assert_eq!(read("qualified").0, 3);
        assert_eq!(read("lost_before_proposal"), (1, 50_000));
        assert_eq!(read("invoiced"), (2, 23_800 + 35_700), "also what is paid in part");
        assert_eq!(read("paid_in_full"), (1, 35_700));
        assert_eq!(of(&week, "invoiced")["before"]["money"], json!([eur(11_900)]));
        is_the_line(&world, &boss, &week).await;
        let earlier = world.act(&boss, "line.week", json!({"ending": "2026-02-08"})).await;
        is_the_line(&world, &boss, &earlier).await;
        world.clock.pass_seconds(40 * DAY);
        let later = world.act(&boss, "line.week", json!({})).await;
        let sums = world.act(&boss, "invoice.sums", json!({})).await;
        assert_eq!(later["overdue"], sums["currencies"][0]["overdue_count"]);
        assert_eq!(later["overdue_money"], json!([sums["currencies"][0]["overdue"]]));
        assert!(later["overdue"].as_i64().unwrap() > 0, "{later:#}");
    }

    async fn on_monday_at_eight_the_report_waits_for_a_mail_server_and_stands_in_the_app(world: World) {
        let boss = founded(&world).await;
        two_weeks(&world, &boss).await;
        switched_on(&world, &boss).await;
        world.work().await;
        assert_eq!(world.count(SENT).await, 0, "not before eight");
        pass(&world, 10, 3_600).await;
        let outbox = world.act(&boss, "outbox.list", json!({})).await;
        let all = outbox["page"]["items"].as_array().unwrap();
        let report = all.iter().find(|one| one["kind"] == "report_mail").unwrap_or_else(|| panic!("{outbox:#}"));
        let (subject, why) = (report["subject"].as_str().unwrap(), report["why"].as_str().unwrap());
        assert_eq!((subject, &report["state"]), ("Ihre Woche bis 15.02.2026: 5 Anfragen", &json!("queued")));
        assert!(why.starts_with("No mail server is set up"), "{why}");
        assert_eq!((&report["name"], &report["automated"]), (&json!("Ada"), &json!(true)));
        let told = world.act(&boss, "notification.list", json!({})).await;
        let told = told["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "report").count();
        assert_eq!(told, 1);
        let tasks = world.act(&boss, "task.list", json!({})).await;
        let look = |task: &&Json| task["title"].as_str().is_some_and(|title| title.starts_with("Look at the week"));
        let look = tasks["items"].as_array().unwrap().iter().find(look).unwrap_or_else(|| panic!("{tasks:#}"));
        assert!(look["detail"].as_str().unwrap().contains("/app/line/week"), "{look:#}");
        // Whoever has it already gets it no second time, by hand or by a step that is tried again.
        let me = world.act(&boss, "user.me", json!({})).await["user"]["id"].clone();
        let again = world.act(&boss, "line.send_week", json!({"to": me})).await;
        assert_eq!((&again["again"], world.count(SENT).await), (&json!(true), 1));
        pass(&world, 7, DAY).await;
        // What began in the last of these goes on.
        pass(&world, 3, 60).await;
        assert_eq!(world.count(SENT).await, 2, "the next Monday the next one");
    }
    async fn what_waited_leaves_as_text_and_html_once_there_is_a_mail_server(world: World) {
        let boss = founded(&world).await;
        two_weeks(&world, &boss).await;
        let me = world.act(&boss, "user.me", json!({})).await["user"]["id"].clone();
        world.act(&boss, "user.change_own", json!({"language": "en"})).await;
        world.act(&boss, "line.send_week", json!({"to": me})).await;
        world.work().await;
        let bed = Postfix::start_new();
        let mail = json!({"from_name": "Bright Studio", "from_address": "hello@biz.test", "host": "127.0.0.1",
            "port": bed.plain, "security": "none"});
        world.act(&boss, "mail.change", mail).await;
        world.work().await;
        world.clock.pass_seconds(3_600);
        world.work().await;
        let arrived = bed.wait_for("ada@bright.test", 1);
        let reports: Vec<_> =
            arrived.iter().filter(|mail| mail.subject().is_some_and(|said| said.starts_with("Your week"))).collect();
        assert_eq!(reports.len(), 1, "once");
        let mail = reports[0];
        assert_eq!(mail.subject(), Some("Your week to 15.02.2026: 5 leads"));
        let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
        for said in ["5 leads came in, 4 more than the week before", "2, 1 more than the week before; 595,00\u{a0}€"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(text.contains("https://ours.test/app/line/week?ending=2026-02-15"), "{text}");
        assert!(html.contains("<strong>5 leads came in</strong>") && html.contains("See the week</a>"), "{html}");
        assert!(html.contains("You get this because you work with Bright Studio"), "{html}");
    }
}

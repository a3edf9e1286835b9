//! What an automation has brought: frozen before, counted since, compared with those left alone.
#![allow(clippy::unwrap_used)] // a test may fail so

mod office;

use automation::document::Automation;
use automation::lift::arm::{Arm, arm};
use kernel::{Actor, ContactId, Id as _};
use office::{alone, capture, publish, registry, rest, write, yaml};
use serde_json::{Value as Json, json};
use testing::World;

const TRIGGER: &str = "trigger: {fact: lead.captured}\nenrol: {policy: always}\n";
const TASK: &str = "  - id: call\n    do: task.create\n    with: {title: Call}\n    on_error: escalate\n";

/// From the inquiry to their next message: what the house can tell without a run.
fn measured(slug: &str, more: &str) -> String {
    let text = yaml(slug, &format!("{TRIGGER}{more}"), TASK);
    text.replace("end: lead.answered", "end: message.received")
}

/// So many ask, and each writes again after so many seconds; every tenth never does.
async fn ask(world: &World, boss: &Actor, many: usize, seconds: i64) {
    for n in 0..many {
        let (lead, contact) = capture(world, boss).await;
        world.clock.pass_seconds(seconds);
        if n % 10 != 9 {
            world.act(boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
        }
    }
}

async fn lift(world: &World, boss: &Actor, id: &str) -> Json {
    rest(world).await;
    world.act(boss, "automation.lift", json!({"automation": id})).await
}

/// Its line in the list.
async fn listed(world: &World, boss: &Actor, name: &str) -> Json {
    let list = world.act(boss, "automation.list", json!({"limit": 200})).await;
    let items = list["items"].as_array().unwrap();
    items.iter().find(|one| one["name"] == name).unwrap().clone()
}

/// The whole lift as a list shows it.
fn of_list(lift: &Json) -> Json {
    let found = &lift["difference"];
    let field = |name: &str| (name.to_owned(), found[name].clone());
    Json::Object(["against", "too_early", "seconds", "verdict"].map(field).into_iter().collect())
}

testing::on_both! {
    async fn a_lift_is_listed_for_the_version_in_use_alone(world: World) {
        let boss = alone(&world).await;
        let text = measured("fresh", "");
        let id = publish(&world, &boss, "automatic", &text).await;
        assert_eq!(listed(&world, &boss, "Fresh").await["lift"], Json::Null, "not reckoned yet");
        let first = lift(&world, &boss, &id).await;
        assert_eq!(listed(&world, &boss, "Fresh").await["lift"], of_list(&first));
        let next = json!({"text": text.replace("title: Call", "title: Ring")});
        world.act(&boss, "automation.publish", next).await;
        assert_eq!(listed(&world, &boss, "Fresh").await["lift"], Json::Null, "another version");
        world.clock.pass_seconds(601);
        let second = lift(&world, &boss, &id).await;
        assert_eq!(listed(&world, &boss, "Fresh").await["lift"], of_list(&second));
    }

    async fn the_baseline_is_frozen_when_it_is_published(world: World) {
        let boss = alone(&world).await;
        ask(&world, &boss, 30, 600).await;
        let id = publish(&world, &boss, "automatic", &measured("faster", "minutes_saved: 6\n")).await;
        let before = lift(&world, &boss, &id).await;
        let baseline = &before["baseline"];
        assert_eq!((&baseline["cases"], &baseline["reached"]), (&json!(30), &json!(27)), "{before:#}");
        assert_eq!((&baseline["p50_seconds"], &baseline["reached_bp"]), (&json!(600), &json!(9000)));
        let difference = &before["difference"];
        assert_eq!((&difference["against"], &difference["too_early"]), (&json!("before_after"), &json!(true)));
        ask(&world, &boss, 30, 60).await;
        let after = lift(&world, &boss, &id).await;
        assert_eq!(&after["baseline"], baseline, "frozen");
        assert_eq!((&after["since"]["cases"], &after["since"]["p50_seconds"]), (&json!(30), &json!(60)), "{after:#}");
        let seconds = &after["difference"]["seconds"];
        assert_eq!((&seconds["value"], &after["difference"]["verdict"]), (&json!(-540), &json!("better")), "{after:#}");
        assert_eq!(after["reclaimed"], json!({"runs": 30, "minutes_saved": 6, "minutes": 180}));
        assert_eq!(listed(&world, &boss, "Faster").await["lift"], of_list(&after), "the list says the same");
        let runs = &listed(&world, &boss, "Faster").await["runs"];
        assert_eq!(runs["done"], 30, "{runs:#}");
        assert_eq!(after["baseline"]["query"].as_str().unwrap().len(), 64);
    }

    async fn nothing_before_is_no_baseline_and_practice_observes(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "practice", &measured("first", "")).await;
        let read = lift(&world, &boss, &id).await;
        assert_eq!((&read["baseline"], &read["observing"]), (&Json::Null, &json!(true)), "{read:#}");
        assert_eq!(read["difference"]["against"], "none");
        publish(&world, &boss, "automatic", &measured("second", "")).await;
        let read = lift(&world, &boss, &id).await;
        assert_eq!((&read["beside"][0]["name"], &read["beside"][0]["version"]), (&json!("Second"), &json!(1)));
    }

    async fn what_was_while_it_only_watched_is_before_and_what_it_does_is_since(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "practice", &measured("watching", "")).await;
        ask(&world, &boss, 30, 600).await;
        let read = lift(&world, &boss, &id).await;
        assert_eq!((&read["baseline"], &read["observing"]), (&Json::Null, &json!(true)), "{read:#}");
        world.act(&boss, "automation.set_mode", json!({"automation": id, "mode": "automatic"})).await;
        ask(&world, &boss, 30, 60).await;
        let read = lift(&world, &boss, &id).await;
        let (before, since) = (&read["baseline"], &read["since"]);
        assert_eq!((&before["cases"], &before["p50_seconds"]), (&json!(30), &json!(600)), "{read:#}");
        assert_eq!((&since["cases"], &since["p50_seconds"]), (&json!(30), &json!(60)), "its own alone: {read:#}");
        let found = &read["difference"];
        let is = (&found["against"], &found["seconds"]["value"], &found["verdict"]);
        assert_eq!(is, (&json!("before_after"), &json!(-540), &json!("better")), "{read:#}");
        assert_eq!(listed(&world, &boss, "Watching").await["lift"], of_list(&read), "the list says the same");
        // Switched off and on again it is counted anew, and what it was compared with stays.
        world.act(&boss, "automation.switch", json!({"automation": id, "on": false})).await;
        ask(&world, &boss, 5, 900).await;
        world.act(&boss, "automation.switch", json!({"automation": id, "on": true})).await;
        ask(&world, &boss, 10, 60).await;
        let again = lift(&world, &boss, &id).await;
        assert_eq!((&again["since"]["cases"], &again["since"]["p50_seconds"]), (&json!(10), &json!(60)), "{again:#}");
        assert_eq!(&again["baseline"], before, "frozen");
    }

    async fn the_hours_it_saved_are_money_once_somebody_said_what_one_costs(world: World) {
        let boss = alone(&world).await;
        let text = measured("worthy", "minutes_saved: 6\nminutes_spent: 60\n");
        let id = publish(&world, &boss, "automatic", &text).await;
        ask(&world, &boss, 4, 60).await;
        let read = lift(&world, &boss, &id).await;
        let worth = &read["worth"];
        assert_eq!((&worth["hour_cost"], &worth["saved"], &worth["spent"]), (&Json::Null, &Json::Null, &Json::Null));
        assert_eq!((&worth["minutes_spent"], &worth["pays_back_at"]), (&json!(60), &Json::Null), "too few: {read:#}");
        let wrong = json!({"hour_minor": -1});
        assert_eq!(world.refused(&boss, "automation.change_settings", wrong).await, "invalid");
        let changed = world.act(&boss, "automation.change_settings", json!({"hour_minor": 4_500})).await;
        let euros = |minor: i64| json!({"minor": minor, "currency": "EUR"});
        assert_eq!((&changed["hour_cost"], &changed["was"]["hour_cost"]), (&euros(4_500), &Json::Null));
        ask(&world, &boss, 2, 60).await;
        let read = lift(&world, &boss, &id).await;
        let worth = &read["worth"];
        assert_eq!((&worth["saved"], &worth["spent"]), (&euros(2_700), &euros(4_500)), "36 minutes: {read:#}");
        assert!(worth["pays_back_at"].is_string() && worth["paid_back_at"].is_null(), "{worth:#}");
        ask(&world, &boss, 4, 60).await;
        let read = lift(&world, &boss, &id).await;
        let worth = &read["worth"];
        assert_eq!((&worth["saved"], &worth["pays_back_at"]), (&euros(4_500), &Json::Null), "{read:#}");
        assert!(worth["paid_back_at"].is_string(), "the tenth run brought it back: {worth:#}");
        assert_eq!(read["errors"], json!({"runs": 10, "troubled": 0, "share_bp": 0}));
        world.act(&boss, "automation.change_settings", json!({"hour_minor": 0})).await;
        assert_eq!(lift(&world, &boss, &id).await["worth"]["saved"], Json::Null, "nobody says");
    }

    async fn whose_clock_is_not_known_is_counted(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: pause\n    wait: {days: 1, zone: contact}\n";
        let id = publish(&world, &boss, "automatic", &yaml("paused", TRIGGER, steps)).await;
        capture(&world, &boss).await;
        world.act(&boss, "test.capture", json!({"source": {"utm_source": "nowhere"}})).await;
        let read = lift(&world, &boss, &id).await;
        assert_eq!(read["clocks"], json!({"runs": 2, "unknown": 1}), "{read:#}");
        world.clock.pass_seconds(90_000);
        assert_eq!(lift(&world, &boss, &id).await["clocks"], json!({"runs": 0, "unknown": 0}), "both are over");
    }

    async fn a_run_that_stood_still_went_wrong_also_once_it_goes_on(world: World) {
        let boss = alone(&world).await;
        let steps = "  - id: repair\n    do: task.break\n    with: {title: Glue}\n";
        let id = publish(&world, &boss, "automatic", &yaml("breaks", TRIGGER, steps)).await;
        assert_eq!(lift(&world, &boss, &id).await["errors"], json!({"runs": 0, "troubled": 0, "share_bp": null}));
        for _ in 0..2 {
            capture(&world, &boss).await;
        }
        let stuck = json!({"runs": 2, "troubled": 2, "share_bp": 10_000});
        assert_eq!(lift(&world, &boss, &id).await["errors"], stuck);
        let listed = world.act(&boss, "exception.list", json!({})).await;
        let parked = listed["items"].as_array().unwrap().iter().find(|one| one["code"] == "automation.parked");
        world.act(&boss, "exception.skip", json!({"exception": parked.unwrap()["id"], "after": null})).await;
        let read = lift(&world, &boss, &id).await;
        assert_eq!((&read["reclaimed"]["runs"], &read["errors"]), (&json!(2), &stuck), "{read:#}");
        let text = yaml("breaks", TRIGGER, TASK);
        world.act(&boss, "automation.publish", json!({"text": text})).await;
        capture(&world, &boss).await;
        let errors = &lift(&world, &boss, &id).await["errors"];
        assert_eq!((&errors["runs"], &errors["troubled"], &errors["share_bp"]), (&json!(3), &json!(2), &json!(6_667)));
    }

    async fn a_corrected_word_changes_nothing_of_what_is_compared(world: World) {
        let boss = alone(&world).await;
        ask(&world, &boss, 30, 600).await;
        let text = measured("corrected", "");
        let id = publish(&world, &boss, "automatic", &text).await;
        ask(&world, &boss, 30, 60).await;
        let first = lift(&world, &boss, &id).await;
        let next = json!({"text": text.replace("title: Call", "title: Ring")});
        world.act(&boss, "automation.publish", next).await;
        ask(&world, &boss, 10, 60).await;
        world.clock.pass_seconds(601);
        let second = lift(&world, &boss, &id).await;
        assert_eq!(second["baseline"], first["baseline"], "what it is compared with is from before it acted");
        assert_eq!(second["counted_since"], first["counted_since"], "{second:#}");
        assert_eq!(second["since"]["cases"], 40, "{second:#}");
        assert_ne!(second["published_at"], first["published_at"]);
        assert_eq!(second["difference"]["verdict"], "better", "{second:#}");
        // Another metric is another question: it is counted anew.
        let other = text.replace("end: message.received", "end: lead.nurtured");
        world.act(&boss, "automation.publish", json!({"text": other})).await;
        world.clock.pass_seconds(601);
        let third = lift(&world, &boss, &id).await;
        assert_eq!(third["counted_since"], third["published_at"], "{third:#}");
        assert_ne!(third["baseline"]["query"], first["baseline"]["query"]);
    }

    async fn a_flood_that_is_over_goes_on_counting_where_it_began(world: World) {
        let boss = alone(&world).await;
        let few = "expect: {per: day, min: 0, max: 1}\n";
        let id = publish(&world, &boss, "automatic", &measured("flooded", few)).await;
        world.clock.pass_seconds(60);
        let began = lift(&world, &boss, &id).await["counted_since"].clone();
        for _ in 0..4 {
            capture(&world, &boss).await;
        }
        rest(&world).await;
        let read = world.act(&boss, "automation.read", json!({"automation": id})).await;
        assert_eq!(read["on"], false, "{read:#}");
        world.clock.pass_seconds(600);
        world.act(&boss, "automation.resume", json!({"automation": id, "answer": "resume"})).await;
        assert_eq!(lift(&world, &boss, &id).await["counted_since"], began);
        world.clock.pass_seconds(600);
        world.act(&boss, "automation.switch", json!({"automation": id, "on": false})).await;
        world.act(&boss, "automation.switch", json!({"automation": id, "on": true})).await;
        assert_ne!(lift(&world, &boss, &id).await["counted_since"], began, "somebody switched it");
    }

    async fn a_baseline_of_nothing_gives_way_to_what_was_while_it_watched(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "practice", &measured("older", "")).await;
        rest(&world).await;
        // As it was frozen by a program that did not wait for it to act.
        write(&world, |tx| {
            const FROZEN: &str = "
                insert into automation_baseline (automation, version, metric, from_at, to_at, cases, reached, query,
                    taken_at)
                select automation, version, 'answers', 0, 1, 0, 0, query, 1 from automation_measure";
            Box::pin(async move { tx.exec(FROZEN, &[]).await.map(drop) })
        }).await;
        ask(&world, &boss, 30, 600).await;
        world.act(&boss, "automation.set_mode", json!({"automation": id, "mode": "automatic"})).await;
        ask(&world, &boss, 5, 60).await;
        let read = lift(&world, &boss, &id).await;
        let baseline = &read["baseline"];
        let is = (&baseline["cases"], &baseline["p50_seconds"], &baseline["watched"]);
        assert_eq!(is, (&json!(30), &json!(600), &json!(true)), "{read:#}");
    }

    async fn those_left_alone_are_measured_beside(world: World) {
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "automatic", &measured("half", "hold_out: 50\n")).await;
        ask(&world, &boss, 20, 60).await;
        let read = lift(&world, &boss, &id).await;
        let count = |arm: &str| read[arm]["cases"].as_i64().unwrap();
        assert_eq!(count("since") + count("held_out"), 20, "{read:#}");
        assert!(count("since") > 2 && count("held_out") > 2, "{read:#}");
        let difference = &read["difference"];
        assert_eq!((&difference["against"], &difference["too_early"]), (&json!("hold_out"), &json!(true)));
    }

    async fn what_people_brought_in_is_counted_by_person_once_their_time_is_over(world: World) {
        const DAY: i64 = 86_400;
        let boss = alone(&world).await;
        let id = publish(&world, &boss, "automatic", &measured("paying", "hold_out: 50\n")).await;
        let mut people = vec![];
        for n in 0..90_i64 {
            let (lead, contact) = capture(&world, &boss).await;
            let buys = n % 3 == 0;
            people.push(contact.clone());
            world.clock.pass_seconds(60);
            world.act(&boss, "test.reply", json!({"contact": contact, "lead": lead})).await;
            if buys {
                world.act(&boss, "test.sell", json!({"contact": contact, "minor": 90_000, "currency": "EUR"})).await;
            }
        }
        world.act(&boss, "test.sell", json!({"contact": people[1], "minor": 5_000, "currency": "CHF"})).await;
        let early = lift(&world, &boss, &id).await;
        let deals = &early["money"][0];
        assert_eq!((&deals["source"], &deals["since"]["people"]), (&json!("deals_won"), &json!(0)), "{deals:#}");
        assert_eq!((&deals["waiting"], &deals["too_early"]), (&json!(90), &json!(true)), "{deals:#}");
        world.clock.pass_seconds(31 * DAY);
        world.act(&boss, "test.sell", json!({"contact": people[2], "minor": 7_000, "currency": "EUR"})).await;
        let read = lift(&world, &boss, &id).await;
        let deals = &read["money"][0];
        let sum = |field: &str| deals["since"][field].as_i64().unwrap() + deals["other"][field].as_i64().unwrap();
        assert_eq!([sum("people"), sum("with_value"), sum("minor")], [90, 30, 30 * 90_000], "{deals:#}");
        assert_eq!((&deals["against"], &deals["too_early"]), (&json!("hold_out"), &json!(false)), "{deals:#}");
        assert_eq!((&deals["currency"], &deals["other_currency"]), (&json!("EUR"), &json!(1)));
        let each = &deals["each_minor"];
        let of = |field: &str| each[field].as_i64().unwrap();
        assert!(of("low") <= of("value") && of("value") <= of("high"), "{each:#}");
        let mean = |side: &str| deals[side]["each_minor"].as_i64().unwrap();
        assert_eq!(of("value"), mean("since") - mean("other"));
        assert!(deals["share_bp"]["value"].is_i64() && deals["verdict"].is_string(), "{deals:#}");
        let invoices = &read["money"][1];
        assert_eq!((&invoices["source"], &invoices["within_days"]), (&json!("invoices_paid"), &json!(30)));
        let with = |side: &str| invoices[side]["with_value"].as_i64().unwrap();
        let paid = with("since") + with("other");
        assert_eq!(paid, 31, "every invoice of this house is in euros: {invoices:#}");
    }

    async fn a_gain_that_is_lost_again_is_an_exception_until_it_is_back(world: World) {
        let boss = alone(&world).await;
        ask(&world, &boss, 30, 600).await;
        let id = publish(&world, &boss, "automatic", &measured("fading", "")).await;
        ask(&world, &boss, 30, 60).await;
        lift(&world, &boss, &id).await;
        let open = "select count(*) as n from store_exception
            where state = 'open' and code = 'automation.metric_falls_back'";
        assert_eq!(world.count(open).await, 0);
        ask(&world, &boss, 30, 580).await;
        lift(&world, &boss, &id).await;
        assert_eq!(world.count(open).await, 1);
        ask(&world, &boss, 30, 60).await;
        lift(&world, &boss, &id).await;
        assert_eq!(world.count(open).await, 0);
    }
}

#[test]
fn a_contact_is_always_drawn_the_same_and_so_by_the_whole_group() {
    let of = |slug: &str, more: &str| Automation::from_yaml(&measured(slug, more)).unwrap();
    let group = "group: {name: outreach, one_active_per: contact, on_conflict: skip}\nhold_out: 20\n";
    let (one, two) = (of("one", group), of("two", group));
    let drawn = |document: &Automation| -> Vec<Arm> {
        (0..=255).map(|n| arm(document, ContactId::from_bytes([n; 16]).into())).collect()
    };
    assert_eq!(drawn(&one), drawn(&two));
    let held = drawn(&one).iter().filter(|arm| **arm == Arm::HeldOut).count();
    assert!((25..=80).contains(&held), "a fifth of 256 is 51: {held}");
    assert!(!drawn(&of("one", "")).contains(&Arm::HeldOut));
    assert_ne!(drawn(&of("one", "hold_out: 20\n")), drawn(&of("two", "hold_out: 20\n")), "each its own");
}

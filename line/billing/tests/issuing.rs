//! Issuing an invoice: numbers without a gap, frozen for ever, a milestone once, sums to the last coin.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::*;
use serde_json::{Value as Json, json};
use store::values;
use testing::{someone, user};

testing::on_both! {
    async fn numbers_have_no_gap_when_eight_are_issued_at_once_and_one_is_refused(world: World) {
        let (ada, contact) = ready(&world).await;
        let mut calls = vec![];
        for n in 0..9 {
            // The fifth has no lines: it is refused.
            let lines = if n == 4 { json!([]) } else { json!([line(100 + n, 1900)]) };
            let draft = json!({ "contact": contact, "buyer": buyer(), "lines": lines });
            let draft = world.act(&ada, "invoice.draft", draft).await;
            let (desk, ada) = (world.desk.clone(), ada.clone());
            let issue = json!({ "invoice": draft["id"] });
            calls.push(tokio::spawn(async move { desk.act(&ada, "invoice.issue", issue).await }));
        }
        let mut numbers = vec![];
        for call in calls {
            if let Ok(issued) = call.await.unwrap() {
                numbers.push(issued["number"].as_str().unwrap().to_owned());
            }
        }
        numbers.sort();
        let wanted: Vec<String> = (1..=8).map(|n| format!("INV-2026-{n:04}")).collect();
        assert_eq!(numbers, wanted);
        let next = issued(&world, &ada, &contact, json!([line(100, 1900)])).await;
        assert_eq!(next["number"], "INV-2026-0009");
    }

    async fn a_character_no_font_has_is_named_before_the_number_is_taken(world: World) {
        let (ada, contact) = ready(&world).await;
        let mut odd = line(1000, 1900);
        odd["title"] = json!("Besuch bei 株式会社");
        let mut who = buyer();
        who["name"] = json!("株 Ltd");
        let draft = json!({ "contact": contact, "buyer": who, "lines": [odd] });
        let draft = world.act(&ada, "invoice.draft", draft).await;
        let issue = json!({ "invoice": draft["id"] });
        let wrong = match world.call(&ada, "invoice.issue", issue).await {
            Err(kernel::Error::Invalid(wrong)) => wrong,
            other => panic!("{other:?}"),
        };
        let places: Vec<&str> = wrong.iter().map(|field| field.pointer.as_str()).collect();
        assert_eq!(places, ["/buyer/name", "/lines/0/title"]);
        assert!(wrong[0].detail.starts_with("`株` cannot be printed"), "{}", wrong[0].detail);
        let next = issued(&world, &ada, &contact, json!([line(100, 1900)])).await;
        assert_eq!(next["number"], "INV-2026-0001", "no number was used up");
    }

    async fn a_milestone_is_invoiced_once_with_its_own_sums(world: World) {
        let (ada, contact) = ready(&world).await;
        // The tax of a part of a plan is a share of the whole's tax, and may differ from the rate by a coin.
        let groups = json!([group(700, 3333, 234), group(1900, 10_001, 1899)]);
        let milestone = accepted(&world, &contact, groups.clone()).await;
        let first = world.act(&ada, "invoice.issue_for", json!({ "milestone": milestone })).await;
        let again = world.act(&ada, "invoice.issue_for", json!({ "milestone": milestone })).await;
        assert_eq!(first["id"], again["id"]);
        assert_eq!(first["priced"]["totals"]["groups"], groups);
        assert_eq!(first["gross"]["minor"], 3333 + 234 + 10_001 + 1899);
        assert_eq!((first["reference"].as_str(), first["delivered_on"].as_str()), (Some("A-7"), Some("2026-02-01")));
        assert_eq!(world.count("select count(*) as n from billing_invoice").await, 1);
        assert_eq!(world.count("select count(*) as n from billing_invoiced").await, 1);
        assert_eq!(world.count("select count(*) as n from test_letter where template = 'invoice'").await, 1);
        assert_eq!(world.count("select count(*) as n from store_paper where document = 'invoice'").await, 1);
    }

    async fn two_at_once_make_one_invoice_of_a_milestone(world: World) {
        let (ada, contact) = ready(&world).await;
        let milestone = accepted(&world, &contact, json!([group(1900, 1000, 190)])).await;
        let call = || {
            let (desk, ada, input) = (world.desk.clone(), ada.clone(), json!({ "milestone": milestone }));
            tokio::spawn(async move { desk.act(&ada, "invoice.issue_for", input).await })
        };
        let (one, two) = (call(), call());
        let (one, two) = (one.await.unwrap().unwrap(), two.await.unwrap().unwrap());
        assert_eq!(one["number"], two["number"]);
        assert_eq!(world.count("select count(*) as n from billing_invoice").await, 1);
    }

    async fn a_milestone_that_is_not_accepted_is_not_invoiced(world: World) {
        let (ada, contact) = ready(&world).await;
        let delivered = json!({ "contact": contact, "groups": [group(1900, 1000, 190)], "buyer": buyer(),
            "state": "delivered" });
        let milestone = world.act(&testing::nobody(), "test.accept", delivered).await;
        assert_eq!(world.refused(&ada, "invoice.issue_for", json!({ "milestone": milestone })).await,
            "invoice.not_accepted");
    }

    async fn what_is_issued_never_changes(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        let id = json!({ "invoice": invoice["id"] });
        let change = json!({ "invoice": invoice["id"], "lines": [line(1, 1900)] });
        assert_eq!(world.refused(&ada, "invoice.change", change).await, "invoice.issued");
        assert_eq!(world.refused(&ada, "invoice.discard", id.clone()).await, "invoice.issued");
        assert_eq!(world.refused(&ada, "invoice.issue", id).await, "invoice.issued");
        // The business moves; the invoice still says whom it was from.
        let mut moved = business();
        moved["legal_name"] = json!("Dim Studio GmbH");
        let settings = json!({ "business": moved });
        world.act(&testing::nobody(), "test.settle", settings).await;
        assert_eq!(world.count(
            "select count(*) as n from billing_invoice where seller like '%Bright Studio GmbH%'").await, 1);
    }

    async fn what_is_missing_is_named_field_by_field(world: World) {
        let (ada, contact) = ready(&world).await;
        let draft = world.act(&ada, "invoice.draft", json!({ "contact": contact, "lines": [line(100, 0)] })).await;
        let missing = pointers(&world, &ada, "invoice.issue", json!({ "invoice": draft["id"] })).await;
        assert_eq!(missing, ["/tax_note", "/buyer/address/street", "/buyer/address/city", "/buyer/address/country"]);
        let mut nameless = business();
        nameless["legal_name"] = json!("");
        nameless["name"] = json!("");
        nameless["tax_id"] = Json::Null;
        world.act(&testing::nobody(), "test.settle", json!({ "business": nameless })).await;
        let draft = json!({ "contact": contact, "buyer": buyer(), "lines": [line(100, 1900)] });
        let draft = world.act(&ada, "invoice.draft", draft).await;
        let missing = pointers(&world, &ada, "invoice.issue", json!({ "invoice": draft["id"] })).await;
        assert_eq!(missing, ["/seller/legal_name", "/seller/tax_id"]);
        let dollars = json!({ "contact": contact, "lines": [{ "title": "Work", "quantity": "1",
            "unit_price": { "minor": 100, "currency": "USD" }, "rate": 0 }] });
        assert_eq!(pointers(&world, &ada, "invoice.draft", dollars).await, ["/lines/0/unit_price"]);
    }

    async fn a_customer_without_mail_is_invoiced_and_somebody_hands_it_over(world: World) {
        let (ada, _) = ready(&world).await;
        let contact = know(&world, None).await;
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        assert_eq!((invoice["state"].as_str(), &invoice["sent"]), (Some("issued"), &Json::Null));
        assert!(invoice["next"]["what"].as_str().unwrap().starts_with("Hand the invoice over"));
        assert_eq!(world.count("select count(*) as n from test_letter").await, 0);
        assert_eq!(world.count("select count(*) as n from billing_open where move = 'ours'").await, 1);
        let handed = json!({ "invoice": invoice["id"], "how": "post" });
        let handed = world.act(&ada, "invoice.hand_over", handed).await;
        assert_eq!((handed["sent"]["how"].as_str(), handed["next"]["what"].as_str()),
            (Some("post"), Some("Ask for the money")));
    }

    async fn a_test_invoice_has_a_series_of_its_own_and_is_in_no_sum(world: World) {
        let (ada, contact) = ready(&world).await;
        let draft = json!({ "contact": contact, "buyer": buyer(), "lines": [line(100, 1900)], "test": true });
        let draft = world.act(&ada, "invoice.draft", draft).await;
        let test = world.act(&ada, "invoice.issue", json!({ "invoice": draft["id"] })).await;
        assert_eq!(test["number"], "TEST-INV-2026-0001");
        let live = issued(&world, &ada, &contact, json!([line(200, 1900)])).await;
        assert_eq!(live["number"], "INV-2026-0001");
        let sums = world.act(&ada, "invoice.sums", json!({})).await;
        assert_eq!((sums["currencies"][0]["open"]["minor"].as_i64(), sums["currencies"][0]["open_count"].as_i64()),
            (Some(238), Some(1)));
    }

    async fn an_invoice_of_nothing_is_paid_at_once(world: World) {
        let (ada, contact) = ready(&world).await;
        let invoice = issued(&world, &ada, &contact, json!([line(0, 1900)])).await;
        assert_eq!((invoice["state"].as_str(), &invoice["next"]), (Some("paid"), &Json::Null));
    }

    async fn the_due_day_is_counted_on_the_business_calendar(world: World) {
        let (ada, contact) = ready(&world).await;
        // 28 March 2026, 23:30 in Berlin; the clocks go forward that night.
        let night: kernel::Timestamp = "2026-03-28T22:30:00Z".parse().unwrap();
        let start = kernel::Timestamp::from_millisecond(testing::START_MS).unwrap();
        world.clock.pass_seconds(night.as_second() - start.as_second());
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        let days = (invoice["issued_on"].as_str(), invoice["due_on"].as_str());
        assert_eq!(days, (Some("2026-03-28"), Some("2026-04-11")));
        // The day after the due day begins at 22:00 UTC, in summer time.
        assert_eq!(invoice["next"]["at"], "2026-04-11T22:00:00Z");
        // 15 February 2028 and 14 days: 29 February.
        let leap: kernel::Timestamp = "2028-02-15T12:00:00Z".parse().unwrap();
        world.clock.pass_seconds(leap.as_second() - night.as_second());
        let invoice = issued(&world, &ada, &contact, json!([line(10_000, 1900)])).await;
        let shown = (invoice["number"].as_str(), invoice["due_on"].as_str());
        assert_eq!(shown, (Some("INV-2028-0002"), Some("2028-02-29")));
    }

    async fn a_draft_is_changed_thrown_away_and_taken_back(world: World) {
        let (ada, contact) = ready(&world).await;
        let draft = world.call(&ada, "invoice.draft", json!({ "contact": contact })).await.unwrap();
        assert_eq!(draft.undo.as_ref().unwrap()["verb"], "invoice.discard");
        let change = json!({ "invoice": draft.body["id"], "lines": [line(500, 1900)], "title": "Logo" });
        let changed = world.call(&ada, "invoice.change", change).await.unwrap();
        assert_eq!(changed.body["gross"]["minor"], 595);
        let undo = changed.undo.unwrap();
        let back = world.act(&ada, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
        assert_eq!((back["gross"]["minor"].as_i64(), &back["title"]), (Some(0), &Json::Null));
        let id = json!({ "invoice": draft.body["id"] });
        assert_eq!(world.act(&ada, "invoice.discard", id.clone()).await["state"], "discarded");
        assert_eq!(world.count("select count(*) as n from billing_next").await, 0);
        assert_eq!(world.act(&ada, "invoice.restore", id).await["state"], "draft");
        assert_eq!(world.count("select count(*) as n from billing_next").await, 1);
    }

    async fn the_list_is_filtered_and_turned_page_by_page(world: World) {
        let (ada, contact) = ready(&world).await;
        for n in 1..=3 {
            issued(&world, &ada, &contact, json!([line(n * 100, 1900)])).await;
        }
        world.act(&ada, "invoice.draft", json!({ "contact": contact })).await;
        let open = world.act(&ada, "invoice.list", json!({ "show": "open", "limit": 2 })).await;
        assert_eq!(open["items"].as_array().unwrap().len(), 2);
        let rest = world.act(&ada, "invoice.list",
            json!({ "show": "open", "limit": 2, "after": open["next"], "contact": contact })).await;
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Json::Null));
        assert_eq!(world.act(&ada, "invoice.list", json!({ "show": "overdue" })).await["items"], json!([]));
        world.clock.pass_seconds(20 * 86_400);
        let late = world.act(&ada, "invoice.list", json!({ "show": "overdue" })).await;
        assert_eq!((late["items"].as_array().unwrap().len(), late["items"][0]["days_late"].as_i64()), (3, Some(6)));
        let drafts = world.act(&ada, "invoice.list", json!({ "show": "draft" })).await;
        assert_eq!(drafts["items"].as_array().unwrap().len(), 1);
        let sums = world.act(&ada, "invoice.sums", json!({})).await;
        assert_eq!(sums["currencies"][0]["overdue"]["minor"], 119 + 238 + 357);
    }

    async fn an_invoice_goes_to_whoever_stands_in_but_where_a_person_names_somebody_it_is_theirs(world: World) {
        let (ada, contact) = ready(&world).await;
        let joins = world.store.claim("test", |tx| {
            Box::pin(async move {
                const ADD: &str = "insert into test_user (id, stand_in) values ($1, $2)";
                tx.exec(ADD, values![user(2), user(3)]).await?;
                tx.exec(ADD, values![user(3), None::<kernel::UserId>]).await
            })
        });
        joins.await.unwrap();
        world.send_away(user(2), 3).await;
        let milestone = accepted(&world, &contact, json!([group(1900, 1000, 190)])).await;
        let fina = someone(2, kernel::Scope::All, &["invoice.issue_for", "invoice.draft"]);
        let issued = world.act(&fina, "invoice.issue_for", json!({ "milestone": milestone })).await;
        assert_eq!(issued["owner"], json!(user(3)));
        let draft = json!({ "contact": contact, "buyer": buyer(), "lines": [line(100, 1900)] });
        assert_eq!(world.act(&fina, "invoice.draft", draft.clone()).await["owner"], json!(user(3)));
        let mut named = draft;
        named["owner"] = json!(user(2));
        assert_eq!(world.act(&ada, "invoice.draft", named.clone()).await["owner"], json!(user(2)), "by name");
        let run = kernel::Actor::automation(ada.clone(), user(5).into(), None);
        assert_eq!(world.act(&run, "invoice.draft", named.clone()).await["owner"], json!(user(3)), "an automation");
        named["owner"] = json!(user(9));
        assert_eq!(world.refused(&ada, "invoice.draft", named).await, "invalid");
    }
}

//! From a draft to a signature, on both engines: what the customer sees, gives, and cannot do twice.
#![allow(clippy::unwrap_used)] // a test may fail so

mod house;

use house::{Story, hidden, option, registry};
use kernel::Scope;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use testing::{World, on_both, someone};

const DAY: i64 = 24 * 3600;

fn told(kind: &'static str) -> String {
    format!("select count(*) as n from journal where kind = '{kind}'")
}

/// Facts are in the journal once they are sealed.
async fn count(world: &World, kind: &'static str) -> i64 {
    world.settle().await;
    world.count(Box::leak(told(kind).into_boxed_str())).await
}

on_both! {
    async fn staff_cannot_make_evidence_of_what_the_customer_did(world: World) {
        let story = Story::sent(&world).await;
        let buyer = json!({ "name": "Maria Lindner", "email": "maria@lindner.test", "street": "Ring 2",
            "postal_code": "1010", "city": "Wien", "country": "AT" });
        let accept = json!({ "version": 1, "buyer": buyer, "client": { "network": "192.0.2.7" } });
        assert_eq!(story.refused("proposal.accept", accept).await, "proposal.only_customer");
        assert_eq!(story.refused("proposal.view", json!({})).await, "proposal.only_customer");
        assert_eq!(story.now().await["state"], "sent");
    }

    async fn a_draft_is_ready_to_be_sent_in_the_simplest_case(world: World) {
        let story = Story::draft(&world).await;
        let draft = story.now().await;
        assert_eq!(draft["problems"], json!([]));
        assert_eq!(draft["value"]["minor"], 150_000);
        assert_eq!(draft["gross"]["minor"], 100_000 + 19_000 + 50_000 + 3_500);
        assert_eq!(draft["plan"][0]["share"], 10_000);
        assert_eq!(draft["brief"].as_array().unwrap().len(), 3);
        assert_eq!(draft["valid_until"], "2026-02-16");
        assert_eq!(draft["terms_from"]["version"], 3);
    }

    async fn sending_freezes_tells_and_writes_the_letter(world: World) {
        let story = Story::sent(&world).await;
        assert_eq!(story.proposal["number"], "0001");
        assert_eq!(story.proposal["state"], "sent");
        assert_eq!(count(&world, "proposal.sent").await, 1);
        assert_eq!(count(&world, "letter.wanted").await, 1);
        assert_eq!(count(&world, "paper.asked").await, 1);
        // Sent again, only the letter leaves again.
        story.staff("proposal.send", json!({})).await;
        assert_eq!(count(&world, "letter.wanted").await, 2);
        assert_eq!(count(&world, "proposal.sent").await, 1);
    }

    async fn what_stands_in_the_way_of_sending_is_said_all_at_once(world: World) {
        let story = Story::with(&world, json!({ "bare": true })).await;
        let change = json!({
            "lines": [], "valid_until": "2026-02-01", "plan": [{ "title": "Half", "share": 5000 }],
            "terms": "Dear {contact.nickname}, {buyer.name}",
        });
        let changed = story.staff("proposal.change", change).await;
        let codes = |list: &Json| -> Vec<String> {
            list.as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap().to_owned()).collect()
        };
        let found = codes(&changed["problems"]);
        for code in ["proposal.no_lines", "proposal.past_day", "proposal.plan_sum", "proposal.seller",
            "proposal.missing_field"] {
            assert!(found.iter().any(|known| known == code), "{code} in {found:?}");
        }
        assert!(changed["problems"].to_string().contains("{contact.nickname}"));
        assert!(!changed["problems"].to_string().contains("{buyer.name}"));
        assert_eq!(story.refused("proposal.send", json!({})).await, "invalid");
        assert_eq!(count(&world, "proposal.sent").await, 0);
    }

    async fn without_an_address_the_link_is_handed_over(world: World) {
        let story = Story::with(&world, json!({})).await;
        assert_eq!(story.refused("proposal.send", json!({})).await, "invalid");
        let sent = story.staff("proposal.send", json!({ "by_hand": true })).await;
        assert!(sent["link"].as_str().unwrap().starts_with("https://ours.test/p/"));
        assert_eq!(count(&world, "letter.wanted").await, 0);
    }

    async fn a_test_has_numbers_of_its_own(world: World) {
        let test = json!({ "email": "a@b.test", "test": true });
        let mut story = Story::with(&world, test).await;
        story.proposal = story.staff("proposal.send", json!({})).await;
        assert_eq!(story.proposal["number"], "TEST-0001");
        let (_, page) = story.get("").await;
        assert!(page.contains("This is a test"));
        let real = Story::sent(&world).await;
        assert_eq!(real.proposal["number"], "0001");
    }

    async fn the_page_works_without_script_and_is_small(world: World) {
        let story = Story::sent(&world).await;
        let (status, page) = story.get("").await;
        assert_eq!(status, 200);
        for text in ["Kitchen", "Lighting", "Dear Maria,", "Northlight works for ________", "€1,725.00"] {
            assert!(page.contains(text), "{text} in {page}");
        }
        assert!(page.len() < 50_000, "{}", page.len());
        assert!(!page.contains(" style=") && !page.contains("onclick"));
        let scripts: Vec<&str> = page.match_indices("<script").map(|(at, _)| &page[at..at + 40]).collect();
        assert_eq!(scripts.len(), 1, "{scripts:?}");
        let (_, accept) = story.get("/accept?s=1&o=1").await;
        assert!(accept.len() < 50_000 && accept.contains("Österreich"));
    }

    async fn the_server_counts_the_options(world: World) {
        let story = Story::sent(&world).await;
        let total = |page: &str| {
            let foot = page.split("<th scope=\"row\">Total</th>").nth(1).unwrap_or_default().to_owned();
            let cell = foot.split("amount\">").nth(1).unwrap_or_default();
            cell.split('<').next().unwrap_or_default().to_owned()
        };
        assert_eq!(total(&story.get("").await.1), "€1,725.00");
        assert_eq!(total(&story.get("?s=1").await.1), "€1,190.00");
        assert_eq!(total(&story.get("?s=1&o=2").await.1), "€1,404.00");
        assert_eq!(total(&story.get("?s=1&o=1&o=2&o=7").await.1), "€1,939.00");
        assert_eq!(story.now().await["state"], "sent", "a GET changes nothing");
    }

    async fn a_look_counts_once_per_browser_and_hour(world: World) {
        let story = Story::sent(&world).await;
        story.post("/view", &[]).await;
        story.post("/view", &[]).await;
        assert_eq!(count(&world, "proposal.viewed").await, 1);
        assert_eq!(story.now().await["state"], "viewed");
        story.knock("post", "/view", &[], "Desktop").await;
        world.clock.pass_seconds(3600);
        story.post("/view", &[]).await;
        assert_eq!(count(&world, "proposal.viewed").await, 3);
        assert_eq!(story.now().await["views"].as_array().unwrap().len(), 3);
    }

    async fn a_wrong_answer_names_its_field_and_keeps_what_was_typed(world: World) {
        let story = Story::sent(&world).await;
        let mut typed = story.acceptance();
        typed.retain(|(name, _)| !["street", "vat_id", "email"].contains(name));
        typed.push(("vat_id", "123".into()));
        typed.push(("email", "maria".into()));
        let (status, page) = story.post("/accept", &typed).await;
        assert_eq!(status, 422);
        let shown = "value=\"Maria Lindner\"";
        for text in ["tell us street and number", "look like a VAT id", "look like an email", shown] {
            assert!(page.contains(text), "{text}");
        }
        assert_eq!(hidden(&page, "o"), "1");
        assert_eq!(story.now().await["state"], "viewed");
    }

    async fn signing_binds_both_sides_with_the_whole_evidence(world: World) {
        let story = Story::accepted(&world).await;
        let (status, page) = story.get("").await;
        assert_eq!(status, 200);
        let terms = page.find("Northlight works for Lindner GmbH, Ring 2").expect("the terms are filled");
        assert!(terms < page.find("Sign with binding effect").unwrap(), "terms stand before the signature");
        let (status, _) = story.sign().await;
        assert_eq!(status, 303);
        let agreement = story.now().await["agreement"].clone();
        let read = world.act(&story.admin, "agreement.read", json!({ "agreement": agreement })).await;
        assert_eq!((&read["state"], &read["signer_name"]), (&json!("signed"), &json!("Maria Lindner")));
        assert_eq!(read["value"]["minor"], 150_000);
        assert_eq!(read["buyer"]["vat_id"], "ATU12345678");
        let events = read["evidence"]["events"].as_array().unwrap();
        let events: Vec<&str> = events.iter().map(|event| event["what"].as_str().unwrap()).collect();
        assert_eq!(events, ["sent", "viewed", "accepted", "code_sent", "code_entered", "consented", "signed"]);
        assert_eq!(read["evidence"]["ip"], "203.0.113.7");
        assert_eq!(read["evidence"]["agent"], "Phone");
        assert_eq!(read["evidence"]["method"], "drawn");
        assert_eq!(read["consent_version"], "consent-signature en 3");
        assert_eq!(count(&world, "agreement.signed").await, 1);
        assert_eq!(count(&world, "letter.wanted").await, 2);
        let (_, page) = story.get("?v=1").await;
        assert!(page.contains("Signed by Maria Lindner") && page.contains("agreement.pdf"));
        assert_eq!(story.get("/agreement.pdf").await.0, 503, "the paper is asked for, and not made here");
    }

    async fn the_hash_covers_everything_the_signer_saw_and_gave(world: World) {
        let story = Story::accepted(&world).await;
        story.sign().await;
        let read = world.store.read(|tx| {
            Box::pin(async move {
                let sql = "select record, sha256 from sales_agreement";
                let found = tx.one(sql, &[], |row| Ok((row.get("record")?, row.get("sha256")?))).await?;
                found.ok_or(kernel::Error::Missing("agreement"))
            })
        });
        let (record, sha256): (String, String) = read.await.unwrap();
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(record.as_bytes()));
        assert_eq!(hash, sha256);
        let record: Json = serde_json::from_str(&record).unwrap();
        let everything = [
            ("/paper/terms", "Northlight works for Lindner GmbH"),
            ("/paper/seller/name", "Northlight"),
            ("/paper/buyer/address/street", "Ring 2"),
            ("/paper/lines/1/title", "Lighting"),
            ("/paper/milestones/0/title", "Kitchen"),
            ("/consent", "I agree to sign electronically with Northlight."),
            ("/consent_version", "consent-signature en 3"),
            ("/signer_name", "Maria Lindner"),
            ("/signer_email", "maria@lindner.test"),
            ("/method", "drawn"),
            ("/ip", "203.0.113.7"),
            ("/agent", "Phone"),
            ("/signed_at", "2026-02-02T"),
        ];
        for (pointer, text) in everything {
            let found = record.pointer(pointer).and_then(Json::as_str).unwrap_or_default();
            assert!(found.contains(text), "{pointer}: {found}");
        }
        assert_eq!(record["strokes"], json!([[[1, 2], [3, 4]]]));
        assert_eq!(record["paper"]["priced"]["totals"]["gross"]["minor"], 172_500);
        assert_eq!(record["offer_sha256"].as_str().unwrap().len(), 64);
        assert_eq!(record["brief"].as_array().unwrap().len(), 3);
    }

    async fn a_wrong_code_costs_a_try_and_five_are_the_end(world: World) {
        let story = Story::accepted(&world).await;
        story.post("/code", &[]).await;
        let right = story.code().await;
        let wrong = if right == "000000" { "000001" } else { "000000" };
        for left in [4, 3, 2, 1, 0] {
            let (status, page) = story.post("/sign", &story.signature(wrong).await).await;
            assert_eq!(status, 422);
            assert!(page.contains(&format!("Tries left: {left}")));
        }
        let (status, page) = story.post("/sign", &story.signature(&right).await).await;
        assert!(status == 409 && page.contains("ask for a new one"), "{status}");
        assert_eq!(story.sign().await.0, 303);
    }

    async fn a_code_ends_after_fifteen_minutes_and_three_leave_an_hour(world: World) {
        let story = Story::accepted(&world).await;
        story.post("/code", &[]).await;
        let first = story.code().await;
        world.clock.pass_seconds(601);
        assert_eq!(story.post("/sign", &story.signature(&first).await).await.0, 409);
        assert_eq!(story.post("/code", &[]).await.0, 303);
        let second = story.code().await;
        assert_eq!(story.post("/code", &[]).await.0, 303);
        assert_eq!(story.post("/code", &[]).await.0, 429);
        let (status, _) = story.post("/sign", &story.signature(&second).await).await;
        assert_eq!(status, 422, "the newest one counts");
        assert_eq!(world.count("select count(*) as n from effect where kind = 'code_mail'").await, 3);
        world.clock.pass_seconds(3600);
        assert_eq!(story.sign().await.0, 303);
    }

    async fn without_a_mail_server_no_code_is_promised_and_one_is_read_out(world: World) {
        let mut story = Story::with(&world, json!({ "email": "maria@lindner.test", "mailless": true })).await;
        story.proposal = story.staff("proposal.send", json!({ "by_hand": true })).await;
        assert_eq!(story.post("/accept", &story.acceptance()).await.0, 303);
        let (_, page) = story.get("").await;
        assert!(page.contains("please call us") && !page.contains("Send me the code"), "{page}");
        let (status, page) = story.post("/code", &[]).await;
        assert!(status == 409 && page.contains("no code is on its way to you"), "{status} {page}");
        assert_eq!(world.count("select count(*) as n from effect where kind = 'code_mail'").await, 0);
        assert_eq!(world.count("select count(*) as n from sales_code").await, 0);
        let agreement = story.now().await["agreement"].clone();
        let code = world.act(&story.admin, "agreement.show_code", json!({ "agreement": agreement })).await;
        let (_, page) = story.get("").await;
        assert!(page.contains("We gave you a code at") && !page.contains("We sent a code"), "{page}");
        let form = story.signature(code["code"].as_str().unwrap()).await;
        assert_eq!(story.post("/sign", &form).await.0, 303);
    }

    async fn a_code_and_a_signature_count_once(world: World) {
        let story = Story::accepted(&world).await;
        story.post("/code", &[]).await;
        let form = story.signature(&story.code().await).await;
        let (one, other) = tokio::join!(story.post("/sign", &form), story.post("/sign", &form));
        let mut both = [one.0, other.0];
        both.sort_unstable();
        assert_eq!(both, [303, 409]);
        assert_eq!(count(&world, "agreement.signed").await, 1);
        let (status, page) = story.post("/sign", &form).await;
        assert!(status == 409 && page.contains("signed already"));
    }

    async fn two_clicks_on_accept_are_one_agreement(world: World) {
        let story = Story::sent(&world).await;
        let form = story.acceptance();
        let (one, other) = tokio::join!(story.post("/accept", &form), story.post("/accept", &form));
        assert_eq!((one.0, other.0), (303, 303));
        assert_eq!(world.count("select count(*) as n from sales_agreement").await, 1);
    }

    async fn who_accepted_may_choose_again_until_the_signature(world: World) {
        let story = Story::accepted(&world).await;
        let (_, page) = story.get("?v=1").await;
        assert!(page.contains("Sign with binding effect") && page.contains("?choose=1&amp;v=1"));
        let (_, page) = story.get("?choose=1&v=1").await;
        assert!(page.contains("Go on to accept") && page.contains("€1,725.00"));
        let (_, page) = story.get("/accept?s=1&v=1&o=2").await;
        assert!(page.contains("€1,404.00") && page.contains("value=\"Ring 2\""));
        story.sign().await;
        assert!(story.get("?choose=1&v=1").await.1.contains("Signed by"));
    }

    async fn what_changed_in_another_tab_is_read_again(world: World) {
        let story = Story::accepted(&world).await;
        story.post("/code", &[]).await;
        let form = story.signature(&story.code().await).await;
        let mut other = story.acceptance();
        other.retain(|(name, _)| *name != "o");
        story.post("/accept", &other).await;
        let (status, page) = story.post("/sign", &form).await;
        assert!(status == 409 && page.contains("read it again"), "{status}");
        assert_eq!(story.now().await["value"]["minor"], 100_000);
        assert_eq!(story.sign().await.0, 303);
    }

    async fn only_the_customer_signs(world: World) {
        let story = Story::accepted(&world).await;
        let shown = story.now().await["agreement"].clone();
        let code = world.act(&story.admin, "agreement.show_code", json!({ "agreement": shown })).await;
        let (_, page) = story.get("").await;
        let seen = hidden(&page, "seen");
        let input = json!({ "seen": seen, "code": code["code"], "name": "Maria Lindner", "consent": true });
        assert_eq!(story.refused("agreement.sign", input).await, "agreement.only_signer");
        let form = story.signature(code["code"].as_str().unwrap()).await;
        assert_eq!(story.post("/sign", &form).await.0, 303);
        let read = world.act(&story.admin, "agreement.read", json!({ "agreement": shown })).await;
        assert!(read["evidence"]["events"].to_string().contains("code_shown"));
        assert_eq!(count(&world, "agreement.code_made").await, 1);
    }
}

on_both! {
    async fn a_revised_offer_replaces_the_one_that_was_opened(world: World) {
        let mut story = Story::accepted(&world).await;
        let old = story.acceptance();
        let draft = story.staff("proposal.revise", json!({})).await;
        assert_eq!((draft["state"].as_str(), draft["version"].as_i64()), (Some("draft"), Some(2)));
        assert!(story.get("").await.1.contains("We are changing this proposal"));
        let (status, page) = story.post("/accept", &old).await;
        assert!(status == 409 && page.contains("We are changing this proposal"), "{status}");
        assert_eq!(world.count("select count(*) as n from sales_agreement where state = 'voided'").await, 1);
        story.staff("proposal.change", json!({ "title": "Kitchen, smaller" })).await;
        story.proposal = story.staff("proposal.send", json!({})).await;
        assert_eq!(story.proposal["number"], "0001");
        assert!(story.proposal["link"].as_str().unwrap().ends_with("?v=2"));
        let (_, page) = story.get("").await;
        assert!(page.contains("This proposal was replaced") && page.contains("Kitchen, smaller"));
        assert!(!story.get("?v=2").await.1.contains("This proposal was replaced"));
        let (status, page) = story.post("/accept", &old).await;
        assert!(status == 409 && page.contains("replaced meanwhile"));
        assert_eq!(story.post("/accept", &story.acceptance()).await.0, 303);
        assert_eq!(story.sign().await.0, 303);
        assert_eq!(story.refused("proposal.revise", json!({})).await, "proposal.signed");
    }

    async fn an_offer_expires_when_its_last_day_is_over_in_the_zone(world: World) {
        let story = Story::accepted(&world).await;
        story.post("/code", &[]).await;
        world.clock.pass_seconds(14 * DAY + 20 * 3600);
        world.work().await;
        assert_eq!(story.now().await["state"], "accepted", "22:40 on its last day");
        world.clock.pass_seconds(2 * 3600);
        // The day is over; nobody has said so yet.
        let (status, page) = story.post("/code", &[]).await;
        assert!(status == 409 && page.contains("last day"), "{status}");
        world.work().await;
        let expired = story.now().await;
        assert_eq!(expired["state"], "expired");
        assert_eq!(count(&world, "proposal.expired").await, 1);
        assert!(story.get("").await.1.contains("was valid until"));
        assert_eq!(world.count("select count(*) as n from sales_open where move = 'ours'").await, 1);
        let again = story.staff("proposal.reopen", json!({})).await;
        assert_eq!((&again["state"], &again["valid_until"]), (&json!("viewed"), &json!("2026-03-03")));
        assert_eq!(story.post("/accept", &story.acceptance()).await.0, 303);
        assert_eq!(story.sign().await.0, 303);
    }

    async fn a_no_is_kept_with_its_reason_and_can_be_taken_back(world: World) {
        let story = Story::sent(&world).await;
        let (status, _) = story.post("/decline", &[("reason", "Too dear".into())]).await;
        assert_eq!(status, 303);
        let declined = story.now().await;
        assert_eq!((&declined["state"], &declined["reason"]), (&json!("declined"), &json!("Too dear")));
        assert_eq!(story.post("/accept", &story.acceptance()).await.0, 409);
        let next = "select count(*) as n from sales_next n
            join sales_open o on o.id = n.id and o.kind = n.kind";
        assert_eq!(world.count(next).await, 1);
        let due = world.count("select due_at as n from sales_proposal").await;
        assert_eq!(due, testing::START_MS + DAY * 1000 + 22_800_000, "nine o'clock of the next business day");
        story.staff("proposal.reopen", json!({})).await;
        assert_eq!(story.post("/accept", &story.acceptance()).await.0, 303);
    }

    async fn voiding_meets_a_signature(world: World) {
        let story = Story::accepted(&world).await;
        story.post("/code", &[]).await;
        let form = story.signature(&story.code().await).await;
        let agreement = story.now().await["agreement"].clone();
        let void = json!({ "agreement": agreement, "reason": "wrong amount" });
        world.act(&story.admin, "agreement.void", void.clone()).await;
        let (status, page) = story.post("/sign", &form).await;
        assert!(status == 409 && page.contains("We took this proposal back"), "{status}");
        assert_eq!(world.refused(&story.admin, "agreement.void", void).await, "agreement.voided");
        assert_eq!(story.now().await["state"], "withdrawn");
        assert_eq!(count(&world, "agreement.signed").await, 0);
    }

    async fn a_signed_one_is_voided_and_offered_anew(world: World) {
        let mut story = Story::accepted(&world).await;
        story.sign().await;
        assert_eq!(story.refused("proposal.withdraw", json!({ "reason": "x" })).await, "proposal.signed");
        assert_eq!(world.count("select count(*) as n from sales_open").await, 0);
        let agreement = story.now().await["agreement"].clone();
        let void = json!({ "agreement": agreement, "reason": "wrong amount" });
        let voided = world.act(&story.admin, "agreement.void", void).await;
        assert_eq!(voided["state"], "voided");
        assert!(voided["evidence"]["sha256"].is_string(), "what was signed stays to be read");
        story.staff("proposal.revise", json!({})).await;
        story.proposal = story.staff("proposal.send", json!({})).await;
        assert_eq!(story.post("/accept", &story.acceptance()).await.0, 303);
        assert_eq!(story.sign().await.0, 303);
        assert_eq!(world.count("select count(*) as n from sales_agreement").await, 2);
    }

    async fn the_line_sees_the_deal_wait_until_it_ends(world: World) {
        let story = Story::sent(&world).await;
        let waits = "select count(*) as n from sales_open
            where kind = 'deal' and state = 'proposed' and move = 'theirs'";
        assert_eq!(world.count(waits).await, 1);
        let end = |open: bool| json!({ "deal": story.deal, "contact": story.contact, "open": open });
        world.act(&testing::nobody(), "test.end_deal", end(false)).await;
        assert_eq!(world.count("select count(*) as n from sales_open").await, 0);
        assert_eq!(world.count("select count(*) as n from sales_next").await, 0);
        world.act(&testing::nobody(), "test.end_deal", end(true)).await;
        assert_eq!(world.count(waits).await, 1);
    }

    async fn a_stale_price_is_flagged_before_it_leaves(world: World) {
        let story = Story::draft(&world).await;
        let euros = |minor: i64| json!({ "minor": minor, "currency": "EUR" });
        let add = json!({ "name": "Design", "unit": "hour", "unit_price": euros(10_000), "rate": 1900 });
        let item = world.act(&story.admin, "item.add", add).await["id"].clone();
        let card = world.act(&story.admin, "rate_card.publish", json!({})).await;
        assert_eq!((card["version"].as_i64(), card["changed"].as_bool()), (Some(1), Some(false)));
        assert_eq!(world.refused(&story.admin, "rate_card.publish", json!({})).await, "rate_card.unchanged");
        let mut line = option("Design", 10_000, true);
        line["item"] = item.clone();
        line["card"] = json!(1);
        story.staff("proposal.change", json!({ "lines": [line] })).await;
        world.act(&story.admin, "item.change", json!({ "item": item, "unit_price": euros(12_000) })).await;
        assert_eq!(story.now().await["problems"], json!([]), "not published yet");
        world.act(&story.admin, "rate_card.publish", json!({})).await;
        let stale = story.now().await;
        assert_eq!(stale["problems"][0]["code"], "proposal.stale_price");
        assert_eq!(story.refused("proposal.send", json!({})).await, "invalid");
        story.staff("proposal.send", json!({ "keep_prices": true })).await;
    }

    async fn one_sees_and_changes_what_ones_scope_reaches(world: World) {
        let mine = json!({ "email": "a@b.test", "owner": testing::user(2) });
        let story = Story::with(&world, mine).await;
        let verbs = ["proposal.read", "proposal.list", "proposal.change", "proposal.draft", "agreement.list"];
        let own = someone(2, Scope::Own, &verbs);
        let other = someone(3, Scope::Own, &verbs);
        let read = json!({ "proposal": story.id() });
        assert_eq!(world.act(&own, "proposal.read", read.clone()).await["value"]["minor"], 150_000);
        assert_eq!(world.refused(&other, "proposal.read", read.clone()).await, "missing");
        assert_eq!(world.refused(&other, "proposal.draft", json!({ "deal": story.deal })).await, "missing");
        assert_eq!(world.refused(&own, "proposal.send", read).await, "denied");
        let listed = |page: Json| page["items"].as_array().unwrap().len();
        assert_eq!(listed(world.act(&own, "proposal.list", json!({})).await), 1);
        assert_eq!(listed(world.act(&other, "proposal.list", json!({})).await), 0);
    }

    async fn a_change_is_undone_with_its_answer(world: World) {
        let story = Story::draft(&world).await;
        let discount = json!({ "share": 1000, "reason": "Friends" });
        let change = json!({ "proposal": story.id(), "title": "Other", "discount": discount });
        let answer = world.call(&story.admin, "proposal.change", change).await.unwrap();
        assert_eq!(answer.body["value"]["minor"], 135_000);
        let undo = answer.undo.unwrap();
        let back = world.act(&story.admin, undo["verb"].as_str().unwrap(), undo["body"].clone()).await;
        assert_eq!((&back["title"], &back["value"]["minor"]), (&json!("Kitchen"), &json!(150_000)));
    }

    async fn a_link_dies_thirty_days_after_the_last_day(world: World) {
        let story = Story::sent(&world).await;
        world.clock.pass_seconds(44 * DAY);
        assert_eq!(story.get("").await.0, 200);
        world.clock.pass_seconds(2 * DAY);
        let (status, page) = story.get("").await;
        assert!(status == 404 && page.contains("does not work any more"));
        assert_eq!(story.post("/decline", &[]).await.0, 404);
    }

    async fn a_replaced_link_opens_nothing_and_the_new_one_the_same(world: World) {
        let draft = Story::draft(&world).await;
        assert_eq!(draft.refused("proposal.replace_link", json!({})).await, "proposal.not_sent");
        let mut story = Story::accepted(&world).await;
        let old = story.token();
        let replaced = story.staff("proposal.replace_link", json!({})).await;
        assert_ne!(replaced["link"], story.proposal["link"]);
        assert_eq!((&replaced["link"], &replaced["rv"]), (&story.now().await["link"], &story.now().await["rv"]));
        for below in ["", "/accept", "/pdf", "/agreement.pdf"] {
            let (status, page) = story.get(below).await;
            assert!(status == 404 && page.contains("does not work any more"), "{below}: {page}");
            assert!(page.contains("mailto:hello@northlight.test"), "it says whom to ask: {page}");
        }
        for below in ["/view", "/accept", "/decline", "/code", "/sign"] {
            assert_eq!(story.post(below, &[]).await.0, 404, "{below}");
        }
        assert_eq!(count(&world, "proposal.link_replaced").await, 1);
        story.proposal = replaced;
        assert_ne!(story.token(), old);
        assert_eq!(story.get("").await.0, 200);
        assert_eq!(story.sign().await.0, 303, "what was accepted is signed by the new link");
    }

    async fn a_link_can_be_replaced_again_and_lives_no_longer_for_it(world: World) {
        let mut story = Story::sent(&world).await;
        let mut known = vec![story.token()];
        for _ in 0..3 {
            story.proposal = story.staff("proposal.replace_link", json!({})).await;
            assert!(!known.contains(&story.token()), "each is another");
            known.push(story.token());
            assert_eq!(story.get("").await.0, 200);
        }
        world.clock.pass_seconds(46 * DAY);
        assert_eq!(story.get("").await.0, 404, "it ends when the first would have ended");
        story.staff("proposal.withdraw", json!({ "reason": "a test" })).await;
        story.staff("proposal.reopen", json!({})).await;
        assert_eq!(story.get("").await.0, 200, "prolonged, the newest one opens");
        story.proposal["link"] = json!(format!("https://ours.test/p/{}", known[0]));
        assert_eq!(story.get("").await.0, 404, "and no older one comes back");
    }

    async fn later_letters_carry_the_new_link(world: World) {
        let story = Story::sent(&world).await;
        let replaced = story.staff("proposal.replace_link", json!({})).await;
        let id: kernel::ProposalId = story.id().as_str().unwrap().parse().unwrap();
        let values = world.store.read(move |tx| {
            Box::pin(async move { tx.values_of(id.into(), "en").await })
        });
        assert_eq!(replaced["link"], values.await.unwrap()["links.proposal"].as_str());
    }

    async fn the_preview_is_the_page_the_customer_will_see(world: World) {
        let story = Story::draft(&world).await;
        let preview = story.staff("proposal.preview", json!({})).await;
        let page = preview["html"].as_str().unwrap();
        assert!(page.contains("<fieldset class=\"plain\" disabled>") && page.contains("Lighting"));
        assert!(!page.contains("data-view") && !page.contains("<script"));
    }

    async fn texts_may_speak_of_it(world: World) {
        let story = Story::accepted(&world).await;
        story.sign().await;
        let now = story.now().await;
        let (proposal, agreement) = (now["id"].clone(), now["agreement"].clone());
        let spoken = world.store.read(move |tx| {
            let ids = (proposal.clone(), agreement.clone());
            Box::pin(async move {
                let proposal: kernel::ProposalId = serde_json::from_value(ids.0).unwrap();
                let agreement: kernel::AgreementId = serde_json::from_value(ids.1).unwrap();
                let mut values = tx.values_of(proposal.into(), "de").await?;
                values.extend(tx.values_of(agreement.into(), "de").await?);
                Ok(values)
            })
        });
        let values: kernel::text::Values = spoken.await.unwrap();
        assert_eq!(values["proposal.total"], "1.500,00\u{a0}€");
        assert_eq!(values["proposal.valid_until"], "16.02.2026");
        assert_eq!(values["agreement.signer_email"], "maria@lindner.test");
        assert_eq!(values["agreement.signed_on"], "02.02.2026");
        assert!(values["links.agreement"].starts_with("https://ours.test/p/"));
    }
}

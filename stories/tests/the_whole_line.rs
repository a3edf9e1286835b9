//! C4-C8: one inquiry walks the whole line, by mail, by browser and by bank file, and every cent arrives.

use std::time::Duration;

use serde_json::json;
use stories::bed::browser;
use stories::bed::postfix::{Postfix, header};
use stories::bed::server::Server;
use stories::bed::until;
use stories::business::{Business, pass};
use stories::on_both;
use stories::sale::{
    ACCOUNT, CUSTOMER, GROSS, NAME, NET, Sale, day, delivered_and_accepted, ink, invoice, link, mailed,
    offered, open, paid, paper, project, signed, six_digits, sound, statement,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// The customer, on a phone.
fn customer(server: &Server, step: &str, link: &str, code: &str) {
    let env = [("STEP", step), ("LINK", link), ("CODE", code), ("NAME", NAME)];
    browser::run("customer.mjs", &server.base(), &env);
}

/// What was drawn is kept as evidence, and stands on the paper everybody gets, in its own proportions.
fn is_drawn(postfix: &Postfix, business: &Business, sale: &Sale) {
    let proposal = business.get(&format!("/api/v1/proposals/{}", sale.proposal));
    let id = proposal["agreement"].as_str().expect("a signed proposal has an agreement");
    let agreement = business.get(&format!("/api/v1/agreements/{id}"));
    let evidence = &agreement["evidence"];
    assert_eq!(evidence["method"], "drawn", "{evidence}");
    let strokes = evidence["strokes"].as_array().cloned().unwrap_or_default();
    assert_eq!(strokes.len(), 2, "one by mouse, one by finger: {evidence}");
    let span = |axis: usize| {
        let points = strokes.iter().flat_map(|stroke| stroke.as_array().into_iter().flatten());
        let all: Vec<i64> = points.filter_map(|point| point[axis].as_i64()).collect();
        (all.iter().max().unwrap_or(&0) - all.iter().min().unwrap_or(&0)) as f64
    };
    let number = agreement["number"].as_str().expect("an agreement has a number");
    let (_, pdf) = paper(postfix, &format!("{number}-agreement"));
    sound(&pdf);
    let Some((across, down)) = ink(&pdf) else { return };
    let (drawn, printed) = (span(0) / span(1), across as f64 / down as f64);
    assert!(
        (printed / drawn - 1.0).abs() < 0.1,
        "drawn {drawn}, printed {printed}: {across} by {down} pixels"
    );
}

/// WEB: a page customers meet, with its style and script, as it travels uncompressed.
const LARGEST_PAGE: usize = 50_000;

fn small(server: &Server, link: &str) {
    let stranger = server.client();
    let page = stranger.get(link.trim_start_matches(&server.base())).must_be(200).body;
    let named = page.split(['"', '?']).filter(|word| word.starts_with('/'));
    let parts: Vec<&str> = named.filter(|path| path.ends_with(".css") || path.ends_with(".js")).collect();
    assert!(!parts.is_empty(), "no style and no script: {page}");
    let parts = parts.iter().map(|path| stranger.get(path).must_be(200).body.len());
    let bytes = page.len() + parts.sum::<usize>();
    assert!(bytes < LARGEST_PAGE, "{link} takes {bytes} bytes");
}

/// Nothing is forgotten, the books balance, the journal verifies.
fn all_is_well(server: &Server, business: &Business) {
    let ledger = business.get("/api/v1/ledger/check");
    assert_eq!(ledger["in_balance"], true, "{ledger}");
    let conservation = business.get("/api/v1/conservation");
    assert_eq!(conservation["violations"], json!([]), "{conservation}");
    server.verify();
    the_log_names_nobody(server);
}

/// Routes and verbs, never values.
fn the_log_names_nobody(server: &Server) {
    let log = server.log();
    assert!(log.lines().any(|line| line.contains("request")), "the log tells what was asked for");
    let personal = [NAME, CUSTOMER, "grace%40", "Gartenstr"];
    let said = log.lines().find(|line| personal.iter().any(|word| line.contains(word)));
    assert_eq!(said, None);
}

on_both! {
    fn an_inquiry_becomes_money_in_the_bank(server: Server) {
        let (postfix, business) = open(&server);
        let sale = offered(&business);
        let offer = link(&server, &mailed(&postfix, "/p/"), "/p/");
        small(&server, "/f/contact");
        small(&server, &offer);
        customer(&server, "accept", &offer, "");
        let code = six_digits(&mailed(&postfix, "here is your code"));
        customer(&server, "sign", &offer, &code);
        is_drawn(&postfix, &business, &sale);
        let project = project(&business, &sale);
        business.call("milestone.deliver", &json!({ "milestone": project["steps"][0]["id"] }));
        let portal = link(&server, &mailed(&postfix, "/d/"), "/d/");
        small(&server, &portal);
        customer(&server, "portal", &portal, "");
        let invoice = invoice(&business, &sale);
        assert_eq!(invoice["gross"], json!({ "minor": GROSS, "currency": "EUR" }), "{invoice}");
        let number = invoice["number"].as_str().expect("an issued invoice has a number");
        let (mail, pdf) = paper(&postfix, number);
        assert!(header(&mail, "From").contains("hello@bright.test"));
        sound(&pdf);
        statement(&business, &format!("Invoice {number}"), GROSS);
        let is_paid = || (paid(&business, &invoice)["state"] == "paid").then_some(());
        until("the payment finds its invoice", PATIENCE, is_paid);
        let line = business.get("/api/v1/bank_lines")["items"][0].clone();
        assert_eq!(line["state"], "matched", "{line}");
        let payments = business.get("/api/v1/payments");
        assert_eq!(payments["items"].as_array().map(Vec::len), Some(1), "{payments}");
        assert_eq!(business.get(&format!("/api/v1/deals/{}", sale.deal))["state"], "won");
        until("the line shows it", PATIENCE, || reconciled(&business).then_some(()));
        all_is_well(&server, &business);
    }

    fn a_proposal_that_was_changed_after_it_was_opened_is_not_accepted_as_it_was(server: Server) {
        let (postfix, business) = open(&server);
        let sale = offered(&business);
        let page = link(&server, &mailed(&postfix, "/p/"), "/p/");
        let path = page.trim_start_matches(&server.base()).to_owned();
        let hand = server.client();
        hand.get(&path).must_be(200);
        business.call("proposal.revise", &json!({ "proposal": sale.proposal }));
        business.price(&sale, 2 * NET, &day(&business, 30));
        business.call("proposal.send", &json!({ "proposal": sale.proposal }));
        let buyer = "name=Grace+Hopper&street=Gartenstr.+5&postal_code=10117&city=Berlin&country=DE&company=";
        let form = format!("version=1&{buyer}&email=grace%40customer.test");
        hand.form(&format!("{path}/accept"), &form);
        let state = business.get(&format!("/api/v1/proposals/{}", sale.proposal));
        assert!(state["agreement"].is_null(), "the old version was accepted: {state}");
        all_is_well(&server, &business);
    }

    fn a_wrong_amount_is_left_to_a_person_and_a_broken_bank_file_changes_nothing(server: Server) {
        let (postfix, business) = open(&server);
        let sale = offered(&business);
        signed(&server, &postfix, &business, &sale);
        delivered_and_accepted(&server, &postfix, &business, &project(&business, &sale));
        let invoice = invoice(&business, &sale);
        let number = invoice["number"].as_str().expect("an issued invoice has a number");
        let broken = "Booking date;Counterparty;Purpose;Amount;Currency\n99.99.2026;Grace;Invoice;12,00;EUR\n";
        let broken = json!({ "account": ACCOUNT, "name": "broken.csv", "text": broken });
        let refused = business.admin.post("/api/v1/call/statement.import", &broken);
        assert!(refused.status == 422 && refused.body.contains('2'), "{}: {}", refused.status, refused.body);
        assert_eq!(business.get("/api/v1/statements")["items"], json!([]));
        assert_eq!(business.get("/api/v1/bank_lines")["items"], json!([]));
        statement(&business, &format!("Invoice {number}"), GROSS - 5_000);
        pass(&server, 60);
        let line = business.get("/api/v1/bank_lines?suggest=true")["items"][0].clone();
        let state = paid(&business, &invoice);
        assert_ne!(state["state"], "paid", "{state} {line}");
        all_is_well(&server, &business);
    }

    fn a_load_bearing_automation_that_is_off_is_shown_and_what_stands_still_is_raised(server: Server) {
        let (postfix, business) = open(&server);
        let all = business.get("/api/v1/automations?limit=50");
        let mut all = all["items"].as_array().expect("a list").iter();
        let signature = all.find(|one| one["slug"] == "signature-to-delivery");
        let id = signature.expect("it is shipped")["id"].clone();
        business.call("automation.switch", &json!({ "automation": id, "on": false }));
        let sale = offered(&business);
        signed(&server, &postfix, &business, &sale);
        // What the banner on Home is made of.
        let all = business.get("/api/v1/automations?limit=50");
        let mut all = all["items"].as_array().expect("a list").iter();
        let off = all.find(|one| one["load_bearing"] == true && one["on"] == false);
        assert_eq!(off.map(|one| &one["slug"]), Some(&json!("signature-to-delivery")));
        pass(&server, 3 * 86_400);
        pass(&server, 120);
        let business = Business::sign_in(&server);
        let told = until("somebody is told", PATIENCE, || {
            std::thread::sleep(Duration::from_millis(250));
            let open = business.get("/api/v1/exceptions");
            let all = open["items"].as_array()?.clone();
            all.iter().any(|one| one["code"] == "conservation.no_next_step").then_some(all)
        });
        println!("told: {}", told.iter().map(|one| one["code"].to_string()).collect::<Vec<_>>().join(" "));
        all_is_well(&server, &business);
    }

    fn a_mail_server_that_is_down_for_an_hour_delays_the_invoice_and_loses_nothing(server: Server) {
        let (mut postfix, business) = open(&server);
        let sale = offered(&business);
        signed(&server, &postfix, &business, &sale);
        let project = project(&business, &sale);
        let step = project["steps"][0]["id"].clone();
        mailed(&postfix, "/d/");
        postfix.stop();
        business.call("milestone.accept", &json!({ "milestone": step }));
        let invoice = invoice(&business, &sale);
        for _ in 0..12 {
            pass(&server, 300);
        }
        postfix.start();
        pass(&server, 3600);
        let (_, pdf) = paper(&postfix, invoice["number"].as_str().expect("an issued invoice has a number"));
        sound(&pdf);
        all_is_well(&server, &business);
    }
}

/// The last joint of the line counts it.
fn reconciled(business: &Business) -> bool {
    let line = business.get("/api/v1/line");
    let joints = line["joints"].as_array().cloned().unwrap_or_default();
    joints.last().is_some_and(|joint| joint["period"]["passed"].as_i64() > Some(0))
}

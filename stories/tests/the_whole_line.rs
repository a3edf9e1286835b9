//! C4-C8: one inquiry walks the whole line, by mail, by browser and by bank file, and every cent arrives.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use mail_parser::{Message, MimeHeaders};
use serde_json::{Value as Json, json};
use stories::bed::browser;
use stories::bed::postfix::{Postfix, header};
use stories::bed::server::Server;
use stories::bed::until;
use stories::business::{Business, Sale, Visitor, pass};
use stories::on_both;

const CUSTOMER: &str = "grace@customer.test";
const NAME: &str = "Grace Hopper";
/// Net, in cents; 19 % tax come on top.
const NET: i64 = 250_000;
const GROSS: i64 = 297_500;
const ACCOUNT: &str = "DE89370400440532013000";
const PATIENCE: Duration = Duration::from_secs(60);

/// Everything that was mailed to the customer and whose text holds this mark, as plain text.
fn mailed(postfix: &Postfix, mark: &str) -> String {
    until(&format!("a mail with {mark}"), PATIENCE, || {
        let texts = postfix.messages_for(CUSTOMER).into_iter().filter_map(|mail| Some(mail.body_text(0)?.into_owned()));
        texts.filter(|text| text.contains(mark)).last()
    })
}

/// The address in a mail that goes to this page of ours.
fn link(server: &Server, text: &str, page: &str) -> String {
    let start = format!("{}{page}", server.base());
    let at = text.find(&start).unwrap_or_else(|| panic!("no {start} in {text}"));
    text[at..].split(|c: char| c.is_whitespace() || c == ')' || c == '>').next().unwrap_or_default().to_owned()
}

fn six_digits(text: &str) -> String {
    let mut words = text.split(|c: char| !c.is_ascii_digit());
    words.find(|word| word.len() == 6).unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

/// The customer, on a phone.
fn customer(server: &Server, step: &str, link: &str, code: &str) {
    let env = [("STEP", step), ("LINK", link), ("CODE", code), ("NAME", NAME)];
    browser::run("customer.mjs", &server.base(), &env);
}

/// A day so many days from the server's today, as `2026-11-22`.
fn day(business: &Business, days: i64) -> String {
    let asked = business.admin.post("/proof/clock", &json!({ "pass_ms": 0 })).must_be(200).json();
    let days = asked["now_ms"].as_i64().expect("the clock says a number") / 86_400_000 + days;
    // Civil from days (H. Hinnant, chrono-compatible date algorithms), for dates after 1970.
    let z = days + 719_468;
    let (era, doe) = (z / 146_097, z % 146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", doy - (153 * mp + 2) / 5 + 1)
}

fn open(server: &Server) -> (Postfix, Business) {
    let (postfix, business) = (Postfix::start_new(), Business::set_up(server));
    business.connect_mail(&postfix);
    Visitor::opens(server).sends(server, CUSTOMER).must_be(200);
    until("the lead", PATIENCE, || business.get("/api/v1/leads")["items"][0]["id"].is_string().then_some(()));
    (postfix, business)
}

/// From the lead to the sent proposal.
fn offered(business: &Business) -> Sale {
    let mut sale = business.qualify(NET);
    let valid = day(business, 30);
    business.offer(&mut sale, NET, &valid);
    sale
}

/// By the pages a browser without script would send, quicker than a browser.
fn signed(server: &Server, postfix: &Postfix, business: &Business, sale: &Sale) {
    let page = link(server, &mailed(postfix, "/p/"), "/p/");
    let path = page.trim_start_matches(&server.base()).to_owned();
    let hand = server.client();
    hand.get(&path).must_be(200);
    let buyer = "version=1&name=Grace+Hopper&company=&street=Gartenstr.+5&postal_code=10117&city=Berlin&country=DE";
    let answer = hand.form(&format!("{path}/accept"), &format!("{buyer}&email=grace%40customer.test"));
    assert!(answer.status < 400, "{}: {}", answer.status, answer.body);
    let answer = hand.form(&format!("{path}/code"), "");
    assert!(answer.status < 400, "{}: {}", answer.status, answer.body);
    let code = six_digits(&mailed(postfix, "here is your code"));
    let body = hand.get(&path).must_be(200).body;
    let seen = body.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let seen = seen.expect("the page says what was seen");
    let form = format!("seen={seen}&code={code}&name=Grace+Hopper&consent=yes");
    let answer = hand.form(&format!("{path}/sign"), &form);
    assert!(answer.status < 400, "{}: {}", answer.status, answer.body);
    let state = business.get(&format!("/api/v1/proposals/{}", sale.proposal));
    assert_eq!(state["state"], "accepted", "{state}");
}

/// The project that opened by itself.
fn project(business: &Business, sale: &Sale) -> Json {
    let list = format!("/api/v1/projects?deal={}", sale.deal);
    let id = until("the project opens by itself", PATIENCE, || {
        business.get(&list)["items"][0]["id"].as_str().map(str::to_owned)
    });
    business.get(&format!("/api/v1/projects/{id}"))
}

/// The invoice that was issued by itself.
fn invoice(business: &Business, sale: &Sale) -> Json {
    let list = format!("/api/v1/invoices?contact={}", sale.contact);
    until("the invoice issues itself", PATIENCE, || {
        let first = business.get(&list)["items"][0].clone();
        first["number"].is_string().then_some(first)
    })
}

/// The mail that carries a PDF, and the PDF.
fn paper(postfix: &Postfix, number: &str) -> (Message<'static>, Vec<u8>) {
    until("the mail with the invoice", PATIENCE, || {
        let mut mails = postfix.messages_for(CUSTOMER);
        mails.retain(|mail| mail.body_text(0).is_some_and(|text| text.contains(number)));
        let mail = mails.into_iter().find(|mail| mail.attachments().next().is_some())?;
        let attached = mail.attachments().find(|part| {
            part.content_type().is_some_and(|kind| kind.subtype() == Some("pdf"))
        })?;
        let bytes = attached.contents().to_vec();
        Some((mail, bytes))
    })
}

/// A reader of PDF finds nothing wrong, where one is installed.
fn sound(pdf: &[u8]) {
    assert!(pdf.starts_with(b"%PDF-"), "no PDF");
    let started = Command::new("qpdf").args(["--check", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut reader) = started else { return println!("left out: qpdf is not installed") };
    let sent = reader.stdin.take().expect("its input is ours").write_all(pdf);
    let output = reader.wait_with_output().expect("qpdf ends");
    assert!(sent.is_ok() && output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// What the bank says came in, as its file; the answer to importing it.
fn statement(business: &Business, purpose: &str, cents: i64) -> Json {
    let today = day(business, 0);
    let mut parts = today.split('-').rev();
    let (d, m, y) = (parts.next(), parts.next(), parts.next());
    let booked = format!("{}.{}.{}", d.unwrap_or_default(), m.unwrap_or_default(), y.unwrap_or_default());
    let head = "Booking date;Counterparty;Purpose;Amount;Currency";
    let text = format!("{head}\n{booked};{NAME};{purpose};{},{:02};EUR\n", cents / 100, cents % 100);
    let name = format!("statement-{purpose}.csv");
    business.call("statement.import", &json!({ "account": ACCOUNT, "name": name, "text": text }))
}

fn delivered_and_accepted(server: &Server, postfix: &Postfix, business: &Business, project: &Json) {
    let step = project["steps"][0]["id"].clone();
    business.call("milestone.deliver", &json!({ "milestone": step }));
    let portal = link(server, &mailed(postfix, "/d/"), "/d/");
    let path = portal.trim_start_matches(&server.base()).to_owned();
    let form = format!("milestone={}&name=Grace+Hopper&note=", step.as_str().unwrap_or_default());
    let answer = server.client().form(&format!("{path}/accept"), &form);
    assert!(answer.status < 400, "{}: {}", answer.status, answer.body);
}

/// Nothing is forgotten, the books balance, the journal verifies.
fn all_is_well(server: &Server, business: &Business) {
    let ledger = business.get("/api/v1/ledger/check");
    assert_eq!(ledger["in_balance"], true, "{ledger}");
    let conservation = business.get("/api/v1/conservation");
    assert_eq!(conservation["violations"], json!([]), "{conservation}");
    server.verify();
}

fn paid(business: &Business, invoice: &Json) -> Json {
    let address = format!("/api/v1/invoices/{}", invoice["id"].as_str().unwrap_or_default());
    business.get(&address)
}

on_both! {
    fn an_inquiry_becomes_money_in_the_bank(server: Server) {
        let (postfix, business) = open(&server);
        let sale = offered(&business);
        let offer = link(&server, &mailed(&postfix, "/p/"), "/p/");
        customer(&server, "accept", &offer, "");
        let code = six_digits(&mailed(&postfix, "here is your code"));
        customer(&server, "sign", &offer, &code);
        let project = project(&business, &sale);
        business.call("milestone.deliver", &json!({ "milestone": project["steps"][0]["id"] }));
        let portal = link(&server, &mailed(&postfix, "/d/"), "/d/");
        customer(&server, "portal", &portal, "");
        let invoice = invoice(&business, &sale);
        assert_eq!(invoice["gross"], json!({ "minor": GROSS, "currency": "EUR" }), "{invoice}");
        let number = invoice["number"].as_str().expect("an issued invoice has a number");
        let (mail, pdf) = paper(&postfix, number);
        assert!(header(&mail, "From").contains("hello@bright.test"));
        sound(&pdf);
        statement(&business, &format!("Invoice {number}"), GROSS);
        until("the payment finds its invoice", PATIENCE, || (paid(&business, &invoice)["state"] == "paid").then_some(()));
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
        let signature = all["items"].as_array().expect("a list").iter().find(|one| one["slug"] == "signature-to-delivery");
        let id = signature.expect("it is shipped")["id"].clone();
        business.call("automation.switch", &json!({ "automation": id, "on": false }));
        let sale = offered(&business);
        signed(&server, &postfix, &business, &sale);
        let stopped = business.get("/api/v1/automations/stopped");
        assert!(stopped.to_string().contains("signature-to-delivery"), "{stopped}");
        pass(&server, 3 * 86_400);
        pass(&server, 120);
        let told = until("somebody is told", PATIENCE, || {
            let open = business.get("/api/v1/exceptions");
            let all = open["items"].as_array()?.clone();
            (!all.is_empty()).then_some(all)
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

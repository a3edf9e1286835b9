//! The six automations that are offered and off, switched on and lived through with a real mail server: a year in which
//! four customers get what they should, in their language, and nobody hears from us who did not agree to.

use mail_parser::Message;
use serde_json::{Value as Json, json};
use stories::bed::postfix::{Postfix, header};
use stories::bed::server::Server;
use stories::business::{Business, Visitor, pass};
use stories::sale::day;

const OFFERED: [&str; 6] =
    ["nurture", "review-request", "win-back", "welcome-series", "internal-handoff", "weekly-report"];
const DAY: i64 = 86_400;
const PRICE: i64 = 100_000;
const PAID: i64 = 119_000;

/// Somebody who became a customer.
struct Person {
    email: &'static str,
    german: bool,
    /// They agreed to hear from us unasked.
    agrees: bool,
    /// They leave by the link of the second such letter.
    leaves: bool,
}

const PEOPLE: [Person; 4] = [
    Person { email: "grace@customer.test", german: false, agrees: true, leaves: false },
    Person { email: "greta@customer.test", german: true, agrees: true, leaves: false },
    Person { email: "gustav@customer.test", german: true, agrees: true, leaves: true },
    Person { email: "noah@customer.test", german: false, agrees: false, leaves: false },
];

/// What each letter says that no other does, in English and in German; whether it is only for those who agreed.
struct Letter {
    says: (&'static str, &'static str),
    news: bool,
}

const WELCOME: Letter =
    Letter { says: ("here is how we go about", "hier kurz, wie wir arbeiten"), news: false };
const QUESTIONS: Letter = Letter { says: ("Questions still open", "Noch offene Fragen"), news: false };
const NURTURE: Letter =
    Letter { says: ("some time ago you asked", "vor einiger Zeit haben Sie"), news: true };
const REVIEW: Letter = Letter { says: ("how it was for you", "wie es für Sie war"), news: true };
const WIN_BACK: Letter =
    Letter { says: ("since you last heard from", "Sie haben länger nichts von"), news: true };

fn text(mail: &Message<'_>) -> String {
    mail.body_text(0).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Those of a kind that lie in the mailbox of somebody, in either language.
fn letters(postfix: &Postfix, person: &Person, letter: &Letter) -> Vec<Message<'static>> {
    let mut mails = postfix.messages_for(person.email);
    mails.retain(|mail| [letter.says.0, letter.says.1].iter().any(|says| text(mail).contains(says)));
    mails
}

/// One to everybody who may have it, in their language, with a way out where it was not asked for.
fn everybody_has(postfix: &Postfix, letter: &Letter, but: impl Fn(&Person) -> bool) {
    for person in &PEOPLE {
        let (mails, wanted) =
            (letters(postfix, person, letter), (!letter.news || person.agrees) && !but(person));
        let (who, says) = (person.email, if person.german { letter.says.1 } else { letter.says.0 });
        assert_eq!(mails.len(), usize::from(wanted), "{says} to {who}");
        for mail in &mails {
            assert!(text(mail).contains(says), "{who} reads it in their language: {}", text(mail));
            assert!(!text(mail).contains(['{', '}']), "every field is filled: {}", text(mail));
            let one_click = header(mail, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click";
            assert_eq!(one_click, letter.news, "{says} to {who} can be left by one click");
            assert_eq!(header(mail, "List-Unsubscribe").contains("/u/"), letter.news);
        }
    }
}

/// So many days pass, a few at a time, and everything that falls due in them is done.
fn days(server: &Server, postfix: &Postfix, many: i64, at_a_time: i64) {
    for _ in 0..many / at_a_time {
        pass(server, at_a_time * DAY);
        server.client().post("/proof/rest", &json!({})).must_be(200);
    }
    postfix.rests();
}

/// Ten in the morning on the clock of Greenwich, when nobody sleeps.
fn in_the_morning(server: &Server) {
    let said = server.client().post("/proof/clock", &json!({ "pass_ms": 0 })).must_be(200).json();
    let of_day = said["now_ms"].as_i64().unwrap_or_default() / 1000 % DAY;
    pass(server, (10 * 3_600 - of_day).rem_euclid(DAY));
}

fn switch_on(business: &Business) {
    let all = business.get("/api/v1/automations?limit=200")["items"].as_array().cloned().unwrap_or_default();
    for slug in OFFERED {
        let one =
            all.iter().find(|one| one["slug"] == slug).unwrap_or_else(|| panic!("{slug} is not offered"));
        business.call("automation.switch", &json!({ "automation": one["id"], "on": true }));
        business.call("automation.set_mode", &json!({ "automation": one["id"], "mode": "automatic" }));
    }
}

/// They ask, are put off for ten days, and have a project that waits for their answers.
fn becomes_a_customer(server: &Server, business: &Business, person: &Person) -> Json {
    Visitor::opens(server).sends(server, person.email).must_be(200);
    server.client().post("/proof/rest", &json!({})).must_be(200);
    let leads = business.get("/api/v1/leads?limit=50");
    let lead = &leads["items"][0];
    let contact = lead["contact"].clone();
    if person.german {
        business.call("contact.change", &json!({ "contact": contact, "language": "de" }));
    }
    if person.agrees {
        let consent = json!({ "contact": contact, "purpose": "news", "given": true, "how": "on the phone" });
        business.call("consent.record", &consent);
    }
    business.call("lead.nurture", &json!({ "lead": lead["id"], "days": 10, "reason": "They asked for it" }));
    let open = json!({
        "contact": contact, "title": "A painted ship", "brief": [{ "question": "Which blue?", "required": true }],
    });
    business.call("project.create", &open)
}

/// Their project is done, and they pay for it.
fn is_done_and_paid(business: &Business, project: &Json) {
    business.call("project.finish", &json!({ "project": project["id"] }));
    let price = json!({ "minor": PRICE, "currency": "EUR" });
    let line = json!({
        "title": "Painting one ship", "unit": "ship", "quantity": "1", "rate": 1900, "unit_price": price,
    });
    let address =
        json!({ "street": "Gartenstr. 5", "postal_code": "10117", "city": "Berlin", "country": "DE" });
    let draft = json!({
        "contact": project["contact"], "project": project["id"], "lines": [line],
        "buyer": { "name": "Grace Hopper", "address": address, "email": "grace@customer.test" },
    });
    let invoice = business.call("invoice.draft", &draft)["id"].clone();
    business.call("invoice.issue", &json!({ "invoice": invoice }));
    let amount = json!({ "minor": PAID, "currency": "EUR" });
    business.call(
        "payment.record",
        &json!({ "invoice": invoice, "amount": amount, "paid_on": day(business, 0) }),
    );
}

fn tasks(business: &Business, title: &str) -> usize {
    let all = business.get("/api/v1/tasks?limit=200")["items"].as_array().cloned().unwrap_or_default();
    all.iter().filter(|task| task["title"].as_str().is_some_and(|known| known.starts_with(title))).count()
}

/// By one click in the mail program.
fn leaves(server: &Server, postfix: &Postfix, person: &Person) {
    let mail = letters(postfix, person, &REVIEW).pop().expect("they got one");
    let way_out = header(&mail, "List-Unsubscribe").split(['<', '>']).nth(1).unwrap_or_default().to_owned();
    let path = way_out.trim_start_matches(&server.base()).to_owned();
    let said = server.client().form(&path, "List-Unsubscribe=One-Click");
    assert!(said.status < 300, "{path}: {} {}", said.status, said.body);
}

// On SQLite alone: what differs between the databases is asked of these automations in their room's tests, in seconds.
#[test]
fn in_a_year_everybody_gets_what_is_offered_and_nobody_who_did_not_agree() {
    let server = Server::on_sqlite();
    let (postfix, business) = (Postfix::start_new(), Business::set_up(&server));
    business.connect_mail(&postfix);
    in_the_morning(&server);
    let business_of_today = || Business::sign_in(&server);
    switch_on(&business_of_today());
    let projects: Vec<Json> =
        PEOPLE.iter().map(|one| becomes_a_customer(&server, &business_of_today(), one)).collect();

    days(&server, &postfix, 9, 1);
    everybody_has(&postfix, &WELCOME, |_| false);
    everybody_has(&postfix, &QUESTIONS, |_| false);
    let business = business_of_today();
    assert_eq!(tasks(&business, "Read the brief, call the customer"), PEOPLE.len());
    assert_eq!(tasks(&business, "Nobody has called about the new project yet"), PEOPLE.len());
    assert!(tasks(&business, "Look at the week") >= 1, "a Monday has passed");
    for letter in [&NURTURE, &REVIEW, &WIN_BACK] {
        everybody_has(&postfix, letter, |_| true);
    }

    days(&server, &postfix, 6, 1);
    everybody_has(&postfix, &NURTURE, |_| false);
    for project in &projects {
        is_done_and_paid(&business_of_today(), project);
    }
    days(&server, &postfix, 9, 1);
    everybody_has(&postfix, &REVIEW, |_| false);
    let gone = |person: &Person| person.leaves;
    PEOPLE.iter().filter(|person| gone(person)).for_each(|person| leaves(&server, &postfix, person));

    days(&server, &postfix, 230, 10);
    everybody_has(&postfix, &WIN_BACK, |_| true);
    days(&server, &postfix, 80, 1);
    everybody_has(&postfix, &WIN_BACK, gone);
    let business = business_of_today();
    let calls = tasks(&business, "A customer from before has not answered");
    assert_eq!(
        calls, 2,
        "those who were written to and did not answer; nobody waits for an answer to nothing"
    );
    for letter in [&WELCOME, &QUESTIONS, &NURTURE, &REVIEW] {
        everybody_has(&postfix, letter, |_| false);
    }
    server.verify();
}

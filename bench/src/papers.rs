//! An invoice: how long until its paper is printed, and until the mail that carries it lies in the customer's mailbox.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value as Json, json};
use stories::bed::postfix::Postfix;
use stories::bed::server::Server;
use stories::bed::until;
use stories::business::Business;

const LINES: usize = 10;
const PATIENCE: Duration = Duration::from_secs(60);

/// Milliseconds; the first paper, which loads the fonts, is left out.
pub struct Printed {
    pub paper_p50: f64,
    pub paper_p95: f64,
    pub mail_p50: f64,
    pub mail_p95: f64,
}

/// One after the other, nothing else going on.
pub fn measure(invoices: usize) -> Printed {
    let (postfix, server) = (Postfix::start_new(), Server::on_sqlite());
    let business = Business::set_up(&server);
    crate::intake::raise_limits(&business);
    business.connect_mail(&postfix);
    let person = json!({ "name": "Grace Hopper", "email": "grace@customer.test" });
    let contact = business.call("contact.add", &person)["id"].clone();
    let mut found: Vec<(f64, f64)> = (0..=invoices).map(|_| one(&business, &postfix, &contact)).collect();
    found.remove(0);
    let sorted = |part: fn(&(f64, f64)) -> f64| {
        let mut all: Vec<f64> = found.iter().map(part).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let (papers, mails) = (sorted(|one| one.0), sorted(|one| one.1));
    Printed {
        paper_p50: crate::rank(&papers, 50),
        paper_p95: crate::rank(&papers, 95),
        mail_p50: crate::rank(&mails, 50),
        mail_p95: crate::rank(&mails, 95),
    }
}

/// Milliseconds until its paper was made, by the program's own clock, and until its mail had arrived.
fn one(business: &Business, postfix: &Postfix, contact: &Json) -> (f64, f64) {
    let line = |n: usize| {
        let price = json!({ "minor": 12_345, "currency": "EUR" });
        let title = format!("Coat number {n}");
        json!({ "title": title, "quantity": "2.5", "unit": "hour", "unit_price": price, "rate": 1900 })
    };
    let address =
        json!({ "street": "Gartenstr. 5", "postal_code": "10117", "city": "Berlin", "country": "DE" });
    let buyer = json!({ "name": "Grace Hopper", "address": address, "email": "grace@customer.test" });
    let lines: Vec<Json> = (0..LINES).map(line).collect();
    let draft = json!({ "contact": contact, "buyer": buyer, "lines": lines });
    let id = business.call("invoice.draft", &draft)["id"].clone();
    let (mails, began) = (postfix.delivered().len(), Instant::now());
    business.call("invoice.issue", &json!({ "invoice": id }));
    let asked = json!({ "on": id, "document": "invoice" });
    let made = until("the paper", PATIENCE, || {
        let paper = business.ask("paper.read", &asked);
        let at = |name: &str| paper[name].as_str()?.parse::<Timestamp>().ok();
        Some(at("made_at")?.duration_since(at("asked_at")?).as_millis() as f64)
    });
    until("the mail", PATIENCE, || (postfix.delivered().len() > mails).then_some(()));
    (made, began.elapsed().as_secs_f64() * 1000.0)
}

//! The disk fills while inquiries come in. Whoever looks after the server hears before it is full; what is accepted is
//! kept, what cannot be kept is turned away with a page that says so; with room again work goes on by itself.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value as Json, json};
use stories::bed::client::Answer;
use stories::bed::server::{Plan, Server};
use stories::bed::until;
use stories::business::{Business, Visitor};
use ureq::http::Method;

const PATIENCE: Duration = Duration::from_secs(60);
const MEGABYTES: u64 = 96;

/// An inquiry by telephone, written down under a key of its own.
fn inquiry(business: &Business, n: usize) -> Answer {
    let body = json!({
        "channel": "call", "name": format!("Person {n}"), "email": format!("person{n}@customer.test"),
        "message": "Do you paint ships? ".repeat(200),
    });
    let headers = [("content-type", "application/json"), ("idempotency-key", &*format!("inquiry {n}"))];
    business.admin.send(Method::POST, "/api/v1/intakes", &headers, &body.to_string())
}

/// What became of inquiries, by their numbers.
#[derive(Default)]
struct Told {
    accepted: BTreeSet<usize>,
    refused: BTreeSet<usize>,
    next: usize,
}

impl Told {
    /// One more; whether it was accepted.
    fn one(&mut self, business: &Business) -> bool {
        let n = self.next;
        self.next += 1;
        self.send(business, n)
    }

    fn send(&mut self, business: &Business, n: usize) -> bool {
        let answer = inquiry(business, n);
        if answer.status == 200 {
            self.refused.remove(&n);
            return self.accepted.insert(n);
        }
        assert_eq!(answer.status, 503, "{}", answer.body);
        assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds >= 1), "{answer:?}");
        assert_eq!(answer.json()["code"], "no_room", "{}", answer.body);
        self.refused.insert(n);
        false
    }
}

/// A business in which one may ask as often as it takes to fill a disk.
fn begin() -> Option<(Server, Business)> {
    let mut server = Plan::default().start_on_a_disk_of(MEGABYTES)?;
    Business::set_up(&server).lift_limits();
    // Rates are read at the start.
    server.start_again();
    let business = Business::sign_in(&server);
    Some((server, business))
}

fn exception(business: &Business, code: &str) -> Option<Json> {
    let all = business.get("/api/v1/exceptions");
    all["items"].as_array()?.iter().find(|one| one["code"] == code).cloned()
}

/// Everybody who is known, each as often as they are.
fn kept(business: &Business) -> Vec<String> {
    let (mut all, mut after) = (vec![], String::new());
    loop {
        let page = business.get(&format!("/api/v1/leads?limit=100{after}"));
        let items = page["items"].as_array().cloned().unwrap_or_default();
        for lead in &items {
            let contact = lead["contact"].as_str().unwrap_or_default();
            let read = business.get(&format!("/api/v1/contacts/{contact}"));
            all.push(read["email"].as_str().unwrap_or_default().to_owned());
        }
        let Some(next) = page["next"].as_str() else { return all };
        after = format!("&after={next}");
    }
}

/// Everybody who was accepted is there, once; nobody who was refused is.
fn is_kept(business: &Business, told: &Told) {
    let kept = kept(business);
    let times = |n: usize| kept.iter().filter(|email| **email == format!("person{n}@customer.test")).count();
    for n in &told.accepted {
        assert_eq!(times(*n), 1, "person {n} was accepted");
    }
    for n in &told.refused {
        assert_eq!(times(*n), 0, "person {n} was refused");
    }
}

fn fills_up(server: &Server, business: &Business, told: &mut Told) {
    let (_, total) = server.disk().space();
    server.disk().fill_up_to(total * 8 / 100);
    let low = until("somebody hears that it is nearly full", PATIENCE, || exception(business, "disk.low"));
    assert!(
        low["owner"].is_string() && low["detail"].as_str().is_some_and(|text| text.contains("MB")),
        "{low}"
    );
    for _ in 0..10 {
        assert!(told.one(business), "there is still room for what people write");
    }
    server.disk().fill_up_to(0);
    until("somebody is turned away", PATIENCE, || {
        server.disk().fill_up_to(0);
        (!told.one(business)).then_some(())
    });
}

#[test]
fn what_was_accepted_is_there_and_what_was_not_was_told_so() {
    let Some((mut server, business)) = begin() else { return };
    let visitor = Visitor::opens(&server);
    let mut told = Told::default();
    for _ in 0..20 {
        assert!(told.one(&business));
    }
    fills_up(&server, &business, &mut told);

    let full = until("the exception about the full disk", PATIENCE, || exception(&business, "disk.full"));
    assert!(full["title"].as_str().is_some_and(|title| title.contains("turned away")), "{full}");
    let page = visitor.sends_again("grace@customer.test").must_be(503);
    assert!(page.body.contains("Our server has no room left"), "{}", page.body);
    assert!(!page.header("retry-after").is_empty(), "{page:?}");
    Business::sign_in(&server);
    server.client().get("/f/contact").must_be(200);
    for _ in 0..5 {
        assert!(!told.one(&business), "the door stays shut although the ballast was given up");
    }
    is_kept(&business, &told);
    server.verify();

    server.disk().grow(4 * MEGABYTES);
    let again = told.refused.clone();
    until("there is room again", PATIENCE, || told.send(&business, told.next).then_some(()));
    told.next += 1;
    for n in again {
        assert!(told.send(&business, n), "who comes again is taken");
    }
    until("the exceptions are over", PATIENCE, || {
        (exception(&business, "disk.full").is_none() && exception(&business, "disk.low").is_none())
            .then_some(())
    });
    visitor.sends_again("grace@customer.test").must_be(200);
    server.kill();
    server.start_again();
    is_kept(&Business::sign_in(&server), &told);
    server.verify();
}

/// The program dies in the middle of a full disk, and starts when there is room.
#[test]
fn a_program_that_dies_on_a_full_disk_has_all_it_accepted() {
    let Some((mut server, business)) = begin() else { return };
    let mut told = Told::default();
    for round in 0..3 {
        let (_, total) = server.disk().space();
        server.disk().fill_up_to(total * 3 / 100);
        until("somebody is turned away", PATIENCE, || {
            server.disk().fill_up_to(0);
            (!told.one(&business)).then_some(())
        });
        server.kill();
        server.disk().grow(MEGABYTES * (2 + round));
        server.start_again();
        let business = Business::sign_in(&server);
        until("there is room again", PATIENCE, || told.send(&business, told.next).then_some(()));
        told.next += 1;
        is_kept(&business, &told);
        server.verify();
    }
}

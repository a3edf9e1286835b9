//! From the fact that triggers an automation to the transaction of its first step: leads that come one after the other.

use jiff::Timestamp;
use serde_json::{Value as Json, json};
use std::sync::Mutex;
use std::time::Duration;
use stories::bed::server::Server;
use stories::bed::until;
use stories::business::{Business, pass};

const PATIENCE: Duration = Duration::from_secs(60);

/// Milliseconds from the fact to the first step, whose message stands in the outbox then, as the records say: p50 and
/// p99.
pub fn measure(server: &Server, leads: usize) -> (f64, f64) {
    let business = Business::set_up(server);
    crate::intake::raise_limits(&business);
    let tokens = crate::intake::tokens(server, leads);
    pass(server, 5);
    let client = server.client();
    for (n, token) in tokens.iter().enumerate() {
        let answers =
            json!({ "name": "Grace Hopper", "email": format!("one{n}@customer.test"), "message": "Ships?" });
        let body = json!({ "answers": answers, "token": token });
        client.post("/api/v1/forms/by-slug/contact/submissions", &body).must_be(200);
    }
    let leads_kept = crate::intake::all(&business, "/api/v1/leads");
    let mut took: Vec<f64> = leads_kept.iter().map(|lead| first_step(&business, lead)).collect();
    took.sort_by(f64::total_cmp);
    (crate::rank(&took, 50), crate::rank(&took, 99))
}

/// Milliseconds from the moment a wait of ten seconds was to end to its end, of so many runs that sleep at a time: p50,
/// p99.
pub fn timers(server: &Server, runs: usize) -> (f64, f64) {
    let business = Business::set_up(server);
    crate::intake::raise_limits(&business);
    let automation = business.let_loose(crate::nodes::TEXT);
    let tokens = Mutex::new(crate::intake::tokens(server, runs));
    pass(server, 5);
    crate::intake::submit_all(server, &tokens, 8);
    let all = crate::intake::all(&business, "/api/v1/runs");
    let ours = all.iter().filter(|run| run["automation"] == automation);
    let mut late: Vec<f64> = ours.map(|run| lateness(&business, run)).collect();
    assert_eq!(late.len(), runs, "each form began a run");
    late.sort_by(f64::total_cmp);
    (crate::rank(&late, 50), crate::rank(&late, 99))
}

fn lateness(business: &Business, run: &Json) -> f64 {
    let path = format!("/api/v1/runs/{}", run["id"].as_str().expect("a run has an id"));
    let (due, ended) = until("the end of a wait", PATIENCE, || {
        let pause =
            business.get(&path)["steps"].as_array()?.iter().find(|step| step["step"] == "pause")?.clone();
        Some((instant(&pause["due_at"])?, instant(&pause["ended_at"])?))
    });
    ended.duration_since(due).as_millis() as f64
}

fn first_step(business: &Business, lead: &Json) -> f64 {
    let captured = instant(&lead["captured_at"]).expect("a lead knows when it came");
    let list = format!("/api/v1/runs?subject={}", lead["id"].as_str().expect("a lead has an id"));
    let began = until("the first step", PATIENCE, || {
        let runs = business.get(&list);
        let run = runs["items"].as_array()?.iter().find(|run| run["name"] == "Instant answer")?.clone();
        let whole = business.get(&format!("/api/v1/runs/{}", run["id"].as_str()?));
        instant(&whole["steps"][0]["at"])
    });
    began.duration_since(captured).as_millis() as f64
}

fn instant(value: &Json) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

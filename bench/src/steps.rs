//! From the fact that triggers an automation to the transaction of its first step: leads that come one after the other.

use jiff::Timestamp;
use serde_json::{Value as Json, json};
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

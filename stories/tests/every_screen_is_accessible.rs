//! C3: every screen that has something to show holds for people with bad eyes, in the dark, and on a phone.

use std::time::Instant;

use serde_json::json;
use stories::bed::browser;
use stories::bed::server::Server;
use stories::business::{Business, Visitor};

#[test]
fn no_screen_has_a_serious_fault_in_light_or_dark_on_a_desk_or_a_phone() {
    let server = Server::on_sqlite();
    let business = Business::set_up(&server);
    furnish(&server, &business);
    let env = [("EMAIL", "ada@bright.test"), ("PASSWORD", "correct horse battery 9")];
    let began = Instant::now();
    browser::run("screens.mjs", &server.base(), &env);
    println!("every screen: {:.1} s", began.elapsed().as_secs_f64());
}

/// Something of everything that needs no other room's doing.
fn furnish(server: &Server, business: &Business) {
    Visitor::opens(server).sends(server, "grace@customer.test").must_be(200);
    let lead = business.get("/api/v1/leads")["items"][0].clone();
    let (lead, contact) = (&lead["id"], &lead["contact"]);
    business.call("service.add", &json!({ "name": "Painting ships" }));
    business.call("company.add", &json!({ "name": "Navy" }));
    let deal = json!({ "lead": lead, "value": { "minor": 250_000, "currency": "EUR" } });
    business.call("lead.qualify", &deal);
    business.call("task.create", &json!({ "title": "Call Grace", "contact": contact }));
}

//! C3: every screen and every page for customers, with something to show, holds for people with bad eyes, in the dark,
//! and on a phone.

use std::time::{Duration, Instant};

use serde_json::json;
use stories::bed::postfix::Postfix;
use stories::bed::server::Server;
use stories::bed::until;
use stories::business::{Business, Visitor, in_the_browser};
use stories::sale::{delivered_and_accepted, invoice, offered, open, project, signed, statement};

#[test]
fn no_screen_has_a_serious_fault_in_light_or_dark_on_a_desk_or_a_phone() {
    let server = Server::on_sqlite();
    let (postfix, business) = open(&server);
    furnish(&server, &business, &postfix);
    let fresh = Server::on_sqlite();
    let began = Instant::now();
    in_the_browser("screens.mjs", &server.base(), &[("FRESH", &fresh.base())]);
    println!("every screen: {:.1} s", began.elapsed().as_secs_f64());
}

/// One sale, not paid yet, an offer that waits for its answer, and something of what needs no sale.
fn furnish(server: &Server, business: &Business, postfix: &Postfix) {
    business.call("service.add", &json!({ "name": "Painting ships" }));
    business.call("company.add", &json!({ "name": "Navy" }));
    let shop =
        json!({ "name": "shop", "base_url": "https://shop.test", "auth": "bearer", "secret": "sesame" });
    business.call("connection.add", &shop);
    let sale = offered(business);
    business.call("task.create", &json!({ "title": "Call Grace", "contact": sale.contact }));
    signed(server, postfix, business, &sale);
    delivered_and_accepted(server, postfix, business, &project(business, &sale));
    invoice(business, &sale);
    statement(business, "a payment nobody can place", 12_345);
    Visitor::opens(server).sends(server, "alan@customer.test").must_be(200);
    let another = || (business.get("/api/v1/leads")["items"][0]["id"] != sale.lead.as_str()).then_some(());
    until("the second lead", Duration::from_secs(60), another);
    offered(business);
}

//! C3: every screen that has something to show holds for people with bad eyes, in the dark, and on a phone.

use std::time::Instant;

use serde_json::json;
use stories::bed::browser;
use stories::bed::postfix::Postfix;
use stories::bed::server::Server;
use stories::business::Business;
use stories::sale::{delivered_and_accepted, invoice, offered, open, project, signed, statement};

#[test]
fn no_screen_has_a_serious_fault_in_light_or_dark_on_a_desk_or_a_phone() {
    let server = Server::on_sqlite();
    let (postfix, business) = open(&server);
    furnish(&server, &business, &postfix);
    let env = [("EMAIL", "ada@bright.test"), ("PASSWORD", "correct horse battery 9")];
    let began = Instant::now();
    browser::run("screens.mjs", &server.base(), &env);
    println!("every screen: {:.1} s", began.elapsed().as_secs_f64());
}

/// One sale, not paid yet, and something of what needs no sale.
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
}

//! Somebody who never wrote code builds the nudge for unsigned proposals in the browser, from nothing, in at most 25
//! actions, and publishes it in practice mode; a second version is compared with the first. Then automations that ask
//! for fields of their own: a button on a record, and an address another program calls.

use serde_json::json;
use stories::bed::server::Server;
use stories::business::{Business, in_the_browser};

#[test]
fn a_newcomer_builds_an_automation_in_at_most_25_actions() {
    let server = Server::on_sqlite();
    Business::set_up(&server);
    in_the_browser("automation.mjs", &server.base(), &[("ACTIONS", "25")]);
    server.verify();
}

#[test]
fn what_a_button_asks_for_and_a_call_brings_is_used_and_shown() {
    let server = Server::on_sqlite();
    let business = Business::set_up(&server);
    business.call("contact.add", &json!({ "name": "Grace Hopper", "email": "grace@navy.test" }));
    in_the_browser("given.mjs", &server.base(), &[]);
    server.verify();
}

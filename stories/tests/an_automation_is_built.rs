//! Somebody who never wrote code builds the nudge for unsigned proposals in the browser, from nothing, in at most 25
//! actions, and publishes it in practice mode; a second version is compared with the first. Then automations that ask
//! for fields of their own: a button on a record, and an address another program calls.

use serde_json::json;
use stories::bed::browser;
use stories::bed::server::Server;
use stories::business::Business;

#[test]
fn a_newcomer_builds_an_automation_in_at_most_25_actions() {
    let server = Server::on_sqlite();
    Business::set_up(&server);
    let env = [("EMAIL", "ada@bright.test"), ("PASSWORD", "correct horse battery 9"), ("ACTIONS", "25")];
    browser::run("automation.mjs", &server.base(), &env);
    server.verify();
}

#[test]
fn what_a_button_asks_for_and_a_call_brings_is_used_and_shown() {
    let server = Server::on_sqlite();
    let business = Business::set_up(&server);
    business.call("contact.add", &json!({ "name": "Grace Hopper", "email": "grace@navy.test" }));
    let env = [("EMAIL", "ada@bright.test"), ("PASSWORD", "correct horse battery 9")];
    browser::run("given.mjs", &server.base(), &env);
    server.verify();
}

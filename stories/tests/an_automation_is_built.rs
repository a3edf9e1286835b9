//! Somebody who never wrote code builds the nudge for unsigned proposals in the browser, from nothing, in at most 25
//! actions, and publishes it in practice mode; a second version is compared with the first.

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

//! Somebody who never wrote code builds the nudge for unsigned proposals in the browser, from nothing, in at most 25
//! actions, and publishes it in practice mode; a second version is compared with the first. Then automations that ask
//! for fields of their own: a button on a record, and an address another program calls. And a published one is changed,
//! tried and rehearsed as it was changed, and not published.

use serde_json::json;
use stories::bed::postfix::Postfix;
use stories::bed::server::Server;
use stories::business::{Business, Visitor, in_the_browser, pass};

const OLD: &str = "We look at your inquiry on Monday.";
const NEW: &str = "Ships are painted in the dry dock.";

/// One letter, a day after somebody asked.
const LETTER: &str = "automation: tell-how-we-work
owner: administrator
stand_in: manager
purpose: Whoever asks knows what comes next.
metric: {name: captured_to_qualified, start: lead.captured, end: lead.qualified, better: lower}
trigger: {fact: lead.captured}
subject: contact
enrol: {policy: always, if_active: skip}
deadline: {days: 30}
steps:
  - {id: pause, wait: {days: 2}}
  - id: letter
    do: message.send
    with: {contact: {cel: contact.id}, subject: Your inquiry, text: OLD, class: transactional, new_thread: true}
    expires_after: {days: 5}
    on_error: skip
";

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

#[test]
fn what_is_changed_is_tried_and_rehearsed_before_it_is_published() {
    let server = Server::on_sqlite();
    let (postfix, business) = (Postfix::start_new(), Business::set_up(&server));
    business.connect_mail(&postfix);
    // Only what the draft would do is asked for here.
    for one in business.get("/api/v1/automations/library")["items"].as_array().expect("a list") {
        business.call("automation.switch", &json!({ "automation": one["automation"], "on": false }));
    }
    Visitor::opens(&server).sends(&server, "grace@navy.test").must_be(200);
    let automation = business.let_loose(&LETTER.replace("OLD", OLD));
    let id = automation.as_str().unwrap_or_default();
    pass(&server, 10 * 86_400);
    // What the staff is told in ten days has left before; from now on no time passes.
    let left = || {
        server.client().post("/proof/rest", &json!({})).must_be(200);
        postfix.rests();
        postfix.delivered().len()
    };
    let before = left();
    let env = [("AUTOMATION", id), ("OLD", OLD), ("NEW", NEW), ("OLD_DAYS", "2"), ("NEW_DAYS", "5")];
    in_the_browser("tried.mjs", &server.base(), &env);
    assert_eq!(left(), before, "nothing leaves");
    assert_eq!(postfix.messages_for("grace@navy.test").len(), 0, "nothing leaves for her");
    let business = Business::sign_in(&server);
    assert_eq!(business.get("/api/v1/outbox?limit=50")["page"]["items"], json!([]), "nothing waits to leave");
    assert_eq!(business.get("/api/v1/runs?limit=50")["items"], json!([]), "no run has begun");
    let published = business.get(&format!("/api/v1/automations/{id}"));
    assert_eq!(published["version"], 1, "nothing is published");
    assert!(published["text"].as_str().is_some_and(|text| text.contains(OLD) && !text.contains(NEW)));
    server.verify();
}

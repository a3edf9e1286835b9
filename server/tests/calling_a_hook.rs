//! The address another system calls, over HTTP as it stands open to the world: who may knock, with what, how often;
//! and what a call that was accepted leads to.
#![allow(clippy::unwrap_used)] // a test may fail so

mod program;

use program::{SETUP, Server, out, run, scratch};
use serde_json::{Value as Json, json};

const ORDERS: &str = "
automation: orders
owner: administrator
stand_in: administrator
purpose: An order in the shop is work for us.
metric: {name: answers, start: lead.captured, end: lead.answered, better: lower}
trigger: {webhook: {fields: {total: {is: number, class: open}, email: text}}, contact: {cel: trigger.payload.email}}
subject: contact
enrol: {policy: always, if_active: parallel}
deadline: {days: 9}
steps:
  - id: call
    do: task.create
    with: {title: {cel: '\"Order of \" + string(trigger.payload.total)'}, contact: {cel: contact.id}}
";

/// Publishes the automation and opens its hook; the path of the address.
fn hook(server: &Server, cookie: &str) -> (Json, String) {
    let call = |verb: &str, body: &Json| {
        let (status, _, said) = server.send("POST", &format!("/api/v1/call/{verb}"), cookie, body);
        assert_eq!(status, 200, "{verb}: {said}");
        said["answer"].clone()
    };
    let checked = call("automation.check", &json!({ "text": ORDERS }));
    let warnings = checked["problems"].as_array().unwrap().iter();
    let reasons: Vec<Json> =
        warnings.map(|one| json!({ "code": one["code"], "at": one["at"], "reason": "a test" })).collect();
    let published = call("automation.publish", &json!({ "text": ORDERS, "reasons": reasons }));
    call("automation.set_mode", &json!({ "automation": published["id"], "mode": "automatic" }));
    call("automation.switch", &json!({ "automation": published["id"], "on": true }));
    let address = call("automation.renew_hook", &json!({ "automation": published["id"] }));
    let url = address["url"].as_str().unwrap();
    (published["id"].clone(), url[url.find("/hooks/").unwrap()..].to_owned())
}

fn knock(server: &Server, path: &str, body: &str) -> (u16, Json) {
    let (status, _, said) = server.send_text(("POST", path), &[], body);
    (status, said)
}

/// A5, K9: the same call is one run, and whoever is told 202 finds the run or the reason.
#[test]
fn a_call_is_accepted_once_and_whatever_is_wrong_with_it_is_said() {
    let kept = scratch();
    let dir = kept.path();
    out(&run(dir, &["setup"], SETUP));
    let server = Server::start(dir);
    let cookie = server.sign_in();
    let (automation, path) = hook(&server, &cookie);
    let order = json!({ "total": 9, "email": "zoe@customer.test" }).to_string();
    let first = knock(&server, &path, &order);
    assert_eq!(first, (202, json!({ "accepted": true, "again": false })));
    assert_eq!(
        knock(&server, &path, &order),
        (202, json!({ "accepted": true, "again": true })),
        "the same body"
    );
    let keyed = [("idempotency-key", "order-7")];
    let other = json!({ "total": 7, "email": "zoe@customer.test" }).to_string();
    assert_eq!(server.send_text(("POST", &path), &keyed, other.as_str()).2["again"], false);
    let again = json!({ "total": 8, "email": "zoe@customer.test" }).to_string();
    assert_eq!(server.send_text(("POST", &path), &keyed, again.as_str()).2["again"], true, "the same key");

    for broken in
        ["", "{", "[1]", "\"order\"", "total=9", "{\"total\": 9}", "{\"total\": \"9\", \"email\": \"a@b.c\"}"]
    {
        let (status, said) = knock(&server, &path, broken);
        assert!(status == 422 || status == 400, "{broken}: {status} {said}");
        assert!(said["detail"].is_string() && said["code"].is_string(), "{broken}: {said}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(knock(&server, &path, &deep).0, 422, "however deep it is");
    let large = json!({ "total": 9, "email": "x".repeat(1 << 20) }).to_string();
    assert_eq!(knock(&server, &path, &large).0, 413);
    for guessed in ["/hooks/", "/hooks/0000", &format!("{path}0"), &path[..path.len() - 1]] {
        assert_eq!(knock(&server, guessed, &order).0, 404, "{guessed}");
    }
    assert_eq!(server.send("GET", &path, "", &json!({})).0, 405);

    let mut titles = vec![];
    for _ in 0..200 {
        let tasks = server.send("GET", "/api/v1/tasks", &cookie, &json!({})).2;
        titles = tasks["items"].as_array().unwrap().iter().map(|task| task["title"].clone()).collect();
        if titles.len() >= 2 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    titles.sort_by_key(Json::to_string);
    assert_eq!(titles, ["Order of 7", "Order of 9"], "each order is one task");
    let log = format!("/api/v1/automations/{}/hook", automation.as_str().unwrap());
    let calls = server.send("GET", &log, &cookie, &json!({})).2["calls"].clone();
    let calls = calls.as_array().unwrap();
    let (started, refused): (Vec<&Json>, Vec<&Json>) =
        calls.iter().partition(|call| call["state"] == "started");
    assert!(started.len() == 2 && started.iter().all(|call| call["run"].is_string()), "{calls:?}");
    let why = |call: &&Json| call["state"] == "refused" && call["reason"].is_string();
    assert!(!refused.is_empty() && refused.iter().all(why), "what was turned away is kept: {calls:?}");
    server.end();
}

/// A43: somebody who calls without end is slowed down, and others are not.
#[test]
fn whoever_calls_too_often_is_told_to_wait() {
    let kept = scratch();
    let dir = kept.path();
    out(&run(dir, &["setup"], SETUP));
    let server = Server::start(dir);
    let cookie = server.sign_in();
    let (_, path) = hook(&server, &cookie);
    let mut statuses = std::collections::BTreeMap::new();
    for n in 0..160 {
        let order = json!({ "total": n, "email": "zoe@customer.test" }).to_string();
        *statuses.entry(knock(&server, &path, &order).0).or_insert(0) += 1;
    }
    assert!(statuses[&202] >= 120 && statuses[&429] >= 10, "{statuses:?}");
    assert_eq!(server.send("GET", "/api/v1/me", &cookie, &json!({})).0, 200, "the staff are not slowed down");
    server.end();
}

//! P20, X3: the mail server breaks while three hundred messages wait. That is one exception; its owner hears of it in
//! the app and on a phone, for mail cannot carry the word; and with the server back all of them leave.

use std::time::Duration;

use serde_json::{Value as Json, json};
use stories::bed::postfix::Postfix;
use stories::bed::push::PushService;
use stories::bed::server::Server;
use stories::bed::until;
use stories::business::{Business, in_the_browser, pass};

const MESSAGES: usize = 300;
const PATIENCE: Duration = Duration::from_secs(120);

/// A phone of the administrator takes push from this service.
fn phone(business: &Business) -> PushService {
    let service = PushService::start();
    let rules = json!({ "rv": 0, "hand_on_minutes": 30, "push_services": [service.origin] });
    business.call("attention.change", &rules);
    business.call("device.add", &service.subscription("phone"));
    service
}

fn write(server: &Server, business: &Business) {
    let contact =
        business.call("contact.add", &json!({ "name": "Grace Hopper", "email": "grace@customer.test" }));
    for n in 0..MESSAGES {
        // Nobody sends that many in one minute.
        if n % 50 == 0 {
            pass(server, 60);
        }
        business.call(
            "message.send",
            &json!({
                "contact": contact["id"], "subject": format!("Word {n}"), "text": "Your ship is painted.",
                "class": "transactional",
            }),
        );
    }
}

fn open(business: &Business) -> Vec<Json> {
    business.get("/api/v1/exceptions")["items"].as_array().cloned().unwrap_or_default()
}

#[test]
fn a_mail_server_that_breaks_is_one_exception_that_reaches_its_owner_without_mail() {
    let server = Server::on_sqlite();
    let mut postfix = Postfix::start_new();
    let business = Business::set_up(&server);
    business.connect_mail(&postfix);
    let phone = phone(&business);
    postfix.stop();
    write(&server, &business);
    let exception = until("the exception about the mail server", PATIENCE, || {
        pass(&server, 60);
        open(&business).into_iter().find(|one| one["code"] == "mail.unreachable")
    });
    let told = until("the word on the phone", PATIENCE, || {
        phone.got().into_iter().find(|got| got.words["title"] == exception["title"])
    });
    assert_eq!((&told.words["urgent"], told.header("urgency")), (&json!(true), "high"));
    // What is said of the machine it runs on is none of this story.
    let aside = ["conservation.no_next_step", "disk.low"];
    let codes: Vec<Json> = open(&business).iter().map(|one| one["code"].clone()).collect();
    let ours = codes.iter().filter(|code| !aside.iter().any(|other| **code == *other));
    assert_eq!(ours.count(), 1, "{codes:?}");
    let bell = business.get("/api/v1/notifications")["items"].as_array().cloned().unwrap_or_default();
    let bell = bell.into_iter().find(|one| one["title"] == exception["title"]).unwrap_or_default();
    assert_eq!((&bell["title"], &bell["urgent"]), (&exception["title"], &json!(true)));
    assert!(bell["text"].as_str().is_some_and(|text| text.contains("Mail cannot carry this word")), "{bell}");
    assert_eq!(business.get("/api/v1/health")["reach"]["mail_works"], false);

    postfix.start();
    until("all of them to arrive", PATIENCE, || {
        pass(&server, 60);
        (postfix.messages_for("grace@customer.test").len() == MESSAGES).then_some(())
    });
    until("the exception to settle by itself", PATIENCE, || {
        let still = open(&business).iter().any(|one| one["code"] == "mail.unreachable");
        (!still).then_some(())
    });
    assert_eq!(postfix.messages_for("grace@customer.test").len(), MESSAGES, "each left once");
    assert_eq!(business.get("/api/v1/health")["reach"]["mail_works"], true);
    server.verify();
}

const TITLE: &str = "A lead was not called within an hour";

#[test]
fn the_app_installs_on_a_phone_and_shows_a_push() {
    let server = Server::on_sqlite();
    let business = Business::set_up(&server);
    business.call(
        "notification.send",
        &json!({
            "to": "administrator", "title": TITLE, "urgent": true,
        }),
    );
    in_the_browser("installs.mjs", &server.base(), &[]);
    let bell = business.get("/api/v1/notifications");
    let told = bell["items"].as_array().into_iter().flatten().find(|one| one["title"] == TITLE);
    let told = told.expect("it is in the list");
    assert!(told["seen_at"].is_string(), "what was opened from the phone was seen: {told}");
}

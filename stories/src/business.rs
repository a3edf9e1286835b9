//! A business on a running server: set up, with a real mail server behind it, as a person would through the API.

use serde_json::{Value as Json, json};

use crate::bed::browser;
use crate::bed::client::{Answer, Client};
use crate::bed::postfix::Postfix;
use crate::bed::server::Server;

/// The administrator, Ada.
pub const EMAIL: &str = "ada@bright.test";
const PASSWORD: &str = "correct horse battery 9";

/// How she signs in.
pub fn credentials() -> Json {
    json!({ "email": EMAIL, "password": PASSWORD })
}

/// Runs a story of `stories/browser/` at this address, in which she can sign in (`session.mjs`).
pub fn in_the_browser(story: &str, base: &str, env: &[(&str, &str)]) {
    browser::run(story, base, &[&[("EMAIL", EMAIL), ("PASSWORD", PASSWORD)], env].concat());
}

/// The administrator's hands: a client that is signed in.
pub struct Business {
    pub admin: Client,
}

/// What the first run in the browser sends.
fn setup() -> Json {
    let open = json!(["00:00-23:59"]);
    json!({
        "business": {
            "name": "Bright Studio", "legal_name": "Bright Studio GmbH", "tax_id": "12/345/67890",
            "address": { "street": "Hauptstr. 1", "postal_code": "10115", "city": "Berlin", "country": "DE" },
            "tax_rates": [{ "name": "Standard", "rate": 1900 }], "currency": "EUR", "locale": "en",
            "zone": "Europe/Berlin", "iban": "DE89370400440532013000", "email": "hello@bright.test",
            "hours": { "monday": open, "tuesday": open, "wednesday": open, "thursday": open, "friday": open },
        },
        "administrator": { "name": "Ada", "email": EMAIL, "password": PASSWORD },
    })
}

impl Business {
    /// Sets the business up; mail waits until `connect_mail`.
    pub fn set_up(server: &Server) -> Business {
        let admin = server.client();
        admin.post("/api/v1/setup", &setup()).must_be(200);
        Business { admin }
    }

    /// The same administrator, in another session.
    pub fn sign_in(server: &Server) -> Business {
        let admin = server.client();
        admin.post("/api/v1/session", &credentials()).must_be(200);
        Business { admin }
    }

    /// Sends through this Postfix from now on, encrypted, trusting its own authority.
    pub fn connect_mail(&self, postfix: &Postfix) {
        let authority = std::fs::read_to_string(postfix.ca_file()).expect("the bed has a certificate");
        let mail = json!({
            "from_name": "Bright Studio", "from_address": "hello@bright.test", "reply_to": EMAIL,
            "host": "localhost", "port": postfix.submission, "security": "start_tls", "ca_pem": authority,
        });
        self.call("mail.change", &mail);
    }

    /// Nobody is turned away for asking often, once the server has started again.
    pub fn lift_limits(&self) {
        let many = json!({ "burst": 1_000_000, "per_minute": 1_000_000 });
        let limits = json!({ "form": many, "page": many, "api": many, "public": many, "hook": many });
        self.call("limits.change", &json!({ "rv": 0, "settings": limits }));
    }

    /// Any command, by name; its answer.
    pub fn call(&self, verb: &str, body: &Json) -> Json {
        let said = self.ask(verb, body);
        said.get("answer").unwrap_or_else(|| panic!("{verb} is a query: ask it")).clone()
    }

    /// Any query, by name.
    pub fn ask(&self, verb: &str, body: &Json) -> Json {
        self.admin.post(&format!("/api/v1/call/{verb}"), body).must_be(200).json()
    }

    /// Publishes an automation, with a reason for whatever it is warned of, and switches it on; its id.
    pub fn publish(&self, text: &str) -> Json {
        let checked = self.call("automation.check", &json!({ "text": text }));
        let problems = checked["problems"].as_array().cloned().unwrap_or_default();
        let wrong: Vec<&Json> = problems.iter().filter(|one| one["level"] != "warning").collect();
        assert!(wrong.is_empty(), "{wrong:?} of\n{text}");
        let reason = |one: &Json| json!({ "code": one["code"], "at": one["at"], "reason": "It is meant so" });
        let reasons: Vec<Json> = problems.iter().map(reason).collect();
        let published = self.call("automation.publish", &json!({ "text": text, "reasons": reasons }));
        self.call("automation.switch", &json!({ "automation": published["id"], "on": true }));
        published["id"].clone()
    }

    /// The same, and it acts by itself.
    pub fn let_loose(&self, text: &str) -> Json {
        let automation = self.publish(text);
        self.call("automation.set_mode", &json!({ "automation": automation, "mode": "automatic" }));
        automation
    }

    /// A query by its address.
    pub fn get(&self, path: &str) -> Json {
        self.admin.get(path).must_be(200).json()
    }
}

/// A stranger on the hosted page: opens it, takes their time, sends it without script.
pub struct Visitor {
    client: Client,
    token: String,
}

impl Visitor {
    pub fn opens(server: &Server) -> Visitor {
        let client = server.client().always("accept", "text/html");
        let page = client.get("/f/contact?utm_source=google").must_be(200).body;
        let token = page.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let token = token.expect("the page carries a token").to_owned();
        Visitor { client, token }
    }

    /// Sends the form; nobody types in less than two seconds, so the server's clock passes three.
    pub fn sends(&self, server: &Server, email: &str) -> Answer {
        pass(server, 3);
        self.sends_again(email)
    }

    /// The same page once more, at once.
    pub fn sends_again(&self, email: &str) -> Answer {
        let body = format!(
            "token={}&name=Grace+Hopper&email={}&message=Do+you+paint+ships%3F&source.utm_source=google",
            self.token,
            email.replace('@', "%40")
        );
        self.client.form("/f/contact", &body)
    }
}

/// The server's clock goes forward, through the hook that only a test build has.
pub fn pass(server: &Server, seconds: i64) {
    server.client().post("/proof/clock", &json!({ "pass_ms": seconds * 1000 })).must_be(200);
}

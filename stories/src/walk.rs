//! Two customers walk along every automation that is shipped, one who buys and one who says nothing, while the program
//! dies at a chosen place again and again; and what came of them.
//!
//! Invariant: whatever is done here may be done again: by its key, by its page, or after looking whether it is done.

mod outcome;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use ureq::http::Method;

use crate::bed::client::{Answer, Client};
use crate::bed::postfix::Postfix;
use crate::bed::server::Server;
use crate::bed::until;
use crate::business::{Business, credentials};

pub use outcome::Outcome;

const MINUTE: i64 = 60_000;
const DAY: i64 = 1440 * MINUTE;
const PATIENCE: Duration = Duration::from_secs(60);
/// What a dead process held is let go by then, by the server's clock.
const LEASES: i64 = 130_000;
const NET: i64 = 250_000;
const ACCOUNT: &str = "DE89370400440532013000";

/// A house that outlives its processes.
pub struct House {
    server: Server,
    postfix: Postfix,
    staff: Client,
    /// How far its clock was put ahead.
    ahead_ms: i64,
    /// The midnight at which this walk began, and how many days it has taken.
    monday_ms: i64,
    day: i64,
    /// What people have done in this walk.
    acts: i64,
    /// How often it died.
    pub deaths: usize,
    /// The most visits of each place in one stage.
    pub visits: BTreeMap<String, u64>,
    /// Messages nobody knew of whether they had left, which had: nobody tells the house so.
    unknown: usize,
    /// Of the last walk.
    contacts: Vec<Json>,
}

/// The place of death, and at which visit of a stage.
pub type Place<'p> = Option<(&'p str, u64)>;

/// `None`: the connection broke, so the program is dead.
type Done = Option<()>;

impl House {
    pub fn begin(mut server: Server) -> House {
        let postfix = Postfix::start_new();
        let business = Business::set_up(&server);
        business.connect_mail(&postfix);
        business.lift_limits();
        let all = business.get("/api/v1/automations?limit=50");
        for one in all["items"].as_array().expect("a list").iter().filter(|one| one["on"] == false) {
            business.call("automation.switch", &json!({ "automation": one["id"], "on": true }));
        }
        // A walk has sixty nights, and each would make a backup and restore it to prove it.
        std::fs::write(server.data().join("backups"), "no backups here")
            .expect("the data folder is writable");
        // Rates are read at the start.
        server.start_again();
        let staff = server.client();
        House {
            server,
            postfix,
            staff,
            ahead_ms: 0,
            monday_ms: 0,
            day: 0,
            acts: 0,
            deaths: 0,
            visits: BTreeMap::new(),
            unknown: 0,
            contacts: vec![],
        }
    }

    pub fn server(&self) -> &Server {
        &self.server
    }

    /// One walk; the program dies once in each stage that comes to this place so often.
    pub fn walk(&mut self, name: &str, at: Place<'_>) -> Outcome {
        let (buyer, silent) = (format!("grace-{name}@customer.test"), format!("sam-{name}@customer.test"));
        self.until_monday();
        let tokens = [self.token(), self.token()];
        // Nobody fills in a form at once.
        self.pass(10_000).expect("nothing kills it now");
        let who = [buyer.clone(), silent.clone()];
        self.act(at, |house| {
            who.iter().zip(&tokens).try_for_each(|(email, token)| house.inquires(email, token))
        });
        let lead = self.lead(&buyer);
        let mut sale = json!({ "lead": lead["id"], "contact": lead["contact"] });
        let silent_one = self.lead(&silent)["contact"].clone();
        self.days(at, 1);
        self.act(at, |house| {
            house.agrees(&sale["contact"])?;
            house.agrees(&silent_one)?;
            let answer = json!({ "lead": sale["lead"], "text": "We do paint ships. Which one is it?" });
            house.call(&format!("answer-{name}"), "message.send", &answer).map(drop)
        });
        self.days(at, 4);
        self.buys(at, name, &buyer, &mut sale);
        self.is_served(at, name, &sale);
        self.is_heard_of_no_more(at);
        self.outcome(&sale, [&buyer, &silent], [&sale["contact"], &silent_one])
    }

    fn buys(&mut self, at: Place<'_>, name: &str, buyer: &str, sale: &mut Json) {
        self.act(at, |house| house.is_offered(name, sale));
        self.days(at, 5);
        let offer = self.link(buyer, "/p/");
        self.act(at, |house| house.form(&format!("{offer}/view"), "").map(drop));
        self.days(at, 6);
        self.days(at, 3);
        self.leap(22);
        self.act(at, |house| house.signs(sale, buyer, &offer));
        self.days(at, 1);
    }

    fn is_served(&mut self, at: Place<'_>, name: &str, sale: &Json) {
        self.act(at, |house| house.is_delivered(name, sale));
        // The stand-in has the project too, and what the work needs is asked for.
        self.days(at, 8);
        self.act(at, |house| house.is_finished(name, sale));
        // Three days before the invoice is due, and a week after.
        self.leap(33);
        self.days(at, 3);
        self.leap(43);
        self.days(at, 3);
        self.leap(48);
        self.act(at, |house| house.is_paid(name, sale));
        self.days(at, 3);
        // How it was, is asked.
        self.days(at, 3);
    }

    /// The silent one was put off for ninety days on the eleventh, and is asked the day after they are over. The buyer
    /// is asked 275 days after the payment, and called after ten more.
    fn is_heard_of_no_more(&mut self, at: Place<'_>) {
        self.leap(100);
        self.days(at, 3);
        self.leap(323);
        self.days(at, 2);
        self.leap(333);
        self.days(at, 2);
        self.leap(338);
    }

    /// One stage: done again until it is done and everything rests.
    fn stage(&mut self, at: Place<'_>, mut act: impl FnMut(&mut House) -> Done) {
        self.arm(at);
        while act(self).and_then(|()| self.rest()).is_none() {
            self.revive();
        }
        self.note_visits();
    }

    /// What people do, each at an hour of its own however late the house is, and each earlier in the day than the one
    /// before: what waits whole days since then is due after it in every walk, or before it in every walk.
    fn act(&mut self, at: Place<'_>, mut does: impl FnMut(&mut House) -> Done) {
        let hour = self.monday_ms + self.day * DAY + (230 - 20 * self.acts) * MINUTE;
        self.acts += 1;
        self.stage(at, |house| {
            house.reach(hour)?;
            house.rest()?;
            does(house)
        });
    }

    /// So many days pass, half a day at a time: whatever waits for an hour of the day has its hour.
    fn days(&mut self, at: Place<'_>, days: i64) {
        let morning = self.monday_ms + self.day * DAY + 240 * MINUTE;
        self.day += days;
        self.stage(at, |house| {
            (0..2 * days).try_for_each(|half| {
                house.reach(morning + half * DAY / 2)?;
                house.rest()
            })
        });
    }

    /// To a later day of the walk at once, and nothing dies: what falls due meanwhile is done late, all of it.
    fn leap(&mut self, day: i64) {
        self.arm(None);
        self.day = day;
        self.reach(self.monday_ms + day * DAY).expect("nothing kills it now");
        self.rest().expect("nothing kills it now");
    }

    /// Every walk begins in the night to a Monday: each wait is as long in each walk.
    fn until_monday(&mut self) {
        let now = self.now_ms().expect("nothing kills it now");
        // 1 January 1970 was a Thursday.
        self.monday_ms = now + (4 * DAY - now).rem_euclid(7 * DAY);
        (self.day, self.acts) = (0, 0);
        self.reach(self.monday_ms).expect("nothing kills it now");
        self.rest().expect("nothing kills it now");
    }

    /// The clock comes to an instant; where it is past it nothing happens.
    fn reach(&mut self, instant_ms: i64) -> Done {
        match instant_ms - self.now_ms()? {
            left if left > 0 => self.pass(left),
            _ => Some(()),
        }
    }

    fn now_ms(&self) -> Option<i64> {
        self.sent("/proof/clock", &json!({ "pass_ms": 0 }), None)?.must_be(200).json()["now_ms"].as_i64()
    }

    fn arm(&self, at: Place<'_>) {
        let body = at.map_or(json!({}), |(at, count)| json!({ "at": at, "count": count }));
        self.server.client().post("/proof/crash", &body).must_be(200);
    }

    fn note_visits(&mut self) {
        let said = self.server.client().post("/proof/crash", &json!({})).must_be(200).json();
        for (place, visits) in said["visits"].as_object().into_iter().flatten() {
            let most = self.visits.entry(place.clone()).or_default();
            *most = visits.as_u64().unwrap_or(0).max(*most);
        }
    }

    /// It is dead: it starts on the same folder, with the clock where it was, and lets go what the dead one held.
    fn revive(&mut self) {
        self.server.wait_for_death();
        self.deaths += 1;
        self.server.set_env("THROUGHLINE_AHEAD_MS", Some(&self.ahead_ms.to_string()));
        self.server.start_again();
        self.rest().expect("nothing kills it now");
        self.pass(LEASES).expect("nothing kills it now");
        self.rest().expect("nothing kills it now");
        // At once: a run that waits for an answer is late for what comes after.
        self.answers_for_what_is_unknown().expect("nothing kills it now");
    }

    fn pass(&mut self, ms: i64) -> Done {
        self.ahead_ms += ms;
        self.server.set_env("THROUGHLINE_AHEAD_MS", Some(&self.ahead_ms.to_string()));
        self.sent("/proof/clock", &json!({ "pass_ms": ms }), None).map(|answer| drop(answer.must_be(200)))
    }

    fn rest(&mut self) -> Done {
        let answer = self.sent("/proof/rest", &json!({}), None)?;
        assert_eq!(answer.status, 200, "the house does not come to rest: {}", answer.body);
        Some(())
    }

    fn sent(&self, path: &str, body: &Json, key: Option<&str>) -> Option<Answer> {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        self.staff.try_send(Method::POST, path, &headers, &body.to_string()).ok()
    }

    /// A verb by the owner, under a key: again is the same. Whoever was away for a night signs in again.
    fn call(&mut self, key: &str, verb: &str, body: &Json) -> Option<Json> {
        let path = format!("/api/v1/call/{verb}");
        let mut answer = self.sent(&path, body, Some(key))?;
        if answer.status == 401 {
            self.sign_in()?;
            answer = self.sent(&path, body, Some(key))?;
        }
        assert_eq!(answer.status, 200, "{verb}: {}", answer.body);
        Some(answer.json()["answer"].clone())
    }

    fn sign_in(&mut self) -> Done {
        self.staff = self.server.client();
        self.sent("/api/v1/session", &credentials(), None).map(|answer| drop(answer.must_be(200)))
    }

    fn get(&mut self, path: &str) -> Option<Json> {
        let answer = self.staff.try_send(Method::GET, path, &[], "").ok()?;
        if answer.status == 401 {
            self.sign_in()?;
            return self.get(path);
        }
        Some(answer.must_be(200).json())
    }

    /// With nothing armed.
    fn read(&mut self, path: &str) -> Json {
        self.get(path).expect("nothing kills it now")
    }

    fn form(&self, page: &str, body: &str) -> Option<Answer> {
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        let path = page.trim_start_matches(&self.server.base()).to_owned();
        let answer = self.server.client().try_send(Method::POST, &path, &kind, body).ok()?;
        assert!(answer.status < 400, "{path}: {} {}", answer.status, answer.body);
        Some(answer)
    }
}

/// What the people do.
impl House {
    fn token(&self) -> String {
        let page = self.server.client().get("/api/v1/forms/by-slug/contact").must_be(200).json();
        page["token"].as_str().expect("the page carries a token").to_owned()
    }

    fn inquires(&self, email: &str, token: &str) -> Done {
        let answers = json!({ "name": email, "email": email, "message": "Do you paint ships?" });
        let body = json!({ "answers": answers, "token": token });
        let path = "/api/v1/forms/by-slug/contact/submissions";
        let headers = [("content-type", "application/json")];
        let sent = self.server.client().try_send(Method::POST, path, &headers, &body.to_string()).ok()?;
        assert!(sent.status == 200 && !sent.body.contains("review"), "{}: {}", sent.status, sent.body);
        Some(())
    }

    /// To hear from us unasked.
    fn agrees(&mut self, contact: &Json) -> Done {
        let consent = json!({ "contact": contact, "purpose": "news", "given": true, "how": "on the phone" });
        self.call(&format!("agrees-{contact}"), "consent.record", &consent).map(drop)
    }

    fn lead(&mut self, name: &str) -> Json {
        let leads = self.read("/api/v1/leads?limit=200");
        let mut all = leads["items"].as_array().expect("a list").iter();
        all.find(|lead| lead["contact_name"] == name).unwrap_or_else(|| panic!("no lead of {name}")).clone()
    }

    fn is_offered(&mut self, name: &str, sale: &mut Json) -> Done {
        let value = json!({ "minor": NET, "currency": "EUR" });
        let qualify = json!({ "lead": sale["lead"], "value": value });
        self.call(&format!("qualify-{name}"), "lead.qualify", &qualify)?;
        let lead = sale["lead"].as_str().unwrap_or_default().to_owned();
        sale["deal"] = self.get(&format!("/api/v1/leads/{lead}"))?["deal"].clone();
        let draft = json!({ "deal": sale["deal"] });
        let draft = self.call(&format!("draft-{name}"), "proposal.draft", &draft)?;
        sale["proposal"] = draft["id"].clone();
        let line = json!({
            "title": "Painting one ship", "unit": "ship", "quantity": "1", "rate": 1900, "optional": false,
            "chosen": true, "unit_price": value,
        });
        let change = json!({
            "proposal": sale["proposal"], "title": "A painted ship", "lines": [line], "valid_until": self.day(60)?,
            "plan": [{ "title": "The painted ship", "share": 10_000, "due_days": 14 }],
            "brief": [{ "id": "blue", "question": "Which blue?", "required": true }],
        });
        self.call(&format!("price-{name}"), "proposal.change", &change)?;
        let send = json!({ "proposal": sale["proposal"] });
        self.call(&format!("send-{name}"), "proposal.send", &send).map(drop)
    }

    /// A day of the server's clock, so many days from now.
    fn day(&self, days: i64) -> Option<String> {
        let day = kernel::Timestamp::from_millisecond(self.now_ms()? + days * DAY).ok()?.to_string();
        Some(day[..10].to_owned())
    }

    /// The page of the newest mail to somebody that goes there.
    fn link(&self, email: &str, page: &str) -> String {
        let start = format!("{}{page}", self.server.base());
        until(&format!("a mail to {email} with {page}"), PATIENCE, || {
            let mails = self.postfix.messages_for(email);
            let text = mails.iter().rev().find_map(|mail| {
                mail.body_text(0).map(std::borrow::Cow::into_owned).filter(|text| text.contains(&start))
            })?;
            let at = text.find(&start)?;
            let whole = text[at..].split(|c: char| c.is_whitespace() || c == ')' || c == '>').next()?;
            Some(whole.to_owned())
        })
    }

    fn signs(&mut self, sale: &Json, email: &str, offer: &str) -> Done {
        let proposal = format!("/api/v1/proposals/{}", sale["proposal"].as_str()?);
        let known = self.get(&proposal)?;
        if known["state"] == "accepted" && self.is_signed(sale)? {
            return Some(());
        }
        if known["state"] != "accepted" {
            let buyer =
                "version=1&name=Grace&company=&street=Gartenstr.+5&postal_code=10117&city=Berlin&country=DE";
            self.form(&format!("{offer}/accept"), &format!("{buyer}&email={}", email.replace('@', "%40")))?;
        }
        // A code that was asked for before a death may come after it, and is not the one that counts any more.
        for _ in 0..5 {
            self.types_the_code(email, offer)?;
            self.rest()?;
            if self.is_signed(sale)? {
                return Some(());
            }
        }
        panic!("{email} does not get to sign");
    }

    fn types_the_code(&mut self, email: &str, offer: &str) -> Done {
        let before = self.codes(email).len();
        self.form(&format!("{offer}/code"), "")?;
        self.rest()?;
        let code =
            until("a code", PATIENCE, || self.codes(email).get(before..).and_then(<[String]>::last).cloned());
        let path = offer.trim_start_matches(&self.server.base()).to_owned();
        let page = self.server.client().try_send(Method::GET, &path, &[], "").ok()?.must_be(200).body;
        let seen = page.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let form = format!("seen={}&code={code}&name=Grace&consent=yes", seen.expect("what was seen"));
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.server.client().try_send(Method::POST, &format!("{path}/sign"), &kind, &form).ok().map(drop)
    }

    fn is_signed(&mut self, sale: &Json) -> Option<bool> {
        let deal = self.get(&format!("/api/v1/agreements?contact={}", sale["contact"].as_str()?))?;
        Some(deal["items"].as_array()?.iter().any(|one| one["state"] == "signed"))
    }

    fn codes(&self, email: &str) -> Vec<String> {
        let mails = self.postfix.messages_for(email);
        let texts = mails.iter().filter_map(|mail| Some(mail.body_text(0)?.into_owned()));
        let code = |text: String| {
            let mut words = text.split(|c: char| !c.is_ascii_digit());
            words.find(|word| word.len() == 6).map(str::to_owned)
        };
        texts.filter(|text| text.contains("here is your code")).filter_map(code).collect()
    }

    fn project(&mut self, sale: &Json) -> Option<Json> {
        let list = format!("/api/v1/projects?deal={}", sale["deal"].as_str()?);
        let began = Instant::now();
        let id = loop {
            if let Some(id) = self.get(&list)?["items"][0]["id"].as_str() {
                break id.to_owned();
            }
            assert!(began.elapsed() < PATIENCE, "the signature opened no project");
            std::thread::sleep(Duration::from_millis(50));
        };
        self.get(&format!("/api/v1/projects/{id}"))
    }

    fn is_delivered(&mut self, name: &str, sale: &Json) -> Done {
        let step = self.project(sale)?["steps"][0]["id"].clone();
        let accept = json!({ "milestone": step });
        self.call(&format!("accept-{name}"), "milestone.accept", &accept).map(drop)
    }

    fn is_finished(&mut self, name: &str, sale: &Json) -> Done {
        let finish = json!({ "project": self.project(sale)?["id"] });
        self.call(&format!("finish-{name}"), "project.finish", &finish).map(drop)
    }

    fn invoices(&mut self, sale: &Json) -> Option<Json> {
        self.get(&format!("/api/v1/invoices?contact={}", sale["contact"].as_str()?))
    }

    fn is_paid(&mut self, name: &str, sale: &Json) -> Done {
        let invoice = self.invoices(sale)?["items"][0].clone();
        let (number, cents) = (invoice["number"].as_str()?, invoice["gross"]["minor"].as_i64()?);
        let today = self.day(0)?;
        let booked = format!("{}.{}.{}", &today[8..], &today[5..7], &today[..4]);
        let head = "Booking date;Counterparty;Purpose;Amount;Currency";
        let amount = format!("{},{:02}", cents / 100, cents % 100);
        let text = format!("{head}\n{booked};Grace {name};Invoice {number};{amount};EUR\n");
        let file = format!("statement-{name}.csv");
        let import = json!({ "account": ACCOUNT, "name": file, "text": text });
        self.call(&format!("statement-{name}"), "statement.import", &import).map(drop)
    }

    /// What a person does about mail of unknown fate: looks whether it is there; what is not leaves again. By the
    /// outbox: several of one cause are one exception.
    fn answers_for_what_is_unknown(&mut self) -> Done {
        let outbox = self.get("/api/v1/outbox?limit=200")?;
        let entries = outbox["page"]["items"].as_array()?;
        for entry in entries.iter().filter(|entry| entry["state"] == "uncertain") {
            self.decides(entry)?;
        }
        let open = self.get("/api/v1/exceptions?limit=200")?["items"].clone();
        for one in open.as_array()? {
            let id = one["id"].as_str()?;
            if one["code"] == "mail.uncertain" {
                // A code: whoever waits for one asks for another.
                let close = json!({ "exception": id, "outcome": "They ask for another." });
                self.call(&format!("decide-{id}"), "exception.close", &close)?;
            }
            if one["code"] == "automation.parked" {
                let why = one["detail"].as_str().unwrap_or_default();
                assert!(why.contains("ended while it was sending"), "stuck for another reason: {one}");
                self.call(&format!("skip-{id}"), "exception.skip", &json!({ "exception": id }))?;
            }
        }
        Some(())
    }

    fn decides(&mut self, entry: &Json) -> Done {
        let (Some(contact), Some(message)) = (entry["contact"].as_str(), entry["message"].as_str()) else {
            return Some(());
        };
        let said = self.get(&format!("/api/v1/messages?contact={contact}&limit=200"))?;
        let found = said["items"].as_array()?.iter().find(|one| one["id"] == message).cloned();
        let name = found.and_then(|one| one["message_id"].as_str().map(str::to_owned));
        let arrived = self.has_arrived(&name.expect("a message has its name before it leaves"));
        let (key, body) = (format!("decide-{}-{}", entry["id"], self.deaths), json!({ "key": entry["key"] }));
        if arrived {
            self.unknown += 1;
            return self.call(&key, "mail.confirm", &body).map(drop);
        }
        self.call(&key, "mail.release", &body).map(drop)
    }
}

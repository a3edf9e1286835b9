//! The simulated people and the running program: HTTP, a real mail server, bank files, and the clock moved from
//! outside.
//!
//! Invariant: everything they know of the business stood on a page, in a mail or in an answer of the API.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use kernel::{Result, Timestamp, fault};
use serde_json::{Value as Json, json};
use simulate::{Business, Form, Kept, Page, Plan, Told};
use ureq::http::Method;

use crate::bed::client::{Answer, Client};
use crate::bed::postfix::{Postfix, header};
use crate::bed::server::Server;

/// How long a mail may be on its way between Postfix's acknowledgement and the mailbox.
const DELIVERY: Duration = Duration::from_secs(30);
const ZONE: &str = "Europe/Berlin";
/// The subject of the acknowledgement that is shipped.
const ACKNOWLEDGEMENT: &str = "We have your message";

pub struct World {
    server: Server,
    postfix: Postfix,
    staff: RefCell<Client>,
    /// The server's clock when it was asked last, in milliseconds.
    clock: Cell<i64>,
}

/// What a run has brought, and what was found true of it.
pub struct Lived {
    pub told: Told,
    pub kept: Kept,
    pub mails: usize,
}

impl World {
    /// A business that was set up a moment ago, and its mail server.
    pub fn begin(server: Server) -> Result<World> {
        let (postfix, staff) = (Postfix::start_new(), RefCell::new(server.client()));
        let world = World { server, postfix, staff, clock: Cell::new(0) };
        world.staff_sends("/api/v1/setup", &simulate::setup(ZONE))?;
        // Everybody comes from one address here.
        let many = json!({ "burst": 1_000_000, "per_minute": 1_000_000 });
        let limits = json!({ "form": many, "page": many, "api": many });
        at_once(world.act("limits.change", json!({ "rv": 0, "settings": limits })))?;
        at_once(world.pass(10))?;
        Ok(world)
    }

    /// So many days from now, then everything is checked. The error names the day.
    pub fn live(&self, seed: u64, days: i64, leads: Option<u64>) -> Result<Lived> {
        let end = Timestamp::from_second(self.now().as_second() + days * 86_400).map_err(fault)?;
        let told = at_once(simulate::live(self, &Plan { seed, end, leads }, &|_| ()))?;
        let at_the_end = |error: kernel::Error| fault(format!("after the last day: {error}"));
        let kept = at_once(simulate::check(self, &told)).map_err(at_the_end)?;
        let mails = self.nothing_was_mailed_twice(seed, &told).map_err(at_the_end)?;
        self.no_worker_failed().map_err(at_the_end)?;
        self.journal_verifies().map_err(at_the_end)?;
        Ok(Lived { told, kept, mails })
    }

    /// What people would find in the inbox of things no machine could finish: how many, by code.
    pub fn exceptions(&self) -> Result<BTreeMap<String, usize>> {
        let open = at_once(self.act("exception.list", json!({ "limit": 200 })))?;
        let mut codes = BTreeMap::new();
        for one in open["items"].as_array().into_iter().flatten() {
            *codes.entry(one["code"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
        }
        Ok(codes)
    }

    /// Each mail has arrived once, and each inquiry has one acknowledgement.
    fn nothing_was_mailed_twice(&self, seed: u64, told: &Told) -> Result<usize> {
        let delivered = self.postfix.delivered();
        let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
        let mut acknowledged: BTreeMap<String, usize> = BTreeMap::new();
        for mail in &delivered {
            *ids.entry(header(mail, "Message-ID")).or_default() += 1;
            if mail.subject() == Some(ACKNOWLEDGEMENT) {
                *acknowledged.entry(header(mail, "Delivered-To").to_lowercase()).or_default() += 1;
            }
        }
        if let Some((id, times)) = ids.iter().find(|(_, times)| **times > 1) {
            return Err(fault(format!("the mail {id} arrived {times} times")));
        }
        for n in 0..told.inquiries {
            let address = simulate::person(seed, n).email.to_lowercase();
            let times = acknowledged.get(&address).copied().unwrap_or_default();
            let wrong = || fault(format!("{address} inquired once and was acknowledged {times} times"));
            (times == 1).then_some(()).ok_or_else(wrong)?;
        }
        Ok(delivered.len())
    }

    fn no_worker_failed(&self) -> Result<()> {
        let log = self.server.log();
        let failed = log.lines().find(|line| line.contains("a round failed"));
        failed.map_or(Ok(()), |line| Err(fault(format!("a worker failed: {line}"))))
    }

    fn journal_verifies(&self) -> Result<()> {
        let output = self.server.beside(&["journal", "verify"]).output().map_err(fault)?;
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        if output.status.success() { Ok(()) } else { Err(fault(said)) }
    }

    fn staff_sends(&self, path: &str, body: &Json) -> Result<Answer> {
        let headers = [("content-type", "application/json")];
        let staff = self.staff.borrow();
        staff.try_send(Method::POST, path, &headers, &body.to_string()).map_err(fault)
    }

    /// As the owner; who was away for a night signs in again.
    fn owner_sends(&self, path: &str, body: &Json) -> Result<Answer> {
        let answer = self.staff_sends(path, body)?;
        if answer.status != 401 {
            return Ok(answer);
        }
        *self.staff.borrow_mut() = self.server.client();
        let who = json!({ "email": simulate::EMAIL, "password": simulate::PASSWORD });
        self.staff_sends("/api/v1/session", &who)?;
        self.staff_sends(path, body)
    }

    /// A door of the proof; its answer says what time it is.
    fn proof(&self, door: &str, body: &Json) -> Result<()> {
        let headers = [("content-type", "application/json")];
        let client = self.server.client();
        let answer = client.try_send(Method::POST, door, &headers, &body.to_string()).map_err(fault)?;
        let now = answer.json()["now_ms"].as_i64();
        self.clock.set(now.ok_or_else(|| fault(format!("{door}: {} {}", answer.status, answer.body)))?);
        Ok(())
    }

    fn newest(&self, address: &str, words: &str) -> Option<String> {
        let mails = self.postfix.messages_for(address);
        let mut texts = mails.iter().filter_map(|mail| Some(mail.body_text(0)?.into_owned()));
        texts.rfind(|text| text.contains(words))
    }
}

impl Business for World {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.clock.get()).expect("the server's clock shows a day in this era")
    }

    fn mail_server(&self) -> Json {
        let authority = std::fs::read_to_string(self.postfix.ca_file()).expect("the bed has a certificate");
        json!({
            "host": "localhost", "port": self.postfix.submission, "security": "start_tls", "ca_pem": authority,
        })
    }

    async fn act(&self, verb: &str, input: Json) -> Result<Json> {
        let answer = self.owner_sends(&format!("/api/v1/call/{verb}"), &input)?;
        let wrong = || fault(format!("{verb}: {} {}", answer.status, answer.body));
        if answer.status != 200 {
            return Err(wrong());
        }
        // A command's view stands beside its undo; a query's is the whole body.
        let mut body = answer.json();
        Ok(if body["answer"].is_null() { body } else { body["answer"].take() })
    }

    async fn knock(&self, path: &str, form: Option<&Form<'_>>) -> Result<Page> {
        let client = self.server.client();
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        let answer = match form {
            None => client.try_send(Method::GET, path, &[], ""),
            Some(form) => {
                let mut body = form_urlencoded::Serializer::new(String::new());
                body.extend_pairs(form.iter().map(|(name, value)| (*name, value.as_str())));
                client.try_send(Method::POST, path, &kind, &body.finish())
            }
        };
        let Answer { status, body, .. } = answer.map_err(fault)?;
        Ok(Page { status, html: body })
    }

    async fn mail(&self, address: &str, words: &str) -> Result<Option<String>> {
        let began = Instant::now();
        loop {
            if let Some(found) = self.newest(address, words) {
                return Ok(Some(found));
            }
            if began.elapsed() > DELIVERY {
                let texts = self.postfix.messages_for(address).len();
                return Err(fault(format!("none of {texts} mails to {address} says `{words}`")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    async fn pass(&self, seconds: i64) -> Result<()> {
        self.proof("/proof/clock", &json!({ "pass_ms": seconds * 1000 }))
    }

    async fn work(&self) -> Result<()> {
        self.proof("/proof/rest", &json!({}))
    }

    /// The server's own clock brings them their turn.
    async fn watch(&self) -> Result<()> {
        self.work().await
    }
}

/// Nothing here waits for anything but blocking calls, so one poll is all of it.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => unreachable!("a blocking call is ready when it returns"),
    }
}

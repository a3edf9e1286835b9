//! Two customers and their records, as conditions see them, and what their acts change and tell.

use std::sync::{Arc, LazyLock};

use automation::sight::billing;
use condition::{Fields, Value};
use kernel::calendar::Zone;
use kernel::{ContactId, Id, Ref, Timestamp};
use serde_json::{Map, Value as Json};

use crate::happened::Records;
use crate::history::Act;

pub const ZONES: [Option<&str>; 5] = [
    Some("Europe/Berlin"),
    Some("America/New_York"),
    Some("Asia/Kathmandu"),
    None,
    Some("Australia/Lord_Howe"),
];

/// A customer.
#[derive(Debug, Clone)]
pub struct Person {
    number: u8,
    pub contact: ContactId,
    pub zone: Option<Zone>,
    pub has_email: bool,
    pub opted_out: bool,
    lead: &'static str,
    proposal: &'static str,
    agreement: &'static str,
    deal: &'static str,
    milestone: &'static str,
    invoice: &'static str,
    due_on: Timestamp,
    viewed: bool,
    /// They agreed to hear from us though they have not asked.
    pub wants_news: bool,
    /// A signed agreement becomes a project.
    pub delivers: bool,
    project: Project,
    /// A new inquiry is a new lead, and what follows from it is new as well.
    round: u8,
    pub records: Records,
}

/// Their newest project; it stays theirs when they inquire anew.
#[derive(Debug, Clone, Copy)]
struct Project {
    state: &'static str,
    /// The inquiry it came of.
    round: u8,
    brief_missing: i64,
}

/// The kind of a fact and its fields.
pub type Said = (&'static str, Map<String, Json>);

const NOUNS: [&str; 9] =
    ["lead", "conversation", "proposal", "agreement", "deal", "milestone", "invoice", "payment", "project"];

/// What is seen whoever it is about.
pub fn of_the_house() -> Records {
    static HOUSE: LazyLock<Records> = LazyLock::new(|| {
        let people = Fields::new().text("owner", "user_olga").text("stand_in", "user_stefan");
        Arc::new(vec![("automation", people), ("billing", billing::record(&kernel::Reminding::default()))])
    });
    HOUSE.clone()
}

impl Person {
    pub fn new(number: u8, zone: Option<&str>, has_email: bool, now: Timestamp) -> Person {
        let mut bytes = [0; 16];
        bytes[0] = 200 + number;
        let mut person = Person {
            number,
            contact: ContactId::from_bytes(bytes),
            zone: zone.and_then(|name| Zone::try_from(name.to_owned()).ok()),
            has_email,
            opted_out: false,
            lead: "none",
            proposal: "none",
            agreement: "none",
            deal: "open",
            milestone: "open",
            invoice: "none",
            due_on: now,
            viewed: false,
            wants_news: true,
            delivers: false,
            project: Project { state: "none", round: 0, brief_missing: 0 },
            round: 0,
            records: Records::default(),
        };
        person.write();
        person
    }

    pub fn id(&self, noun: &str) -> Ref {
        let mut bytes = [0; 16];
        bytes[0] = self.number + 1;
        bytes[1] = if noun == "project" { self.project.round } else { self.round };
        bytes[2] = NOUNS.iter().position(|known| *known == noun).unwrap_or(90) as u8;
        Ref::of(noun, bytes).expect("a noun of the house")
    }

    /// Whether a record is one of this person's.
    pub fn owns(&self, record: Ref) -> bool {
        record.bytes[0] == self.number + 1 || record == Ref::from(self.contact)
    }

    fn write(&mut self) {
        let id =
            |noun: &str| Fields::new().text("id", &self.id(noun).to_string()).text("owner", "user_maria");
        let state = |noun: &str, state: &str| id(noun).text("state", state);
        let deal = self.id("deal").to_string();
        let contact = Fields::new().text("id", &self.contact.to_string()).text("owner", "user_maria");
        let contact = if self.has_email { contact.text("email", "ada@customer.test") } else { contact };
        let milestone = state("milestone", self.milestone).text("project", "project_1");
        let milestone = milestone.set("invoice_waived", Value::Flag(self.milestone == "waived"));
        let project = state("project", self.project.state).set("test", Value::Flag(false));
        let project = project.set("brief_missing", Value::Int(self.project.brief_missing));
        let invoice = state("invoice", self.invoice).set("due_on", Value::At(self.due_on));
        let invoice = invoice.set("test", Value::Flag(false));
        let delivered = self.has_project();
        let invoice =
            if delivered { invoice.text("project", &self.id("project").to_string()) } else { invoice };
        let mut records = of_the_house().to_vec();
        records.extend([
            ("contact", contact),
            ("lead", state("lead", self.lead).text("channel", "form")),
            ("conversation", id("conversation")),
            ("proposal", state("proposal", self.proposal).text("deal", &deal)),
            (
                "agreement",
                state("agreement", self.agreement)
                    .text("deal", &deal)
                    .text("proposal", &self.id("proposal").to_string()),
            ),
            ("deal", state("deal", self.deal)),
            ("milestone", milestone.set("billable", Value::Flag(true))),
            ("invoice", invoice),
            ("payment", id("payment").set("test", Value::Flag(false))),
        ]);
        if self.project.state != "none" {
            records.push(("project", project));
        }
        self.records = Arc::new(records);
    }

    fn says(&self, kind: &'static str, nouns: &[&str], more: &[(&str, Json)]) -> Said {
        let named = nouns.iter().map(|noun| ((*noun).to_owned(), Json::from(self.id(noun).to_string())));
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        (kind, named.chain(more).collect())
    }

    /// What is told when they do it; nothing where there is nothing to do it with.
    pub fn act(&mut self, act: Act, now: Timestamp) -> Vec<Said> {
        let told = self.told(act, now);
        self.write();
        told
    }

    fn told(&mut self, act: Act, now: Timestamp) -> Vec<Said> {
        let open = matches!(self.lead, "captured" | "answered");
        let offered = matches!(self.proposal, "sent" | "viewed");
        let due = matches!(self.invoice, "issued");
        match act {
            Act::Inquire => {
                (self.round, self.lead) = (self.round.wrapping_add(1), "captured");
                (self.proposal, self.agreement, self.deal) = ("none", "none", "open");
                (self.milestone, self.invoice, self.viewed) = ("open", "none", false);
                vec![self.says("lead.captured", &["lead"], &[("has_email", self.has_email.into())])]
            }
            Act::Again if self.lead != "none" => {
                self.lead = "captured";
                vec![self.says("lead.captured", &["lead"], &[("has_email", self.has_email.into())])]
            }
            Act::Reply => vec![self.says("message.received", &["conversation", "lead"], &[])],
            Act::Book => vec![self.says("booking.made", &["lead"], &[])],
            Act::Qualify if open => self.decided("qualified", "lead.qualified"),
            Act::Decline if open => self.decided("declined", "lead.declined"),
            Act::Close if open => self.decided("closed", "lead.closed"),
            Act::Withdraw => {
                self.opted_out = true;
                vec![self.says("consent.withdrawn", &[], &[("purpose", "follow_up".into())])]
            }
            Act::SendProposal if self.lead == "qualified" && self.proposal == "none" => {
                self.offer("sent", "proposal.sent")
            }
            Act::View if offered => {
                let first = !self.viewed;
                (self.viewed, self.proposal) = (true, "viewed");
                vec![self.says("proposal.viewed", &["proposal"], &[("first", first.into())])]
            }
            Act::Revise if offered => self.offer("sent", "proposal.revised"),
            Act::Refuse if offered => self.offer("declined", "proposal.declined"),
            Act::Sign if offered => {
                (self.proposal, self.agreement) = ("signed", "signed");
                vec![self.says("agreement.signed", &["agreement", "proposal"], &[])]
            }
            Act::Accept if self.agreement == "signed" && self.milestone == "open" => {
                self.milestone = "accepted";
                vec![self.says("milestone.accepted", &["milestone"], &[])]
            }
            Act::Waive if self.milestone == "accepted" => {
                self.milestone = "waived";
                vec![self.says("milestone.waived", &["milestone"], &[])]
            }
            Act::Issue if self.invoice == "none" && self.lead != "none" => self.issued(now),
            Act::Pay if due => {
                self.invoice = "paid";
                vec![
                    self.says("payment.recorded", &["payment"], &[]),
                    self.says("invoice.paid", &["invoice"], &[]),
                ]
            }
            Act::PutOff if open => self.decided("nurtured", "lead.nurtured"),
            Act::Reopen if self.lead == "nurtured" => self.decided("captured", "lead.reopened"),
            Act::Dispute if due => vec![self.says("invoice.disputed", &["invoice"], &[])],
            Act::VoidPayment if self.invoice == "paid" => {
                self.invoice = "issued";
                vec![
                    self.says("payment.voided", &["payment"], &[]),
                    self.says("invoice.reopened", &["invoice"], &[]),
                ]
            }
            act => self.worked(act),
        }
    }

    /// What is told of their project and of what they want to hear.
    fn worked(&mut self, act: Act) -> Vec<Said> {
        let at_work = self.project.state == "open";
        match act {
            Act::Open if self.agreement == "signed" && !self.has_project() => self.opens(),
            Act::Brief if at_work && self.project.brief_missing > 0 => {
                self.project.brief_missing = 0;
                vec![self.says("brief.completed", &["project"], &[])]
            }
            Act::Finish if at_work => self.leaves_work("done", "project.done"),
            Act::Cancel if at_work => self.leaves_work("cancelled", "project.cancelled"),
            Act::News => {
                self.wants_news = true;
                vec![self.says("consent.given", &[], &[("purpose", "news".into())])]
            }
            Act::NoNews => {
                self.wants_news = false;
                vec![self.says("consent.withdrawn", &[], &[("purpose", "news".into())])]
            }
            _ => vec![],
        }
    }

    /// The inquiry they made last has become a project.
    fn has_project(&self) -> bool {
        self.project.state != "none" && self.project.round == self.round
    }

    fn opens(&mut self) -> Vec<Said> {
        self.project = Project { state: "open", round: self.round, brief_missing: 2 };
        vec![self.says("project.opened", &["project", "agreement"], &[("test", false.into())])]
    }

    fn leaves_work(&mut self, state: &'static str, kind: &'static str) -> Vec<Said> {
        self.project.state = state;
        vec![self.says(kind, &["project"], &[])]
    }

    fn decided(&mut self, state: &'static str, kind: &'static str) -> Vec<Said> {
        self.lead = state;
        vec![self.says(kind, &["lead"], &[])]
    }

    fn offer(&mut self, state: &'static str, kind: &'static str) -> Vec<Said> {
        self.proposal = state;
        self.viewed = false;
        vec![self.says(kind, &["proposal"], &[])]
    }

    fn issued(&mut self, now: Timestamp) -> Vec<Said> {
        self.invoice = "issued";
        let day = 24 * 3_600_000;
        let due = now.as_millisecond() / day * day + 10 * day;
        self.due_on = Timestamp::from_millisecond(due).expect("a day in this era");
        vec![self.says("invoice.issued", &["invoice"], &[])]
    }

    /// What a command of an automation changes and tells; why it is refused.
    pub fn command(&mut self, verb: &str, now: Timestamp) -> Result<Vec<Said>, String> {
        let told = match verb {
            "lead.nurture" if matches!(self.lead, "captured" | "answered") => {
                self.decided("nurtured", "lead.nurtured")
            }
            "lead.nurture" => return Err("it is decided already".into()),
            "deal.win" if self.deal == "open" => {
                self.deal = "won";
                vec![self.says("deal.won", &["deal"], &[])]
            }
            "deal.win" => return Err("it is won already".into()),
            "project.open" if self.delivers && !self.has_project() => self.opens(),
            "invoice.issue_for" if self.invoice == "none" => self.issued(now),
            "invoice.issue_for" => return Err("it has its invoice".into()),
            _ => vec![],
        };
        self.write();
        Ok(told)
    }
}

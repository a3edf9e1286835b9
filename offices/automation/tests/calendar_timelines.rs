//! What every shipped automation does in the weeks in which clocks and calendars are odd: both changes of the clocks,
//! 29 February, a public holiday, a contact in Kathmandu, and one whose zone nobody knows.
//!
//! `GOLDEN=write` writes the timelines anew, for a person to read before they are kept.
#![allow(clippy::unwrap_used)]

mod house;

use automation::shipped::SHIPPED;
use condition::{Fields, Value};
use house::{Story, Told, golden, shipped, timeline_of, told};
use kernel::Timestamp;

/// What it is called, whose clock counts, when it begins, when an invoice of that time is due.
struct Week {
    name: &'static str,
    zone: Option<&'static str>,
    start: &'static str,
    due_on: &'static str,
}

const WEEKS: [Week; 7] = [
    Week {
        name: "the night the clocks go forward",
        zone: Some("Europe/Berlin"),
        start: "2026-03-28T22:30:00Z",
        due_on: "2026-04-08T22:00:00Z",
    },
    Week {
        name: "the night the clocks go back",
        zone: Some("Europe/Berlin"),
        start: "2026-10-24T22:30:00Z",
        due_on: "2026-11-03T23:00:00Z",
    },
    Week {
        name: "the clocks of New York go forward before ours",
        zone: Some("America/New_York"),
        start: "2026-03-06T20:00:00Z",
        due_on: "2026-03-19T23:00:00Z",
    },
    Week {
        name: "29 February",
        zone: Some("Europe/Berlin"),
        start: "2028-02-25T10:00:00Z",
        due_on: "2028-02-28T23:00:00Z",
    },
    Week {
        name: "Easter Monday is closed",
        zone: Some("Europe/Berlin"),
        start: "2026-04-02T14:00:00Z",
        due_on: "2026-04-05T22:00:00Z",
    },
    Week {
        name: "a contact in Kathmandu",
        zone: Some("Asia/Kathmandu"),
        start: "2026-06-03T16:00:00Z",
        due_on: "2026-06-16T22:00:00Z",
    },
    Week {
        name: "no zone is known",
        zone: None,
        start: "2026-06-03T16:00:00Z",
        due_on: "2026-06-16T22:00:00Z",
    },
];

fn id(noun: &str) -> Fields {
    Fields::new().text("id", &format!("{noun}_1")).text("owner", "user_maria")
}

/// The fact that starts an automation, and the record it is about.
fn starts(name: &str, due_on: &str) -> (Told, Vec<(&'static str, Fields)>) {
    let person = ("contact", "contact_1");
    let of = |noun: &'static str, id: &'static str| [(noun, id), person];
    let state = |noun: &'static str, state: &str| (noun, id(noun).text("state", state));
    let proposal = |now: &str| ("proposal", id("proposal").text("state", now).text("deal", "deal_1"));
    match name {
        "proposal-on-board" | "proposal-unopened" => {
            (told(0, "proposal.sent", &of("proposal", "proposal_1")), vec![proposal("sent")])
        }
        "unsigned-nudge" => {
            let fields = [("proposal", "proposal_1"), person, ("first", "true")];
            (told(0, "proposal.viewed", &fields), vec![proposal("viewed")])
        }
        "signature-to-delivery" => {
            let signed = id("agreement").text("state", "signed").text("deal", "deal_1").text("proposal", "p");
            let records = vec![("agreement", signed), state("deal", "open")];
            (told(0, "agreement.signed", &of("agreement", "agreement_1")), records)
        }
        "milestone-to-cash" => {
            let milestone = id("milestone").text("state", "accepted").text("project", "project_1");
            let milestone =
                milestone.set("invoice_waived", Value::Flag(false)).set("billable", Value::Flag(true));
            (told(0, "milestone.accepted", &of("milestone", "milestone_1")), vec![("milestone", milestone)])
        }
        "payment-reminders" => {
            let due = Value::At(due_on.parse::<Timestamp>().unwrap());
            let invoice = id("invoice").text("state", "issued").set("due_on", due);
            (told(0, "invoice.issued", &of("invoice", "invoice_1")), vec![("invoice", invoice)])
        }
        "thanks-for-payment" => {
            let payment = id("payment").set("test", Value::Flag(false));
            (told(0, "payment.recorded", &of("payment", "payment_1")), vec![("payment", payment)])
        }
        "welcome-series" | "internal-handoff" => {
            let fields = [("project", "project_1"), person, ("test", "false")];
            let project = id("project").text("state", "open").set("brief_missing", Value::Int(2));
            (told(0, "project.opened", &fields), vec![("project", project)])
        }
        "nurture" => (told(0, "lead.nurtured", &of("lead", "lead_1")), vec![]),
        "review-request" => {
            let (invoice, project) = (id("invoice").text("state", "paid"), state("project", "done"));
            let invoice = invoice.text("project", "project_1").set("test", Value::Flag(false));
            (told(0, "invoice.paid", &of("invoice", "invoice_1")), vec![("invoice", invoice), project])
        }
        "win-back" => (told(0, "invoice.paid", &of("invoice", "invoice_1")), vec![]),
        "weekly-report" => (told(0, "automation.started", &[]), vec![]),
        "silence-48h" => {
            let fields = [("conversation", "conversation_1"), person];
            (told(0, "message.received", &fields), vec![])
        }
        _ => {
            let fields = [("lead", "lead_1"), person, ("has_email", "true")];
            (told(0, "lead.captured", &fields), vec![])
        }
    }
}

/// What has to happen before it does anything.
fn meanwhile(name: &str) -> Vec<Told> {
    match name {
        "nurture" => vec![told(1, "lead.reopened", &[("lead", "lead_1"), ("contact", "contact_1")])],
        _ => vec![],
    }
}

#[test]
fn every_shipped_automation_keeps_its_days_when_the_calendar_is_odd() {
    for name in SHIPPED.map(|shipped| shipped.name) {
        let plan = shipped(name);
        let mut text = String::new();
        for week in WEEKS {
            let (trigger, records) = starts(name, week.due_on);
            let story = Story { zone: week.zone, start: week.start, trigger, told: meanwhile(name) };
            text += &format!("# {}\n{}\n", week.name, timeline_of(&plan, &story, &records));
        }
        assert!(!text.contains("Park("), "{name} goes through to its end:\n{text}");
        golden(&format!("calendar-{name}"), &text);
    }
}

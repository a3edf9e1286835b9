//! From the price to the money: what the shipped automations do on a record of the line, day by day.
//!
//! `GOLDEN=write` writes the timelines anew, for a person to read before they are kept.
#![allow(clippy::unwrap_used)]

mod house;

use condition::{Fields, Value};
use house::{Story, Told, golden, shipped, timeline_of, told};
use kernel::Timestamp;

fn id(noun: &str) -> Fields {
    Fields::new().text("id", &format!("{noun}_1")).text("owner", "user_maria")
}

fn proposal(state: &str) -> (&'static str, Fields) {
    ("proposal", id("proposal").text("state", state).text("deal", "deal_1"))
}

fn at(text: &str) -> Value<'static> {
    Value::At(text.parse::<Timestamp>().unwrap())
}

/// Runs one story for each of these things that happen meanwhile, and once with nothing happening.
fn stories(
    plan: &automation::plan::Plan,
    start: &'static str,
    trigger: impl Fn() -> Told,
    meanwhile: Vec<Told>,
    records: &[(&'static str, Fields)],
) -> String {
    let quiet = Story { zone: None, start, trigger: trigger(), told: vec![] };
    let mut text = timeline_of(plan, &quiet, records);
    for happens in meanwhile {
        let story = Story { zone: None, start, trigger: trigger(), told: vec![happens] };
        text += &format!("\n{}", timeline_of(plan, &story, records));
    }
    text
}

const OF_PROPOSAL: [(&str, &str); 2] = [("proposal", "proposal_1"), ("contact", "contact_1")];

#[test]
fn a_proposal_nobody_opens_becomes_a_call_after_two_open_days() {
    let plan = shipped("proposal-unopened");
    let sent = || told(0, "proposal.sent", &OF_PROPOSAL);
    let meanwhile = vec![
        told(20, "proposal.viewed", &OF_PROPOSAL),
        told(20, "proposal.viewed", &[("proposal", "proposal_2"), ("contact", "contact_1")]),
        told(30, "proposal.withdrawn", &OF_PROPOSAL),
    ];
    // a Friday afternoon, and Good Friday's week
    let mut text = stories(&plan, "2026-03-27T15:00:00Z", sent, meanwhile, &[proposal("sent")]);
    text += "\n";
    text += &stories(&plan, "2026-04-02T10:00:00Z", sent, vec![], &[proposal("sent")]);
    text += "\n";
    text += &stories(&plan, "2026-03-27T15:00:00Z", sent, vec![], &[proposal("viewed")]);
    golden("proposal-unopened", &text);
}

#[test]
fn a_sent_proposal_moves_its_deal_on_the_board() {
    let plan = shipped("proposal-on-board");
    let sent = || told(0, "proposal.sent", &OF_PROPOSAL);
    let text = stories(&plan, "2026-03-27T15:00:00Z", sent, vec![], &[proposal("sent")]);
    golden("proposal-on-board", &text);
}

#[test]
fn an_unsigned_proposal_is_brought_to_mind_twice_and_then_called_about() {
    let plan = shipped("unsigned-nudge");
    let viewed = |first: &'static str| {
        move || {
            told(
                0,
                "proposal.viewed",
                &[("proposal", "proposal_1"), ("contact", "contact_1"), ("first", first)],
            )
        }
    };
    let signed = |proposal| [("agreement", "agreement_1"), ("proposal", proposal), ("contact", "contact_1")];
    let meanwhile = vec![
        told(40, "agreement.signed", &signed("proposal_1")),
        told(40, "agreement.signed", &signed("proposal_2")),
        told(100, "proposal.declined", &OF_PROPOSAL),
        told(100, "proposal.revised", &OF_PROPOSAL),
        told(10, "message.received", &[("contact", "contact_1")]),
    ];
    let mut text = stories(&plan, "2026-03-24T20:00:00Z", viewed("true"), meanwhile, &[proposal("viewed")]);
    text += "\n";
    text += &stories(&plan, "2026-03-24T20:00:00Z", viewed("false"), vec![], &[proposal("viewed")]);
    golden("unsigned-nudge", &text);
}

#[test]
fn a_signature_wins_the_deal_opens_the_project_and_says_welcome() {
    let plan = shipped("signature-to-delivery");
    let signed = || told(0, "agreement.signed", &[("agreement", "agreement_1"), ("contact", "contact_1")]);
    let agreement = || {
        ("agreement", id("agreement").text("state", "signed").text("deal", "deal_1").text("proposal", "p"))
    };
    let deal = |state: &str| ("deal", id("deal").text("state", state));
    let mut text = String::new();
    for state in ["open", "won"] {
        text += &stories(&plan, "2026-03-28T22:30:00Z", signed, vec![], &[agreement(), deal(state)]);
        text += "\n";
    }
    golden("signature-to-delivery", &text);
}

#[test]
fn an_accepted_milestone_is_invoiced_at_once() {
    let plan = shipped("milestone-to-cash");
    let accepted =
        || told(0, "milestone.accepted", &[("milestone", "milestone_1"), ("contact", "contact_1")]);
    let milestone = |waived| {
        let fields = id("milestone").text("state", "accepted").text("project", "project_1");
        let fields = fields.set("invoice_waived", Value::Flag(waived)).set("billable", Value::Flag(true));
        ("milestone", fields)
    };
    let mut text = stories(&plan, "2026-03-28T22:30:00Z", accepted, vec![], &[milestone(false)]);
    text += "\n";
    text += &stories(&plan, "2026-03-28T22:30:00Z", accepted, vec![], &[milestone(true)]);
    golden("milestone-to-cash", &text);
}

#[test]
fn an_unpaid_invoice_is_reminded_by_its_due_day() {
    let plan = shipped("payment-reminders");
    let of = [("invoice", "invoice_1"), ("contact", "contact_1")];
    let issued = || told(0, "invoice.issued", &of);
    // due on 9 April in Berlin
    let invoice = |state: &str| {
        ("invoice", id("invoice").text("state", state).set("due_on", at("2026-04-08T22:00:00Z")))
    };
    let meanwhile = vec![
        told(24 * 15, "invoice.paid", &of),
        told(24 * 20, "invoice.disputed", &of),
        told(24 * 20, "invoice.paid", &[("invoice", "invoice_2"), ("contact", "contact_1")]),
    ];
    let mut text = stories(&plan, "2026-03-26T09:00:00Z", issued, meanwhile, &[invoice("issued")]);
    text += "\n# paid in the rows, and nobody has said so\n";
    text += &stories(&plan, "2026-03-26T09:00:00Z", issued, vec![], &[invoice("paid")]);
    text += "\n# open again twelve days after it was due\n";
    let again = || told(0, "invoice.reopened", &of);
    text += &stories(&plan, "2026-04-21T09:00:00Z", again, vec![], &[invoice("issued")]);
    text += "\n# due on the day it was issued\n";
    text += &stories(&plan, "2026-04-09T09:00:00Z", issued, vec![], &[invoice("issued")]);
    golden("payment-reminders", &text);
}

#[test]
fn whoever_pays_is_thanked_unless_it_was_a_slip() {
    let plan = shipped("thanks-for-payment");
    let of = [("payment", "payment_1"), ("contact", "contact_1")];
    let recorded = || told(0, "payment.recorded", &of);
    let payment = ("payment", id("payment").set("test", Value::Flag(false)));
    let meanwhile = vec![told(1, "payment.voided", &of)];
    let text = stories(&plan, "2026-03-27T15:45:00Z", recorded, meanwhile, &[payment]);
    golden("thanks-for-payment", &text);
}

//! Every open field of a record an automation can be about is one a condition can look at, or is left out on purpose.
#![allow(clippy::unwrap_used)] // a test may fail so

#[path = "../src/nightly.rs"]
#[allow(dead_code)] // the program uses all of it
mod nightly;
#[path = "../src/rooms.rs"]
mod rooms;

use automation::sight::nouns::{NOUNS, Noun};
use kernel::Class;
use store::{Holds, NounField};

/// What stands for other records' figures, for what a paper says, or for what the room itself works with; lists and
/// documents are no value a condition compares.
const LEFT_OUT: [(&str, &[&str]); 8] = [
    ("lead", &["intake", "question", "next_text"]),
    ("deal", &[]),
    ("proposal", &["language", "gross_minor", "ended_at", "with_deal", "agreement", "signed_at", "due_at"]),
    ("agreement", &["version", "gross_minor", "accepted_at", "sha256", "voided_at", "reason"]),
    ("project", &["agreement_number", "ended_at", "reason", "due_at"]),
    (
        "milestone",
        &[
            "agreement",
            "deal",
            "position",
            "agreement_number",
            "project_number",
            "since",
            "delivered_at",
            "decided_at",
            "with_project",
            "accepted_on",
            "accepted_by",
            "evidence",
            "invoice",
            "due_at",
        ],
    ),
    (
        "invoice",
        &[
            "milestone",
            "held",
            "discount",
            "language",
            "terms_days",
            "delivered_on",
            "reference",
            "tax_note",
            "created_at",
            "promised_until",
            "disputed_at",
            "sent_at",
            "sent_how",
            "due_at",
            "next_text",
        ],
    ),
    (
        "payment",
        &[
            "service",
            "excess_minor",
            "credit_note",
            "bank_line",
            "from_line",
            "recorded_at",
            "voided_at",
            "reason",
            "due_at",
        ],
    ),
];

fn left_out(noun: &str) -> &'static [&'static str] {
    LEFT_OUT.iter().find(|(name, _)| *name == noun).map_or(&[], |(_, fields)| *fields)
}

#[test]
fn every_open_field_of_a_subject_is_seen_or_left_out_on_purpose() {
    let mut registry = rooms::registry();
    let declared: Vec<(&str, &[NounField])> =
        registry.rules().nouns().map(|noun| (noun.noun, noun.fields)).collect();
    let mut wrong = vec![];
    for noun in &NOUNS {
        let (_, fields) = declared.iter().find(|(name, _)| *name == noun.name).unwrap();
        let open = fields.iter().filter(|field| field.class == Class::Open && field.holds != Holds::Doc);
        wrong.extend(open.filter_map(|field| trouble(noun, field.name)));
        let gone = left_out(noun.name).iter().filter(|name| !fields.iter().any(|field| field.name == **name));
        wrong.extend(gone.map(|name| format!("{}.{name} is left out and not there", noun.name)));
    }
    assert_eq!(wrong, [""; 0]);
}

/// What is no open value of its own is seen too: where a lead came from, what it answered.
#[test]
fn a_condition_sees_where_a_lead_came_from_and_what_it_answered() {
    let lead = NOUNS.iter().find(|noun| noun.name == "lead").unwrap();
    assert!(lead.sees("source") && lead.sees("answers"));
}

fn trouble(noun: &Noun, field: &str) -> Option<String> {
    match (noun.sees(field), left_out(noun.name).contains(&field)) {
        (false, false) => Some(format!("no condition can look at {}.{field}", noun.name)),
        (true, true) => Some(format!("{}.{field} is left out and seen", noun.name)),
        _ => None,
    }
}

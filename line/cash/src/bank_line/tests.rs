//! Numbers in texts, names of payers, and every state of a bank line against every verb.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{BankLineId, ContactId, Currency, Id, Owned, PaymentId, StatementId};

use super::name::similar;
use super::number::Numbers;
use super::*;
use crate::payment::{self, Method, Payment};

#[test]
fn a_number_is_found_however_it_is_written() {
    let numbers = Numbers::of(["INV-2026-0042", "0042", "RE2026/7", "10042"]);
    let cases: [(&str, &[usize]); 14] = [
        ("Rechnung INV-2026-0042 vielen Dank", &[0]),
        ("inv 2026 42", &[0]),
        ("INV20260042", &[0]),
        ("INV-2026-00 42", &[0]),
        ("INV-2026-00421", &[]),
        ("XINV-2026-0042", &[]),
        ("Rechnung 42", &[1]),
        ("Re.-Nr. 0042", &[1]),
        ("0042", &[1]),
        ("42", &[]),
        ("KD 42 vom 3.", &[]),
        ("re2026/07", &[2]),
        ("10042", &[3]),
        ("INV-2026-0042, RE 2026-7", &[0, 2]),
    ];
    for (text, found) in cases {
        let named: Vec<usize> = numbers.named_in(text);
        // A number may end like a shorter one: what counts is that the meant one is found and no other.
        assert_eq!(named, found, "{text}");
    }
}

#[test]
fn a_payer_is_known_by_a_name_in_any_order() {
    let alike = [
        ("Maria Lindner", "LINDNER, MARIA"),
        ("Müller GmbH & Co. KG", "Mueller"),
        ("M. Lindner", "Maria Lindner"),
        ("Dr. Otto Kern", "Otto Kern"),
        ("Lindner", "Maria Lindner"),
        ("Northlight Studios Ltd", "NORTHLIGHT STUDIO"),
    ];
    for (one, other) in alike {
        assert!(similar(one, other) && similar(other, one), "{one} / {other}");
    }
    for (one, other) in
        [("Maria Lindner", "Maria Kern"), ("GmbH", "Kern GmbH"), ("", "Kern"), ("M K", "Maria Kern")]
    {
        assert!(!similar(one, other) && !similar(other, one), "{one} / {other}");
    }
}

fn at() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn line(state: State) -> BankLine {
    BankLine {
        id: BankLineId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        statement: StatementId::from_bytes([2; 16]),
        account: "Main".into(),
        position: 2,
        booked_on: jiff::civil::date(2026, 2, 2),
        amount: Money::new(100, Currency::EUR),
        fingerprint: [0; 32],
        state,
        imported_at: at(),
    }
}

fn payment() -> Payment {
    Payment {
        id: PaymentId::from_bytes([3; 16]),
        rv: 1,
        owned: Owned::default(),
        contact: ContactId::from_bytes([4; 16]),
        service: None,
        amount: Money::new(100, Currency::EUR),
        excess: Money::new(100, Currency::EUR),
        applied: vec![],
        paid_on: jiff::civil::date(2026, 2, 2),
        method: Method::BankTransfer,
        note: None,
        credit_note: None,
        bank_line: None,
        from_line: false,
        state: payment::State::Recorded,
        recorded_at: at(),
        due: None,
        test: false,
    }
}

fn end<F>(done: Result<(BankLine, F), BankLineRefusal>) -> String {
    match done {
        Ok((line, _)) => line.state.word().to_owned(),
        Err(refusal) => refusal.code().to_owned(),
    }
}

#[test]
fn every_state_meets_every_verb() {
    let paid = PaymentId::from_bytes([3; 16]);
    let states = [
        State::Unmatched { due: at() },
        State::Matched { payment: paid, by: By::Rule, reason: "x".into() },
        State::Ignored { reason: "x".into() },
        State::Outgoing,
    ];
    let mut table = String::new();
    for state in states {
        let it = || line(state.clone());
        let ends = [
            ("match", end(it().belongs_to(&payment(), By::Person, "x".into()))),
            ("unmatch", end(it().set_free(&payment(), at()))),
            ("ignore", end(it().ignore("x"))),
            ("hush", end(it().ignore(" "))),
            ("restore", end(it().restore(at()))),
        ];
        let row: Vec<String> = ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect();
        table += &format!("{}: {}\n", state.word(), row.join(", "));
    }
    assert_eq!(
        table,
        "unmatched: match matched, unmatch bank_line.not_matched, ignore ignored, hush bank_line.no_reason, \
         restore bank_line.not_ignored\n\
         matched: match bank_line.matched, unmatch unmatched, ignore bank_line.matched, \
         hush bank_line.matched, restore bank_line.not_ignored\n\
         ignored: match bank_line.ignored, unmatch bank_line.not_matched, ignore bank_line.ignored, \
         hush bank_line.ignored, restore unmatched\n\
         outgoing: match bank_line.outgoing, unmatch bank_line.not_matched, ignore bank_line.outgoing, \
         hush bank_line.outgoing, restore bank_line.not_ignored\n"
    );
}

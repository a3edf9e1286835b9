//! Numbers in texts, names of payers, and every state of a bank line against every verb.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{BankLineId, ContactId, Currency, Id, Owned, PaymentId, RefundId, StatementId};

use super::matching::Line;
use super::name::similar;
use super::number::Numbers;
use super::paying_back::{Owed, Purse, Sent};
use super::*;
use crate::payment::{self, Method, Payment};
use crate::refund::Refund;

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

fn refund() -> Refund {
    Refund {
        id: RefundId::from_bytes([6; 16]),
        rv: 1,
        owned: Owned::default(),
        contact: ContactId::from_bytes([4; 16]),
        amount: Money::new(100, Currency::EUR),
        taken: vec![],
        paid_on: jiff::civil::date(2026, 2, 2),
        method: Method::BankTransfer,
        note: None,
        bank_line: None,
        from_line: false,
        state: payment::State::Recorded,
        recorded_at: at(),
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
        State::Outgoing { refund: None },
        State::Outgoing { refund: Some(refund().id) },
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
            ("pay back", end(it().pays_back(&refund()))),
            ("take apart", end(it().pays_nothing_back(&refund()))),
        ];
        let row: Vec<String> = ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect();
        table += &format!("{}: {}\n", state.word(), row.join(", "));
    }
    assert_eq!(
        table,
        "unmatched: match matched, unmatch bank_line.not_matched, ignore ignored, hush bank_line.no_reason, \
         restore bank_line.not_ignored, pay back bank_line.came_in, take apart bank_line.not_matched\n\
         matched: match bank_line.matched, unmatch unmatched, ignore bank_line.matched, \
         hush bank_line.matched, restore bank_line.not_ignored, pay back bank_line.came_in, \
         take apart bank_line.not_matched\n\
         ignored: match bank_line.ignored, unmatch bank_line.not_matched, ignore bank_line.ignored, \
         hush bank_line.ignored, restore unmatched, pay back bank_line.came_in, \
         take apart bank_line.not_matched\n\
         outgoing: match bank_line.outgoing, unmatch bank_line.not_matched, ignore bank_line.outgoing, \
         hush bank_line.outgoing, restore bank_line.not_ignored, pay back outgoing, \
         take apart bank_line.not_matched\n\
         outgoing: match bank_line.outgoing, unmatch bank_line.not_matched, ignore bank_line.outgoing, \
         hush bank_line.outgoing, restore bank_line.not_ignored, pay back bank_line.matched, \
         take apart outgoing\n"
    );
}

#[test]
fn money_that_went_out_is_suggested_by_amount_and_name() {
    let eur = |minor| Money::new(minor, Currency::EUR);
    let (maria, otto) = (ContactId::from_bytes([1; 16]), ContactId::from_bytes([2; 16]));
    let day = jiff::civil::date(2026, 2, 2);
    let owed =
        |contact, minor, name: &str| Owed { contact, credit: eur(minor), names: vec![name.to_owned()] };
    let sent = Sent {
        id: RefundId::from_bytes([3; 16]),
        contact: maria,
        amount: eur(500),
        paid_on: day,
        names: vec!["Maria Lindner".into()],
    };
    let purse = Purse {
        sent: vec![sent.clone(), Sent { paid_on: jiff::civil::date(2026, 1, 2), ..sent }],
        owed: vec![owed(maria, 900, "Maria Lindner"), owed(otto, 500, "Otto Kern")],
    };
    let of = |minor: i64, payer: &str| {
        let line = Line { amount: eur(-minor), booked_on: day, payer, text: "", learned: &[] };
        purse.suggest(&line).into_iter().map(|one| (one.title, one.strength)).collect::<Vec<_>>()
    };
    let said = |title: &str, strength: u8| (title.to_owned(), strength);
    assert_eq!(
        of(500, "LINDNER, MARIA"),
        [
            said("refund of 2026-02-02", 92),
            said("their credit of 9.00 EUR", 55),
            said("refund of 2026-01-02", 50),
            said("their credit of 5.00 EUR", 30)
        ]
    );
    assert_eq!(
        of(500, "Otto Kern"),
        [
            said("their credit of 5.00 EUR", 85),
            said("refund of 2026-02-02", 60),
            said("refund of 2026-01-02", 20)
        ]
    );
    assert!(of(901, "Maria Lindner").is_empty(), "more than they are owed is no refund");
    assert!(of(400, "Landlord").is_empty());
    assert!(of(0, "Maria Lindner").is_empty(), "nothing went out");
}

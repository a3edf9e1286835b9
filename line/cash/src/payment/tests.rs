//! Every state of a payment meets every verb; an amount settles in order and loses no cent.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{ContactId, Currency, Id, InvoiceId, PaymentId};

use super::settle::settle;
use super::*;
use crate::open_invoice::OpenInvoice;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn recorded() -> Payment {
    Payment {
        id: PaymentId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        contact: ContactId::from_bytes([2; 16]),
        service: None,
        amount: eur(100),
        excess: eur(40),
        applied: vec![Applied { invoice: InvoiceId::from_bytes([3; 16]), amount: eur(60) }],
        paid_on: jiff::civil::date(2026, 2, 2),
        method: Method::BankTransfer,
        note: None,
        credit_note: None,
        bank_line: None,
        from_line: false,
        state: State::Recorded,
        recorded_at: Timestamp::UNIX_EPOCH,
        due: Some(Timestamp::UNIX_EPOCH),
        test: false,
    }
}

fn end(done: Result<Payment, PaymentRefusal>) -> String {
    done.map_or_else(|refusal| refusal.code().to_owned(), |payment| payment.state.word().to_owned())
}

#[test]
fn every_state_meets_every_verb() {
    let at = Timestamp::UNIX_EPOCH;
    let line = BankLineId::from_bytes([5; 16]);
    let states = [
        ("recorded", recorded()),
        ("on a line", Payment { bank_line: Some(line), due: None, ..recorded() }),
        ("credit note", Payment { method: Method::CreditNote, ..recorded() }),
        ("test", Payment { test: true, ..recorded() }),
        ("voided", recorded().void("x".into(), at).unwrap().0),
    ];
    let mut table = String::new();
    for (name, payment) in states {
        let it = || payment.clone();
        let ends = [
            ("void", end(it().void("x".into(), at).map(|done| done.0))),
            ("hush", end(it().void(" ".into(), at).map(|done| done.0))),
            ("stand", end(it().stand_on(line, eur(100)))),
            ("stand as 99", end(it().stand_on(line, eur(99)))),
        ];
        let row: Vec<String> = ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect();
        table += &format!("{name}: {}\n", row.join(", "));
    }
    assert_eq!(
        table,
        "recorded: void voided, hush payment.no_reason, stand recorded, stand as 99 payment.other_amount\n\
         on a line: void payment.on_statement, hush payment.on_statement, stand payment.other_line, \
         stand as 99 payment.other_line\n\
         credit note: void payment.is_credit_note, hush payment.is_credit_note, \
         stand payment.is_credit_note, stand as 99 payment.is_credit_note\n\
         test: void voided, hush payment.no_reason, stand payment.test_money, \
         stand as 99 payment.test_money\n\
         voided: void payment.voided, hush payment.voided, stand payment.voided, stand as 99 payment.voided\n"
    );
}

#[test]
fn a_voided_payment_says_all_it_settled_credit_included() {
    let later = Applied { invoice: InvoiceId::from_bytes([4; 16]), amount: eur(30) };
    let (applied, _) = recorded().apply(later).unwrap();
    let more = Applied { invoice: InvoiceId::from_bytes([3; 16]), amount: eur(5) };
    let (applied, _) = applied.apply(more).unwrap();
    let (_, told) = applied.void("x".into(), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(told.excess, eur(5));
    assert_eq!(told.applied.iter().map(|part| part.amount.minor).collect::<Vec<_>>(), [65, 30]);
}

#[test]
fn what_was_paid_back_is_neither_left_nor_can_the_payment_be_voided_until_it_is_again() {
    let some = recorded().pay_back(eur(15)).unwrap();
    assert_eq!((some.excess, some.refunded()), (eur(25), eur(15)));
    let refused = some.clone().void("x".into(), Timestamp::UNIX_EPOCH).unwrap_err();
    assert_eq!(refused, PaymentRefusal::Refunded);
    let again = some.take_again(eur(15)).unwrap();
    assert_eq!((again.refunded(), again.clone()), (eur(0), recorded()));
    assert!(again.void("x".into(), Timestamp::UNIX_EPOCH).is_ok());
}

#[test]
fn an_amount_settles_in_order_and_loses_no_cent() {
    let invoice = |n: u8, open: i64| OpenInvoice {
        id: InvoiceId::from_bytes([n; 16]),
        number: n.to_string(),
        contact: ContactId::from_bytes([2; 16]),
        service: None,
        state: "issued".into(),
        gross: eur(open),
        open: eur(open),
        issued_on: jiff::civil::date(2026, 1, 1),
        due_on: None,
        buyer_name: None,
        contact_name: None,
        company_name: None,
        test: false,
    };
    let open = [invoice(1, 30), invoice(2, 50)];
    for (amount, parts, excess) in
        [(20, vec![20], 0), (30, vec![30], 0), (60, vec![30, 30], 0), (90, vec![30, 50], 10)]
    {
        let settled = settle(eur(amount), &open).unwrap();
        let found: Vec<i64> = settled.applied.iter().map(|part| part.amount.minor).collect();
        assert_eq!((found, settled.excess.minor), (parts, excess), "{amount}");
    }
}

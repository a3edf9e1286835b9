//! Every state of a refund meets every verb; it takes the oldest credit first, and never more than there is.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{Currency, Id, PaymentId};
use proptest::prelude::*;

use super::*;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn credit(n: u8, minor: i64) -> Payment {
    Payment {
        id: PaymentId::from_bytes([n; 16]),
        rv: 1,
        owned: Owned::default(),
        contact: ContactId::from_bytes([2; 16]),
        service: None,
        amount: eur(1_000),
        excess: eur(minor),
        applied: vec![],
        paid_on: jiff::civil::date(2026, 2, 2),
        method: Method::BankTransfer,
        note: None,
        credit_note: None,
        bank_line: None,
        from_line: false,
        state: State::Recorded,
        recorded_at: Timestamp::UNIX_EPOCH,
        due: None,
        test: false,
    }
}

fn recorded() -> Refund {
    Refund {
        id: RefundId::from_bytes([1; 16]),
        rv: 1,
        owned: Owned::default(),
        contact: ContactId::from_bytes([2; 16]),
        amount: eur(100),
        taken: vec![Taken { payment: PaymentId::from_bytes([3; 16]), amount: eur(100) }],
        paid_on: jiff::civil::date(2026, 2, 2),
        method: Method::BankTransfer,
        note: None,
        bank_line: None,
        from_line: false,
        state: State::Recorded,
        recorded_at: Timestamp::UNIX_EPOCH,
        test: false,
    }
}

fn end(done: Result<Refund, RefundRefusal>) -> String {
    done.map_or_else(|refusal| refusal.code().to_owned(), |refund| refund.state.word().to_owned())
}

#[test]
fn every_state_meets_every_verb() {
    let at = Timestamp::UNIX_EPOCH;
    let line = BankLineId::from_bytes([5; 16]);
    let states = [
        ("recorded", recorded()),
        ("on a line", Refund { bank_line: Some(line), ..recorded() }),
        ("test", Refund { test: true, ..recorded() }),
        ("voided", recorded().void("x", at).unwrap().0),
    ];
    let mut table = String::new();
    for (name, refund) in states {
        let it = || refund.clone();
        let ends = [
            ("void", end(it().void("x", at).map(|done| done.0))),
            ("hush", end(it().void(" ", at).map(|done| done.0))),
            ("stand", end(it().stand_on(line, eur(-100)))),
            ("stand as 99", end(it().stand_on(line, eur(-99)))),
            ("stand as it came", end(it().stand_on(line, eur(100)))),
        ];
        let row: Vec<String> = ends.iter().map(|(verb, end)| format!("{verb} {end}")).collect();
        table += &format!("{name}: {}\n", row.join(", ").replace("refund.", "!"));
    }
    assert_eq!(
        table,
        "recorded: void voided, hush !no_reason, stand recorded, stand as 99 !other_amount, \
         stand as it came !other_amount\n\
         on a line: void !on_statement, hush !on_statement, stand !other_line, stand as 99 !other_line, \
         stand as it came !other_line\n\
         test: void voided, hush !no_reason, stand !test_money, stand as 99 !test_money, \
         stand as it came !test_money\n\
         voided: void !voided, hush !voided, stand !voided, stand as 99 !voided, stand as it came !voided\n"
    );
}

#[test]
fn without_credit_nothing_is_paid_back() {
    assert_eq!(take(eur(1), &[]), Err(RefundRefusal::NoCredit("EUR")));
    let refused = take(eur(101), &[credit(1, 60), credit(2, 40)]).unwrap_err();
    assert_eq!(refused, RefundRefusal::MoreThanOwed("1.00 EUR".into()));
}

proptest! {
    #[test]
    fn a_refund_takes_its_amount_from_the_oldest_credit_first(
        excesses in prop::collection::vec(1..500_i64, 1..6), part in 1..100_i64,
    ) {
        let credits: Vec<Payment> = (1..).zip(&excesses).map(|(n, minor)| credit(n, *minor)).collect();
        let owed: i64 = excesses.iter().sum();
        let amount = (owed * part / 100).max(1);
        let taken = take(eur(amount), &credits).unwrap();
        prop_assert_eq!(taken.iter().map(|part| part.amount.minor).sum::<i64>(), amount);
        for (at, part) in taken.iter().enumerate() {
            prop_assert_eq!(part.payment, credits[at].id);
            let all = at + 1 < taken.len();
            prop_assert!(part.amount.minor <= excesses[at] && (!all || part.amount.minor == excesses[at]));
        }
        prop_assert!(take(eur(owed + 1), &credits).is_err());
    }
}

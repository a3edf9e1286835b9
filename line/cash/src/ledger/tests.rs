//! An entry that does not add up is never booked; accounts are known by their words.
#![allow(clippy::unwrap_used)] // a test may fail so

use kernel::{Id, InvoiceId};

use super::*;

fn posting(sides: &[(Account, i64, Currency)]) -> Posting {
    let booked_on = jiff::civil::date(2026, 2, 2);
    let side = |(account, minor, currency): &(Account, i64, Currency)| Side {
        account: *account,
        amount: Money::new(*minor, *currency),
        booked_on,
    };
    let sides = sides.iter().map(side).collect();
    Posting {
        what: "play",
        about: InvoiceId::from_bytes([1; 16]).into(),
        contact: None,
        booked_on,
        sides,
        test: false,
    }
}

#[test]
fn sides_of_one_account_come_together_and_zeros_go() {
    let eur = Currency::EUR;
    let sides = [
        (Account::Bank, 5, eur),
        (Account::Bank, 3, eur),
        (Account::Fees, 0, eur),
        (Account::Revenue, -8, eur),
    ];
    let booked = posting(&sides).balanced().unwrap();
    assert_eq!(booked.sides.iter().map(|side| side.amount.minor).collect::<Vec<_>>(), [8, -8]);
}

#[test]
fn every_currency_adds_up_by_itself() {
    let sides = [(Account::Bank, 5, Currency::EUR), (Account::Revenue, -5, Currency::USD)];
    let out = posting(&sides).balanced().unwrap_err();
    assert_eq!(out.to_string(), "the entry of `play` is 5 EUR out of balance; nothing was booked");
}

#[test]
fn an_account_is_known_by_its_word() {
    for account in Account::FIXED.into_iter().chain([Account::Tax(BasisPoints(1_900))]) {
        assert_eq!(Account::from_word(&account.word()), Some(account));
    }
    assert_eq!(Account::from_word("tax:x"), None);
}

//! Which accounts each money fact moves.
//!
//! issued: receivables / revenue + tax. Paid: bank (or suspense, where the bank line was booked before) /
//! receivables, the rest customer credit. Refund: customer credit / bank or suspense. Statement: bank / suspense.
//! Credit note and write-off: the issue the other way round.

use facts::billing::{CreditNoteIssued, InvoiceIssued, InvoiceWriteOffUndone, InvoiceWrittenOff};
use facts::cash::{
    Applied, BankLineMatched, BankLineUnmatched, CreditApplied, PaymentRecorded, PaymentVoided,
    RefundMatched, RefundRecorded, RefundUnmatched, RefundVoided,
};
use kernel::tax::TaxGroup;
use kernel::{Date, Money, MoneyError};

use super::{Account, Posting, Side, total};

type Posted = Result<Posting, MoneyError>;

fn negative(amount: Money) -> Money {
    Money { minor: -amount.minor, ..amount }
}

/// Debit one account, on a day.
fn debit(account: Account, amount: Money, booked_on: Date) -> Side {
    Side { account, amount, booked_on }
}

fn credit(account: Account, amount: Money, booked_on: Date) -> Side {
    debit(account, negative(amount), booked_on)
}

fn settled(applied: &[Applied], like: Money) -> Result<Money, MoneyError> {
    total(applied.iter().map(|part| part.amount), like.currency)
}

fn taxes(groups: &[TaxGroup], booked_on: Date) -> impl Iterator<Item = Side> {
    groups.iter().map(move |group| debit(Account::Tax(group.rate), group.tax, booked_on))
}

pub fn issued(fact: &InvoiceIssued) -> Posting {
    let day = fact.issued_on;
    let mut sides =
        vec![debit(Account::Receivables, fact.gross, day), credit(Account::Revenue, fact.net, day)];
    sides.extend(taxes(&fact.groups, day).map(|side| Side { amount: negative(side.amount), ..side }));
    let (about, contact) = (fact.invoice.into(), Some(fact.contact));
    Posting { what: "invoice.issued", about, contact, booked_on: day, sides, test: fact.test }
}

pub fn credited(fact: &CreditNoteIssued) -> Posted {
    let day = fact.issued_on;
    let rest = fact.gross.checked_sub(fact.settles)?;
    let mut sides = vec![
        debit(Account::Revenue, fact.net, day),
        credit(Account::Receivables, fact.settles, day),
        credit(Account::CustomerCredit, rest, day),
    ];
    sides.extend(taxes(&fact.groups, day));
    let (about, contact) = (fact.credit_note.into(), Some(fact.contact));
    Ok(Posting { what: "credit_note.issued", about, contact, booked_on: day, sides, test: fact.test })
}

/// The tax in what is lost comes back; the rest of it is the loss.
pub fn written_off(fact: &InvoiceWrittenOff, day: Date) -> Posted {
    let tax = total(fact.groups.iter().map(|group| group.tax), fact.amount.currency)?;
    let mut sides = vec![
        debit(Account::WriteOff, fact.amount.checked_sub(tax)?, day),
        credit(Account::Receivables, fact.amount, day),
    ];
    sides.extend(taxes(&fact.groups, day));
    let (about, contact) = (fact.invoice.into(), Some(fact.contact));
    Ok(Posting { what: "invoice.written_off", about, contact, booked_on: day, sides, test: fact.test })
}

/// The write-off the other way round, on the day it is taken back.
pub fn write_off_undone(fact: &InvoiceWriteOffUndone, day: Date) -> Posted {
    let tax = total(fact.groups.iter().map(|group| group.tax), fact.amount.currency)?;
    let mut sides = vec![
        debit(Account::Receivables, fact.amount, day),
        credit(Account::WriteOff, fact.amount.checked_sub(tax)?, day),
    ];
    sides.extend(taxes(&fact.groups, day).map(|side| Side { amount: negative(side.amount), ..side }));
    let (about, contact) = (fact.invoice.into(), Some(fact.contact));
    Ok(Posting { what: "invoice.write_off_undone", about, contact, booked_on: day, sides, test: fact.test })
}

/// Money found on a statement stood in suspense since its import.
fn came_from(on_line: bool) -> Account {
    if on_line { Account::Suspense } else { Account::Bank }
}

pub fn paid(fact: &PaymentRecorded) -> Posted {
    let day = fact.paid_on;
    let sides = vec![
        debit(came_from(fact.bank_line.is_some()), fact.amount, day),
        credit(Account::Receivables, settled(&fact.applied, fact.amount)?, day),
        credit(Account::CustomerCredit, fact.excess, day),
    ];
    let (about, contact) = (fact.payment.into(), fact.contact);
    Ok(Posting { what: "payment.recorded", about, contact, booked_on: day, sides, test: fact.test })
}

pub fn voided(fact: &PaymentVoided, day: Date) -> Posted {
    let sides = vec![
        credit(came_from(fact.bank_line.is_some()), fact.amount, day),
        debit(Account::Receivables, settled(&fact.applied, fact.amount)?, day),
        debit(Account::CustomerCredit, fact.excess, day),
    ];
    let (about, contact) = (fact.payment.into(), fact.contact);
    Ok(Posting { what: "payment.voided", about, contact, booked_on: day, sides, test: fact.test })
}

pub fn credit_applied(fact: &CreditApplied, day: Date) -> Posted {
    let sides = fact.applied.iter().flat_map(|part| {
        [debit(Account::CustomerCredit, part.amount, day), credit(Account::Receivables, part.amount, day)]
    });
    let (about, contact, sides) = (fact.payment.into(), Some(fact.contact), sides.collect());
    Ok(Posting { what: "credit.applied", about, contact, booked_on: day, sides, test: fact.test })
}

/// Money that went out by a statement stood in suspense since its import, as what came in does.
pub fn refunded(fact: &RefundRecorded) -> Posting {
    let day = fact.paid_on;
    let sides = vec![
        debit(Account::CustomerCredit, fact.amount, day),
        credit(came_from(fact.bank_line.is_some()), fact.amount, day),
    ];
    let (about, contact) = (fact.refund.into(), Some(fact.contact));
    Posting { what: "refund.recorded", about, contact, booked_on: day, sides, test: fact.test }
}

pub fn refund_voided(fact: &RefundVoided, day: Date) -> Posting {
    let sides = vec![
        debit(came_from(fact.bank_line.is_some()), fact.amount, day),
        credit(Account::CustomerCredit, fact.amount, day),
    ];
    let (about, contact) = (fact.refund.into(), Some(fact.contact));
    Posting { what: "refund.voided", about, contact, booked_on: day, sides, test: fact.test }
}

/// As a match of money that came in, with an amount below zero.
pub fn refund_matched(fact: &RefundMatched, day: Date) -> Option<Posting> {
    let sides = vec![credit(Account::Bank, fact.amount, day), debit(Account::Suspense, fact.amount, day)];
    let (about, contact) = (fact.bank_line.into(), Some(fact.contact));
    let posting = Posting { what: "refund.matched", about, contact, booked_on: day, sides, test: false };
    fact.recorded_before.then_some(posting)
}

pub fn refund_unmatched(fact: &RefundUnmatched, day: Date) -> Option<Posting> {
    let sides = vec![debit(Account::Bank, fact.amount, day), credit(Account::Suspense, fact.amount, day)];
    let (about, contact) = (fact.bank_line.into(), Some(fact.contact));
    let posting = Posting { what: "refund.unmatched", about, contact, booked_on: day, sides, test: false };
    fact.recorded_before.then_some(posting)
}

/// By day: what the bank says came in and went out.
pub fn imported(statement: kernel::StatementId, by_day: &[(Date, Money)], day: Date) -> Posting {
    let sides = by_day.iter().flat_map(|(booked_on, amount)| {
        [debit(Account::Bank, *amount, *booked_on), credit(Account::Suspense, *amount, *booked_on)]
    });
    let (about, sides) = (statement.into(), sides.collect());
    Posting { what: "statement.imported", about, contact: None, booked_on: day, sides, test: false }
}

/// The import the other way round.
pub fn removed(statement: kernel::StatementId, booked: &[Money], day: Date) -> Posting {
    let sides = booked
        .iter()
        .flat_map(|amount| [credit(Account::Bank, *amount, day), debit(Account::Suspense, *amount, day)]);
    let (about, sides) = (statement.into(), sides.collect());
    Posting { what: "statement.removed", about, contact: None, booked_on: day, sides, test: false }
}

/// It stood on the books twice: by hand, and from the statement. `None` where the payment was made from the
/// line.
pub fn matched(fact: &BankLineMatched, day: Date) -> Option<Posting> {
    let sides = vec![credit(Account::Bank, fact.amount, day), debit(Account::Suspense, fact.amount, day)];
    let (about, contact) = (fact.bank_line.into(), fact.contact);
    let posting =
        Posting { what: "bank_line.matched", about, contact, booked_on: day, sides, test: fact.test };
    fact.recorded_before.then_some(posting)
}

pub fn unmatched(fact: &BankLineUnmatched, day: Date) -> Option<Posting> {
    let sides = vec![debit(Account::Bank, fact.amount, day), credit(Account::Suspense, fact.amount, day)];
    let (about, contact) = (fact.bank_line.into(), fact.contact);
    let posting = Posting { what: "bank_line.unmatched", about, contact, booked_on: day, sides, test: false };
    fact.recorded_before.then_some(posting)
}

//! What lines are looked up in: open invoices, transfers and refunds recorded by hand, credit, payers known before.

use std::collections::HashMap;

use kernel::{BankLineId, ContactId, Result};
use store::Tx;

use super::matching::{Awaited, Book, Line};
use super::payer::{Mark, marks};
use super::paying_back::{Owed, Purse, Sent};
use super::{BankLine, Words, rows};
use crate::refund::Refund;
use crate::{open_invoice, payment, refund};

pub(crate) async fn book(tx: &mut Tx) -> Result<Book> {
    let invoices = open_invoice::rows::all_open(tx).await?;
    let mut awaited = vec![];
    for payment in payment::rows::awaited(tx).await? {
        let ids: Vec<_> = payment.applied.iter().map(|part| part.invoice).collect();
        let settled = open_invoice::rows::named(tx, &ids).await?;
        let contact = open_invoice::rows::contact(tx, payment.contact).await?;
        let (contact, name) = contact.unwrap_or((payment.contact, None));
        let names = settled.iter().flat_map(|invoice| invoice.names()).map(str::to_owned);
        awaited.push(Awaited {
            id: payment.id,
            contact,
            amount: payment.amount,
            paid_on: payment.paid_on,
            names: name.into_iter().chain(names).collect(),
            numbers: settled.into_iter().map(|invoice| invoice.number).collect(),
        });
    }
    Ok(Book::new(invoices, awaited))
}

pub(crate) async fn purse(tx: &mut Tx) -> Result<Purse> {
    let mut sent = vec![];
    for refund in refund::rows::without_line(tx).await? {
        let (contact, names) = open_invoice::rows::names(tx, refund.contact).await?;
        let Refund { id, amount, paid_on, .. } = refund;
        sent.push(Sent { id, contact, amount, paid_on, names });
    }
    let mut owed = vec![];
    for (contact, credit) in payment::rows::all_credit(tx).await? {
        let (contact, names) = open_invoice::rows::names(tx, contact).await?;
        owed.push(Owed { contact, credit, names });
    }
    Ok(Purse { sent, owed })
}

/// Contacts each line's payer was matched to by a person before.
pub(crate) async fn learned(
    tx: &mut Tx,
    lines: &[(BankLine, Words)],
) -> Result<HashMap<BankLineId, Vec<ContactId>>> {
    let mut by_line: Vec<(BankLineId, Vec<Mark>)> = vec![];
    for (line, words) in lines {
        by_line.push((line.id, marks(tx, words)?));
    }
    let mut all: Vec<Mark> = by_line.iter().flat_map(|(_, marks)| marks).copied().collect();
    all.sort_unstable();
    all.dedup();
    let known = rows::payers(tx, &all).await?;
    let of = |marks: &[Mark]| {
        let mut contacts: Vec<ContactId> =
            marks.iter().flat_map(|mark| known.get(mark).into_iter().flatten()).copied().collect();
        contacts.sort();
        contacts.dedup();
        contacts
    };
    Ok(by_line.iter().map(|(line, marks)| (*line, of(marks))).collect())
}

pub(crate) fn as_line<'a>(line: &BankLine, words: &'a Words, learned: &'a [ContactId]) -> Line<'a> {
    let (payer, text) = (&words.payer, &words.text);
    Line { amount: line.amount, booked_on: line.booked_on, payer, text, learned }
}

//! Which of our accounts a file is of: the one said, the one its own lines name, or the only one there is. Pure.
//!
//! Invariant: what is doubtful is asked. The same bookings under two names of one account would be there twice.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Business, Error, Result};

use super::guess::guess;
use super::mapping::Mapping;
use super::table::{Record, records, sniff};
use super::vocabulary;

/// An IBAN without spaces, or a name with single ones.
pub fn account(typed: &str) -> Result<String> {
    if let Some(iban) = iban(typed) {
        return Ok(iban);
    }
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > 100 {
        let detail = "name your account by its IBAN, or as you call it";
        return Err(Error::field("/account", "statement.account", detail));
    }
    Ok(name)
}

/// Without spaces, where it is one by its look.
fn iban(text: &str) -> Option<String> {
    let iban: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let letters = iban.bytes().take(2).all(|b| b.is_ascii_uppercase());
    let digits = iban.bytes().skip(2).take(2).all(|b| b.is_ascii_digit());
    let long = (15..=34).contains(&iban.len());
    (long && letters && digits && iban.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(iban)
}

/// The account of a file; none where somebody has to say it.
pub fn of_file(
    said: Option<&str>,
    text: &str,
    kept: &BTreeMap<String, Mapping>,
    business: &Business,
) -> Result<Option<String>> {
    if let Some(said) = said {
        return account(said).map(Some);
    }
    let delimiter = sniff(text);
    let records = records(text, delimiter)?;
    let header = guess(&records, delimiter, business.currency).header_line;
    let known: Vec<&str> = kept.keys().map(String::as_str).collect();
    let ours = business.iban.as_deref().and_then(iban);
    Ok(chosen(stated(&records, header), &known, ours))
}

/// By what the file states, the accounts that are known, and where customers pay to.
fn chosen(stated: Option<String>, known: &[&str], ours: Option<String>) -> Option<String> {
    match (stated, known) {
        (Some(stated), known) if known.contains(&stated.as_str()) => Some(stated),
        (stated, []) => stated.or(ours),
        // Known by an IBAN it would be another one; known by a name it may well be the one.
        (Some(_), [one]) => iban(one).is_none().then(|| (*one).to_owned()),
        (None, [one]) => Some((*one).to_owned()),
        (_, _) => None,
    }
}

/// The one IBAN that the file says is ours: above its headings, or in a column for it.
fn stated(records: &[Record], header_line: u64) -> Option<String> {
    let above = records.iter().take_while(|record| record.line < header_line);
    let above = above.flat_map(|record| &record.cells).filter_map(|cell| within(cell));
    let header = records.iter().find(|record| record.line == header_line && header_line > 0);
    let headings = header.iter().flat_map(|record| record.cells.iter().enumerate());
    let columns: Vec<u16> = headings
        .filter(|(_, heading)| vocabulary::is_our_account(heading))
        .filter_map(|(at, _)| u16::try_from(at).ok())
        .collect();
    let below = records.iter().skip_while(|record| record.line <= header_line);
    let below = below.flat_map(|record| columns.iter().filter_map(|at| iban(record.cell(*at))));
    let all: BTreeSet<String> = above.chain(below).collect();
    all.first().filter(|_| all.len() == 1).cloned()
}

/// A cell above the headings may say `IBAN: DE02 1203 0000 0000 2020 51`.
fn within(cell: &str) -> Option<String> {
    let behind = cell.rsplit(':').next().unwrap_or(cell);
    iban(behind)
}

/// Somebody has to say which it is.
pub fn unnamed() -> Error {
    let detail = "name your account by its IBAN, or as you call it; this file does not say which it is";
    Error::field("/account", "statement.account", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "DE02120300000000202051";
    const B: &str = "DE02500105170137075030";

    fn of(text: &str) -> Option<String> {
        of_file(None, text, &BTreeMap::new(), &Business::default()).unwrap()
    }

    #[test]
    fn a_file_says_its_account_above_its_headings_or_in_a_column() {
        let bookings = "Buchungstag;Verwendungszweck;Betrag\n02.02.2026;x;1,00\n";
        let above = format!("Konto;Girokonto\nIBAN:;DE02 1203 0000 0000 2020 51\n\n{bookings}");
        assert_eq!(of(&above).as_deref(), Some(A));
        let column = format!(
            "IBAN Auftragskonto;Buchungstag;Kontonummer/IBAN;Verwendungszweck;Betrag\n{A};02.02.2026;{B};x;1,00\n"
        );
        assert_eq!(of(&column).as_deref(), Some(A), "not the one who paid");
        let two = format!(
            "Auftragskonto;Buchungstag;Verwendungszweck;Betrag\n{A};02.02.2026;x;1,00\n{B};02.02.2026;x;1,00\n"
        );
        assert_eq!(of(&two), None, "of two accounts it is of neither");
        assert_eq!(of(&format!("Buchungstag;IBAN;Betrag\n02.02.2026;{B};1,00\n")), None);
    }

    #[test]
    fn what_is_doubtful_is_asked() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(chosen(None, &[], None), None);
        assert_eq!(chosen(None, &[], some(A)), some(A), "where customers pay to");
        assert_eq!(chosen(some(B), &[], some(A)), some(B));
        assert_eq!(chosen(None, &["Main"], some(A)), some("Main"));
        assert_eq!(chosen(some(A), &["Main"], None), some("Main"), "the one there is, by its name");
        assert_eq!(chosen(some(A), &[A, "Main"], None), some(A));
        assert_eq!(chosen(some(B), &[A], None), None, "another account");
        assert_eq!(chosen(some(B), &[A, "Main"], None), None);
        assert_eq!(chosen(None, &[A, B], some(A)), None);
    }
}

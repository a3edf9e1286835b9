//! A file read with a mapping: its bookings, and everything that is wrong, line by line.

use kernel::{Date, Money};
use schemars::JsonSchema;
use serde::Serialize;

use super::cells;
use super::mapping::Mapping;
use super::table::Record;
use super::vocabulary;

/// A booking as the file says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReadLine {
    /// Of the file, from 1.
    pub line: u64,
    pub booked_on: Date,
    /// Above zero it came in, below it went out.
    pub amount: Money,
    pub payer: String,
    pub iban: String,
    pub text: String,
}

/// What is wrong with a line, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineError {
    /// Of the file, from 1.
    pub line: u64,
    /// The heading of the column, or its number.
    pub column: Option<String>,
    pub detail: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    pub lines: Vec<ReadLine>,
    pub errors: Vec<LineError>,
}

impl Reading {
    /// Lines that cannot be read, each counted once.
    pub fn wrong_lines(&self) -> i64 {
        self.errors.chunk_by(|one, next| one.line == next.line).count() as i64
    }
}

const LONGEST_TEXT: usize = 4_000;

/// Reads every record after the headings and before the footer.
pub fn read(records: &[Record], mapping: &Mapping) -> Reading {
    let mut reading = Reading::default();
    if let Some(wrong) = other_headings(records, mapping) {
        reading.errors.push(wrong);
        return reading;
    }
    let footer = records.len().saturating_sub(usize::from(mapping.footer_lines));
    let wanted = records[..footer].iter().filter(|record| record.line > mapping.header_line);
    for record in wanted {
        let reader = Reader { record, mapping };
        match reader.line() {
            Ok(line) => reading.lines.push(line),
            Err(errors) => reading.errors.extend(errors),
        }
    }
    if reading.lines.is_empty() && reading.errors.is_empty() {
        let detail = "there is no booking in this file; choose another period or another file".into();
        reading.errors.push(LineError { line: mapping.header_line, column: None, detail });
    }
    reading
}

/// The file's headings are not those the mapping was made for.
fn other_headings(records: &[Record], mapping: &Mapping) -> Option<LineError> {
    if mapping.header_line == 0 || mapping.headings.is_empty() {
        return None;
    }
    let found = records.iter().find(|record| record.line == mapping.header_line);
    let same = found.is_some_and(|record| headings(record) == mapping.headings);
    let detail = "the headings are not those this account's files had; look at the columns again".to_owned();
    (!same).then_some(LineError { line: mapping.header_line, column: None, detail })
}

pub fn headings(record: &Record) -> Vec<String> {
    record.cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

struct Reader<'a> {
    record: &'a Record,
    mapping: &'a Mapping,
}

impl Reader<'_> {
    /// The booking, or everything that is wrong with its line.
    fn line(&self) -> Result<ReadLine, Vec<LineError>> {
        self.width().map_err(|error| vec![error])?;
        let (day, amount) = (self.day(), self.amount());
        let (currency, words) = (self.currency(), self.words());
        match (day, amount, currency, words) {
            (Ok(booked_on), Ok(amount), Ok(()), Ok((payer, iban, text))) => {
                Ok(ReadLine { line: self.record.line, booked_on, amount, payer, iban, text })
            }
            (day, amount, currency, words) => {
                let all = [day.err(), amount.err(), currency.err(), words.err()];
                Err(all.into_iter().flatten().collect())
            }
        }
    }

    /// Payer, account and text.
    fn words(&self) -> Result<(String, String, String), LineError> {
        let columns = &self.mapping.columns;
        let optional = |at: Option<u16>| at.map_or("", |at| self.record.cell(at));
        let texts = columns.text.iter().map(|at| self.record.cell(*at)).filter(|text| !text.is_empty());
        let iban: String = optional(columns.iban).chars().filter(|c| c.is_alphanumeric()).collect();
        let (payer, text) = (plain(optional(columns.payer)), plain(&texts.collect::<Vec<_>>().join(" ")));
        if text.len().max(payer.len()).max(iban.len()) > LONGEST_TEXT {
            let detail = "a cell is longer than any bank writes; is a quotation mark missing?";
            return Err(self.wrong(None, detail));
        }
        Ok((payer, iban.to_uppercase(), text))
    }

    /// A record with fewer cells than the headings was cut off; one with more is not what it seems.
    fn width(&self) -> Result<(), LineError> {
        let (wanted, cells) = (self.mapping.headings.len(), &self.record.cells);
        let surplus = cells.iter().skip(wanted).any(|cell| !cell.trim().is_empty());
        if wanted == 0 || (cells.len() >= wanted && !surplus) {
            return Ok(());
        }
        let detail = format!(
            "it has {} cells, the headings {wanted}; the line is cut off, or a cell holds the mark of columns",
            cells.len()
        );
        Err(self.wrong(None, &detail))
    }

    fn day(&self) -> Result<Date, LineError> {
        let at = self.mapping.columns.booked_on;
        let text = self.record.cell(at);
        let detail =
            format!("`{text}` is no day in the order chosen; correct the file or choose another order");
        cells::day(text, self.mapping.date_format).ok_or_else(|| self.wrong(Some(at), &detail))
    }

    fn amount(&self) -> Result<Money, LineError> {
        let columns = &self.mapping.columns;
        let amount = match columns.amount {
            Some(at) => self.directed(self.one(at)?)?,
            None => self.of_two(columns.credit, columns.debit)?,
        };
        Ok(if self.mapping.reversed { Money { minor: -amount.minor, ..amount } } else { amount })
    }

    fn one(&self, at: u16) -> Result<Money, LineError> {
        let text = self.record.cell(at);
        let mark = self.mapping.decimal_mark;
        let detail = format!(
            "`{text}` is no amount with `{}` before the cents; correct it or choose the mark",
            mark.char()
        );
        cells::amount(text, mark, self.mapping.currency).ok_or_else(|| self.wrong(Some(at), &detail))
    }

    /// A column of its own may say whether it came in or went out.
    fn directed(&self, amount: Money) -> Result<Money, LineError> {
        let Some(at) = self.mapping.columns.direction else { return Ok(amount) };
        let text = self.record.cell(at);
        let out = vocabulary::goes_out(text).ok_or_else(|| {
            let detail = format!("`{text}` does not say whether the money came in or went out");
            self.wrong(Some(at), &detail)
        })?;
        let minor = if out { -amount.minor.abs() } else { amount.minor.abs() };
        Ok(Money { minor, ..amount })
    }

    /// Exactly one of the two is filled; a zero counts as empty.
    fn of_two(&self, credit: Option<u16>, debit: Option<u16>) -> Result<Money, LineError> {
        let filled = |at: Option<u16>| -> Result<Option<Money>, LineError> {
            let Some(at) = at.filter(|at| !self.record.cell(*at).is_empty()) else { return Ok(None) };
            Ok(Some(self.one(at)?).filter(|amount| amount.minor != 0))
        };
        match (filled(credit)?, filled(debit)?) {
            (Some(amount), None) => Ok(amount),
            (None, Some(amount)) => Ok(Money { minor: -amount.minor.abs(), ..amount }),
            (None, None) => Err(self.wrong(credit.or(debit), "neither column has an amount")),
            (Some(_), Some(_)) => Err(self.wrong(credit, "both columns have an amount")),
        }
    }

    fn currency(&self) -> Result<(), LineError> {
        let Some(at) = self.mapping.columns.currency else { return Ok(()) };
        let text = self.record.cell(at);
        let ours = self.mapping.currency.code();
        if text.is_empty() || text.eq_ignore_ascii_case(ours) {
            return Ok(());
        }
        let detail =
            format!("it is in {text}, the account in {ours}; import each currency as an account of its own");
        Err(self.wrong(Some(at), &detail))
    }

    fn wrong(&self, at: Option<u16>, detail: &str) -> LineError {
        let heading = |at: u16| {
            let named = self.mapping.headings.get(usize::from(at)).filter(|name| !name.is_empty());
            named.cloned().unwrap_or_else(|| format!("column {}", at + 1))
        };
        LineError { line: self.record.line, column: at.map(heading), detail: detail.to_owned() }
    }
}

/// One space between words, none around.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

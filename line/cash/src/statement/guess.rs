//! A mapping guessed from the file itself: where the headings are, what each column holds, how it is written.

use kernel::Currency;

use super::cells;
use super::mapping::{Columns, DateFormat, DecimalMark, Mapping};
use super::reading::headings;
use super::table::Record;
use super::vocabulary::{Role, role};

/// Records looked at for headings.
const HEAD: usize = 40;
/// Records looked at for how days and amounts are written.
const SAMPLE: usize = 200;
const FORMATS: [DateFormat; 3] =
    [DateFormat::YearMonthDay, DateFormat::DayMonthYear, DateFormat::MonthDayYear];

/// The likeliest mapping. Where headings say nothing, columns are found by what stands in them.
pub fn guess(records: &[Record], delimiter: char, currency: Currency) -> Mapping {
    let header = records.iter().take(HEAD).enumerate().max_by_key(|(at, record)| (known(record), HEAD - at));
    let header = header.filter(|(_, record)| known(record) >= 2).map(|(at, record)| (at, record.clone()));
    let first = header.as_ref().map_or(0, |(at, _)| at + 1);
    let body = &records[first.min(records.len())..];
    let columns = match &header {
        Some((_, record)) => by_headings(&record.cells),
        None => by_content(body, currency),
    };
    let mut mapping = Mapping {
        name: String::new(),
        delimiter,
        header_line: header.as_ref().map_or(0, |(_, record)| record.line),
        headings: header.map(|(_, record)| headings(&record)).unwrap_or_default(),
        footer_lines: 0,
        date_format: date_format(body, columns.booked_on, delimiter),
        decimal_mark: decimal_mark(body, &columns),
        reversed: false,
        currency: currency_of(body, &columns).unwrap_or(currency),
        columns,
    };
    mapping.footer_lines = footer(body, &mapping);
    mapping
}

/// How many different roles the cells of a record name.
fn known(record: &Record) -> usize {
    let mut roles: Vec<Role> = vec![];
    for (found, _) in record.cells.iter().flat_map(|cell| role(cell)) {
        if !roles.contains(&found) {
            roles.push(found);
        }
    }
    let has = |role| usize::from(roles.contains(&role));
    let money = has(Role::Amount) + has(Role::Credit) + has(Role::Debit);
    if has(Role::BookedOn) == 1 && money > 0 { roles.len() } else { 0 }
}

fn by_headings(cells: &[String]) -> Columns {
    let best = |wanted: Role| -> Option<u16> {
        let named = cells.iter().enumerate().filter_map(|(at, cell)| {
            let (_, rank) = role(cell).into_iter().find(|(role, _)| *role == wanted)?;
            Some((rank, at))
        });
        named.min().and_then(|(_, at)| u16::try_from(at).ok())
    };
    let direction = best(Role::Direction);
    let one = best(Role::Amount);
    let (credit, debit) = match one {
        Some(_) => (None, None),
        None => (best(Role::Credit).filter(|at| Some(*at) != direction), best(Role::Debit)),
    };
    let payer = best(Role::Payer);
    Columns {
        booked_on: best(Role::BookedOn).unwrap_or_default(),
        amount: one,
        credit,
        debit: debit.filter(|at| Some(*at) != direction),
        direction: direction.filter(|_| one.is_some()),
        payer,
        iban: best(Role::Iban).filter(|at| Some(*at) != payer),
        text: best(Role::Text).filter(|at| Some(*at) != payer).into_iter().collect(),
        // Of two currency columns (balance, amount) the one behind the amount is the amount's.
        currency: after(cells, one).or(best(Role::Currency)),
    }
}

fn after(cells: &[String], amount: Option<u16>) -> Option<u16> {
    let next = amount? + 1;
    let named =
        cells.get(usize::from(next)).is_some_and(|cell| role(cell).iter().any(|(r, _)| *r == Role::Currency));
    named.then_some(next)
}

/// Without headings: the first column of days, the last of amounts, the longest of words.
fn by_content(body: &[Record], currency: Currency) -> Columns {
    let sample: Vec<&Record> = body.iter().take(SAMPLE).collect();
    let width = sample.iter().map(|record| record.cells.len()).max().unwrap_or_default().min(200) as u16;
    let all = |at: u16, fits: &dyn Fn(&str) -> bool| {
        !sample.is_empty() && sample.iter().all(|record| fits(record.cell(at)))
    };
    let is_day = |text: &str| FORMATS.iter().any(|format| cells::day(text, *format).is_some());
    let is_amount = |text: &str| {
        let fits = |mark| {
            text.contains(|c: char| c.is_ascii_digit()) && cells::amount(text, mark, currency).is_some()
        };
        !is_day(text) && (fits(DecimalMark::Comma) || fits(DecimalMark::Point))
    };
    let booked_on = (0..width).find(|at| all(*at, &is_day)).unwrap_or_default();
    let marked = |text: &str| is_amount(text) && text.contains([',', '.']);
    let amount = (0..width)
        .filter(|at| *at != booked_on)
        .find(|at| all(*at, &marked))
        .or_else(|| (0..width).find(|at| *at != booked_on && all(*at, &is_amount)));
    let length = |at: &u16| sample.iter().map(|record| record.cell(*at).len()).sum::<usize>();
    let text = (0..width).filter(|at| *at != booked_on && Some(*at) != amount).max_by_key(length);
    Columns { booked_on, amount, text: text.into_iter().collect(), ..Columns::default() }
}

/// The order most days can be read in; where several fit, a point or dash means day first, commas between
/// columns mean month first.
fn date_format(body: &[Record], at: u16, delimiter: char) -> DateFormat {
    let cells: Vec<&str> = body.iter().take(SAMPLE).map(|record| record.cell(at)).collect();
    let fits = |format: DateFormat| cells.iter().filter(|cell| cells::day(cell, format).is_some()).count();
    let slashes = cells.iter().any(|cell| cell.contains('/'));
    let prefers_month = slashes && delimiter == ',';
    let rank = |format: DateFormat| match format {
        DateFormat::YearMonthDay => 2,
        DateFormat::DayMonthYear => usize::from(!prefers_month),
        DateFormat::MonthDayYear => usize::from(prefers_month),
    };
    FORMATS
        .into_iter()
        .max_by_key(|format| (fits(*format), rank(*format)))
        .unwrap_or(DateFormat::DayMonthYear)
}

/// The mark before one or two last digits; the last mark where both stand in one amount.
fn decimal_mark(body: &[Record], columns: &Columns) -> DecimalMark {
    let at = [columns.amount, columns.credit, columns.debit];
    let cells = body.iter().take(SAMPLE).flat_map(|record| at.iter().flatten().map(|at| record.cell(*at)));
    let (mut comma, mut point) = (0, 0);
    for cell in cells {
        let Some(mark) = cell.rfind([',', '.']) else { continue };
        let behind = cell[mark + 1..].chars().filter(char::is_ascii_digit).count();
        let both = cell.contains(',') && cell.contains('.');
        let weight = if both || behind != 3 { 1 } else { 0 };
        if cell[mark..].starts_with(',') { comma += weight } else { point += weight }
    }
    if comma > point { DecimalMark::Comma } else { DecimalMark::Point }
}

/// The currency every record names, if they agree; else the one in a heading of the amount.
fn currency_of(body: &[Record], columns: &Columns) -> Option<Currency> {
    let at = columns.currency?;
    let first = body.iter().map(|record| record.cell(at)).find(|cell| !cell.is_empty())?;
    Currency::from_code(&first.to_uppercase())
}

/// Records at the end that begin with a word, and hold neither a day nor the number of cells of a booking. A line
/// that was cut off begins with a figure, or is far too long: it stays, and is named as an error.
fn footer(body: &[Record], mapping: &Mapping) -> u16 {
    let odd = |record: &&Record| {
        let day = cells::day(record.cell(mapping.columns.booked_on), mapping.date_format).is_some();
        let first = record.cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty());
        let word = first.is_some_and(|cell| cell.starts_with(char::is_alphabetic) && cell.len() < 200);
        word && !day && record.cells.len() != mapping.headings.len().max(1)
    };
    let count = body.iter().rev().take_while(odd).count();
    if count == body.len() { 0 } else { u16::try_from(count).unwrap_or_default() }
}

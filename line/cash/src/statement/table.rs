//! Text as records of cells, each with the line of the file it begins on.

use kernel::{Error, Result};

/// One record of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Of the file, from 1.
    pub line: u64,
    pub cells: Vec<String>,
}

impl Record {
    pub fn cell(&self, at: u16) -> &str {
        self.cells.get(usize::from(at)).map_or("", |cell| cell.trim())
    }

    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];
/// Records of one file: a year of a busy account. More is imported in parts.
pub const LONGEST: usize = 20_000;

/// Cuts the text into records; blank lines are left out.
pub fn records(text: &str, delimiter: char) -> Result<Vec<Record>> {
    let byte = u8::try_from(delimiter).unwrap_or(b';');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(byte)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut found = vec![];
    for record in reader.records() {
        let record = record.map_err(|_| unreadable())?;
        let line = record.position().map_or(0, |at| at.line() + blank_lines(&text[at.byte() as usize..]));
        let record = Record { line, cells: record.iter().map(str::to_owned).collect() };
        if !record.is_blank() {
            found.push(record);
        }
        if found.len() > LONGEST {
            let detail =
                format!("it has more than {LONGEST} lines; export it in parts, such as a month each");
            return Err(Error::field("/file", "statement.too_long", detail));
        }
    }
    Ok(found)
}

/// A record is said to begin where the one before ended: blank lines between are its own.
fn blank_lines(rest: &str) -> u64 {
    let breaks = rest.bytes().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    breaks.filter(|byte| *byte == b'\n').count() as u64
}

fn unreadable() -> Error {
    let detail = "it is not a table of text; export the account as CSV and choose that file";
    Error::field("/file", "statement.unreadable", detail)
}

/// The mark that cuts most records into the same number of cells, of at least two.
pub fn sniff(text: &str) -> char {
    let head: String = text.lines().take(60).collect::<Vec<_>>().join("\n");
    let score = |delimiter: char| {
        let widths: Vec<usize> =
            records(&head, delimiter).unwrap_or_default().iter().map(|record| record.cells.len()).collect();
        let of = |width: usize| widths.iter().filter(|one| **one == width).count();
        widths.iter().filter(|width| **width > 1).map(|width| of(*width) * width).max().unwrap_or(0)
    };
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(';')
}

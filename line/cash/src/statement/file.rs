//! A file as it was handed in: text or base64, decoded, cut into records, read with a mapping.

use data_encoding::BASE64;
use kernel::{Currency, Error, FieldError, Result};

use super::decode::{Encoding, decode};
use super::guess::guess;
use super::mapping::Mapping;
use super::reading::{LineError, Reading, read};
use super::table::{Record, records, sniff};

/// Bytes of a file, decoded; and of the JSON it comes in, where base64 takes a third more.
pub const LARGEST: usize = 10 << 20;
pub const JSON_LIMIT: usize = 15 << 20;
/// So many errors are said at once; the rest is counted.
const SAID: usize = 100;

/// What a file looks like before its bookings are read.
pub struct Opened {
    pub encoding: Encoding,
    pub mapping: Mapping,
    pub guessed: bool,
    pub records: Vec<Record>,
}

/// The text of a file: exactly one of the two is given.
pub fn text(base64: Option<&str>, text: Option<&str>) -> Result<(String, Encoding)> {
    let wrong = |detail: &str| Error::field("/file", "statement.no_file", detail);
    let bytes = match (base64, text) {
        (Some(base64), None) => {
            BASE64.decode(base64.trim().as_bytes()).map_err(|_| wrong("give the file's bytes in base64"))?
        }
        (None, Some(text)) => text.as_bytes().to_vec(),
        _ => return Err(wrong("give the file in base64, or its text, but not both")),
    };
    if bytes.len() > LARGEST {
        return Err(wrong("it is larger than 10 MB; export it in parts, such as a month each"));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(wrong("it is empty; choose another file"));
    }
    Ok(decode(&bytes))
}

/// Cuts the text and finds the mapping: the one said, else the account's own if the headings are the same,
/// else a guess.
pub fn open(
    (text, encoding): (String, Encoding),
    said: Option<Mapping>,
    kept: Option<Mapping>,
    currency: Currency,
) -> Result<Opened> {
    if let Some(mapping) = said {
        mapping.check()?;
        let records = records(&text, mapping.delimiter)?;
        return Ok(Opened { encoding, mapping, guessed: false, records });
    }
    if let Some(mapping) = kept {
        let records = records(&text, mapping.delimiter)?;
        if fits(&records, &mapping) {
            return Ok(Opened { encoding, mapping, guessed: false, records });
        }
    }
    let delimiter = sniff(&text);
    let records = records(&text, delimiter)?;
    let mapping = guess(&records, delimiter, currency);
    Ok(Opened { encoding, mapping, guessed: true, records })
}

/// The kept headings stand somewhere near the top: banks write a varying number of lines above them.
fn fits(records: &[Record], mapping: &Mapping) -> bool {
    let at = records.iter().find(|record| record.line == mapping.header_line);
    mapping.header_line > 0 && at.is_some_and(|record| super::reading::headings(record) == mapping.headings)
}

impl Opened {
    pub fn read(&self) -> Reading {
        read(&self.records, &self.mapping)
    }
}

/// All or nothing: every line that cannot be read is named.
pub fn refused(errors: &[LineError]) -> Error {
    let one = |error: &LineError| FieldError {
        pointer: format!("/file/line/{}", error.line),
        code: "statement.line",
        detail: match &error.column {
            Some(column) => format!("line {}, {column}: {}", error.line, error.detail),
            None => format!("line {}: {}", error.line, error.detail),
        },
    };
    let mut said: Vec<FieldError> = errors.iter().take(SAID).map(one).collect();
    if errors.len() > SAID {
        let detail = format!("{} more cells cannot be read", errors.len() - SAID);
        said.push(FieldError { pointer: "/file".into(), code: "statement.line", detail });
    }
    Error::Invalid(said)
}

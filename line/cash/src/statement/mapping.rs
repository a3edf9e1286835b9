//! How the columns of one account's files are read: which is which, how days and amounts are written.
//!
//! Kept per account in the settings document `statements`, so that the next file needs no questions.

use std::collections::BTreeMap;

use kernel::{Currency, Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Topic `statements`: the mapping of each account, by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Mappings {
    pub accounts: BTreeMap<String, Mapping>,
}

impl store::Setting for Mappings {
    const TOPIC: &'static str = "statements";
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the format is called, such as `Sparkasse`.
    #[serde(default)]
    pub name: String,
    /// `;`, `,`, a tab or `|`.
    pub delimiter: char,
    /// The line of the file with the headings; 0 where there are none.
    pub header_line: u64,
    /// Its cells: a file with other headings is not read with this mapping.
    #[serde(default)]
    pub headings: Vec<String>,
    /// Records at the end that are no bookings, such as a balance.
    #[serde(default)]
    pub footer_lines: u16,
    pub columns: Columns,
    pub date_format: DateFormat,
    pub decimal_mark: DecimalMark,
    /// Incoming money is written as a negative amount.
    #[serde(default)]
    pub reversed: bool,
    /// Of the account; a currency column of another one is an error.
    pub currency: Currency,
}

/// Which column is which, counted from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    pub booked_on: u16,
    /// One column with a sign …
    pub amount: Option<u16>,
    /// … or one for each direction.
    pub credit: Option<u16>,
    pub debit: Option<u16>,
    /// Says the direction of `amount` in words or letters, such as S and H.
    pub direction: Option<u16>,
    pub payer: Option<u16>,
    pub iban: Option<u16>,
    /// What was written with it; several are joined.
    pub text: Vec<u16>,
    pub currency: Option<u16>,
}

/// The order of day, month and year; any mark between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateFormat {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    Comma,
    Point,
}

impl DecimalMark {
    pub fn char(self) -> char {
        if let DecimalMark::Comma = self { ',' } else { '.' }
    }
    /// What groups thousands beside it.
    pub fn other(self) -> char {
        if let DecimalMark::Comma = self { '.' } else { ',' }
    }
}

impl Mapping {
    /// Can anything be read with it?
    pub fn check(&self) -> Result<()> {
        let both = self.columns.credit.is_some() || self.columns.debit.is_some();
        if self.columns.amount.is_some() == both {
            let detail = "choose one column for the amount, or one for money in and one for money out";
            return Err(Error::field("/mapping/columns/amount", "mapping.amount", detail));
        }
        if !self.delimiter.is_ascii() || self.delimiter.is_ascii_alphanumeric() || self.delimiter == '"' {
            let detail = "columns are parted by a semicolon, a comma, a tab or a bar";
            return Err(Error::field("/mapping/delimiter", "mapping.delimiter", detail));
        }
        Ok(())
    }
}

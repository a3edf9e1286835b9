//! The shapes of a statement that leave the house.

use kernel::{Currency, Date, Money, StatementId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::Statement;
use super::decode::Encoding;
use super::mapping::Mapping;
use super::reading::{LineError, ReadLine};

#[derive(Debug, Serialize, JsonSchema)]
pub struct StatementView {
    pub id: StatementId,
    pub rv: i64,
    pub account: String,
    pub name: String,
    pub currency: Currency,
    /// In the file.
    pub lines: i64,
    /// Of them, those that were not known yet.
    pub new: i64,
    pub first_on: Option<Date>,
    pub last_on: Option<Date>,
    /// `imported` or `removed`.
    pub state: &'static str,
    pub imported_at: Timestamp,
    pub removed_at: Option<Timestamp>,
    /// Lines that wait for somebody to say whose money it is.
    pub unmatched: i64,
}

/// What an import brought.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImportedView {
    #[serde(flatten)]
    pub statement: StatementView,
    /// Lines that were known already.
    pub known: i64,
    /// Matched by themselves; those that follow a large import come in later.
    pub matched: i64,
    /// More lines are still being looked at.
    pub looking: bool,
}

/// A file as it would be read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PreviewView {
    /// Ours: the one said, else the one the file says or the only one there is; null where it has to be said.
    pub account: Option<String>,
    pub encoding: Encoding,
    pub mapping: Mapping,
    /// Guessed from the file, not kept for the account.
    pub guessed: bool,
    /// The first records as they stand in the file.
    pub sample: Vec<SampleRecord>,
    /// The first bookings as they would be read.
    pub rows: Vec<ReadLine>,
    /// Everything that cannot be read; while there is any, nothing is imported.
    pub errors: Vec<LineError>,
    /// Lines that cannot be read, also those not shown.
    pub wrong: i64,
    /// Bookings in the file, and how many of them are new for the account.
    pub lines: i64,
    pub new: i64,
    pub first_on: Option<Date>,
    pub last_on: Option<Date>,
    pub came_in: Money,
    pub went_out: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SampleRecord {
    /// Of the file, from 1.
    pub line: u64,
    pub cells: Vec<String>,
}

pub(crate) fn view(s: Statement, unmatched: i64) -> StatementView {
    StatementView {
        id: s.id,
        rv: s.rv,
        account: s.account,
        name: s.name,
        currency: s.currency,
        lines: s.lines,
        new: s.new,
        first_on: s.first_on,
        last_on: s.last_on,
        state: s.state.word(),
        imported_at: s.imported_at,
        removed_at: s.state.removed_at(),
        unmatched,
    }
}

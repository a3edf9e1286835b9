//! A statement: a file of the bank, read as a whole or not at all.
//!
//! Invariant: what it brought new stands in its bank lines; a line that was known before is not brought
//! twice. Reading a file is pure and lies in `decode`, `table`, `mapping`, `guess`, `cells` and `reading`.

pub(crate) mod account;
pub(crate) mod cells;
pub mod commands;
pub(crate) mod decode;
pub(crate) mod file;
pub(crate) mod fingerprint;
pub(crate) mod guess;
pub mod mapping;
pub mod queries;
pub(crate) mod reading;
pub(crate) mod rows;
pub(crate) mod table;
#[cfg(test)]
mod tests;
pub mod views;
pub(crate) mod vocabulary;

use facts::cash::{StatementImported, StatementRemoved};
use kernel::{Currency, Date, Money, Owned, Refusal, StatementId, Timestamp};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub id: StatementId,
    pub rv: i64,
    pub owned: Owned,
    /// Ours, as the owner calls it: an IBAN or a name.
    pub account: String,
    /// Of the file.
    pub name: String,
    pub currency: Currency,
    /// In the file, and how many of them were new.
    pub lines: i64,
    pub new: i64,
    pub first_on: Option<Date>,
    pub last_on: Option<Date>,
    pub state: State,
    pub imported_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Imported,
    Removed { at: Timestamp },
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum StatementRefusal {
    #[error("it was removed already; import the file again if it was right")]
    Removed,
    #[error("{0} of its lines are matched; undo those matches first")]
    Matched(i64),
}

impl Refusal for StatementRefusal {
    fn code(&self) -> &'static str {
        match self {
            StatementRefusal::Removed => "statement.removed",
            StatementRefusal::Matched(_) => "statement.matched",
        }
    }
}

impl State {
    pub fn word(self) -> &'static str {
        if let State::Imported = self { "imported" } else { "removed" }
    }
    pub fn removed_at(self) -> Option<Timestamp> {
        if let State::Removed { at } = self { Some(at) } else { None }
    }
}

impl Statement {
    pub fn imported(&self, booked: Vec<Money>) -> StatementImported {
        let (statement, lines, new, account) = (self.id, self.lines, self.new, self.account.clone());
        StatementImported { statement, lines, new, account, booked }
    }

    /// The import is taken back; `matched` of its lines are somebody's money already.
    pub fn remove(
        self,
        matched: i64,
        booked: Vec<Money>,
        at: Timestamp,
    ) -> Result<(Statement, StatementRemoved), StatementRefusal> {
        match self.state {
            State::Removed { .. } => Err(StatementRefusal::Removed),
            State::Imported if matched > 0 => Err(StatementRefusal::Matched(matched)),
            State::Imported => {
                let told = StatementRemoved { statement: self.id, booked };
                Ok((Statement { state: State::Removed { at }, ..self }, told))
            }
        }
    }
}

/// By currency: what came in, and what went out.
pub fn booked(amounts: impl IntoIterator<Item = Money>) -> Result<Vec<Money>, kernel::MoneyError> {
    let mut sums: Vec<Money> = vec![];
    for amount in amounts {
        let same =
            |sum: &&mut Money| sum.currency == amount.currency && sum.minor.signum() == amount.minor.signum();
        match sums.iter_mut().find(same) {
            Some(sum) => *sum = sum.checked_add(amount)?,
            None => sums.push(amount),
        }
    }
    sums.retain(|sum| sum.minor != 0);
    Ok(sums)
}

//! The ledger: one double entry per money fact, and its balances.
//!
//! Invariant: the lines of an entry add up to 0 in every currency; debit is above zero. Entries are never
//! changed: what is taken back is booked the other way on the day it happens. Test entries stay out of every
//! balance.

pub(crate) mod posting;
pub mod queries;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub mod watch;

use std::collections::BTreeMap;

use facts::cash::EntryPosted;
use kernel::{
    BasisPoints, ContactId, Currency, Date, EntryId, EntryLineId, FactId, Money, MoneyError, Owned, Ref,
    Timestamp,
};

/// Where money stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    Bank,
    Receivables,
    Suspense,
    CustomerCredit,
    Revenue,
    /// By rate.
    Tax(BasisPoints),
    WriteOff,
    Fees,
}

impl Account {
    /// The accounts every business has; tax comes by rate as it is used.
    pub const FIXED: [Account; 7] = [
        Account::Bank,
        Account::Receivables,
        Account::Suspense,
        Account::CustomerCredit,
        Account::Revenue,
        Account::WriteOff,
        Account::Fees,
    ];

    /// `bank`, `tax:1900`.
    pub fn word(self) -> String {
        match self {
            Account::Bank => "bank".into(),
            Account::Receivables => "receivables".into(),
            Account::Suspense => "suspense".into(),
            Account::CustomerCredit => "customer_credit".into(),
            Account::Revenue => "revenue".into(),
            Account::Tax(rate) => format!("tax:{}", rate.0),
            Account::WriteOff => "write_off".into(),
            Account::Fees => "fees".into(),
        }
    }

    pub fn from_word(word: &str) -> Option<Account> {
        if let Some(rate) = word.strip_prefix("tax:") {
            return Some(Account::Tax(BasisPoints(rate.parse().ok()?)));
        }
        Account::FIXED.into_iter().find(|account| account.word() == word)
    }
}

/// One side of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    pub account: Account,
    /// Debit above zero, credit below.
    pub amount: Money,
    pub booked_on: Date,
}

/// What a fact does to the books, before it has an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    pub what: &'static str,
    pub about: Ref,
    pub contact: Option<ContactId>,
    pub booked_on: Date,
    pub sides: Vec<Side>,
    pub test: bool,
}

/// A double entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub rv: i64,
    pub owned: Owned,
    pub fact: FactId,
    /// The kind of the fact.
    pub what: String,
    /// The record it is about, as a prefixed id.
    pub about: String,
    pub contact: Option<ContactId>,
    pub booked_on: Date,
    pub posted_at: Timestamp,
    pub test: bool,
}

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLine {
    pub id: EntryLineId,
    pub rv: i64,
    pub owned: Owned,
    pub entry: EntryId,
    pub account: String,
    pub amount: Money,
    pub booked_on: Date,
    pub test: bool,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the entry of `{what}` is {by} out of balance; nothing was booked")]
pub struct OutOfBalance {
    pub what: &'static str,
    pub by: String,
}

impl Posting {
    /// Puts sides of one account and day together, leaves zeros away, and refuses what does not add up to 0.
    pub fn balanced(self) -> Result<Posting, OutOfBalance> {
        let out = |by: String| OutOfBalance { what: self.what, by };
        let broken = |error: MoneyError| out(error.to_string());
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        let mut sides: BTreeMap<(Date, Account, &str), Money> = BTreeMap::new();
        for side in &self.sides {
            *sums.entry(side.amount.currency.code()).or_default() += side.amount.minor;
            let at = (side.booked_on, side.account, side.amount.currency.code());
            let sum = sides.entry(at).or_insert(Money::zero(side.amount.currency));
            *sum = sum.checked_add(side.amount).map_err(broken)?;
        }
        if let Some((currency, by)) = sums.iter().find(|(_, sum)| **sum != 0) {
            return Err(out(format!("{by} {currency}")));
        }
        let sides = sides
            .into_iter()
            .filter(|(_, amount)| amount.minor != 0)
            .map(|((booked_on, account, _), amount)| Side { account, amount, booked_on })
            .collect();
        Ok(Posting { sides, ..self })
    }
}

impl Entry {
    pub fn posted(&self) -> EntryPosted {
        EntryPosted { entry: self.id, of: self.fact, what: self.what.clone() }
    }
}

/// Zero of a currency, for sums that begin with nothing.
pub(crate) fn total(
    amounts: impl IntoIterator<Item = Money>,
    currency: Currency,
) -> Result<Money, MoneyError> {
    amounts.into_iter().try_fold(Money::zero(currency), Money::checked_add)
}

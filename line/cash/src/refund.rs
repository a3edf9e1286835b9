//! A refund: a customer's credit that was paid back to them.
//!
//! Invariant: it takes exactly its amount from credit there is, the oldest first, and gives exactly that back when it
//! is voided. One made from a bank line is taken back with the match, not by itself. The house moves no money: it notes
//! what was paid.

pub mod commands;
pub mod queries;
pub(crate) mod record;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub mod views;

use facts::cash::{RefundRecorded, RefundVoided, Taken};
use kernel::{BankLineId, ContactId, Date, Money, Owned, RefundId, Refusal, Timestamp};

use crate::payment::{Method, Payment, State};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub id: RefundId,
    pub rv: i64,
    pub owned: Owned,
    pub contact: ContactId,
    /// Above zero.
    pub amount: Money,
    /// Whose excess it was; together the amount.
    pub taken: Vec<Taken>,
    /// Business-local day the money went out.
    pub paid_on: Date,
    pub method: Method,
    pub note: Option<String>,
    pub bank_line: Option<BankLineId>,
    /// The match made it, so unmatching voids it.
    pub from_line: bool,
    pub state: State,
    pub recorded_at: Timestamp,
    pub test: bool,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RefundRefusal {
    #[error("it was voided already; record it again if the money went out after all")]
    Voided,
    #[error("say why it is voided")]
    NoReason,
    #[error("it was found on a bank statement; undo the match of its bank line instead")]
    OnStatement,
    #[error(
        "they have no credit in {0}; credit an invoice they paid, or void the payment, if money is due to them"
    )]
    NoCredit(&'static str),
    #[error("{0} is all they have as credit; pay back at most that")]
    MoreThanOwed(String),
    #[error("a live test moves no real money; it stands on no bank line")]
    TestMoney,
    #[error("this refund stands on another bank line already; undo that match first")]
    OtherLine,
    #[error("the bank line says {line}, the refund {refund}; they must be equal to belong together")]
    OtherAmount { line: String, refund: String },
}

impl Refusal for RefundRefusal {
    fn code(&self) -> &'static str {
        match self {
            RefundRefusal::Voided => "refund.voided",
            RefundRefusal::NoReason => "refund.no_reason",
            RefundRefusal::OnStatement => "refund.on_statement",
            RefundRefusal::NoCredit(_) => "refund.no_credit",
            RefundRefusal::MoreThanOwed(_) => "refund.more_than_owed",
            RefundRefusal::TestMoney => "refund.test_money",
            RefundRefusal::OtherLine => "refund.other_line",
            RefundRefusal::OtherAmount { .. } => "refund.other_amount",
        }
    }
}

/// What an amount takes from these payments' excess, in their order. All of one currency.
pub fn take(amount: Money, credits: &[Payment]) -> Result<Vec<Taken>, RefundRefusal> {
    let owed: i64 = credits.iter().map(|payment| payment.excess.minor).sum();
    if owed == 0 {
        return Err(RefundRefusal::NoCredit(amount.currency.code()));
    }
    if amount.minor > owed {
        return Err(RefundRefusal::MoreThanOwed(Money { minor: owed, ..amount }.to_string()));
    }
    let mut left = amount.minor;
    let mut taken = vec![];
    for payment in credits {
        let minor = payment.excess.minor.min(left);
        left -= minor;
        if minor > 0 {
            taken.push(Taken { payment: payment.id, amount: Money { minor, ..amount } });
        }
    }
    Ok(taken)
}

impl Refund {
    pub fn recorded(&self) -> RefundRecorded {
        RefundRecorded {
            refund: self.id,
            contact: self.contact,
            amount: self.amount,
            paid_on: self.paid_on,
            method: self.method.word().to_owned(),
            taken: self.taken.clone(),
            bank_line: self.bank_line,
            test: self.test,
        }
    }

    /// The money never went out, said by a person.
    pub fn void(self, reason: &str, at: Timestamp) -> Result<(Refund, RefundVoided), RefundRefusal> {
        if self.bank_line.is_some() && self.state == State::Recorded {
            return Err(RefundRefusal::OnStatement);
        }
        self.take_back(reason, at)
    }

    /// The match that made it was undone.
    pub fn take_back(self, reason: &str, at: Timestamp) -> Result<(Refund, RefundVoided), RefundRefusal> {
        if self.state != State::Recorded {
            return Err(RefundRefusal::Voided);
        }
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(RefundRefusal::NoReason);
        }
        let told = RefundVoided {
            refund: self.id,
            contact: self.contact,
            amount: self.amount,
            taken: self.taken.clone(),
            bank_line: self.bank_line,
            reason: reason.clone(),
            test: self.test,
        };
        Ok((Refund { state: State::Voided { at, reason }, ..self }, told))
    }

    /// It was found on a statement after it had been recorded by hand. `amount` is the line's, below zero.
    pub fn stand_on(self, line: BankLineId, amount: Money) -> Result<Refund, RefundRefusal> {
        if self.state != State::Recorded {
            return Err(RefundRefusal::Voided);
        }
        if self.test {
            return Err(RefundRefusal::TestMoney);
        }
        if self.bank_line.is_some() {
            return Err(RefundRefusal::OtherLine);
        }
        let went_out = Money { minor: -amount.minor, ..amount };
        if self.amount != went_out {
            let (line, refund) = (went_out.to_string(), self.amount.to_string());
            return Err(RefundRefusal::OtherAmount { line, refund });
        }
        Ok(Refund { bank_line: Some(line), ..self })
    }

    /// It was not on that line.
    pub fn stand_off(self) -> Refund {
        Refund { bank_line: None, ..self }
    }
}

//! A bank line: one booking of the bank, and whose money it is.
//!
//! Invariant: a matched line has exactly one payment of its amount; money that went out is kept, and is at most one
//! refund of its amount. What the bank wrote with it stands beside the noun, never in the journal: there only its keyed
//! fingerprint does.

pub mod commands;
pub(crate) mod found;
pub(crate) mod look;
pub mod matching;
pub mod name;
pub mod number;
pub(crate) mod payer;
pub mod paying_back;
pub mod queries;
mod refunding;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub mod views;

use facts::cash::{
    BankLineIgnored, BankLineMatched, BankLineRestored, BankLineUnmatched, RefundMatched, RefundUnmatched,
};
use kernel::{BankLineId, Date, Money, Owned, PaymentId, RefundId, Refusal, StatementId, Timestamp};

use crate::payment::Payment;
use crate::refund::Refund;
use crate::statement::Statement;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankLine {
    pub id: BankLineId,
    pub rv: i64,
    pub owned: Owned,
    pub statement: StatementId,
    /// Ours.
    pub account: String,
    /// Line of the file.
    pub position: i64,
    pub booked_on: Date,
    /// Above zero it came in.
    pub amount: Money,
    pub fingerprint: [u8; 32],
    pub state: State,
    pub imported_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Somebody has to say whose money it is, until then.
    Unmatched {
        due: Timestamp,
    },
    Matched {
        payment: PaymentId,
        by: By,
        reason: String,
    },
    Ignored {
        reason: String,
    },
    /// Asks nobody anything; a person may say which refund it was.
    Outgoing {
        refund: Option<RefundId>,
    },
}

/// Who matched it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Rule,
    Person,
}

/// What the bank wrote with a booking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    pub payer: String,
    pub iban: String,
    pub text: String,
}

/// A booking on its way into the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    pub fingerprint: [u8; 32],
    pub booked_on: Date,
    pub amount: Money,
    pub position: u64,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BankLineRefusal {
    #[error("it is matched already; undo that match first")]
    Matched,
    #[error("it is not matched; there is nothing to undo")]
    NotMatched,
    #[error("this money went out; match it to a refund or to the customer who got it, or leave it as it is")]
    Outgoing,
    #[error("this money came in; a refund goes out")]
    CameIn,
    #[error("a refund of this amount was recorded by hand for {0}; match the line with that one")]
    RecordedBefore(Date),
    #[error("it is ignored; restore it first")]
    Ignored,
    #[error("it is not ignored; there is nothing to restore")]
    NotIgnored,
    #[error("say why it concerns no customer")]
    NoReason,
}

impl Refusal for BankLineRefusal {
    fn code(&self) -> &'static str {
        match self {
            BankLineRefusal::Matched => "bank_line.matched",
            BankLineRefusal::NotMatched => "bank_line.not_matched",
            BankLineRefusal::Outgoing => "bank_line.outgoing",
            BankLineRefusal::CameIn => "bank_line.came_in",
            BankLineRefusal::RecordedBefore(_) => "bank_line.recorded_before",
            BankLineRefusal::Ignored => "bank_line.ignored",
            BankLineRefusal::NotIgnored => "bank_line.not_ignored",
            BankLineRefusal::NoReason => "bank_line.no_reason",
        }
    }
}

type Done<F> = Result<(BankLine, F), BankLineRefusal>;

impl By {
    pub fn word(self) -> &'static str {
        if let By::Rule = self { "rule" } else { "person" }
    }
    pub fn from_word(word: &str) -> By {
        if word == "rule" { By::Rule } else { By::Person }
    }
}

impl State {
    pub fn word(&self) -> &'static str {
        match self {
            State::Unmatched { .. } => "unmatched",
            State::Matched { .. } => "matched",
            State::Ignored { .. } => "ignored",
            State::Outgoing { .. } => "outgoing",
        }
    }
    pub fn payment(&self) -> Option<PaymentId> {
        if let State::Matched { payment, .. } = self { Some(*payment) } else { None }
    }
    pub fn refund(&self) -> Option<RefundId> {
        if let State::Outgoing { refund } = self { *refund } else { None }
    }
    pub fn by(&self) -> Option<By> {
        if let State::Matched { by, .. } = self { Some(*by) } else { None }
    }
    pub fn reason(&self) -> Option<&str> {
        match self {
            State::Matched { reason, .. } | State::Ignored { reason } => Some(reason),
            State::Unmatched { .. } | State::Outgoing { .. } => None,
        }
    }
    pub fn due(&self) -> Option<Timestamp> {
        if let State::Unmatched { due } = self { Some(*due) } else { None }
    }
}

impl BankLine {
    /// As the bank says it: what came in waits for a name, what went out is only kept.
    pub fn new(id: BankLineId, owned: Owned, of: &Statement, came: Came, due: Timestamp) -> BankLine {
        let state =
            if came.amount.minor > 0 { State::Unmatched { due } } else { State::Outgoing { refund: None } };
        BankLine {
            id,
            rv: 1,
            owned,
            statement: of.id,
            account: of.account.clone(),
            position: i64::try_from(came.position).unwrap_or(i64::MAX),
            booked_on: came.booked_on,
            amount: came.amount,
            fingerprint: came.fingerprint,
            state,
            imported_at: of.imported_at,
        }
    }

    pub fn is_matched(&self) -> bool {
        matches!(self.state, State::Matched { .. } | State::Outgoing { refund: Some(_) })
    }

    pub fn is_outgoing(&self) -> bool {
        matches!(self.state, State::Outgoing { .. })
    }

    /// Above zero, where it is outgoing.
    pub fn went_out(&self) -> Money {
        Money { minor: -self.amount.minor, ..self.amount }
    }

    /// May it be matched now?
    pub fn is_free(&self) -> Result<(), BankLineRefusal> {
        match self.state {
            State::Unmatched { .. } => Ok(()),
            State::Matched { .. } => Err(BankLineRefusal::Matched),
            State::Ignored { .. } => Err(BankLineRefusal::Ignored),
            State::Outgoing { .. } => Err(BankLineRefusal::Outgoing),
        }
    }

    /// May it be matched to a refund now?
    pub fn may_pay_back(&self) -> Result<(), BankLineRefusal> {
        match self.state {
            State::Outgoing { refund: None } => Ok(()),
            State::Outgoing { refund: Some(_) } => Err(BankLineRefusal::Matched),
            _ => Err(BankLineRefusal::CameIn),
        }
    }

    /// It is this refund.
    pub fn pays_back(self, refund: &Refund) -> Done<RefundMatched> {
        self.may_pay_back()?;
        let told = RefundMatched {
            refund: refund.id,
            bank_line: self.id,
            contact: refund.contact,
            amount: self.amount,
            recorded_before: !refund.from_line,
        };
        Ok((BankLine { state: State::Outgoing { refund: Some(refund.id) }, ..self }, told))
    }

    /// It was not.
    pub fn pays_nothing_back(self, refund: &Refund) -> Done<RefundUnmatched> {
        if self.state.refund() != Some(refund.id) {
            return Err(BankLineRefusal::NotMatched);
        }
        let told = RefundUnmatched {
            refund: refund.id,
            bank_line: self.id,
            contact: refund.contact,
            amount: self.amount,
            recorded_before: !refund.from_line,
        };
        Ok((BankLine { state: State::Outgoing { refund: None }, ..self }, told))
    }

    /// It is this payment. `reason` names no person: it stands in the journal.
    pub fn belongs_to(self, payment: &Payment, by: By, reason: String) -> Done<BankLineMatched> {
        self.is_free()?;
        let told = BankLineMatched {
            bank_line: self.id,
            payment: payment.id,
            contact: Some(payment.contact),
            amount: self.amount,
            by: by.word().to_owned(),
            reason: reason.clone(),
            recorded_before: !payment.from_line,
            test: false,
        };
        Ok((BankLine { state: State::Matched { payment: payment.id, by, reason }, ..self }, told))
    }

    /// It was not theirs; somebody has to say again whose money it is.
    pub fn set_free(self, payment: &Payment, due: Timestamp) -> Done<BankLineUnmatched> {
        if !matches!(self.state, State::Matched { .. }) {
            return Err(BankLineRefusal::NotMatched);
        }
        let told = BankLineUnmatched {
            bank_line: self.id,
            payment: payment.id,
            contact: Some(payment.contact),
            amount: self.amount,
            recorded_before: !payment.from_line,
        };
        Ok((BankLine { state: State::Unmatched { due }, ..self }, told))
    }

    /// It concerns no customer.
    pub fn ignore(self, reason: &str) -> Done<BankLineIgnored> {
        self.is_free()?;
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(BankLineRefusal::NoReason);
        }
        let told = BankLineIgnored { bank_line: self.id, reason: reason.clone() };
        Ok((BankLine { state: State::Ignored { reason }, ..self }, told))
    }

    /// It concerns one after all.
    pub fn restore(self, due: Timestamp) -> Done<BankLineRestored> {
        if !matches!(self.state, State::Ignored { .. }) {
            return Err(BankLineRefusal::NotIgnored);
        }
        let told = BankLineRestored { bank_line: self.id };
        Ok((BankLine { state: State::Unmatched { due }, ..self }, told))
    }
}

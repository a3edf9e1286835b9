//! A payment: money that came in, what it settled, and what is left over as the customer's credit.
//!
//! Invariant: amount = what it settled + excess + what of the excess was paid back. A test payment settles test
//! invoices only. One that waits for the bank says until when; one made from a bank line is taken back with the match,
//! not by itself.

pub mod commands;
pub mod credit;
pub mod queries;
pub(crate) mod record;
pub(crate) mod rows;
pub(crate) mod said;
pub mod settle;
pub mod speak;
#[cfg(test)]
mod tests;
pub mod views;

use facts::cash::{Applied, CreditApplied, CreditGranted, PaymentRecorded, PaymentVoided};
use kernel::{
    BankLineId, ContactId, CreditNoteId, Date, Money, MoneyError, Owned, PaymentId, Refusal, ServiceId,
    Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentId,
    pub rv: i64,
    pub owned: Owned,
    pub contact: ContactId,
    /// Of the first invoice it settled.
    pub service: Option<ServiceId>,
    pub amount: Money,
    /// The customer's credit.
    pub excess: Money,
    /// One part per invoice; credit that was applied later stands here too.
    pub applied: Vec<Applied>,
    /// Business-local day.
    pub paid_on: Date,
    pub method: Method,
    pub note: Option<String>,
    /// Credit that a credit note left, not money that came in.
    pub credit_note: Option<CreditNoteId>,
    pub bank_line: Option<BankLineId>,
    /// The match made it, so unmatching voids it.
    pub from_line: bool,
    pub state: State,
    pub recorded_at: Timestamp,
    /// Until when it should be found on a statement; only while that is awaited.
    pub due: Option<Timestamp>,
    pub test: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Recorded,
    Voided { at: Timestamp, reason: String },
}

/// How the money came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    BankTransfer,
    Cash,
    Card,
    Other,
    /// No money: what a credit note took back beyond what was open.
    CreditNote,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PaymentRefusal {
    #[error("it was voided already; record it again if it came after all")]
    Voided,
    #[error("say why it is voided")]
    NoReason,
    #[error("it was found on a bank statement; undo the match of its bank line instead")]
    OnStatement,
    #[error("it is credit from a credit note, not a payment; it can only be applied to an invoice")]
    IsCreditNote,
    #[error("{0} is not open; choose an open invoice, or record it without one as the customer's credit")]
    NotOpen(String),
    #[error("{number} is in {currency}; a payment settles invoices of its own currency only")]
    WrongCurrency { number: String, currency: &'static str },
    #[error("test invoices are settled by test payments only, and real ones by real payments only")]
    TestMoney,
    #[error("they have no credit in the invoice's currency; look at their payments")]
    NoCredit,
    #[error("a part was paid back: void that refund, or undo its bank line's match, first")]
    Refunded,
    #[error("this payment stands on another bank line already; undo that match first")]
    OtherLine,
    #[error("the bank line says {line}, the payment {payment}; they must be equal to belong together")]
    OtherAmount { line: String, payment: String },
}

impl Refusal for PaymentRefusal {
    fn code(&self) -> &'static str {
        match self {
            PaymentRefusal::Voided => "payment.voided",
            PaymentRefusal::NoReason => "payment.no_reason",
            PaymentRefusal::OnStatement => "payment.on_statement",
            PaymentRefusal::IsCreditNote => "payment.is_credit_note",
            PaymentRefusal::NotOpen(_) => "payment.not_open",
            PaymentRefusal::WrongCurrency { .. } => "payment.wrong_currency",
            PaymentRefusal::TestMoney => "payment.test_money",
            PaymentRefusal::NoCredit => "payment.no_credit",
            PaymentRefusal::Refunded => "payment.refunded",
            PaymentRefusal::OtherLine => "payment.other_line",
            PaymentRefusal::OtherAmount { .. } => "payment.other_amount",
        }
    }
}

type Done<F> = Result<(Payment, F), PaymentRefusal>;

impl Method {
    pub fn word(self) -> &'static str {
        match self {
            Method::BankTransfer => "bank_transfer",
            Method::Cash => "cash",
            Method::Card => "card",
            Method::Other => "other",
            Method::CreditNote => "credit_note",
        }
    }

    pub fn from_word(word: &str) -> Option<Method> {
        let all = [Method::BankTransfer, Method::Cash, Method::Card, Method::Other, Method::CreditNote];
        all.into_iter().find(|method| method.word() == word)
    }
}

impl State {
    pub fn word(&self) -> &'static str {
        if let State::Recorded = self { "recorded" } else { "voided" }
    }
    pub fn voided_at(&self) -> Option<Timestamp> {
        if let State::Voided { at, .. } = self { Some(*at) } else { None }
    }
    pub fn reason(&self) -> Option<&str> {
        if let State::Voided { reason, .. } = self { Some(reason) } else { None }
    }
}

impl Payment {
    pub fn recorded(&self) -> PaymentRecorded {
        PaymentRecorded {
            payment: self.id,
            contact: Some(self.contact),
            amount: self.amount,
            paid_on: self.paid_on,
            method: self.method.word().to_owned(),
            applied: self.applied.clone(),
            excess: self.excess,
            bank_line: self.bank_line,
            test: self.test,
        }
    }

    /// Credit a credit note left.
    pub fn granted(&self, credit_note: CreditNoteId) -> CreditGranted {
        let (payment, contact, amount, test) = (self.id, self.contact, self.amount, self.test);
        CreditGranted { payment, contact, credit_note, amount, test }
    }

    /// It never was a payment of theirs, said by a person.
    pub fn void(self, reason: String, at: Timestamp) -> Done<PaymentVoided> {
        if self.method == Method::CreditNote {
            return Err(PaymentRefusal::IsCreditNote);
        }
        if self.bank_line.is_some() && self.state == State::Recorded {
            return Err(PaymentRefusal::OnStatement);
        }
        self.take_back(reason, at)
    }

    /// The match that made it was undone.
    pub fn take_back(self, reason: String, at: Timestamp) -> Done<PaymentVoided> {
        if self.state != State::Recorded {
            return Err(PaymentRefusal::Voided);
        }
        if reason.trim().is_empty() {
            return Err(PaymentRefusal::NoReason);
        }
        if self.refunded().minor != 0 {
            return Err(PaymentRefusal::Refunded);
        }
        let told = PaymentVoided {
            payment: self.id,
            contact: Some(self.contact),
            amount: self.amount,
            applied: self.applied.clone(),
            excess: self.excess,
            bank_line: self.bank_line,
            reason: reason.trim().to_owned(),
            test: self.test,
        };
        let state = State::Voided { at, reason: told.reason.clone() };
        Ok((Payment { state, due: None, ..self }, told))
    }

    /// A part of its excess settles an invoice.
    pub fn apply(self, part: Applied) -> Result<(Payment, CreditApplied), MoneyError> {
        let told =
            CreditApplied { payment: self.id, contact: self.contact, applied: vec![part], test: self.test };
        let excess = self.excess.checked_sub(part.amount)?;
        let mut applied = self.applied.clone();
        match applied.iter_mut().find(|one| one.invoice == part.invoice) {
            Some(one) => one.amount = one.amount.checked_add(part.amount)?,
            None => applied.push(part),
        }
        Ok((Payment { excess, applied, ..self }, told))
    }

    /// What of its excess was paid back: neither settled anything nor is left.
    pub fn refunded(&self) -> Money {
        let settled: i64 = self.applied.iter().map(|part| part.amount.minor).sum();
        Money { minor: self.amount.minor - settled - self.excess.minor, ..self.amount }
    }

    /// A part of its excess went back to the customer.
    pub fn pay_back(self, amount: Money) -> Result<Payment, MoneyError> {
        Ok(Payment { excess: self.excess.checked_sub(amount)?, ..self })
    }

    /// It did not after all.
    pub fn take_again(self, amount: Money) -> Result<Payment, MoneyError> {
        Ok(Payment { excess: self.excess.checked_add(amount)?, ..self })
    }

    /// It was found on a statement after it had been recorded by hand.
    pub fn stand_on(self, line: BankLineId, amount: Money) -> Result<Payment, PaymentRefusal> {
        if self.state != State::Recorded {
            return Err(PaymentRefusal::Voided);
        }
        if self.method == Method::CreditNote {
            return Err(PaymentRefusal::IsCreditNote);
        }
        if self.test {
            return Err(PaymentRefusal::TestMoney);
        }
        if self.bank_line.is_some() {
            return Err(PaymentRefusal::OtherLine);
        }
        if self.amount != amount {
            let (line, payment) = (amount.to_string(), self.amount.to_string());
            return Err(PaymentRefusal::OtherAmount { line, payment });
        }
        Ok(Payment { bank_line: Some(line), due: None, ..self })
    }

    /// It was not on that line; it waits for the bank again.
    pub fn stand_off(self, due: Timestamp) -> Payment {
        let due = (self.method == Method::BankTransfer).then_some(due);
        Payment { bank_line: None, due, ..self }
    }
}

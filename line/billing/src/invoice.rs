//! An invoice: what was delivered and has to be paid.
//!
//! Invariant: once it has a number, what it charges, who pays and who is paid never change; only what is still open
//! does, and that is its gross less what was paid, credited and written off, never below zero.

pub mod amounts;
pub mod asking;
pub mod balance;
pub(crate) mod charge;
pub mod commands;
pub mod consequences;
pub mod doors;
pub mod draft;
pub mod gate;
pub mod html;
pub mod issue;
pub mod link;
pub mod paper;
pub mod queries;
pub mod refusal;
pub mod reminding;
pub(crate) mod rows;
pub mod speaker;
#[cfg(test)]
mod tests;
pub mod unsent;
pub mod views;
pub mod voided;

use facts::billing::{
    InvoiceChanged, InvoiceDiscarded, InvoiceDisputeSettled, InvoiceDisputed, InvoiceIssued, InvoiceRestored,
};
use kernel::calendar::Zone;
use kernel::paper::Party;
use kernel::price::{Priced, PricedLine};
use kernel::{
    BasisPoints, ContactId, Currency, Date, InvoiceId, MilestoneId, Money, Owned, ProjectId, ServiceId,
    Timestamp,
};
use serde::{Deserialize, Serialize};

pub use balance::Balance;
pub use refusal::InvoiceRefusal;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    pub id: InvoiceId,
    pub rv: i64,
    pub owned: Owned,
    pub contact: ContactId,
    pub project: Option<ProjectId>,
    pub service: Option<ServiceId>,
    pub milestone: Option<MilestoneId>,
    /// The milestone, as long as no other invoice may charge for it.
    pub held: Option<MilestoneId>,
    pub charge: Charge,
    pub buyer: Party,
    /// BCP 47 tag of whoever reads it.
    pub language: String,
    /// Days from issue until it is due.
    pub terms_days: i64,
    pub texts: Texts,
    /// Business-local day of delivery.
    pub delivered_on: Option<Date>,
    pub created_at: Timestamp,
    pub state: State,
    /// Number, seller and days, once it is issued.
    pub issue: Option<Issue>,
    pub balance: Balance,
    /// Since when nothing is open any more.
    pub paid_at: Option<Timestamp>,
    pub reminders: Vec<Reminder>,
    /// The business-local day they said they pay by.
    pub promised_until: Option<Date>,
    pub dispute: Option<Dispute>,
    pub sent: Option<Sent>,
    /// Who waits for it has a dated next step.
    pub next: Option<Next>,
    pub test: bool,
}

/// What is charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub currency: Currency,
    pub lines: Vec<PricedLine>,
    /// Over all lines.
    pub discount: BasisPoints,
    pub discount_reason: Option<String>,
    pub priced: Priced,
}

/// What people wrote on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    pub title: Option<String>,
    pub reference: Option<String>,
    pub note: Option<String>,
    /// Why no tax is charged, where none is.
    pub tax_note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Draft,
    Discarded,
    Issued,
    Paid,
    Credited,
    WrittenOff,
}

/// What freezing adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    pub number: String,
    pub seller: Party,
    /// Business-local days.
    pub on: Date,
    pub due: Date,
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reminder {
    /// 0 before it is due, 1 and up after.
    pub level: i64,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    pub at: Timestamp,
    pub reason: String,
}

/// How it reached the customer last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub at: Timestamp,
    /// `mail`, `post`, `hand` or `portal`.
    pub how: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    pub at: Timestamp,
    pub what: String,
}

pub(crate) type Done<F> = Result<(Invoice, F), InvoiceRefusal>;

impl State {
    pub const ALL: [State; 6] =
        [State::Draft, State::Discarded, State::Issued, State::Paid, State::Credited, State::WrittenOff];

    pub fn word(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Discarded => "discarded",
            State::Issued => "issued",
            State::Paid => "paid",
            State::Credited => "credited",
            State::WrittenOff => "written_off",
        }
    }

    pub fn from_word(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }
}

impl Invoice {
    pub fn gross(&self) -> Money {
        self.charge.priced.totals.gross
    }

    /// What is still owed; nothing before it is issued.
    pub fn open(&self) -> Money {
        let money = |minor| Money { minor, currency: self.charge.currency };
        match self.state {
            State::Issued => money(self.gross().minor - self.balance.settled_minor()),
            _ => money(0),
        }
    }

    pub fn number(&self) -> &str {
        self.issue.as_ref().map_or("", |issue| &issue.number)
    }

    /// Days since it was due, on the business-local day `today`; 0 while it is not, or nothing is open.
    pub fn days_late(&self, today: Date) -> i64 {
        let due = self.issue.as_ref().filter(|_| self.state == State::Issued).map(|issue| issue.due);
        due.map_or(0, |due| due.until(today).map_or(0, |span| i64::from(span.get_days())).max(0))
    }

    /// Whatever a draft says.
    pub fn change(self, over: impl FnOnce(Invoice) -> Invoice) -> Done<InvoiceChanged> {
        self.is_draft()?;
        let told = InvoiceChanged { invoice: self.id, contact: self.contact };
        Ok((over(self), told))
    }

    pub fn discard(self) -> Done<InvoiceDiscarded> {
        self.is_draft()?;
        let told = InvoiceDiscarded { invoice: self.id, contact: self.contact };
        Ok((Invoice { state: State::Discarded, next: None, ..self }, told))
    }

    pub fn restore(self, zone: &Zone) -> Done<InvoiceRestored> {
        match self.state {
            State::Discarded => {
                let told = InvoiceRestored { invoice: self.id, contact: self.contact };
                Ok((Invoice { state: State::Draft, ..self }.with_next(zone), told))
            }
            State::Draft => Err(InvoiceRefusal::NotDiscarded),
            _ => Err(InvoiceRefusal::Issued),
        }
    }

    /// From here on nothing it says changes. One that charges nothing is paid at once.
    pub fn issue(self, issue: Issue, zone: &Zone) -> Done<InvoiceIssued> {
        self.is_draft()?;
        let totals = &self.charge.priced.totals;
        let told = InvoiceIssued {
            invoice: self.id,
            number: issue.number.clone(),
            contact: self.contact,
            project: self.project,
            milestones: self.milestone.into_iter().collect(),
            service: self.service,
            groups: totals.groups.clone(),
            net: totals.net,
            gross: totals.gross,
            issued_on: issue.on,
            due_on: issue.due,
            owner: self.owned.owner,
            test: self.test,
        };
        let free = totals.gross.minor == 0;
        let (state, paid_at) = if free { (State::Paid, Some(issue.at)) } else { (State::Issued, None) };
        let held = self.milestone;
        Ok((Invoice { state, held, paid_at, issue: Some(issue), ..self }.with_next(zone), told))
    }

    /// The customer disagrees.
    pub fn dispute(self, reason: String, at: Timestamp, zone: &Zone) -> Done<InvoiceDisputed> {
        self.is_open()?;
        if self.dispute.is_some() {
            return Err(InvoiceRefusal::Disputed);
        }
        let told = InvoiceDisputed { invoice: self.id, contact: self.contact, reason: reason.clone() };
        let dispute = Some(Dispute { at, reason });
        Ok((Invoice { dispute, ..self }.with_next(zone), told))
    }

    pub fn settle_dispute(self, zone: &Zone) -> Done<InvoiceDisputeSettled> {
        if self.dispute.is_none() {
            return Err(InvoiceRefusal::NotDisputed);
        }
        let told = InvoiceDisputeSettled { invoice: self.id, contact: self.contact };
        Ok((Invoice { dispute: None, ..self }.with_next(zone), told))
    }

    pub(crate) fn is_draft(&self) -> Result<(), InvoiceRefusal> {
        match self.state {
            State::Draft => Ok(()),
            State::Discarded => Err(InvoiceRefusal::Discarded),
            _ => Err(InvoiceRefusal::Issued),
        }
    }

    /// It has a number.
    pub(crate) fn is_issued(&self) -> Result<(), InvoiceRefusal> {
        match self.state {
            State::Draft => Err(InvoiceRefusal::Draft),
            State::Discarded => Err(InvoiceRefusal::Discarded),
            _ => Ok(()),
        }
    }

    /// It has a number, and something is owed.
    pub(crate) fn is_open(&self) -> Result<(), InvoiceRefusal> {
        self.is_issued()?;
        if self.state == State::Issued { Ok(()) } else { Err(InvoiceRefusal::Settled(self.state.word())) }
    }
}

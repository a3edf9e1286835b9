//! A lead: one inquiry by a contact through one channel, until somebody decides what becomes of it.
//!
//! Invariant: an undecided or nurtured lead has a dated next step; a decided one says why and can be taken
//! back. "Answered" is a time, not a state: the acknowledgement and the first useful answer are kept apart.

mod answered;
mod capture;
pub mod commands;
mod decide;
pub mod decisions;
pub mod queries;
mod return_nurtured;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub mod views;
pub mod week;

use facts::crm::{
    LeadAnswered, LeadAssigned, LeadCaptured, LeadClosed, LeadDeclined, LeadDetailed, LeadNurtured,
    LeadQualified, LeadReopened,
};
use kernel::{
    ContactId, Date, DealId, FormId, IntakeId, LeadId, Money, Owned, Refusal, ServiceId, Timestamp, UserId,
};
use serde_json::Value as Json;

use crate::service::Answers;

pub(crate) use answered::{BounceNoted, LeadIsAnswered, SkipNoted};
pub(crate) use capture::LeadFromIntake;
pub(crate) use return_nurtured::ReturnNurtured;

#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    pub id: LeadId,
    pub rv: i64,
    pub owned: Owned,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    /// The door: form, page, chat, booking, email, call, import, api, staff.
    pub channel: String,
    /// utm_source, referrer, … as capture saw them.
    pub source: Json,
    pub form: Option<FormId>,
    pub intake: Option<IntakeId>,
    /// What they wrote.
    pub message: Option<String>,
    pub answers: Answers,
    pub captured_at: Timestamp,
    /// Anything from us reached their channel.
    pub answered_at: Option<Timestamp>,
    /// A person, a question answered, a slot offered.
    pub useful_at: Option<Timestamp>,
    pub state: State,
    /// While it is open or nurtured.
    pub next: Option<Next>,
    /// What a lead of its service is worth on average, when it was captured.
    pub expected: Option<Money>,
    /// A rehearsal, out of every figure.
    pub test: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Open,
    Qualified { at: Timestamp, deal: DealId, reason: Option<String> },
    Nurtured { at: Timestamp, until: Date, reason: Option<String> },
    Declined { at: Timestamp, reason: String },
    Closed { at: Timestamp, reason: String },
}

/// What happens next with it, and by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The id of the question to ask, if it is one.
    pub question: Option<String>,
    pub text: String,
    pub due: Timestamp,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LeadRefusal {
    #[error("it is {0} already; reopen it first")]
    Decided(&'static str),
    #[error("it is open; there is nothing to take back")]
    Open,
    #[error("say why; it is what we learn from")]
    NoReason,
    #[error("its deal has gone on since; lose the deal instead, with the reason")]
    DealInHand,
    #[error("choose a day after today")]
    NotLater,
    #[error("say until which day, or after how many days")]
    NoDay,
}

impl Refusal for LeadRefusal {
    fn code(&self) -> &'static str {
        match self {
            LeadRefusal::Decided(_) => "lead.decided",
            LeadRefusal::Open => "lead.open",
            LeadRefusal::NoReason => "lead.no_reason",
            LeadRefusal::DealInHand => "lead.deal_in_hand",
            LeadRefusal::NotLater => "lead.not_later",
            LeadRefusal::NoDay => "lead.no_day",
        }
    }
}

type Done<F> = Result<(Lead, F), LeadRefusal>;

impl State {
    pub fn word(&self) -> &'static str {
        match self {
            State::Open => "open",
            State::Qualified { .. } => "qualified",
            State::Nurtured { .. } => "nurtured",
            State::Declined { .. } => "declined",
            State::Closed { .. } => "closed",
        }
    }
}

impl Lead {
    /// It entered the line.
    pub fn captured(&self, has_email: bool, has_phone: bool) -> LeadCaptured {
        LeadCaptured {
            lead: self.id,
            contact: self.contact,
            service: self.service,
            channel: self.channel.clone(),
            owner: self.owned.owner,
            source: self.source_word(),
            expected: self.expected,
            test: self.test,
            has_email,
            has_phone,
        }
    }

    /// utm_source, or the channel where nothing better is known.
    pub fn source_word(&self) -> String {
        let named = self.source["utm_source"].as_str().filter(|word| !word.is_empty());
        named.unwrap_or(&self.channel).to_owned()
    }

    /// Something of ours reached them. `None` where that tells nothing new.
    pub fn answer(self, useful: bool, at: Timestamp) -> Option<(Lead, LeadAnswered)> {
        let news = if useful { self.useful_at.is_none() } else { self.answered_at.is_none() };
        let told = LeadAnswered {
            lead: self.id,
            contact: self.contact,
            kind: if useful { "useful" } else { "acknowledgement" }.into(),
            seconds: at.duration_since(self.captured_at).as_secs(),
        };
        let useful_at = self.useful_at.or(useful.then_some(at));
        news.then(|| (Lead { answered_at: self.answered_at.or(Some(at)), useful_at, ..self }, told))
    }

    /// Somebody answers for it from now on.
    pub fn assign(self, owner: UserId, owned: Owned) -> Done<LeadAssigned> {
        self.not_ended()?;
        let told = LeadAssigned { lead: self.id, contact: self.contact, owner };
        Ok((Lead { owned, ..self }, told))
    }

    /// More is known about what they need.
    pub fn detail(self, answers: Answers, next: Option<Next>) -> Done<LeadDetailed> {
        self.not_ended()?;
        let told = LeadDetailed { lead: self.id, contact: self.contact };
        let next = if self.state == State::Open { next } else { self.next.clone() };
        Ok((Lead { answers, next, ..self }, told))
    }

    /// It is real: this deal was opened from it.
    pub fn qualify(self, deal: DealId, reason: Option<String>, at: Timestamp) -> Done<LeadQualified> {
        self.undecided()?;
        let told = LeadQualified { lead: self.id, contact: self.contact, deal, reason: reason.clone() };
        Ok((Lead { state: State::Qualified { at, deal, reason }, next: None, ..self }, told))
    }

    /// Not now: it comes back on a day.
    pub fn nurture(
        self,
        until: Date,
        reason: Option<String>,
        next: Next,
        at: Timestamp,
    ) -> Done<LeadNurtured> {
        self.undecided()?;
        if next.due <= at {
            return Err(LeadRefusal::NotLater);
        }
        let told = LeadNurtured { lead: self.id, contact: self.contact, until, reason: reason.clone() };
        Ok((Lead { state: State::Nurtured { at, until, reason }, next: Some(next), ..self }, told))
    }

    /// We said no, politely, and why.
    pub fn decline(self, reason: String, at: Timestamp) -> Done<LeadDeclined> {
        self.undecided()?;
        let reason = said(reason)?;
        let told = LeadDeclined { lead: self.id, contact: self.contact, reason: reason.clone() };
        Ok((Lead { state: State::Declined { at, reason }, next: None, ..self }, told))
    }

    /// It came to nothing, and we know why.
    pub fn close(self, reason: String, at: Timestamp) -> Done<LeadClosed> {
        self.undecided()?;
        let reason = said(reason)?;
        let told = LeadClosed { lead: self.id, contact: self.contact, reason: reason.clone() };
        Ok((Lead { state: State::Closed { at, reason }, next: None, ..self }, told))
    }

    /// The decision is taken back; it stands in the line again.
    pub fn reopen(self, next: Next) -> Done<LeadReopened> {
        if self.state == State::Open {
            return Err(LeadRefusal::Open);
        }
        let told = LeadReopened { lead: self.id, contact: self.contact };
        Ok((Lead { state: State::Open, next: Some(next), ..self }, told))
    }

    /// Whoever waits or comes back can still be decided.
    fn undecided(&self) -> Result<(), LeadRefusal> {
        match self.state {
            State::Open | State::Nurtured { .. } => Ok(()),
            _ => Err(LeadRefusal::Decided(self.state.word())),
        }
    }

    fn not_ended(&self) -> Result<(), LeadRefusal> {
        match self.state {
            State::Declined { .. } | State::Closed { .. } => Err(LeadRefusal::Decided(self.state.word())),
            _ => Ok(()),
        }
    }
}

fn said(reason: String) -> Result<String, LeadRefusal> {
    if reason.trim().is_empty() { Err(LeadRefusal::NoReason) } else { Ok(reason) }
}

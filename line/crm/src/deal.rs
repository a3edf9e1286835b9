//! A deal: an opportunity with a value, on its way through the stages of the pipeline.
//!
//! Invariant: an open deal stands in a stage and has a dated next step; a lost one says why.

pub mod commands;
pub mod endings;
pub mod open;
pub mod pipeline;
pub mod queries;
pub(crate) mod rows;
pub(crate) mod spoken;
#[cfg(test)]
mod tests;
pub mod views;
pub(crate) mod voided;

use facts::crm::{DealChanged, DealLost, DealMoved, DealOpened, DealReopened, DealWithdrawn, DealWon};
use kernel::{ContactId, Date, DealId, LeadId, Money, Owned, Refusal, ServiceId, Timestamp};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    pub id: DealId,
    pub rv: i64,
    pub owned: Owned,
    pub contact: ContactId,
    pub lead: Option<LeadId>,
    pub service: Option<ServiceId>,
    pub title: String,
    pub value: Option<Money>,
    /// The id of a stage of the pipeline: where it stands, or stood when it ended.
    pub stage: String,
    pub state: State,
    pub opened_at: Timestamp,
    /// When it came into its stage.
    pub moved_at: Timestamp,
    /// The day it should be won.
    pub expected_on: Option<Date>,
    /// When its next step is due, while it is open.
    pub due: Option<Timestamp>,
    pub test: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Open,
    Won {
        at: Timestamp,
    },
    Lost {
        at: Timestamp,
        reason: String,
    },
    /// Taken back with the decision that opened it.
    Withdrawn {
        at: Timestamp,
    },
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DealRefusal {
    #[error("it is {0}; reopen it first")]
    Ended(&'static str),
    #[error("it is open; there is nothing to take back")]
    Open,
    #[error("it was taken back with its lead; qualify the lead again")]
    Withdrawn,
    #[error("say why it was lost; it is what we learn from")]
    NoReason,
    #[error("the pipeline has no stage `{0}`; choose one of its stages")]
    NoStage(String),
    #[error("`{0}` still holds open deals; move them first")]
    StageInUse(String),
}

impl Refusal for DealRefusal {
    fn code(&self) -> &'static str {
        match self {
            DealRefusal::Ended(_) => "deal.ended",
            DealRefusal::Open => "deal.open",
            DealRefusal::Withdrawn => "deal.withdrawn",
            DealRefusal::NoReason => "deal.no_reason",
            DealRefusal::NoStage(_) => "deal.no_stage",
            DealRefusal::StageInUse(_) => "deal.stage_in_use",
        }
    }
}

type Done<F> = Result<(Deal, F), DealRefusal>;

impl State {
    pub fn word(&self) -> &'static str {
        match self {
            State::Open => "open",
            State::Won { .. } => "won",
            State::Lost { .. } => "lost",
            State::Withdrawn { .. } => "withdrawn",
        }
    }
}

impl Deal {
    pub fn opened(&self) -> DealOpened {
        DealOpened {
            deal: self.id,
            contact: self.contact,
            lead: self.lead,
            service: self.service,
            value: self.value,
            owner: self.owned.owner,
            test: self.test,
        }
    }

    /// Title, value, expected day or owner, while it is open.
    pub fn change(self, over: impl FnOnce(Deal) -> Deal) -> Done<DealChanged> {
        self.is_open()?;
        let told = DealChanged { deal: self.id, contact: self.contact };
        Ok((over(self), told))
    }

    /// Into another stage, with a new next step.
    pub fn go_to(self, stage: String, due: Timestamp, at: Timestamp) -> Done<DealMoved> {
        self.is_open()?;
        let (from, to) = (self.stage.clone(), stage.clone());
        let told = DealMoved { deal: self.id, contact: self.contact, from, to };
        if stage == self.stage {
            return Ok((self, told));
        }
        Ok((Deal { stage, moved_at: at, due: Some(due), ..self }, told))
    }

    /// The customer said yes.
    pub fn win(self, at: Timestamp) -> Done<DealWon> {
        self.is_open()?;
        let told = DealWon { deal: self.id, contact: self.contact };
        Ok((Deal { state: State::Won { at }, due: None, ..self }, told))
    }

    /// The customer said no, and we know why.
    pub fn lose(self, reason: String, at: Timestamp) -> Done<DealLost> {
        self.is_open()?;
        if reason.trim().is_empty() {
            return Err(DealRefusal::NoReason);
        }
        let told = DealLost { deal: self.id, contact: self.contact, reason: reason.clone() };
        Ok((Deal { state: State::Lost { at, reason }, due: None, ..self }, told))
    }

    /// It stands in the line again, in the stage it had.
    pub fn reopen(self, due: Timestamp) -> Done<DealReopened> {
        match self.state {
            State::Open => Err(DealRefusal::Open),
            State::Withdrawn { .. } => Err(DealRefusal::Withdrawn),
            State::Won { .. } | State::Lost { .. } => {
                let told = DealReopened { deal: self.id, contact: self.contact };
                Ok((Deal { state: State::Open, due: Some(due), ..self }, told))
            }
        }
    }

    /// Taken back with the decision that opened it, if nobody has touched it since.
    pub fn withdraw(self, at: Timestamp) -> Option<(Deal, DealWithdrawn)> {
        if self.state != State::Open || self.rv != 1 {
            return None;
        }
        let told = DealWithdrawn { deal: self.id, contact: self.contact };
        Some((Deal { state: State::Withdrawn { at }, due: None, ..self }, told))
    }

    fn is_open(&self) -> Result<(), DealRefusal> {
        if self.state == State::Open { Ok(()) } else { Err(DealRefusal::Ended(self.state.word())) }
    }
}

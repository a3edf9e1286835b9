//! A milestone: a step of the work that is accepted, and paid, by itself.
//!
//! Invariant: what waits (open, delivered, disputed; accepted and not invoiced) has a dated next step; what
//! an invoice names is not taken back. Its tax groups are exact: those of a plan add up to the agreement's.

pub mod commands;
pub mod endings;
pub mod invoiced;
pub mod queries;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub mod views;
pub mod work;

use facts::delivery::{
    MilestoneAccepted, MilestoneAdded, MilestoneCancelled, MilestoneChanged, MilestoneDelivered,
    MilestoneDisputed, MilestoneInvoiceCredited, MilestoneInvoiced, MilestoneReopened, MilestoneWaived,
};
use kernel::paper::Party;
use kernel::tax::TaxGroup;
use kernel::{
    AgreementId, ContactId, Date, DealId, FileId, InvoiceId, MilestoneId, Money, Owned, ProjectId, Refusal,
    ServiceId, Timestamp,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    pub id: MilestoneId,
    pub rv: i64,
    pub owned: Owned,
    pub project: ProjectId,
    /// Of a step of the plan that was signed; a step that was added later has none.
    pub agreement: Option<AgreementId>,
    pub deal: Option<DealId>,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    pub title: String,
    /// From 1, in the order of the work.
    pub position: i64,
    /// Net.
    pub amount: Money,
    /// By rate; their nets add up to the amount.
    pub groups: Vec<TaxGroup>,
    /// As it was when the project opened.
    pub buyer: Party,
    pub agreement_number: Option<String>,
    pub project_number: String,
    /// The business-local day it was promised for.
    pub due_on: Date,
    /// Since when it waits to be delivered: signed, or added later.
    pub since: Timestamp,
    pub state: State,
    /// The invoice that names it and was not credited in full.
    pub invoice: Option<InvoiceId>,
    /// When its next step is due, while it waits.
    pub due: Option<Timestamp>,
    pub test: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Open,
    /// The client is asked.
    Delivered {
        at: Timestamp,
    },
    /// The client said no, and what is missing.
    Disputed {
        delivered_at: Timestamp,
        at: Timestamp,
        reason: String,
    },
    Accepted(Acceptance),
    /// Accepted, and not to be invoiced.
    Waived {
        accepted: Acceptance,
        at: Timestamp,
        reason: String,
    },
    Cancelled {
        delivered_at: Option<Timestamp>,
        at: Timestamp,
        reason: String,
        /// It comes back when its project does.
        with_project: bool,
    },
}

/// Who said yes, when and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    pub delivered_at: Option<Timestamp>,
    pub at: Timestamp,
    /// Business-local day: the day of supply on the invoice.
    pub on: Date,
    pub by: By,
    /// As the client typed it.
    pub name: Option<String>,
    pub note: Option<String>,
    pub file: Option<FileId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Client,
    Staff,
}

impl By {
    pub fn word(self) -> &'static str {
        match self {
            By::Client => "client",
            By::Staff => "staff",
        }
    }
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MilestoneRefusal {
    #[error("it is {0}; reopen it first")]
    Ended(&'static str),
    #[error("it was not delivered yet; it can be judged once it is")]
    NotDelivered,
    #[error("only an accepted milestone is waived; cancel one that will not be delivered")]
    NotAccepted,
    #[error("an invoice names it; credit that invoice in full first")]
    Invoiced,
    #[error("nothing happened to it yet; there is nothing to take back")]
    Open,
    #[error("it was cancelled with its project; reopen the project")]
    WithProject,
    #[error("its amount was signed; add a milestone for what changes, or cancel this one")]
    Signed,
    #[error("say why; it is what we learn from")]
    NoReason,
}

impl Refusal for MilestoneRefusal {
    fn code(&self) -> &'static str {
        match self {
            MilestoneRefusal::Ended(_) => "milestone.ended",
            MilestoneRefusal::NotDelivered => "milestone.not_delivered",
            MilestoneRefusal::NotAccepted => "milestone.not_accepted",
            MilestoneRefusal::Invoiced => "milestone.invoiced",
            MilestoneRefusal::Open => "milestone.open",
            MilestoneRefusal::WithProject => "milestone.with_project",
            MilestoneRefusal::Signed => "milestone.signed",
            MilestoneRefusal::NoReason => "milestone.no_reason",
        }
    }
}

type Done<F> = Result<(Milestone, F), MilestoneRefusal>;

impl State {
    pub fn word(&self) -> &'static str {
        match self {
            State::Open => "open",
            State::Delivered { .. } => "delivered",
            State::Disputed { .. } => "disputed",
            State::Accepted(_) => "accepted",
            State::Waived { .. } => "waived",
            State::Cancelled { .. } => "cancelled",
        }
    }

    /// Is there still something to deliver or to be accepted?
    pub fn is_waiting(&self) -> bool {
        matches!(self, State::Open | State::Delivered { .. } | State::Disputed { .. })
    }

    /// When it was delivered, last.
    pub fn delivered_at(&self) -> Option<Timestamp> {
        match self {
            State::Open => None,
            State::Delivered { at } => Some(*at),
            State::Disputed { delivered_at, .. } => Some(*delivered_at),
            State::Accepted(accepted) | State::Waived { accepted, .. } => accepted.delivered_at,
            State::Cancelled { delivered_at, .. } => *delivered_at,
        }
    }

    pub fn acceptance(&self) -> Option<&Acceptance> {
        match self {
            State::Accepted(accepted) | State::Waived { accepted, .. } => Some(accepted),
            _ => None,
        }
    }

    pub fn reason(&self) -> Option<&str> {
        match self {
            State::Disputed { reason, .. }
            | State::Waived { reason, .. }
            | State::Cancelled { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// Delivered, if it ever was.
    fn before_judgement(delivered_at: Option<Timestamp>) -> State {
        delivered_at.map_or(State::Open, |at| State::Delivered { at })
    }
}

impl Milestone {
    pub fn added(&self) -> MilestoneAdded {
        MilestoneAdded {
            milestone: self.id,
            project: self.project,
            agreement: self.agreement,
            contact: self.contact,
            service: self.service,
            amount: self.amount,
            owner: self.owned.owner,
            test: self.test,
        }
    }

    /// Title, day or, where it was not signed, amount.
    pub fn change(self, over: impl FnOnce(Milestone) -> Milestone) -> Done<MilestoneChanged> {
        self.is_waiting()?;
        let told = MilestoneChanged { milestone: self.id, project: self.project, contact: self.contact };
        let before = (self.amount, self.groups.clone());
        let (signed, invoice) = (self.agreement.is_some(), self.invoice);
        let after = over(self);
        match before == (after.amount, after.groups.clone()) {
            false if signed => Err(MilestoneRefusal::Signed),
            false if invoice.is_some() => Err(MilestoneRefusal::Invoiced),
            _ => Ok((after, told)),
        }
    }

    /// We say it is done; said again after a dispute.
    pub fn deliver(self, at: Timestamp) -> Done<MilestoneDelivered> {
        if let State::Delivered { .. } = self.state {
            return Err(MilestoneRefusal::Ended("delivered"));
        }
        self.is_waiting()?;
        let told = MilestoneDelivered { milestone: self.id, project: self.project, contact: self.contact };
        Ok((Milestone { state: State::Delivered { at }, ..self }, told))
    }

    /// The client says yes to what was delivered, or staff records a yes given elsewhere.
    pub fn accept(self, accepted: Acceptance) -> Done<MilestoneAccepted> {
        self.is_waiting()?;
        if accepted.by == By::Client && self.state == State::Open {
            return Err(MilestoneRefusal::NotDelivered);
        }
        let told = MilestoneAccepted {
            milestone: self.id,
            project: self.project,
            agreement: self.agreement,
            contact: self.contact,
            service: self.service,
            amount: self.amount,
            by: accepted.by.word().into(),
            owner: self.owned.owner,
            test: self.test,
            file: accepted.file,
        };
        let accepted = Acceptance { delivered_at: self.state.delivered_at(), ..accepted };
        Ok((Milestone { state: State::Accepted(accepted), ..self }, told))
    }

    /// The client says it is not done, and what is missing.
    pub fn dispute(self, reason: &str, at: Timestamp) -> Done<MilestoneDisputed> {
        self.is_waiting()?;
        let State::Delivered { at: delivered_at } = self.state else {
            return Err(MilestoneRefusal::NotDelivered);
        };
        let reason = said(reason)?;
        let told = MilestoneDisputed {
            milestone: self.id,
            project: self.project,
            contact: self.contact,
            reason: reason.clone(),
        };
        Ok((Milestone { state: State::Disputed { delivered_at, at, reason }, ..self }, told))
    }

    /// It will not be delivered.
    pub fn cancel(self, reason: &str, at: Timestamp, with_project: bool) -> Done<MilestoneCancelled> {
        self.is_waiting()?;
        self.is_not_invoiced()?;
        self.end(reason, at, with_project)
    }

    /// Nothing binds it any more: it ends with its project, even where an invoice names it.
    pub fn stop(self, reason: &str, at: Timestamp) -> Done<MilestoneCancelled> {
        self.end(reason, at, true)
    }

    fn end(self, reason: &str, at: Timestamp, with_project: bool) -> Done<MilestoneCancelled> {
        self.is_waiting()?;
        let reason = said(reason)?;
        let told = MilestoneCancelled {
            milestone: self.id,
            project: self.project,
            contact: self.contact,
            reason: reason.clone(),
        };
        let delivered_at = self.state.delivered_at();
        Ok((Milestone { state: State::Cancelled { delivered_at, at, reason, with_project }, ..self }, told))
    }

    /// It was accepted and will not be invoiced.
    pub fn waive(self, reason: &str, at: Timestamp) -> Done<MilestoneWaived> {
        self.is_not_invoiced()?;
        let State::Accepted(accepted) = self.state else {
            let ended = !self.state.is_waiting();
            return Err(if ended {
                MilestoneRefusal::Ended(self.state.word())
            } else {
                MilestoneRefusal::NotAccepted
            });
        };
        let reason = said(reason)?;
        let told = MilestoneWaived {
            milestone: self.id,
            project: self.project,
            contact: self.contact,
            reason: reason.clone(),
        };
        Ok((Milestone { state: State::Waived { accepted, at, reason }, ..self }, told))
    }

    /// Takes the last step back. What was cancelled with its project comes back with it only.
    pub fn reopen(self, with_project: bool) -> Done<MilestoneReopened> {
        self.is_not_invoiced()?;
        let state = match &self.state {
            State::Open => return Err(MilestoneRefusal::Open),
            State::Cancelled { with_project: true, .. } if !with_project => {
                return Err(MilestoneRefusal::WithProject);
            }
            State::Delivered { .. } => State::Open,
            State::Disputed { delivered_at, .. } => State::Delivered { at: *delivered_at },
            State::Accepted(accepted) => State::before_judgement(accepted.delivered_at),
            State::Waived { accepted, .. } => State::Accepted(accepted.clone()),
            State::Cancelled { delivered_at, .. } => State::before_judgement(*delivered_at),
        };
        let told = MilestoneReopened {
            milestone: self.id,
            project: self.project,
            contact: self.contact,
            to: state.word().into(),
        };
        Ok((Milestone { state, ..self }, told))
    }

    /// An issued invoice names it.
    pub fn name_in(self, invoice: InvoiceId) -> (Milestone, MilestoneInvoiced) {
        let (milestone, project, contact) = (self.id, self.project, self.contact);
        let told = MilestoneInvoiced { milestone, project, contact, invoice };
        (Milestone { invoice: Some(invoice), ..self }, told)
    }

    /// That invoice was credited in full.
    pub fn free_of(self, invoice: InvoiceId) -> (Milestone, MilestoneInvoiceCredited) {
        let (milestone, project, contact) = (self.id, self.project, self.contact);
        let told = MilestoneInvoiceCredited { milestone, project, contact, invoice };
        (Milestone { invoice: None, ..self }, told)
    }

    /// Does it wait to be invoiced?
    pub fn is_to_invoice(&self) -> bool {
        matches!(self.state, State::Accepted(_)) && self.invoice.is_none() && self.amount.minor != 0
    }

    fn is_waiting(&self) -> Result<(), MilestoneRefusal> {
        if self.state.is_waiting() { Ok(()) } else { Err(MilestoneRefusal::Ended(self.state.word())) }
    }

    fn is_not_invoiced(&self) -> Result<(), MilestoneRefusal> {
        if self.invoice.is_none() { Ok(()) } else { Err(MilestoneRefusal::Invoiced) }
    }
}

fn said(reason: &str) -> Result<String, MilestoneRefusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(MilestoneRefusal::NoReason) } else { Ok(reason.to_owned()) }
}

//! The shapes of a milestone that leave the house.

use kernel::tax::TaxGroup;
use kernel::{
    AgreementId, ContactId, Date, FileId, InvoiceId, MilestoneId, Money, ProjectId, ServiceId, Timestamp,
    UserId,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Milestone, State};

#[derive(Debug, Serialize, JsonSchema)]
pub struct MilestoneView {
    pub id: MilestoneId,
    pub rv: i64,
    pub project: ProjectId,
    pub project_number: String,
    /// The agreement it was signed in; a step that was added later has none.
    pub agreement: Option<AgreementId>,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    pub title: String,
    /// From 1, in the order of the work.
    pub position: i64,
    /// `open`, `delivered`, `disputed`, `accepted`, `waived` or `cancelled`.
    pub state: &'static str,
    /// Net.
    pub amount: Money,
    pub groups: Vec<TaxGroup>,
    /// Business-local day.
    pub due_on: Date,
    /// When its next step is due, while it waits.
    pub due_at: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    /// Business-local day.
    pub accepted_on: Option<Date>,
    /// `client` or `staff`.
    pub accepted_by: Option<&'static str>,
    pub accepted_name: Option<String>,
    pub note: Option<String>,
    /// What shows that it was accepted: one of the project's files.
    pub file: Option<FileId>,
    /// Why it is disputed, waived or cancelled, and since when.
    pub reason: Option<String>,
    pub decided_at: Option<Timestamp>,
    /// The invoice that names it.
    pub invoice: Option<InvoiceId>,
    pub owner: Option<UserId>,
    pub test: bool,
}

impl From<Milestone> for MilestoneView {
    fn from(m: Milestone) -> MilestoneView {
        let accepted = m.state.acceptance().cloned();
        let by = |of: fn(&super::Acceptance) -> Option<String>| accepted.as_ref().and_then(of);
        MilestoneView {
            id: m.id,
            rv: m.rv,
            project: m.project,
            project_number: m.project_number,
            agreement: m.agreement,
            contact: m.contact,
            service: m.service,
            title: m.title,
            position: m.position,
            state: m.state.word(),
            amount: m.amount,
            groups: m.groups,
            due_on: m.due_on,
            due_at: m.due,
            delivered_at: m.state.delivered_at(),
            accepted_at: accepted.as_ref().map(|a| a.at),
            accepted_on: accepted.as_ref().map(|a| a.on),
            accepted_by: accepted.as_ref().map(|a| a.by.word()),
            accepted_name: by(|a| a.name.clone()),
            note: by(|a| a.note.clone()),
            file: accepted.as_ref().and_then(|a| a.file),
            reason: m.state.reason().map(str::to_owned),
            decided_at: m.state.decided_at(),
            invoice: m.invoice,
            owner: m.owned.owner,
            test: m.test,
        }
    }
}

/// What a project's milestones come to, net.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[schemars(rename = "ProjectSums")]
pub struct Sums {
    /// All that are not cancelled.
    pub value: Money,
    pub accepted: Money,
    /// Named by an invoice.
    pub invoiced: Money,
}

impl Sums {
    pub fn of(currency: kernel::Currency, milestones: &[Milestone]) -> Result<Sums, kernel::MoneyError> {
        let sum = |counts: fn(&Milestone) -> bool| {
            let counted = milestones.iter().filter(|milestone| counts(milestone));
            counted.map(|m| m.amount).try_fold(Money::zero(currency), Money::checked_add)
        };
        Ok(Sums {
            value: sum(|m| !matches!(m.state, State::Cancelled { .. }))?,
            accepted: sum(|m| matches!(m.state, State::Accepted(_)))?,
            invoiced: sum(|m| m.invoice.is_some())?,
        })
    }
}

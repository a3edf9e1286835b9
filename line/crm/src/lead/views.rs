//! The shapes of a lead that leave the house.

use kernel::{ContactId, Date, DealId, FormId, LeadId, Money, ServiceId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::Lead;
use crate::service::rules::Proposal;
use crate::service::{Answers, Question};

#[derive(Debug, Serialize, JsonSchema)]
pub struct LeadView {
    pub id: LeadId,
    pub rv: i64,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    /// `open`, `qualified`, `nurtured`, `declined` or `closed`.
    pub state: &'static str,
    pub reason: Option<String>,
    pub decided_at: Option<Timestamp>,
    /// The day a nurtured lead comes back.
    pub until: Option<Date>,
    /// The deal that qualifying it opened.
    pub deal: Option<DealId>,
    pub channel: String,
    pub source: Json,
    pub form: Option<FormId>,
    pub owner: Option<UserId>,
    pub captured_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub useful_at: Option<Timestamp>,
    pub next: Option<NextView>,
    pub expected: Option<Money>,
    pub test: bool,
}

/// What happens next with it, and by when.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NextView {
    /// The id of the question to ask, if it is one.
    pub question: Option<String>,
    pub text: String,
    pub due_at: Timestamp,
}

/// One line of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeadLine {
    #[serde(flatten)]
    pub lead: LeadView,
    pub contact_name: Option<String>,
    pub service_name: Option<String>,
}

/// A lead with whom it is from, what they said, what is still to be asked, and what the rules propose.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeLead {
    #[serde(flatten)]
    pub lead: LeadView,
    pub contact_name: Option<String>,
    pub contact_email: Option<String>,
    pub contact_phone: Option<String>,
    pub service_name: Option<String>,
    pub message: Option<String>,
    pub answers: Answers,
    /// The questions of its service, in order.
    pub questions: Vec<Question>,
    /// What its service's rules propose; null for a person to decide.
    pub proposal: Option<Proposal>,
}

impl From<Lead> for LeadView {
    fn from(l: Lead) -> LeadView {
        let next = l.next.map(|n| NextView { question: n.question, text: n.text, due_at: n.due });
        LeadView {
            id: l.id,
            rv: l.rv,
            contact: l.contact,
            service: l.service,
            state: l.state.word(),
            reason: l.state.reason().map(str::to_owned),
            decided_at: l.state.at(),
            until: l.state.until(),
            deal: l.state.deal(),
            channel: l.channel,
            source: l.source,
            form: l.form,
            owner: l.owned.owner,
            captured_at: l.captured_at,
            answered_at: l.answered_at,
            useful_at: l.useful_at,
            next,
            expected: l.expected,
            test: l.test,
        }
    }
}

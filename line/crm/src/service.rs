//! A service: what the business sells, the questions that make a lead of it real, and the rules that decide.
//!
//! Invariant: every rule was read and checked against the service's own questions when it was kept.

pub mod commands;
pub mod first;
pub mod queries;
pub(crate) mod question;
pub(crate) mod rows;
pub mod rules;
#[cfg(test)]
mod tests;
pub mod views;
pub mod work;

use std::collections::BTreeMap;

use facts::crm::{ServiceAdded, ServiceChanged};
use kernel::{Money, Owned, Refusal, ServiceId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use question::{Answers, Question, QuestionKind};
pub use rules::{Rule, Then};
pub use work::Work;

/// The states of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    Captured,
    Answered,
    Qualified,
    Proposed,
    Signed,
    Delivered,
    Invoiced,
    Paid,
    Reconciled,
}

impl LineState {
    pub const ALL: [LineState; 9] = [
        LineState::Captured,
        LineState::Answered,
        LineState::Qualified,
        LineState::Proposed,
        LineState::Signed,
        LineState::Delivered,
        LineState::Invoiced,
        LineState::Paid,
        LineState::Reconciled,
    ];
}

#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    pub id: ServiceId,
    pub rv: i64,
    pub owned: Owned,
    pub name: String,
    /// The states it uses, in the order of the line; a state it skips joins its neighbours.
    pub line: Vec<LineState>,
    /// What a lead of it is worth on average.
    pub expected: Option<Money>,
    pub questions: Vec<Question>,
    /// In order; the first that holds proposes.
    pub rules: Vec<Rule>,
    /// Words by use: `called` is its name in a message (empty: not named), `decline` a template's slug.
    pub texts: BTreeMap<String, String>,
    /// What a project of it begins with, in this order.
    pub tasks: Vec<Work>,
    /// A rule decides without asking a person.
    pub automatic: bool,
    pub active: bool,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ServiceRefusal {
    #[error("`{0}` is no longer sold; choose another service or bring it back")]
    Retired(String),
}

impl Refusal for ServiceRefusal {
    fn code(&self) -> &'static str {
        match self {
            ServiceRefusal::Retired(_) => "service.retired",
        }
    }
}

impl Service {
    /// The business sells something new.
    pub fn added(&self) -> ServiceAdded {
        ServiceAdded { service: self.id }
    }

    pub fn changed(&self) -> ServiceChanged {
        ServiceChanged { service: self.id }
    }

    /// How a message to a customer names it; `None` where it should not be named.
    pub fn called(&self) -> Option<&str> {
        let called = self.texts.get("called").unwrap_or(&self.name);
        Some(called.as_str()).filter(|name| !name.is_empty())
    }

    /// The next thing to ask: the first required question without an answer, else none.
    pub fn next_question(&self, answers: &Answers) -> Option<&Question> {
        self.questions.iter().find(|question| question.required && !answers.contains_key(&question.id))
    }

    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }
}

//! The shape of a service that leaves the house.

use std::collections::BTreeMap;

use kernel::{Money, ServiceId, UserId};
use schemars::JsonSchema;
use serde::Serialize;

use super::{LineState, Question, Rule, Service, Work};

#[derive(Debug, Serialize, JsonSchema)]
pub struct ServiceView {
    pub id: ServiceId,
    pub rv: i64,
    pub name: String,
    pub line: Vec<LineState>,
    pub expected: Option<Money>,
    pub questions: Vec<Question>,
    pub rules: Vec<Rule>,
    pub texts: BTreeMap<String, String>,
    pub tasks: Vec<Work>,
    pub automatic: bool,
    pub active: bool,
    pub owner: Option<UserId>,
}

impl From<Service> for ServiceView {
    fn from(s: Service) -> ServiceView {
        ServiceView {
            id: s.id,
            rv: s.rv,
            name: s.name,
            line: s.line,
            expected: s.expected,
            questions: s.questions,
            rules: s.rules,
            texts: s.texts,
            tasks: s.tasks,
            automatic: s.automatic,
            active: s.active,
            owner: s.owned.owner,
        }
    }
}

//! The steps that compute, ask for a yes, come round, and call another automation.

use std::collections::BTreeMap;

use kernel::calendar::Delay;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Arg, Cel, Jump, Owner, Slug, Step, Takes};

/// A yes of a person, by one tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    pub who: Owner,
    /// What it is about, with `{fields}` in it.
    pub what: String,
    /// Only where this is true; else the step is skipped, which later steps can see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<Cel>,
    /// Who may say it too, and is asked where `who` is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegate: Option<Owner>,
    pub timeout: Delay,
    #[serde(default = "no", skip_serializing_if = "is_no")]
    pub on_no: Jump,
    /// Where the run goes unanswered, after the stand-in was asked for as long again.
    #[serde(default = "escalate", skip_serializing_if = "is_escalate")]
    pub on_timeout: Jump,
}

/// Nobody answered: a person has to know.
fn escalate() -> Jump {
    Jump::Escalate
}

fn is_escalate(jump: &Jump) -> bool {
    *jump == Jump::Escalate
}

/// Without a yes nothing goes on.
fn no() -> Jump {
    Jump::End(super::Outcome::Exit)
}

fn is_no(jump: &Jump) -> bool {
    *jump == no()
}

/// Steps that come round, a bounded number of times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// 1 to 50.
    pub times: u32,
    /// Asked before each round.
    #[serde(default, rename = "while", skip_serializing_if = "Option::is_none")]
    pub while_true: Option<Cel>,
    /// Read `vars.round` inside, from 1.
    pub steps: Vec<Step>,
}

/// Another automation about the same record; the run waits until it has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    pub automation: Slug,
    /// What its button asks for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, Arg>,
    /// Of what it has set: read as `steps.ID.output.NAME`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub take: Takes,
}

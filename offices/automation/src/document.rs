//! The automation as its owner reads it: trigger, enrolment, goal and steps, as one YAML document.
//!
//! Invariant: the canonical form of a document parses to the same document, and its bytes depend on
//! nothing else, so its SHA-256 names the version. Comments are dropped; `note` is kept. What the words
//! of a document mean together (jumps, verbs, conditions) is checked in `plan`, when it is published.

mod arg;
mod branch;
mod enrol;
mod more;
mod names;
mod step;
mod take;
#[cfg(test)]
mod tests;
mod trigger;
mod wait;
mod yaml;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use arg::Arg;
pub use branch::{Arm, Branch};
pub use enrol::{Conflict, Enrol, Group, IfActive, MOST_QUEUED, Per, Policy, Priority};
pub use more::{Approve, Call, Repeat};
pub use names::{FactKind, FieldPath, NameError, Owner, Slug, StepId, VerbName, Word};
pub use step::{Act, Answer, Ask, Do, Jump, OnError, Outcome, Since, Step, WaitFor};
pub use take::{Kind, Take, TakeClass, Takes, forget, taken};
pub use trigger::{Button, Debounce, On, Schedule, Silence, Throttle, Trigger, Webhook};
pub use wait::{Count, IfPast, Until, Wait};
pub use yaml::{At, Places, Unreadable};

/// A condition or a value in CEL, over the records the run can see.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cel {
    pub cel: String,
}

/// A length of real time; a day is 24 hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Span {
    #[serde(skip_serializing_if = "is_zero")]
    pub days: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub hours: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub minutes: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub seconds: u32,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl fmt::Display for Span {
    /// As people say it, such as `1 hour 30 minutes`.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts =
            [(self.days, "day"), (self.hours, "hour"), (self.minutes, "minute"), (self.seconds, "second")];
        let said = parts.iter().filter(|(n, _)| *n > 0);
        let said = said.map(|(n, unit)| format!("{n} {unit}{}", if *n == 1 { "" } else { "s" }));
        to.write_str(&said.collect::<Vec<_>>().join(" "))
    }
}

impl Span {
    pub fn as_seconds(self) -> i64 {
        let part = |n: u32, seconds: i64| i64::from(n) * seconds;
        part(self.days, 86_400) + part(self.hours, 3_600) + part(self.minutes, 60) + part(self.seconds, 1)
    }
}

/// One or several kinds of fact; at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "OneOrMany", into = "OneOrMany")]
pub struct Facts(Vec<FactKind>);

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected the kind of a fact, such as lead.captured, or a list of them")]
enum OneOrMany {
    One(FactKind),
    Many(Vec<FactKind>),
}

impl TryFrom<OneOrMany> for Facts {
    type Error = &'static str;
    fn try_from(told: OneOrMany) -> Result<Facts, Self::Error> {
        let facts = match told {
            OneOrMany::One(fact) => vec![fact],
            OneOrMany::Many(facts) => facts,
        };
        if facts.is_empty() {
            Err("no fact is named; name at least one, such as lead.captured")
        } else {
            Ok(Facts(facts))
        }
    }
}

impl From<Facts> for OneOrMany {
    fn from(facts: Facts) -> OneOrMany {
        match <[FactKind; 1]>::try_from(facts.0) {
            Ok([one]) => OneOrMany::One(one),
            Err(many) => OneOrMany::Many(many),
        }
    }
}

impl Facts {
    /// None if there is no fact in the list.
    pub fn new(facts: Vec<FactKind>) -> Option<Facts> {
        Facts::try_from(OneOrMany::Many(facts)).ok()
    }

    pub fn kinds(&self) -> &[FactKind] {
        &self.0
    }
}

/// What ends a run early. With facts: one of them, about the run's subject or its contact, of which
/// `when` is true. Without: as soon as `when` is true, looked at whenever the run wakes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Cel>,
}

/// The number by which the automation is judged: the time from one fact to another, or how often it is
/// reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    pub name: Word,
    pub start: FactKind,
    pub end: FactKind,
    pub better: Better,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    Lower,
    Higher,
}

/// What it may do in an hour at most; more waits, or is refused with that reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Quota {
    /// Runs that begin; one more is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs_per_hour: Option<u32>,
    /// Messages and calls that leave the house; one more waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effects_per_hour: Option<u32>,
}

/// How many runs are expected; fewer or more raise an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    pub per: Period,
    pub min: u32,
    pub max: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Hour,
    Day,
    Week,
    Month,
}

/// An automation, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Automation {
    /// Its name in code and addresses, such as `follow-up`.
    pub automation: Slug,
    pub owner: Owner,
    pub stand_in: Owner,
    /// What it is for, in a sentence its owner would say.
    pub purpose: String,
    pub metric: Metric,
    #[serde(default, skip_serializing_if = "Priority::is_normal")]
    pub priority: Priority,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    pub trigger: Trigger,
    /// The noun a run is about, such as `lead`.
    pub subject: Word,
    pub enrol: Enrol,
    /// While this is true nobody is enrolled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppress: Option<Cel>,
    /// It has done its work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Stop>,
    /// It has nothing left to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_when: Option<Stop>,
    /// How long a run may last before a person is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<Quota>,
    /// Of a hundred contacts so many get nothing, to measure by; 0 to 50.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hold_out: u32,
    /// The minutes of hand work one run replaces, as its owner reckons.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub minutes_saved: u32,
    /// The minutes it took to set it up, as its owner reckons.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub minutes_spent: u32,
    /// Fields no other automation writes, such as `deal.stage`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owns: Vec<FieldPath>,
    pub steps: Vec<Step>,
}

impl Automation {
    /// Every step in the order of the text, those inside a `repeat` after it.
    pub fn every_step(&self) -> Vec<&Step> {
        self.steps.iter().flat_map(Step::with_inner).collect()
    }

    /// Whether its runs may have to wait for their turn before they begin.
    pub fn takes_turns(&self) -> bool {
        self.group.is_some() || self.enrol.if_active.lines_up()
    }

    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.every_step().into_iter().find(|step| step.id == *id)
    }
}

//! Who is taken in, how often, and what happens to a run that is already under way.

use kernel::Ref;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cel, Slug, Span, StepId};

/// What goes first when there is more to do than time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Somebody is waiting at this moment.
    Instant,
    High,
    #[default]
    Normal,
    Low,
}

impl Priority {
    pub(super) fn is_normal(&self) -> bool {
        *self == Priority::Normal
    }
}

/// Automations that must not run beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub name: Slug,
    pub one_active_per: Per,
    pub on_conflict: Conflict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    Subject,
    Contact,
}

impl Per {
    /// The record it counts by; what concerns nobody counts by itself.
    pub fn of(self, subject: Ref, contact: Option<Ref>) -> Ref {
        match self {
            Per::Contact => contact.unwrap_or(subject),
            Per::Subject => subject,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// The one with the higher priority runs, the other ends.
    HigherPriorityWins,
    /// The newer one waits.
    Queue,
    /// The newer one is not enrolled.
    Skip,
}

/// How often, and what if a run is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    pub policy: Policy,
    #[serde(default)]
    pub if_active: IfActive,
    /// Of whom at most one run is active, and by whom a cooldown counts: the subject, or its contact.
    #[serde(default = "subject", skip_serializing_if = "is_subject")]
    pub one_active_per: Per,
    /// What else must be the same for two runs to be in each other's way, such as the form an inquiry came by: those
    /// of another key go side by side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Cel>,
    /// A cooldown counts from when this step was last done, not from when the last run began: what ended before it
    /// counts for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<StepId>,
}

impl Enrol {
    /// Why nobody is taken in whose cooldown is not over.
    pub fn too_soon(&self) -> String {
        let person = self.one_active_per == Per::Contact;
        match &self.since {
            None if person => "the last run of this person began too short a while ago".into(),
            None => "the last run began too short a while ago".into(),
            Some(step) if person => format!("its step {step} was done for this person too short a while ago"),
            Some(step) => format!("its step {step} was done too short a while ago"),
        }
    }
}

fn subject() -> Per {
    Per::Subject
}

fn is_subject(per: &Per) -> bool {
    *per == Per::Subject
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Once for each subject, ever.
    Once,
    /// Every time the trigger is true.
    Always,
    /// Again when so much time has passed since the last run of the same subject or contact began, or since it did a
    /// step: [`Enrol::one_active_per`], [`Enrol::since`].
    Cooldown(Span),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IfActive {
    /// The run under way goes on, nobody new is enrolled.
    #[default]
    Skip,
    /// The run under way ends, a new one begins.
    Restart,
    /// The run under way goes on, and one more begins when it ends; whoever comes while one waits is not enrolled.
    BufferOne,
    /// The run under way goes on, and those that come begin one after the other as the one before ends.
    Queue,
    /// Both run.
    Parallel,
}

impl IfActive {
    /// Whether one may wait for the end of another one of its automation.
    pub fn lines_up(self) -> bool {
        matches!(self, IfActive::BufferOne | IfActive::Queue)
    }

    /// So many may wait, where any may.
    pub fn most_waiting(self) -> usize {
        if self == IfActive::Queue { MOST_QUEUED } else { 1 }
    }
}

/// More that wait for each other are no queue but a fault.
pub const MOST_QUEUED: usize = 50;

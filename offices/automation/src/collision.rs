//! What automations would do to each other, and to the customer, found before anything is published.
//!
//! Pure: it reads documents that passed their own check and the record of what each verb tells and changes.
//! Errors block publishing; a warning is published with a written reason, kept beside the version.
//! Deliberately not here: what really happened (`rehearse`), and the guards of runs (chain, groups, caps).

mod reading;
pub mod rows;
pub mod rules;
mod tells;
mod touched;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::{Act, Do, Step, StepId};
use crate::plan::{Catalogue, Plan, Severity};

pub use rules::alone::coded;
pub use tells::{TELLS, Tells, known};

/// A step changes a field another automation owns: what somebody writes down why, it may do.
pub const OWNED_FIELD: &str = "collision.owned_field";

/// The codes of all warnings the rules and the check of a document give.
pub const CODES: [&str; 10] = [
    "collision.starts_itself",
    "collision.cycle",
    "collision.two_writers",
    OWNED_FIELD,
    "collision.two_messages",
    "collision.two_letters",
    "collision.no_deadline",
    "collision.no_error_path",
    "collision.may_come_late",
    "collision.no_stand_in",
];

/// One thing that two automations, or one alone, would do to each other or to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision {
    /// Such as `collision.cycle`.
    pub code: &'static str,
    pub severity: Severity,
    /// The index of the step, if it is about one.
    pub step: Option<usize>,
    /// The field of the step or of the document it is about.
    pub field: &'static str,
    pub why: String,
    /// What to do about it.
    pub fix: String,
    /// The other automation, by its slug.
    pub other: Option<String>,
}

/// Why a warning was published all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The code of the warning.
    pub code: String,
    #[serde(default)]
    pub at: Place,
    /// In the words of whoever publishes.
    pub reason: String,
}

/// Where a warning stood. The step counts, for lines move: none where it is about the whole automation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Place {
    pub step: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
}

impl Reason {
    /// Whether it speaks of this finding, in words.
    pub fn covers(&self, code: &str, step: Option<&str>) -> bool {
        self.code == code
            && self.at.step.as_ref().map(StepId::as_str) == step
            && !self.reason.trim().is_empty()
    }
}

/// The class of the message a step sends to the person, as far as anybody knows what its command tells.
pub fn says(act: &Do, house: &Catalogue) -> Option<String> {
    let seen = known().of(act.verb.as_str(), house.facts.keys());
    reading::says(act, house, &seen).map(str::to_owned)
}

/// Whether a command writes a message, itself or by asking another room for it, as far as that was recorded.
pub fn writes(verb: &str) -> bool {
    reading::writes(&known().of(verb, std::iter::empty()))
}

/// Whether the command of a step may change this field: whoever publishes it is asked for a reason where another
/// automation owns the field.
pub fn may_change(step: &Step, house: &Catalogue, path: &str) -> bool {
    let Act::Do(act) = &step.act else { return false };
    touched::Touched::by(act, house, known()).may_change(path)
}

/// Everything between a draft and the published automations, the draft's own earlier version left out.
pub fn check(draft: &Plan, published: &[&Plan], house: &Catalogue, tells: &Tells) -> Vec<Collision> {
    let slug = draft.document().automation.as_str();
    let others = published.iter().filter(|plan| plan.document().automation.as_str() != slug);
    let others: Vec<_> = others.map(|plan| reading::Reading::of(plan, house, tells)).collect();
    let draft = reading::Reading::of(draft, house, tells);
    let mut found = rules::cycles::check(&draft, &others);
    found.extend(rules::writers::check(&draft, &others));
    found.extend(rules::messages::check(&draft, &others));
    found.extend(rules::alone::check(&draft, house));
    found
}

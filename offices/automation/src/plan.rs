//! A document made ready to run, and the pure machine that walks a run through it.
//!
//! Invariant: `advance` changes nothing but the run it is given; the same run, input and view give the
//! same move. What the move asks for (a command, a wait, a question) is done by the engine, which comes
//! back with an input. Deliberately not here: leases, lanes, caps, holdouts, and whether an effect may
//! leave.

mod arguments;
mod asked;
mod build;
mod catalogue;
mod flow;
mod key;
mod run;
pub mod schedule;
mod scopes;
mod sees;
mod states;
mod steps;
#[cfg(test)]
pub(crate) mod tests;
mod turn;
mod wait;
mod walk;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use kernel::Timestamp;
use kernel::calendar::Zones;

use crate::document::{At, Automation, Places, Step, StepId};
use condition::{Condition, Schema};

pub use arguments::check as check_arguments;
pub use asked::{Asked, NotAgain};
pub use build::BUSINESS;
pub use catalogue::{Catalogue, FactFields, Verb, VerbKind, fields_of};
pub use key::effect_key;
pub use run::{Run, Status, StepResult};
pub use states::{Illegal, Signal, State};
use steps::Row;
pub use turn::{Failing, Failure, Input, Move, Operator, Reason, Turn, View, Visit};
pub use walk::NotNow;
pub use walk::ahead::{Comes, Coming, Knows, Proviso};

/// Something a publisher has to know, at a field of the document or of one of its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// The index of the step, if it is about one.
    pub step: Option<usize>,
    pub field: &'static str,
    pub why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It is published only when somebody writes down why.
    Warning,
    /// It is not published.
    Error,
}

/// A document that passed the check, with its conditions read.
#[derive(Debug)]
pub struct Plan {
    document: Automation,
    sha256: [u8; 32],
    index: HashMap<StepId, usize>,
    row: Row,
    nodes: Vec<Node>,
    trigger: Option<Arc<Condition>>,
    starts: Starts,
    suppress: Option<Arc<Condition>>,
    /// What must be the same for two runs to be in each other's way.
    key: Option<Arc<Condition>>,
    goal: Option<Arc<Condition>>,
    exit: Option<Arc<Condition>>,
    /// The fields of `steps` and `vars`, by which what they came to is read.
    steps: Schema,
}

/// The conditions of a trigger that is no fact.
#[derive(Debug, Default)]
struct Starts {
    /// The day of a trigger `date`.
    day: Option<Arc<Condition>>,
    /// Which fact breaks a silence.
    breaks: Option<Arc<Condition>>,
    /// The address of whoever a hook is about.
    contact: Option<Arc<Condition>>,
}

/// The conditions and values of one step.
#[derive(Debug, Default)]
struct Node {
    only_if: Option<Arc<Condition>>,
    guard: Option<Arc<Condition>>,
    matches: Option<Arc<Condition>>,
    arms: Vec<Arc<Condition>>,
    values: BTreeMap<String, Arc<Condition>>,
    /// The day a wait is for.
    day: Option<Arc<Condition>>,
    /// Whether a yes is needed, or whether there is another round.
    asks: Option<Arc<Condition>>,
    /// The fields of a text, as they stand in it.
    words: Vec<(String, Arc<Condition>)>,
    /// How many days it lasts, or stands from its day.
    count: Option<Arc<Condition>>,
}

impl Finding {
    /// Where it stands in the text the document was read from.
    pub fn at(&self, places: &Places) -> At {
        self.step.map_or_else(|| places.field(self.field), |step| places.step(step, self.field))
    }
}

impl Plan {
    /// Checks a document against what the house can do, and makes it ready. The warnings come with the
    /// plan; one error, and there is none.
    pub fn build(document: Automation, catalogue: &Catalogue) -> Result<(Plan, Vec<Finding>), Vec<Finding>> {
        build::build(document, catalogue)
    }

    pub fn document(&self) -> &Automation {
        &self.document
    }

    /// SHA-256 of the canonical document: the name of the version.
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// Every step in the order of the text, those inside a `repeat` after it.
    pub fn steps(&self) -> &[Step] {
        &self.row.steps
    }

    /// By when a run that came to a step at that moment should have left it; none where its text promises nothing, or
    /// only open hours of a business that never opens.
    pub fn promised(&self, step: &StepId, from: Timestamp, zones: &Zones) -> Option<Timestamp> {
        let sla = self.document.step(step)?.sla.as_ref()?;
        wait::after(from, sla, 0, zones).ok()
    }

    /// The step that follows when nothing jumps.
    fn after(&self, at: usize) -> usize {
        self.row.next.get(at).copied().unwrap_or(steps::END)
    }

    fn position(&self, step: &StepId) -> usize {
        *self.index.get(step).expect("a published plan jumps only to its own steps")
    }

    fn step(&self, step: &StepId) -> (&Step, &Node) {
        let at = self.position(step);
        (&self.row.steps[at], &self.nodes[at])
    }
}

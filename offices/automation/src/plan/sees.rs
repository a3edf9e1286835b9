//! What a plan looks at and listens to: which records to load, which facts to keep for its runs.

use std::collections::BTreeSet;

use super::Plan;
use crate::document::{Act, FactKind, StepId, Stop};
use condition::Condition;

impl Plan {
    /// The kinds of fact that concern a run under way: its goal, its exit, what it waits for.
    pub fn hears(&self) -> BTreeSet<&str> {
        let document = &self.document;
        let stops = [&document.goal, &document.exit_when].into_iter().flatten().flat_map(stop_facts);
        let waits = document.steps.iter().flat_map(|step| match &step.act {
            Act::WaitFor(wait) => wait.fact.kinds(),
            _ => &[],
        });
        stops.chain(waits).map(FactKind::as_str).collect()
    }

    /// Whether what this step sends is looked at once more when it leaves.
    pub fn is_guarded(&self, step: &StepId) -> bool {
        self.index.get(step).is_some_and(|at| self.nodes[*at].guard.is_some())
    }

    /// The names of the records its trigger and `suppress` look at.
    pub fn looked_at_to_enrol(&self) -> BTreeSet<&str> {
        roots([&self.trigger, &self.suppress].into_iter().flatten().map(AsRef::as_ref))
    }

    /// The names of the records its steps, its goal and its exit look at.
    pub fn looked_at(&self) -> BTreeSet<&str> {
        let ends = [&self.goal, &self.exit].into_iter().flatten();
        let steps = self.nodes.iter().flat_map(|node| {
            let questions = [&node.only_if, &node.guard, &node.matches, &node.day].into_iter().flatten();
            questions.chain(&node.arms).chain(node.values.values())
        });
        roots(ends.chain(steps).map(AsRef::as_ref))
    }
}

fn stop_facts(stop: &Stop) -> &[FactKind] {
    &stop.facts
}

fn roots<'a>(conditions: impl Iterator<Item = &'a Condition>) -> BTreeSet<&'a str> {
    let paths = conditions.flat_map(Condition::references);
    paths.map(|path| path.split('.').next().unwrap_or(path)).collect()
}

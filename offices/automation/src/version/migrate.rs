//! Moving a run to another version: whether it can, and the run as it is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Act, Step, StepId};
use crate::plan::{Plan, Run, Status};

/// Old steps by the new ones they become; those not named keep their name.
pub type Map = BTreeMap<StepId, StepId>;

/// Whether a run can go on in another version: where it would stand, or why it stays.
pub fn place(run: &Run, old: &Plan, new: &Plan, map: &Map) -> Result<Option<StepId>, String> {
    let Some(here) = run.step() else { return Ok(None) };
    let there = map.get(here).unwrap_or(here);
    let from = old.document().step(here).ok_or_else(|| format!("its step {here} is in neither version"))?;
    let to = new.document().step(there);
    let to =
        to.ok_or_else(|| format!("step {here} has no place in the new version; map it to one of its steps"))?;
    if kind(from) != kind(to) {
        return Err(format!("it waits at {here} ({}), and {there} is {}", kind(from), kind(to)));
    }
    let lacking: Vec<String> =
        new.needs_at(there).into_iter().filter(|name| !run.vars().contains_key(name)).collect();
    if !lacking.is_empty() {
        return Err(format!("{there} reads {}, which this run has not set", lacking.join(", ")));
    }
    match again(run, old, new, (here, there), map).first() {
        Some(step) => Err(format!("step {step} has been done and would come again")),
        None => Ok(Some(there.clone())),
    }
}

fn kind(step: &Step) -> &'static str {
    match step.act {
        Act::Do(_) => "a command",
        Act::Wait(_) => "a wait",
        Act::WaitFor(_) => "a wait for a fact",
        Act::Branch(_) => "a branch",
        Act::Ask(_) => "a question",
        Act::Set(_) => "a value",
        Act::Approve(_) => "an approval",
        Act::Repeat(_) => "a repeat",
        Act::Call(_) => "a call",
        Act::End(_) => "an end",
    }
}

/// What was done already and lies ahead in the new version, though it did not in the old one.
fn again(run: &Run, old: &Plan, new: &Plan, at: (&StepId, &StepId), map: &Map) -> Vec<StepId> {
    let name = |step: &StepId| map.get(step).unwrap_or(step).clone();
    let before: BTreeSet<StepId> = old.ahead_of(at.0).iter().map(name).collect();
    let ahead = new.ahead_of(at.1);
    let done =
        run.results().iter().filter(|(_, result)| matches!(result.status, Status::Ok | Status::Practised));
    let done = done.map(|(step, _)| name(step)).filter(|step| step != at.1);
    let acts = |step: &StepId| {
        new.document().step(step).is_some_and(|step| matches!(step.act, Act::Do(_) | Act::Call(_)))
    };
    done.filter(|step| acts(step) && ahead.contains(step) && !before.contains(step)).collect()
}

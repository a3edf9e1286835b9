//! The ways through a document: jumps that lead nowhere, steps nobody reaches, circles without a rest.

use std::collections::{BTreeSet, HashMap};

use super::build::Report;
use crate::document::{Act, Automation, Jump, OnError, Since, Step, StepId};

type Index = HashMap<StepId, usize>;

/// The index of the steps, and what is wrong with the ways between them.
pub(super) fn check(document: &Automation, report: &mut Report) -> Index {
    let mut index = Index::new();
    for (i, step) in document.steps.iter().enumerate() {
        if index.insert(step.id.clone(), i).is_some() {
            report.error(Some(i), "id", format!("there are two steps `{}`; rename one", step.id));
        }
    }
    for (i, step) in document.steps.iter().enumerate() {
        for (field, target) in named(step) {
            if !index.contains_key(target) {
                report.error(
                    Some(i),
                    field,
                    format!("there is no step `{target}`; name one of the document"),
                );
            }
        }
    }
    if !report.has_errors() {
        unreached(document, &index, report);
        restless(document, &index, report);
    }
    index
}

/// Every step another step names, and where.
fn named(step: &Step) -> Vec<(&'static str, &StepId)> {
    let mut named = Vec::new();
    if let Some(OnError::Go(target)) = &step.on_error {
        named.push(("on_error", target));
    }
    match &step.act {
        Act::Branch(branch) => {
            named.extend(branch.arms.iter().map(|arm| ("branch", &arm.go)));
            named.push(("branch", &branch.otherwise));
        }
        Act::WaitFor(wait) => {
            named
                .extend(jump("wait_for", &wait.on_hit).into_iter().chain(jump("wait_for", &wait.on_timeout)));
            named.extend(if let Since::Step(step) = &wait.since { Some(("wait_for", step)) } else { None });
        }
        Act::Ask(ask) => {
            named.extend(jump("ask", &ask.on_timeout));
            named.extend(ask.answers.iter().filter_map(|answer| jump("ask", &answer.then)));
        }
        Act::Do(_) | Act::Wait(_) | Act::End(_) => {}
    }
    named
}

fn jump<'a>(field: &'static str, jump: &'a Jump) -> Option<(&'static str, &'a StepId)> {
    if let Jump::Go(target) = jump { Some((field, target)) } else { None }
}

/// Where a run can be after a step; the end is nowhere.
fn after(document: &Automation, index: &Index, i: usize) -> BTreeSet<usize> {
    let step = &document.steps[i];
    let next = (i + 1 < document.steps.len()).then_some(i + 1);
    let to = |jump: &Jump| match jump {
        Jump::Next => next,
        Jump::Go(target) => index.get(target).copied(),
        Jump::End(_) => None,
    };
    let mut reached: BTreeSet<usize> = match &step.act {
        Act::Do(_) | Act::Wait(_) => next.into_iter().collect(),
        Act::WaitFor(wait) => [to(&wait.on_hit), to(&wait.on_timeout)].into_iter().flatten().collect(),
        Act::Branch(branch) => {
            let targets = branch.arms.iter().map(|arm| &arm.go).chain([&branch.otherwise]);
            targets.filter_map(|target| index.get(target).copied()).collect()
        }
        Act::Ask(ask) => {
            ask.answers.iter().map(|answer| &answer.then).chain([&ask.on_timeout]).filter_map(to).collect()
        }
        Act::End(_) => BTreeSet::new(),
    };
    if let Some(OnError::Go(target)) = &step.on_error {
        reached.extend(index.get(target));
    }
    if step.only_if.is_some() || step.on_error == Some(OnError::Skip) {
        reached.extend(next);
    }
    reached
}

fn unreached(document: &Automation, index: &Index, report: &mut Report) {
    let mut reached = BTreeSet::from([0]);
    let mut open = vec![0];
    while let Some(i) = open.pop() {
        open.extend(after(document, index, i).into_iter().filter(|next| reached.insert(*next)));
    }
    for (i, step) in document.steps.iter().enumerate().filter(|(i, _)| !reached.contains(i)) {
        report.error(Some(i), "id", format!("nothing leads to `{}`; jump to it, or take it out", step.id));
    }
}

/// A circle in which nothing waits would turn for ever.
fn restless(document: &Automation, index: &Index, report: &mut Report) {
    let rests = |i: usize| {
        let step = &document.steps[i];
        step.only_if.is_none() && matches!(step.act, Act::Wait(_) | Act::WaitFor(_) | Act::Ask(_))
    };
    for start in (0..document.steps.len()).filter(|i| !rests(*i)) {
        let mut seen = BTreeSet::new();
        let mut open = vec![start];
        while let Some(i) = open.pop() {
            open.extend(
                after(document, index, i).into_iter().filter(|next| !rests(*next) && seen.insert(*next)),
            );
        }
        if seen.contains(&start) {
            let id = &document.steps[start].id;
            report.error(
                Some(start),
                "id",
                format!("`{id}` comes round to itself without a wait; put one between"),
            );
            return;
        }
    }
}

//! The ways through a document: jumps that lead nowhere, steps nobody reaches, circles without a rest.

use std::collections::{BTreeSet, HashMap};

use super::build::Report;
use super::steps::{END, Row};
use crate::document::{Act, Jump, OnError, Since, Step, StepId};

pub(super) type Index = HashMap<StepId, usize>;

/// The index of the steps, and what is wrong with the ways between them.
pub(super) fn check(row: &Row, report: &mut Report) -> Index {
    let mut index = Index::new();
    for (i, step) in row.steps.iter().enumerate() {
        if index.insert(step.id.clone(), i).is_some() {
            report.error(Some(i), "id", format!("there are two steps `{}`; rename one", step.id));
        }
    }
    for (i, step) in row.steps.iter().enumerate() {
        for (field, target) in named(step) {
            let why = match index.get(target) {
                None => format!("there is no step `{target}`; name one of the document"),
                Some(to) if is_into(row, i, *to) => {
                    format!("`{target}` is inside a `repeat`; jump to the `repeat` itself")
                }
                Some(_) => continue,
            };
            report.error(Some(i), field, why);
        }
        bounded(row, i, report);
    }
    if !report.has_errors() {
        unreached(row, &index, report);
        restless(row, &index, report);
    }
    index
}

/// A jump into a `repeat` that is not around whoever jumps.
fn is_into(row: &Row, from: usize, to: usize) -> bool {
    row.around(to).any(|repeat| repeat != from && !row.is_inside(from, repeat))
}

/// More rounds than this, one `repeat` in another, are no automation.
const MOST_ROUNDS: u32 = 500;

fn bounded(row: &Row, i: usize, report: &mut Report) {
    let Act::Repeat(repeat) = &row.steps[i].act else { return };
    if !(1..=50).contains(&repeat.times) {
        report.error(Some(i), "repeat", "it comes round 1 to 50 times; write `times` between them");
    }
    if repeat.steps.is_empty() {
        report.error(Some(i), "repeat", "there are no steps in it; give it at least one");
    }
    if row.rounds(i) > MOST_ROUNDS {
        let why =
            format!("one inside the other they come round more than {MOST_ROUNDS} times; make it fewer");
        report.error(Some(i), "repeat", why);
    }
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
        Act::Approve(approve) => {
            named.extend(
                jump("approve", &approve.on_no).into_iter().chain(jump("approve", &approve.on_timeout)),
            );
        }
        Act::Do(_) | Act::Wait(_) | Act::Set(_) | Act::Repeat(_) | Act::Call(_) | Act::End(_) => {}
    }
    named
}

fn jump<'a>(field: &'static str, jump: &'a Jump) -> Option<(&'static str, &'a StepId)> {
    if let Jump::Go(target) = jump { Some((field, target)) } else { None }
}

/// Where a run can be after a step; the end is nowhere.
pub(super) fn after(row: &Row, index: &Index, i: usize) -> BTreeSet<usize> {
    let step = &row.steps[i];
    let next = Some(row.next[i]).filter(|next| *next != END);
    let to = |jump: &Jump| match jump {
        Jump::Next => next,
        Jump::Go(target) => index.get(target).copied(),
        Jump::End(_) | Jump::Escalate => None,
    };
    let mut reached: BTreeSet<usize> = match &step.act {
        Act::Do(_) | Act::Wait(_) | Act::Set(_) | Act::Call(_) => next.into_iter().collect(),
        Act::Repeat(_) => [Some(i + 1), next].into_iter().flatten().collect(),
        Act::Approve(approve) => {
            [next, to(&approve.on_no), to(&approve.on_timeout)].into_iter().flatten().collect()
        }
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

fn unreached(row: &Row, index: &Index, report: &mut Report) {
    let mut reached = BTreeSet::from([0]);
    let mut open = vec![0];
    while let Some(i) = open.pop() {
        open.extend(after(row, index, i).into_iter().filter(|next| reached.insert(*next)));
    }
    for (i, step) in row.steps.iter().enumerate().filter(|(i, _)| !reached.contains(i)) {
        report.error(Some(i), "id", format!("nothing leads to `{}`; jump to it, or take it out", step.id));
    }
}

/// A circle in which nothing waits would turn for ever.
fn restless(row: &Row, index: &Index, report: &mut Report) {
    let rests = |i: usize| {
        let step = &row.steps[i];
        let waits = matches!(step.act, Act::Wait(_) | Act::WaitFor(_) | Act::Ask(_));
        step.only_if.is_none() && waits
    };
    // A `repeat` counts its rounds: the way back to it is no circle.
    let goes = |from: usize, to: usize| !rests(to) && !row.is_inside(from, to);
    for start in (0..row.steps.len()).filter(|i| !rests(*i)) {
        let mut seen = BTreeSet::new();
        let mut open = vec![start];
        while let Some(i) = open.pop() {
            open.extend(after(row, index, i).into_iter().filter(|next| goes(i, *next) && seen.insert(*next)));
        }
        if seen.contains(&start) {
            let id = &row.steps[start].id;
            report.error(
                Some(start),
                "id",
                format!("`{id}` comes round to itself without a wait; put one between"),
            );
            return;
        }
    }
}

//! Circles: what one automation tells starts another, and so on, until the first one starts again.
//!
//! The chain of causes stops a circle at run time; here it is said before, because it is never what was meant.

use std::collections::VecDeque;

use super::{Collision, Severity, found};
use crate::collision::reading::Reading;

/// What starts an automation that is called by its name.
const CALL: &str = "a call";

/// A step of `from` starts `to`: by a fact it tells, or by its name.
struct Edge<'r> {
    from: usize,
    to: usize,
    step: usize,
    field: &'static str,
    /// The verb that tells, and the fact; or the call.
    does: &'r str,
    by: &'r str,
    always: bool,
}

pub(in crate::collision) fn check(draft: &Reading<'_>, others: &[Reading<'_>]) -> Vec<Collision> {
    let all: Vec<&Reading<'_>> = std::iter::once(draft).chain(others).collect();
    let edges = edges(&all);
    shortest(&edges, all.len()).map(|circle| vec![said(&all, &circle)]).unwrap_or_default()
}

fn edges<'r>(all: &[&'r Reading<'_>]) -> Vec<Edge<'r>> {
    let mut edges = vec![];
    for (from, teller) in all.iter().enumerate() {
        for (to, hearer) in all.iter().enumerate() {
            edges.extend(told(teller, from, hearer, to));
            edges.extend(called(teller, from, hearer, to));
        }
    }
    edges
}

fn told<'r>(
    teller: &'r Reading<'_>,
    from: usize,
    hearer: &'r Reading<'_>,
    to: usize,
) -> impl Iterator<Item = Edge<'r>> {
    teller.does.iter().filter_map(move |doing| {
        let by = hearer.starts.iter().find(|kind| doing.tells.contains(*kind))?;
        let (step, does, always) = (doing.step, doing.act.verb.as_str(), doing.always);
        Some(Edge { from, to, step, field: "do", does, by, always })
    })
}

fn called<'r>(
    caller: &'r Reading<'_>,
    from: usize,
    other: &'r Reading<'_>,
    to: usize,
) -> impl Iterator<Item = Edge<'r>> {
    caller.calls.iter().filter(|one| one.whom == other.slug()).map(move |one| {
        let (step, field, always) = (one.step, one.field, one.always);
        Edge { from, to, step, field, does: CALL, by: CALL, always }
    })
}

/// The shortest way from the draft (0) back to itself.
fn shortest<'e, 'r>(edges: &'e [Edge<'r>], many: usize) -> Option<Vec<&'e Edge<'r>>> {
    let mut came: Vec<Option<&Edge<'r>>> = vec![None; many];
    let mut open = VecDeque::from([0]);
    while let Some(at) = open.pop_front() {
        for edge in edges.iter().filter(|edge| edge.from == at) {
            if edge.to == 0 {
                let mut circle = vec![edge];
                while let Some(before) = circle.last().and_then(|edge| came[edge.from]) {
                    circle.push(before);
                }
                circle.reverse();
                return Some(circle);
            }
            if came[edge.to].is_none() {
                came[edge.to] = Some(edge);
                open.push_back(edge.to);
            }
        }
    }
    None
}

fn said(all: &[&Reading<'_>], circle: &[&Edge<'_>]) -> Collision {
    let first = circle[0];
    // Where every way round is always taken, nothing but the chain of causes would end it.
    let endless = circle.iter().all(|edge| edge.always && all[edge.to].unconditional);
    let severity = if endless { Severity::Error } else { Severity::Warning };
    if circle.len() == 1 {
        let why = match first.by {
            CALL => "it calls itself".to_owned(),
            by => format!("`{}` tells `{by}`, which starts this automation again", first.does),
        };
        let fix = "say in the trigger's `when` which of these facts is meant, or leave the step out";
        return found("collision.starts_itself", severity, why, fix).at(first.step, first.field);
    }
    let name = |edge: &&Edge<'_>| format!("{} starts {}", edge.by, all[edge.to].slug());
    let way: Vec<String> = circle.iter().map(name).collect();
    let why = format!("they start each other in a circle: {}", way.join(", "));
    let fix =
        "let one of them start by another fact, or by fewer: a `when` that is false for what the other does";
    found("collision.cycle", severity, why, fix).at(first.step, first.field).with(all[first.to].slug())
}

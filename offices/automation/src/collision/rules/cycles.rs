//! Circles: what one automation tells starts another, and so on, until the first one starts again.
//!
//! The chain of causes stops a circle at run time; here it is said before, because it is never what was meant.

use std::collections::VecDeque;

use super::{Collision, Severity, found};
use crate::collision::reading::{Doing, Reading};

/// A step of `from` tells a fact that starts `to`.
struct Edge<'r, 'a> {
    from: usize,
    to: usize,
    doing: &'r Doing<'a>,
    kind: &'a str,
}

pub(in crate::collision) fn check(draft: &Reading<'_>, others: &[Reading<'_>]) -> Vec<Collision> {
    let all: Vec<&Reading<'_>> = std::iter::once(draft).chain(others).collect();
    let edges = edges(&all);
    shortest(&edges, all.len()).map(|circle| vec![told(&all, &circle)]).unwrap_or_default()
}

fn edges<'r, 'a>(all: &[&'r Reading<'a>]) -> Vec<Edge<'r, 'a>> {
    let mut edges = vec![];
    for (from, teller) in all.iter().enumerate() {
        for doing in &teller.does {
            for (to, hearer) in all.iter().enumerate() {
                let heard = hearer.starts.iter().copied().find(|kind| doing.seen.tells.contains(*kind));
                edges.extend(heard.map(|kind| Edge { from, to, doing, kind }));
            }
        }
    }
    edges
}

/// The shortest way from the draft (0) back to itself.
fn shortest<'e, 'r, 'a>(edges: &'e [Edge<'r, 'a>], many: usize) -> Option<Vec<&'e Edge<'r, 'a>>> {
    let mut came: Vec<Option<&Edge<'r, 'a>>> = vec![None; many];
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

fn told(all: &[&Reading<'_>], circle: &[&Edge<'_, '_>]) -> Collision {
    let first = circle[0];
    // Where every way round is always taken, nothing but the chain of causes would end it.
    let endless = circle.iter().all(|edge| edge.doing.always && all[edge.to].unconditional);
    let severity = if endless { Severity::Error } else { Severity::Warning };
    if circle.len() == 1 {
        let why =
            format!("`{}` tells `{}`, which starts this automation again", first.doing.act.verb, first.kind);
        let fix = "say in the trigger's `when` which of these facts is meant, or leave the step out";
        return found("collision.starts_itself", severity, why, fix).at(first.doing.step, "do");
    }
    let name = |edge: &&Edge<'_, '_>| format!("{} starts {}", edge.kind, all[edge.to].slug());
    let way: Vec<String> = circle.iter().map(name).collect();
    let why = format!("they start each other in a circle: {}", way.join(", "));
    let fix =
        "let one of them start by another fact, or by fewer: a `when` that is false for what the other does";
    found("collision.cycle", severity, why, fix).at(first.doing.step, "do").with(all[first.to].slug())
}

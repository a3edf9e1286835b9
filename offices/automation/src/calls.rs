//! Which connections an automation calls: found in its document, noted with each version, seen by whoever looks after
//! connections.
//!
//! Deliberately not here: a connection whose name is only known when the step runs.

pub mod rows;

use crate::document::{Act, Arg, Automation, Do};
use crate::office::catalogue::OUTSIDE;

/// The connections its steps name, each once, by the alphabet.
pub fn named(document: &Automation) -> Vec<&str> {
    let steps = document.every_step().into_iter();
    let mut found: Vec<&str> = steps.filter_map(|step| called(&step.act)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn called(act: &Act) -> Option<&str> {
    let Act::Do(Do { verb, with, .. }) = act else { return None };
    match with.get("connection") {
        Some(Arg::Literal(name)) if OUTSIDE.contains(&verb.as_str()) => name.as_str().map(str::trim),
        _ => None,
    }
}

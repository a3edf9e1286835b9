//! Two automations that change the same field: the last one wins, and nobody knows which that is. And one that changes
//! the very day it begins on.

use super::{Collision, Severity, found};
use crate::collision::OWNED_FIELD;
use crate::collision::reading::{Doing, Reading};
use crate::document::On;

pub(in crate::collision) fn check(draft: &Reading<'_>, others: &[Reading<'_>]) -> Vec<Collision> {
    others.iter().flat_map(|other| between(draft, other)).chain(moves_its_own_day(draft)).collect()
}

/// It begins on a day of a record, and a step of its own moves that day: it would begin again, and again.
fn moves_its_own_day(draft: &Reading<'_>) -> Option<Collision> {
    let On::Date(until) = &draft.document.trigger.on else { return None };
    let word = |c: char| !c.is_alphanumeric() && c != '_' && c != '.';
    let reads = |field: &&String| until.day.cel.split(word).any(|path| path == field.as_str());
    let moved = |mine: &Doing<'_>| Some((mine.step, mine.touched.changes.iter().find(reads)?.clone()));
    let (step, field) = draft.does.iter().find_map(moved)?;
    let why = format!("it begins on `{field}`, and this step moves that day: it would begin again");
    let fix = "begin on a day that no step of it moves, or let a fact start the automation that moves it";
    Some(found("collision.moves_its_own_day", Severity::Error, why, fix).at(step, "do"))
}

fn between(draft: &Reading<'_>, other: &Reading<'_>) -> Vec<Collision> {
    let mut all: Vec<Collision> = owned(draft, other).collect();
    if draft.takes_turns_with(other) {
        return all;
    }
    let Some(kind) = draft.starts_with(other).into_iter().next() else { return all };
    let both = draft.does.iter().find_map(|mine| {
        let shared =
            |theirs: &Doing<'_>| mine.touched.changes.intersection(&theirs.touched.changes).next().cloned();
        other.does.iter().find_map(shared).map(|field| (mine, field))
    });
    all.extend(both.map(|(mine, field)| {
        let why =
            format!("`{kind}` starts {} too, and both change `{field}`: the later one wins", other.slug());
        let fix =
            "put both into one `group`, let one of them start by another fact, or let one own the field";
        found("collision.two_writers", Severity::Warning, why, fix).at(mine.step, "do").with(other.slug())
    }));
    all
}

/// A field another automation has said is its own.
fn owned<'d>(draft: &'d Reading<'_>, other: &'d Reading<'_>) -> impl Iterator<Item = Collision> + 'd {
    let owns = &other.document.owns;
    draft.does.iter().filter_map(move |mine| {
        let field = owns.iter().find(|field| mine.touched.may_change(field.as_str()))?;
        let why = format!("`{}` changes `{field}`, which {} owns", mine.act.verb, other.slug());
        let fix = "leave the field to its owner, or write down why it has to be changed here too";
        Some(found(OWNED_FIELD, Severity::Warning, why, fix).at(mine.step, "do").with(other.slug()))
    })
}

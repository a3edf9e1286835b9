//! Two automations that change the same field: the last one wins, and nobody knows which that is. And one that changes
//! the very day it begins on.

use super::messages::ends_by_start_of;
use super::{Collision, Severity, found, several};
use crate::collision::OWNED_FIELD;
use crate::collision::reading::{Doing, Reading};
use crate::document::On;

pub(in crate::collision) fn check(draft: &Reading<'_>, others: &[Reading<'_>]) -> Vec<Collision> {
    let same = others.iter().flat_map(|other| between(draft, other));
    same.chain(apart(draft, others)).chain(moves_its_own_day(draft)).collect()
}

/// Fields that follow from the others of their record: nobody sets them.
const FOLLOWING: [&str; 2] = [".due_at", ".next_text"];

/// Those that begin by something else and may be under way for the same record all the same: which of them writes last
/// is nobody's doing. One warning for all, at the first step concerned.
fn apart(draft: &Reading<'_>, others: &[Reading<'_>]) -> Option<Collision> {
    let may_meet = |other: &&Reading<'_>| {
        !draft.takes_turns_with(other)
            && draft.starts_with(other).is_empty()
            && !ends_by_start_of(draft, other)
            && !ends_by_start_of(other, draft)
            && !is_by_hand(other)
    };
    if is_by_hand(draft) {
        return None;
    }
    let beside: Vec<&Reading<'_>> = others.iter().filter(may_meet).collect();
    let writers = |field: &String| -> Vec<&str> {
        let writes =
            |other: &&&Reading<'_>| other.does.iter().any(|theirs| theirs.touched.changes.contains(field));
        beside.iter().filter(writes).map(|other| other.slug()).collect()
    };
    let set = |field: &&String| !FOLLOWING.iter().any(|end| field.ends_with(end));
    let (step, field, slugs) = draft.does.iter().find_map(|mine| {
        let mut each =
            mine.touched.changes.iter().filter(set).map(|field| (mine.step, field, writers(field)));
        each.find(|(.., slugs)| !slugs.is_empty())
    })?;
    let named = several(&slugs);
    let why = format!(
        "begun by something else, {named} may be under way for the same record and change `{field}` too: whichever \
         comes last wins"
    );
    let fix = "put them into one `group`, let one end as the other begins, let one own the field, or say why both may \
               change it";
    Some(found("collision.two_writers", Severity::Warning, why, fix).at(step, "do").with(slugs[0]))
}

/// A person decides when.
fn is_by_hand(reading: &Reading<'_>) -> bool {
    matches!(reading.document.trigger.on, On::Button(_))
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

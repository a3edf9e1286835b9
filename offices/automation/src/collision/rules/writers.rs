//! Two automations that change the same field: the last one wins, and nobody knows which that is.

use super::{Collision, Severity, found};
use crate::collision::reading::{Doing, Reading};

pub(in crate::collision) fn check(draft: &Reading<'_>, others: &[Reading<'_>]) -> Vec<Collision> {
    others.iter().flat_map(|other| between(draft, other)).collect()
}

fn between(draft: &Reading<'_>, other: &Reading<'_>) -> Vec<Collision> {
    let mut all: Vec<Collision> = owned(draft, other).collect();
    if draft.takes_turns_with(other) {
        return all;
    }
    let Some(kind) = draft.starts_with(other).into_iter().next() else { return all };
    let both = draft.does.iter().find_map(|mine| {
        let shared =
            |theirs: &Doing<'_>| mine.seen.changes.intersection(&theirs.seen.changes).next().cloned();
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
        let field = owns.iter().find(|field| mine.seen.changes.contains(field.as_str()))?;
        let why = format!("`{}` changes `{field}`, which {} owns", mine.act.verb, other.slug());
        let fix = "leave the field to its owner, or write down why it has to be changed here too";
        Some(
            found("collision.owned_field", Severity::Warning, why, fix)
                .at(mine.step, "do")
                .with(other.slug()),
        )
    })
}

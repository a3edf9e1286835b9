//! Two automations that write to the same person on one day: each is polite, both together are not.

use super::{Collision, Severity, found};
use crate::collision::reading::{Doing, Reading};

const DAY: u64 = 24;

pub(in crate::collision) fn check(draft: &Reading<'_>, others: &[Reading<'_>]) -> Vec<Collision> {
    let beside = others.iter().filter(|other| !draft.takes_turns_with(other));
    beside.filter_map(|other| between(draft, other)).collect()
}

/// The first of the draft's messages that falls on the day of one of the other's. An answer to what the person
/// did themselves is no second message, so what is transactional counts only against its like.
fn between(draft: &Reading<'_>, other: &Reading<'_>) -> Option<Collision> {
    let kind = draft.starts_with(other).into_iter().next()?;
    let (mine, theirs) = draft.does.iter().find_map(|mine| {
        let meets = |theirs: &&Doing<'_>| same_day(mine, theirs) && same_weight(mine, theirs);
        other.does.iter().find(meets).map(|theirs| (mine, theirs))
    })?;
    let days = mine.after_hours.unwrap_or_default() / DAY;
    let when = if days == 0 { "on the same day".to_owned() } else { format!("{days} days later") };
    let their_step = &other.plan.steps()[theirs.step].id;
    let why = format!(
        "after `{kind}`, {} writes to the same person {when} too, in its step {their_step}",
        other.slug()
    );
    let fix = "put both into one `group`, move one of them to another day, or stop one by the other's goal";
    Some(found("collision.two_messages", Severity::Warning, why, fix).at(mine.step, "do").with(other.slug()))
}

fn same_day(one: &Doing<'_>, other: &Doing<'_>) -> bool {
    let day = |doing: &Doing<'_>| doing.after_hours.map(|hours| hours / DAY);
    day(one).is_some() && day(one) == day(other)
}

fn same_weight(one: &Doing<'_>, other: &Doing<'_>) -> bool {
    let answers = |doing: &Doing<'_>| doing.says == Some("transactional");
    one.says.is_some() && other.says.is_some() && answers(one) == answers(other)
}

//! Two automations that write to the same person on one day: each is polite, both together are not.

use super::{Collision, Severity, found, several};
use crate::collision::reading::{Doing, Reading};
use crate::document::{On, Stop};

const DAY: u64 = 24;

pub(in crate::collision) fn check(draft: &Reading<'_>, others: &[Reading<'_>]) -> Vec<Collision> {
    let beside = others.iter().filter(|other| !draft.takes_turns_with(other));
    let same: Vec<Collision> = beside.filter_map(|other| between(draft, other)).collect();
    same.into_iter().chain(apart(draft, others)).collect()
}

/// Those that begin by something else and may be under way for the same person all the same: when their letters come
/// is nobody's doing, so any two of them may fall on one day. One warning for all, at the first letter concerned.
fn apart(draft: &Reading<'_>, others: &[Reading<'_>]) -> Option<Collision> {
    let may_meet = |other: &&Reading<'_>| {
        !draft.takes_turns_with(other)
            && draft.starts_with(other).is_empty()
            && !ends_by_start_of(draft, other)
            && !ends_by_start_of(other, draft)
            && !count_from_one_day(draft, other)
    };
    let beside: Vec<&Reading<'_>> = others.iter().filter(may_meet).collect();
    let meeting = |mine: &Doing<'_>| -> Vec<&str> {
        let meets = |theirs: &Doing<'_>| same_weight(mine, theirs);
        let of = |other: &&&Reading<'_>| unasked(other).any(meets);
        beside.iter().filter(of).map(|other| other.slug()).collect()
    };
    let (step, slugs) =
        unasked(draft).map(|mine| (mine.step, meeting(mine))).find(|(_, slugs)| !slugs.is_empty())?;
    let (first, named) = (slugs[0], several(&slugs));
    let why = format!(
        "begun by something else, {named} may be under way for the same person and write of themselves too: both \
         letters may come on one day"
    );
    let fix =
        "put them into one `group`, let one end as the other begins, or say why both may write on one day";
    Some(found("collision.two_letters", Severity::Warning, why, fix).at(step, "do").with(first))
}

/// The letters nobody waits for: a day or more after what began it, on a day of a record, or by a date or a schedule.
fn unasked<'r, 'a>(reading: &'r Reading<'a>) -> impl Iterator<Item = &'r Doing<'a>> {
    let on = &reading.document.trigger.on;
    let by_hand = matches!(on, On::Button(_));
    let by_time = matches!(on, On::Date(_) | On::Schedule { .. });
    let late = move |doing: &&Doing<'a>| by_time || doing.after_hours.is_none_or(|hours| hours >= DAY);
    reading.does.iter().filter(move |doing| doing.says.is_some() && !by_hand).filter(late)
}

/// What begins the one is the goal or the exit of the other.
pub(super) fn ends_by_start_of(one: &Reading<'_>, other: &Reading<'_>) -> bool {
    let stops = [&one.document.goal, &one.document.exit_when].into_iter().flatten();
    let mut kinds = stops.flat_map(|stop: &Stop| &stop.facts);
    kinds.any(|kind| other.starts.iter().any(|start| start == kind.as_str()))
}

/// Both count from the same day of a record: how far apart they write is known.
fn count_from_one_day(one: &Reading<'_>, other: &Reading<'_>) -> bool {
    match (&one.document.trigger.on, &other.document.trigger.on) {
        (On::Date(one), On::Date(other)) => one.day.cel.trim() == other.day.cel.trim(),
        _ => false,
    }
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

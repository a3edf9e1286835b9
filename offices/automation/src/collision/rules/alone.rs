//! What one automation does to itself: a goal nobody can reach, a run nobody ends, a step that cannot fail well.
//!
//! What makes a document impossible to run (a step nobody reaches, a wait that may last for ever) is refused by
//! the check of the document itself, under the codes `coded` gives here.

use super::{Collision, Severity, found};
use crate::collision::reading::Reading;
use crate::document::{Act, Stop};
use crate::plan::{Catalogue, Finding};

pub(in crate::collision) fn check(draft: &Reading<'_>, house: &Catalogue) -> Vec<Collision> {
    goal(draft, house).into_iter().chain(stands_still(draft)).chain(unheard(draft, house)).collect()
}

/// A goal that cannot be met: nothing it looks at changes, or its facts never speak of the run.
fn goal(draft: &Reading<'_>, house: &Catalogue) -> Option<Collision> {
    if let Some(goal) = draft.plan.goal_alone() {
        let fixed = |path: &String| path.starts_with("trigger.");
        let paths = goal.references();
        let looks = !paths.is_empty() && !goal.source().contains("now");
        let never = goal.source().trim() == "false" || (looks && paths.iter().all(fixed));
        return never.then(|| {
            let why = "nothing the goal looks at can change while a run is under way".to_owned();
            let fix = "name a fact that reaches it, or look at a field of a record";
            Collision { field: "goal", ..found("collision.goal_never", Severity::Error, why, fix) }
        });
    }
    let stop = draft.document.goal.as_ref()?;
    deaf(draft, stop, house).map(|kind| {
        let why =
            format!("`{kind}` names neither a {} nor a contact: no run hears it", draft.document.subject);
        let fix = "name a fact that speaks of the subject of the run, or of its contact";
        Collision { field: "goal", ..found("collision.goal_never", Severity::Error, why, fix) }
    })
}

/// The first of its facts, where none of them can reach a run.
fn deaf<'s>(draft: &Reading<'_>, stop: &'s Stop, house: &Catalogue) -> Option<&'s str> {
    let reaches = |kind: &&str| speaks_of(draft, kind, house);
    let kinds = || stop.facts.iter().map(|kind| kind.as_str());
    if kinds().any(|kind| reaches(&kind)) { None } else { kinds().next() }
}

fn speaks_of(draft: &Reading<'_>, kind: &str, house: &Catalogue) -> bool {
    let names = [draft.document.subject.as_str(), "contact", "person"];
    let fields = house.facts.get(kind).into_iter().flatten();
    fields.into_iter().any(|(name, ..)| names.contains(&name.as_str()))
}

/// A wait for facts that never speak of the run ends by its time alone.
fn unheard(draft: &Reading<'_>, house: &Catalogue) -> Vec<Collision> {
    let steps = draft.plan.steps().iter().enumerate();
    let waits = steps.filter_map(|(i, step)| match &step.act {
        Act::WaitFor(wait) => Some((i, wait)),
        _ => None,
    });
    let deaf = waits.filter(|(_, wait)| {
        let kinds = wait.fact.kinds();
        !kinds.iter().any(|kind| speaks_of(draft, kind.as_str(), house))
    });
    deaf.map(|(i, wait)| {
        let kind = &wait.fact.kinds()[0];
        let why = format!(
            "`{kind}` names neither a {} nor a contact: the wait only ends by its time",
            draft.document.subject
        );
        let fix = "wait for a fact that speaks of the subject of the run, or of its contact";
        found("collision.wait_never", Severity::Error, why, fix).at(i, "wait_for")
    })
    .collect()
}

/// A step behind an `if` that is always true or never, because it looks at nothing that differs between runs.
fn stands_still(draft: &Reading<'_>) -> Vec<Collision> {
    let steps = draft.plan.steps().iter().enumerate();
    let constant =
        steps.filter(|(_, step)| step.only_if.as_ref().is_some_and(|cel| cel.cel.trim() == "false"));
    constant
        .map(|(i, step)| {
            let why = format!("`{}` is never done: its condition is false for everybody", step.id);
            let fix = "take the step out, or say when it is to be done";
            found("collision.unreachable_step", Severity::Error, why, fix).at(i, "if")
        })
        .collect()
}

/// The code and the way out of what the check of a document found, by the field it stands at.
pub fn coded(finding: &Finding) -> (&'static str, &'static str) {
    let about = |words: &str| finding.why.contains(words);
    match finding.field {
        "id" if about("nothing leads to") => ("collision.unreachable_step", "jump to it, or take it out"),
        "id" if about("comes round") => ("collision.circle_without_wait", "put a wait into the circle"),
        "wait_for" if about("for ever") => ("collision.wait_without_timeout", "give it a `timeout`"),
        "deadline" => ("collision.no_deadline", "say with `deadline` when a person must look"),
        "do" if about("cannot leave") => {
            ("collision.no_error_path", "add `on_error`: escalate, skip, or {go: step}")
        }
        "with" if about("far too late") => ("collision.may_come_late", "add `expires_after`"),
        "stand_in" => ("collision.no_stand_in", "name somebody else as the stand-in"),
        _ => ("automation.finding", "correct what stands there"),
    }
}

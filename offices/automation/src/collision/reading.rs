//! A document as the rules look at it: what starts it, what its steps tell, change and say, and how soon.

use std::collections::BTreeSet;

use super::tells::{Seen, Tells};
use crate::document::{Act, Arg, Automation, Count, Do, Wait};
use crate::plan::{Catalogue, Plan, VerbKind};

/// What becomes of a message is told later, by whoever carries it.
const OF_MESSAGES: [&str; 4] = ["message.accepted", "message.bounced", "message.skipped", "lead.answered"];
/// A fact by which another room asks for a message.
const LETTERS: [&str; 2] = ["message.queued", "letter.wanted"];
const DAY: u64 = 24;

/// One automation.
pub(super) struct Reading<'a> {
    pub document: &'a Automation,
    pub plan: &'a Plan,
    /// The kinds of fact that start it.
    pub starts: Vec<&'a str>,
    /// Nothing must be true of the fact, and nothing keeps anybody out.
    pub unconditional: bool,
    pub does: Vec<Doing<'a>>,
}

/// One step that does something.
pub(super) struct Doing<'a> {
    pub step: usize,
    pub act: &'a Do,
    pub seen: Seen,
    /// It is always done when the run comes by.
    pub always: bool,
    /// The person gets a message of this class.
    pub says: Option<&'a str>,
    /// Hours from the start of a run at the earliest; none behind a day that stands on a record.
    pub after_hours: Option<u64>,
}

impl<'a> Reading<'a> {
    pub fn of(plan: &'a Plan, house: &Catalogue, tells: &Tells) -> Reading<'a> {
        let document = plan.document();
        let hours = earliest(plan);
        let steps = plan.steps().iter().enumerate();
        let does = steps.filter_map(|(step, written)| {
            let Act::Do(act) = &written.act else { return None };
            let mut seen = tells.of(act.verb.as_str(), house.facts.keys());
            let says = says(act, house, &seen);
            if says.is_some() {
                seen.tells.extend(OF_MESSAGES.map(str::to_owned));
            }
            let always = written.only_if.is_none();
            Some(Doing { step, act, seen, always, says, after_hours: hours[step] })
        });
        let unconditional = document.trigger.when.is_none() && document.suppress.is_none();
        Reading { document, plan, starts: plan.starts(), unconditional, does: does.collect() }
    }

    pub fn slug(&self) -> &'a str {
        self.document.automation.as_str()
    }

    /// The kinds that start both.
    pub fn starts_with(&self, other: &Reading<'_>) -> BTreeSet<&'a str> {
        self.starts.iter().copied().filter(|kind| other.starts.contains(kind)).collect()
    }

    /// They never run beside each other for one person.
    pub fn takes_turns_with(&self, other: &Reading<'_>) -> bool {
        let name = |reading: &Reading<'_>| reading.document.group.as_ref().map(|group| group.name.clone());
        name(self).is_some_and(|group| name(other) == Some(group))
    }
}

fn says<'a>(act: &'a Do, house: &Catalogue, seen: &Seen) -> Option<&'a str> {
    let message = house.verbs.get(act.verb.as_str()).is_some_and(|verb| verb.kind == VerbKind::Message);
    let class = match act.with.get("class") {
        Some(Arg::Literal(class)) => class.as_str(),
        _ => None,
    };
    let asks = LETTERS.iter().any(|kind| seen.tells.contains(*kind));
    (message || asks).then(|| class.unwrap_or("transactional"))
}

/// For each step the hours at which a run can be there at the earliest, a day counted as 24.
fn earliest(plan: &Plan) -> Vec<Option<u64>> {
    let steps = plan.steps();
    let mut found: Vec<Option<u64>> = vec![None; steps.len()];
    let mut open = vec![(0_usize, 0_u64)];
    while let Some((step, hours)) = open.pop() {
        if found[step].is_some_and(|known| known <= hours) {
            continue;
        }
        found[step] = Some(hours);
        let Some(length) = length(&steps[step].act) else { continue };
        open.extend(plan.ways_from(step).into_iter().map(|next| (next, hours.saturating_add(length))));
    }
    found
}

/// How long a step holds a run up; none where a day on a record says it.
fn length(act: &Act) -> Option<u64> {
    match act {
        Act::Wait(Wait::For(delay)) => Some(u64::from(delay.days) * DAY + u64::from(delay.hours)),
        Act::Wait(Wait::Open { days: Count::Written(days), .. }) => Some(u64::from(*days) * DAY),
        Act::Wait(Wait::Open { .. }) => None,
        Act::Wait(Wait::Until(_)) => None,
        _ => Some(0),
    }
}

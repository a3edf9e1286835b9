//! A document as the rules look at it: what starts it, what its steps tell, change and say, and how soon.

use std::collections::BTreeSet;

use super::tells::{Seen, Tells};
use super::touched::Touched;
use crate::document::{Act, Arg, Automation, Count, Do, FactKind, On, Policy, Wait};
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
    /// What starts it: the kinds of fact, also those a silence begins with, or the same day or round in words.
    pub starts: Vec<String>,
    /// Nothing must be true of the fact, nothing keeps anybody out, and no silence has to pass once and for all.
    pub unconditional: bool,
    pub does: Vec<Doing<'a>>,
    /// The automations its steps start by name.
    pub calls: Vec<Calling<'a>>,
}

/// One step that starts another automation.
pub(super) struct Calling<'a> {
    pub step: usize,
    pub whom: &'a str,
    pub always: bool,
    pub field: &'static str,
}

/// One step that does something.
pub(super) struct Doing<'a> {
    pub step: usize,
    pub act: &'a Do,
    /// Kinds of facts.
    pub tells: BTreeSet<String>,
    pub touched: Touched,
    /// It is always done when the run comes by.
    pub always: bool,
    /// The person gets a message of this class.
    pub says: Option<&'a str>,
    /// Hours from what starts it at the earliest; none behind a day that stands on a record.
    pub after_hours: Option<u64>,
}

impl<'a> Reading<'a> {
    pub fn of(plan: &'a Plan, house: &Catalogue, tells: &Tells) -> Reading<'a> {
        let document = plan.document();
        let hours = earliest(plan, silent_hours(document));
        let steps = plan.steps().iter().enumerate();
        let does = steps.filter_map(|(step, written)| {
            let Act::Do(act) = &written.act else { return None };
            let mut seen = tells.of(act.verb.as_str(), house.facts.keys());
            let touched = Touched::by(act, house, tells);
            let says = says(act, house, &seen);
            if says.is_some() {
                seen.tells.extend(OF_MESSAGES.map(str::to_owned));
            }
            let always = written.only_if.is_none();
            Some(Doing { step, act, tells: seen.tells, touched, always, says, after_hours: hours[step] })
        });
        let silent = matches!(document.trigger.on, On::Silence { .. });
        let paced = silent && !matches!(document.enrol.policy, Policy::Always);
        let unconditional = document.trigger.when.is_none() && document.suppress.is_none() && !paced;
        let (starts, does, calls) = (starts(document), does.collect(), calls(plan));
        Reading { document, plan, starts, unconditional, does, calls }
    }

    pub fn slug(&self) -> &'a str {
        self.document.automation.as_str()
    }

    /// The kinds that start both.
    pub fn starts_with(&self, other: &Reading<'_>) -> BTreeSet<&str> {
        self.starts.iter().filter(|kind| other.starts.contains(kind)).map(String::as_str).collect()
    }

    /// They never run beside each other for one person.
    pub fn takes_turns_with(&self, other: &Reading<'_>) -> bool {
        let name = |reading: &Reading<'_>| reading.document.group.as_ref().map(|group| group.name.clone());
        name(self).is_some_and(|group| name(other) == Some(group))
    }
}

/// Two that begin by the same words begin for the same record at the same moment.
fn starts(document: &Automation) -> Vec<String> {
    let subject = &document.subject;
    match &document.trigger.on {
        On::Fact(_) | On::Silence { .. } => {
            document.trigger.told_by().iter().map(FactKind::to_string).collect()
        }
        On::Date(until) => {
            let (day, before, after) = (until.day.cel.trim(), &until.before, &until.after);
            vec![format!("the day {day}, {before:?} before and {after:?} after")]
        }
        On::Schedule { schedule, .. } => {
            vec![format!("the schedule {} for each {subject}", schedule.rrule)]
        }
        On::Webhook { .. } | On::Button(_) => vec![],
    }
}

/// How long the silence lasts, or it has to be quiet, in hours: its runs begin so long after the fact.
fn silent_hours(document: &Automation) -> u64 {
    if let Some(wait) = &document.trigger.debounce {
        return u64::try_from(wait.quiet.as_seconds() / 3_600).unwrap_or(0);
    }
    let On::Silence { silence, .. } = &document.trigger.on else { return 0 };
    length(&Act::Wait(silence.length.clone())).unwrap_or(0)
}

/// The steps by which other automations begin: a call, or the command of that name with the name written out.
fn calls(plan: &Plan) -> Vec<Calling<'_>> {
    let steps = plan.steps().iter().enumerate();
    let calls = steps.filter_map(|(step, written)| {
        let (whom, field) = match &written.act {
            Act::Call(call) => (call.automation.as_str(), "call"),
            Act::Do(act) if act.verb.as_str() == "automation.start" => match act.with.get("automation") {
                Some(Arg::Literal(name)) => (name.as_str()?, "do"),
                _ => return None,
            },
            _ => return None,
        };
        Some(Calling { step, whom, always: written.only_if.is_none(), field })
    });
    calls.collect()
}

/// It writes a message, or asks for a letter.
pub fn writes(seen: &Seen) -> bool {
    LETTERS.iter().any(|kind| seen.tells.contains(*kind))
}

/// The class of the message a command sends to the person, itself or by asking another room for it.
pub fn says<'a>(act: &'a Do, house: &Catalogue, seen: &Seen) -> Option<&'a str> {
    let message = house.verbs.get(act.verb.as_str()).is_some_and(|verb| verb.kind == VerbKind::Message);
    let class = match act.with.get("class") {
        Some(Arg::Literal(class)) => class.as_str(),
        _ => None,
    };
    (message || writes(seen)).then(|| class.unwrap_or("transactional"))
}

/// For each step the hours at which a run that begins at `from` can be there at the earliest, a day counted as 24.
fn earliest(plan: &Plan, from: u64) -> Vec<Option<u64>> {
    let steps = plan.steps();
    let mut found: Vec<Option<u64>> = vec![None; steps.len()];
    let mut open = vec![(0_usize, from)];
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

//! What a plan looks at and listens to: which records to load, which facts to keep for its runs.

use std::collections::BTreeSet;

use kernel::Timestamp;
use kernel::calendar::Zones;

use super::turn::{Reason, View};
use super::{Plan, Run, State, wait as waits};
use crate::document::{Act, FactKind, On, StepId, Stop};
use condition::{Broken, Condition, Record, Value};

impl Plan {
    /// The kinds of fact that concern a run under way: its goal, its exit, what it waits for.
    pub fn hears(&self) -> BTreeSet<&str> {
        let document = &self.document;
        let stops = [&document.goal, &document.exit_when].into_iter().flatten().flat_map(stop_facts);
        let waits = self.row.steps.iter().flat_map(|step| match &step.act {
            Act::WaitFor(wait) => wait.fact.kinds(),
            _ => &[],
        });
        stops.chain(waits).map(FactKind::as_str).collect()
    }

    /// The kinds of fact that start it.
    pub fn starts(&self) -> Vec<&str> {
        match &self.document.trigger.on {
            On::Fact(facts) => facts.kinds().iter().map(FactKind::as_str).collect(),
            _ => vec![],
        }
    }

    /// The steps a run can go to from that one.
    pub fn ways_from(&self, step: usize) -> BTreeSet<usize> {
        super::flow::after(&self.row, &self.index, step)
    }

    /// Its goal, where it is a condition and no fact.
    pub fn goal_alone(&self) -> Option<&Condition> {
        let alone = self.document.goal.as_ref().is_some_and(|goal| goal.facts.is_empty());
        self.goal.as_deref().filter(|_| alone)
    }

    /// Whether what this step sends is looked at once more when it leaves.
    pub fn is_guarded(&self, step: &StepId) -> bool {
        self.index.get(step).is_some_and(|at| self.nodes[*at].guard.is_some())
    }

    /// Whether a run waits for a time that may stand elsewhere by now.
    pub fn looks_again(&self, run: &Run) -> bool {
        let step = run.step().filter(|_| run.state() == State::Sleeping);
        step.is_some_and(|step| matches!(&self.step(step).0.act, Act::Wait(wait) if wait.is_read_again()))
    }

    /// The names of the records its trigger and `suppress` look at.
    pub fn looked_at_to_enrol(&self) -> BTreeSet<&str> {
        let starts = [&self.starts.day, &self.starts.breaks];
        let all = [&self.trigger, &self.suppress, &self.key].into_iter().chain(starts);
        roots(all.flatten().map(AsRef::as_ref))
    }

    /// When a trigger `date` starts a run about the record as it is seen; none where the day is missing.
    pub fn starts_at(&self, view: &View<'_>) -> Result<Option<Timestamp>, Reason> {
        let (On::Date(until), Some(day)) = (&self.document.trigger.on, &self.starts.day) else {
            return Ok(None);
        };
        let wrong = |why: String| Reason::Condition { step: "trigger".into(), field: "date", why };
        match day.value(&view.scope()) {
            Ok(Value::At(day)) => {
                waits::on(day, until, 0, view.zones).map(Some).map_err(|why| wrong(why.to_string()))
            }
            Ok(other) => Err(wrong(format!("{} is no instant", other.to_json()))),
            Err(Broken::Empty(_)) => Ok(None),
            Err(why) => Err(wrong(why.to_string())),
        }
    }

    /// When a silence that began at `from` is one.
    pub fn silent_at(&self, from: Timestamp, zones: &Zones) -> Result<Timestamp, Reason> {
        let wrong = |why: String| Reason::Condition { step: "trigger".into(), field: "silence", why };
        let On::Silence { silence, .. } = &self.document.trigger.on else { return Ok(from) };
        waits::after(from, &silence.length, 0, zones).map_err(|why| wrong(why.to_string()))
    }

    /// When a silence is one that a fact at `from` has broken, where it begins anew then.
    pub fn silent_anew(&self, from: Timestamp, zones: &Zones) -> Option<Timestamp> {
        let On::Silence { silence, .. } = &self.document.trigger.on else { return None };
        silence.anew.then(|| self.silent_at(from, zones).ok()).flatten()
    }

    /// Whether this fact is the one a silence waits for; without `match` every one is.
    pub fn breaks_silence(&self, view: &View<'_>, fact: &dyn Record) -> Result<bool, Reason> {
        let Some(breaks) = &self.starts.breaks else { return Ok(true) };
        let wrong =
            |why: Broken| Reason::Condition { step: "trigger".into(), field: "match", why: why.to_string() };
        breaks.holds(&view.scope().with("fact", fact)).map_err(wrong)
    }

    /// What a step and all that may follow it read of `vars` and nobody sets on the way.
    pub fn needs_at(&self, step: &StepId) -> BTreeSet<String> {
        let Some(at) = self.index.get(step).copied() else { return BTreeSet::new() };
        let sure = super::build::sure(&self.row, &self.index);
        let ahead = self.ahead_of(step);
        let reads = |i: usize| self.nodes[i].conditions().flat_map(|one| one.references().to_vec());
        let read: BTreeSet<String> = (0..self.row.steps.len())
            .filter(|i| *i == at || ahead.contains(&self.row.steps[*i].id))
            .flat_map(reads)
            .filter_map(|path| path.strip_prefix("vars.").map(str::to_owned))
            .collect();
        read.into_iter().filter(|name| sure[at].contains(name)).collect()
    }

    /// The steps that may follow a step.
    pub fn ahead_of(&self, step: &StepId) -> BTreeSet<StepId> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<usize> = self.index.get(step).copied().into_iter().collect();
        while let Some(i) = open.pop() {
            open.extend(
                super::flow::after(&self.row, &self.index, i).into_iter().filter(|next| seen.insert(*next)),
            );
        }
        seen.into_iter().map(|i| self.row.steps[i].id.clone()).collect()
    }

    /// The address of whoever a call of the hook is about.
    pub fn hook_contact(&self, view: &View<'_>) -> Option<String> {
        match self.starts.contact.as_ref()?.value(&view.scope()) {
            Ok(Value::Text(text)) => Some(text.into_owned()).filter(|text| !text.trim().is_empty()),
            _ => None,
        }
    }

    /// Whether any condition of the trigger looks at what the fact changed.
    pub fn looks_at_changes(&self) -> bool {
        self.looked_at_to_enrol().iter().any(|root| ["old", "new"].contains(root))
    }

    /// The names of the records its steps, its goal and its exit look at.
    pub fn looked_at(&self) -> BTreeSet<&str> {
        let ends = [&self.goal, &self.exit].into_iter().flatten();
        let steps = self.nodes.iter().flat_map(super::Node::conditions);
        roots(ends.map(AsRef::as_ref).chain(steps))
    }
}

impl super::Node {
    /// Everything a step looks at.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let questions = [&self.only_if, &self.guard, &self.matches, &self.day, &self.count, &self.asks];
        let words = self.words.iter().map(|(_, value)| value);
        let all = questions.into_iter().flatten().chain(&self.arms).chain(self.values.values()).chain(words);
        all.map(AsRef::as_ref)
    }
}

fn stop_facts(stop: &Stop) -> &[FactKind] {
    &stop.facts
}

fn roots<'a>(conditions: impl Iterator<Item = &'a Condition>) -> BTreeSet<&'a str> {
    let paths = conditions.flat_map(Condition::references);
    paths.map(|path| path.split('.').next().unwrap_or(path)).collect()
}

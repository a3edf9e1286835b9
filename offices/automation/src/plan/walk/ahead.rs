//! What a run will write if nobody stops it: the messages on its ways until a moment, by the records as they stand.
//!
//! Invariant: it moves nothing. A way behind a condition is looked along whatever the condition says now, since
//! that may change until then; what follows a call or a yes that is still asked for is not foretold.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Timestamp;
use serde_json::{Map, Value as Json};

use super::Walk;
use crate::document::{Act, Branch, Do, Jump, Step, StepId, VerbName, Wait};
use crate::plan::run::{Run, Status, StepResult};
use crate::plan::states::State;
use crate::plan::turn::View;
use crate::plan::{Node, Plan, steps::END, wait as waits};
use condition::Condition;

/// Ways are looked along so far at most.
const MOST_STEPS: usize = 256;

/// A message a run has not asked for yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Coming {
    pub step: StepId,
    /// Not before; UTC.
    pub at: Timestamp,
    pub verb: VerbName,
    /// Such as `inquiry`.
    pub class: String,
    /// As its text gives them now; nothing where it cannot be told yet.
    pub args: Map<String, Json>,
    /// The steps whose outcome decides whether it comes to it.
    pub depends: Vec<StepId>,
    /// As the records stand now it does.
    pub likely: bool,
    /// A person has left it out.
    pub left_out: bool,
}

/// The class of the message a step sends; none where it sends none.
pub type Says<'a> = dyn Fn(&Do) -> Option<String> + 'a;

/// A place a run may come to.
#[derive(Clone)]
struct Way {
    at: usize,
    /// As it would have come there.
    run: Run,
    when: Timestamp,
    depends: Vec<StepId>,
    likely: bool,
    been: BTreeSet<usize>,
}

struct Ahead<'a> {
    plan: &'a Plan,
    run: &'a Run,
    view: &'a View<'a>,
    says: &'a Says<'a>,
    until: Timestamp,
    open: Vec<Way>,
    found: BTreeMap<StepId, Coming>,
}

impl Plan {
    /// The messages a run may ask for until then, the first one first; each step once, at its earliest.
    pub fn coming(&self, run: &Run, view: &View<'_>, until: Timestamp, says: &Says<'_>) -> Vec<Coming> {
        let mut asked = run.clone();
        let walk = Walk::of(self, &mut asked, view);
        if !matches!(walk.interrupted(), Ok(None)) {
            return vec![];
        }
        let until = run.deadline_at().map_or(until, |deadline| deadline.min(until));
        let mut ahead =
            Ahead { plan: self, run, view, says, until, open: vec![], found: BTreeMap::default() };
        ahead.begin();
        for _ in 0..MOST_STEPS {
            let Some(way) = ahead.open.pop() else { break };
            ahead.pass(way);
        }
        let mut found: Vec<Coming> = ahead.found.into_values().collect();
        found.sort_by_key(|one| (one.at, self.position(&one.step)));
        found
    }
}

impl<'a> Ahead<'a> {
    /// Where it goes on from, once what it waits for is over.
    fn begin(&mut self) {
        let at = self.run.step().map_or(0, |step| self.plan.position(step));
        let Some(step) = self.plan.row.steps.get(at) else { return };
        let due = self.run.due_at().unwrap_or(self.view.now).max(self.view.now);
        let run = self.run.clone();
        let way = Way { at, run, when: due, depends: vec![], likely: true, been: BTreeSet::new() };
        let over = came(way.clone(), step, Status::Ok);
        let decided = Way { depends: vec![step.id.clone()], ..over.clone() };
        match (self.run.state(), &step.act) {
            (State::Ready | State::Running, _) => self.open.push(Way { when: self.view.now, ..way }),
            (State::Retrying, _) => self.open.push(way),
            (State::Sleeping, _) => self.go(Way { at: self.plan.after(at), ..over }),
            (State::Waiting, Act::WaitFor(wait)) => self.jump(decided, &wait.on_timeout),
            (State::WaitingHuman, Act::Ask(ask)) => self.jump(decided, &ask.on_timeout),
            _ => {}
        }
    }

    fn go(&mut self, way: Way) {
        if way.at != END && way.when <= self.until && !way.been.contains(&way.at) {
            self.open.push(way);
        }
    }

    fn jump(&mut self, way: Way, jump: &Jump) {
        match jump {
            Jump::Next => self.go(Way { at: self.plan.after(way.at), ..way }),
            Jump::Go(step) => self.go(Way { at: self.plan.position(step), ..way }),
            Jump::End(_) | Jump::Escalate => {}
        }
    }

    fn pass(&mut self, mut way: Way) {
        let plan: &'a Plan = self.plan;
        let (Some(step), Some(node)) = (plan.row.steps.get(way.at), plan.nodes.get(way.at)) else { return };
        way.been.insert(way.at);
        let passed = Way { at: plan.after(way.at), ..way.clone() };
        let only_if =
            node.only_if.as_ref().map(|only_if| self.holds(only_if, &step.id, &way).unwrap_or(true));
        if let Some(holds) = only_if {
            way.depends.push(step.id.clone());
            if !matches!(step.act, Act::Do(_) | Act::Set(_)) {
                let without =
                    Way { likely: way.likely && !holds, depends: way.depends.clone(), ..passed.clone() };
                self.go(came(without, step, Status::Skipped));
            }
            way.likely &= holds;
        }
        match &step.act {
            Act::Do(doing) => {
                self.note(step, doing, node, &way);
                let done = only_if.unwrap_or(true) && !self.run.is_left_out(&step.id);
                self.go(came(passed, step, if done { Status::Ok } else { Status::Skipped }));
            }
            Act::Set(_) => self.go(came(passed, step, Status::Ok)),
            Act::Wait(wait) => self.wait(step, wait, node, way),
            Act::Branch(branch) => self.fork(step, branch, node, &way),
            Act::WaitFor(wait) => {
                let ends = wait.timeout.as_ref().and_then(|timeout| self.after(&way, timeout));
                self.unanswered(step, ends, &wait.on_timeout, way);
            }
            Act::Ask(ask) => {
                let ends = self.after(&way, &ask.timeout);
                self.unanswered(step, ends, &ask.on_timeout, way);
            }
            Act::Approve(_) => {
                way.depends.push(step.id.clone());
                self.jump(came(way, step, Status::Ok), &Jump::Next);
            }
            Act::Repeat(repeat) => self.round(step, repeat.times, node, way),
            Act::Call(_) | Act::End(_) => {}
        }
    }

    fn wait(&mut self, step: &Step, wait: &Wait, node: &Node, way: Way) {
        let Some(when) = self.at(&way, |walk| walk.wait_ends(step, node, wait).ok()) else { return };
        let over = when <= way.when;
        let mut on = Way { at: self.plan.after(way.at), when: when.max(way.when), ..way };
        let result = if over { waits::past(wait, on.when) } else { StepResult::of(Status::Ok, on.when) };
        on.run.record(&step.id, result);
        self.go(on);
    }

    fn round(&mut self, step: &Step, times: u32, node: &Node, mut way: Way) {
        let asked = node.asks.as_ref().and_then(|asks| self.holds(asks, &step.id, &way));
        let again = way.run.round_of(&step.id) <= times && asked.unwrap_or(true);
        way.depends.push(step.id.clone());
        let out = Way { at: self.plan.after(way.at), likely: way.likely && !again, ..way.clone() };
        self.go(Way { at: way.at + 1, likely: way.likely && again, ..way });
        self.go(came(out, step, Status::Ok));
    }

    fn unanswered(&mut self, step: &Step, ends: Option<Timestamp>, jump: &Jump, mut way: Way) {
        let Some(when) = ends else { return };
        way.depends.push(step.id.clone());
        self.jump(came(Way { when, ..way }, step, Status::Ok), jump);
    }

    fn fork(&mut self, step: &Step, branch: &Branch, node: &Node, way: &Way) {
        let holds = |when: &std::sync::Arc<Condition>| self.holds(when, &step.id, way).unwrap_or(false);
        let chosen = node.arms.iter().position(holds).unwrap_or(branch.arms.len());
        let targets = branch.arms.iter().map(|arm| &arm.go).chain([&branch.otherwise]);
        let targets: Vec<usize> = targets.map(|step| self.plan.position(step)).collect();
        let mut from = came(way.clone(), step, Status::Ok);
        from.depends.push(step.id.clone());
        for (arm, at) in targets.into_iter().enumerate() {
            self.go(Way { at, likely: way.likely && arm == chosen, ..from.clone() });
        }
    }

    /// A message, where the step sends one: the surest and earliest way to it counts.
    fn note(&mut self, step: &Step, doing: &Do, node: &Node, way: &Way) {
        let Some(class) = (self.says)(doing) else { return };
        let guarded = node.guard.as_ref().map(|guard| self.holds(guard, &step.id, way).unwrap_or(true));
        let mut depends = way.depends.clone();
        depends.extend(guarded.map(|_| step.id.clone()));
        depends.dedup();
        let coming = Coming {
            step: step.id.clone(),
            at: way.when,
            verb: doing.verb.clone(),
            class,
            args: self.at(way, |walk| walk.arguments(step, node, &doing.with).unwrap_or_default()),
            depends,
            likely: way.likely && guarded.unwrap_or(true),
            left_out: self.run.is_left_out(&step.id),
        };
        let surer = |one: &Coming| (!one.likely, one.at, one.depends.len());
        if self.found.get(&step.id).is_none_or(|known| surer(&coming) < surer(known)) {
            self.found.insert(step.id.clone(), coming);
        }
    }

    fn holds(&self, condition: &Condition, step: &StepId, way: &Way) -> Option<bool> {
        self.at(way, |walk| walk.holds(condition, step.as_str(), "if", None).ok())
    }

    fn after(&self, way: &Way, delay: &kernel::calendar::Delay) -> Option<Timestamp> {
        kernel::calendar::due(way.when, delay, self.view.zones).ok()
    }

    /// As the run would see it, had it come that way.
    fn at<T>(&self, way: &Way, look: impl FnOnce(&Walk<'_>) -> T) -> T {
        let mut run = way.run.clone();
        run.enter(&self.plan.row.steps[way.at].id, way.when);
        let view = View { now: way.when, records: self.view.records.clone(), ..*self.view };
        look(&Walk::of(self.plan, &mut run, &view))
    }
}

/// With what a step came to on the way.
fn came(mut way: Way, step: &Step, status: Status) -> Way {
    way.run.record(&step.id, StepResult::of(status, way.when));
    way
}

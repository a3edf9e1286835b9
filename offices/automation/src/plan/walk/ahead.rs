//! What a run will write if nobody stops it: the messages on its ways until a moment, by the records as they stand.
//!
//! Invariant: it moves nothing. A way behind a condition, an answer, a yes, a fact or a call is looked along whatever
//! is known of it now, since that may change until then; what has to come out so is told with it.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::Walk;
use crate::document::{Act, Approve, Ask, Branch, Do, Jump, OnError, Step, StepId, VerbName, Wait, WaitFor};
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
    /// What has to come out so before it comes to it.
    pub depends: Vec<Proviso>,
    /// As the records stand now it does.
    pub likely: bool,
    /// A person has left it out.
    pub left_out: bool,
}

/// A step, and what it has to come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proviso {
    pub step: StepId,
    pub comes: Comes,
}

/// What a step comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comes {
    /// Its condition, branch, guard or round leads there.
    Condition,
    /// What it waits for happens.
    Fact,
    /// What it waits for does not happen in time.
    NoFact,
    /// Somebody gives the answer that leads there.
    Answer,
    /// Nobody answers in time.
    NoAnswer,
    /// Somebody says yes.
    Yes,
    /// Somebody says no, or nobody anything in time.
    NoYes,
    /// What it does outside succeeds.
    Done,
    /// What it does cannot be done.
    Fails,
    /// The automation it called has ended.
    Ended,
}

/// What is known of the commands of the house.
pub struct Knows<'a> {
    /// The class of the message a step sends; none where it sends none.
    pub says: &'a dyn Fn(&Do) -> Option<String>,
    /// It asks another system, and waits for what comes of it.
    pub asks_outside: &'a dyn Fn(&Do) -> bool,
}

/// A place a run may come to.
#[derive(Clone)]
struct Way {
    at: usize,
    /// As it would have come there.
    run: Run,
    when: Timestamp,
    depends: Vec<Proviso>,
    likely: bool,
    been: BTreeSet<usize>,
}

impl Way {
    /// Where that step came to this.
    fn on(mut self, step: &Step, comes: Comes) -> Way {
        let proviso = Proviso { step: step.id.clone(), comes };
        if !self.depends.contains(&proviso) {
            self.depends.push(proviso);
        }
        self
    }

    /// As nothing tells yet that it does.
    fn unlikely(self) -> Way {
        Way { likely: false, ..self }
    }
}

struct Ahead<'a> {
    plan: &'a Plan,
    run: &'a Run,
    view: &'a View<'a>,
    knows: &'a Knows<'a>,
    until: Timestamp,
    open: Vec<Way>,
    found: BTreeMap<StepId, Coming>,
}

impl Plan {
    /// The messages a run may ask for until then, the first one first; each step once, at its earliest.
    pub fn coming(&self, run: &Run, view: &View<'_>, until: Timestamp, knows: &Knows<'_>) -> Vec<Coming> {
        let mut asked = run.clone();
        let walk = Walk::of(self, &mut asked, view);
        if !matches!(walk.interrupted(), Ok(None)) {
            return vec![];
        }
        let until = run.deadline_at().map_or(until, |deadline| deadline.min(until));
        let mut ahead =
            Ahead { plan: self, run, view, knows, until, open: vec![], found: BTreeMap::default() };
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
        let now = Way { when: self.view.now, ..way.clone() };
        match (self.run.state(), &step.act) {
            (State::Ready | State::Running, _) => self.open.push(now),
            (State::Retrying, _) => self.open.push(way),
            (State::Sleeping, _) => self.go(Way { at: self.plan.after(at), ..came(way, step, Status::Ok) }),
            (State::Waiting, Act::WaitFor(wait)) => self.fact(step, wait, &now, way),
            (State::WaitingHuman, Act::Ask(ask)) => self.answer(step, ask, &now, way),
            (State::WaitingHuman | State::WaitingEffect, Act::Approve(approve)) => {
                self.yes(step, approve, &now, way)
            }
            (State::WaitingHuman | State::WaitingEffect, Act::Do(_)) => self.done(step, &now),
            (State::Waiting | State::WaitingEffect, Act::Call(_)) => {
                self.jump(came(now, step, Status::Ok).on(step, Comes::Ended), &Jump::Next);
            }
            _ => {}
        }
    }

    /// What a step waits for happens at some time from now on, or does not until its time is over.
    fn fact(&mut self, step: &Step, wait: &WaitFor, now: &Way, over: Way) {
        let hit = came(now.clone(), step, Status::Ok).on(step, Comes::Fact).unlikely();
        self.jump(hit, &wait.on_hit);
        self.jump(came(over, step, Status::Ok).on(step, Comes::NoFact), &wait.on_timeout);
    }

    fn answer(&mut self, step: &Step, ask: &Ask, now: &Way, over: Way) {
        for answer in &ask.answers {
            let given = came(now.clone(), step, Status::Ok).on(step, Comes::Answer).unlikely();
            self.jump(given, &answer.then);
        }
        self.jump(came(over, step, Status::Ok).on(step, Comes::NoAnswer), &ask.on_timeout);
    }

    /// Yes is what is expected; a no, or no word at all, is not.
    fn yes(&mut self, step: &Step, approve: &Approve, now: &Way, over: Way) {
        self.jump(came(now.clone(), step, Status::Ok).on(step, Comes::Yes), &Jump::Next);
        let no = |way: Way| came(way, step, Status::Skipped).on(step, Comes::NoYes).unlikely();
        self.jump(no(now.clone()), &approve.on_no);
        self.jump(no(over), &approve.on_timeout);
    }

    /// What was asked for outside succeeds, or does not.
    fn done(&mut self, step: &Step, now: &Way) {
        self.jump(came(now.clone(), step, Status::Ok).on(step, Comes::Done), &Jump::Next);
        self.fails(step, now);
    }

    /// Where it goes on elsewhere if it cannot be done.
    fn fails(&mut self, step: &Step, way: &Way) {
        if let Some(OnError::Go(other)) = &step.on_error {
            let failed = came(way.clone(), step, Status::Failed).on(step, Comes::Fails).unlikely();
            self.jump(failed, &Jump::Go(other.clone()));
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
            way = way.on(step, Comes::Condition);
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
                let outside = done && (self.knows.asks_outside)(doing);
                let went = came(passed.clone(), step, if done { Status::Ok } else { Status::Skipped });
                self.go(if outside { went.on(step, Comes::Done) } else { went });
                if done {
                    self.fails(step, &passed);
                }
            }
            Act::Set(_) => self.go(came(passed, step, Status::Ok)),
            Act::Wait(wait) => self.wait(step, wait, node, way),
            Act::Branch(branch) => self.fork(step, branch, node, &way),
            Act::WaitFor(wait) => {
                let over = wait.timeout.as_ref().and_then(|timeout| self.over(&way, timeout));
                self.fact(step, wait, &way, over.unwrap_or_else(|| never(&way)));
            }
            Act::Ask(ask) => {
                let over = self.over(&way, &ask.timeout);
                self.answer(step, ask, &way, over.unwrap_or_else(|| never(&way)));
            }
            Act::Approve(approve) => {
                let over = self.over(&way, &approve.timeout);
                self.yes(step, approve, &way, over.unwrap_or_else(|| never(&way)));
            }
            Act::Repeat(repeat) => self.round(step, repeat.times, node, way),
            Act::Call(_) => self.jump(came(way, step, Status::Ok).on(step, Comes::Ended), &Jump::Next),
            Act::End(_) => {}
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

    fn round(&mut self, step: &Step, times: u32, node: &Node, way: Way) {
        let asked = node.asks.as_ref().and_then(|asks| self.holds(asks, &step.id, &way));
        let again = way.run.round_of(&step.id) <= times && asked.unwrap_or(true);
        let way = way.on(step, Comes::Condition);
        let out = Way { at: self.plan.after(way.at), likely: way.likely && !again, ..way.clone() };
        self.go(Way { at: way.at + 1, likely: way.likely && again, ..way });
        self.go(came(out, step, Status::Ok));
    }

    fn fork(&mut self, step: &Step, branch: &Branch, node: &Node, way: &Way) {
        let holds = |when: &std::sync::Arc<Condition>| self.holds(when, &step.id, way).unwrap_or(false);
        let chosen = node.arms.iter().position(holds).unwrap_or(branch.arms.len());
        let targets = branch.arms.iter().map(|arm| &arm.go).chain([&branch.otherwise]);
        let targets: Vec<usize> = targets.map(|step| self.plan.position(step)).collect();
        let from = came(way.clone(), step, Status::Ok).on(step, Comes::Condition);
        for (arm, at) in targets.into_iter().enumerate() {
            self.go(Way { at, likely: way.likely && arm == chosen, ..from.clone() });
        }
    }

    /// A message, where the step sends one: the surest and earliest way to it counts.
    fn note(&mut self, step: &Step, doing: &Do, node: &Node, way: &Way) {
        let Some(class) = (self.knows.says)(doing) else { return };
        let guarded = node.guard.as_ref().map(|guard| self.holds(guard, &step.id, way).unwrap_or(true));
        let hangs = if guarded.is_some() { way.clone().on(step, Comes::Condition) } else { way.clone() };
        let coming = Coming {
            step: step.id.clone(),
            at: way.when,
            verb: doing.verb.clone(),
            class,
            args: self.at(way, |walk| walk.arguments(step, node, &doing.with).unwrap_or_default()),
            depends: hangs.depends,
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

    /// When that time is over.
    fn over(&self, way: &Way, delay: &kernel::calendar::Delay) -> Option<Way> {
        let when = kernel::calendar::due(way.when, delay, self.view.zones).ok()?;
        Some(Way { when, ..way.clone() })
    }

    /// As the run would see it, had it come that way.
    fn at<T>(&self, way: &Way, look: impl FnOnce(&Walk<'_>) -> T) -> T {
        let mut run = way.run.clone();
        run.enter(&self.plan.row.steps[way.at].id, way.when);
        let view = View { now: way.when, records: self.view.records.clone(), ..*self.view };
        look(&Walk::of(self.plan, &mut run, &view))
    }
}

/// At a time that does not come.
fn never(way: &Way) -> Way {
    Way { when: Timestamp::MAX, ..way.clone() }
}

/// With what a step came to on the way.
fn came(mut way: Way, step: &Step, status: Status) -> Way {
    way.run.record(&step.id, StepResult::of(status, way.when));
    way
}

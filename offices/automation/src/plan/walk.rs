//! The machine: from an input to the next move, through as many steps as need nobody else.

pub(in crate::plan) mod ahead;
mod ends;
mod enter;
mod failures;
mod yes;

use std::cell::RefCell;

use jiff::SignedDuration;
use kernel::Timestamp;
use kernel::calendar::{Delay, due};

use super::asked::Asked;
use super::run::{Run, Status, StepResult};
use super::states::{Illegal, Signal, State};
use super::turn::{Input, Move, Operator, Reason, Turn, View, Visit};
use super::{Node, Plan, wait as waits};
use crate::document::{Act, Jump, Outcome, Step, StepId, Wait, Word};
use condition::{Broken, Condition, Record, Scope, Value};

/// An input the run cannot take as it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    #[error(transparent)]
    Illegal(#[from] Illegal),
    #[error("a run that is {0:?} does not wait for this; look at it again")]
    Unasked(State),
    #[error("`{0}` is none of the answers; choose one of those given")]
    NoSuchAnswer(Word),
    #[error("there is no step `{0}` in this version; name one of its steps")]
    NoSuchStep(StepId),
}

/// A condition as a reason has it: on one line, and never longer than a sentence may be.
const LONGEST_SAID: usize = 240;

fn shortened(condition: &str) -> String {
    let words = condition.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= LONGEST_SAID {
        return words;
    }
    words.chars().take(LONGEST_SAID).chain(['…']).collect()
}

impl Plan {
    /// Takes an input to the next move. An error leaves the run as it was.
    pub fn advance(&self, run: &mut Run, input: Input<'_>, view: &View<'_>) -> Result<Turn, NotNow> {
        let mut moved = run.clone();
        let mut walk = Walk::of(self, &mut moved, view);
        let next = walk.take(input)?;
        let (trail, came, asked) = (walk.trail, walk.came, walk.asked.into_inner());
        moved.note_due(&next);
        *run = moved;
        Ok(Turn { trail, came, asked, next })
    }

    /// Whether a fact of the trigger's kind enrols: `when` is true and `suppress` is not.
    pub fn enrols(&self, view: &View<'_>, fact: &dyn Record) -> Result<bool, Reason> {
        self.keeps_out(view, fact).map(|why| why.is_none())
    }

    /// Which of the two keeps its subject out, in words with the condition; none where it enrols.
    pub fn keeps_out(&self, view: &View<'_>, fact: &dyn Record) -> Result<Option<String>, Reason> {
        let scope = view.scope().with("fact", fact);
        let asked = |condition: &Condition, field| {
            condition.holds(&scope).map_err(|why| broken("trigger", field, &why))
        };
        if let Some(when) = self.trigger.as_deref()
            && !asked(when, "when")?
        {
            return Ok(Some(format!("its condition does not hold: {}", shortened(when.source()))));
        }
        if let Some(suppress) = self.suppress.as_deref()
            && asked(suppress, "suppress")?
        {
            return Ok(Some(format!("it is suppressed, for this holds: {}", shortened(suppress.source()))));
        }
        Ok(None)
    }

    /// What must be the same for another run to be in the way of the one that begins, as text; none where nothing is
    /// named, or where it is empty.
    pub fn key(&self, view: &View<'_>, fact: &dyn Record) -> Result<Option<String>, Reason> {
        let Some(key) = self.key.as_deref() else { return Ok(None) };
        match key.value(&view.scope().with("fact", fact)) {
            Ok(value) => Ok(Some(value.to_json().to_string())),
            Err(Broken::Empty(_)) => Ok(None),
            Err(why) => Err(broken("trigger", "enrol", &why)),
        }
    }

    /// The arguments of the command a run stands at, as its text gives them in this view; none where it stands at none.
    pub fn says(&self, run: &Run, view: &View<'_>) -> Option<serde_json::Map<String, serde_json::Value>> {
        let mut run = run.clone();
        let step = run.step()?.clone();
        let walk = Walk::of(self, &mut run, view);
        match walk.again(self.step(&step).0) {
            Ok(Move::Do { args, .. }) => Some(args),
            _ => None,
        }
    }

    /// Whether what a step queued may still leave: its guard, looked at now.
    pub fn may_leave(&self, run: &Run, step: &StepId, view: &View<'_>) -> Result<bool, Reason> {
        let guard = self.index.get(step).and_then(|at| self.nodes[*at].guard.as_deref());
        guard.map_or(Ok(true), |guard| {
            let (steps, vars) = (run.steps_record(self), run.vars_record(self));
            let scope = view.scope().with("steps", &steps).with("vars", &vars);
            guard.holds(&scope).map_err(|why| broken(step.as_str(), "guard", &why))
        })
    }

    /// The guard of a step with what it looks at now; none where it has none.
    pub fn guard_now(&self, run: &Run, step: &StepId, view: &View<'_>) -> Option<Asked> {
        let guard = self.index.get(step).and_then(|at| self.nodes[*at].guard.as_deref())?;
        let (steps, vars) = (run.steps_record(self), run.vars_record(self));
        let holds = guard.holds(&view.scope().with("steps", &steps).with("vars", &vars)).ok();
        let mut records = view.records.clone();
        records.extend([("trigger", view.trigger), ("steps", &steps as &dyn Record), ("vars", &vars)]);
        Some(self.note("guard", guard, &records, (holds, view.now)))
    }
}

fn broken(step: &str, field: &'static str, why: &condition::Broken) -> Reason {
    Reason::Condition { step: step.to_owned(), field, why: why.to_string() }
}

fn unfit(step: &Step, why: String) -> Reason {
    Reason::Condition { step: step.id.to_string(), field: "wait", why }
}

struct Walk<'a> {
    plan: &'a Plan,
    run: &'a mut Run,
    view: &'a View<'a>,
    trail: Vec<Visit>,
    came: Vec<(Visit, StepResult)>,
    asked: RefCell<Vec<(Visit, Asked)>>,
}

/// Why an approval went another way.
const UNANSWERED: &str = "nobody answered in time, nor did whoever stands in";

/// What a turn comes to, or the reason to park the run.
type Went = Result<Move, Reason>;

impl<'a> Walk<'a> {
    fn of(plan: &'a Plan, run: &'a mut Run, view: &'a View<'a>) -> Walk<'a> {
        Walk { plan, run, view, trail: vec![], came: vec![], asked: RefCell::default() }
    }

    fn take(&mut self, input: Input<'_>) -> Result<Move, NotNow> {
        if let Input::Operator(decided) = input {
            return self.decided(decided);
        }
        if let Input::Fact(kind, fact) = input {
            return self.heard(kind, fact);
        }
        if let Input::Past(kind, fact) = input {
            return self.told_before(kind, fact);
        }
        if self.run.state() == State::Parked || self.run.state().is_ended() {
            return Err(NotNow::Unasked(self.run.state()));
        }
        let looked = if matches!(input, Input::Due) { self.interrupted() } else { Ok(None) };
        match looked {
            Ok(None) => self.answered(input),
            Ok(Some(outcome)) => self.finish(outcome),
            Err(reason) => self.park(reason),
        }
    }

    fn answered(&mut self, input: Input<'_>) -> Result<Move, NotNow> {
        let state = self.run.state();
        match (state, input) {
            (State::Ready, Input::Start | Input::Due) => self.lease_and_go(),
            (
                State::Sleeping
                | State::Waiting
                | State::WaitingHuman
                | State::Retrying
                | State::WaitingEffect,
                Input::Due,
            ) => self.due(),
            // whoever held it is gone, and nothing of the step was kept: the same command, the same key
            (State::Running, Input::Due) => {
                let moved = self.again(self.here().0);
                self.settle(moved)
            }
            (State::Running, Input::Queued { until }) => {
                self.run.signal(Signal::AwaitEffect)?;
                Ok(Move::AwaitEffect { until })
            }
            (State::WaitingEffect, input @ (Input::Approved | Input::Skipped(_))) if self.is_approval() => {
                self.approved(input)
            }
            (State::Running | State::WaitingEffect, Input::Ok(given)) => {
                self.done(StepResult { given, ..StepResult::of(Status::Ok, self.view.now) })
            }
            (State::Running | State::WaitingEffect, Input::Practised(given)) => {
                self.done(StepResult { given, ..StepResult::of(Status::Practised, self.view.now) })
            }
            (State::WaitingEffect, Input::Approved) => {
                let (step, _) = self.here();
                self.wake()?;
                let moved = self.again(step);
                self.settle(moved)
            }
            (State::Running | State::WaitingEffect, Input::Skipped(reason)) => self
                .done(StepResult { reason: Some(reason), ..StepResult::of(Status::Skipped, self.view.now) }),
            (State::Running | State::WaitingEffect, Input::Unasked(why)) => self.unasked(why),
            (State::Running | State::WaitingEffect, Input::Failed(failure, why)) => self.failed(failure, why),
            (State::WaitingHuman, Input::Answer(word)) => self.chosen(word),
            (state, _) => Err(NotNow::Unasked(state)),
        }
    }

    fn lease_and_go(&mut self) -> Result<Move, NotNow> {
        self.run.signal(Signal::Lease)?;
        let at = self.run.step().map_or(0, |step| self.plan.position(step));
        self.go(at)
    }

    fn due(&mut self) -> Result<Move, NotNow> {
        let (step, _) = self.here();
        if let Some(until) = self.run.due_at().filter(|due| *due > self.view.now) {
            return match &step.act {
                Act::Wait(wait) if wait.is_read_again() => self.moved(step, wait),
                _ => Ok(Move::Sleep { until }),
            };
        }
        let result = StepResult::of(Status::Ok, self.view.now);
        match (&step.act, self.run.state()) {
            (Act::Wait(wait), _) => self.slept(step, wait),
            (Act::WaitFor(wait), _) => self.wake().and_then(|()| self.leave(step, result, &wait.on_timeout)),
            (Act::Ask(ask), _) => self.wake().and_then(|()| self.leave(step, result, &ask.on_timeout)),
            (Act::Approve(approve), State::WaitingEffect) if !self.run.is_handed_on() => {
                match self.due_after(self.view.now, &approve.timeout, step) {
                    Ok(until) => {
                        self.run.hand_on();
                        Ok(Move::HandOn { until })
                    }
                    Err(reason) => self.park(reason),
                }
            }
            (Act::Approve(approve), State::WaitingEffect) => {
                let result = StepResult { reason: Some(UNANSWERED.into()), ..result };
                self.wake().and_then(|()| self.leave(step, result, &approve.on_timeout))
            }
            (_, State::Retrying) => {
                self.wake()?;
                let moved = self.again(step);
                self.settle(moved)
            }
            _ => self.park(Reason::NoResult { step: step.id.to_string() }),
        }
    }

    /// The zone or the window may have changed since: the later time counts.
    fn slept(&mut self, step: &'a Step, wait: &Wait) -> Result<Move, NotNow> {
        let (_, node) = self.here();
        let until = match self.wait_ends(step, node, wait) {
            Ok(until) => until,
            Err(reason) => return self.park(reason),
        };
        if until > self.view.now {
            return Ok(Move::Sleep { until });
        }
        self.wake()?;
        self.leave(step, StepResult::of(Status::Ok, self.view.now), &Jump::Next)
    }

    /// Woken before its time: the day or the days may stand elsewhere by now.
    fn moved(&mut self, step: &'a Step, wait: &Wait) -> Result<Move, NotNow> {
        let (_, node) = self.here();
        match self.wait_ends(step, node, wait) {
            Ok(until) if until > self.view.now => Ok(Move::Sleep { until }),
            Ok(_) => {
                self.wake()?;
                self.leave(step, waits::past(wait, self.view.now), &Jump::Next)
            }
            Err(reason) => self.park(reason),
        }
    }

    fn done(&mut self, result: StepResult) -> Result<Move, NotNow> {
        let (step, _) = self.here();
        if self.run.state() == State::WaitingEffect {
            self.wake()?;
        }
        self.leave(step, result, &Jump::Next)
    }

    fn chosen(&mut self, word: Word) -> Result<Move, NotNow> {
        let (step, _) = self.here();
        let Act::Ask(ask) = &step.act else { return Err(NotNow::Unasked(self.run.state())) };
        let Some(answer) = ask.answers.iter().find(|answer| answer.answer == word) else {
            return Err(NotNow::NoSuchAnswer(word));
        };
        self.wake()?;
        let result = StepResult { answer: Some(word), ..StepResult::of(Status::Ok, self.view.now) };
        self.leave(step, result, &answer.then)
    }

    fn decided(&mut self, decided: Operator) -> Result<Move, NotNow> {
        if decided == Operator::Cancel {
            self.run.signal(Signal::Cancel)?;
            return Ok(Move::Cancelled);
        }
        let now = self.view.now;
        let at = self.run.step().map_or(0, |step| self.plan.position(step));
        let to = match &decided {
            Operator::Go(step) => {
                *self.plan.index.get(step).ok_or_else(|| NotNow::NoSuchStep(step.clone()))?
            }
            Operator::Skip => self.plan.after(at),
            Operator::Retry | Operator::Cancel => at,
        };
        self.run.signal(if self.run.state() == State::Parked { Signal::Resume } else { Signal::Wake })?;
        self.run.signal(Signal::Lease)?;
        // Also where it stands before its first step: that is the one left out.
        if decided != Operator::Retry
            && let Some(step) = self.plan.row.steps.get(at)
        {
            let reason = Some("operator".to_owned());
            self.record(&step.id, StepResult { reason, ..StepResult::of(Status::Skipped, now) });
        }
        self.run.renew_deadline(self.plan, now);
        self.go(to)
    }

    fn here(&self) -> (&'a Step, &'a Node) {
        let plan: &'a Plan = self.plan;
        plan.step(self.run.step().expect("a run that waits stands at a step"))
    }

    fn wake(&mut self) -> Result<(), NotNow> {
        self.run.signal(Signal::Wake)?;
        Ok(self.run.signal(Signal::Lease)?)
    }

    fn finish(&mut self, outcome: Outcome) -> Result<Move, NotNow> {
        self.run.signal(Signal::Finish(outcome))?;
        Ok(Move::End(outcome))
    }

    fn park(&mut self, reason: Reason) -> Result<Move, NotNow> {
        self.run.signal(Signal::Park)?;
        Ok(Move::Park(reason))
    }

    fn settle(&mut self, went: Went) -> Result<Move, NotNow> {
        went.or_else(|reason| self.park(reason))
    }

    /// Notes what a step came to; of the visit too, where the run is in one.
    fn record(&mut self, step: &StepId, result: StepResult) {
        if let Some(visit) = self.run.inside().filter(|visit| visit.step == *step) {
            self.came.push((visit, result.clone()));
        }
        self.run.record(step, result);
    }

    /// Notes what a step came to, and goes on from it.
    fn leave(&mut self, step: &Step, result: StepResult, jump: &Jump) -> Result<Move, NotNow> {
        if *jump == Jump::Escalate {
            // The visit is not over: whoever tries it again asks again.
            let why = result.reason.unwrap_or_else(|| "a person has to decide".into());
            return self.park(Reason::Escalated { step: step.id.to_string(), why });
        }
        self.record(&step.id, result);
        if matches!(step.act, Act::Do(_)) {
            self.run.forget_edit();
        }
        match jump {
            Jump::Next | Jump::Escalate => self.go(self.plan.after(self.plan.position(&step.id))),
            Jump::Go(target) => self.go(self.plan.position(target)),
            Jump::End(outcome) => self.finish(*outcome),
        }
    }

    fn due_after(&self, from: Timestamp, delay: &Delay, step: &Step) -> Result<Timestamp, Reason> {
        due(from, delay, self.view.zones).map_err(|why| waits::wrong(step, &why))
    }

    /// When a wait that began as the step was entered is over.
    fn wait_ends(&self, step: &Step, node: &Node, wait: &Wait) -> Result<Timestamp, Reason> {
        let zones = self.view.zones;
        let wrong = |why| waits::wrong(step, &why);
        let read = match node.count.as_deref() {
            Some(count) => self.days(step, count)?,
            None => 0,
        };
        let Wait::Until(until) = wait else {
            return waits::after(self.run.entered_at(), wait, read, zones).map_err(wrong);
        };
        let day = node.day.as_deref().expect("a published wait until a day was read");
        match self.value(step, day)? {
            Value::At(day) => waits::on(day, until, read, zones).map_err(wrong),
            other => Err(unfit(step, format!("{} is no instant", other.to_json()))),
        }
    }

    /// How many days a record says; none where it says less than nothing.
    fn days(&self, step: &Step, count: &Condition) -> Result<u32, Reason> {
        match self.value(step, count)? {
            Value::Int(days) => Ok(u32::try_from(days.max(0)).unwrap_or(u32::MAX)),
            other => Err(unfit(step, format!("{} is no number of days", other.to_json()))),
        }
    }

    /// What a wait asks its records.
    fn value(&self, step: &Step, asked: &'a Condition) -> Result<Value<'a>, Reason> {
        self.seen(|scope| asked.value(scope)).map_err(|why| broken(step.id.as_str(), "wait", &why))
    }

    fn holds(
        &self,
        condition: &Condition,
        step: &str,
        field: &'static str,
        fact: Option<&dyn Record>,
    ) -> Result<bool, Reason> {
        let steps = self.run.steps_record(self.plan);
        let vars = self.run.vars_record(self.plan);
        let scope = self.view.scope().with("steps", &steps).with("vars", &vars);
        let scope = match fact {
            Some(fact) => scope.with("fact", fact),
            None => scope,
        };
        let holds = condition.holds(&scope);
        // What would end a run is asked at every turn: of that only what did.
        if let Some(visit) = self.run.inside().filter(|_| step != "trigger" || holds == Ok(true)) {
            let mut records = self.view.records.clone();
            records.extend([("trigger", self.view.trigger), ("steps", &steps), ("vars", &vars)]);
            records.extend(fact.map(|fact| ("fact", fact)));
            let said = (holds.clone().ok(), self.view.now);
            self.asked.borrow_mut().push((visit, self.plan.note(field, condition, &records, said)));
        }
        holds.map_err(|why| broken(step, field, &why))
    }

    /// What every step sees: records, trigger, steps and vars.
    fn seen<T>(&self, look: impl FnOnce(&Scope<'_>) -> T) -> T {
        let steps = self.run.steps_record(self.plan);
        let vars = self.run.vars_record(self.plan);
        look(&self.view.scope().with("steps", &steps).with("vars", &vars))
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

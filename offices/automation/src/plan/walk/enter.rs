//! Walking from step to step: what a step does when it is entered, until one needs somebody else.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Map, Value as Json};

use super::yes::no_value;
use super::{NotNow, Walk, Went, later};
use crate::document::{Act, Arg, Ask, Branch, Do, Outcome, Since, Span, Step};
use crate::plan::run::{Status, StepResult};
use crate::plan::states::Signal;
use crate::plan::turn::{Move, Reason, Visit};
use crate::plan::wait::past;
use crate::plan::{Node, effect_key};
use condition::{Scope, instant_text};
use kernel::Timestamp;

/// So many steps in one turn, then the others have theirs.
const LONGEST_TURN: usize = 64;

/// What entering a step came to.
pub(super) enum Entered {
    Went(usize),
    Ended(Outcome),
    Stopped(Option<Signal>, Box<Move>),
}

pub(super) fn stopped(signal: Option<Signal>, next: Move) -> Entered {
    Entered::Stopped(signal, Box::new(next))
}

impl<'a> Walk<'a> {
    /// Enters one step after the other until one of them needs somebody else.
    pub(super) fn go(&mut self, mut at: usize) -> Result<Move, NotNow> {
        match self.interrupted() {
            Ok(None) => {}
            Ok(Some(outcome)) => return self.finish(outcome),
            // Whoever has done all its steps is done, however long it took.
            Err(reason) => {
                let Some(next) = self.plan.row.steps.get(at) else { return self.finish(Outcome::Done) };
                self.run.stand_before(&next.id);
                return self.park(reason);
            }
        }
        for _ in 0..LONGEST_TURN {
            let Some(step) = self.plan.row.steps.get(at) else { return self.finish(Outcome::Done) };
            match self.enter(step) {
                Ok(Entered::Went(next)) => at = next,
                Ok(Entered::Ended(outcome)) => return self.finish(outcome),
                Ok(Entered::Stopped(signal, next)) => {
                    if let Some(signal) = signal {
                        self.run.signal(signal)?;
                    }
                    return Ok(*next);
                }
                Err(reason) => return self.park(reason),
            }
        }
        let Some(step) = self.plan.row.steps.get(at) else { return self.finish(Outcome::Done) };
        self.run.stand_before(&step.id);
        self.run.signal(Signal::Yield)?;
        Ok(Move::Yield)
    }

    fn enter(&mut self, step: &'a Step) -> Result<Entered, Reason> {
        let from = self.run.last().cloned();
        let visit = self.run.enter(&step.id, self.view.now);
        self.trail.push(Visit { step: step.id.clone(), visit });
        let at = self.plan.position(&step.id);
        if visit > self.plan.row.most_visits(at) {
            return Err(Reason::Circles { step: step.id.to_string(), visits: visit });
        }
        let (_, node) = self.here();
        let next = self.plan.after(at);
        if self.run.is_left_out(&step.id) {
            self.run.leave_out(&step.id, false);
            let reason = Some("operator".to_owned());
            self.record(&step.id, StepResult { reason, ..StepResult::of(Status::Skipped, self.view.now) });
            return Ok(Entered::Went(next));
        }
        let again = from.as_ref().and_then(|from| self.plan.index.get(from));
        let again = again.is_some_and(|from| *from == at || self.plan.row.is_inside(*from, at));
        let comes_again = again && matches!(step.act, Act::Repeat(_));
        if let Some(only_if) = node.only_if.as_ref().filter(|_| !comes_again)
            && !self.holds(only_if, step.id.as_str(), "if", None)?
        {
            let reason = Some("if".to_owned());
            self.record(&step.id, StepResult { reason, ..StepResult::of(Status::Skipped, self.view.now) });
            return Ok(Entered::Went(next));
        }
        if let Act::Repeat(repeat) = &step.act {
            if self.comes_round(step, repeat, node, from.as_ref())? {
                // Another round is what this visit came to; the step has a result when there is no more.
                self.came.push((
                    Visit { step: step.id.clone(), visit },
                    StepResult::of(Status::Ok, self.view.now),
                ));
                return Ok(Entered::Went(at + 1));
            }
            self.record(&step.id, StepResult::of(Status::Ok, self.view.now));
            return Ok(Entered::Went(next));
        }
        self.act(step, node, next)
    }

    fn act(&mut self, step: &'a Step, node: &Node, next: usize) -> Result<Entered, Reason> {
        let now = self.view.now;
        match &step.act {
            Act::Do(doing) => Ok(stopped(None, self.doing(step, doing, node)?)),
            Act::End(outcome) => Ok(Entered::Ended(*outcome)),
            Act::Branch(branch) => {
                let at = self.chosen_arm(step, branch, node)?;
                self.record(&step.id, StepResult::of(Status::Ok, now));
                Ok(Entered::Went(at))
            }
            Act::Wait(wait) => match self.wait_ends(step, node, wait)? {
                until if until > now => Ok(stopped(Some(Signal::Sleep), Move::Sleep { until })),
                _ => {
                    self.record(&step.id, past(wait, now));
                    Ok(Entered::Went(next))
                }
            },
            Act::WaitFor(wait) => {
                let timeout = wait.timeout.as_ref().expect("a published wait has a timeout");
                let until = self.due_after(now, timeout, step)?;
                let (facts, since) = (wait.fact.kinds().to_vec(), self.since(&wait.since));
                Ok(stopped(Some(Signal::Wait), Move::WaitFor { facts, since, until }))
            }
            Act::Ask(ask) => Ok(stopped(Some(Signal::Ask), self.asking(step, ask)?)),
            Act::Approve(approve) => self.enter_approve(step, approve, node),
            Act::Call(call) => Ok(stopped(None, self.calling(step, call, node)?)),
            Act::Set(set) => {
                self.setting(step, set, node)?;
                Ok(Entered::Went(next))
            }
            Act::Repeat(_) => Ok(Entered::Went(next)),
        }
    }

    fn chosen_arm(&self, step: &Step, branch: &Branch, node: &Node) -> Result<usize, Reason> {
        for (arm, when) in branch.arms.iter().zip(&node.arms) {
            if self.holds(when, step.id.as_str(), "branch", None)? {
                return Ok(self.plan.position(&arm.go));
            }
        }
        Ok(self.plan.position(&branch.otherwise))
    }

    fn asking(&self, step: &Step, ask: &Ask) -> Went {
        let until = self.due_after(self.view.now, &ask.timeout, step)?;
        let (who, question, answers) = (ask.who.clone(), ask.question.clone(), ask.answers.clone());
        Ok(Move::Ask { who, question, answers, until })
    }

    fn since(&self, since: &Since) -> Timestamp {
        match since {
            Since::RunStart => self.run.started_at(),
            Since::Step(step) => {
                self.run.results().get(step).map_or(self.run.started_at(), |result| result.at)
            }
        }
    }

    pub(super) fn again(&self, step: &'a Step) -> Went {
        let (_, node) = self.here();
        match &step.act {
            Act::Do(doing) => self.doing(step, doing, node),
            Act::Approve(approve) => self.approving(step, approve),
            Act::Call(call) => self.calling(step, call, node),
            _ => Err(Reason::NoResult { step: step.id.to_string() }),
        }
    }

    fn doing(&self, step: &Step, doing: &Do, node: &Node) -> Went {
        let mut args = self.arguments(step, node, &doing.with)?;
        self.run.edited(&mut args);
        let visit = self.run.visit(&step.id);
        let expires = |span: Span| later(self.view.now, SignedDuration::from_secs(span.as_seconds()));
        Ok(Move::Do {
            step: step.id.clone(),
            visit,
            verb: doing.verb.clone(),
            args,
            key: effect_key(self.run.id(), &step.id, visit),
            guarded: node.guard.is_some(),
            expires_at: doing.expires_after.map(expires),
            resend: doing.resend,
        })
    }

    /// The values of all arguments, now.
    pub(super) fn arguments(
        &self,
        step: &Step,
        node: &Node,
        with: &BTreeMap<String, Arg>,
    ) -> Result<Map<String, Json>, Reason> {
        self.seen(|scope| {
            let value = |(name, arg): (&String, &Arg)| {
                Ok((name.clone(), self.argument(step, node, (name, arg), scope)?))
            };
            with.iter().map(value).collect()
        })
    }

    fn argument(
        &self,
        step: &Step,
        node: &Node,
        arg: (&String, &Arg),
        scope: &Scope<'_>,
    ) -> Result<Json, Reason> {
        match arg.1 {
            Arg::Literal(value) => Ok(value.clone()),
            Arg::After(delay) => self.due_after(self.view.now, delay, step).map(|at| instant_text(at).into()),
            Arg::Cel(_) => {
                let value = node.values.get(arg.0).expect("every computed argument of a plan was read");
                let value = value.value(scope).map_err(|why| no_value(step, &why))?;
                Ok(value.to_json())
            }
            Arg::Parts(parts) => {
                let part = |(name, part): (&String, &Arg)| {
                    let path = format!("{}/{name}", arg.0);
                    Ok((name.clone(), self.argument(step, node, (&path, part), scope)?))
                };
                parts.iter().map(part).collect::<Result<Map<_, _>, _>>().map(Json::Object)
            }
        }
    }
}

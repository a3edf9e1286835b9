//! What ends a run whatever it waits for, and the fact a wait was for.

use condition::Record;

use super::{NotNow, Walk};
use crate::document::{Act, FactKind, Outcome, Stop};
use crate::plan::run::{Status, StepResult};
use crate::plan::states::State;
use crate::plan::turn::{Move, Reason};

impl Walk<'_> {
    /// What ends or stops a run whatever it waits for: goal, exit, deadline.
    pub(super) fn interrupted(&self) -> Result<Option<Outcome>, Reason> {
        let document = &self.plan.document;
        let ends = [
            (&document.goal, &self.plan.goal, Outcome::Goal),
            (&document.exit_when, &self.plan.exit, Outcome::Exit),
        ];
        for (stop, when, outcome) in ends {
            let always = stop.as_ref().is_some_and(|stop| stop.facts.is_empty());
            if let Some(when) = when.as_ref().filter(|_| always)
                && self.holds(when, "trigger", stop_field(outcome), None)?
            {
                return Ok(Some(outcome));
            }
        }
        let late = self.run.deadline_at().is_some_and(|deadline| deadline <= self.view.now);
        if late { Err(Reason::Deadline) } else { Ok(None) }
    }

    pub(super) fn heard(&mut self, kind: &FactKind, fact: &dyn Record) -> Result<Move, NotNow> {
        if self.run.state().is_ended() {
            return Err(NotNow::Unasked(self.run.state()));
        }
        match self.ended_by(kind, fact) {
            Ok(Some(outcome)) => self.finish(outcome),
            Ok(None) if self.run.state() == State::Waiting => self.hit(kind, fact),
            Ok(None) => Ok(Move::Stay),
            Err(_) if self.run.state() == State::Parked => Ok(Move::Stay),
            Err(reason) => self.park(reason),
        }
    }

    pub(super) fn told_before(&mut self, kind: &FactKind, fact: &dyn Record) -> Result<Move, NotNow> {
        if self.run.state() == State::Waiting { self.hit(kind, fact) } else { Ok(Move::Stay) }
    }

    fn ended_by(&self, kind: &FactKind, fact: &dyn Record) -> Result<Option<Outcome>, Reason> {
        let document = &self.plan.document;
        let named = |stop: &Option<Stop>| stop.as_ref().is_some_and(|stop| stop.facts.contains(kind));
        let ends = [
            (&document.goal, &self.plan.goal, Outcome::Goal),
            (&document.exit_when, &self.plan.exit, Outcome::Exit),
        ];
        for (_, when, outcome) in ends.into_iter().filter(|(stop, ..)| named(stop)) {
            let so = when
                .as_ref()
                .map_or(Ok(true), |w| self.holds(w, "trigger", stop_field(outcome), Some(fact)))?;
            if so {
                return Ok(Some(outcome));
            }
        }
        Ok(None)
    }

    fn hit(&mut self, kind: &FactKind, fact: &dyn Record) -> Result<Move, NotNow> {
        let (step, node) = self.here();
        let Act::WaitFor(wait) = &step.act else { return Ok(Move::Stay) };
        let named = wait.fact.kinds().contains(kind);
        let matches =
            node.matches.as_ref().map_or(Ok(true), |m| self.holds(m, step.id.as_str(), "match", Some(fact)));
        match matches {
            Ok(matches) if named && matches => {
                let result =
                    StepResult { fact: Some(kind.clone()), ..StepResult::of(Status::Ok, self.view.now) };
                self.wake()?;
                self.leave(step, result, &wait.on_hit)
            }
            Ok(_) => Ok(Move::Stay),
            Err(_) if !named => Ok(Move::Stay),
            Err(reason) => self.park(reason),
        }
    }
}

fn stop_field(outcome: Outcome) -> &'static str {
    if outcome == Outcome::Goal { "goal" } else { "exit_when" }
}

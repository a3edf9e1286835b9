//! The yes of a person, another automation, and what is computed: the steps that ask or count.

use serde_json::Map;

use super::enter::{Entered, stopped};
use super::{NotNow, Walk, Went, broken};
use crate::document::{Act, Approve, Arg, Call, Jump, Repeat, Step};
use crate::plan::run::{Status, StepResult};
use crate::plan::turn::{Input, Move, Reason};
use crate::plan::{Node, words};

impl<'a> Walk<'a> {
    pub(super) fn is_approval(&self) -> bool {
        matches!(self.here().0.act, Act::Approve(_))
    }

    /// A person has said yes, or returned it with a reason.
    pub(super) fn approved(&mut self, input: Input<'_>) -> Result<Move, NotNow> {
        let (step, _) = self.here();
        let Act::Approve(approve) = &step.act else { return Err(NotNow::Unasked(self.run.state())) };
        let word = |text: &str| text.parse().ok();
        let result = StepResult::of(Status::Ok, self.view.now);
        let (result, jump) = match input {
            Input::Skipped(reason) => {
                (StepResult { answer: word("return"), reason: Some(reason), ..result }, &approve.on_no)
            }
            _ => {
                let answer = if self.run.has_edit() { "edit" } else { "approve" };
                (StepResult { answer: word(answer), ..result }, &Jump::Next)
            }
        };
        self.wake()?;
        self.leave(step, result, jump)
    }

    pub(super) fn enter_approve(
        &mut self,
        step: &'a Step,
        approve: &'a Approve,
        node: &Node,
    ) -> Result<Entered, Reason> {
        if let Some(above) = &node.asks
            && !self.holds(above, step.id.as_str(), "approve", None)?
        {
            let reason = Some("below".to_owned());
            self.record(&step.id, StepResult { reason, ..StepResult::of(Status::Skipped, self.view.now) });
            return Ok(Entered::Went(self.plan.after(self.plan.position(&step.id))));
        }
        Ok(stopped(None, self.approving(step, approve)?))
    }

    pub(super) fn approving(&self, step: &Step, approve: &Approve) -> Went {
        let at = self.plan.position(&step.id);
        let node = &self.plan.nodes[at];
        let what = self.seen(|scope| {
            words::filled(&approve.what, |field| {
                let (_, value) = node.words.iter().find(|(known, _)| known == field)?;
                value.value(scope).ok()
            })
        });
        Ok(Move::Approve {
            step: step.id.clone(),
            visit: self.run.visit(&step.id),
            who: approve.who.clone(),
            delegate: approve.delegate.clone(),
            what,
            until: self.due_after(self.view.now, &approve.timeout, step)?,
            message: self.following(at),
        })
    }

    /// The command that comes next, as far as its arguments are known already.
    fn following(&self, at: usize) -> Option<(crate::document::VerbName, Map<String, serde_json::Value>)> {
        let next = self.plan.after(at);
        let step = self.plan.row.steps.get(next)?;
        let Act::Do(doing) = &step.act else { return None };
        let args = self.arguments(step, &self.plan.nodes[next], &doing.with).ok()?;
        Some((doing.verb.clone(), args))
    }

    pub(super) fn calling(&self, step: &Step, call: &Call, node: &Node) -> Went {
        Ok(Move::Call {
            step: step.id.clone(),
            visit: self.run.visit(&step.id),
            automation: call.automation.clone(),
            with: self.arguments(step, node, &call.with)?,
        })
    }

    pub(super) fn setting(
        &mut self,
        step: &Step,
        set: &std::collections::BTreeMap<crate::document::Word, Arg>,
        node: &Node,
    ) -> Result<(), Reason> {
        let named: std::collections::BTreeMap<String, Arg> =
            set.iter().map(|(name, arg)| (name.to_string(), arg.clone())).collect();
        let values = self.arguments(step, node, &named)?;
        for (name, value) in &values {
            self.run.set(name, value.clone());
        }
        let given = serde_json::Value::Object(values);
        self.record(&step.id, StepResult { given, ..StepResult::of(Status::Ok, self.view.now) });
        Ok(())
    }

    /// Whether another round begins.
    pub(super) fn comes_round(
        &mut self,
        step: &Step,
        repeat: &Repeat,
        node: &Node,
        from: Option<&crate::document::StepId>,
    ) -> Result<bool, Reason> {
        let round = self.run.next_round(self.plan, &step.id, from);
        if round > repeat.times {
            return Ok(false);
        }
        match &node.asks {
            Some(again) => self.holds(again, step.id.as_str(), "repeat", None),
            None => Ok(true),
        }
    }
}

/// Why an argument has no value.
pub(super) fn no_value(step: &Step, why: &condition::Broken) -> Reason {
    broken(step.id.as_str(), "with", why)
}

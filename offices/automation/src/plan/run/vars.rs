//! What a run has set and counted: `vars`, the round of a `repeat`, and what a person wrote instead.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::Run;
use crate::document::StepId;
use crate::plan::Plan;
use condition::{Fields, Value};

impl Run {
    /// What its steps have set so far.
    pub fn vars(&self) -> &Map<String, Json> {
        &self.vars
    }

    pub(in crate::plan) fn set(&mut self, name: &str, value: Json) {
        self.vars.insert(name.to_owned(), value);
    }

    /// The record `vars` of an expression; `round` is that of the innermost `repeat` around the present step.
    pub(in crate::plan) fn vars_record(&self, plan: &Plan) -> Fields {
        let fields = Fields::read(&Json::Object(self.vars.clone()), &plan.steps, "vars");
        let here = self.step.as_ref().and_then(|step| plan.index.get(step)).copied();
        let itself = |at: &usize| matches!(plan.row.steps[*at].act, crate::document::Act::Repeat(_));
        let innermost = here.and_then(|at| Some(at).filter(itself).or_else(|| plan.row.around(at).next()));
        let round = innermost.map(|at| self.rounds.get(&plan.row.steps[at].id).copied().unwrap_or(1));
        round.map_or(fields.clone(), |round| fields.set("round", Value::Int(round.into())))
    }

    /// Begins the next round of a repeat, or the first one when it comes from outside.
    pub(in crate::plan) fn next_round(&mut self, plan: &Plan, repeat: &StepId, from: Option<&StepId>) -> u32 {
        let at = plan.index.get(repeat).copied();
        let from = from.and_then(|step| plan.index.get(step)).copied();
        let known = self.rounds.get(repeat).copied().unwrap_or(1);
        let round = match (at, from) {
            (Some(at), Some(from)) if from == at => known,
            (Some(at), Some(from)) if plan.row.is_inside(from, at) => known + 1,
            _ => 1,
        };
        self.rounds.insert(repeat.clone(), round);
        round
    }

    /// What its commands answered, what its steps have set, what a person wrote: gone. Where it went stays.
    pub fn forget(&mut self) {
        for result in self.steps.values_mut() {
            result.given = Json::Null;
        }
        self.vars.clear();
        self.edit = None;
    }

    /// What a person wrote instead of what the next message says.
    pub fn keep_edit(&mut self, edit: Json) {
        self.edit = Some(edit);
    }

    pub(in crate::plan) fn has_edit(&self) -> bool {
        self.edit.is_some()
    }

    pub(in crate::plan) fn last(&self) -> Option<&StepId> {
        self.last.as_ref()
    }

    /// A message as a person wrote it, where one did: their subject and text in place of the template's, which still
    /// says to whom it may go.
    pub(in crate::plan) fn edited(&self, args: &mut Map<String, Json>) {
        let Some(Json::Object(edit)) = &self.edit else { return };
        args.extend(edit.iter().map(|(name, value)| (name.clone(), value.clone())));
    }

    /// Once its message has left the edit is done with.
    pub(in crate::plan) fn forget_edit(&mut self) {
        self.edit = None;
    }

    /// The next visit of this step does nothing, or is to be as it was written after all.
    pub fn leave_out(&mut self, step: &StepId, out: bool) {
        if out {
            self.left_out.insert(step.clone());
        } else {
            self.left_out.remove(step);
        }
    }

    pub fn is_left_out(&self, step: &StepId) -> bool {
        self.left_out.contains(step)
    }

    /// The round a `repeat` would be in next.
    pub(in crate::plan) fn round_of(&self, repeat: &StepId) -> u32 {
        self.rounds.get(repeat).map_or(1, |round| round + 1)
    }

    /// Its steps have other names in the version it goes on with.
    pub fn rename(&mut self, map: &BTreeMap<StepId, StepId>) {
        let name = |step: StepId| map.get(&step).cloned().unwrap_or(step);
        self.step = self.step.take().map(name);
        self.last = self.last.take().map(name);
        let visits = std::mem::take(&mut self.visits);
        self.visits = visits.into_iter().map(|(step, n)| (name(step), n)).collect();
        let rounds = std::mem::take(&mut self.rounds);
        self.rounds = rounds.into_iter().map(|(step, n)| (name(step), n)).collect();
        self.left_out = std::mem::take(&mut self.left_out).into_iter().map(name).collect();
        let results = std::mem::take(&mut self.steps);
        self.steps = results.into_iter().map(|(step, result)| (name(step), result)).collect();
    }
}

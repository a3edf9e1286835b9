//! Where a run is, and what each of its steps came to.

mod vars;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{RunId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::Plan;
use super::states::{Illegal, Signal, State};
use super::turn::{Move, Visit};
use crate::document::{FactKind, StepId, Word};
use condition::{Fields, Value};

/// One journey of one subject through one version. It is kept as it is; only the machine moves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    id: RunId,
    state: State,
    started_at: Timestamp,
    deadline_at: Option<Timestamp>,
    /// When what it waits for is over.
    due_at: Option<Timestamp>,
    /// The step it is at; none before the first.
    step: Option<StepId>,
    /// It stands before that step: the visit it would be has not begun.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    before: bool,
    /// When that step was entered, this time.
    entered_at: Timestamp,
    /// How often each step was entered.
    visits: BTreeMap<StepId, u32>,
    /// Tries of the present visit that failed, and when the first did.
    failures: u32,
    failing_since: Option<Timestamp>,
    steps: BTreeMap<StepId, StepResult>,
    /// The step entered last, also where the run stands before another.
    #[serde(default)]
    last: Option<StepId>,
    /// In which round each `repeat` is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    rounds: BTreeMap<StepId, u32>,
    /// What its steps have set.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    vars: Map<String, Json>,
    /// What a person wrote instead of what the next message says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edit: Option<Json>,
    /// Nobody answered what this visit asks, and the stand-in was asked too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    handed_on: bool,
    /// Steps a person has left out before the run came to them; each counts once.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    left_out: BTreeSet<StepId>,
}

/// What the last visit of a step came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    pub status: Status,
    pub at: Timestamp,
    /// Why it was skipped or failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The fact a wait was for; none if its time ran out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactKind>,
    /// What a person chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Word>,
    /// What the command answered.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    pub given: Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Ok,
    Skipped,
    Failed,
    /// Checked and composed, and nothing was done.
    Practised,
}

impl Status {
    /// The word in expressions and rows.
    pub fn word(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Skipped => "skipped",
            Status::Failed => "failed",
            Status::Practised => "practised",
        }
    }
}

impl StepResult {
    pub(super) fn of(status: Status, at: Timestamp) -> StepResult {
        StepResult { status, at, reason: None, fact: None, answer: None, given: Json::Null }
    }

    fn fields(&self, plan: &Plan, id: &StepId) -> Fields {
        let fields = Fields::read(&self.given, &plan.steps, &format!("steps.{id}"));
        let fields =
            if self.given["output"].is_object() { fields } else { fields.record("output", Fields::new()) };
        let fields = fields.text("status", self.status.word()).set("at", Value::At(self.at));
        let told = [
            ("reason", self.reason.as_deref()),
            ("fact", self.fact.as_ref().map(FactKind::as_str)),
            ("answer", self.answer.as_ref().map(Word::as_str)),
        ];
        told.into_iter().fold(fields, |fields, (name, text)| match text {
            Some(text) => fields.text(name, text),
            None => fields,
        })
    }
}

impl Run {
    /// Enrolled now, before its first step.
    pub fn enrolled(id: RunId, plan: &Plan, now: Timestamp) -> Run {
        let mut run = Run {
            id,
            state: State::Ready,
            started_at: now,
            deadline_at: None,
            due_at: None,
            step: None,
            before: false,
            entered_at: now,
            visits: BTreeMap::new(),
            failures: 0,
            failing_since: None,
            steps: BTreeMap::new(),
            last: None,
            rounds: BTreeMap::new(),
            vars: Map::new(),
            edit: None,
            handed_on: false,
            left_out: BTreeSet::new(),
        };
        run.renew_deadline(plan, now);
        run
    }

    pub fn id(&self) -> RunId {
        self.id
    }
    pub fn state(&self) -> State {
        self.state
    }
    /// Ends it from outside, whatever it does; nothing if it has ended.
    pub fn cancel(&mut self) {
        if let Ok(state) = self.state.on(Signal::Cancel) {
            self.state = state;
        }
    }
    /// It broke where it stands: whoever decides about it decides as about what is parked.
    pub fn stand_still(&mut self) {
        if let Ok(state) = self.state.on(Signal::Park) {
            self.state = state;
        }
    }
    /// Drawn into the control group before its first step.
    pub fn hold_out(&mut self) {
        self.state = State::HeldOut;
    }
    pub fn step(&self) -> Option<&StepId> {
        self.step.as_ref()
    }
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }
    pub fn deadline_at(&self) -> Option<Timestamp> {
        self.deadline_at
    }
    /// When the engine has to come with `Due`, at the latest: never, only if it ended or a person has it.
    pub fn wakes_at(&self) -> Option<Timestamp> {
        match self.state {
            State::Parked | State::Done(_) | State::Cancelled | State::HeldOut => None,
            State::Ready | State::Running => Some(self.entered_at),
            _ => self.due_at.into_iter().chain(self.deadline_at).min(),
        }
    }

    pub fn results(&self) -> &BTreeMap<StepId, StepResult> {
        &self.steps
    }

    /// The number of the present visit of a step, from 1.
    pub fn visit(&self, step: &StepId) -> u32 {
        self.visits.get(step).copied().unwrap_or(0)
    }

    /// When it came to the step it is at, this time.
    pub fn entered_at(&self) -> Timestamp {
        self.entered_at
    }

    /// The visit it is in; none before its first step, and where it stands before a visit that has not begun.
    pub fn inside(&self) -> Option<Visit> {
        let step = self.step.clone().filter(|_| !self.before)?;
        let visit = self.visit(&step);
        (visit > 0).then_some(Visit { step, visit })
    }

    pub(super) fn signal(&mut self, signal: Signal) -> Result<(), Illegal> {
        self.state = self.state.on(signal)?;
        Ok(())
    }

    pub(super) fn renew_deadline(&mut self, plan: &Plan, now: Timestamp) {
        let length = plan.document.deadline.map(|span| jiff::SignedDuration::from_secs(span.as_seconds()));
        self.deadline_at = length.and_then(|length| now.checked_add(length).ok());
    }

    pub(super) fn is_handed_on(&self) -> bool {
        self.handed_on
    }

    pub(super) fn hand_on(&mut self) {
        self.handed_on = true;
    }

    /// Ends it from outside because there is nothing left to do; nothing if it has ended.
    pub fn exit(&mut self) {
        if let Ok(state) = self.state.on(Signal::Finish(crate::document::Outcome::Exit)) {
            self.state = state;
        }
    }

    pub(super) fn due_at(&self) -> Option<Timestamp> {
        self.due_at
    }

    pub(super) fn note_due(&mut self, next: &Move) {
        match next {
            Move::Sleep { until } | Move::WaitFor { until, .. } | Move::Ask { until, .. } => {
                self.due_at = Some(*until)
            }
            Move::Approve { .. } | Move::Call { .. } => self.due_at = None,
            Move::AwaitEffect { until } | Move::HandOn { until } | Move::Again { at: until, .. } => {
                self.due_at = Some(*until)
            }
            Move::Stay => {}
            Move::Do { .. } | Move::Yield | Move::End(_) | Move::Cancelled | Move::Park(_) => {
                self.due_at = None
            }
        }
    }

    pub(super) fn enter(&mut self, step: &StepId, now: Timestamp) -> u32 {
        self.stand_before(step);
        self.before = false;
        self.last = Some(step.clone());
        self.entered_at = now;
        let visit = self.visits.entry(step.clone()).or_default();
        *visit += 1;
        *visit
    }

    /// Points at a step without entering it.
    pub(super) fn stand_before(&mut self, step: &StepId) {
        self.step = Some(step.clone());
        self.before = true;
        self.handed_on = false;
        self.failures = 0;
        self.failing_since = None;
    }

    pub(super) fn record(&mut self, step: &StepId, result: StepResult) {
        self.steps.insert(step.clone(), result);
    }

    /// Counts a failed try; gives how many there were, and when the first was.
    pub(super) fn failed(&mut self, now: Timestamp, counts: bool) -> (u32, Timestamp) {
        self.failures += u32::from(counts);
        (self.failures, *self.failing_since.get_or_insert(now))
    }

    /// The record `steps` of an expression: every step of the plan, also those not reached.
    pub(super) fn steps_record(&self, plan: &Plan) -> Fields {
        plan.row.steps.iter().fold(Fields::new(), |all, step| {
            let result = self.steps.get(&step.id);
            let fields = result.map_or_else(
                || Fields::new().text("status", "none").record("output", Fields::new()),
                |r| r.fields(plan, &step.id),
            );
            all.record(step.id.as_str(), fields)
        })
    }
}

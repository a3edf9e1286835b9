//! The shapes of a run that leave the house.

use std::collections::BTreeMap;

use kernel::{AutomationId, ContactId, Ref, Result, RunId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;
use store::{Row, Tx};

use super::behind::Behind;
use super::effects::HeldBack;
use super::{Kept, rows, steps, subject_of};
use crate::plan::Asked;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RunView {
    pub id: RunId,
    pub automation: AutomationId,
    /// What the automation is called.
    pub name: String,
    /// The number of the version it follows.
    pub version: i64,
    pub mode: String,
    pub state: String,
    /// The step it stands at.
    pub step: Option<String>,
    pub subject: Ref,
    pub contact: Option<ContactId>,
    pub started_at: Timestamp,
    /// When it moves by itself, if nothing happens before.
    pub wakes_at: Option<Timestamp>,
    pub deadline_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// `goal`, `exit`, `done` or `cancelled`.
    pub outcome: Option<String>,
    pub note: Option<String>,
}

impl RunView {
    pub(super) fn read(row: &Row<'_>) -> Result<RunView> {
        Ok(RunView {
            id: row.get("id")?,
            automation: row.get("automation")?,
            name: row.get("name")?,
            version: row.get("number")?,
            mode: row.get("mode")?,
            state: row.get("state")?,
            step: row.get("step")?,
            subject: subject_of(&row.get::<String>("subject_kind")?, row.get("subject")?)?,
            contact: row.get("contact")?,
            started_at: row.get("started_at")?,
            wakes_at: row.get("wakes_at")?,
            deadline_at: row.get("deadline_at")?,
            ended_at: row.get("ended_at")?,
            outcome: row.get("outcome")?,
            note: row.get("note")?,
        })
    }

    pub(super) async fn of(tx: &mut Tx, run: RunId) -> Result<RunView> {
        rows::view(tx, run).await
    }
}

/// One visit of a step.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepView {
    pub step: String,
    pub visit: i64,
    /// `ok`, `skipped`, `failed`, `practised`, `waiting`, `approval`, `parked`, `running`, or
    /// `retried`: a later visit stands for it.
    pub state: String,
    pub verb: Option<String>,
    /// What the command was given.
    pub input: Option<Json>,
    /// What it answered; in practice, what would have been said.
    pub output: Option<Json>,
    /// The verb that takes it back, with its input.
    pub undo: Option<Json>,
    /// Why it was skipped, failed or is stuck.
    pub why: Option<String>,
    pub due_at: Option<Timestamp>,
    /// By when it is promised to be over, where its text says so.
    pub promised_at: Option<Timestamp>,
    pub at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// The conditions that decided at it, with the values they looked at.
    pub asked: Vec<Asked>,
    /// Why its message or call has not left yet.
    pub waits: Option<HeldBack>,
}

impl StepView {
    fn of(kept: steps::rows::Kept, held: &BTreeMap<String, HeldBack>) -> StepView {
        StepView {
            waits: kept.awaits.as_ref().and_then(|awaits| held.get(awaits)).cloned(),
            step: kept.step,
            visit: kept.visit,
            state: if kept.retried { "retried".into() } else { kept.state },
            verb: kept.verb,
            input: kept.input,
            output: kept.output,
            undo: kept.undo,
            why: kept.why,
            due_at: kept.due_at,
            promised_at: kept.promised_at,
            at: kept.at,
            ended_at: kept.ended_at,
            asked: kept.asked,
        }
    }
}

/// A run with everything it did.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeRun {
    #[serde(flatten)]
    pub run: RunView,
    /// The fact that started it, its open fields.
    pub trigger: Json,
    /// The automations that led to it, itself last.
    pub chain: Vec<AutomationId>,
    pub steps: Vec<StepView>,
    /// The run of its group whose end it waits for, where it waits for its turn.
    pub behind: Option<Behind>,
}

impl WholeRun {
    pub(super) fn of(
        run: RunView,
        kept: Kept,
        steps: Vec<steps::rows::Kept>,
        (held, behind): (&BTreeMap<String, HeldBack>, Option<Behind>),
    ) -> WholeRun {
        let steps = steps.into_iter().map(|step| StepView::of(step, held)).collect();
        WholeRun { run, trigger: kept.trigger, chain: kept.chain, steps, behind }
    }
}

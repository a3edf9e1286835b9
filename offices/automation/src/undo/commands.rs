//! Asking for what a run did to be taken back.

use facts::automation::RunUndone;
use kernel::{Error, Refusal, Result, RunId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Verb};

use super::rows;
use crate::automation;
use crate::run::steps::rows::Kept;
use crate::run::{rows as runs, settle, steps};

#[derive(Debug, thiserror::Error)]
pub enum UndoRefusal {
    #[error("nothing it did can be taken back; look at its steps")]
    Nothing,
    #[error("{0} was changed by somebody since, and their change stays")]
    Overtaken(String),
}

impl Refusal for UndoRefusal {
    fn code(&self) -> &'static str {
        match self {
            UndoRefusal::Nothing => "run.nothing_to_undo",
            UndoRefusal::Overtaken(_) => "run.overtaken",
        }
    }
}

/// Take back what a run and those it called did, the last step first. It ends here; what has left the house stays left.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoRun {
    pub run: RunId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Undoing {
    pub run: RunId,
    /// Steps that are being taken back, in this order.
    pub steps: Vec<Undone>,
    /// Steps that cannot be, such as messages that have left.
    pub stay: Vec<Undone>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Undone {
    pub step: String,
    pub visit: i64,
    pub verb: String,
}

impl Command for UndoRun {
    const VERB: Verb = Verb::post("run.undo", "/runs/{run}/undo").no_undo("do it again by hand");
    type Answer = Undoing;

    async fn act(&self, tx: &mut Tx) -> Result<Undoing> {
        let run = runs::find(tx, self.run).await?.ok_or(Error::Missing("run"))?;
        let automation = automation::rows::load(tx, run.automation).await?;
        tx.permit().covers(automation.owned)?;
        if !run.machine.state().is_ended() {
            let kept = runs::fence(tx, self.run).await?;
            settle::replace(tx, kept, "what it did is taken back").await?;
        }
        let mut done = done(tx, self.run).await?;
        let mut answer = Undoing { run: self.run, steps: vec![], stay: vec![] };
        while let Some((of, step)) = done.pop() {
            let Some(verb) = step.verb.clone() else { continue };
            let named = Undone { step: step.step.clone(), visit: step.visit, verb };
            match &step.undo {
                Some(undo) => {
                    let place = i64::try_from(done.len()).unwrap_or(i64::MAX);
                    rows::ask(tx, (of, &step), undo, place).await?;
                    answer.steps.push(named);
                }
                // What the runs it called did is asked for step by step.
                None if called(&step).is_some() => {}
                None => answer.stay.push(named),
            }
        }
        if answer.steps.is_empty() {
            return Err(UndoRefusal::Nothing.into());
        }
        let steps = i64::try_from(answer.steps.len()).unwrap_or(i64::MAX);
        tx.tell(RunUndone { run: self.run, automation: run.automation, steps });
        Ok(answer)
    }
}

/// What a run did and those it called, in the order it was done; whoever takes it back answers for all of them.
async fn done(tx: &mut Tx, run: RunId) -> Result<Vec<(RunId, Kept)>> {
    let of = runs::find(tx, run).await?.ok_or(Error::Missing("run"))?;
    let automation = automation::rows::load(tx, of.automation).await?;
    tx.permit().covers(automation.owned)?;
    let mut all = vec![];
    for step in steps::rows::of_run(tx, run).await? {
        if let Some(child) = called(&step) {
            all.extend(Box::pin(done(tx, child)).await?);
        }
        if step.state == "ok" {
            all.push((run, step));
        }
    }
    Ok(all)
}

/// The run a step has called.
fn called(step: &Kept) -> Option<RunId> {
    step.awaits.as_deref()?.parse().ok()
}

//! Asking for what a run did to be taken back.

use facts::automation::RunUndone;
use kernel::{Error, Refusal, Result, RunId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Verb};

use super::rows;
use crate::automation;
use crate::run::{rows as runs, settle, steps};

#[derive(Debug, thiserror::Error)]
pub enum UndoRefusal {
    #[error("nothing it did can be taken back; look at its steps")]
    Nothing,
}

impl Refusal for UndoRefusal {
    fn code(&self) -> &'static str {
        "run.nothing_to_undo"
    }
}

/// Take back what a run did, the last step first. It ends here; what has left the house stays left.
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
        let mut answer = Undoing { run: self.run, steps: vec![], stay: vec![] };
        let mut done = steps::rows::of_run(tx, self.run).await?;
        done.reverse();
        for step in done.into_iter().filter(|step| step.state == "ok") {
            let Some(verb) = step.verb.clone() else { continue };
            let named = Undone { step: step.step.clone(), visit: step.visit, verb };
            match &step.undo {
                Some(undo) => {
                    rows::ask(tx, self.run, &step, undo).await?;
                    answer.steps.push(named);
                }
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

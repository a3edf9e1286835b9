//! Leaving a step of a run out before it comes to it.

use facts::automation::RunSteered;
use kernel::{Error, Refusal, Result, RunId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Verb};

use super::rows;
use crate::automation::rows::load;
use crate::document::{Act, StepId};
use crate::office;
use crate::run::commands::RunRefusal;
use crate::run::rows as runs;
use crate::run::views::RunView;

#[derive(Debug, thiserror::Error)]
pub enum LeaveOutRefusal {
    #[error("the run stands at this step already; skip it, or stop the run")]
    Begun,
    #[error("only a step that does something can be left out; name one with `do`")]
    NoDoing,
}

impl Refusal for LeaveOutRefusal {
    fn code(&self) -> &'static str {
        match self {
            LeaveOutRefusal::Begun => "run.step_begun",
            LeaveOutRefusal::NoDoing => "run.nothing_to_leave_out",
        }
    }
}

/// Leave a step of a run out before it comes to it: the next time the run goes on without it, at its own time, and
/// later steps see that it was skipped.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveOut {
    pub run: RunId,
    /// The id of a step with `do` of the version it follows.
    pub step: String,
    /// `false` to let it be done after all.
    #[serde(default = "yes")]
    pub out: bool,
}

fn yes() -> bool {
    true
}

impl Command for LeaveOut {
    const VERB: Verb = Verb::post("run.leave_out", "/runs/{run}/leave_out").undo("run.leave_out");
    type Answer = RunView;

    async fn act(&self, tx: &mut Tx) -> Result<RunView> {
        let found = runs::find(tx, self.run).await?.ok_or(Error::Missing("run"))?;
        let automation = load(tx, found.automation).await?;
        tx.permit().covers(automation.owned)?;
        if found.machine.state().is_ended() {
            return Err(RunRefusal::Ended.into());
        }
        let plan = office::plan(tx, found.version).await?.map_err(RunRefusal::Unfit)?;
        let wrong = || Error::field("/step", "run.no_such_step", "name one of the steps of its version");
        let step: StepId = self.step.parse().map_err(|_| wrong())?;
        let written = plan.steps().iter().find(|one| one.id == step).ok_or_else(wrong)?;
        if !matches!(written.act, Act::Do(_)) {
            return Err(LeaveOutRefusal::NoDoing.into());
        }
        if found.machine.inside().is_some_and(|visit| visit.step == step) {
            return Err(LeaveOutRefusal::Begun.into());
        }
        let mut kept = runs::fence(tx, self.run).await?;
        kept.machine.leave_out(&step, self.out);
        rows::keep_machine(tx, &kept).await?;
        let how = if self.out { "step_left_out" } else { "step_let_in" };
        tx.tell(RunSteered { run: self.run, automation: automation.id, how: how.into() });
        RunView::of(tx, self.run).await
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "run": self.run, "step": self.step, "out": !self.out }))
    }
}

//! What a person can do with a run: stop it, try its step again, go on without it, answer its question.

use facts::automation::RunSteered;
use kernel::{Error, Refusal, Result, RunId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Verb};

use super::views::RunView;
use super::walk::{Given, Stuck, walk};
use super::{rows, settle};
use crate::automation;
use crate::document::{StepId, Word};
use crate::plan::{Operator, State};

#[derive(Debug, thiserror::Error)]
pub enum RunRefusal {
    #[error("it has ended; what is over stays as it is")]
    Ended,
    #[error("it is not stuck, so there is nothing to try again; skip its step or stop it")]
    NotStuck,
    #[error(
        "its version no longer fits the house ({0}); stop it, or publish a version and wait for new runs"
    )]
    Unfit(String),
    #[error("{0} of the same group is under way for them; stop that run, or try again when it has ended")]
    GroupTaken(String),
}

impl Refusal for RunRefusal {
    fn code(&self) -> &'static str {
        match self {
            RunRefusal::Ended => "run.ended",
            RunRefusal::NotStuck => "run.not_stuck",
            RunRefusal::Unfit(_) => "run.unfit",
            RunRefusal::GroupTaken(_) => "run.group_taken",
        }
    }
}

/// Stop a run: it ends here, and what it queued does not leave.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopRun {
    pub run: RunId,
}

impl Command for StopRun {
    const VERB: Verb = Verb::post("run.stop", "/runs/{run}/stop").no_undo("what has ended stays so");
    type Answer = RunView;

    async fn act(&self, tx: &mut Tx) -> Result<RunView> {
        steer(tx, self.run, Given::Operator(Operator::Cancel), "stopped").await
    }
}

/// Try the step of a stuck run again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryRun {
    pub run: RunId,
}

impl Command for RetryRun {
    const VERB: Verb = Verb::post("run.retry", "/runs/{run}/retry").no_undo("stop the run instead");
    type Answer = RunView;

    async fn act(&self, tx: &mut Tx) -> Result<RunView> {
        steer(tx, self.run, Given::Operator(Operator::Retry), "retried").await
    }
}

/// Go on without the step a run stands at.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkipStep {
    pub run: RunId,
}

impl Command for SkipStep {
    const VERB: Verb = Verb::post("run.skip", "/runs/{run}/skip").no_undo("stop the run instead");
    type Answer = RunView;

    async fn act(&self, tx: &mut Tx) -> Result<RunView> {
        steer(tx, self.run, Given::Operator(Operator::Skip), "skipped").await
    }
}

/// Answer the question a run waits with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRun {
    pub run: RunId,
    /// One of the answers its step names.
    pub answer: String,
}

impl Command for AnswerRun {
    const VERB: Verb = Verb::post("run.answer", "/runs/{run}/answer").no_undo("the run has gone on with it");
    type Answer = RunView;

    async fn act(&self, tx: &mut Tx) -> Result<RunView> {
        let answer = |_| Error::field("/answer", "run.no_answer", "give one of the answers of its question");
        let word: Word = self.answer.parse().map_err(answer)?;
        steer(tx, self.run, Given::Answer(word), "answered").await
    }
}

/// Let a run go on at another of its steps.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JumpRun {
    pub run: RunId,
    /// The id of a step of the version it follows.
    pub step: String,
}

impl Command for JumpRun {
    const VERB: Verb = Verb::post("run.jump", "/runs/{run}/jump").no_undo("jump again, or stop the run");
    type Answer = RunView;

    async fn act(&self, tx: &mut Tx) -> Result<RunView> {
        let wrong = |_| Error::field("/step", "run.no_such_step", "name one of the steps of its version");
        let step: StepId = self.step.parse().map_err(wrong)?;
        steer(tx, self.run, Given::Operator(Operator::Go(step)), "jumped").await
    }
}

/// A person's decision, in their own transaction; whoever works on the run loses its epoch.
async fn steer(tx: &mut Tx, id: RunId, given: Given, how: &str) -> Result<RunView> {
    let found = rows::find(tx, id).await?.ok_or(Error::Missing("run"))?;
    let automation = automation::rows::load(tx, found.automation).await?;
    tx.permit().covers(automation.owned)?;
    decide(tx, id, given, how).await
}

/// A stuck run goes on in the place of its group that it let go of, and only where that is free.
pub(super) async fn step_in(tx: &mut Tx, run: RunId) -> Result<()> {
    match rows::step_in(tx, run).await? {
        Some(taken) => Err(RunRefusal::GroupTaken(taken).into()),
        None => Ok(()),
    }
}

/// The same by whoever has the exception of it: that is theirs, and so is the decision.
pub(crate) async fn decide(tx: &mut Tx, id: RunId, given: Given, how: &str) -> Result<RunView> {
    let found = rows::find(tx, id).await?.ok_or(Error::Missing("run"))?;
    let automation = automation::rows::load(tx, found.automation).await?;
    if found.machine.state().is_ended() {
        return Err(RunRefusal::Ended.into());
    }
    if !matches!(given, Given::Operator(Operator::Cancel)) {
        step_in(tx, id).await?;
    }
    let told = RunSteered { run: id, automation: automation.id, how: how.into() };
    let retry = matches!(given, Given::Operator(Operator::Retry));
    if retry && found.machine.state() != State::Parked {
        if found.note.as_deref() != Some(settle::FAULT) {
            return Err(RunRefusal::NotStuck.into());
        }
        rows::wake(tx, id).await?;
        tx.tell(told);
        return RunView::of(tx, id).await;
    }
    let mut kept = rows::fence(tx, id).await?;
    if matches!(given, Given::Operator(Operator::Cancel)) && kept.note.as_deref() == Some(settle::FAULT) {
        // Whatever breaks in its turns does not keep anybody from stopping it.
        settle::replace(tx, kept, "it was stopped").await?;
        tx.tell(told);
        return RunView::of(tx, id).await;
    }
    if kept.note.as_deref() == Some(settle::FAULT) {
        kept.machine.stand_still();
    }
    match (walk(tx, kept, Some(given.clone())).await?, given) {
        (Ok(walked), _) => drop(settle::settle(tx, walked, None).await?),
        (Err(Stuck::Unfit(kept, _)), Given::Operator(Operator::Cancel)) => {
            settle::replace(tx, kept, "it was stopped").await?
        }
        (Err(Stuck::Unfit(_, why)), _) => return Err(RunRefusal::Unfit(why).into()),
    }
    tx.tell(told);
    RunView::of(tx, id).await
}

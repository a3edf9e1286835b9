//! Trying the step of a stuck run again with another input: the input is kept as one that was shown and approved, so
//! the run's own executor carries it out, with the rights of whoever answers for the automation.

use facts::automation::RunSteered;
use kernel::{Error, Refusal, Result, RunId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use store::Tx;
use verbs::{Command, Verb};

use super::commands::{RunRefusal, step_in};
use super::steps::Doing;
use super::views::RunView;
use super::walk::{Given, Stuck, Walked, walk};
use super::{rows, settle};
use crate::approval::{self, Approval};
use crate::automation;
use crate::plan::{Input, Move, Operator, State, Visit};

#[derive(Debug, thiserror::Error)]
#[error(
    "it does not come to its command: mend the record its text speaks of and try again, or skip the step"
)]
pub struct NoInput;

impl Refusal for NoInput {
    fn code(&self) -> &'static str {
        "run.no_input"
    }
}

/// Try the step of a stuck run again with this input in place of what its text gives.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditRun {
    pub run: RunId,
    /// The whole input of the step's command.
    pub with: Map<String, Json>,
}

impl Command for EditRun {
    const VERB: Verb = Verb::post("run.edit", "/runs/{run}/edit").no_undo("stop the run instead");
    type Answer = RunView;

    async fn act(&self, tx: &mut Tx) -> Result<RunView> {
        let found = rows::find(tx, self.run).await?.ok_or(Error::Missing("run"))?;
        let automation = automation::rows::load(tx, found.automation).await?;
        tx.permit().covers(automation.owned)?;
        let broke = found.note.as_deref() == Some(settle::FAULT);
        if found.machine.state() != State::Parked && !broke {
            return Err(RunRefusal::NotStuck.into());
        }
        step_in(tx, self.run).await?;
        let mut kept = rows::fence(tx, self.run).await?;
        if broke {
            kept.machine.stand_still();
        }
        match walk(tx, kept, Some(Given::Operator(Operator::Retry))).await? {
            Ok(walked) => self.approve(tx, walked).await?,
            Err(Stuck::Unfit(_, why)) => return Err(RunRefusal::Unfit(why).into()),
        }
        rows::wake(tx, self.run).await?;
        tx.tell(RunSteered { run: self.run, automation: automation.id, how: "edited".into() });
        RunView::of(tx, self.run).await
    }
}

impl EditRun {
    /// The run waits with this very input, and has its yes already.
    async fn approve(&self, tx: &mut Tx, mut walked: Walked) -> Result<()> {
        let Move::Do { step, visit, verb, expires_at, .. } = walked.next.clone() else {
            return Err(NoInput.into());
        };
        let input = Json::Object(self.with.clone());
        let until = approval::lapses_at(tx.now(), walked.kept.machine.deadline_at());
        let edited = Approval {
            id: tx.new_id(),
            run: self.run,
            automation: walked.kept.automation,
            step: step.to_string(),
            visit: visit.into(),
            verb: verb.to_string(),
            args: input.clone(),
            shown: None,
            title: format!("{step}, edited"),
            owner: tx.permit().user(),
            state: "open".into(),
            asked_at: tx.now(),
            due_at: until,
            decided_at: None,
            decided_by: None,
            reason: None,
            delegate: None,
            edit: None,
        };
        walked.advance(Input::Queued { until })?;
        walked.kept.awaits = Some(edited.id.to_string());
        let doing = Doing { verb: verb.to_string(), input, expires_at, ..Doing::default() };
        settle::settle(tx, walked, Some((Visit { step, visit }, doing))).await?;
        approval::rows::ask(tx, &edited).await?;
        approval::rows::decide(tx, edited.id, "approved", Some("edited")).await.map(drop)
    }
}

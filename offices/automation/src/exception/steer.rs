//! Deciding for all runs of one exception: try again, go on without the step, stop. In portions: three hundred runs
//! are several short calls, not one long one.

use kernel::{Error, ExceptionId, Result, RunId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::rows::{self, ExceptionView};
use crate::plan::Operator;
use crate::run::commands::decide;
use crate::run::settle;
use crate::run::walk::Given;

/// Runs of one call.
const PORTION: i64 = 50;

/// How far a decision came.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Steered {
    #[serde(flatten)]
    pub exception: ExceptionView,
    /// Runs of this call that go on.
    pub done: i64,
    /// Give it as `after` to decide for the rest; null when all had their turn.
    pub next: Option<String>,
}

/// Try the stuck steps of all runs of an exception again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryException {
    pub exception: ExceptionId,
    /// The `next` of the call before.
    #[serde(default)]
    pub after: Option<String>,
}

/// Let all runs of an exception go on without the step they stand at.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkipException {
    pub exception: ExceptionId,
    /// The `next` of the call before.
    #[serde(default)]
    pub after: Option<String>,
}

/// Stop all runs of an exception: they end where they stand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopException {
    pub exception: ExceptionId,
    /// The `next` of the call before.
    #[serde(default)]
    pub after: Option<String>,
}

impl Command for RetryException {
    const VERB: Verb =
        Verb::post("exception.retry", "/exceptions/{exception}/retry").no_undo("stop the runs instead");
    type Answer = Steered;

    fn subject(&self) -> Subject {
        self.exception.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Steered> {
        all(tx, self.exception, self.after.as_deref(), &(Operator::Retry, "retried")).await
    }
}

impl Command for SkipException {
    const VERB: Verb =
        Verb::post("exception.skip", "/exceptions/{exception}/skip").no_undo("stop the runs instead");
    type Answer = Steered;

    fn subject(&self) -> Subject {
        self.exception.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Steered> {
        all(tx, self.exception, self.after.as_deref(), &(Operator::Skip, "skipped")).await
    }
}

impl Command for StopException {
    const VERB: Verb =
        Verb::post("exception.stop", "/exceptions/{exception}/stop").no_undo("what has ended stays so");
    type Answer = Steered;

    fn subject(&self) -> Subject {
        self.exception.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Steered> {
        all(tx, self.exception, self.after.as_deref(), &(Operator::Cancel, "stopped")).await
    }
}

async fn all(tx: &mut Tx, id: ExceptionId, after: Option<&str>, how: &(Operator, &str)) -> Result<Steered> {
    let exception = tx.exception(id).await?;
    let (mut done, mut next) = (0, None);
    if tx.exception_cases(id).await?.all == 0 {
        let run = exception.run.ok_or_else(no_runs)?;
        done += i64::from(one(tx, run, &exception.key, how).await?);
    } else {
        let cases = tx.open_cases(id, after, PORTION).await?;
        next = cases.last().filter(|_| cases.len() as i64 == PORTION).map(|case| case.key.clone());
        for case in &cases {
            if let Some(run) = case.run {
                done += i64::from(one(tx, run, &case.key, how).await?);
            }
        }
    }
    Ok(Steered { exception: rows::load(tx, id).await?, done, next })
}

fn no_runs() -> Error {
    let why = "no run stands still because of it; do what it proposes, or close it with what came of it";
    Error::field("/exception", "exception.no_run", why)
}

/// One run; what has gone on or ended meanwhile needs no decision any more.
async fn one(tx: &mut Tx, run: RunId, key: &str, how: &(Operator, &str)) -> Result<bool> {
    match decide(tx, run, Given::Operator(how.0.clone()), how.1).await {
        Ok(_) => Ok(true),
        // Waiting for another run, or tried again by itself: it has gone nowhere.
        Err(error) if error.code() == "run.not_stuck" && key != settle::trouble_of(run) => Ok(false),
        Err(error) if ["run.ended", "run.not_stuck"].contains(&error.code()) => {
            tx.settle_exception(key, "the run has gone on meanwhile").await?;
            Ok(false)
        }
        // It stays stuck and somebody's, until the run that has its place in the group is over.
        Err(error) if error.code() == "run.group_taken" => Ok(false),
        Err(error) => Err(error),
    }
}

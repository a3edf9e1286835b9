//! What can be done with an exception: hand it to somebody, close it with what came of it.

use kernel::{Error, ExceptionId, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{Exception, Tx};
use verbs::{Command, Subject, Verb};

use super::ExceptionRefusal;
use super::rows::{self, ExceptionView};
use crate::plan::State;
use crate::run::{rows as runs, settle};
use crate::sight::rows::people_of;

/// After it was handed on, and whose it was.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Assigned {
    #[serde(flatten)]
    pub exception: ExceptionView,
    pub was_owner: Option<UserId>,
}

/// Hand an exception to somebody.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignException {
    pub exception: ExceptionId,
    pub owner: UserId,
}

impl Command for AssignException {
    const VERB: Verb =
        Verb::post("exception.assign", "/exceptions/{exception}/assign").undo("exception.assign");
    type Answer = Assigned;

    fn subject(&self) -> Subject {
        self.exception.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Assigned> {
        let word = self.owner.to_string();
        let named = people_of(tx, None, (&word, &word)).await?;
        if named.rights != Some(self.owner) {
            return Err(Error::field("/owner", "no_such_user", "choose somebody of the staff who is active"));
        }
        let before = tx.exception(self.exception).await?;
        let was_owner = before.owned.owner;
        let (after, told) = before.clone().assign(self.owner);
        tx.keep_and_tell(&before, after, told).await?;
        Ok(Assigned { exception: rows::load(tx, self.exception).await?, was_owner })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        let was = answer["was_owner"].as_str().filter(|was| *was != self.owner.to_string())?;
        Some(json!({ "exception": self.exception, "owner": was }))
    }
}

/// Close an exception, and say what came of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseException {
    pub exception: ExceptionId,
    pub outcome: String,
}

impl Command for CloseException {
    const VERB: Verb =
        Verb::post("exception.close", "/exceptions/{exception}/close").no_undo("it comes back by itself");
    type Answer = ExceptionView;

    fn subject(&self) -> Subject {
        self.exception.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ExceptionView> {
        let before = tx.exception(self.exception).await?;
        no_run_waits(tx, &before).await?;
        let (after, told) = before.clone().close(tx.now(), self.outcome.trim().to_owned())?;
        tx.settle_cases(self.exception, self.outcome.trim()).await?;
        tx.keep_and_tell(&before, after, told).await?;
        rows::load(tx, self.exception).await
    }
}

/// A stuck run is open work: its exception ends with the run's decision, not before.
async fn no_run_waits(tx: &mut Tx, exception: &Exception) -> Result<()> {
    for (run, key) in rows::runs_of(tx, exception).await? {
        let Some(kept) = runs::find(tx, run).await? else { continue };
        let waits = match kept.machine.state() {
            _ if kept.note.as_deref() == Some(settle::FAULT) => key == settle::trouble(&kept),
            State::Parked => key == settle::trouble(&kept),
            State::WaitingHuman => key == settle::question(&kept),
            _ => false,
        };
        if waits {
            return Err(ExceptionRefusal::RunWaits.into());
        }
    }
    Ok(())
}

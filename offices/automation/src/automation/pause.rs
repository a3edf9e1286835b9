//! An automation that stopped by itself because too much came: paused until a person lets it go on or keeps it so.
//!
//! Invariant: paused it does nothing, and still decides about whatever would start it: each refusal is kept, and can be
//! taken in later, when it goes on.

use facts::automation::RefusedTakenIn;
use kernel::{AutomationId, Error, Refusal, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Raise, Tx};
use verbs::{Command, Subject, Verb};

use super::rows;
use super::views::AutomationView;
use crate::enrolment::{decide, rows as enrolments};
use crate::gate::rule::SWITCH;
use crate::office;
use crate::sight::rows::people;
use crate::start::commands::StartRefusal;
use crate::watchdog::counted;

#[derive(Debug, thiserror::Error)]
#[error("it is not paused; switch it on or off instead")]
pub struct NotPaused;

impl Refusal for NotPaused {
    fn code(&self) -> &'static str {
        "automation.not_paused"
    }
}

fn key(automation: AutomationId) -> String {
    format!("automation.flood {automation}")
}

/// Nothing of it moves any more, and whoever answers for it hears of it, once.
pub(crate) async fn pause(tx: &mut Tx, id: AutomationId, why: &str) -> Result<()> {
    let before = rows::load(tx, id).await?;
    if !before.on {
        return Ok(());
    }
    counted::pause(tx, id, why).await?;
    let (after, told) = before.clone().switch(false);
    let paused = tx.keep_and_tell(&before, after, told).await?;
    let owner = people(tx, id).await?.owner;
    tx.raise(Raise {
        key: key(id),
        code: "automation.flood",
        title: format!("{} is flooded, and paused", paused.name),
        detail: format!(
            "{why}. Nothing of it moves and nothing leaves. Look where they come from. Whoever it does not take in \
             meanwhile is kept with the reason, and can be taken in when it goes on."
        ),
        owner,
        subject: Some(id.into()),
        fix: Some(json!({ "verb": "automation.resume", "body": { "automation": id },
            "answers": ["resume", "keep_paused"], "label": "Decide" })),
        due_hours: Some(1),
        ..Raise::default()
    })
    .await
}

/// A person switched it: it is no pause any more.
pub(super) async fn over(tx: &mut Tx, automation: AutomationId, on: bool) -> Result<()> {
    counted::go_on(tx, automation).await?;
    // It may have been off already: then no fact says so.
    office::of(tx)?.unsettle(tx.now());
    let outcome = if on { "it goes on" } else { "it was switched off" };
    tx.settle_exception(&key(automation), outcome).await.map(drop)
}

/// What becomes of a paused automation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resume {
    /// It goes on, and what came so far is not held against it.
    Resume,
    /// It stays paused: whatever would start it is kept for later.
    KeepPaused,
}

/// Let a paused automation go on, or keep it paused.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeAutomation {
    pub automation: AutomationId,
    pub answer: Resume,
}

impl Command for ResumeAutomation {
    const VERB: Verb = Verb::post("automation.resume", "/automations/{automation}/resume")
        .no_undo("switch it on or off instead");
    type Answer = AutomationView;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<AutomationView> {
        let before = rows::load(tx, self.automation).await?;
        if counted::of(tx, self.automation).await?.paused.is_none() {
            return Err(NotPaused.into());
        }
        if self.answer == Resume::KeepPaused {
            tx.settle_exception(&key(self.automation), "it stays paused").await?;
            return Ok(before.into());
        }
        over(tx, self.automation, true).await?;
        let (after, told) = before.clone().switch(true);
        let kept = tx.keep_and_tell(&before, after, told).await?;
        tx.release_held_effects(SWITCH).await?;
        Ok(kept.into())
    }
}

/// Take in now whom an automation refused because too much came: the oldest first, some hundred at a time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeInLater {
    pub automation: AutomationId,
    /// At most so many in one call: 100 where nothing is said, and at most.
    #[serde(default)]
    pub limit: Option<u16>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TakenIn {
    pub automation: AutomationId,
    pub taken: i64,
    /// Not taken in now either; why stands with the decisions.
    pub refused: i64,
    /// That wait still: call again.
    pub left: i64,
}

const MOST: u16 = 100;

impl Command for TakeInLater {
    const VERB: Verb = Verb::post("automation.take_in", "/automations/{automation}/take-in")
        .no_undo("stop the runs instead");
    type Answer = TakenIn;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<TakenIn> {
        if self.limit == Some(0) {
            return Err(Error::field("/limit", "automation.none", "take in at least one"));
        }
        let directory = office::directory(tx).await?;
        let entry = directory.entry(self.automation).filter(|entry| entry.paused.is_none());
        let entry = entry.ok_or(StartRefusal::Off)?.clone();
        let limit = i64::from(self.limit.unwrap_or(MOST).min(MOST));
        let (mut taken, mut refused) = (0, 0);
        for one in enrolments::waiting(tx, self.automation, limit).await? {
            match decide::take_in(tx, &entry, &one).await? {
                decide::Later::Taken => taken += 1,
                decide::Later::Refused => refused += 1,
                decide::Later::Waits => break,
            }
        }
        // Whoever works on runs wakes by a fact.
        if taken + refused > 0 {
            tx.tell(RefusedTakenIn { automation: self.automation, taken, refused });
        }
        let left = enrolments::count_waiting(tx, self.automation).await?;
        Ok(TakenIn { automation: self.automation, taken, refused, left })
    }
}

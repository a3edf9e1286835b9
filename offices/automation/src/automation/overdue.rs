//! What fell due while everything automatic stood still, listed before it goes on, and what shall become of it.
//!
//! Invariant: nothing is dropped without a record: a message that is left out is skipped with its reason, in its run as
//! in its conversation. Tasks and changes of our own records are done in any case.

pub mod rows;

use std::collections::HashMap;

use kernel::{AutomationId, Error, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::effect::{Claimed, Leave};
use verbs::{Query, Verb};

use crate::document::{Act, StepId};
use crate::gate::rule;
use crate::office;
use crate::run::{Kept, steps};

const HOUR_MS: i64 = 3_600_000;
/// Over so many hours it is spread where nothing is said, and at most.
const HOURS: u32 = 4;
const MOST_HOURS: u32 = 72;
const LEFT_OUT: &str = "left out: it fell due while everything automatic stood still";

/// What shall become of what fell due meanwhile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deal {
    /// All of it happens now.
    #[default]
    Send,
    /// The oldest first, evenly over some hours.
    Spread,
    /// Messages and calls to other systems are left out, with a record; the rest happens now.
    Skip,
}

/// Another decision for one automation.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct But {
    pub automation: AutomationId,
    pub overdue: Deal,
}

/// What of one automation fell due.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OverdueLine {
    pub automation: AutomationId,
    pub name: String,
    /// Runs whose next step is due.
    pub steps: i64,
    /// Messages and calls to other systems that wait to leave.
    pub messages: i64,
    /// When the oldest of these was due.
    pub oldest_at: Timestamp,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Overdue {
    /// The longest overdue first.
    pub items: Vec<OverdueLine>,
}

/// Read what is overdue, by automation: while everything stands still, what will happen as soon as it goes on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadOverdue {}

impl Query for ReadOverdue {
    const VERB: Verb = Verb::get("automation.overdue", "/automations/overdue");
    type Answer = Overdue;

    async fn ask(&self, tx: &mut Tx) -> Result<Overdue> {
        Ok(Overdue { items: rows::lines(tx).await? })
    }
}

/// Decides about everything that is overdue, before it is let go.
pub(super) async fn decide(tx: &mut Tx, deal: Deal, hours: Option<u32>, but: &[But]) -> Result<()> {
    let hours = hours.unwrap_or(HOURS);
    if !(1..=MOST_HOURS).contains(&hours) {
        return Err(Error::field("/over_hours", "automation.hours", "choose between one hour and 72"));
    }
    rows::forget_old(tx).await?;
    let but: HashMap<AutomationId, Deal> = but.iter().map(|but| (but.automation, but.overdue)).collect();
    for line in rows::lines(tx).await? {
        match but.get(&line.automation).copied().unwrap_or(deal) {
            Deal::Send => {}
            Deal::Spread => rows::spread(tx, line.automation, i64::from(hours) * HOUR_MS).await?,
            Deal::Skip => rows::skip(tx, line.automation).await?,
        }
    }
    Ok(())
}

/// Whether what was decided keeps an effect of a run back.
pub(crate) async fn holds(tx: &mut Tx, kept: &Kept, effect: &Claimed) -> Result<Option<Leave>> {
    let Some((how, at)) = rows::mark(tx, kept.id).await? else { return Ok(None) };
    if how == "spread" {
        return Ok((at > tx.now()).then(|| rule::until(rule::SPREAD, at)));
    }
    let out = effect.made_at <= at || !has_moved_on(tx, kept, at).await?;
    Ok(out.then(|| Leave::Skip(LEFT_OUT.into())))
}

/// Since then it has waited for something, or a person has said yes: what it does now is no longer what was overdue.
async fn has_moved_on(tx: &mut Tx, kept: &Kept, since: Timestamp) -> Result<bool> {
    if rows::approved_since(tx, kept.id, since).await? {
        return Ok(true);
    }
    let Ok(plan) = office::plan(tx, kept.version).await? else { return Ok(true) };
    let waits = |step: &str| {
        let step = step.parse::<StepId>().ok().and_then(|id| plan.document().step(&id));
        step.is_some_and(|step| {
            matches!(step.act, Act::Wait(_) | Act::WaitFor(_) | Act::Ask(_) | Act::Approve(_))
        })
    };
    let visits = steps::rows::of_run(tx, kept.id).await?;
    Ok(visits.iter().any(|visit| visit.at > since && waits(&visit.step)))
}

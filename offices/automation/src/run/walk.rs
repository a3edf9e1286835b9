//! A turn of a run inside a transaction: everything it may look at is read here. Nothing is written; `settle` does
//! that, with the move.

use kernel::{Result, RunId};
use serde_json::Value as Json;
use store::Tx;

use super::{Kept, rows, steps};
use crate::approval;
use crate::office;
use crate::plan::Plan;
use crate::sight::{self, Sight};

pub use super::turn::{Became, Beside, Ended, Given, RESULTS, Walked};

/// Why there was no turn.
pub enum Stuck {
    /// Its version no longer fits the house.
    Unfit(Kept, String),
}

/// Takes a run as far as it goes without anybody else.
pub async fn walk(tx: &mut Tx, kept: Kept, given: Option<Given>) -> Result<Result<Walked, Stuck>> {
    let plan = match office::plan(tx, kept.version).await? {
        Ok(plan) => plan,
        Err(why) => return Ok(Err(Stuck::Unfit(kept, why))),
    };
    let office = office::of(tx)?;
    let sight = look(tx, &kept, &plan, &office).await?;
    let heard = rows::heard(tx, kept.id).await?;
    let mut walked = Walked::of(kept, plan, (sight, office), heard);
    walked.turn(tx, given).await?;
    Ok(Ok(walked))
}

/// What a run sees now.
pub async fn look(tx: &mut Tx, kept: &Kept, plan: &Plan, office: &office::Office) -> Result<Sight> {
    let takes = plan.document().trigger.takes();
    let of = sight::Of {
        takes: &takes,
        automation: kept.automation,
        subject: kept.subject,
        contact: kept.contact,
        trigger: &kept.trigger,
        looked_at: plan.looked_at(),
    };
    sight::look(tx, &of, office.known_catalogue()?).await
}

impl Beside for Tx {
    async fn decided(&mut self, awaits: Option<&str>) -> Result<Option<approval::Decided>> {
        approval::rows::decided(self, awaits).await
    }

    async fn ended(&mut self, run: RunId) -> Result<Option<Ended>> {
        let Some(called) = rows::find(self, run).await? else { return Ok(None) };
        if !called.machine.state().is_ended() {
            return Ok(None);
        }
        let outcome = rows::outcome(self, run).await?;
        Ok(Some(Ended { outcome, vars: Json::Object(called.machine.vars().clone()) }))
    }

    async fn is_queued(&mut self, run: RunId) -> Result<bool> {
        rows::is_queued(self, run).await
    }

    async fn made(&mut self, run: RunId, awaits: &str) -> Result<Option<Json>> {
        Ok(steps::rows::awaiting(self, run, awaits).await?.and_then(|made| made.output))
    }

    async fn answered(&mut self, call: &str) -> Result<(Option<i64>, Json)> {
        rows::answered(self, call).await
    }
}

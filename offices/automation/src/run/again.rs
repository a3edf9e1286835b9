//! Looking again at what decided at a step: the same condition over the values that were kept.

use kernel::calendar::BusinessHours;
use kernel::{Business, Error, Result, RunId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::commands::RunRefusal;
use super::{rows, steps};
use crate::automation::rows::load;
use crate::office;
use crate::plan::{Asked, Plan};

/// Look again at what decided at a step of a run: each condition over the values it had then. Nothing is done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAgain {
    pub run: RunId,
    pub step: String,
    /// The first one if nothing is said.
    #[serde(default = "first")]
    pub visit: i64,
}

fn first() -> i64 {
    1
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LookedAgain {
    pub decisions: Vec<Decision>,
}

/// One condition, then and now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Decision {
    #[serde(flatten)]
    pub asked: Asked,
    /// What it says over the same values now; nothing where it cannot be asked.
    pub again: Option<bool>,
    /// It says what it said then.
    pub same: bool,
    /// Why it cannot be asked again.
    pub why: Option<String>,
}

impl Query for LookAgain {
    const VERB: Verb = Verb::get("run.look_again", "/runs/{run}/look_again");
    type Answer = LookedAgain;

    async fn ask(&self, tx: &mut Tx) -> Result<LookedAgain> {
        let kept = rows::find(tx, self.run).await?.ok_or(Error::Missing("run"))?;
        let automation = load(tx, kept.automation).await?;
        tx.permit().covers(automation.owned)?;
        let every = steps::rows::of_run(tx, self.run).await?;
        let visit = every.into_iter().find(|one| one.step == self.step && one.visit == self.visit);
        let visit = visit.ok_or(Error::Missing("step"))?;
        let plan = office::plan(tx, kept.version).await?.map_err(RunRefusal::Unfit)?;
        let hours = tx.setting::<Business>().await?.hours;
        let decisions = visit.asked.into_iter().map(|asked| again(&plan, asked, &hours)).collect();
        Ok(LookedAgain { decisions })
    }
}

fn again(plan: &Plan, asked: Asked, hours: &BusinessHours) -> Decision {
    let found = plan.ask_again(&asked, hours);
    let same = found.clone().ok() == asked.holds;
    Decision { again: found.clone().ok(), same, why: found.err().map(|why| why.to_string()), asked }
}

//! What publishing a text would mean for the runs under way: which could go on in it, and which stay, and why.

use std::collections::BTreeMap;

use kernel::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::migrate::{Map, place};
use crate::automation::{check, rows};
use crate::office;
use crate::plan::State;
use crate::run::rows as runs;

/// More runs are counted and not looked at.
const MOST: usize = 2_000;

/// Read what a text would mean for the runs of an automation that are under way. Nothing moves.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadEffect {
    /// Its id, or its name.
    pub automation: String,
    /// YAML, as it would be published.
    pub text: String,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Effect {
    /// Runs under way, on whichever version; by themselves all of them stay on it.
    pub under_way: i64,
    /// That could be moved to the text with `automation.migrate`, once it is published.
    pub movable: i64,
    /// That stay where they are even then.
    pub stay: Vec<StayFor>,
    /// Of all of them, those that stand still before somebody.
    pub parked: i64,
    /// That were not looked at: there are too many.
    pub unseen: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StayFor {
    pub why: String,
    pub runs: i64,
}

impl Query for ReadEffect {
    const VERB: Verb = Verb::get("automation.effect", "/automations/effect");
    type Answer = Effect;

    async fn ask(&self, tx: &mut Tx) -> Result<Effect> {
        let id = crate::start::commands::named(tx, &self.automation).await?;
        let automation = rows::load(tx, id).await?;
        tx.permit().covers(automation.owned)?;
        let (new, _) = check::check(tx, &self.text).await?.plan()?;
        let (mut effect, mut stay) = (Effect::default(), BTreeMap::<String, i64>::new());
        let mut left = MOST;
        for version in rows::versions_of(tx, id).await? {
            let under_way = runs::active_of_version(tx, version.id).await?;
            if under_way.is_empty() {
                continue;
            }
            effect.under_way += count(under_way.len());
            effect.unseen += count(under_way.len().saturating_sub(left));
            let old = office::plan(tx, version.id).await?.ok();
            for run in under_way.iter().take(left) {
                let Some(run) = runs::find(tx, *run).await? else { continue };
                effect.parked += i64::from(run.machine.state() == State::Parked);
                let unfit = || format!("version {} cannot be read any more", version.number);
                let placed = old.as_ref().ok_or_else(unfit);
                match placed.and_then(|old| place(&run.machine, old, &new, &Map::new())) {
                    Ok(_) => effect.movable += 1,
                    Err(why) => *stay.entry(why).or_default() += 1,
                }
            }
            left = left.saturating_sub(under_way.len());
        }
        effect.stay = stay.into_iter().map(|(why, runs)| StayFor { why, runs }).collect();
        effect.stay.sort_by_key(|one| std::cmp::Reverse(one.runs));
        Ok(effect)
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

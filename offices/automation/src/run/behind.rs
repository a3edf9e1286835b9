//! Waiting for one's turn in a group: how long before somebody hears of it, and behind whom.
//!
//! Invariant: a run that waits for another one to end is looked at again at a time that comes.

use kernel::calendar::BusinessHours;
use kernel::{AutomationId, Result, RunId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;

use super::turn::Walked;
use super::{later, rows, settle};

/// The run whose end another one waits for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Behind {
    pub run: RunId,
    pub automation: AutomationId,
    /// What its automation is called.
    pub name: String,
    /// When it began.
    pub since: Timestamp,
}

/// The exception of a run that has waited for its turn too long.
pub const WAITS: &str = "automation.waits_its_turn";
const DAY_MS: i64 = 86_400_000;

/// When a run that waits for its turn is looked at again: at its deadline, else after each day of open hours.
pub fn looks_again(walked: &Walked, now: Timestamp) -> Timestamp {
    let machine = &walked.kept.machine;
    let hours = || walked.sight.view().zones.business.clone();
    machine.deadline_at().unwrap_or_else(|| {
        let first = open_day_after(machine.started_at(), &hours());
        if first > now { first } else { open_day_after(now, &hours()) }
    })
}

/// One that is never open has days all the same.
fn open_day_after(from: Timestamp, hours: &BusinessHours) -> Timestamp {
    let after = hours.next_open(from).and_then(|open| hours.add_business_days(open, 1));
    after.unwrap_or_else(|_| later(from, DAY_MS))
}

/// Whoever answers for it hears what it waits for, once it has waited for a day of open hours.
pub async fn tell(tx: &mut Tx, walked: &Walked) -> Result<()> {
    let (run, hours) = (&walked.kept, walked.sight.view().zones.business.clone());
    if run.machine.deadline_at().is_some() || open_day_after(run.machine.started_at(), &hours) > tx.now() {
        return Ok(());
    }
    let Some(why) = why(tx, walked).await? else { return Ok(()) };
    let detail = format!("{why}. It begins when that run ends: help it on, or stop one of the two");
    let about = (WAITS, "has waited for its turn for a day".to_owned(), detail);
    settle::raise_as(tx, settle::turn(run), run.into(), walked.sight.people, about).await
}

/// What it waits for, in words; nothing where it waits for nobody.
pub async fn why(tx: &mut Tx, walked: &Walked) -> Result<Option<String>> {
    let document = walked.plan.document();
    if !document.takes_turns() {
        return Ok(None);
    }
    let Some(one) = rows::behind(tx, walked.kept.id).await? else { return Ok(None) };
    let zone = walked.sight.view().zones.business.zone().clone();
    let since = zone.shows(one.since).strftime("%Y-%m-%d");
    let who = match &document.group {
        Some(group) if one.automation != walked.kept.automation => {
            format!("{} of the group {}", one.name, group.name)
        }
        _ => "an earlier run of it".to_owned(),
    };
    Ok(Some(format!("{who} has been under way for them since {since}")))
}

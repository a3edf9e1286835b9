//! What runs no longer know: with the person they were about, and when their details have served.
//!
//! Invariant: what stays is a skeleton of ids, states, times and open values; whatever came about a person and was not
//! called open goes, from every place a run keeps it.

mod rows;

use kernel::{AutomationVersionId, ContactId, Id as _, Permit, Result, RunId, Timestamp};
use store::Tx;
use verbs::{Desk, Worker};

use super::{later, rows as runs, settle};
use crate::document::{self, Takes};
use crate::enrolment::rows as enrolments;
use crate::office;
use crate::start::person as due;

/// Details of a run that ended are kept so long, for questions.
const KEPT_MS: i64 = 90 * 86_400_000;
const HOUR_MS: i64 = 3_600_000;
/// A call whose person was never made has no use any more.
const WAITING_MS: i64 = 30 * 86_400_000;
const PORTION: i64 = 200;

/// Forgets what has served, every hour.
pub struct Forget;

impl Worker for Forget {
    const NAME: &'static str = "automation.forget";
    const HEARS: verbs::Hears = verbs::Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let (old, calls) = desk.store.read(|tx| Box::pin(look(tx))).await?;
        let more = i64::try_from(old.len()).is_ok_and(|many| many == PORTION);
        if !old.is_empty() || calls {
            let forget = desk.store.write(Permit::engine(Forget::NAME), None, move |tx| {
                let old = old.clone();
                Box::pin(async move {
                    for run in old {
                        undress(tx, run).await?;
                    }
                    let before = later(tx.now(), -WAITING_MS);
                    rows::give_up_calls(tx, before).await
                })
            });
            forget.await?;
        }
        Ok(Some(if more { desk.store.now() } else { later(desk.store.now(), HOUR_MS) }))
    }
}

async fn look(tx: &mut Tx) -> Result<(Vec<RunId>, bool)> {
    let now = tx.now();
    let old = rows::ended(tx, later(now, -KEPT_MS), PORTION).await?;
    Ok((old, rows::has_old_calls(tx, later(now, -WAITING_MS)).await?))
}

/// Runs about somebody who is erased end here, all of theirs are undressed, and none begins later.
pub(crate) async fn person(tx: &mut Tx, contact: ContactId) -> Result<()> {
    for (run, under_way) in rows::of_person(tx, contact).await? {
        if under_way {
            let kept = runs::fence(tx, run).await?;
            settle::replace(tx, kept, "whom it was about was erased").await?;
        }
        undress(tx, run).await?;
    }
    let aliases = enrolments::aliases(tx, contact).await?;
    for known in aliases.into_iter().map(|alias| ContactId::from_bytes(alias.bytes)).chain([contact]) {
        due::forget(tx, known).await?;
    }
    enrolments::forget(tx, contact).await
}

/// Nothing of a run but its skeleton.
async fn undress(tx: &mut Tx, run: RunId) -> Result<()> {
    let Some(mut run_itself) = rows::dressed(tx, run).await? else { return Ok(()) };
    let takes = takes(tx, run_itself.version).await?;
    if let Some(body) = run_itself.trigger.as_object_mut()
        && let Some(payload) = body.get_mut("payload")
    {
        document::forget(&takes, payload);
    }
    run_itself.machine.forget();
    rows::undress(tx, run, &run_itself).await
}

/// What its trigger takes; nothing is known to be open of a version that fits no longer.
async fn takes(tx: &mut Tx, version: AutomationVersionId) -> Result<Takes> {
    let plan = office::plan(tx, version).await?;
    Ok(plan.map(|plan| plan.document().trigger.takes()).unwrap_or_default())
}

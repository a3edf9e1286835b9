//! What runs no longer know: with the person they were about, and when their details have served.
//!
//! Invariant: what stays is a skeleton of ids, states, times and open values; whatever came about a person and was not
//! called open goes, from every place a run keeps it.

use kernel::{AutomationVersionId, ContactId, Permit, Result, RunId, Timestamp, Value};
use serde_json::Value as Json;
use store::{Row, Tx, values};
use verbs::{Desk, Worker};

use super::{later, rows, settle};
use crate::document::{self, Takes};
use crate::office;
use crate::plan;

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
    const HEARS: bool = false;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let old = desk.store.read(|tx| Box::pin(old(tx))).await?;
        let more = i64::try_from(old.len()).is_ok_and(|many| many == PORTION);
        let calls = desk.store.read(|tx| Box::pin(has_old_calls(tx))).await?;
        if !old.is_empty() || calls {
            let forget = desk.store.write(Permit::engine(Forget::NAME), None, move |tx| {
                let old = old.clone();
                Box::pin(async move {
                    for run in old {
                        bare(tx, run).await?;
                    }
                    give_up_calls(tx).await
                })
            });
            forget.await?;
        }
        Ok(Some(if more { desk.store.now() } else { later(desk.store.now(), HOUR_MS) }))
    }
}

const OLD: &str = "
    select id from automation_run where ended_at is not null and not bare and ended_at < $1 order by ended_at limit $2";

async fn old(tx: &mut Tx) -> Result<Vec<RunId>> {
    let before = later(tx.now(), -KEPT_MS);
    tx.all(OLD, values![before, PORTION], |row| row.get("id")).await
}

const OLD_CALL: &str = "
    select received_at from automation_hook_call where state = 'waiting' and received_at < $1 limit 1";
const GIVE_UP: &str = "
    update automation_hook_call set state = 'refused', body = null, reason = 'nobody could be made of it in thirty days'
    where state = 'waiting' and received_at < $1";

async fn has_old_calls(tx: &mut Tx) -> Result<bool> {
    let before = later(tx.now(), -WAITING_MS);
    Ok(tx.one(OLD_CALL, values![before], |_| Ok(())).await?.is_some())
}

async fn give_up_calls(tx: &mut Tx) -> Result<()> {
    let before = later(tx.now(), -WAITING_MS);
    tx.exec(GIVE_UP, values![before]).await.map(drop)
}

const OF_PERSON: &str = "select id from automation_run where contact = $1 order by id";
const ACTIVE: &str = "select id from automation_run where contact = $1 and ended_at is null order by id";

/// Runs about somebody who is erased end here, and all of theirs become bare.
pub(crate) async fn person(tx: &mut Tx, contact: ContactId) -> Result<()> {
    for run in tx.all(ACTIVE, values![contact], |row| row.get::<RunId>("id")).await? {
        let kept = rows::fence(tx, run).await?;
        settle::replace(tx, kept, "whom it was about was erased").await?;
    }
    for run in tx.all(OF_PERSON, values![contact], |row| row.get::<RunId>("id")).await? {
        bare(tx, run).await?;
    }
    Ok(())
}

const RUN: &str = "select version, doc, started_by from automation_run where id = $1";
const KEEP: &str = "update automation_run set doc = $2, started_by = $3, bare = true where id = $1";
const STEPS: &str = "update automation_step set input = null, output = null, undo = null where run = $1";
const APPROVALS: &str = "
    update automation_approval set args = '{}', shown = null, edit = null where run = $1";
const UNDONE: &str = "update automation_undo set body = '{}' where run = $1 and state <> 'waiting'";

struct Dressed {
    version: AutomationVersionId,
    machine: plan::Run,
    trigger: Json,
}

/// Nothing of a run but its skeleton.
async fn bare(tx: &mut Tx, run: RunId) -> Result<()> {
    let read = |row: &Row<'_>| {
        let (machine, trigger) = (row.doc("doc")?, row.doc("started_by")?);
        Ok(Dressed { version: row.get("version")?, machine, trigger })
    };
    let Some(Dressed { version, mut machine, mut trigger }) = tx.one(RUN, values![run], read).await? else {
        return Ok(());
    };
    let takes = takes(tx, version).await?;
    document::forget(&takes, &mut trigger["payload"]);
    if trigger["payload"].as_object().is_none_or(serde_json::Map::is_empty)
        && let Some(body) = trigger.as_object_mut()
    {
        body.remove("payload");
    }
    machine.forget();
    tx.exec(KEEP, values![run, Value::doc(&machine), Value::doc(&trigger)]).await?;
    for sql in [STEPS, APPROVALS, UNDONE] {
        tx.exec(sql, values![run]).await?;
    }
    Ok(())
}

/// What its trigger takes; nothing is known to be open of a version that fits no longer.
async fn takes(tx: &mut Tx, version: AutomationVersionId) -> Result<Takes> {
    let plan = office::plan(tx, version).await?;
    Ok(plan.map(|plan| plan.document().trigger.takes()).unwrap_or_default())
}

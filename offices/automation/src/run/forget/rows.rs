//! Where details of runs stand, and how they are taken away.

use kernel::{AutomationVersionId, ContactId, Result, RunId, Timestamp, Value};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use crate::plan;

const OLD: &str = "
    select id from automation_run where ended_at is not null and not bare and ended_at < $1 order by ended_at limit $2";

/// Runs that ended before and still know everything, the first that ended first.
pub(super) async fn ended(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<RunId>> {
    tx.all(OLD, values![before, limit], |row| row.get("id")).await
}

const OLD_CALL: &str = "
    select received_at from automation_hook_call where state = 'waiting' and received_at < $1 limit 1";
const GIVE_UP: &str = "
    update automation_hook_call set state = 'refused', body = null, reason = 'nobody could be made of it in thirty days'
    where state = 'waiting' and received_at < $1";

/// Whether a call of a hook has waited since before.
pub(super) async fn has_old_calls(tx: &mut Tx, before: Timestamp) -> Result<bool> {
    Ok(tx.one(OLD_CALL, values![before], |_| Ok(())).await?.is_some())
}

/// Calls that have waited since before come to nothing, and what they brought goes.
pub(super) async fn give_up_calls(tx: &mut Tx, before: Timestamp) -> Result<()> {
    tx.exec(GIVE_UP, values![before]).await.map(drop)
}

const OF_PERSON: &str = "select id, ended_at from automation_run where contact = $1 order by id";

/// All runs about somebody, and whether each is under way.
pub(super) async fn of_person(tx: &mut Tx, contact: ContactId) -> Result<Vec<(RunId, bool)>> {
    let read = |row: &Row<'_>| Ok((row.get("id")?, row.get::<Option<Timestamp>>("ended_at")?.is_none()));
    tx.all(OF_PERSON, values![contact], read).await
}

/// A run with its details.
pub(super) struct Dressed {
    pub version: AutomationVersionId,
    pub machine: plan::Run,
    pub trigger: Json,
}

const RUN: &str = "select version, doc, started_by from automation_run where id = $1";

pub(super) async fn dressed(tx: &mut Tx, run: RunId) -> Result<Option<Dressed>> {
    let read = |row: &Row<'_>| {
        let (machine, trigger) = (row.doc("doc")?, row.doc("started_by")?);
        Ok(Dressed { version: row.get("version")?, machine, trigger })
    };
    tx.one(RUN, values![run], read).await
}

const KEEP: &str =
    "update automation_run set doc = $2, started_by = $3, key = null, bare = true where id = $1";
const STEPS: &str =
    "update automation_step set input = null, output = null, undo = null, asked = null where run = $1";
const APPROVALS: &str = "
    update automation_approval set args = '{}', shown = null, edit = null where run = $1";
const UNDONE: &str = "update automation_undo set body = '{}' where run = $1 and state <> 'waiting'";

/// Keeps a run without its details, and takes away those of its steps, approvals and undone steps.
pub(super) async fn undress(tx: &mut Tx, run: RunId, bare: &Dressed) -> Result<()> {
    tx.exec(KEEP, values![run, Value::doc(&bare.machine), Value::doc(&bare.trigger)]).await?;
    for sql in [STEPS, APPROVALS, UNDONE] {
        tx.exec(sql, values![run]).await?;
    }
    Ok(())
}

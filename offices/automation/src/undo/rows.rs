//! How what is taken back is kept.

use kernel::{Result, RunId, Timestamp, UserId, Value};
use serde_json::Value as Json;
use store::{Row, Tx, values};

use crate::run::steps::rows::Kept;

/// A step to be taken back.
#[derive(Debug, Clone)]
pub struct Asked {
    pub run: RunId,
    pub step: String,
    pub visit: i64,
    pub verb: String,
    pub body: Json,
    pub asked_by: UserId,
    pub at: Timestamp,
}

const ASK: &str = "
    insert into automation_undo (run, step, visit, seq, verb, body, asked_by, state, why, at)
    values ($1, $2, $3, $4, $5, $6, $7, 'waiting', null, $8)
    on conflict (run, step, visit) do update set state = 'waiting', why = null, seq = excluded.seq,
        verb = excluded.verb, body = excluded.body, asked_by = excluded.asked_by, at = excluded.at
    where automation_undo.state = 'failed'";

/// Asks for a step to be taken back; `place` is its place among all that are asked for, the first done first.
pub(super) async fn ask(tx: &mut Tx, (run, step): (RunId, &Kept), undo: &Json, place: i64) -> Result<()> {
    let (now, user) = (tx.now(), tx.permit().user());
    let verb = undo["verb"].as_str().unwrap_or_default().to_owned();
    let body = undo["body"].clone();
    let values = values![run, &step.step, step.visit, place, &verb, Value::doc(&body), user, now];
    tx.exec(ASK, values).await.map(drop)
}

const WAITING: &str = "
    select run, step, visit, verb, body, asked_by, at from automation_undo
    where state = 'waiting' order by at, seq desc, run limit 100";

/// What waits, of what was asked for together the last step first.
pub(super) async fn waiting(tx: &mut Tx) -> Result<Vec<Asked>> {
    let read = |row: &Row<'_>| {
        Ok(Asked {
            run: row.get("run")?,
            step: row.get("step")?,
            visit: row.get("visit")?,
            verb: row.get("verb")?,
            body: row.doc("body")?,
            asked_by: row.get("asked_by")?,
            at: row.get("at")?,
        })
    };
    tx.all(WAITING, &[], read).await
}

const TOGETHER: &str = "select distinct run from automation_undo where asked_by = $1 and at = $2";

/// The runs that are taken back by one request.
pub(super) async fn together(tx: &mut Tx, asked: &Asked) -> Result<Vec<RunId>> {
    tx.all(TOGETHER, values![asked.asked_by, asked.at], |row| row.get("run")).await
}

const SETTLE: &str = "
    update automation_undo set state = $4, why = $5
    where run = $1 and step = $2 and visit = $3 and state = 'waiting'";

/// How it went; `false` where it was settled already.
pub(super) async fn settle(tx: &mut Tx, asked: &Asked, why: Option<&str>) -> Result<bool> {
    let state = if why.is_some() { "failed" } else { "done" };
    Ok(tx.exec(SETTLE, values![asked.run, &asked.step, asked.visit, state, why]).await? == 1)
}

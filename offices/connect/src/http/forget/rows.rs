//! What is kept of calls after their answer, and how it is taken away.

use kernel::{ContactId, HttpCallId, Result, Timestamp, Value};
use serde_json::Value as Json;
use store::{Row, Tx, values};

/// A call with what was to be taken of its answer, and what was.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub id: HttpCallId,
    pub take: Json,
    pub answer: Option<Json>,
}

fn read(row: &Row<'_>) -> Result<Kept> {
    let answer: Option<String> = row.get("answer")?;
    let answer = answer.and_then(|text| serde_json::from_str(&text).ok());
    Ok(Kept { id: row.get("id")?, take: row.doc("take")?, answer })
}

const OF_PERSON: &str = "select id, take, answer from connect_http_call where person = $1 order by id";

pub(super) async fn of_person(tx: &mut Tx, contact: ContactId) -> Result<Vec<Kept>> {
    tx.all(OF_PERSON, values![contact], read).await
}

const OLD: &str = "
    select id, take, answer from connect_http_call
    where answer is not null and done_at < $1 and path <> '' order by done_at limit $2";

/// Those answered before that still know more than their open values.
pub(super) async fn old(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<Kept>> {
    tx.all(OLD, values![before, limit], read).await
}

const BARE: &str = "
    update connect_http_call set answer = $2, request = null, path = '', person = null,
        why = case when state = 'queued' then 'whom it concerned was erased' else why end,
        done_at = case when state = 'queued' then $3 else done_at end,
        state = case when state = 'queued' then 'failed' else state end
    where id = $1";

/// Keeps nothing but what is given; one that was not sent never is.
pub(super) async fn bare(tx: &mut Tx, call: HttpCallId, answer: Option<&Json>) -> Result<()> {
    let now = tx.now();
    tx.exec(BARE, values![call, answer.map(Value::doc), now]).await.map(drop)
}

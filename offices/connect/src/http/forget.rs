//! What was asked of other systems and answered goes with the person it concerned, and when it has served.
//!
//! Invariant: what stays of a call is that it was made, how it ended, and the values that were called open.

use facts::house::PersonErased;
use kernel::{ContactId, HttpCallId, Permit, Result, Timestamp, Value};
use serde_json::Value as Json;
use store::{Consequence, Row, Tx, values};
use verbs::{Desk, Worker};

/// Answers are kept so long.
const KEPT_MS: i64 = 90 * 86_400_000;
const HOUR_MS: i64 = 3_600_000;
const PORTION: i64 = 200;

/// On `person.erased`: their calls know nothing of them any more, and what was not sent never is.
pub struct ForgetCalls;

impl Consequence for ForgetCalls {
    const NAME: &'static str = "connect.forget_calls";
    type Fact = PersonErased;

    async fn follow(&self, tx: &mut Tx, fact: &PersonErased) -> Result<()> {
        for (call, kept) in of_person(tx, fact.contact).await? {
            bare(tx, call, kept).await?;
        }
        Ok(())
    }
}

/// Forgets answers that have served, every hour.
pub struct ForgetOldCalls;

impl Worker for ForgetOldCalls {
    const NAME: &'static str = "connect.forget_calls";
    const HEARS: bool = false;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let old = desk.store.read(|tx| Box::pin(old(tx))).await?;
        let more = i64::try_from(old.len()).is_ok_and(|many| many == PORTION);
        if !old.is_empty() {
            let forget = desk.store.write(Permit::engine("connect.forget_calls"), None, move |tx| {
                let old = old.clone();
                Box::pin(async move {
                    for (call, kept) in old {
                        bare(tx, call, kept).await?;
                    }
                    Ok(())
                })
            });
            forget.await?;
        }
        let wait = if more { 0 } else { HOUR_MS };
        Ok(Timestamp::from_millisecond(desk.store.now().as_millisecond() + wait).ok())
    }
}

/// What is taken of an answer, and what it said.
type Kept = (Json, Option<Json>);

const OF_PERSON: &str = "select id, take, answer from connect_http_call where person = $1 order by id";
const OLD: &str = "
    select id, take, answer from connect_http_call
    where answer is not null and done_at < $1 and (person is not null or path <> '') order by done_at limit $2";

fn read(row: &Row<'_>) -> Result<(HttpCallId, Kept)> {
    let answer: Option<String> = row.get("answer")?;
    let answer = answer.and_then(|text| serde_json::from_str(&text).ok());
    Ok((row.get("id")?, (row.doc("take")?, answer)))
}

async fn of_person(tx: &mut Tx, contact: ContactId) -> Result<Vec<(HttpCallId, Kept)>> {
    tx.all(OF_PERSON, values![contact], read).await
}

async fn old(tx: &mut Tx) -> Result<Vec<(HttpCallId, Kept)>> {
    let before = tx.now().as_millisecond() - KEPT_MS;
    tx.all(OLD, values![before, PORTION], read).await
}

const BARE: &str = "
    update connect_http_call set answer = $2, request = null, path = '', person = null,
        why = case when state = 'queued' then 'whom it concerned was erased' else why end,
        done_at = case when state = 'queued' then $3 else done_at end,
        state = case when state = 'queued' then 'failed' else state end
    where id = $1";

async fn bare(tx: &mut Tx, call: HttpCallId, (take, answer): Kept) -> Result<()> {
    let open = |name: &str| take[name]["open"] == true;
    let answer = answer.map(|mut answer| {
        if let Some(values) = answer.as_object_mut() {
            values.retain(|name, _| open(name));
        }
        answer
    });
    let (answer, now) = (answer.as_ref().map(Value::doc), tx.now());
    tx.exec(BARE, values![call, answer, now]).await.map(drop)
}

//! What was asked of other systems and answered goes with the person it concerned, and when it has served.
//!
//! Invariant: what stays of a call is that it was made, how it ended, and the values that were called open.

mod rows;

use facts::house::PersonErased;
use kernel::{Result, Timestamp};
use store::{Consequence, Tx};
use verbs::{Desk, Worker};

use super::remove;
use rows::Kept;

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
        for call in rows::of_person(tx, fact.contact).await? {
            bare(tx, call).await?;
        }
        Ok(())
    }
}

/// Forgets answers that have served, and secrets of what was removed, every hour.
pub struct ForgetOldCalls;

impl Worker for ForgetOldCalls {
    const NAME: &'static str = "connect.forget_calls";
    const HEARS: verbs::Hears = verbs::Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let before = later(desk.store.now(), -KEPT_MS);
        let old = desk.store.read(move |tx| Box::pin(rows::old(tx, before, PORTION))).await?;
        let more = i64::try_from(old.len()).is_ok_and(|many| many == PORTION);
        if !old.is_empty() {
            let forget = desk.store.claim("connect.forget_calls", move |tx| {
                let old = old.clone();
                Box::pin(async move {
                    for call in old {
                        bare(tx, call).await?;
                    }
                    Ok(())
                })
            });
            forget.await?;
        }
        remove::forget_secrets(desk).await?;
        Ok(Some(later(desk.store.now(), if more { 0 } else { HOUR_MS })))
    }
}

fn later(at: Timestamp, ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond().saturating_add(ms)).unwrap_or(Timestamp::MAX)
}

async fn bare(tx: &mut Tx, call: Kept) -> Result<()> {
    let answer = call.answer.map(|mut answer| {
        if let Some(values) = answer.as_object_mut() {
            values.retain(|name, _| call.take[name]["open"] == true);
        }
        answer
    });
    rows::bare(tx, call.id, answer.as_ref()).await
}

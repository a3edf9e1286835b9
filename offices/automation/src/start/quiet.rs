//! Facts in quick succession: each puts the start off, and once nothing more comes the last of them begins it.
//!
//! Invariant: however many come, it begins no later than `at_most` after the first.

use kernel::{Result, Timestamp};
use serde_json::{Value as Json, json};
use store::Tx;

use super::Start;
use super::rows::{self, Due};
use crate::document::Debounce;
use crate::enrolment::decide::{self, Case};
use crate::existing;
use crate::office::Entry;

/// How such a start is called.
pub(super) const HOW: &str = "debounce";

/// Puts the start off that this fact would be; whom it would not begin for is kept as ever, with the reason.
pub(crate) async fn wait_for_quiet(tx: &mut Tx, case: &Case<'_>, wait: Debounce) -> Result<()> {
    let subject = match case.wanted(tx).await? {
        Ok(subject) => subject,
        Err(reason) => return decide::refuse(tx, case, &reason).await,
    };
    // Before it takes the place of what somebody else began.
    if let Some(reason) = case.circle(tx).await? {
        return decide::refuse(tx, case, &reason).await;
    }
    let automation = case.entry.automation.id;
    let before = rows::of(tx, automation, subject).await?;
    if before.as_ref().is_some_and(existing::is_one) {
        existing::left_out(tx, automation).await?;
    }
    let before = before.filter(|due| due.how == HOW);
    let first = before.as_ref().and_then(first_of).unwrap_or(case.at);
    let cause = case.cause.map(|run| run.to_string());
    let body = json!({ "fact": case.body, "first": first.as_millisecond(), "cause": cause });
    let due = Due {
        automation,
        subject,
        contact: case.contact,
        how: HOW.into(),
        at: wait.begins_at(first, case.at),
        fact: Some(case.fact),
        body: Some(body),
        // The same start, put off once more.
        left_out: before.is_some_and(|due| due.left_out),
    };
    rows::put(tx, &due).await?;
    decide::refuse(tx, case, &wait.waits()).await
}

/// When the first of those it puts off came.
pub(super) fn first_of(due: &Due) -> Option<Timestamp> {
    Timestamp::from_millisecond(due.body.as_ref()?["first"].as_i64()?).ok()
}

/// The start with the last of them; the run that led to it is known still, so that none follows from itself.
pub(super) fn of_due<'a>(entry: &'a Entry, due: &Due) -> Start<'a> {
    let body = due.body.as_ref();
    let cause = body.and_then(|body| body["cause"].as_str()?.parse().ok());
    let began = body.map(|body| body["fact"].clone());
    let (subject, contact) = (due.subject, due.contact);
    Start { entry, how: HOW, subject, contact, payload: Json::Null, began, cause, parent: None }
}

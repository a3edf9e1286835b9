//! Starting what is due, each in a transaction of its own.

use std::sync::Arc;

use kernel::{Permit, Result, Timestamp};
use serde_json::Value as Json;
use store::{Raise, Tx};
use verbs::{Desk, Worker};

use super::rows::{self, Due};
use super::{Start, business, hook, keep, leave_out, quiet, start};
use crate::document::On;
use crate::existing;
use crate::office::{self, Entry};
use crate::run::later;

/// Starts what no fact starts.
pub struct Starts;

const BATCH: i64 = 64;
const MOST_ROUNDS: usize = 200;
/// What broke is tried again after this.
const PAUSE_MS: i64 = 600_000;

impl Worker for Starts {
    const NAME: &'static str = "automation.starts";
    const HEARS: verbs::Hears = verbs::Hears::AtOnce;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        office::refresh(&desk.store).await?;
        hook::carry_waiting(desk).await?;
        for _ in 0..MOST_ROUNDS {
            let due = desk.store.read(|tx| Box::pin(rows::due(tx, BATCH))).await?;
            if due.is_empty() {
                if existing::taking::go_on(desk).await? {
                    continue;
                }
                return desk.store.read(|tx| Box::pin(rows::next(tx))).await;
            }
            for one in due {
                carry_out(desk, one).await?;
            }
        }
        Ok(Some(desk.store.now()))
    }
}

async fn carry_out(desk: &Desk, due: Due) -> Result<()> {
    let due = Arc::new(due);
    let taken = due.clone();
    let done = desk.store.write(Permit::engine(Starts::NAME), None, move |tx| {
        let due = taken.clone();
        Box::pin(async move { take(tx, &due).await })
    });
    let Err(error) = done.await else { return Ok(()) };
    let why = Arc::new(error.to_string());
    let postpone = desk.store.write(Permit::engine(Starts::NAME), None, move |tx| {
        let (due, why) = (due.clone(), why.clone());
        Box::pin(async move { postpone(tx, &due, &why).await })
    });
    postpone.await
}

/// What broke stays due, later, and a person hears of it once.
async fn postpone(tx: &mut Tx, due: &Due, why: &str) -> Result<()> {
    let at = later(tx.now(), PAUSE_MS);
    if !rows::move_to(tx, due, at).await? {
        return Ok(());
    }
    let automation = crate::automation::rows::load(tx, due.automation).await?;
    tx.raise(Raise {
        key: format!("start {}", due.automation),
        code: "automation.not_started",
        title: format!("{} could not be started", automation.name),
        detail: format!("{why}; it is tried again every ten minutes"),
        owner: automation.owned.owner,
        subject: Some(due.subject),
        contact: due.contact,
        ..Raise::default()
    })
    .await
}

async fn take(tx: &mut Tx, due: &Due) -> Result<()> {
    let still = rows::of(tx, due.automation, due.subject).await?;
    let Some(due) = still.filter(|still| still.how == due.how && still.at <= tx.now()) else { return Ok(()) };
    let directory = office::directory(tx).await?;
    let Some(entry) = directory.entry(due.automation) else {
        return rows::drop_one(tx, due.automation, due.subject).await.map(drop);
    };
    match due.how.as_str() {
        "look" => keep::place(tx, entry, due.subject).await,
        "schedule" => scheduled(tx, entry, &due).await,
        _ => {
            rows::drop_one(tx, due.automation, due.subject).await?;
            if due.left_out {
                leave_out::over(tx, entry, &due).await
            } else if existing::is_one(&due) {
                existing::take(tx, entry, due).await
            } else {
                one(tx, entry, &due).await
            }
        }
    }
}

async fn scheduled(tx: &mut Tx, entry: &Entry, due: &Due) -> Result<()> {
    keep::next_round(tx, entry).await?;
    if due.left_out {
        return leave_out::over(tx, entry, due).await;
    }
    let document = entry.plan.document();
    if let On::Schedule { each: true, .. } = document.trigger.on {
        return rows::seed(tx, entry.automation.id, document.subject.as_str(), "each").await;
    }
    let subject = business(entry);
    start(tx, of(entry, "schedule", subject, None, None)).await.map(drop)
}

async fn one(tx: &mut Tx, entry: &Entry, due: &Due) -> Result<()> {
    start(tx, of_due(entry, due)).await.map(drop)
}

/// The start a row stands for.
pub(crate) fn of_due<'a>(entry: &'a Entry, due: &Due) -> Start<'a> {
    if existing::is_one(due) {
        let began = due.body.as_ref().map(|body| body["began"].clone());
        return of(entry, existing::HOW, due.subject, due.contact, began);
    }
    if due.how == quiet::HOW {
        return quiet::of_due(entry, due);
    }
    let how = match due.how.as_str() {
        "silence" => "silence",
        "each" | "schedule" => "schedule",
        _ => "date",
    };
    of(entry, how, due.subject, due.contact, due.body.clone())
}

fn of<'a>(
    entry: &'a Entry,
    how: &'static str,
    subject: kernel::Ref,
    contact: Option<kernel::ContactId>,
    began: Option<Json>,
) -> Start<'a> {
    Start { entry, how, subject, contact, payload: Json::Null, began, cause: None, parent: None }
}

//! What nobody would notice otherwise: runs that stand still unseen, steps that take longer than promised, records
//! without a next step, automations that run less than they should.
//!
//! Invariant: every open record has a dated next step with somebody active, or an open exception.

pub mod conservation;
pub mod counted;
mod expected;
mod late;
pub mod rows;

use std::sync::Arc;

use kernel::{Permit, Result, RunId, Timestamp};
use store::{Raise, Tx};
use verbs::{Desk, Worker};

use crate::run::rows as runs;
use crate::run::steps::rows::{Late, MOST_LATE};
use crate::run::{later, settle, steps};
use crate::settings::Settings;
use crate::sight::rows::people;

/// Looks every minute.
pub struct Watchdog;

const MINUTE_MS: i64 = 60_000;
/// A run that was due so long ago is not merely waiting its turn.
const STUCK_MS: i64 = 600_000;

impl Worker for Watchdog {
    const NAME: &'static str = "automation.watchdog";
    const HEARS: verbs::Hears = verbs::Hears::Nothing;

    /// Looks in a snapshot, and writes only where there is something to tell.
    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let still = Arc::new(desk.store.read(|tx| Box::pin(look_at_runs(tx))).await?);
        let bare = Arc::new(desk.store.read(|tx| Box::pin(conservation::look(tx))).await?);
        let few = Arc::new(desk.store.read(|tx| Box::pin(expected::look(tx))).await?);
        let more = still.late.len() == MOST_LATE;
        if !still.is_empty() || !bare.needs_nothing() || !few.needs_nothing() {
            let tell = desk.store.write(Permit::engine("automation.watchdog"), None, move |tx| {
                let (still, bare, few) = (still.clone(), bare.clone(), few.clone());
                Box::pin(async move {
                    tell_of_runs(tx, &still).await?;
                    expected::tell(tx, &few).await?;
                    conservation::tell(tx, &bare).await
                })
            });
            tell.await?;
        }
        Ok(Some(later(desk.store.now(), if more { 0 } else { MINUTE_MS })))
    }
}

/// Runs that need somebody.
#[derive(Default)]
struct Still {
    parked: Vec<RunId>,
    overdue: Vec<RunId>,
    late: Vec<Late>,
    /// The keys of exceptions that are over.
    moved: Vec<String>,
}

impl Still {
    fn is_empty(&self) -> bool {
        self.parked.is_empty() && self.overdue.is_empty() && self.late.is_empty() && self.moved.is_empty()
    }
}

async fn look_at_runs(tx: &mut Tx) -> Result<Still> {
    let parked = rows::parked_unseen(tx).await?;
    let late = steps::rows::late(tx).await?;
    let stopped = tx.setting::<Settings>().await?.stopped;
    let since = later(tx.now(), -STUCK_MS);
    let overdue = if stopped { vec![] } else { rows::overdue_unseen(tx, since).await? };
    let moved = rows::moved(tx, since).await?;
    Ok(Still { parked, overdue, late, moved })
}

async fn tell_of_runs(tx: &mut Tx, still: &Still) -> Result<()> {
    for run in &still.parked {
        tell(tx, *run, "automation.parked", "stands still", "look at its steps to see what it waits for")
            .await?;
    }
    for run in &still.overdue {
        tell_stuck(tx, *run).await?;
    }
    for key in &still.moved {
        tx.settle_exception(key, "it moves again").await?;
    }
    for late in &still.late {
        late::tell(tx, late).await?;
    }
    Ok(())
}

async fn tell(tx: &mut Tx, run: RunId, code: &'static str, title: &str, detail: &str) -> Result<()> {
    let Some(kept) = runs::find(tx, run).await? else { return Ok(()) };
    let people = people(tx, kept.automation).await?;
    settle::raise(tx, (&kept).into(), people, (code, title.to_owned(), detail.to_owned())).await
}

/// What is due moves for no automation when the workers stand still: one cause, however many runs wait.
async fn tell_stuck(tx: &mut Tx, run: RunId) -> Result<()> {
    let Some(kept) = runs::find(tx, run).await? else { return Ok(()) };
    let people = people(tx, kept.automation).await?;
    let detail = "it was due more than ten minutes ago and nobody has taken it; look at the workers on the health page";
    tx.raise(Raise {
        key: settle::trouble(&kept),
        cause: Some("automation.stuck".into()),
        code: "automation.stuck",
        title: "Runs do not move".into(),
        detail: detail.into(),
        owner: people.owner,
        subject: Some(kept.subject),
        contact: kept.contact,
        run: Some(kept.id),
        due_hours: Some(1),
        ..Raise::default()
    })
    .await
}

//! What nobody would notice otherwise: runs that stand still unseen, and records without a next step.
//!
//! Invariant: every open record has a dated next step with somebody active, or an open exception.

pub mod conservation;
pub mod rows;

use kernel::{Permit, Result, Timestamp};
use store::{Raise, Tx};
use verbs::{Desk, Worker};

use crate::automation;
use crate::run::rows as runs;
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

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let permit = || Permit::engine("automation.watchdog");
        desk.store.write(permit(), None, |tx| Box::pin(watch_runs(tx))).await?;
        desk.store.write(permit(), None, |tx| Box::pin(conservation::watch(tx))).await?;
        Ok(Some(later(desk.store.now(), MINUTE_MS)))
    }
}

async fn watch_runs(tx: &mut Tx) -> Result<()> {
    for run in rows::parked_unseen(tx).await? {
        tell(tx, run, "automation.parked", "stands still", "look at its steps to see what it waits for")
            .await?;
    }
    if !tx.setting::<Settings>().await?.stopped {
        let since = later(tx.now(), -STUCK_MS);
        for run in rows::overdue(tx, since).await? {
            let detail = "it was due more than ten minutes ago and nobody has taken it; look at the workers";
            tell(tx, run, "automation.stuck", "does not move", detail).await?;
        }
    }
    watch_late(tx).await
}

async fn tell(tx: &mut Tx, run: kernel::RunId, code: &'static str, title: &str, detail: &str) -> Result<()> {
    let Some(kept) = runs::find(tx, run).await? else { return Ok(()) };
    let people = people(tx, kept.automation).await?;
    settle::raise(tx, &kept, people, (code, title.to_owned(), detail.to_owned())).await
}

/// Steps that promised to be over by now.
async fn watch_late(tx: &mut Tx) -> Result<()> {
    for late in steps::rows::late(tx).await? {
        steps::rows::late_told(tx, &late).await?;
        let Some(run) = runs::find(tx, late.run).await?.filter(|run| !run.machine.state().is_ended()) else {
            continue;
        };
        let name = automation::rows::load(tx, run.automation).await?.name;
        let people = people(tx, run.automation).await?;
        tx.raise(Raise {
            key: settle::late(&run),
            code: "automation.late",
            title: format!("{name}: {} is late", late.step),
            detail: "what it sends has not left in the time it promised; see the outgoing mail".into(),
            owner: people.owner,
            subject: Some(run.subject),
            contact: run.contact,
            run: Some(run.id),
            due_hours: Some(1),
            ..Raise::default()
        })
        .await?;
    }
    Ok(())
}

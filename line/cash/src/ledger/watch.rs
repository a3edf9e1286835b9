//! Whether the books agree is looked at without being asked: where they do not, it is somebody's until they do.

use std::sync::{Arc, Mutex};

use kernel::{Permit, Result, Timestamp, fault};
use store::{Raise, Series, Tx};
use verbs::{Desk, Hears, Worker};

use super::queries::{Check, NUMBERED, checks};
use super::rows;
use crate::staff;

const WRONG: &str = "ledger.wrong";
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;
/// Of the time, one part in so many at most goes into adding up.
const SHARE: i64 = 100;

/// When this process looks again: workers are asked more often than they say.
#[derive(Default)]
pub struct NextLook(Mutex<Option<Timestamp>>);

impl NextLook {
    fn at(&self) -> std::sync::MutexGuard<'_, Option<Timestamp>> {
        self.0.lock().expect("nobody panics while noting an instant")
    }
}

/// At the start and each minute; less often where adding up takes long.
pub struct LedgerWatch;

impl Worker for LedgerWatch {
    const NAME: &'static str = "cash.ledger_watch";
    const HEARS: Hears = Hears::Nothing;

    /// Looks in a snapshot, and writes only where something has changed.
    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let house = desk.store.house();
        let (clock, noted) = (house.clock.clone(), house.rules.provided::<NextLook>());
        let again = noted.as_ref().and_then(|noted| *noted.at());
        if again.is_some_and(|at| desk.store.now() < at) {
            return Ok(again);
        }
        let began = clock.steady_ms();
        for (series, _) in NUMBERED {
            count_from_here(desk, series).await?;
        }
        let (wrong, told) = desk.store.read(|tx| Box::pin(look(tx))).await?;
        if wrong != told {
            let wrong = Arc::new(wrong);
            let tell = desk.store.write(Permit::engine(Self::NAME), None, move |tx| {
                let wrong = wrong.clone();
                Box::pin(async move { tell(tx, wrong.as_deref()).await })
            });
            tell.await?;
        }
        let rest = ((clock.steady_ms() - began) * SHARE).clamp(MINUTE_MS, HOUR_MS);
        let next = Timestamp::from_millisecond(desk.store.now().as_millisecond() + rest).map_err(fault)?;
        if let Some(noted) = noted {
            *noted.at() = Some(next);
        }
        Ok(Some(next))
    }
}

/// A house older than the count begins it with what it keeps.
async fn count_from_here(desk: &Desk, series: Series) -> Result<()> {
    if desk.store.read(move |tx| Box::pin(tx.numbers_given(series))).await?.is_some() {
        return Ok(());
    }
    let begin = desk.store.write(Permit::engine(LedgerWatch::NAME), Some(series), move |tx| {
        Box::pin(async move {
            let kept = rows::numbered(tx, series).await?;
            tx.begin_numbers(series, kept).await
        })
    });
    begin.await
}

/// What does not agree, as somebody should read it, and what they read so far.
async fn look(tx: &mut Tx) -> Result<(Option<String>, Option<String>)> {
    let wrong: Vec<String> = checks(tx).await?.iter().filter(|check| !check.holds).map(said).collect();
    let wrong = (!wrong.is_empty()).then(|| {
        format!(
            "{}. No press of a button does this: somebody or something changed the data beside the program, or it has \
             a mistake. Keep a backup of now, see Ledger, and ask whoever runs the server to verify the journal.",
            wrong.join("; ")
        )
    });
    Ok((wrong, rows::told(tx, WRONG).await?))
}

fn said(check: &Check) -> String {
    match (check.ledger, check.records) {
        (Some(ledger), Some(records)) => {
            format!("{} ({}): the ledger says {ledger}, it should be {records}", check.name, check.detail)
        }
        _ => check.detail.clone(),
    }
}

async fn tell(tx: &mut Tx, wrong: Option<&str>) -> Result<()> {
    let Some(detail) = wrong else {
        return tx.settle_exception(WRONG, "the books agree again").await.map(drop);
    };
    let (owned, _) = staff::waiting(tx).await?;
    tx.raise_as_it_stands(Raise {
        key: WRONG.into(),
        code: WRONG,
        title: "The books do not agree".into(),
        detail: detail.to_owned(),
        owner: owned.owner,
        due_hours: Some(4),
        ..Raise::default()
    })
    .await
}

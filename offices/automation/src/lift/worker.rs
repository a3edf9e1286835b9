//! Counting the cases of every metric along the journal; freezing baselines; hearing when a gain is lost again.
//!
//! Each automation has its own place in the journal: a new metric begins ninety days before it was published and
//! catches up, the others wait where they are.

use std::sync::Arc;

use kernel::{AutomationId, Permit, Result, Timestamp};
use store::{Raise, Tx};
use verbs::{Desk, Worker};

use super::baseline::{BEFORE_MS, before, freeze, span};
use super::cases::Metric;
use super::queries::arms;
use super::rows;
use super::stats::{Case, ENOUGH, median};
use super::views::LiftLine;
use crate::automation::{Automation, Version, rows as automations};
use crate::document::{self, Better};
use crate::office;
use crate::rehearse::looking::Looking;
use crate::rehearse::range;
use crate::run::later;

/// Looks every ten minutes; nobody waits for a lift.
pub struct Measure;

const NAME: &str = "automation.measure";
const PAUSE_MS: i64 = 600_000;
/// Facts in one transaction.
const PAGE: i64 = 500;

impl Worker for Measure {
    const NAME: &'static str = NAME;
    const HEARS: verbs::Hears = verbs::Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let looking = Looking::at(&desk.store);
        let all: Arc<Vec<One>> = Arc::new(looking.look(|tx| Box::pin(every(tx))).await?);
        for one in all.iter() {
            begin(desk, looking, one).await?;
        }
        while page(desk, &all).await? {}
        for index in 0..all.len() {
            let all = all.clone();
            let close = desk.store.write(Permit::engine(NAME), None, move |tx| {
                let all = all.clone();
                Box::pin(async move { settle(tx, &all[index]).await })
            });
            close.await?;
        }
        for index in 0..all.len() {
            reckon(desk, looking, (&all, index)).await?;
        }
        Ok(Some(later(desk.store.now(), PAUSE_MS)))
    }
}

/// An automation with the version its new runs follow.
struct One {
    automation: Automation,
    version: Version,
    document: document::Automation,
}

/// Those that can be read; one that no longer fits the house is an exception of its own.
async fn every(tx: &mut Tx) -> Result<Vec<One>> {
    let mut all = vec![];
    for automation in automations::every(tx).await? {
        let version = automations::numbered(tx, automation.id, automation.version).await?;
        if let Ok(plan) = office::plan(tx, version.id).await? {
            all.push(One { automation, version, document: plan.document().clone() });
        }
    }
    Ok(all)
}

impl One {
    fn metric(&self, tx: &Tx) -> Result<Metric<'_>> {
        let office = office::of(tx)?;
        Ok(Metric::of(self.automation.id, &self.document, office.known_catalogue()?))
    }
}

/// A metric nobody has counted yet begins ninety days before its version.
async fn begin(desk: &Desk, looking: Looking<'_>, one: &One) -> Result<()> {
    let (id, number) = (one.automation.id, one.version.number);
    let document = Arc::new(one.document.clone());
    let asked = document.clone();
    let known = looking.look(move |tx| {
        let document = asked.clone();
        Box::pin(async move {
            let office = office::of(tx)?;
            let query = Metric::of(id, &document, office.known_catalogue()?).query();
            let known = rows::measure(tx, id).await?.is_some_and(|known| known.query == query);
            Ok((!known).then_some(query))
        })
    });
    let Some(query) = known.await? else { return Ok(()) };
    let (n, _) = range(looking, later(one.version.published_at, -BEFORE_MS)).await?;
    let query = Arc::new(query);
    let begin = desk.store.write(Permit::engine(NAME), None, move |tx| {
        let query = query.clone();
        Box::pin(async move { rows::begin(tx, (id, number), &query, n).await })
    });
    begin.await
}

/// One page for whoever is furthest behind, and for everybody who stands inside it.
async fn page(desk: &Desk, all: &Arc<Vec<One>>) -> Result<bool> {
    let all = all.clone();
    let page = desk.store.claim(NAME, move |tx| {
        let all = all.clone();
        Box::pin(async move {
            let measures = rows::every_measure(tx).await?;
            let at = |id: AutomationId| measures.iter().find(|one| one.automation == id).map(|one| one.n);
            let Some(n) = all.iter().filter_map(|one| at(one.automation.id)).min() else { return Ok(false) };
            let facts = tx.facts_after(n, PAGE).await?;
            let Some(last) = facts.last().map(|told| told.n) else { return Ok(false) };
            for one in all.iter() {
                let Some(from) = at(one.automation.id) else { continue };
                let metric = one.metric(tx)?;
                for told in facts.iter().filter(|told| told.n > from) {
                    metric.take(tx, told).await?;
                }
                rows::reach(tx, one.automation.id, last).await?;
            }
            Ok(true)
        })
    });
    page.await
}

/// Reckons the lift where something was counted since, outside every transaction: an interval takes its time.
async fn reckon(desk: &Desk, looking: Looking<'_>, (all, index): (&Arc<Vec<One>>, usize)) -> Result<()> {
    let asked = all.clone();
    let found = looking.look(move |tx| {
        let all = asked.clone();
        Box::pin(async move {
            let One { automation, version, document } = &all[index];
            let arms = arms(tx, version, document).await?;
            let known = rows::reckoned(tx, automation.id, version.number).await?;
            Ok((known != Some(arms.counted())).then_some(arms))
        })
    });
    let Some(arms) = found.await? else { return Ok(()) };
    let One { automation, version, document } = &all[index];
    let of = (automation.id, version.number);
    let reckoned = Arc::new((arms.counted(), LiftLine::from(arms.compare(document))));
    let keep = desk.store.claim(NAME, move |tx| {
        let reckoned = reckoned.clone();
        Box::pin(async move { rows::reckon(tx, of, &reckoned.0, &reckoned.1).await })
    });
    keep.await
}

async fn settle(tx: &mut Tx, one: &One) -> Result<()> {
    let metric = one.metric(tx)?;
    freeze(tx, (&one.automation, &one.version), &one.document, &metric).await?;
    falls_back(tx, one).await
}

/// A gain that is half lost again is somebody's business.
async fn falls_back(tx: &mut Tx, one: &One) -> Result<()> {
    let key = format!("lift {}", one.automation.id);
    let span = span(tx, &one.version, &one.document).await?;
    let baseline = before(tx, &one.version, span).await?;
    let now = tx.now();
    let cases = rows::cases(tx, one.automation.id, span.since, now).await?;
    let since: Vec<Case> =
        cases.iter().filter(|case| !case.held_out).map(|case| case.known_at(now)).collect();
    let lost = lost(&baseline, &since, one.document.metric.better);
    let Some((best, newest, was)) = lost else {
        return tx.settle_exception(&key, "its metric holds").await.map(drop);
    };
    tx.raise(Raise {
        key,
        code: "automation.metric_falls_back",
        title: format!("{}: its metric falls back to where it was", one.automation.name),
        detail: format!(
            "{}: {was} s before it acted, {best} s since, {newest} s in the newest {ENOUGH} cases. Look what \
             changed: its texts, its steps, what runs beside it.",
            one.document.metric.name
        ),
        owner: one.automation.owned.owner,
        subject: Some(one.automation.id.into()),
        ..Raise::default()
    })
    .await
}

/// Median seconds at its best, now and before, where more than half of what was gained is lost.
fn lost(baseline: &[Case], since: &[Case], better: Better) -> Option<(i64, i64, i64)> {
    let (earlier, newest) = since.split_at_checked(since.len().checked_sub(ENOUGH)?)?;
    if baseline.len() < ENOUGH || earlier.len() < ENOUGH {
        return None;
    }
    let (was, best, now) = (median(baseline)?, median(earlier)?, median(newest)?);
    let gain = |figure: i64| if better == Better::Lower { was - figure } else { figure - was };
    (gain(best) > 0 && gain(now) * 2 < gain(best)).then_some((best, now, was))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_that_is_half_lost_is_told_and_one_that_holds_is_not() {
        let of = |seconds: i64| vec![Some(seconds); ENOUGH];
        let since = |newest: i64| [of(100), of(newest)].concat();
        assert_eq!(lost(&of(1_000), &since(700), Better::Lower), Some((100, 700, 1_000)));
        assert_eq!(lost(&of(1_000), &since(500), Better::Lower), None);
        assert_eq!(lost(&of(50), &since(700), Better::Lower), None, "it never gained");
        assert_eq!(lost(&of(1_000), &of(700), Better::Lower), None, "too early");
    }
}

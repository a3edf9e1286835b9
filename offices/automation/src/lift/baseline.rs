//! How it was before: in the ninety days before a version was published, or, where nothing was then, while it only
//! watched; and since when it acts.

use kernel::{Result, Timestamp};
use store::Tx;

use super::cases::Metric;
use super::rows::{self, Baseline};
use super::stats::{Case, rank};
use super::views::Figures;
use crate::automation::{Automation, Mode, Version};
use crate::document::Automation as Document;
use crate::run::later;
use crate::watchdog::counted;

/// Ninety days, in milliseconds.
pub const BEFORE_MS: i64 = 90 * 86_400_000;

/// The figures of these cases.
pub fn figures(cases: &[Case]) -> Figures {
    let mut reached: Vec<i64> = cases.iter().flatten().copied().collect();
    reached.sort_unstable();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Figures {
        cases: count(cases.len()),
        reached: count(reached.len()),
        reached_bp: super::stats::share(cases),
        p50_seconds: rank(&reached, 50),
        p90_seconds: rank(&reached, 90),
    }
}

/// The time before, and since when what happens is counted as its doing.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub from: Timestamp,
    pub until: Timestamp,
    pub since: Timestamp,
}

/// Since it was published, or since it last began to act in another way: it was switched on, or given another mode.
pub async fn span(tx: &mut Tx, version: &Version) -> Result<Span> {
    let published = version.published_at;
    let counted = counted::of(tx, version.automation).await?.since;
    let since = counted.map_or(published, |counted| counted.max(published));
    let frozen = rows::baseline(tx, version.automation, version.number).await?;
    let (from, until) = frozen
        .filter(|one| one.cases > 0)
        .map_or((later(published, -BEFORE_MS), published), |one| (one.from, one.until));
    Ok(Span { from, until, since })
}

/// The cases of the time before, as far as they were known at its end.
pub async fn before(tx: &mut Tx, version: &Version, span: Span) -> Result<Vec<Case>> {
    let found = rows::cases(tx, version.automation, span.from, span.until).await?;
    Ok(found.iter().map(|case| case.known_at(span.until)).collect())
}

/// Freezes it, once: what was before it was published at once, and where there was nothing what was while it watched,
/// as soon as it acts.
pub async fn freeze(
    tx: &mut Tx,
    (automation, version): (&Automation, &Version),
    document: &Document,
    metric: &Metric<'_>,
) -> Result<()> {
    if rows::baseline(tx, version.automation, version.number).await?.is_some() {
        return Ok(());
    }
    let mut span = span(tx, version).await?;
    let mut cases = before(tx, version, span).await?;
    if cases.is_empty() {
        if !automation.on || automation.mode == Mode::Practice {
            return Ok(());
        }
        span = Span { from: span.until, until: span.since, ..span };
        cases = before(tx, version, span).await?;
    }
    let found = figures(&cases);
    let baseline = Baseline {
        automation: version.automation,
        version: version.number,
        metric: document.metric.name.to_string(),
        from: span.from,
        until: span.until,
        cases: found.cases,
        reached: found.reached,
        p50_seconds: found.p50_seconds,
        p90_seconds: found.p90_seconds,
        query: metric.query(),
    };
    rows::freeze(tx, &baseline).await
}

//! How it was before: in the ninety days before a metric came with a version, or, where nothing was then, while it only
//! watched; and since when it acts. A version that counts the same keeps what it is compared with.

use kernel::{AutomationId, Result, Timestamp};
use store::Tx;

use super::cases::Metric;
use super::rows::{self, Baseline};
use super::stats::{Case, rank};
use super::views::Figures;
use crate::automation::{Automation, Mode, Version, rows as automations};
use crate::document::Automation as Document;
use crate::office;
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
    /// The version with which this metric came was published.
    pub began: Timestamp,
    pub from: Timestamp,
    pub until: Timestamp,
    pub since: Timestamp,
}

/// Since its metric came with a version, or since it last began to act in another way: it was switched on, or given
/// another mode. A version that counts the same changes neither.
pub async fn span(tx: &mut Tx, version: &Version, document: &Document) -> Result<Span> {
    let query = query(tx, version.automation, document)?;
    let began = began(tx, version, &query).await?;
    let acts = counted::of(tx, version.automation).await?.acts;
    let since = acts.map_or(began, |acts| acts.max(began));
    let frozen = rows::baseline(tx, version.automation, &query).await?;
    let (from, until) = frozen.map_or((later(began, -BEFORE_MS), began), |one| (one.from, one.until));
    Ok(Span { began, from, until, since })
}

/// What its document counts.
pub fn query(tx: &Tx, automation: AutomationId, document: &Document) -> Result<String> {
    let office = office::of(tx)?;
    Ok(Metric::of(automation, document, office.known_catalogue()?).query())
}

/// When the first of the versions was published that count the same up to this one.
async fn began(tx: &mut Tx, version: &Version, query: &str) -> Result<Timestamp> {
    let measured = rows::measure(tx, version.automation).await?;
    let Some(first) = measured.filter(|one| one.query == query && one.version < version.number) else {
        return Ok(version.published_at);
    };
    Ok(automations::numbered(tx, version.automation, first.version).await?.published_at)
}

/// The cases of the time before, as far as they were known at its end.
pub async fn before(tx: &mut Tx, version: &Version, span: Span) -> Result<Vec<Case>> {
    let found = rows::cases(tx, version.automation, span.from, span.until).await?;
    Ok(found.iter().map(|case| case.known_at(span.until)).collect())
}

/// Freezes it, once: what was before it was published at once, and where there was nothing what was while it watched,
/// as soon as it acts. Where there was nothing then either nothing is frozen.
pub async fn freeze(
    tx: &mut Tx,
    (automation, version): (&Automation, &Version),
    document: &Document,
    metric: &Metric<'_>,
) -> Result<()> {
    let query = metric.query();
    if rows::baseline(tx, version.automation, &query).await?.is_some() {
        return Ok(());
    }
    let mut span = span(tx, version, document).await?;
    let mut cases = before(tx, version, span).await?;
    if cases.is_empty() {
        if !automation.on || automation.mode == Mode::Practice {
            return Ok(());
        }
        let acted = rows::acted(tx, version.automation).await?;
        let watched = acted.map_or(span.since, |acted| acted.min(span.since));
        span = Span { from: span.until, until: watched, ..span };
        cases = before(tx, version, span).await?;
    }
    if cases.is_empty() {
        return Ok(());
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
        query,
    };
    rows::freeze(tx, &baseline).await
}

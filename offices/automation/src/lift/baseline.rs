//! How it was in the ninety days before a version was published.

use kernel::{Result, Timestamp};
use store::Tx;

use super::cases::Metric;
use super::rows::{self, Baseline};
use super::stats::{Case, rank};
use super::views::Figures;
use crate::automation::Version;
use crate::document::Automation;
use crate::run::later;

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

/// The cases before it, as far as they were known when it was published.
pub async fn before(tx: &mut Tx, version: &Version) -> Result<(Timestamp, Vec<Case>)> {
    let until = version.published_at;
    let from = later(until, -BEFORE_MS);
    let found = rows::cases(tx, version.automation, from, until).await?;
    Ok((from, found.iter().map(|case| case.known_at(until)).collect()))
}

/// Freezes it, where there is anything to freeze.
pub async fn freeze(
    tx: &mut Tx,
    version: &Version,
    document: &Automation,
    metric: &Metric<'_>,
) -> Result<()> {
    if rows::baseline(tx, version.automation, version.number).await?.is_some() {
        return Ok(());
    }
    let (from, cases) = before(tx, version).await?;
    let found = figures(&cases);
    let baseline = Baseline {
        automation: version.automation,
        version: version.number,
        metric: document.metric.name.to_string(),
        from,
        until: version.published_at,
        cases: found.cases,
        reached: found.reached,
        p50_seconds: found.p50_seconds,
        p90_seconds: found.p90_seconds,
        query: metric.query(),
    };
    rows::freeze(tx, &baseline).await
}

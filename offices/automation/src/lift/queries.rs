//! What an automation has brought.

use kernel::{AutomationId, Result, Timestamp, fault};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Query, Subject, Verb};

use super::baseline::{BEFORE_MS, Span, before, figures, query, span};
use super::money::money;
use super::rows::{self, Kept};
use super::stats::{Case, ENOUGH, difference, median, share};
use super::views::{BaselineView, DifferenceView, Figures, LiftView, MetricView, PublishedBeside, Reclaimed};
use super::worth::worth;
use crate::automation::{Automation, Mode, Version, rows as automations};
use crate::document::{self, Better};
use crate::run::later;

/// Read what an automation has brought: its metric before and after, beside those left alone, and the hours.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadLift {
    pub automation: AutomationId,
}

impl Query for ReadLift {
    const VERB: Verb = Verb::get("automation.lift", "/automations/{automation}/lift");
    type Answer = LiftView;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<LiftView> {
        let automation = automations::load(tx, self.automation).await?;
        let version = automations::numbered(tx, automation.id, automation.version).await?;
        let document = document::Automation::from_yaml(&version.text).map_err(fault)?;
        let span = span(tx, &version, &document).await?;
        let arms = arms(tx, &version, &document).await?;
        let query = query(tx, automation.id, &document)?;
        let baseline = rows::baseline(tx, automation.id, &query).await?;
        let measured = rows::measure(tx, automation.id).await?;
        let metric = &document.metric;
        Ok(LiftView {
            metric: MetricView {
                name: metric.name.to_string(),
                start: metric.start.to_string(),
                end: metric.end.to_string(),
                better: if metric.better == Better::Lower { "lower" } else { "higher" },
            },
            measured_at: measured.map(|measured| measured.at),
            published_at: version.published_at,
            counted_since: span.since,
            observing: automation.mode == Mode::Practice,
            baseline: baseline.map(|one| baseline_view(one, span)),
            since: figures(&arms.treated),
            held_out: (document.hold_out > 0).then(|| figures(&arms.held_out)),
            hold_out: document.hold_out,
            difference: arms.compare(&document),
            money: money(tx, &version, &document).await?,
            reclaimed: reclaimed(tx, &automation, &document).await?,
            worth: worth(tx, automation.id, &document).await?,
            errors: rows::went(tx, automation.id).await?.into(),
            clocks: rows::clocks(tx, automation.id).await?,
            beside: beside(tx, &version, span).await?,
        })
    }
}

/// Before, since, and those left alone since.
pub(super) struct Arms {
    before: Vec<Case>,
    treated: Vec<Case>,
    held_out: Vec<Case>,
}

pub(super) async fn arms(tx: &mut Tx, version: &Version, document: &document::Automation) -> Result<Arms> {
    let now = tx.now();
    let span = span(tx, version, document).await?;
    let before = before(tx, version, span).await?;
    let since = rows::cases(tx, version.automation, span.since, now).await?;
    let of = |held: bool| -> Vec<Case> {
        let these = since.iter().filter(|case| case.held_out == held);
        these.map(|case: &Kept| case.known_at(later(now, 1))).collect()
    };
    Ok(Arms { before, treated: of(false), held_out: of(true) })
}

impl Arms {
    /// How many cases each side has and how many of them got there: what is reckoned from the same is the same.
    pub(super) fn counted(&self) -> String {
        let side = |cases: &[Case]| format!("{}/{}", cases.iter().flatten().count(), cases.len());
        [side(&self.before), side(&self.treated), side(&self.held_out)].join(" ")
    }

    pub(super) fn compare(&self, document: &document::Automation) -> DifferenceView {
        let (against, other) = match document.hold_out {
            0 if self.before.is_empty() => ("none", &self.before),
            0 => ("before_after", &self.before),
            _ => ("hold_out", &self.held_out),
        };
        let too_early = self.treated.len() < ENOUGH || other.len() < ENOUGH;
        let shown = (against != "none" && !too_early).then_some(());
        let seconds = shown.and_then(|()| difference(&self.treated, other, median));
        let reached = shown.and_then(|()| difference(&self.treated, other, share));
        let lower = document.metric.better == Better::Lower;
        let verdict = seconds.map(|found| match (found.low, found.high) {
            (_, high) if high < 0 => {
                if lower {
                    "better"
                } else {
                    "worse"
                }
            }
            (low, _) if low > 0 => {
                if lower {
                    "worse"
                } else {
                    "better"
                }
            }
            _ => "unclear",
        });
        let (seconds, reached_bp) = (seconds.map(Into::into), reached.map(Into::into));
        DifferenceView { against, too_early: too_early && against != "none", seconds, reached_bp, verdict }
    }
}

fn baseline_view(one: rows::Baseline, span: Span) -> BaselineView {
    let share = (one.reached * 10_000 + one.cases / 2).checked_div(one.cases);
    let figures = Figures {
        cases: one.cases,
        reached: one.reached,
        reached_bp: share,
        p50_seconds: one.p50_seconds,
        p90_seconds: one.p90_seconds,
    };
    let watched = one.until > span.began;
    BaselineView { figures, from: one.from, until: one.until, watched, query: one.query }
}

async fn reclaimed(
    tx: &mut Tx,
    automation: &Automation,
    document: &document::Automation,
) -> Result<Reclaimed> {
    let (runs, minutes_saved) = (rows::runs_done(tx, automation.id).await?, document.minutes_saved);
    Ok(Reclaimed { runs, minutes_saved, minutes: runs.saturating_mul(i64::from(minutes_saved)) })
}

/// Versions of others that came into use in the ninety days before its metric came, or since.
async fn beside(tx: &mut Tx, version: &Version, span: Span) -> Result<Vec<PublishedBeside>> {
    let from: Timestamp = later(span.began, -BEFORE_MS);
    let every = automations::every(tx).await?;
    let mut found = vec![];
    for other in automations::every_version(tx).await? {
        let is = other.automation != version.automation && other.published_at >= from && other.number > 0;
        let owner = every.iter().find(|automation| automation.id == other.automation && automation.on);
        if let Some(owner) = owner.filter(|_| is) {
            found.push(found_one(owner, &other));
        }
    }
    found.sort_by_key(|one| one.at);
    Ok(found)
}

fn found_one(owner: &Automation, version: &Version) -> PublishedBeside {
    PublishedBeside { name: owner.name.clone(), version: version.number, at: version.published_at }
}

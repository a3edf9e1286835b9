//! What those a metric was counted for brought in: deals won and invoices paid, of those it was done for and of
//! those it is compared with.
//!
//! Invariant: a person counts once, from their first case, and what came within thirty days of it; whoever has not
//! had these thirty days is not counted yet. One currency, the usual one of the business, and no test records.

use kernel::{Business, Result, Timestamp};
use store::Tx;

use super::baseline::span;
use super::rows::{self, Brought};
use super::stats::{Case, ENOUGH, difference, mean, share};
use super::views::{MoneyFigures, MoneyView};
use crate::automation::Version;
use crate::document::Automation;
use crate::run::later;

const WITHIN_DAYS: i64 = 30;
const WITHIN_MS: i64 = WITHIN_DAYS * 86_400_000;

/// Where amounts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    DealsWon,
    InvoicesPaid,
}

impl Source {
    pub fn word(self) -> &'static str {
        match self {
            Source::DealsWon => "deals_won",
            Source::InvoicesPaid => "invoices_paid",
        }
    }
}

/// Deals first, then invoices.
pub async fn money(tx: &mut Tx, version: &Version, document: &Automation) -> Result<Vec<MoneyView>> {
    let mut found = vec![];
    for source in [Source::DealsWon, Source::InvoicesPaid] {
        found.push(of(tx, version, document, source).await?);
    }
    Ok(found)
}

async fn of(tx: &mut Tx, version: &Version, document: &Automation, source: Source) -> Result<MoneyView> {
    let now = tx.now();
    let currency = tx.setting::<Business>().await?.currency;
    let (span, code) = (span(tx, version, document).await?, currency.code().to_owned());
    let since = rows::brought(tx, source, version.automation, (span.since, now), WITHIN_MS).await?;
    let (ripe, young): (Vec<_>, Vec<_>) = since.into_iter().partition(|one| is_over(one, now));
    let treated = cases(ripe.iter().filter(|one| !one.held_out), &code);
    let (against, other) = if document.hold_out > 0 {
        ("hold_out", cases(ripe.iter().filter(|one| one.held_out), &code))
    } else {
        let time = (span.from, span.until);
        let before = rows::brought(tx, source, version.automation, time, WITHIN_MS).await?;
        let known: Vec<_> = before.into_iter().filter(|one| is_over(one, span.until)).collect();
        (if known.is_empty() { "none" } else { "before_after" }, cases(known.iter(), &code))
    };
    let too_early = against != "none" && (treated.len() < ENOUGH || other.len() < ENOUGH);
    let shown = (against != "none" && !too_early).then_some(());
    let each = shown.and_then(|()| difference(&treated, &other, mean));
    let share_bp = shown.and_then(|()| difference(&treated, &other, share));
    Ok(MoneyView {
        source: source.word(),
        verdict: each.map(|found| match (found.low, found.high) {
            (low, _) if low > 0 => "better",
            (_, high) if high < 0 => "worse",
            _ => "unclear",
        }),
        currency: code.clone(),
        within_days: WITHIN_DAYS,
        since: figures(&treated),
        other: (against != "none").then(|| figures(&other)),
        against,
        too_early,
        each_minor: each.map(Into::into),
        share_bp: share_bp.map(Into::into),
        waiting: people(young.iter()),
        other_currency: people(ripe.iter().filter(|one| one.currency.as_ref().is_some_and(|of| *of != code))),
    })
}

fn is_over(one: &Brought, until: Timestamp) -> bool {
    later(one.began, WITHIN_MS) <= until
}

/// A person each: what they brought, or nothing.
fn cases<'b>(people: impl Iterator<Item = &'b Brought>, currency: &str) -> Vec<Case> {
    let mut by_person: Vec<(kernel::ContactId, Case)> = vec![];
    for one in people {
        let minor = one.minor.filter(|_| one.currency.as_deref() == Some(currency));
        match by_person.last_mut().filter(|(contact, _)| *contact == one.contact) {
            // The other currencies of the same person stand beside theirs.
            Some((_, known)) => *known = known.or(minor),
            None => by_person.push((one.contact, minor)),
        }
    }
    by_person.into_iter().map(|(_, case)| case).collect()
}

fn figures(cases: &[Case]) -> MoneyFigures {
    MoneyFigures {
        people: count(cases.iter()),
        with_value: count(cases.iter().flatten()),
        share_bp: share(cases),
        minor: cases.iter().flatten().sum(),
        each_minor: mean(cases),
    }
}

/// Each of them once.
fn people<'b>(rows: impl Iterator<Item = &'b Brought>) -> i64 {
    count(rows.map(|one| one.contact).collect::<std::collections::BTreeSet<_>>().iter())
}

fn count<T>(all: impl Iterator<Item = T>) -> i64 {
    i64::try_from(all.count()).unwrap_or(i64::MAX)
}

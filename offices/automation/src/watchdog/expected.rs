//! Fewer runs than the document expects: whoever answers for the automation hears of it, once, until it runs again.
//!
//! Invariant: nothing is said of one that is off, paused, retired or in practice, nor before a whole period has passed
//! since it was published, switched on or given its mode.

use std::sync::Arc;

use kernel::calendar::BusinessHours;
use kernel::{AutomationId, Business, Result, Timestamp, fault};
use store::{Raise, Tx};

use super::{counted, rows};
use crate::automation::Mode;
use crate::document::{Expect, Period};
use crate::office::{self, Entry};
use crate::run::later;
use crate::sight::rows::people;

const CODE: &str = "automation.silent";
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The longest holidays.
const MOST_STEPS: i64 = 60;

/// What was found in one snapshot.
#[derive(Default)]
pub(super) struct Found {
    /// On, and never counted: from before there was a count.
    fresh: Vec<Arc<Entry>>,
    below: Vec<Below>,
    /// Keys of exceptions that are over, and what came of it.
    over: Vec<(String, String)>,
}

struct Below {
    entry: Arc<Entry>,
    expect: Expect,
    began: i64,
}

impl Found {
    pub fn needs_nothing(&self) -> bool {
        self.fresh.is_empty() && self.below.is_empty() && self.over.is_empty()
    }
}

/// Reads only.
pub(super) async fn look(tx: &mut Tx) -> Result<Found> {
    let (now, hours) = (tx.now(), tx.setting::<Business>().await?.hours);
    let counted = counted::all(tx).await?;
    let mut open = rows::open_of(tx, CODE, "expected ").await?;
    let mut found = Found::default();
    for entry in office::entries(tx).await? {
        let id = entry.automation.id;
        let Some(since) = counted.get(&id).and_then(|counted| counted.since) else {
            found.fresh.push(entry);
            continue;
        };
        let Some(expect) = watched(&entry) else { continue };
        let Some(from) = begins(expect.per, now, &hours)? else { continue };
        let began = rows::began(tx, id, from).await?;
        if began >= i64::from(expect.min) {
            if open.remove(&key(id)) {
                found.over.push((key(id), format!("it runs again: {began} in {}", said(expect.per))));
            }
            continue;
        }
        // Once told it stays told until it runs again; a word of a person holds for a whole period.
        let spoken = rows::closed_at(tx, &key(id)).await?;
        if !open.remove(&key(id)) && from >= since && spoken.is_none_or(|at| at <= from) {
            found.below.push(Below { entry, expect, began });
        }
    }
    let no_longer = "nothing is expected of it now: it is off, in practice, retired or says so";
    found.over.extend(open.into_iter().map(|key| (key, no_longer.to_owned())));
    Ok(found)
}

/// What is expected of one that is at work.
fn watched(entry: &Entry) -> Option<Expect> {
    let works = entry.automation.mode != Mode::Practice && entry.paused.is_none();
    entry.plan.document().expect.filter(|expect| works && expect.min > 0)
}

pub(super) async fn tell(tx: &mut Tx, found: &Found) -> Result<()> {
    for entry in &found.fresh {
        counted::begin(tx, entry.automation.id, entry.plan.document(), false).await?;
    }
    for (key, outcome) in &found.over {
        tx.settle_exception(key, outcome).await?;
    }
    for below in &found.below {
        raise(tx, below).await?;
    }
    Ok(())
}

async fn raise(tx: &mut Tx, below: &Below) -> Result<()> {
    let automation = &below.entry.automation;
    let owner = people(tx, automation.id).await?.owner;
    tx.raise(Raise {
        key: key(automation.id),
        code: CODE,
        title: format!("{} runs less than expected", automation.name),
        detail: format!(
            "{} began in {}; its document expects at least {}. Look whether what starts it still happens. If this is \
             right, close it and say why, or publish it with another `expect`.",
            below.began,
            said(below.expect.per),
            below.expect.min
        ),
        owner,
        subject: Some(automation.id.into()),
        due_hours: Some(4),
        ..Raise::default()
    })
    .await
}

fn key(automation: AutomationId) -> String {
    format!("expected {automation}")
}

fn said(period: Period) -> &'static str {
    match period {
        Period::Hour => "the last open hour",
        Period::Day => "the last business day",
        Period::Week => "the last seven days",
        Period::Month => "the last thirty days",
    }
}

/// The latest instant, in whole hours or days before now, since which a whole period has passed: an hour and a day are
/// counted while the business is open, a week and a month have at least one open day in them.
fn begins(period: Period, now: Timestamp, hours: &BusinessHours) -> Result<Option<Timestamp>> {
    let (step, first) = match period {
        Period::Hour => (HOUR_MS, 1),
        Period::Day => (DAY_MS, 1),
        Period::Week => (DAY_MS, 7),
        Period::Month => (DAY_MS, 30),
    };
    let most = if period == Period::Hour { MOST_STEPS * 24 } else { first + MOST_STEPS };
    for steps in first..=most {
        let from = later(now, -steps * step);
        let until = match period {
            Period::Hour => hours.add_business_seconds(from, 3_600),
            Period::Day | Period::Week | Period::Month => {
                hours.next_open(from).and_then(|open| hours.add_business_days(open, 1))
            }
        };
        if until.map_err(fault)? <= now {
            return Ok(Some(from));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours() -> BusinessHours {
        serde_json::from_str(
            r#"{"zone": "UTC", "week": {"monday": ["09:00-17:00"], "tuesday": ["09:00-17:00"],
            "wednesday": ["09:00-17:00"], "thursday": ["09:00-17:00"], "friday": ["09:00-17:00"]},
            "holidays": ["2026-03-05"]}"#,
        )
        .unwrap()
    }

    fn of(period: Period, now: &str) -> String {
        let found = begins(period, now.parse().unwrap(), &hours()).unwrap().unwrap();
        found.strftime("%F %H:%M").to_string()
    }

    #[test]
    fn a_period_is_over_when_the_business_was_open_for_it() {
        assert_eq!(of(Period::Hour, "2026-03-04T12:30:00Z"), "2026-03-04 11:30");
        assert_eq!(of(Period::Hour, "2026-03-04T09:30:00Z"), "2026-03-03 16:30", "the night does not count");
        assert_eq!(of(Period::Day, "2026-03-04T12:00:00Z"), "2026-03-03 12:00");
        assert_eq!(of(Period::Day, "2026-03-06T12:00:00Z"), "2026-03-04 12:00", "the fifth is a holiday");
        assert_eq!(of(Period::Day, "2026-03-09T12:00:00Z"), "2026-03-06 12:00", "nor does a weekend");
        assert_eq!(of(Period::Week, "2026-03-09T12:00:00Z"), "2026-03-02 12:00");
    }
}

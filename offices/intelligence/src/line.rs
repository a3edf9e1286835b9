//! The line as figures: pure arithmetic over what waits and what passed. Medians by nearest rank.

pub mod rows;
#[cfg(test)]
mod tests;
pub mod views;

use std::collections::BTreeMap;

use kernel::{Currency, Joint, Money, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Below this many completed waits a p90 would be one person's story.
const ENOUGH_FOR_P90: usize = 5;

/// Whose move it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    Ours,
    Theirs,
    Machine,
}

/// One record that waits at a joint now.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub joint: Joint,
    pub since: Timestamp,
    pub whose: Move,
    pub money: Option<Money>,
}

/// One passage that ended or began in the period.
#[derive(Debug, Clone)]
pub struct Passage {
    pub joint: Joint,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
    pub outcome: Option<String>,
    pub money: Option<Money>,
}

/// What stands at a joint at this moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Standing {
    pub count: i64,
    /// One sum per currency.
    pub money: Vec<Money>,
    pub ours: i64,
    pub theirs: i64,
    pub machine: i64,
    /// Waiting longer than the joint's target.
    pub late: i64,
    pub oldest_since: Option<Timestamp>,
}

/// What happened at a joint in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Happened {
    pub entered: i64,
    pub passed: i64,
    pub lost: i64,
    pub nurtured: i64,
    /// Wall-clock seconds from entering to passing.
    pub median_seconds: Option<i64>,
    /// Only from five completed waits on.
    pub p90_seconds: Option<i64>,
    pub passed_money: Vec<Money>,
    pub lost_money: Vec<Money>,
}

/// Adds up amounts by currency; sums of different currencies stay apart.
fn sums(amounts: impl Iterator<Item = Money>) -> Vec<Money> {
    let mut by_currency: BTreeMap<&'static str, i64> = BTreeMap::new();
    for money in amounts {
        *by_currency.entry(money.currency.code()).or_default() += money.minor;
    }
    let known = |(code, minor)| Some(Money { minor, currency: Currency::from_code(code)? });
    by_currency.into_iter().filter_map(known).collect()
}

/// What stands at one joint. `target_seconds` is the joint's own.
pub fn standing(all: &[Waiting], joint: Joint, now: Timestamp, target_seconds: i64) -> Standing {
    let here: Vec<&Waiting> = all.iter().filter(|one| one.joint == joint).collect();
    let count = |of: &dyn Fn(&Waiting) -> bool| here.iter().filter(|one| of(one)).count() as i64;
    let age = |one: &Waiting| (now.as_millisecond() - one.since.as_millisecond()) / 1000;
    Standing {
        count: here.len() as i64,
        money: sums(here.iter().filter_map(|one| one.money)),
        ours: count(&|one| one.whose == Move::Ours),
        theirs: count(&|one| one.whose == Move::Theirs),
        machine: count(&|one| one.whose == Move::Machine),
        late: count(&|one| age(one) > target_seconds),
        oldest_since: here.iter().map(|one| one.since).min(),
    }
}

/// What happened at one joint from `from` (inclusive) to `to` (exclusive).
pub fn happened(all: &[Passage], joint: Joint, from: Timestamp, to: Timestamp) -> Happened {
    let within = |at: Timestamp| from <= at && at < to;
    let here: Vec<&Passage> = all.iter().filter(|one| one.joint == joint).collect();
    let ended = |outcome: &str| -> Vec<&Passage> {
        let of = |one: &&&Passage| one.outcome.as_deref() == Some(outcome) && one.until.is_some_and(within);
        here.iter().filter(of).copied().collect()
    };
    let (passed, lost) = (ended("passed"), ended("lost"));
    let mut waits: Vec<i64> = passed
        .iter()
        .filter_map(|one| Some((one.until?.as_millisecond() - one.since.as_millisecond()) / 1000))
        .collect();
    waits.sort_unstable();
    Happened {
        entered: here
            .iter()
            .filter(|one| within(one.since) && one.outcome.as_deref() != Some("undone"))
            .count() as i64,
        passed: passed.len() as i64,
        lost: lost.len() as i64,
        nurtured: ended("nurtured").len() as i64,
        median_seconds: nearest_rank(&waits, 50),
        p90_seconds: nearest_rank(&waits, 90).filter(|_| waits.len() >= ENOUGH_FOR_P90),
        passed_money: sums(passed.iter().filter_map(|one| one.money)),
        lost_money: sums(lost.iter().filter_map(|one| one.money)),
    }
}

/// The smallest value with at least `percent` of all values at or below it.
fn nearest_rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

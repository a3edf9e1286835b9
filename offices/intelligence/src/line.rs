//! The line as figures: pure arithmetic over what waits and what passed. Medians by nearest rank.
//!
//! Invariant: a figure is the number of the very records that are listed under it.

pub mod joints;
pub mod list;
pub mod rows;
#[cfg(test)]
mod tests;
pub mod views;

use std::collections::{BTreeMap, HashMap};

use kernel::calendar::BusinessHours;
use kernel::{Currency, Joint, Money, Ref, ServiceId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use joints::Lines;

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
    pub id: Ref,
    pub title: Option<String>,
    pub detail: Option<String>,
    pub since: Timestamp,
    pub whose: Move,
    pub owner: Option<UserId>,
    pub money: Option<Money>,
    /// Of an invoice: whether its due day is over. Others are late by their joint's target.
    pub overdue: Option<bool>,
}

/// One passage that ended or began in the period.
#[derive(Debug, Clone)]
pub struct Passage {
    pub joint: Joint,
    pub id: Ref,
    pub service: Option<ServiceId>,
    pub title: Option<String>,
    pub detail: Option<String>,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
    pub outcome: Option<String>,
    pub owner: Option<UserId>,
    pub money: Option<Money>,
}

/// Which figure of a joint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    Waiting,
    Entered,
    Passed,
    Lost,
    Nurtured,
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
    /// Waiting longer than the joint's target; an invoice past its due day.
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
    /// The median of the same waits in open hours of the business.
    pub median_business_seconds: Option<i64>,
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
        late: count(&|one| one.overdue.unwrap_or_else(|| age(one) > target_seconds)),
        oldest_since: here.iter().map(|one| one.since).min(),
    }
}

/// The passages of a period, and by what they are counted.
pub struct History<'h> {
    pub all: &'h [Passage],
    pub lines: &'h Lines,
    /// Inclusive.
    pub from: Timestamp,
    /// Exclusive.
    pub to: Timestamp,
}

impl History<'_> {
    /// The records of one figure of one joint.
    pub fn of(&self, joint: Joint, figure: Figure) -> Vec<&Passage> {
        let within = |at: Timestamp| self.from <= at && at < self.to;
        let ended = |one: &Passage, outcome: &str| {
            one.outcome.as_deref() == Some(outcome) && one.until.is_some_and(within)
        };
        let here = self.all.iter().filter(|one| self.lines.joined(one.service, one.joint) == Some(joint));
        let counts = |one: &&Passage| match figure {
            Figure::Waiting => false,
            Figure::Entered => {
                one.joint == joint && within(one.since) && one.outcome.as_deref() != Some("undone")
            }
            Figure::Passed => ended(one, "passed") && self.lines.is_last(one.service, one.joint),
            Figure::Lost => ended(one, "lost"),
            Figure::Nurtured => ended(one, "nurtured"),
        };
        here.filter(counts).collect()
    }

    /// What happened at one joint.
    pub fn happened(&self, joint: Joint, hours: &BusinessHours) -> Happened {
        let (passed, lost) = (self.of(joint, Figure::Passed), self.of(joint, Figure::Lost));
        let began = self.began(joint);
        let waits: Vec<(Timestamp, Timestamp)> = passed
            .iter()
            .filter_map(|one| Some((began.get(&one.id).copied().unwrap_or(one.since), one.until?)))
            .collect();
        let clock = |(a, b): &(Timestamp, Timestamp)| Some((b.as_millisecond() - a.as_millisecond()) / 1000);
        let open = |(a, b): &(Timestamp, Timestamp)| hours.business_seconds_between(*a, *b).ok();
        let (clock, open) = (sorted(&waits, clock), sorted(&waits, open));
        Happened {
            entered: self.of(joint, Figure::Entered).len() as i64,
            passed: passed.len() as i64,
            lost: lost.len() as i64,
            nurtured: self.of(joint, Figure::Nurtured).len() as i64,
            median_seconds: nearest_rank(&clock, 50),
            p90_seconds: nearest_rank(&clock, 90).filter(|_| clock.len() >= ENOUGH_FOR_P90),
            median_business_seconds: nearest_rank(&open, 50),
            passed_money: sums(passed.iter().filter_map(|one| one.money)),
            lost_money: sums(lost.iter().filter_map(|one| one.money)),
        }
    }

    /// When each record came to the first of the joints that are one for it.
    fn began(&self, joint: Joint) -> HashMap<Ref, Timestamp> {
        let mut began = HashMap::new();
        for one in self.all.iter().filter(|one| self.lines.joined(one.service, one.joint) == Some(joint)) {
            let since = began.entry(one.id).or_insert(one.since);
            *since = (*since).min(one.since);
        }
        began
    }
}

type Wait = (Timestamp, Timestamp);

fn sorted(waits: &[Wait], length: impl Fn(&Wait) -> Option<i64>) -> Vec<i64> {
    let mut lengths: Vec<i64> = waits.iter().filter_map(length).collect();
    lengths.sort_unstable();
    lengths
}

/// The smallest value with at least `percent` of all values at or below it.
fn nearest_rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

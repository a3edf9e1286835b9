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
    pub id: Ref,
    pub title: Option<String>,
    pub detail: Option<String>,
    pub since: Timestamp,
    pub whose: Move,
    pub owner: Option<UserId>,
    pub money: Option<Money>,
}

/// Where a list goes on: the figure by which it is sorted, and a record.
pub type Place = (i64, Ref);

impl Waiting {
    pub fn place(&self) -> Place {
        (self.since.as_millisecond(), self.id)
    }
}

/// What waits at one joint and is alike, counted by the database.
#[derive(Debug, Clone)]
pub struct Group {
    pub joint: Joint,
    pub whose: Move,
    pub count: i64,
    pub late: i64,
    pub oldest_since: Timestamp,
    /// The sum of those that say what they are worth.
    pub money: Option<Money>,
    /// The sum of the late ones among them.
    pub late_money: Option<Money>,
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
    /// What it is worth whatever was paid of it since: of an invoice its gross, of others the same as `money`.
    pub whole: Option<Money>,
}

/// Which figure of a joint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    Waiting,
    /// Of those that wait, what waits longer than the joint's target; an invoice past its due day.
    Late,
    Entered,
    Passed,
    Lost,
    Nurtured,
    /// What passed, the quickest first; the one whose wait is the median is marked.
    Median,
    /// The same, with the one within whose wait nine of ten passed.
    P90,
}

impl Figure {
    /// Whether it is the length of one of many waits rather than a count.
    pub fn is_a_wait(self) -> bool {
        matches!(self, Figure::Median | Figure::P90)
    }

    /// Which of so many waits in order it is; none where there are too few to say.
    pub fn place(self, many: usize) -> Option<usize> {
        match self {
            Figure::Median => nearest_rank(many, 50),
            Figure::P90 if many >= ENOUGH_FOR_P90 => nearest_rank(many, 90),
            _ => None,
        }
    }
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
    /// What the late ones are worth, one sum per currency.
    pub late_money: Vec<Money>,
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
    /// Of an invoice its gross, whatever was paid of it since.
    pub entered_money: Vec<Money>,
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

/// What stands at one joint.
pub fn standing(all: &[Group], joint: Joint) -> Standing {
    let here: Vec<&Group> = all.iter().filter(|group| group.joint == joint).collect();
    let whose = |whose: Move| here.iter().filter(|group| group.whose == whose).map(|group| group.count).sum();
    Standing {
        count: here.iter().map(|group| group.count).sum(),
        money: sums(here.iter().filter_map(|group| group.money)),
        ours: whose(Move::Ours),
        theirs: whose(Move::Theirs),
        machine: whose(Move::Machine),
        late: here.iter().map(|group| group.late).sum(),
        late_money: sums(here.iter().filter_map(|group| group.late_money)),
        oldest_since: here.iter().map(|group| group.oldest_since).min(),
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
            Figure::Waiting | Figure::Late => false,
            Figure::Entered => {
                one.joint == joint && within(one.since) && one.outcome.as_deref() != Some("undone")
            }
            Figure::Passed | Figure::Median | Figure::P90 => {
                ended(one, "passed") && self.lines.is_last(one.service, one.joint)
            }
            Figure::Lost => ended(one, "lost"),
            Figure::Nurtured => ended(one, "nurtured"),
        };
        here.filter(counts).collect()
    }

    /// What happened at one joint.
    pub fn happened(&self, joint: Joint, hours: &BusinessHours) -> Happened {
        let (passed, lost) = (self.waits(joint), self.of(joint, Figure::Lost));
        let entered = self.of(joint, Figure::Entered);
        let clock: Vec<i64> = passed.iter().map(|wait| wait.seconds).collect();
        let open = |wait: &Wait| hours.business_seconds_between(wait.since, wait.passage.until?).ok();
        let mut open: Vec<i64> = passed.iter().filter_map(open).collect();
        open.sort_unstable();
        let at = |sorted: &[i64], figure: Figure| figure.place(sorted.len()).map(|place| sorted[place]);
        Happened {
            entered: entered.len() as i64,
            passed: passed.len() as i64,
            lost: lost.len() as i64,
            nurtured: self.of(joint, Figure::Nurtured).len() as i64,
            median_seconds: at(&clock, Figure::Median),
            p90_seconds: at(&clock, Figure::P90),
            median_business_seconds: at(&open, Figure::Median),
            entered_money: sums(entered.iter().filter_map(|one| one.whole)),
            passed_money: sums(passed.iter().filter_map(|wait| wait.passage.money)),
            lost_money: sums(lost.iter().filter_map(|one| one.money)),
        }
    }

    /// How long each record that passed the joint was there, the quickest first.
    pub fn waits(&self, joint: Joint) -> Vec<Wait<'_>> {
        let began = self.began(joint);
        let wait = |passage| Wait::of(passage, &began);
        let mut waits: Vec<Wait> = self.of(joint, Figure::Passed).into_iter().filter_map(wait).collect();
        waits.sort_unstable_by_key(|wait| (wait.seconds, wait.passage.id.bytes));
        waits
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

/// A passage with how long it took.
pub struct Wait<'p> {
    pub passage: &'p Passage,
    pub since: Timestamp,
    pub seconds: i64,
}

impl<'p> Wait<'p> {
    fn of(passage: &'p Passage, began: &HashMap<Ref, Timestamp>) -> Option<Wait<'p>> {
        let since = began.get(&passage.id).copied().unwrap_or(passage.since);
        let seconds = (passage.until?.as_millisecond() - since.as_millisecond()) / 1000;
        Some(Wait { passage, since, seconds })
    }
}

/// Where, of so many in order, the smallest stands with at least `percent` of all at or below it.
fn nearest_rank(many: usize, percent: usize) -> Option<usize> {
    let rank = (many * percent).div_ceil(100).max(1) - 1;
    (rank < many).then_some(rank)
}

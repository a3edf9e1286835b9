//! What has come of an automation, in the shape that leaves the house.

use kernel::{Money, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::stats::Interval;

#[derive(Debug, Serialize, JsonSchema)]
pub struct LiftView {
    pub metric: MetricView,
    /// How far the journal has been counted; none: not yet.
    pub measured_at: Option<Timestamp>,
    pub published_at: Timestamp,
    /// Since when it counts: this metric came with a version, it was switched on, or given its mode. Another version
    /// that counts the same changes nothing, nor does a flood that is over.
    pub counted_since: Timestamp,
    /// It is in practice: what is measured is how things go without it.
    pub observing: bool,
    /// Frozen once for what is counted, and kept by every version that counts the same: of the 90 days before the first
    /// of them was published or, where there were no cases, of the time it only watched; none: of neither.
    pub baseline: Option<BaselineView>,
    /// From `counted_since` on, without those left alone.
    pub since: Figures,
    /// Those left alone, by the version's `hold_out`.
    pub held_out: Option<Figures>,
    /// Percent of the contacts that are left alone.
    pub hold_out: u32,
    pub difference: DifferenceView,
    /// What the people it was counted for brought in, by where the amounts come from.
    pub money: Vec<MoneyView>,
    pub reclaimed: Reclaimed,
    pub worth: Worth,
    pub errors: Errors,
    pub clocks: Clocks,
    /// Other automations published or switched in the same time: what changed may be theirs.
    pub beside: Vec<PublishedBeside>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MetricView {
    pub name: String,
    pub start: String,
    pub end: String,
    /// `lower` or `higher`.
    pub better: &'static str,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Figures {
    /// How often it began.
    pub cases: i64,
    /// How often it got to its end.
    pub reached: i64,
    /// Of a hundred, in basis points.
    pub reached_bp: Option<i64>,
    /// Median and nine tenths of the time it took, in seconds.
    pub p50_seconds: Option<i64>,
    pub p90_seconds: Option<i64>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BaselineView {
    #[serde(flatten)]
    pub figures: Figures,
    pub from: Timestamp,
    pub until: Timestamp,
    /// It is of the time it only watched.
    pub watched: bool,
    /// SHA-256 of what was counted, and how, hex.
    pub query: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DifferenceView {
    /// `hold_out`: against those left alone in the same time. `before_after`: against the 90 days before, which says
    /// less, for other things changed too. `none`: there is nothing to compare with.
    pub against: &'static str,
    /// An arm has fewer than 30 cases: no difference is shown.
    pub too_early: bool,
    /// Seconds of the median; below zero is faster.
    pub seconds: Option<IntervalView>,
    /// Of the share that gets there, in basis points.
    pub reached_bp: Option<IntervalView>,
    /// `better`, `worse` or `unclear`: the interval holds zero.
    pub verdict: Option<&'static str>,
}

/// Amounts of one source: what came within so many days of a person's first case.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MoneyView {
    /// `deals_won`: deals of the person won in that time, at their value. `invoices_paid`: invoices of the person
    /// paid in that time, gross.
    pub source: &'static str,
    /// The usual one of the business; nothing else is summed.
    pub currency: String,
    pub within_days: i64,
    /// From the lift's `counted_since` on, without those left alone.
    pub since: MoneyFigures,
    /// Those left alone, or those before; nothing where there is nobody.
    pub other: Option<MoneyFigures>,
    /// `hold_out`, `before_after` or `none`, as of the time it takes.
    pub against: &'static str,
    /// A side has fewer than 30 people whose time is over: no difference is shown.
    pub too_early: bool,
    /// For each person, in minor units.
    pub each_minor: Option<IntervalView>,
    /// Of the share of people that brought any, in basis points.
    pub share_bp: Option<IntervalView>,
    /// `better`, `worse` or `unclear`: the interval of `each_minor` holds zero.
    pub verdict: Option<&'static str>,
    /// People whose time is not over: they are not counted yet.
    pub waiting: i64,
    /// People counted who brought something in another currency, which is left out.
    pub other_currency: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MoneyFigures {
    pub people: i64,
    /// How many of them brought any.
    pub with_value: i64,
    pub share_bp: Option<i64>,
    /// All together, in minor units.
    pub minor: i64,
    /// For each of the people, in minor units.
    pub each_minor: Option<i64>,
}

/// The difference as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LiftLine {
    /// `hold_out`, `before_after` or `none`, as in the whole lift.
    pub against: String,
    /// An arm has fewer than 30 cases: no difference is shown.
    pub too_early: bool,
    /// Seconds of the median; below zero is faster.
    pub seconds: Option<IntervalView>,
    /// `better`, `worse` or `unclear`.
    pub verdict: Option<String>,
}

impl From<DifferenceView> for LiftLine {
    fn from(found: DifferenceView) -> LiftLine {
        LiftLine {
            against: found.against.to_owned(),
            too_early: found.too_early,
            seconds: found.seconds,
            verdict: found.verdict.map(str::to_owned),
        }
    }
}

/// A difference with its 95 % interval, by 1,000 bootstrap draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IntervalView {
    pub value: i64,
    pub low: i64,
    pub high: i64,
}

impl From<Interval> for IntervalView {
    fn from(found: Interval) -> IntervalView {
        IntervalView { value: found.value, low: found.low, high: found.high }
    }
}

/// Hours of hand work: runs × minutes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reclaimed {
    /// Runs that did their work, practice left out.
    pub runs: i64,
    /// Minutes one run replaces, as the owner reckons; 0: nobody has said.
    pub minutes_saved: u32,
    pub minutes: i64,
}

/// The hours of hand work in money, beside what it took to set it up.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Worth {
    /// What an hour costs, from the settings; nothing: nobody has said, or in a currency the business has no more.
    pub hour_cost: Option<Money>,
    /// What the saved minutes would have cost; nothing where the hour or the minutes are not known yet.
    pub saved: Option<Money>,
    /// Minutes it took to set it up, as the owner reckons; 0: nobody has said.
    pub minutes_spent: u32,
    /// What these cost.
    pub spent: Option<Money>,
    /// When as many minutes were saved as it took.
    pub paid_back_at: Option<Timestamp>,
    /// When they will be, as fast as it went until now; nothing before five runs.
    pub pays_back_at: Option<Timestamp>,
}

/// On whose clock its waits for a contact's time of day go: where a zone is not known, another stands in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Clocks {
    /// Runs under way about a person, the newest 10,000 of them.
    pub runs: i64,
    /// Of these, whose person has no known zone: the clock of the record's owner counts, else that of the business.
    pub unknown: i64,
}

/// How many of its runs went wrong: what stood still before a person, or a step that failed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Errors {
    /// Runs that began, practice and those left alone not counted.
    pub runs: i64,
    pub troubled: i64,
    /// Of a hundred, in basis points; nothing before the first run.
    pub share_bp: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PublishedBeside {
    pub name: String,
    pub version: i64,
    pub at: Timestamp,
}

//! The week in figures beside the week before, and what stands now: for a page, and for a report to one of the staff.
//!
//! Invariant: a figure is one of the line for those days, or one of Home's for its leads, and opens the same records.
//! Nothing is counted a second way here.

pub mod commands;
mod letter;
pub mod rows;
#[cfg(test)]
mod tests;
pub mod views;

use kernel::calendar::LocalWeek;
use kernel::{Error, Joint, Money, Result, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::line::Figure;
use crate::line::views::JointView;

/// What a figure of the week is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    FirstAnswer,
    Qualified,
    ProposalsSent,
    Signed,
    LostBeforeProposal,
    LostAfterProposal,
    Invoiced,
    PaidInFull,
    Arrived,
}

impl What {
    /// In the order of the line.
    pub const ALL: [What; 9] = [
        What::FirstAnswer,
        What::Qualified,
        What::ProposalsSent,
        What::Signed,
        What::LostBeforeProposal,
        What::LostAfterProposal,
        What::Invoiced,
        What::PaidInFull,
        What::Arrived,
    ];

    /// The figure of the line that it is.
    pub fn on_the_line(self) -> (Joint, Figure) {
        match self {
            What::FirstAnswer => (Joint::CapturedAnswered, Figure::Median),
            What::Qualified => (Joint::AnsweredQualified, Figure::Passed),
            What::ProposalsSent => (Joint::ProposedSigned, Figure::Entered),
            What::Signed => (Joint::ProposedSigned, Figure::Passed),
            What::LostBeforeProposal => (Joint::QualifiedProposed, Figure::Lost),
            What::LostAfterProposal => (Joint::ProposedSigned, Figure::Lost),
            What::Invoiced => (Joint::InvoicedPaid, Figure::Entered),
            What::PaidInFull => (Joint::InvoicedPaid, Figure::Passed),
            What::Arrived => (Joint::PaidReconciled, Figure::Passed),
        }
    }
}

/// How much of it there was in one week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Amount {
    /// How many records.
    pub count: i64,
    /// One sum per currency.
    pub money: Vec<Money>,
    /// Of a wait its median in wall-clock seconds; none where nothing passed.
    pub seconds: Option<i64>,
}

impl Amount {
    fn of(view: &JointView, figure: Figure) -> Amount {
        let period = &view.period;
        let counted = |count, money: &[Money]| Amount { count, money: money.to_vec(), seconds: None };
        match figure {
            Figure::Entered => counted(period.entered, &period.entered_money),
            Figure::Lost => counted(period.lost, &period.lost_money),
            Figure::Median => Amount { seconds: period.median_seconds, ..counted(period.passed, &[]) },
            _ => counted(period.passed, &period.passed_money),
        }
    }
}

/// One figure in the week and in the week before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WeekFigure {
    pub what: What,
    /// `line.list` of this joint and figure lists its records, with the bounds of the week.
    pub joint: Joint,
    pub figure: Figure,
    pub week: Amount,
    pub before: Amount,
}

/// The figures of the joints that are in use, of two readings of the line.
pub fn figures(week: &[JointView], before: &[JointView]) -> Vec<WeekFigure> {
    let at = |line: &[JointView], joint| line.iter().position(|view| view.joint == joint);
    let figure = |what: What| {
        let (joint, figure) = what.on_the_line();
        let (now, then) = (&week[at(week, joint)?], &before[at(before, joint)?]);
        let used = now.in_use || then.in_use;
        used.then(|| WeekFigure {
            what,
            joint,
            figure,
            week: Amount::of(now, figure),
            before: Amount::of(then, figure),
        })
    };
    What::ALL.into_iter().filter_map(figure).collect()
}

/// How the line leaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Drip {
    /// Records were lost there in the week.
    Lost,
    /// Something waits there for longer than it should.
    Waiting,
}

/// Where the line leaks most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Leak {
    pub joint: Joint,
    pub by: Drip,
    /// Lost in the week, or late now.
    pub count: i64,
    pub money: Vec<Money>,
    /// Of what waits: since when the oldest does.
    pub oldest_since: Option<Timestamp>,
}

/// The joint that lost the most; where nothing was lost, the one whose oldest has waited its target most often.
pub fn leak(line: &[JointView], now: Timestamp) -> Option<Leak> {
    let lost = line.iter().rev().filter(|view| view.period.lost > 0).max_by_key(|view| view.period.lost);
    if let Some(view) = lost {
        let (count, money) = (view.period.lost, view.period.lost_money.clone());
        return Some(Leak { joint: view.joint, by: Drip::Lost, count, money, oldest_since: None });
    }
    let late = line.iter().rev().filter(|view| view.waiting.late > 0);
    late.max_by_key(|view| times_its_target(view, now)).map(|view| Leak {
        joint: view.joint,
        by: Drip::Waiting,
        count: view.waiting.late,
        money: view.waiting.late_money.clone(),
        oldest_since: view.waiting.oldest_since,
    })
}

/// In hundredths.
fn times_its_target(view: &JointView, now: Timestamp) -> i64 {
    let waits = view.waiting.oldest_since.map_or(0, |since| now.as_second() - since.as_second());
    waits.saturating_mul(100) / (view.target_minutes.max(1) * 60)
}

/// The week somebody asks for by any day of it; it has to be over.
fn asked(ending: Option<kernel::Date>, today: kernel::Date) -> Result<LocalWeek> {
    let last = LocalWeek::last_full(today)?;
    let Some(day) = ending else { return Ok(last) };
    let week = LocalWeek::of(day)?;
    if week <= last {
        return Ok(week);
    }
    let why = format!("that week is not over yet; the last one that is ends on {}", last.sunday()?);
    Err(Error::field("/ending", "line.week_not_over", why))
}

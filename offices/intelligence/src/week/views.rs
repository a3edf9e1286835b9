//! The week as it leaves the house.

use kernel::calendar::LocalWeek;
use kernel::{Business, Date, Joint, Money, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::{Leak, WeekFigure, asked, figures, leak, rows};
use crate::line::views::{LineView, ReadLine};

/// The leads that came in, adding up as on Home: came in = contacted + pending + closed unanswered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeadsIn {
    pub came_in: i64,
    /// By what is known now.
    pub contacted: i64,
    pub pending: i64,
    pub closed_unanswered: i64,
}

/// What waits at a joint now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WaitsThere {
    pub joint: Joint,
    pub count: i64,
    pub money: Vec<Money>,
    /// Longer than the joint may take; of invoices those past their due day.
    pub late: i64,
    pub late_money: Vec<Money>,
}

/// A week, Monday to Sunday on the business's clock, beside the week before; and what stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WeekReport {
    pub monday: Date,
    pub sunday: Date,
    /// Its first instant, and the first after it.
    pub from: Timestamp,
    pub to: Timestamp,
    pub before_monday: Date,
    pub before_from: Timestamp,
    /// No later week is over yet.
    pub newest: bool,
    pub leads: LeadsIn,
    pub leads_before: LeadsIn,
    /// Those of the joints that are in use, in the order of the line.
    pub figures: Vec<WeekFigure>,
    /// Now, whatever the week: at the joints that are in use.
    pub waiting: Vec<WaitsThere>,
    /// Now: invoices past their due day.
    pub overdue: i64,
    pub overdue_money: Vec<Money>,
    /// Now: open exceptions, whoever they belong to.
    pub exceptions: i64,
    /// None where nothing was lost in the week and nothing is late now.
    pub leak: Option<Leak>,
}

/// The last full week in figures, or an earlier one: each figure is the line's for those days.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadWeek {
    /// The day it ends on; any other day of it will do. The last week that is over where nothing is said.
    #[serde(default)]
    pub ending: Option<Date>,
}

impl Query for ReadWeek {
    const VERB: Verb = Verb::get("line.week", "/line/week");
    type Answer = WeekReport;

    async fn ask(&self, tx: &mut Tx) -> Result<WeekReport> {
        let zone = tx.setting::<Business>().await?.zone().clone();
        let today = zone.shows(tx.now()).date();
        let week = asked(self.ending, today)?;
        let before = week.before()?;
        let ((from, to), (before_from, _)) = (week.bounds(&zone)?, before.bounds(&zone)?);
        let line = line(tx, from, to).await?;
        let then = self::line(tx, before_from, from).await?;
        let invoices = line.joints.iter().find(|view| view.joint == Joint::InvoicedPaid);
        Ok(WeekReport {
            monday: week.monday(),
            sunday: week.sunday()?,
            from,
            to,
            before_monday: before.monday(),
            before_from,
            newest: week == LocalWeek::last_full(today)?,
            leads: rows::leads(tx, from, to).await?,
            leads_before: rows::leads(tx, before_from, from).await?,
            figures: figures(&line.joints, &then.joints),
            waiting: waiting(&line),
            overdue: invoices.map_or(0, |view| view.waiting.late),
            overdue_money: invoices.map(|view| view.waiting.late_money.clone()).unwrap_or_default(),
            exceptions: rows::exceptions(tx).await?,
            leak: leak(&line.joints, tx.now()),
        })
    }
}

async fn line(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<LineView> {
    ReadLine { from: Some(from), to: Some(to), service: None }.ask(tx).await
}

fn waiting(line: &LineView) -> Vec<WaitsThere> {
    let used = line.joints.iter().filter(|view| view.in_use);
    used.map(|view| WaitsThere {
        joint: view.joint,
        count: view.waiting.count,
        money: view.waiting.money.clone(),
        late: view.waiting.late,
        late_money: view.waiting.late_money.clone(),
    })
    .collect()
}

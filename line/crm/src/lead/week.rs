//! The leads of a week, adding up: came in = contacted + pending + closed unanswered, and their records.

use kernel::calendar::LocalWeek;
use kernel::{Business, Date, LeadId, Result, Timestamp, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::rows;

/// The leads of one week, Monday to Sunday on the business's calendar. Rehearsals are left out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekOfLeads {
    /// Any day of the week; today where nothing is said.
    #[serde(default)]
    pub day: Option<Date>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Week {
    pub monday: Date,
    pub came_in: i64,
    /// Got a useful answer: a person, a question answered, a slot offered.
    pub contacted: Figure,
    /// Still waiting for one.
    pub pending: Figure,
    /// Declined or closed without one.
    pub closed_unanswered: Figure,
}

/// A number and the records behind it, oldest first.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Figure {
    pub count: i64,
    pub leads: Vec<LeadId>,
}

impl Figure {
    fn add(&mut self, lead: LeadId) {
        self.count += 1;
        self.leads.push(lead);
    }
}

impl Query for WeekOfLeads {
    const VERB: Verb = Verb::get("lead.week", "/leads/week");
    type Answer = Week;

    async fn ask(&self, tx: &mut Tx) -> Result<Week> {
        let zone = tx.setting::<Business>().await?.zone().clone();
        let day = self.day.unwrap_or(zone.shows(tx.now()).date());
        let asked = LocalWeek::of(day)?;
        let (from, to) = asked.bounds(&zone)?;
        week(tx, asked.monday(), from, to).await
    }
}

async fn week(tx: &mut Tx, monday: Date, from: Timestamp, to: Timestamp) -> Result<Week> {
    let found = rows::list::captured(tx, from, to).await?;
    let mut week = Week {
        monday,
        came_in: i64::try_from(found.len()).map_err(fault)?,
        contacted: Figure::default(),
        pending: Figure::default(),
        closed_unanswered: Figure::default(),
    };
    for lead in found {
        match lead.reached.as_str() {
            "contacted" => week.contacted.add(lead.id),
            "closed_unanswered" => week.closed_unanswered.add(lead.id),
            _ => week.pending.add(lead.id),
        }
    }
    Ok(week)
}

//! The shapes of a deal that leave the house.

use kernel::{ContactId, Date, DealId, LeadId, Money, ServiceId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;

use super::Deal;

#[derive(Debug, Serialize, JsonSchema)]
pub struct DealView {
    pub id: DealId,
    pub rv: i64,
    pub contact: ContactId,
    pub lead: Option<LeadId>,
    pub service: Option<ServiceId>,
    pub title: String,
    pub value: Option<Money>,
    pub stage: String,
    /// `open`, `won`, `lost` or `withdrawn`.
    pub state: &'static str,
    pub reason: Option<String>,
    pub owner: Option<UserId>,
    pub opened_at: Timestamp,
    pub moved_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub expected_on: Option<Date>,
    pub due_at: Option<Timestamp>,
    pub test: bool,
}

/// A deal after it moved, with the stage it came from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MovedDeal {
    #[serde(flatten)]
    pub deal: DealView,
    pub from: String,
}

/// One line of the board or table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DealLine {
    #[serde(flatten)]
    pub deal: DealView,
    pub contact_name: Option<String>,
}

impl From<Deal> for DealView {
    fn from(d: Deal) -> DealView {
        DealView {
            id: d.id,
            rv: d.rv,
            contact: d.contact,
            lead: d.lead,
            service: d.service,
            title: d.title,
            value: d.value,
            stage: d.stage,
            state: d.state.word(),
            reason: d.state.reason().map(str::to_owned),
            owner: d.owned.owner,
            opened_at: d.opened_at,
            moved_at: d.moved_at,
            ended_at: d.state.at(),
            expected_on: d.expected_on,
            due_at: d.due,
            test: d.test,
        }
    }
}

//! What can be asked about deals: the list behind board and table, and one.

use kernel::{ContactId, DealId, Error, Result, ServiceId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::rows;
use super::views::{DealLine, DealView};

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DealState {
    Open,
    Won,
    Lost,
    Withdrawn,
}

impl DealState {
    pub(in crate::deal) fn word(self) -> &'static str {
        match self {
            DealState::Open => "open",
            DealState::Won => "won",
            DealState::Lost => "lost",
            DealState::Withdrawn => "withdrawn",
        }
    }
}

/// List deals, newest first: one stage of the board, or the whole table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDeals {
    #[serde(default)]
    pub state: Option<DealState>,
    #[serde(default)]
    pub stage: Option<String>,
    #[serde(default)]
    pub owner: Option<UserId>,
    #[serde(default)]
    pub service: Option<ServiceId>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListDeals {
    const VERB: Verb = Verb::get("deal.list", "/deals");
    type Answer = Page<DealLine>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<DealLine>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<DealId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let found = rows::list::of(tx, self, after, limit).await?;
        Ok(Page::of(found, limit, |line: &DealLine| line.deal.id.to_string()))
    }
}

/// Read a deal.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadDeal {
    pub deal: DealId,
}

impl Query for ReadDeal {
    const VERB: Verb = Verb::get("deal.read", "/deals/{deal}");
    type Answer = DealView;

    fn subject(&self) -> Subject {
        self.deal.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<DealView> {
        Ok(rows::load(tx, self.deal).await?.into())
    }
}

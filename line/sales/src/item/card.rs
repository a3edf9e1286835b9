//! Publishing the rate card, and reading a version of it.

use facts::sales::RateCardPublished;
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Query, Verb};

use super::views::RateCardView;
use super::{CardItem, ItemRefusal, RateCard, rows};

/// Publish the rate card as it stands: an immutable version that proposals name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRateCard {}

impl Command for PublishRateCard {
    const VERB: Verb = Verb::post("rate_card.publish", "/rate-card/publish")
        .no_undo("change the items back and publish again; a version stays what it was");
    type Answer = RateCardView;

    async fn act(&self, tx: &mut Tx) -> Result<RateCardView> {
        let items = offered_now(tx).await?;
        let before = rows::newest(tx).await?;
        match &before {
            _ if items.is_empty() => return Err(ItemRefusal::Empty.into()),
            Some(card) if card.items == items => return Err(ItemRefusal::Unchanged(card.version).into()),
            _ => {}
        }
        let card = RateCard {
            id: tx.new_id(),
            rv: 1,
            owned: kernel::Owned::default(),
            version: before.map_or(1, |card| card.version + 1),
            items: items.clone(),
            published_at: tx.now(),
        };
        tx.add(&card).await?;
        tx.tell(RateCardPublished { version: card.version, items: items.len() as i64 });
        Ok(RateCardView::of(Some(card), &items))
    }
}

/// Read the newest published rate card, or one version of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRateCard {
    #[serde(default)]
    pub version: Option<i64>,
}

impl Query for ReadRateCard {
    const VERB: Verb = Verb::get("rate_card.read", "/rate-card");
    type Answer = RateCardView;

    async fn ask(&self, tx: &mut Tx) -> Result<RateCardView> {
        let card = match self.version {
            None => rows::newest(tx).await?,
            Some(version) => {
                Some(rows::version(tx, version).await?.ok_or(Error::Missing("version of the rate card"))?)
            }
        };
        let now = offered_now(tx).await?;
        Ok(RateCardView::of(card, &now))
    }
}

async fn offered_now(tx: &mut Tx) -> Result<Vec<CardItem>> {
    let items = rows::all(tx, false).await?;
    Ok(items.into_iter().map(|item| CardItem { item: item.id, offered: item.offered }).collect())
}

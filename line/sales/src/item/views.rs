//! The shapes of the rate card that leave the house.

use kernel::{ItemId, RateCardId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::{CardItem, Item, Offered, RateCard};

#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemView {
    pub id: ItemId,
    pub rv: i64,
    #[serde(flatten)]
    pub offered: Offered,
    pub active: bool,
}

/// A published card; version 0 is the empty one before the first was published.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RateCardView {
    pub id: Option<RateCardId>,
    pub rv: i64,
    pub version: i64,
    pub published_at: Option<Timestamp>,
    pub items: Vec<CardItem>,
    /// The items differ from this version: publish, so that proposals can name them as they are now.
    pub changed: bool,
}

impl From<Item> for ItemView {
    fn from(item: Item) -> ItemView {
        ItemView { id: item.id, rv: item.rv, offered: item.offered, active: item.active }
    }
}

impl RateCardView {
    pub(super) fn of(card: Option<RateCard>, now: &[CardItem]) -> RateCardView {
        let Some(card) = card else {
            let (items, changed) = (vec![], !now.is_empty());
            return RateCardView { id: None, rv: 0, version: 0, published_at: None, items, changed };
        };
        RateCardView {
            id: Some(card.id),
            rv: card.rv,
            version: card.version,
            published_at: Some(card.published_at),
            changed: card.items != now,
            items: card.items,
        }
    }
}

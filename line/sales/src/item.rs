//! The rate card: what we offer and what it costs. Publishing freezes it as a version that proposals name.
//!
//! Invariant: a published version never changes; an item that was offered once is retired, never removed.

pub mod card;
pub mod commands;
pub(crate) mod rows;
pub mod views;

use facts::sales::{ItemChanged, ItemRestored, ItemRetired};
use kernel::{BasisPoints, ItemId, Money, Owned, RateCardId, Refusal, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: ItemId,
    pub rv: i64,
    pub owned: Owned,
    pub offered: Offered,
    pub active: bool,
}

/// What an item says, in the card and in each version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ItemOffered")]
pub struct Offered {
    pub name: String,
    pub text: Option<String>,
    /// What one of it is called, such as `hour`; empty for a plain count.
    pub unit: String,
    /// Net.
    pub unit_price: Money,
    /// Tax.
    pub rate: BasisPoints,
}

/// The card as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateCard {
    pub id: RateCardId,
    pub rv: i64,
    pub owned: Owned,
    /// 1 and up.
    pub version: i64,
    pub items: Vec<CardItem>,
    pub published_at: Timestamp,
}

/// An item in a version of the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CardItem {
    pub item: ItemId,
    #[serde(flatten)]
    pub offered: Offered,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ItemRefusal {
    #[error("it is retired; restore it first")]
    Retired,
    #[error("it is offered already")]
    Active,
    #[error("the card has no item; add one first")]
    Empty,
    #[error("nothing has changed since version {0}; there is nothing to publish")]
    Unchanged(i64),
}

impl Refusal for ItemRefusal {
    fn code(&self) -> &'static str {
        match self {
            ItemRefusal::Retired => "item.retired",
            ItemRefusal::Active => "item.active",
            ItemRefusal::Empty => "rate_card.empty",
            ItemRefusal::Unchanged(_) => "rate_card.unchanged",
        }
    }
}

type Done<F> = Result<(Item, F), ItemRefusal>;

impl Item {
    pub fn change(self, offered: Offered) -> Done<ItemChanged> {
        if !self.active {
            return Err(ItemRefusal::Retired);
        }
        let told = ItemChanged { item: self.id };
        Ok((Item { offered, ..self }, told))
    }

    pub fn retire(self) -> Done<ItemRetired> {
        if !self.active {
            return Err(ItemRefusal::Retired);
        }
        let told = ItemRetired { item: self.id };
        Ok((Item { active: false, ..self }, told))
    }

    pub fn restore(self) -> Done<ItemRestored> {
        if self.active {
            return Err(ItemRefusal::Active);
        }
        let told = ItemRestored { item: self.id };
        Ok((Item { active: true, ..self }, told))
    }
}

impl RateCard {
    pub fn item(&self, id: ItemId) -> Option<&Offered> {
        self.items.iter().find(|known| known.item == id).map(|known| &known.offered)
    }
}

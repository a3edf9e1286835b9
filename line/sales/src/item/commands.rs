//! What can be done with an item, and the list of them.

use kernel::{BasisPoints, Error, FieldError, ItemId, Money, Owned, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use verbs::{Command, Page, Query, Subject, Verb};

use super::views::ItemView;
use super::{Item, Offered, rows};
use crate::{Changed, given};

/// Add an item to the rate card.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddItem {
    pub name: String,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub unit: String,
    /// Net.
    pub unit_price: Money,
    /// Tax.
    pub rate: BasisPoints,
}

impl Command for AddItem {
    const VERB: Verb = Verb::post("item.add", "/items").undo("item.retire");
    type Answer = ItemView;

    async fn act(&self, tx: &mut Tx) -> Result<ItemView> {
        let offered = Offered {
            name: self.name.clone(),
            text: self.text.clone(),
            unit: self.unit.clone(),
            unit_price: self.unit_price,
            rate: self.rate,
        };
        let (id, owned) = (tx.new_id(), Owned::default());
        let item = Item { id, rv: 1, owned, offered: checked(offered)?, active: true };
        tx.add(&item).await?;
        tx.tell(facts::sales::ItemAdded { item: item.id });
        Ok(item.into())
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "item": answer["id"] }))
    }
}

/// Change what an item says or costs. Absent keeps, null clears.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeItem {
    pub item: ItemId,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    pub text: Option<Option<String>>,
    #[serde(default)]
    pub unit: Option<String>,
    #[serde(default)]
    pub unit_price: Option<Money>,
    #[serde(default)]
    pub rate: Option<BasisPoints>,
}

impl ChangeItem {
    fn over(&self, before: Offered) -> Result<Offered> {
        checked(Offered {
            name: self.name.clone().unwrap_or(before.name),
            text: self.text.clone().unwrap_or(before.text),
            unit: self.unit.clone().unwrap_or(before.unit),
            unit_price: self.unit_price.unwrap_or(before.unit_price),
            rate: self.rate.unwrap_or(before.rate),
        })
    }

    fn was(&self, before: &Offered) -> Map<String, Json> {
        let given = [
            ("name", self.name.is_some(), json!(before.name)),
            ("text", self.text.is_some(), json!(before.text)),
            ("unit", self.unit.is_some(), json!(before.unit)),
            ("unit_price", self.unit_price.is_some(), json!(before.unit_price)),
            ("rate", self.rate.is_some(), json!(before.rate)),
        ];
        let kept = given.into_iter().filter(|(_, given, _)| *given);
        kept.map(|(name, _, value)| (name.to_owned(), value)).collect()
    }
}

impl Command for ChangeItem {
    const VERB: Verb = Verb::patch("item.change", "/items/{item}").undo("item.change");
    type Answer = Changed<ItemView>;

    fn subject(&self) -> Subject {
        self.item.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Changed<ItemView>> {
        let before = rows::load(tx, self.item).await?;
        let wanted = self.over(before.offered.clone())?;
        let (after, told) = before.clone().change(wanted)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        Ok(Changed { now: kept.into(), was: self.was(&before.offered) })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        crate::undo_of("item", answer)
    }
}

/// Take an item off the rate card. Proposals that name it keep it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireItem {
    pub item: ItemId,
}

impl Command for RetireItem {
    const VERB: Verb = Verb::post("item.retire", "/items/{item}/retire").undo("item.restore");
    type Answer = ItemView;

    fn subject(&self) -> Subject {
        self.item.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ItemView> {
        let before = rows::load(tx, self.item).await?;
        let (after, told) = before.clone().retire()?;
        Ok(tx.keep_and_tell(&before, after, told).await?.into())
    }
}

/// Offer a retired item again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreItem {
    pub item: ItemId,
}

impl Command for RestoreItem {
    const VERB: Verb = Verb::post("item.restore", "/items/{item}/restore").undo("item.retire");
    type Answer = ItemView;

    fn subject(&self) -> Subject {
        self.item.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ItemView> {
        let before = rows::load(tx, self.item).await?;
        let (after, told) = before.clone().restore()?;
        Ok(tx.keep_and_tell(&before, after, told).await?.into())
    }
}

/// List the items of the rate card by name, all on one page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListItems {
    /// Also those not offered any more.
    #[serde(default)]
    pub retired: bool,
}

impl Query for ListItems {
    const VERB: Verb = Verb::get("item.list", "/items");
    type Answer = Page<ItemView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<ItemView>> {
        let items = rows::all(tx, self.retired).await?;
        Ok(Page { items: items.into_iter().map(ItemView::from).collect(), next: None })
    }
}

fn checked(typed: Offered) -> Result<Offered> {
    let name = typed.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut wrong = vec![];
    let mut say = |pointer: &str, code, detail: &str| {
        wrong.push(FieldError { pointer: pointer.into(), code, detail: detail.into() });
    };
    if name.is_empty() || name.chars().count() > 200 {
        say("/name", "item.name", "give it a name of 1 to 200 characters");
    }
    if typed.unit.chars().count() > 40 {
        say("/unit", "item.unit", "shorten the unit to 40 characters");
    }
    if typed.unit_price.minor < 0 {
        say("/unit_price", "item.price", "an item costs nothing or more; give a discount on the proposal");
    }
    if !(0..=10_000).contains(&typed.rate.0) {
        say("/rate", "item.rate", "a tax rate is between 0 % and 100 %");
    }
    if wrong.is_empty() { Ok(Offered { name, ..typed }) } else { Err(Error::Invalid(wrong)) }
}

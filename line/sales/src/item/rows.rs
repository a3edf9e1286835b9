//! How items and published cards are kept. The only file that writes `sales_item` and `sales_rate_card`.

use kernel::{Error, ItemId, Result, Value};
use store::{Row, Tx, values};

use super::{CardItem, Item, Offered, RateCard};

store::noun! {
    Item is "item" in "sales_item" {
        open name: Text = |i| &i.offered.name;
        open text: Text = |i| &i.offered.text;
        open unit: Text = |i| &i.offered.unit;
        open minor: Minor = |i| i.offered.unit_price.minor;
        open currency: Text = |i| i.offered.unit_price.currency;
        open rate: Int = |i| i.offered.rate;
        open active: Flag = |i| i.active;
    }
}

store::noun! {
    RateCard is "rate_card" in "sales_rate_card" {
        open version: Int = |c| c.version;
        open items: Doc = |c| Value::doc(&c.items);
        open published_at: At = |c| c.published_at;
    }
}

const SELECT: &str = "
    select id, rv, owner, team, name, text, unit, minor, currency, rate, active from sales_item ";

pub async fn load(tx: &mut Tx, id: ItemId) -> Result<Item> {
    tx.one(&format!("{SELECT} where id = $1"), values![id], read).await?.ok_or(Error::Missing("item"))
}

/// In order of the alphabet; a rate card has some hundred at most.
pub async fn all(tx: &mut Tx, retired_too: bool) -> Result<Vec<Item>> {
    let sql = format!("{SELECT} where active is true or $1 order by name, id");
    tx.all(&sql, values![retired_too], read).await
}

const CARD: &str = "select id, rv, owner, team, version, items, published_at from sales_rate_card ";

pub async fn newest(tx: &mut Tx) -> Result<Option<RateCard>> {
    tx.one(&format!("{CARD} order by version desc limit 1"), &[], read_card).await
}

pub async fn version(tx: &mut Tx, version: i64) -> Result<Option<RateCard>> {
    tx.one(&format!("{CARD} where version = $1"), values![version], read_card).await
}

fn read(row: &Row<'_>) -> Result<Item> {
    let price = row.money("minor", "currency")?.ok_or_else(|| kernel::fault("an item has its price"))?;
    let offered = Offered {
        name: row.get("name")?,
        text: row.get("text")?,
        unit: row.get("unit")?,
        unit_price: price,
        rate: row.get("rate")?,
    };
    Ok(Item {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        offered,
        active: row.get("active")?,
    })
}

fn read_card(row: &Row<'_>) -> Result<RateCard> {
    Ok(RateCard {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        version: row.get("version")?,
        items: row.doc::<Vec<CardItem>>("items")?,
        published_at: row.get("published_at")?,
    })
}

//! Derived data follows the journal with a cursor on `n`: in order, exactly once, and never into a noun.

use kernel::{FactId, Permit, Result};
use serde_json::Value as Json;

use crate::{Store, Tx};

/// A fact as it was told, read back from the journal. Personal values are commitments here.
#[derive(Debug, Clone)]
pub struct Told {
    pub n: i64,
    pub id: FactId,
    pub line: Json,
}

impl Told {
    pub fn kind(&self) -> &str {
        self.line["kind"].as_str().unwrap_or_default()
    }

    /// An open field of the body, parsed; `None` when it is absent or null.
    pub fn field<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        let value = &self.line["body"][name];
        if value.is_null() { None } else { serde_json::from_value(value.clone()).ok() }
    }

    /// When it was told.
    pub fn at(&self) -> Result<kernel::Timestamp> {
        self.line["at"].as_str().unwrap_or_default().parse().map_err(kernel::fault)
    }
}

pub trait Reaction: Send + Sync + 'static {
    /// The key of its cursor: never rename it.
    const NAME: &'static str;
    /// The derived tables it keeps.
    const TABLES: &'static [&'static str];

    fn hear(tx: &mut Tx, told: &Told) -> impl Future<Output = Result<()>> + Send;
}

const BATCH: i64 = 200;

const READ: &str = "select n from cursor where name = $1";

const MOVE: &str = "
    insert into cursor (name, n) values ($1, $2)
    on conflict (name) do update set n = excluded.n where cursor.n = $3";

/// Hears up to 200 facts in one transaction; returns how many.
pub async fn tick<R: Reaction>(store: &Store) -> Result<usize> {
    store.write(Permit::engine(R::NAME), None, |tx| Box::pin(hear_next::<R>(tx))).await
}

async fn hear_next<R: Reaction>(tx: &mut Tx) -> Result<usize> {
    let at = tx.one(READ, &[R::NAME.into()], |row| row.get::<i64>("n")).await?.unwrap_or(-1);
    let heard = tx.facts_after(at, BATCH).await?;
    for told in &heard {
        R::hear(tx, told).await?;
    }
    if let Some(last) = heard.last() {
        let moved = tx.exec(MOVE, &[R::NAME.into(), last.n.into(), at.into()]).await?;
        if moved != 1 {
            return Err(kernel::Error::Again);
        }
    }
    Ok(heard.len())
}

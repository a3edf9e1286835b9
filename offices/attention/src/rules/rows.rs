//! A person's rules: a row where they differ from the house's.

use kernel::{Result, UserId, Value};
use store::{Tx, values};

use super::Rules;

const LOAD: &str = "select rv, doc from attention_rules where user_id = $1";
const KEEP: &str = "
    insert into attention_rules (user_id, rv, doc) values ($1, 1, $2)
    on conflict (user_id) do update set rv = attention_rules.rv + 1, doc = excluded.doc";

/// The rules and their version; 0 is what nobody changed yet.
pub async fn load(tx: &mut Tx, user: UserId) -> Result<(Rules, i64)> {
    let found = tx.one(LOAD, values![user], |row| Ok((row.doc::<Rules>("doc")?, row.get("rv")?))).await?;
    Ok(found.unwrap_or_default())
}

pub async fn keep(tx: &mut Tx, user: UserId, rules: &Rules) -> Result<()> {
    tx.exec(KEEP, values![user, Value::doc(rules)]).await.map(drop)
}

//! The staff as governance's window shows them. Read only.

use std::collections::HashMap;

use kernel::{Result, UserId, Value};
use store::{Row, Tx};

use super::Member;

const ALL: &str = "select id, active, role, team, stand_in from governance_user_window order by id";

/// Everybody who ever was of the staff.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Member>> {
    let read =
        |row: &Row<'_>| Ok(Member { on: row.on_staff()?, role: row.get("role")?, team: row.get("team")? });
    tx.all(ALL, &[], read).await
}

/// What these users are called.
pub(crate) async fn names(tx: &mut Tx, users: &[UserId]) -> Result<HashMap<UserId, String>> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers: Vec<String> = (1..=users.len()).map(|n| format!("${n}")).collect();
    let sql = format!("select id, name from governance_user_window where id in ({})", numbers.join(", "));
    let values: Vec<Value<'_>> = users.iter().map(|user| (*user).into()).collect();
    let named = tx.all(&sql, &values, |row| Ok((row.get("id")?, row.get("name")?))).await?;
    Ok(named.into_iter().collect())
}

//! The staff as governance's window shows them. Read only.

use std::collections::HashMap;

use kernel::{Result, UserId, Value};
use store::{Row, Tx, values};

use super::Member;

const FIND: &str = "select id, active, team, stand_in from governance_user_window where id = $1";
const ALL_OF: &str = "
    select id, active, team, stand_in from governance_user_window
    where active is true and role = $1 order by id";

pub(super) async fn member(tx: &mut Tx, id: UserId) -> Result<Option<Member>> {
    tx.one(FIND, values![id], read).await
}

/// The active ones in this role.
pub(super) async fn all_of(tx: &mut Tx, role: &str) -> Result<Vec<Member>> {
    tx.all(ALL_OF, values![role], read).await
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

fn read(row: &Row<'_>) -> Result<Member> {
    Ok(Member {
        id: row.get("id")?,
        active: row.get("active")?,
        team: row.get("team")?,
        stand_in: row.get("stand_in")?,
    })
}

//! The staff as governance's window shows them. Read only.

use std::collections::HashMap;

use kernel::{Result, UserId, Value};
use store::{Row, Tx, values};

use super::Member;
use crate::people::numbered;

const FIND: &str = "select id, active, team, stand_in, zone from governance_user_window where id = $1";
const ADMINISTRATOR: &str = "
    select id, active, team, stand_in, zone from governance_user_window
    where active is true and role = 'administrator' order by id limit 1";

pub(crate) async fn member(tx: &mut Tx, id: UserId) -> Result<Option<Member>> {
    tx.one(FIND, values![id], read).await
}

/// An administrator who is there.
pub(super) async fn administrator(tx: &mut Tx) -> Result<Option<Member>> {
    tx.one(ADMINISTRATOR, &[], read).await
}

/// What these users are called.
pub(crate) async fn names(tx: &mut Tx, users: &[UserId]) -> Result<HashMap<UserId, String>> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("select id, name from governance_user_window where id in ({})", numbered(users.len()));
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
        zone: row.get("zone")?,
    })
}

//! The staff as governance's window shows them. Read only.

use kernel::{Owned, Result, UserId};
use store::{Row, Tx, values};

const ACTIVE: &str = "select id, team from governance_user_window where id = $1 and active is true";
const ADMINISTRATOR: &str = "
    select id, team from governance_user_window
    where active is true and role = 'administrator' order by id limit 1";

pub(super) async fn active(tx: &mut Tx, user: UserId) -> Result<Option<Owned>> {
    tx.one(ACTIVE, values![user], read).await
}

pub(super) async fn administrator(tx: &mut Tx) -> Result<Option<Owned>> {
    tx.one(ADMINISTRATOR, &[], read).await
}

fn read(row: &Row<'_>) -> Result<Owned> {
    Ok(Owned { owner: row.get("id")?, team: row.get("team")? })
}

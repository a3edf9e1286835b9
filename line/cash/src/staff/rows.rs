//! The staff as governance's window shows them. Read only.

use kernel::{Owned, Result, UserId};
use store::{Row, Tx, values};

const ACTIVE: &str = "select id, team from governance_user_window where id = $1 and active is true";
const ADMINISTRATORS: &str = "
    select id, team from governance_user_window
    where active is true and role = 'administrator' order by id";

pub(super) async fn active(tx: &mut Tx, user: UserId) -> Result<Option<(UserId, Owned)>> {
    tx.one(ACTIVE, values![user], read).await
}

pub(super) async fn administrators(tx: &mut Tx) -> Result<Vec<(UserId, Owned)>> {
    tx.all(ADMINISTRATORS, &[], read).await
}

fn read(row: &Row<'_>) -> Result<(UserId, Owned)> {
    let id = row.get("id")?;
    Ok((id, Owned { owner: Some(id), team: row.get("team")? }))
}

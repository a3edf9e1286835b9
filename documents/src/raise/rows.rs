//! Whom to ask where a record has no owner.

use kernel::{Result, UserId};
use store::Tx;

const ADMINISTRATORS: &str = "
    select id from governance_user_window
    where role = 'administrator' and active is true order by id";

/// The first active administrator.
pub async fn administrator(tx: &mut Tx) -> Result<Option<UserId>> {
    let all = tx.all(ADMINISTRATORS, &[], |row| row.get("id")).await?;
    Ok(tx.away().await?.first_here(all, |id: &UserId| *id))
}

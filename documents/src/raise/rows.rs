//! Whom to ask where a record has no owner.

use kernel::{Result, UserId};
use store::Tx;

const ADMINISTRATOR: &str = "
    select id from governance_user_window
    where role = 'administrator' and active is true order by id limit 1";

/// The first active administrator.
pub async fn administrator(tx: &mut Tx) -> Result<Option<UserId>> {
    tx.one(ADMINISTRATOR, &[], |row| row.get("id")).await
}

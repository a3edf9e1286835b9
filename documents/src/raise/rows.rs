//! Whom to ask where a record has no owner, or one who is not here.

use kernel::{OnStaff, Result, UserId};
use store::{Row, Tx};

const STAFF: &str = "select id, active, stand_in from governance_user_window order by id";

pub async fn staff(tx: &mut Tx) -> Result<Vec<OnStaff>> {
    let read = |row: &Row<'_>| {
        Ok(OnStaff { id: row.get("id")?, active: row.get("active")?, stand_in: row.get("stand_in")? })
    };
    tx.all(STAFF, &[], read).await
}

const ADMINISTRATORS: &str = "
    select id from governance_user_window
    where role = 'administrator' and active is true order by id";

/// The first active administrator.
pub async fn administrator(tx: &mut Tx) -> Result<Option<UserId>> {
    let all = tx.all(ADMINISTRATORS, &[], |row| row.get("id")).await?;
    Ok(tx.away().await?.first_here(all, |id: &UserId| *id))
}

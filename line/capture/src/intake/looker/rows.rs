//! The staff as governance's window shows them. Read only.

use kernel::{OnStaff, Result};
use store::Tx;

const STAFF: &str = "select id, role, active, stand_in from governance_user_window order by id";

pub(super) async fn staff(tx: &mut Tx) -> Result<Vec<OnStaff>> {
    tx.all(STAFF, &[], |row| row.on_staff()).await
}

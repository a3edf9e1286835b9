//! The staff as governance's window shows them. Read only.

use kernel::{OnStaff, Owned, Result, TeamId};
use store::{Row, Tx};

const ALL: &str = "select id, active, role, team, stand_in from governance_user_window order by id";

pub(super) struct Member {
    pub on: OnStaff,
    team: Option<TeamId>,
}

impl Member {
    pub fn owns(&self) -> Owned {
        Owned { owner: Some(self.on.id), team: self.team }
    }
}

/// Everybody who ever was of the staff.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Member>> {
    let read = |row: &Row<'_>| Ok(Member { on: row.on_staff()?, team: row.get("team")? });
    tx.all(ALL, &[], read).await
}

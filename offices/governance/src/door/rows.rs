//! Whoever holds a session, a token or a name, as the door needs them.

use kernel::{Result, TeamId, UserId, fault};
use store::{Row, Tx, values};

use crate::policy::Role;
use crate::user::State;

const BY_USER: &str = "select id, team, role, state from governance_user where id = $1";

#[derive(Debug, Clone)]
pub struct Holder {
    pub user: UserId,
    pub team: Option<TeamId>,
    pub role: Role,
    pub active: bool,
}

impl Holder {
    /// From a row with `team`, `role` and `state`; `user` names the column of the id.
    pub(crate) fn read(row: &Row<'_>, user: &str) -> Result<Holder> {
        let (role, state): (String, String) = (row.get("role")?, row.get("state")?);
        Ok(Holder {
            user: row.get(user)?,
            team: row.get("team")?,
            role: Role::from_word(&role).ok_or_else(|| fault(format!("no role is called `{role}`")))?,
            active: state == State::Active.word(),
        })
    }
}

pub async fn by_user(tx: &mut Tx, user: UserId) -> Result<Option<Holder>> {
    tx.one(BY_USER, values![user], |row| Holder::read(row, "id")).await
}

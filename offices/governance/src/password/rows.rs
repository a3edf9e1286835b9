//! How passwords are kept: as hashes, beside the user, never in a fact or view.

use kernel::{Result, UserId};
use store::{Tx, values};

use crate::user::State;

const OF_EMAIL: &str = "
    select u.id, u.state, p.hash from governance_user u
    join governance_password p on p.user_id = u.id where u.email = $1";
const OF_USER: &str = "select hash from governance_password where user_id = $1";
const KEEP: &str = "
    insert into governance_password (user_id, hash, set_at) values ($1, $2, $3)
    on conflict (user_id) do update set hash = excluded.hash, set_at = excluded.set_at";

/// Who an address belongs to and what they must prove.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub user: UserId,
    pub active: bool,
    pub hash: String,
}

/// By the folded address; `None` also for those who never chose a password.
pub async fn of_email(tx: &mut Tx, email: &str) -> Result<Option<Credentials>> {
    tx.one(OF_EMAIL, values![email], |row| {
        let state: String = row.get("state")?;
        let active = state == State::Active.word();
        Ok(Credentials { user: row.get("id")?, active, hash: row.get("hash")? })
    })
    .await
}

pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Option<String>> {
    tx.one(OF_USER, values![user], |row| row.get("hash")).await
}

pub async fn keep(tx: &mut Tx, user: UserId, hash: &str) -> Result<()> {
    let now = tx.now();
    tx.exec(KEEP, values![user, hash, now]).await.map(drop)
}

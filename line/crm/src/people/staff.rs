//! Who of the staff answers: looked up through governance's window, never more than it shows.
//!
//! Invariant: whoever is chosen is active. Somebody away is stood in for; where nobody is left, by an
//! administrator.

pub(crate) mod pool;
pub(crate) mod rows;

use kernel::{Owned, Result, TeamId, UserId};
use store::Tx;

/// A member of staff, as far as this room needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub id: UserId,
    pub active: bool,
    pub team: Option<TeamId>,
    pub stand_in: Option<UserId>,
    pub zone: Option<String>,
}

/// The first of these who is active, by themselves or by their stand-in; else an active administrator.
/// `None` only where the business has no active administrator.
pub(crate) async fn answerable(tx: &mut Tx, wanted: &[Option<UserId>]) -> Result<Option<Member>> {
    for user in wanted.iter().flatten() {
        if let Some(found) = active(tx, *user).await? {
            return Ok(Some(found));
        }
    }
    rows::administrator(tx).await
}

/// A user, or whoever stands in for them; away people do not stand in for each other for ever.
async fn active(tx: &mut Tx, user: UserId) -> Result<Option<Member>> {
    let mut next = Some(user);
    for _ in 0..3 {
        let Some(id) = next else { return Ok(None) };
        match rows::member(tx, id).await? {
            Some(member) if member.active => return Ok(Some(member)),
            away => next = away.and_then(|away| away.stand_in),
        }
    }
    Ok(None)
}

/// What a record owned by this user carries: their team comes with them.
pub(crate) async fn owned_by(tx: &mut Tx, owner: Option<UserId>) -> Result<Owned> {
    let Some(user) = owner else { return Ok(Owned::default()) };
    let team = rows::member(tx, user).await?.and_then(|member| member.team);
    Ok(Owned { owner, team })
}

/// The same for a user a person named: an unknown one is said to be unknown.
pub(crate) async fn owned_by_known(tx: &mut Tx, owner: Option<UserId>) -> Result<Owned> {
    let Some(user) = owner else { return Ok(Owned::default()) };
    let unknown = || kernel::Error::field("/owner", "no_such_user", "choose somebody of the staff");
    let member = rows::member(tx, user).await?.ok_or_else(unknown)?;
    Ok(Owned { owner, team: member.team })
}

//! Who of the staff answers: looked up through governance's window, never more than it shows.
//!
//! Invariant: whoever the house chooses is active and not away. Somebody who is neither is stood in for; where nobody
//! is left, by an administrator. Whom a person names, away or not, is named.

pub(crate) mod pool;
pub(crate) mod rows;

use kernel::{Absences, Owned, Result, TeamId, UserId};
use store::Tx;

/// A member of staff, as far as this room needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub id: UserId,
    pub active: bool,
    pub team: Option<TeamId>,
    pub stand_in: Option<UserId>,
    pub zone: Option<String>,
    pub name: String,
    /// Why it is not whoever was meant: `Ada is away until 3 May`.
    pub because: Option<String>,
}

/// The first of these who is here, by themselves or by their stand-in; else an active administrator.
/// `None` only where the business has no active administrator.
pub(crate) async fn answerable(tx: &mut Tx, wanted: &[Option<UserId>]) -> Result<Option<Member>> {
    let away = tx.away().await?;
    let mut because = None;
    for user in wanted.iter().flatten() {
        if let Some(found) = here(tx, &away, *user, &mut because).await? {
            return Ok(Some(Member { because, ..found }));
        }
    }
    let all = rows::administrators(tx).await?;
    let found = away.first_here(all, |member| member.id);
    Ok(found.map(|found| Member { because: because.filter(|_| away.of(found.id).is_none()), ..found }))
}

/// Whom a person names, though they are away: a person may hand work to them, the house may not.
pub(crate) async fn by_name(tx: &mut Tx, user: UserId) -> Result<Option<Member>> {
    let member = if tx.permit().by_hand() { rows::member(tx, user).await? } else { None };
    Ok(member.filter(|member| member.active))
}

/// The same, else whoever is here for them.
pub(crate) async fn named(tx: &mut Tx, user: UserId) -> Result<Option<Member>> {
    match by_name(tx, user).await? {
        Some(member) => Ok(Some(member)),
        None => answerable(tx, &[Some(user)]).await,
    }
}

/// A user, or whoever stands in for them; away people do not stand in for each other for ever. Says of the first who
/// is away that they are.
async fn here(
    tx: &mut Tx,
    away: &Absences,
    user: UserId,
    because: &mut Option<String>,
) -> Result<Option<Member>> {
    let mut next = Some(user);
    for _ in 0..3 {
        let Some(id) = next else { return Ok(None) };
        match rows::member(tx, id).await? {
            Some(member) if away.is_here(id, member.active) => return Ok(Some(member)),
            Some(member) => {
                let said = away.of(id).map(|absence| absence.said_of(&member.name));
                *because = because.take().or(said);
                next = member.stand_in;
            }
            None => return Ok(None),
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

//! Who of the staff answers for the work: looked up through governance's window.
//!
//! Invariant: whoever is chosen is active and not away; else they are stood in for, and where nobody is left an
//! administrator answers.

mod rows;

use kernel::{Absences, Error, Owned, Result, TeamId, UserId};
use store::Tx;

pub(crate) use rows::names;

#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub id: UserId,
    pub active: bool,
    pub team: Option<TeamId>,
    pub stand_in: Option<UserId>,
}

impl Member {
    fn owns(self) -> Owned {
        Owned { owner: Some(self.id), team: self.team }
    }
}

/// Whoever owned what was agreed, else somebody of delivery, else an administrator.
pub(crate) async fn answerable(tx: &mut Tx, wanted: Option<UserId>) -> Result<Owned> {
    let away = tx.away().await?;
    if let Some(found) = here(tx, &away, wanted).await? {
        return Ok(found.owns());
    }
    let mut all = rows::all_of(tx, "delivery").await?;
    all.extend(rows::all_of(tx, "administrator").await?);
    Ok(away.first_here(all, |member| member.id).map(Member::owns).unwrap_or_default())
}

/// A user, or whoever stands in for them; people away do not stand in for each other for ever.
async fn here(tx: &mut Tx, away: &Absences, wanted: Option<UserId>) -> Result<Option<Member>> {
    let mut next = wanted;
    for _ in 0..3 {
        let Some(id) = next else { return Ok(None) };
        match rows::member(tx, id).await? {
            Some(member) if away.is_here(id, member.active) => return Ok(Some(member)),
            gone => next = gone.and_then(|gone| gone.stand_in),
        }
    }
    Ok(None)
}

/// A user a person named: an unknown or inactive one is said to be so.
pub(crate) async fn owned_by_known(tx: &mut Tx, owner: UserId) -> Result<Owned> {
    let unknown = || Error::field("/owner", "no_such_user", "choose somebody of the staff who is active");
    let member = rows::member(tx, owner).await?.filter(|member| member.active);
    Ok(member.ok_or_else(unknown)?.owns())
}

//! Who of the staff answers for the work: looked up through governance's window.
//!
//! Invariant: whoever is chosen is active and not away; else they are stood in for, and where nobody is left an
//! administrator answers.

mod rows;

use kernel::{Error, OnStaff, Owned, Result, TeamId, UserId};
use store::Tx;

pub(crate) use rows::names;

#[derive(Debug, Clone)]
struct Member {
    on: OnStaff,
    role: String,
    team: Option<TeamId>,
}

impl Member {
    fn owns(&self) -> Owned {
        Owned { owner: Some(self.on.id), team: self.team }
    }
}

/// Whoever owned what was agreed, else somebody of delivery, else an administrator.
pub(crate) async fn answerable(tx: &mut Tx, wanted: Option<UserId>) -> Result<Owned> {
    let (away, all) = (tx.away().await?, rows::all(tx).await?);
    let staff: Vec<OnStaff> = all.iter().map(|member| member.on).collect();
    if let Some(here) = wanted.and_then(|user| away.here_for(user, &staff)) {
        return Ok(all.iter().find(|member| member.on.id == here).map(Member::owns).unwrap_or_default());
    }
    let in_role = |role: &'static str| all.iter().filter(move |one| one.on.active && one.role == role);
    let others = in_role("delivery").chain(in_role("administrator")).collect();
    Ok(away.first_here(others, |member: &&Member| member.on.id).map(Member::owns).unwrap_or_default())
}

/// A user a person named: an unknown or inactive one is said to be so.
pub(crate) async fn owned_by_known(tx: &mut Tx, owner: UserId) -> Result<Owned> {
    let unknown = || Error::field("/owner", "no_such_user", "choose somebody of the staff who is active");
    let all = rows::all(tx).await?;
    let member = all.iter().find(|member| member.on.id == owner && member.on.active);
    Ok(member.ok_or_else(unknown)?.owns())
}

//! Who of the staff answers: looked up through governance's window, never more than it shows.
//!
//! Invariant: whoever the house chooses is active and not away. Somebody who is neither is stood in for; where nobody
//! is left, by an administrator. Whom a person names, away or not, is named.

pub(crate) mod pool;
pub(crate) mod rows;

use kernel::{OnStaff, Owned, Result, TeamId, UserId};
use store::Tx;

/// A member of staff, as far as this room needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub on: OnStaff,
    pub team: Option<TeamId>,
    pub zone: Option<String>,
    pub name: String,
    /// Why it is not whoever was meant: `Ada is away until 3 May`.
    pub because: Option<String>,
}

/// The first of these who is here, by themselves or by their stand-in; else an active administrator.
/// `None` only where the business has no active administrator.
pub(crate) async fn answerable(tx: &mut Tx, wanted: &[Option<UserId>]) -> Result<Option<Member>> {
    let (away, all) = (tx.away().await?, rows::all(tx).await?);
    let staff: Vec<OnStaff> = all.iter().map(|member| member.on).collect();
    let Some(answers) = away.answers(wanted, &staff) else { return Ok(None) };
    let named = |user: UserId| all.iter().find(|member| member.on.id == user);
    // Where nobody at all is here, nobody in particular is missed.
    let missed = away.missed(wanted, &staff).filter(|_| away.of(answers).is_none());
    let because = missed.and_then(|absence| Some(absence.said_of(&named(absence.user)?.name)));
    Ok(named(answers).map(|member| Member { because, ..member.clone() }))
}

/// Whom a person names, though they are away: a person may hand work to them, the house may not.
pub(crate) async fn by_name(tx: &mut Tx, user: UserId) -> Result<Option<Member>> {
    let member = if tx.permit().by_hand() { rows::member(tx, user).await? } else { None };
    Ok(member.filter(|member| member.on.active))
}

/// The same, else whoever is here for them.
pub(crate) async fn named(tx: &mut Tx, user: UserId) -> Result<Option<Member>> {
    match by_name(tx, user).await? {
        Some(member) => Ok(Some(member)),
        None => answerable(tx, &[Some(user)]).await,
    }
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

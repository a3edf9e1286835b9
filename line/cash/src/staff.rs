//! Who answers for money that waits: the owner of the joint paid → reconciled, or whoever stands in.
//!
//! Invariant: whoever is chosen is active and not away, or stands in for somebody who is, as far as anybody is here.

mod rows;

use kernel::{
    Business, Date, Joint, LineSettings, OnStaff, Owned, Permit, Result, Scope, TeamId, Timestamp, UserId,
};
use store::Tx;

/// The owner of something that waits for the bank, and until when it may.
pub(crate) async fn waiting(tx: &mut Tx) -> Result<(Owned, Timestamp)> {
    let joint = Joint::PaidReconciled;
    let rule = tx.setting::<LineSettings>().await?.rule(joint);
    let minutes = rule.target(joint);
    let due = tx.now().checked_add(jiff::SignedDuration::from_mins(minutes)).map_err(kernel::fault)?;
    let acting = tx.permit().user();
    let owned = answerable(tx, &[rule.owner, rule.stand_in, acting]).await?;
    Ok((owned, due))
}

async fn answerable(tx: &mut Tx, wanted: &[Option<UserId>]) -> Result<Owned> {
    let (away, all) = (tx.away().await?, rows::all(tx).await?);
    let staff: Vec<OnStaff> = all.iter().map(|member| member.on).collect();
    let here = away.answers(wanted, &staff);
    Ok(all.iter().find(|member| Some(member.on.id) == here).map(rows::Member::owns).unwrap_or_default())
}

/// Today on the calendar of the business.
pub(crate) async fn today(tx: &mut Tx) -> Result<Date> {
    let now = tx.now();
    Ok(tx.setting::<Business>().await?.zone().shows(now).date())
}

/// How far a permit reaches: the values of `$1`, `$2` and `$3` in a list that holds `reaches`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    pub scope: &'static str,
    pub user: Option<UserId>,
    pub team: Option<TeamId>,
}

pub(crate) fn reach(permit: &Permit) -> Reach {
    let scope = match permit.scope() {
        Scope::Own => "own",
        Scope::Team => "team",
        Scope::All => "all",
    };
    Reach { scope, user: permit.user(), team: permit.team() }
}

/// The same rule as `Permit::covers`, as a condition on the alias of a noun's table.
pub(crate) fn reaches(table: &str) -> String {
    format!("($1 = 'all' or {table}.owner = $2 or ($1 = 'team' and {table}.team is not distinct from $3))")
}

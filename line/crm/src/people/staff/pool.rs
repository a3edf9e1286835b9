//! Who of several takes it: in turn, or whoever has least to do. Explained by counts, the same for the same rows.

use kernel::{Error, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::{answerable, named, rows};

/// How one of a role is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentRule {
    /// Whoever has waited longest for their turn.
    RoundRobin,
    /// Whoever has the fewest open ones.
    LeastLoaded,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    Leads,
    Tasks,
}

/// One of those who hold the role and are here; while all of them are away, who stands in for the first.
pub(crate) async fn pick(tx: &mut Tx, rule: AssignmentRule, pool: &str, work: Work) -> Result<UserId> {
    let mut all = rows::holders(tx, pool, work).await?;
    all.sort_by_key(|(id, last, load)| match rule {
        AssignmentRule::RoundRobin => (*last, *load, *id),
        AssignmentRule::LeastLoaded => (*load, *last, *id),
    });
    let nobody = || {
        let why = format!("nobody active holds the role `{pool}`; name another role, or a person");
        Error::field("/pool", "nobody_in_pool", why)
    };
    let first = all.first().map(|(id, ..)| *id).ok_or_else(nobody)?;
    let away = tx.away().await?;
    if let Some((here, ..)) = all.iter().find(|(id, ..)| away.is_here(*id, true)) {
        return Ok(*here);
    }
    Ok(answerable(tx, &[Some(first)]).await?.map_or(first, |member| member.on.id))
}

/// The person named, or one of a role by a rule.
pub(crate) async fn chosen(
    tx: &mut Tx,
    owner: Option<UserId>,
    rule: Option<AssignmentRule>,
    pool: Option<&str>,
    work: Work,
) -> Result<UserId> {
    match (owner, rule, pool) {
        (Some(owner), None, None) if tx.permit().by_hand() => Ok(owner),
        (Some(owner), None, None) => Ok(named(tx, owner).await?.map_or(owner, |member| member.on.id)),
        (None, Some(rule), Some(pool)) => pick(tx, rule, pool, work).await,
        _ => {
            let why = "name the owner, or a rule and the role it chooses from";
            Err(Error::field("/owner", "owner_or_rule", why))
        }
    }
}

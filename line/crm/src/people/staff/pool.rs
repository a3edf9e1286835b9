//! Who of several takes it: in turn, or whoever has least to do. Explained by counts, the same for the same rows.

use kernel::{Error, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Row, Tx, values};

/// How one of a role is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
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

const OF_LEADS: &str = "
    select u.id, (select max(l.captured_at) from crm_lead l where l.owner = u.id) as last,
        (select count(*) from crm_lead l where l.owner = u.id and l.state in ('open', 'nurtured')) as load
    from governance_user_window u where u.active is true and u.role = $1 order by u.id";

const OF_TASKS: &str = "
    select u.id, (select max(t.due_at) from crm_task t where t.owner = u.id) as last,
        (select count(*) from crm_task t where t.owner = u.id and t.state = 'open') as load
    from governance_user_window u where u.active is true and u.role = $1 order by u.id";

/// One of those who are active and hold the role.
pub(crate) async fn pick(tx: &mut Tx, rule: Rule, pool: &str, work: Work) -> Result<UserId> {
    let sql = if work == Work::Leads { OF_LEADS } else { OF_TASKS };
    let read = |row: &Row<'_>| {
        let last: Option<Timestamp> = row.get("last")?;
        Ok((row.get::<UserId>("id")?, last.map_or(0, Timestamp::as_millisecond), row.get::<i64>("load")?))
    };
    let mut all = tx.all(sql, values![pool], read).await?;
    all.sort_by_key(|(id, last, load)| match rule {
        Rule::RoundRobin => (*last, *load, *id),
        Rule::LeastLoaded => (*load, *last, *id),
    });
    let nobody = || {
        let why = format!("nobody active holds the role `{pool}`; name another role, or a person");
        Error::field("/pool", "nobody_in_pool", why)
    };
    all.first().map(|(id, ..)| *id).ok_or_else(nobody)
}

/// The person named, or one of a role by a rule.
pub(crate) async fn chosen(
    tx: &mut Tx,
    owner: Option<UserId>,
    rule: Option<Rule>,
    pool: Option<&str>,
    work: Work,
) -> Result<UserId> {
    match (owner, rule, pool) {
        (Some(owner), None, None) => Ok(owner),
        (None, Some(rule), Some(pool)) => pick(tx, rule, pool, work).await,
        _ => {
            let why = "name the owner, or a rule and the role it chooses from";
            Err(Error::field("/owner", "owner_or_rule", why))
        }
    }
}

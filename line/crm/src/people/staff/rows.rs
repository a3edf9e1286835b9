//! The staff as governance's window shows them. Read only.

use std::collections::HashMap;

use kernel::{Result, Timestamp, UserId, Value};
use store::{Row, Tx, values};

use super::Member;
use super::pool::Work;
use crate::people::numbered;

const FIND: &str =
    "select id, active, role, team, stand_in, zone, name from governance_user_window where id = $1";
const ALL: &str =
    "select id, active, role, team, stand_in, zone, name from governance_user_window order by id";

pub(crate) async fn member(tx: &mut Tx, id: UserId) -> Result<Option<Member>> {
    tx.one(FIND, values![id], read).await
}

/// Everybody who ever was of the staff.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Member>> {
    tx.all(ALL, &[], read).await
}

/// What these users are called.
pub(crate) async fn names(tx: &mut Tx, users: &[UserId]) -> Result<HashMap<UserId, String>> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("select id, name from governance_user_window where id in ({})", numbered(users.len()));
    let values: Vec<Value<'_>> = users.iter().map(|user| (*user).into()).collect();
    let named = tx.all(&sql, &values, |row| Ok((row.get("id")?, row.get("name")?))).await?;
    Ok(named.into_iter().collect())
}

const OF_LEADS: &str = "
    select u.id, (select max(l.captured_at) from crm_lead l where l.owner = u.id) as last,
        (select count(*) from crm_lead l where l.owner = u.id and l.state in ('open', 'nurtured')) as load
    from governance_user_window u where u.active is true and u.role = $1 order by u.id";

const OF_TASKS: &str = "
    select u.id, (select t.id from crm_task t where t.owner = u.id order by t.id desc limit 1) as newest,
        (select count(*) from crm_task t where t.owner = u.id and t.state = 'open') as load
    from governance_user_window u where u.active is true and u.role = $1 order by u.id";

/// Whoever is active and holds a role: when they last got one (milliseconds), and how many they have open.
pub(super) async fn holders(tx: &mut Tx, role: &str, work: Work) -> Result<Vec<(UserId, i64, i64)>> {
    let sql = if work == Work::Leads { OF_LEADS } else { OF_TASKS };
    let read = |row: &Row<'_>| {
        let last = if work == Work::Leads {
            row.get::<Option<Timestamp>>("last")?.map_or(0, Timestamp::as_millisecond)
        } else {
            row.get::<Option<[u8; 16]>>("newest")?.map_or(0, made_at)
        };
        Ok((row.get("id")?, last, row.get("load")?))
    };
    tx.all(sql, values![role], read).await
}

/// When something with this id was made, in milliseconds: the first 48 bits of a UUID of version 7 (RFC 9562).
fn made_at(id: [u8; 16]) -> i64 {
    id[..6].iter().fold(0, |ms, byte| ms << 8 | i64::from(*byte))
}

fn read(row: &Row<'_>) -> Result<Member> {
    Ok(Member {
        on: row.on_staff()?,
        team: row.get("team")?,
        zone: row.get("zone")?,
        name: row.get("name")?,
        because: None,
    })
}

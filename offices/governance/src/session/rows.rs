//! How sessions and failed sign-ins are kept.

use kernel::{Result, SessionId, Timestamp, UserId};
use store::{Row, Tx, values};

use super::Session;
use crate::door::rows::Holder;

const ADD: &str = "
    insert into governance_session (id, hash, user_id, started_at, seen_at) values ($1, $2, $3, $4, $4)";
const REMOVE: &str = "delete from governance_session where id = $1 and user_id = $2";
const OF_USER: &str = "
    select id, user_id, started_at, seen_at from governance_session where user_id = $1 order by id";
const OVER: &str = "
    select id, user_id, started_at, seen_at from governance_session
    where seen_at <= $1 or started_at <= $2 order by id limit 200";
const SEEN: &str = "update governance_session set seen_at = $2 where id = $1 and seen_at < $2";
const BY_HASH: &str = "
    select s.id, s.user_id, s.started_at, s.seen_at, u.team, u.role, u.state
    from governance_session s join governance_user u on u.id = s.user_id where s.hash = $1";

const TRY: &str = "
    insert into governance_attempt (key, failed, last_at, until) values ($1, 1, $2, $2)
    on conflict (key) do update set last_at = excluded.last_at,
        failed = case when governance_attempt.last_at < $3 then 1 else governance_attempt.failed + 1 end
    where governance_attempt.until <= $2
    returning failed";
const WAIT: &str = "update governance_attempt set until = $2 where key = $1";
const UNTIL: &str = "select until from governance_attempt where key = $1";
const FORGIVE: &str = "delete from governance_attempt where key = $1";
const FORGET: &str = "delete from governance_attempt where last_at < $1";

pub async fn add(tx: &mut Tx, id: SessionId, user: UserId, hash: &[u8; 32]) -> Result<()> {
    let now = tx.now();
    tx.exec(ADD, values![id, hash, user, now]).await.map(drop)
}

pub async fn remove(tx: &mut Tx, id: SessionId, user: UserId) -> Result<bool> {
    Ok(tx.exec(REMOVE, values![id, user]).await? == 1)
}

pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Session>> {
    tx.all(OF_USER, values![user], read).await
}

/// Those last seen or started too long ago.
pub async fn over(tx: &mut Tx, seen: Timestamp, started: Timestamp) -> Result<Vec<Session>> {
    tx.all(OVER, values![seen, started], read).await
}

pub async fn seen(tx: &mut Tx, id: SessionId) -> Result<()> {
    let now = tx.now();
    tx.exec(SEEN, values![id, now]).await.map(drop)
}

/// The session behind a cookie, and whoever holds it.
pub async fn by_hash(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<(Session, Holder)>> {
    tx.one(BY_HASH, values![hash], |row| Ok((read(row)?, Holder::read(row, "user_id")?))).await
}

/// Counts one more try; `None` while its time to wait runs. Those before `forgotten` count no more.
pub async fn count(tx: &mut Tx, key: &[u8; 32], forgotten: Timestamp) -> Result<Option<i64>> {
    let now = tx.now();
    let counted = tx.all(TRY, values![key, now, forgotten], |row| row.get("failed")).await?;
    Ok(counted.into_iter().next())
}

/// The next try counts only from this instant on.
pub async fn wait(tx: &mut Tx, key: &[u8; 32], until: Timestamp) -> Result<()> {
    tx.exec(WAIT, values![key, until]).await.map(drop)
}

pub async fn until(tx: &mut Tx, key: &[u8; 32]) -> Result<Option<Timestamp>> {
    tx.one(UNTIL, values![key], |row| row.get("until")).await
}

pub async fn forgive(tx: &mut Tx, key: &[u8; 32]) -> Result<()> {
    tx.exec(FORGIVE, values![key]).await.map(drop)
}

/// Nobody remembers tries older than this.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.exec(FORGET, values![before]).await
}

fn read(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        id: row.get("id")?,
        user: row.get("user_id")?,
        started_at: row.get("started_at")?,
        seen_at: row.get("seen_at")?,
    })
}

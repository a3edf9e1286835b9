//! The figures of the health page.

use kernel::{Result, Timestamp, fault};
use store::{Row, Tx, values};

use super::{EffectHealth, ExceptionHealth, ReachHealth, RunHealth};
use crate::round::rows::mail_is_broken;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

const EFFECTS: &str = "
    select kind,
        cast(coalesce(sum(case when state = 'queued' and due_at <= $1 then 1 else 0 end), 0) as bigint) as waiting,
        min(case when state = 'queued' and due_at <= $1 then due_at else null end) as oldest,
        cast(coalesce(sum(case when state = 'uncertain' then 1 else 0 end), 0) as bigint) as uncertain,
        cast(coalesce(sum(case when state = 'failed' then 1 else 0 end), 0) as bigint) as failed
    from store_effect
    where state in ('queued', 'uncertain') or (state = 'failed' and done_at > $2)
    group by kind order by kind";

fn before(tx: &Tx, ms: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(tx.now().as_millisecond() - ms).map_err(fault)
}

pub async fn effects(tx: &mut Tx) -> Result<Vec<EffectHealth>> {
    let (now, day) = (tx.now(), before(tx, DAY_MS)?);
    let read = |row: &Row<'_>| {
        let (kind, waiting, oldest_at) = (row.get("kind")?, row.get("waiting")?, row.get("oldest")?);
        let (uncertain, failed) = (row.get("uncertain")?, row.get("failed")?);
        Ok(EffectHealth { kind, waiting, oldest_at, uncertain, failed })
    };
    tx.all(EFFECTS, values![now, day], read).await
}

const RUNS: &str = "
    select cast(coalesce(sum(case when wakes_at < $1 then 1 else 0 end), 0) as bigint) as overdue,
        min(case when wakes_at < $1 then wakes_at else null end) as oldest,
        cast(coalesce(sum(case when state = 'parked' then 1 else 0 end), 0) as bigint) as parked
    from automation_run_window
    where ended_at is null and (priority in (0, 1, 2, 3) and wakes_at < $1 or state = 'parked')";

pub async fn runs(tx: &mut Tx) -> Result<RunHealth> {
    if tx.windows("_run_window").is_empty() {
        return Ok(RunHealth::default());
    }
    let minute = before(tx, MINUTE_MS)?;
    let read = |row: &Row<'_>| {
        let (overdue, oldest_at) = (row.get("overdue")?, row.get("oldest")?);
        Ok(RunHealth { overdue, oldest_at, parked: row.get("parked")? })
    };
    Ok(tx.one(RUNS, values![minute], read).await?.unwrap_or_default())
}

const EXCEPTIONS: &str = "
    select count(*) as n, cast(coalesce(sum(case when due_at < $1 then 1 else 0 end), 0) as bigint) as late,
        cast(coalesce(sum(case when owner is null then 1 else 0 end), 0) as bigint) as unowned
    from store_exception where state = 'open'";

pub async fn exceptions(tx: &mut Tx) -> Result<ExceptionHealth> {
    let now = tx.now();
    let read = |row: &Row<'_>| {
        Ok(ExceptionHealth { open: row.get("n")?, late: row.get("late")?, unowned: row.get("unowned")? })
    };
    Ok(tx.one(EXCEPTIONS, values![now], read).await?.unwrap_or_default())
}

const REACH: &str = "
    select count(*) as n, cast(coalesce(sum(case when exists (
        select 1 from attention_device d where d.owner = u.id) then 1 else 0 end), 0) as bigint) as with_push
    from governance_user_window u where u.active is true";

pub async fn reach(tx: &mut Tx) -> Result<ReachHealth> {
    let mail_works = !mail_is_broken(tx).await?;
    let found = tx.one(REACH, &[], |row| Ok((row.get("n")?, row.get("with_push")?))).await?;
    let (users, with_push) = found.unwrap_or_default();
    Ok(ReachHealth { mail_works, users, with_push })
}

const OPEN_SINCE: &str = "
    select code, min(raised_at) as at from store_exception where state = 'open' group by code order by code";

/// By code, since when one is open.
pub async fn open_since(tx: &mut Tx) -> Result<Vec<(String, Timestamp)>> {
    tx.all(OPEN_SINCE, &[], |row| Ok((row.get("code")?, row.get("at")?))).await
}

//! Taking runs that are due: the most urgent first, and no automation more than half of it while others wait.

use kernel::{AutomationId, Result, RunId, Timestamp};
use store::{Row, Tx, values};

/// How many a worker takes at once.
const BATCH: i64 = 32;

const DUE: &str = "
    select automation, count(*) as n from (
        select r.automation from automation_run r join automation_automation a on a.id = r.automation
        where r.wakes_at <= $1 and (r.lease_until is null or r.lease_until < $1) and a.active
        order by r.priority, r.wakes_at, r.id limit $2) d
    group by automation order by n desc, automation";

const OTHERS: &str = "
    select r.id from automation_run r join automation_automation a on a.id = r.automation
    where r.wakes_at <= $1 and (r.lease_until is null or r.lease_until < $1) and a.active and r.automation <> $2
    limit 1";

const CLAIM: &str = "
    update automation_run set lease_until = $2, epoch = epoch + 1
    where (lease_until is null or lease_until < $1) and wakes_at <= $1 and id in (
        select r.id from automation_run r join automation_automation a on a.id = r.automation
        where r.wakes_at <= $1 and (r.lease_until is null or r.lease_until < $1) and a.active
            and (r.automation = $4 or $4 is null) and (r.automation <> $5 or $5 is null)
        order by r.priority, r.wakes_at, r.id limit $3)
    returning id, epoch, priority";

/// Takes what is due.
pub async fn claim(tx: &mut Tx, until: Timestamp) -> Result<Vec<(RunId, i64)>> {
    let greedy = greedy(tx).await?;
    let mut taken = match greedy {
        None => take(tx, until, BATCH, (None, None)).await?,
        Some(one) => {
            let mut taken = take(tx, until, BATCH / 2, (Some(one), None)).await?;
            taken.extend(take(tx, until, BATCH / 2, (None, Some(one))).await?);
            taken
        }
    };
    taken.sort_by_key(|(priority, id, _)| (*priority, *id));
    Ok(taken.into_iter().map(|(_, id, epoch)| (id, epoch)).collect())
}

/// The automation that would take more than half of the batch while others wait.
async fn greedy(tx: &mut Tx) -> Result<Option<AutomationId>> {
    let now = tx.now();
    let read = |row: &Row<'_>| Ok((row.get::<AutomationId>("automation")?, row.get::<i64>("n")?));
    let due = tx.all(DUE, values![now, BATCH], read).await?;
    let Some((first, n)) = due.first().copied().filter(|(_, n)| *n > BATCH / 2) else { return Ok(None) };
    if due.len() > 1 || n < BATCH {
        return Ok((due.len() > 1).then_some(first));
    }
    let others = tx.one(OTHERS, values![now, first], |_| Ok(())).await?;
    Ok(others.map(|()| first))
}

async fn take(
    tx: &mut Tx,
    until: Timestamp,
    limit: i64,
    only: (Option<AutomationId>, Option<AutomationId>),
) -> Result<Vec<(i64, RunId, i64)>> {
    let read = |row: &Row<'_>| Ok((row.get::<i64>("priority")?, row.get("id")?, row.get("epoch")?));
    let now = tx.now();
    tx.all(CLAIM, values![now, until, limit, only.0, only.1], read).await
}

const NEXT: &str = "
    select min(n.at) as at from (
        select case when r.lease_until > r.wakes_at then r.lease_until else r.wakes_at end as at
        from automation_run r join automation_automation a on a.id = r.automation
        where r.wakes_at is not null and a.active order by r.wakes_at limit 256) n";

/// When the next run wakes. The first by the clock: those in somebody's hands are few and stand in front.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>> {
    Ok(tx.one(NEXT, &[], |row| row.get::<Option<Timestamp>>("at")).await?.flatten())
}

//! Taking runs that are due: the most urgent first, and no automation more than half of it while others wait.
//!
//! Each statement looks at no more rows than it may take, those in other hands and those of automations that are off
//! aside, however many are due: one index orders them by urgency, one by automation.

use kernel::{AutomationId, Result, RunId, Timestamp};
use store::{Row, Tx, values};

/// So many others are served beside one that has much to do.
const OTHERS_AT_ONCE: i64 = 32;

/// How urgent runs are, as it is kept.
const URGENCIES: [&str; 4] = ["0", "1", "2", "3"];

/// What is due at `$1`, at most `$2`. One urgency after the other: only so the index gives them in order.
const DUE: &str = "
    select id, automation, priority, wakes_at from (
        select r.id, r.automation, r.priority, r.wakes_at
        from automation_run r join automation_automation a on a.id = r.automation
        where r.priority = {urgency} and r.wakes_at <= $1 and (r.lease_until is null or r.lease_until < $1)
            and a.active {of}
        order by r.wakes_at limit $2) p{urgency}";

/// The most urgent first; `of_one`: of the automation `$3` alone.
fn due(of_one: bool) -> String {
    let text = DUE.replace("{of}", if of_one { "and r.automation = $3" } else { "" });
    let all = URGENCIES.map(|urgency| text.replace("{urgency}", urgency)).join(" union all ");
    format!("select id, automation from ({all}) f order by priority, wakes_at, id limit $2")
}

/// When the first run of an automation is due, of one urgency.
const FIRST: &str = "
    (select r.wakes_at from automation_run r
    where r.automation = a.id and r.priority = {urgency} and r.wakes_at <= $1
        and (r.lease_until is null or r.lease_until < $1)
    order by r.wakes_at limit 1) as p{urgency}";

/// Others than `$2` with something due: the most urgent first, of one urgency whoever has waited longest. By any
/// other order the last of many would never be served.
fn others_with_work() -> String {
    let firsts = URGENCIES.map(|urgency| FIRST.replace("{urgency}", urgency)).join(",");
    let first_of = URGENCIES.map(|urgency| format!("p{urgency}")).join(", ");
    let urgency = URGENCIES.map(|urgency| format!("when p{urgency} is not null then {urgency}")).join(" ");
    format!(
        "select id from (
            select a.id,{firsts} from automation_automation a where a.active and a.id <> $2) f
        where coalesce({first_of}) is not null
        order by case {urgency} end, coalesce({first_of}), id limit $3"
    )
}

/// Takes what is due, at most so many.
pub async fn claim(tx: &mut Tx, until: Timestamp, most: i64) -> Result<Vec<(RunId, i64)>> {
    let mut taken = match greedy(tx, most).await? {
        None => take(tx, until, (most, None)).await?,
        Some(one) => share(tx, until, (most / 2, one)).await?,
    };
    taken.sort_by_key(|(priority, id, _)| (*priority, *id));
    Ok(taken.into_iter().map(|(_, id, epoch)| (id, epoch)).collect())
}

type Taken = Vec<(i64, RunId, i64)>;

/// Half for the one with much to do, the other half for those beside it.
async fn share(tx: &mut Tx, until: Timestamp, (half, greedy): (i64, AutomationId)) -> Result<Taken> {
    let others = others(tx, greedy, OTHERS_AT_ONCE.min(half)).await?;
    let mut taken = take(tx, until, (half, Some(greedy))).await?;
    let (mut room, mut left) = (half, others.len() as i64);
    for other in others {
        let found = take(tx, until, (room / left, Some(other))).await?;
        (room, left) = (room - found.len() as i64, left - 1);
        taken.extend(found);
    }
    Ok(taken)
}

/// The automation that would take more than half of the batch while others wait.
async fn greedy(tx: &mut Tx, most: i64) -> Result<Option<AutomationId>> {
    let sql = format!(
        "select automation, count(*) as n from ({}) d group by automation order by n desc, automation",
        due(false)
    );
    let read = |row: &Row<'_>| Ok((row.get::<AutomationId>("automation")?, row.get::<i64>("n")?));
    let now = tx.now();
    let due = tx.all(&sql, values![now, most], read).await?;
    let Some((first, n)) = due.first().copied().filter(|(_, n)| *n > most / 2) else { return Ok(None) };
    let waits = due.len() > 1 || n == most && !others(tx, first, 1).await?.is_empty();
    Ok(waits.then_some(first))
}

async fn others(tx: &mut Tx, than: AutomationId, limit: i64) -> Result<Vec<AutomationId>> {
    let now = tx.now();
    tx.all(&others_with_work(), values![now, than, limit], |row| row.get("id")).await
}

async fn take(tx: &mut Tx, until: Timestamp, (limit, of): (i64, Option<AutomationId>)) -> Result<Taken> {
    let sql = format!(
        "update automation_run set lease_until = {}, epoch = epoch + 1
        where (lease_until is null or lease_until < $1) and wakes_at <= $1 and id in (select id from ({}) t)
        returning id, epoch, priority",
        if of.is_some() { "$4" } else { "$3" },
        due(of.is_some())
    );
    let read = |row: &Row<'_>| Ok((row.get::<i64>("priority")?, row.get("id")?, row.get("epoch")?));
    let now = tx.now();
    match of {
        Some(of) => tx.all(&sql, values![now, limit, of, until], read).await,
        None => tx.all(&sql, values![now, limit, until], read).await,
    }
}

const NEXT: &str = "
    select at from (
        select case when r.lease_until > r.wakes_at then r.lease_until else r.wakes_at end as at
        from automation_run r join automation_automation a on a.id = r.automation
        where r.priority = {urgency} and r.wakes_at is not null and a.active order by r.wakes_at limit 256) p{urgency}";

/// When the next run wakes. The first by the clock: those in somebody's hands are few and stand in front.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>> {
    let all = URGENCIES.map(|urgency| NEXT.replace("{urgency}", urgency)).join(" union all ");
    let sql = format!("select min(at) as at from ({all}) n");
    Ok(tx.one(&sql, &[], |row| row.get::<Option<Timestamp>>("at")).await?.flatten())
}

//! What is overdue, and what was decided about it.

use std::collections::BTreeMap;

use kernel::{AutomationId, Result, RunId, Timestamp};
use store::{Row, Tx, values};

use super::{HOUR_MS, OverdueLine};
use crate::run::later;

const STEPS: &str = "
    select a.id, a.name, count(*) as n, min(r.wakes_at) as at
    from automation_run r join automation_automation a on a.id = r.automation
    where r.priority in (0, 1, 2, 3) and r.wakes_at <= $1 and r.ended_at is null
        and (r.lease_until is null or r.lease_until < $1) and a.active and r.mode <> 'practice'
    group by a.id, a.name";

/// What a gate holds is asked again within the hour. What is owed is not to decide about: it leaves.
const MESSAGES: &str = "
    select a.id, a.name, count(*) as n, min(e.made_at) as at
    from store_effect e join automation_run r on r.id = e.run join automation_automation a on a.id = r.automation
    where e.state = 'queued' and e.kind in ('mail', 'http') and e.due_at <= $1 and a.active and not e.owed
    group by a.id, a.name";

/// By automation, the longest overdue first.
pub(super) async fn lines(tx: &mut Tx) -> Result<Vec<OverdueLine>> {
    let (now, soon) = (tx.now(), later(tx.now(), HOUR_MS));
    let read = |row: &Row<'_>| {
        let found: (AutomationId, String) = (row.get("id")?, row.get("name")?);
        Ok((found, row.get::<i64>("n")?, row.get::<Timestamp>("at")?))
    };
    let (due, leaving) =
        (tx.all(STEPS, values![now], read).await?, tx.all(MESSAGES, values![soon], read).await?);
    let mut found: BTreeMap<AutomationId, OverdueLine> = BTreeMap::new();
    let due = due.into_iter().map(|(of, n, at)| (of, (n, 0), at));
    let leaving = leaving.into_iter().map(|(of, n, at)| (of, (0, n), at));
    for ((automation, name), (steps, messages), at) in due.chain(leaving) {
        let empty = OverdueLine { automation, name, steps: 0, messages: 0, oldest_at: at };
        let line = found.entry(automation).or_insert(empty);
        line.steps += steps;
        line.messages += messages;
        line.oldest_at = line.oldest_at.min(at);
    }
    let mut lines: Vec<OverdueLine> = found.into_values().collect();
    lines.sort_by(|a, b| (a.oldest_at, &a.name).cmp(&(b.oldest_at, &b.name)));
    Ok(lines)
}

/// The runs of an automation with something overdue, and since when.
const RUNS: &str = "
    (select x.run, min(x.at) as at from (
        select r.id as run, r.wakes_at as at from automation_run r
        where r.automation = $1 and r.wakes_at <= $2 and r.ended_at is null and r.mode <> 'practice'
        union all
        select e.run, e.made_at as at from store_effect e join automation_run r on r.id = e.run
        where r.automation = $1 and e.state = 'queued' and e.kind in ('mail', 'http') and e.due_at <= $3
            and not e.owed) x
    group by x.run)";

const WAKE: &str = "
    update automation_run set wakes_at = (select o.at from automation_overdue o where o.run = automation_run.id)
    where automation = $1 and wakes_at <= $2 and ended_at is null
        and id in (select o.run from automation_overdue o where o.how = 'spread' and o.at > $2)";

/// Each goes on in its turn, the oldest first, the last before so much time is over.
pub(super) async fn spread(tx: &mut Tx, automation: AutomationId, over_ms: i64) -> Result<()> {
    let sql = format!(
        "insert into automation_overdue (run, how, at)
        select d.run, 'spread', $2 + (row_number() over (order by d.at, d.run) - 1) * $4 / count(*) over ()
        from {RUNS} d where d.run is not null
        on conflict (run) do update set how = excluded.how, at = excluded.at"
    );
    let (now, soon) = (tx.now(), later(tx.now(), HOUR_MS));
    tx.exec(&sql, values![automation, now, soon, over_ms]).await?;
    tx.exec(WAKE, values![automation, now]).await.map(drop)
}

/// What they would send now is left out.
pub(super) async fn skip(tx: &mut Tx, automation: AutomationId) -> Result<()> {
    let sql = format!(
        "insert into automation_overdue (run, how, at)
        select d.run, 'skip', $2 from {RUNS} d where d.run is not null
        on conflict (run) do update set how = excluded.how, at = excluded.at"
    );
    let (now, soon) = (tx.now(), later(tx.now(), HOUR_MS));
    tx.exec(&sql, values![automation, now, soon]).await.map(drop)
}

const FORGET: &str = "delete from automation_overdue where at <= $1";

/// What was decided the last time is behind them.
pub(super) async fn forget_old(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.exec(FORGET, values![now]).await.map(drop)
}

const MARK: &str = "select how, at from automation_overdue where run = $1";

pub(super) async fn mark(tx: &mut Tx, run: RunId) -> Result<Option<(String, Timestamp)>> {
    tx.one(MARK, values![run], |row| Ok((row.get("how")?, row.get("at")?))).await
}

const APPROVED: &str = "
    select id from automation_approval
    where run = $1 and state = 'approved' and decided_at > $2 limit 1";

pub(super) async fn approved_since(tx: &mut Tx, run: RunId, since: Timestamp) -> Result<bool> {
    Ok(tx.one(APPROVED, values![run, since], |_| Ok(())).await?.is_some())
}

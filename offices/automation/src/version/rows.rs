//! What is read of versions beside themselves: the runs that follow them, and who could read one.

use kernel::{AutomationId, Result, Timestamp, UserId};
use store::{Row, Tx, values};

const FOLLOWED: &str = "
    select v.number, count(*) as n, max(r.deadline_at) as last
    from automation_run r join automation_version v on v.id = r.version
    where r.automation = $1 and r.ended_at is null group by v.number";

/// By version: how many runs are under way, and when the last must have ended.
pub(super) async fn followed(
    tx: &mut Tx,
    automation: AutomationId,
) -> Result<Vec<(i64, i64, Option<Timestamp>)>> {
    let read = |row: &Row<'_>| Ok((row.get("number")?, row.get("n")?, row.get("last")?));
    tx.all(FOLLOWED, values![automation], read).await
}

const OTHERS: &str = "
    select count(*) as n from governance_user_window
    where active is true and role in ('administrator', 'manager') and (id <> $1 or $1 is null)";

/// How many others could read it.
pub(super) async fn others(tx: &mut Tx) -> Result<i64> {
    let user: Option<UserId> = tx.permit().user();
    Ok(tx.one(OTHERS, values![user], |row| row.get("n")).await?.unwrap_or(0))
}

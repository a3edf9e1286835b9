//! The runs of a version counted: where they stand, what they reached, how long they were there.

use kernel::{AutomationId, AutomationVersionId, Result, Timestamp};
use store::{Row, Tx, values};

/// The runs of a version of an automation that began since.
pub(super) type Of = (AutomationId, AutomationVersionId, Timestamp);

/// So many runs stand, or stood at their end, at one step.
pub(super) struct Stood {
    pub step: Option<String>,
    pub state: String,
    pub outcome: Option<String>,
    pub practice: bool,
    pub runs: i64,
}

const STOOD: &str = "
    select step, state, outcome, mode = 'practice' as practice, count(*) as n from automation_run
    where automation = $1 and version = $2 and started_at >= $3
    group by step, state, outcome, mode = 'practice'";

pub(super) async fn stood(tx: &mut Tx, of: Of) -> Result<Vec<Stood>> {
    let read = |row: &Row<'_>| {
        Ok(Stood {
            step: row.get("step")?,
            state: row.get("state")?,
            outcome: row.get("outcome")?,
            practice: row.get("practice")?,
            runs: row.get("n")?,
        })
    };
    tx.all(STOOD, values![of.0, of.1, of.2], read).await
}

/// So many runs came to a step.
pub(super) struct Reached {
    pub step: String,
    pub reached: i64,
    pub skipped: i64,
    pub failed: i64,
}

const REACHED: &str = "
    select s.step, count(distinct s.run) as reached,
        count(distinct case when s.state = 'skipped' and coalesce(s.why, '') not like 'the run ended%' then s.run end)
            as skipped,
        count(distinct case when s.state = 'failed' then s.run end) as failed
    from automation_step s join automation_run r on r.id = s.run
    where r.automation = $1 and r.version = $2 and r.started_at >= $3
    group by s.step order by min(s.seq)";

pub(super) async fn reached(tx: &mut Tx, of: Of) -> Result<Vec<Reached>> {
    let read = |row: &Row<'_>| {
        Ok(Reached {
            step: row.get("step")?,
            reached: row.get("reached")?,
            skipped: row.get("skipped")?,
            failed: row.get("failed")?,
        })
    };
    tx.all(REACHED, values![of.0, of.1, of.2], read).await
}

const MEDIANS: &str = "
    select t.step, t.ms from (
        select s.step, s.ended_at - s.at as ms,
            row_number() over (partition by s.step order by s.ended_at - s.at) as nth,
            count(*) over (partition by s.step) as n
        from automation_step s join automation_run r on r.id = s.run
        where r.automation = $1 and r.version = $2 and r.started_at >= $3 and s.ended_at is not null
            and s.state <> 'skipped') t
    where t.nth = (t.n + 1) / 2 order by t.step";

/// In milliseconds; of an even number the smaller of the two in the middle.
pub(super) async fn medians(tx: &mut Tx, of: Of) -> Result<Vec<(String, i64)>> {
    tx.all(MEDIANS, values![of.0, of.1, of.2], |row| Ok((row.get("step")?, row.get("ms")?))).await
}

//! The reasons kept beside a version, and the plans of everything published.

use kernel::{AutomationVersionId, Result};
use store::{Row, Tx, values};

use super::{Collision, Place, Reason, check, known};
use crate::document::StepId;
use crate::office;
use crate::plan::Plan;

/// What publishing this plan would do beside what is published and switched on.
pub async fn beside(tx: &mut Tx, draft: &Plan) -> Result<Vec<Collision>> {
    let entries = office::entries(tx).await?;
    let office = office::of(tx)?;
    let published: Vec<&Plan> = entries.iter().map(|entry| entry.plan.as_ref()).collect();
    Ok(check(draft, &published, office.known_catalogue()?, known()))
}

const KEEP: &str = "
    insert into automation_reason (version, code, step, reason) values ($1, $2, $3, $4)
    on conflict (version, code, step) do update set reason = excluded.reason";

/// Keeps why the warnings of a version were taken.
pub async fn keep(tx: &mut Tx, version: AutomationVersionId, reasons: &[Reason]) -> Result<()> {
    for Reason { code, at, reason } in reasons {
        let step = at.step.as_ref().map_or("", StepId::as_str);
        tx.exec(KEEP, values![version, code, step, reason.trim()]).await?;
    }
    Ok(())
}

const READ: &str = "
    select code, step, reason from automation_reason where version = $1 order by code, step";

/// Why its warnings were taken.
pub async fn reasons(tx: &mut Tx, version: AutomationVersionId) -> Result<Vec<Reason>> {
    let read = |row: &Row<'_>| {
        let step: String = row.get("step")?;
        let at = Place { step: step.parse().ok(), ..Place::default() };
        Ok(Reason { code: row.get("code")?, at, reason: row.get("reason")? })
    };
    tx.all(READ, values![version], read).await
}

//! captured → answered → qualified: leads.

use kernel::{Joint, LeadId, Ref, Result};
use store::Tx;
use store::reaction::Told;

use super::passage::{End, Origin, enter, leave, leave_any, origin_of, owned_by, reopen};

const DECIDED: [&str; 4] = ["lead.qualified", "lead.nurtured", "lead.declined", "lead.closed"];

pub(super) async fn hear(tx: &mut Tx, told: &Told) -> Result<()> {
    let Some(lead) = told.field::<LeadId>("lead").map(Ref::from) else { return Ok(()) };
    match told.kind() {
        "lead.captured" => {
            let origin = Origin::of(told, "expected");
            enter(tx, Joint::CapturedAnswered, lead, &origin, told.at()?).await
        }
        "lead.answered" => answered(tx, told, lead).await,
        "lead.qualified" => qualified(tx, told, lead).await,
        "lead.nurtured" => leave_any(tx, lead, &End::of(told, "nurtured")?).await.map(drop),
        "lead.declined" | "lead.closed" => leave_any(tx, lead, &End::of(told, "lost")?).await.map(drop),
        "lead.reopened" => reopen(tx, lead, &DECIDED).await,
        "lead.assigned" => owned_by(tx, lead, told.field("owner")).await,
        _ => Ok(()),
    }
}

/// The first answer, of whatever kind, ends the first joint; a later one changes nothing here.
async fn answered(tx: &mut Tx, told: &Told, lead: Ref) -> Result<()> {
    if leave(tx, Joint::CapturedAnswered, lead, &End::of(told, "passed")?).await? {
        let origin = origin_of(tx, lead).await?.unwrap_or_default();
        enter(tx, Joint::AnsweredQualified, lead, &origin, told.at()?).await?;
    }
    Ok(())
}

/// Whoever is qualified without a written answer was answered by whoever qualified them.
async fn qualified(tx: &mut Tx, told: &Told, lead: Ref) -> Result<()> {
    answered(tx, told, lead).await?;
    leave(tx, Joint::AnsweredQualified, lead, &End::of(told, "passed")?).await.map(drop)
}

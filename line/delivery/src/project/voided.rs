//! What sales tells of agreements: one that binds nobody any more stops its work.
//!
//! Invariant: in the same transaction, so that no milestone of a voided agreement is accepted or invoiced. What
//! was accepted before stays so, and what was invoiced is billing's to ask about.

use facts::sales::AgreementVoided;
use kernel::Result;
use store::{Consequence, Tx};

use super::{State, endings, rows};
use crate::milestone;

/// On `agreement.voided`: the project of the agreement is cancelled, with its milestones that still wait.
pub(crate) struct AgreementEnds;

impl Consequence for AgreementEnds {
    const NAME: &'static str = "delivery.agreement_ends";
    type Fact = AgreementVoided;

    async fn follow(&self, tx: &mut Tx, fact: &AgreementVoided) -> Result<()> {
        let Some(project) = rows::of_agreement(tx, fact.agreement).await? else { return Ok(()) };
        if project.state != State::Open {
            return Ok(());
        }
        let number = project.agreement_number.as_deref().unwrap_or_default();
        let reason = format!("agreement {number} was voided: {}", fact.reason.trim());
        let kept = endings::cancel(tx, project, &reason).await?;
        for step in milestone::rows::of_project(tx, kept.id).await? {
            if step.state.is_waiting() {
                let (stopped, told) = step.clone().stop(&reason, tx.now())?;
                milestone::rows::keep(tx, &step, stopped, told).await?;
            }
        }
        Ok(())
    }
}

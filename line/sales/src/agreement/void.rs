//! An agreement ends: by us with a reason, or because the offer it came from was changed or ended.

use kernel::{AgreementId, Business, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::AgreementView;
use super::{State, rows};
use crate::proposal::{self, send};

/// Void an agreement, signed or not. The proposal stands withdrawn; revise it to offer again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidAgreement {
    pub agreement: AgreementId,
    pub reason: String,
}

impl Command for VoidAgreement {
    const VERB: Verb = Verb::post("agreement.void", "/agreements/{agreement}/void")
        .no_undo("revise the proposal and let it be signed again");
    type Answer = AgreementView;

    fn subject(&self) -> Subject {
        self.agreement.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<AgreementView> {
        let before = rows::load(tx, self.agreement).await?;
        let reason = self.reason.trim().to_owned();
        let now = tx.now();
        let (after, told) = before.clone().void(reason.clone(), now)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        rows::end_codes(tx, kept.id).await?;
        let offered = proposal::rows::load(tx, kept.proposal).await?;
        if offered.agreement == Some(kept.id) {
            let due = send::next_opening(&tx.setting::<Business>().await?, now)?;
            let (back, told) = offered.clone().voided(reason, now, due);
            tx.keep_and_tell(&offered, back, told).await?;
        }
        AgreementView::of(tx, kept).await
    }
}

/// What waits for a signature is void with its offer.
pub(crate) async fn waiting(tx: &mut Tx, agreement: Option<AgreementId>, reason: &str) -> Result<()> {
    let Some(id) = agreement else { return Ok(()) };
    let before = rows::load(tx, id).await?;
    if before.state != State::Waiting {
        return Ok(());
    }
    let (after, told) = before.clone().void(reason.to_owned(), tx.now())?;
    tx.keep_and_tell(&before, after, told).await?;
    rows::end_codes(tx, id).await
}

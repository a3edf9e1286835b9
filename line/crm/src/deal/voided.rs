//! What sales tells of agreements: a deal that was won by one that binds nobody any more is open again.
//!
//! Invariant: in the same transaction, so that the line never counts as won what nobody owes.

use facts::sales::AgreementVoided;
use kernel::Result;
use store::{Consequence, Tx};

use super::{State, open, rows};

/// On `agreement.voided`: its deal is open again, unless another agreement of it holds.
pub(crate) struct DealNotWon;

impl Consequence for DealNotWon {
    const NAME: &'static str = "crm.deal_not_won";
    type Fact = AgreementVoided;

    async fn follow(&self, tx: &mut Tx, fact: &AgreementVoided) -> Result<()> {
        let deal = rows::load(tx, fact.deal).await?;
        if !matches!(deal.state, State::Won { .. }) || rows::is_signed(tx, deal.id).await? {
            return Ok(());
        }
        let due = open::due(tx).await?;
        let (open, told) = deal.clone().reopen(due)?;
        tx.keep_and_tell(&deal, open, told).await.map(drop)
    }
}

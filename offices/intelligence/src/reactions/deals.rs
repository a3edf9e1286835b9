//! qualified → proposed → signed: deals, moved by their proposals and agreements.

use kernel::{DealId, Joint, Money, Ref, Result};
use store::Tx;
use store::reaction::Told;

use super::passage::{End, Origin, changed, enter, leave, leave_any, origin_of, reopen, worth};

pub(super) async fn hear(tx: &mut Tx, told: &Told) -> Result<()> {
    let Some(deal) = told.field::<DealId>("deal").map(Ref::from) else { return Ok(()) };
    match told.kind() {
        "deal.opened" => {
            enter(tx, Joint::QualifiedProposed, deal, &Origin::of(told, "value"), told.at()?).await
        }
        "deal.changed" => changed(tx, told, Joint::QualifiedProposed, deal, "minor").await,
        "deal.won" => leave_any(tx, deal, &End::of(told, "passed")?).await.map(drop),
        "deal.lost" => leave_any(tx, deal, &End::of(told, "lost")?).await.map(drop),
        "deal.withdrawn" => leave_any(tx, deal, &End::of(told, "undone")?).await.map(drop),
        "deal.reopened" => reopen(tx, deal, &["deal.won", "deal.lost"]).await,
        "proposal.sent" => sent(tx, told, deal).await,
        "agreement.signed" => signed(tx, told, deal).await,
        "agreement.voided" => reopen(tx, deal, &["agreement.signed"]).await,
        _ => Ok(()),
    }
}

/// The first proposal ends the one joint and begins the next; each later one says what it is worth now.
async fn sent(tx: &mut Tx, told: &Told, deal: Ref) -> Result<()> {
    leave(tx, Joint::QualifiedProposed, deal, &End::of(told, "passed")?).await?;
    let told_of = Origin::of(told, "value");
    let known = origin_of(tx, deal).await?.unwrap_or_default();
    let origin = Origin { service: told_of.service.or(known.service), ..told_of };
    enter(tx, Joint::ProposedSigned, deal, &origin, told.at()?).await?;
    match origin.money {
        Some(value) => worth(tx, Joint::ProposedSigned, deal, value).await,
        None => Ok(()),
    }
}

async fn signed(tx: &mut Tx, told: &Told, deal: Ref) -> Result<()> {
    if let Some(value) = told.field::<Money>("value") {
        worth(tx, Joint::ProposedSigned, deal, value).await?;
    }
    leave_any(tx, deal, &End::of(told, "passed")?).await.map(drop)
}

//! signed → delivered → invoiced: milestones. A cancelled project tells of each of its milestones.

use kernel::{Joint, MilestoneId, Money, Ref, Result};
use store::Tx;
use store::reaction::Told;

use super::passage::{End, Origin, changed, enter, leave, leave_any, origin_of, reopen};

pub(super) async fn hear(tx: &mut Tx, told: &Told) -> Result<()> {
    let Some(milestone) = told.field::<MilestoneId>("milestone").map(Ref::from) else { return Ok(()) };
    match told.kind() {
        "milestone.added" => {
            enter(tx, Joint::SignedDelivered, milestone, &Origin::of(told, "amount"), told.at()?).await
        }
        "milestone.changed" => changed(tx, told, Joint::SignedDelivered, milestone, "minor").await,
        "milestone.accepted" => accepted(tx, told, milestone).await,
        "milestone.cancelled" | "milestone.waived" => {
            leave_any(tx, milestone, &End::of(told, "lost")?).await.map(drop)
        }
        "milestone.reopened" => reopened(tx, told, milestone).await,
        _ => Ok(()),
    }
}

/// What costs nothing is never invoiced, and waits no more.
async fn accepted(tx: &mut Tx, told: &Told, milestone: Ref) -> Result<()> {
    leave(tx, Joint::SignedDelivered, milestone, &End::of(told, "passed")?).await?;
    let amount: Option<Money> = told.field("amount");
    if amount.is_none_or(|amount| amount.minor == 0) {
        return Ok(());
    }
    let told_of = Origin::of(told, "amount");
    let known = origin_of(tx, milestone).await?.unwrap_or_default();
    let origin = Origin { service: told_of.service.or(known.service), ..told_of };
    enter(tx, Joint::DeliveredInvoiced, milestone, &origin, told.at()?).await
}

/// Taken back to where it stood before: to be invoiced, or to the work.
async fn reopened(tx: &mut Tx, told: &Told, milestone: Ref) -> Result<()> {
    if told.field::<String>("to").as_deref() == Some("accepted") {
        return reopen(tx, milestone, &["milestone.waived"]).await;
    }
    leave(tx, Joint::DeliveredInvoiced, milestone, &End::of(told, "undone")?).await?;
    reopen(tx, milestone, &["milestone.accepted", "milestone.cancelled", "milestone.waived"]).await
}

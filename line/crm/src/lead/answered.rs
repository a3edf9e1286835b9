//! What the world said about a message of ours: its outcome, and whether its lead is answered now.

use facts::crm::{MessageAccepted, MessageBounced, MessageSkipped};
use kernel::{LeadId, LineSettings, Result};
use store::{Consequence, Tx};

use super::{Lead, State, decide, rows};

/// On `message.accepted`: the first acknowledgement and the first useful answer are told.
pub(crate) struct LeadIsAnswered;

/// On `message.bounced`.
pub(crate) struct BounceNoted;

/// On `message.skipped`.
pub(crate) struct SkipNoted;

impl Consequence for LeadIsAnswered {
    const NAME: &'static str = "crm.lead_answered";
    type Fact = MessageAccepted;

    async fn follow(&self, tx: &mut Tx, fact: &MessageAccepted) -> Result<()> {
        rows::around::note(tx, fact.message, "accepted", None).await?;
        match fact.lead {
            Some(lead) => answer(tx, lead, fact.useful).await,
            None => Ok(()),
        }
    }
}

async fn answer(tx: &mut Tx, lead: LeadId, useful: bool) -> Result<()> {
    let Some(lead) = rows::find(tx, lead).await? else { return Ok(()) };
    let first = lead.answered_at.is_none();
    let Some((after, told)) = lead.clone().answer(useful, tx.now()) else { return Ok(()) };
    let after = if first { next_after(tx, after).await? } else { after };
    tx.keep_and_tell(&lead, after, told).await.map(drop)
}

/// It stands at the next joint now, and its step is due by that joint's time.
async fn next_after(tx: &mut Tx, lead: Lead) -> Result<Lead> {
    if lead.state != State::Open {
        return Ok(lead);
    }
    let service = crate::service::rows::of(tx, lead.service).await?;
    let line = tx.setting::<LineSettings>().await?;
    let times = (lead.answered_at, lead.captured_at);
    let due = decide::next_step(service.as_ref(), &lead.answers, &line, times)?.due;
    let next = lead.next.clone().map(|next| super::Next { due, ..next });
    Ok(Lead { next, ..lead })
}

impl Consequence for BounceNoted {
    const NAME: &'static str = "crm.message_bounced";
    type Fact = MessageBounced;

    async fn follow(&self, tx: &mut Tx, fact: &MessageBounced) -> Result<()> {
        rows::around::note(tx, fact.message, "bounced", Some(&fact.reason)).await
    }
}

impl Consequence for SkipNoted {
    const NAME: &'static str = "crm.message_skipped";
    type Fact = MessageSkipped;

    async fn follow(&self, tx: &mut Tx, fact: &MessageSkipped) -> Result<()> {
        rows::around::note(tx, fact.message, "skipped", Some(&fact.reason)).await
    }
}

//! How an offer ends from our side, and how it comes back: revise, withdraw, reopen.

use kernel::{Business, Date, ProposalId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::offer::{Offer, ProposalVersion, sha256};
use super::views::ProposalView;
use super::{Proposal, ProposalRefusal, draft, over, rows, send};
use crate::agreement::void;

/// Change an offer that was sent: a new version is drafted, and what was sent before is void.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviseProposal {
    pub proposal: ProposalId,
}

impl Command for ReviseProposal {
    const VERB: Verb = Verb::post("proposal.revise", "/proposals/{proposal}/revise")
        .no_undo("the version before is void; send the new one, unchanged if you like");
    type Answer = ProposalView;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProposalView> {
        let before = rows::load(tx, self.proposal).await?;
        let due = send::next_opening(&tx.setting::<Business>().await?, tx.now())?;
        let (after, told) = before.clone().revise(due)?;
        // The sums are those of the draft again, not of what somebody accepted.
        let after = super::change::priced(after)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        void::waiting(tx, before.agreement, "the offer was changed").await?;
        ProposalView::of(tx, kept).await
    }
}

/// Take an offer back, with a reason.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawProposal {
    pub proposal: ProposalId,
    pub reason: String,
}

impl Command for WithdrawProposal {
    const VERB: Verb =
        Verb::post("proposal.withdraw", "/proposals/{proposal}/withdraw").undo("proposal.reopen");
    type Answer = ProposalView;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProposalView> {
        let before = rows::load(tx, self.proposal).await?;
        let due = send::next_opening(&tx.setting::<Business>().await?, tx.now())?;
        let (after, told) = before.clone().withdraw(self.reason.trim().to_owned(), tx.now(), due)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        void::waiting(tx, before.agreement, "the offer was taken back").await?;
        ProposalView::of(tx, kept).await
    }
}

/// Let an offer that was withdrawn, declined or has expired be accepted again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenProposal {
    pub proposal: ProposalId,
    /// The new last day; the old one where it is not over, else two weeks from now.
    #[serde(default)]
    pub valid_until: Option<Date>,
}

impl Command for ReopenProposal {
    const VERB: Verb =
        Verb::post("proposal.reopen", "/proposals/{proposal}/reopen").undo("proposal.withdraw");
    type Answer = ProposalView;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProposalView> {
        let before = rows::load(tx, self.proposal).await?;
        over::is_alive(tx, before.deal).await?;
        let business: Business = tx.setting().await?;
        let day = self.day(&before, &business, tx)?;
        let newest = rows::newest(tx, before.id).await?.filter(|kept| kept.version == before.version);
        let due = match &newest {
            Some(_) => send::end_of(&business, day)?,
            None => send::next_opening(&business, tx.now())?,
        };
        let (after, told) = before.clone().reopen(day, due, newest.is_some())?;
        let kept = tx.keep(&before, after).await?;
        let offer = match &newest {
            Some(version) => Some(prolong(tx, version, day).await?),
            None => None,
        };
        tx.tell(told);
        if let Some(offer) = offer.filter(|_| kept.content.valid_until != before.content.valid_until) {
            send::paper_and_link(tx, &kept, &offer).await?;
        }
        ProposalView::of(tx, kept).await
    }

    fn undo_body(&self, _: &Json) -> Option<Json> {
        Some(json!({ "proposal": self.proposal, "reason": "reopened by mistake" }))
    }
}

impl ReopenProposal {
    fn day(&self, before: &Proposal, business: &Business, tx: &Tx) -> Result<Date> {
        let today = business.zone().shows(tx.now()).date();
        match self.valid_until.or(before.content.valid_until.filter(|day| *day >= today)) {
            Some(day) if day < today => Err(ProposalRefusal::PastDay.into()),
            Some(day) => Ok(day),
            None => draft::usual_day(business, tx.now()),
        }
    }
}

/// The same offer, with another last day.
async fn prolong(tx: &mut Tx, before: &ProposalVersion, day: Date) -> Result<Offer> {
    let mut offer = before.offer.clone();
    offer.content.valid_until = Some(day);
    offer.paper.valid_until = Some(day);
    let shown = kernel::print::day(day, &offer.content.language);
    offer.values.insert("proposal.valid_until".into(), shown);
    let text = serde_json::to_string(&offer).map_err(kernel::fault)?;
    let after = ProposalVersion { sha256: sha256(&text), text, offer: offer.clone(), ..before.clone() };
    tx.keep(before, after).await?;
    Ok(offer)
}

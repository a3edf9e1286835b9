//! The customer's link, replaced: whoever has the old one gets in no more.

use facts::sales::ProposalLinkReplaced;
use kernel::{ProposalId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::ProposalView;
use super::{ProposalRefusal, rows, send};

/// Revoke the customer's link to a proposal, its agreement and their papers: the old one opens nothing any more, and a
/// new one takes its place. Nobody is told of it; hand the new one over, or send the letter again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceProposalLink {
    pub proposal: ProposalId,
}

impl Command for ReplaceProposalLink {
    const VERB: Verb = Verb::post("proposal.replace_link", "/proposals/{proposal}/replace-link")
        .no_undo("a link that was revoked stays dead; hand over the new one");
    type Answer = ProposalView;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProposalView> {
        let proposal = rows::load(tx, self.proposal).await?;
        if proposal.sent_at.is_none() {
            return Err(ProposalRefusal::NotSent.into());
        }
        tx.replace_links(send::LINK, proposal.id.into()).await?;
        let (deal, contact) = (proposal.deal, proposal.contact);
        tx.tell(ProposalLinkReplaced { proposal: proposal.id, deal, contact });
        ProposalView::of(tx, proposal).await
    }
}

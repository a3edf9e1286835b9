//! What can be asked about proposals: one, the list, and a draft as the customer will see it.

use kernel::{ContactId, DealId, Error, ProposalId, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::html::{self, Shown, Stage};
use super::offer::Making;
use super::rows;
use super::views::{ProposalLine, ProposalView};

/// Read a proposal.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadProposal {
    pub proposal: ProposalId,
}

impl Query for ReadProposal {
    const VERB: Verb = Verb::get("proposal.read", "/proposals/{proposal}");
    type Answer = ProposalView;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<ProposalView> {
        let proposal = rows::load(tx, self.proposal).await?;
        ProposalView::of(tx, proposal).await
    }
}

/// The page of a proposal, exactly as the customer will see it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProposalPreview")]
pub struct Preview {
    pub id: ProposalId,
    pub rv: i64,
    pub html: String,
}

/// Preview a proposal as the customer sees it, as it stands now.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewProposal {
    pub proposal: ProposalId,
}

impl Query for PreviewProposal {
    const VERB: Verb = Verb::get("proposal.preview", "/proposals/{proposal}/preview");
    type Answer = Preview;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<Preview> {
        let proposal = rows::load(tx, self.proposal).await?;
        let making = Making::of(tx, &proposal).await?;
        let (offer, _) = making.offer(&proposal)?;
        let shown = Shown { offer: &offer, paper: &offer.paper, token: "", stage: Stage::Preview };
        let page = html::page(&making.business, &offer.content.language, &shown);
        // Shown in a frame where nothing runs: without the script, which would only be refused.
        let html = page.replace("<script src=\"/public.js\" defer></script>", "");
        Ok(Preview { id: proposal.id, rv: proposal.rv, html })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    Draft,
    Sent,
    Viewed,
    Accepted,
    Declined,
    Expired,
    Withdrawn,
}

impl ProposalState {
    pub(in crate::proposal) fn word(self) -> &'static str {
        match self {
            ProposalState::Draft => "draft",
            ProposalState::Sent => "sent",
            ProposalState::Viewed => "viewed",
            ProposalState::Accepted => "accepted",
            ProposalState::Declined => "declined",
            ProposalState::Expired => "expired",
            ProposalState::Withdrawn => "withdrawn",
        }
    }
}

/// List proposals, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListProposals {
    #[serde(default)]
    pub state: Option<ProposalState>,
    #[serde(default)]
    pub deal: Option<DealId>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub owner: Option<UserId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListProposals {
    const VERB: Verb = Verb::get("proposal.list", "/proposals");
    type Answer = Page<ProposalLine>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<ProposalLine>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<ProposalId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let found = rows::list::of(tx, self, after, limit).await?;
        Ok(Page::of(found, limit, |line: &ProposalLine| line.id.to_string()))
    }
}

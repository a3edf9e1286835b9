//! What the customer does with an offer: looks at it, accepts it with their options and data, declines it.

use kernel::{AgreementId, Business, ProposalId, Refusal, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::content::Chosen;
use super::offer::ProposalVersion;
use super::{Proposal, ProposalRefusal, rows, send};
use crate::agreement::accept::{self, Accepting};
use crate::agreement::void;
use crate::buyer::Buyer;
use crate::client::Client;

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProposalHeard")]
pub struct Heard {
    pub id: ProposalId,
    pub rv: i64,
    pub state: &'static str,
    /// A view that was counted; false where this browser was counted in this hour.
    pub counted: bool,
    pub agreement: Option<AgreementId>,
}

impl Heard {
    fn of(proposal: &Proposal, counted: bool) -> Heard {
        Heard {
            id: proposal.id,
            rv: proposal.rv,
            state: proposal.state.word(),
            counted,
            agreement: proposal.agreement,
        }
    }
}

/// What the evidence says of the customer nobody else may bring about.
fn by_the_customer(tx: &Tx) -> Result<()> {
    if tx.permit().portal().is_some() { Ok(()) } else { Err(ProposalRefusal::OnlyCustomer.into()) }
}

/// Count a look at a proposal: once per browser and hour.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewProposal {
    pub proposal: ProposalId,
    #[serde(default)]
    pub client: Client,
}

impl Command for ViewProposal {
    const VERB: Verb = Verb::post("proposal.view", "/proposals/{proposal}/view")
        .portal(send::LINK)
        .no_undo("what was seen was seen");
    type Answer = Heard;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Heard> {
        by_the_customer(tx)?;
        let before = rows::load(tx, self.proposal).await?;
        let (after, told) = before.clone().view(tx.now())?;
        if !rows::seen(tx, &before, &self.client.browser(), &self.client).await? {
            return Ok(Heard::of(&before, false));
        }
        let kept = tx.keep(&before, after).await?;
        tx.tell(told);
        Ok(Heard::of(&kept, true))
    }
}

/// Accept a proposal with these options: the agreement waits for the signature.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptProposal {
    pub proposal: ProposalId,
    /// The version that was looked at.
    pub version: i64,
    /// Places of the optional lines that were ticked, from 0.
    #[serde(default)]
    pub options: Vec<usize>,
    pub buyer: Buyer,
    #[serde(default)]
    pub client: Client,
}

impl Command for AcceptProposal {
    const VERB: Verb = Verb::post("proposal.accept", "/proposals/{proposal}/accept")
        .portal(send::LINK)
        .no_undo("decline it, or accept it again with other options, until it is signed");
    type Answer = Heard;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Heard> {
        by_the_customer(tx)?;
        let before = rows::load(tx, self.proposal).await?;
        let version = open_version(tx, &before, self.version).await?;
        let party = self.buyer.checked()?;
        let ticked: Chosen = self.options.iter().copied().collect();
        let accepting = Accepting {
            proposal: &before,
            offer: &version.offer,
            offer_sha256: &version.sha256,
            chosen: version.offer.content.with(&ticked),
            buyer: party,
            signer_email: self.buyer.email.trim().to_owned(),
            client: &self.client,
        };
        let (agreement, sums) = accept::keep(tx, accepting).await?;
        let (after, told) = before.clone().accept(agreement, sums)?;
        let kept = tx.keep(&before, after).await?;
        tx.tell(told);
        Ok(Heard::of(&kept, false))
    }
}

/// Decline a proposal, with a reason if one likes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineProposal {
    pub proposal: ProposalId,
    #[serde(default)]
    pub reason: Option<String>,
}

impl Command for DeclineProposal {
    const VERB: Verb = Verb::post("proposal.decline", "/proposals/{proposal}/decline")
        .portal(send::LINK)
        .undo("proposal.reopen");
    type Answer = Heard;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Heard> {
        let before = rows::load(tx, self.proposal).await?;
        let due = send::next_opening(&tx.setting::<Business>().await?, tx.now())?;
        let short = |reason: &String| reason.trim().chars().take(2000).collect::<String>();
        let reason = self.reason.as_ref().map(short).filter(|reason| !reason.is_empty());
        let (after, told) = before.clone().decline(reason, tx.now(), due)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        void::waiting(tx, before.agreement, "the customer declined the offer").await?;
        Ok(Heard::of(&kept, false))
    }
}

/// The version that can be accepted now, or why there is none: ended, replaced, too late.
pub(crate) async fn open_version(tx: &mut Tx, proposal: &Proposal, seen: i64) -> Result<ProposalVersion> {
    if proposal.version != seen {
        return Err(ProposalRefusal::Replaced.into());
    }
    proposal.is_live()?;
    let business: Business = tx.setting().await?;
    let today = business.zone().shows(tx.now()).date();
    if proposal.content.valid_until.is_some_and(|day| day < today) {
        return Err(ProposalRefusal::TooLate.into());
    }
    let newest = rows::newest(tx, proposal.id).await?;
    newest.ok_or_else(|| kernel::fault(format!("{} has its offer", ProposalRefusal::Sent.code())))
}

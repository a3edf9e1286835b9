//! The shapes of a proposal that leave the house.

use kernel::paper::Document;
use kernel::price::Priced;
use kernel::{
    AgreementId, ContactId, Currency, DealId, FieldError, Money, ProposalId, Result, ServiceId, Timestamp,
    UserId,
};
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;

use super::content::Content;
use super::offer::Making;
use super::{Proposal, State, rows, send};

#[derive(Debug, Serialize, JsonSchema)]
pub struct ProposalView {
    pub id: ProposalId,
    pub rv: i64,
    pub deal: DealId,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    /// Given at the first sending.
    pub number: Option<String>,
    pub version: i64,
    pub currency: Currency,
    #[serde(flatten)]
    pub content: Content,
    /// `draft`, `sent`, `viewed`, `accepted`, `declined`, `expired` or `withdrawn`.
    pub state: &'static str,
    /// Why it was declined or withdrawn.
    pub reason: Option<String>,
    /// Net, with the options chosen beforehand, or as accepted.
    pub value: Money,
    pub gross: Money,
    /// With the options chosen beforehand.
    pub priced: Priced,
    pub sent_at: Option<Timestamp>,
    pub viewed_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub signed_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    pub agreement: Option<AgreementId>,
    pub owner: Option<UserId>,
    /// What stands in the way of sending a draft.
    pub problems: Vec<Problem>,
    /// Where the customer opens it, once it was sent.
    pub link: Option<String>,
    /// The paper's state: `asked`, `made` or `failed`; absent before it was sent.
    pub paper: Option<&'static str>,
    /// How often it was looked at, all versions together.
    pub views: Vec<SeenView>,
    pub versions: Vec<VersionView>,
    pub test: bool,
}

/// Something to put right first, by its place.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProposalProblem")]
pub struct Problem {
    /// RFC 6901, into the proposal; `/business/…` is a setting.
    pub pointer: String,
    pub code: &'static str,
    pub detail: String,
}

/// A look at a version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProposalSeen")]
pub struct SeenView {
    pub version: i64,
    pub at: Timestamp,
}

/// A version that was sent.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProposalSentVersion")]
pub struct VersionView {
    pub version: i64,
    pub sent_at: Timestamp,
    pub value: Money,
    /// Of the offer as it was sent, hex.
    pub sha256: String,
}

/// One line of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProposalLine {
    pub id: ProposalId,
    pub rv: i64,
    pub deal: DealId,
    pub contact: ContactId,
    pub contact_name: Option<String>,
    pub number: Option<String>,
    pub version: i64,
    pub title: String,
    pub state: &'static str,
    pub value: Money,
    pub gross: Money,
    pub valid_until: Option<kernel::Date>,
    pub sent_at: Option<Timestamp>,
    pub viewed_at: Option<Timestamp>,
    pub signed_at: Option<Timestamp>,
    pub agreement: Option<AgreementId>,
    pub owner: Option<UserId>,
    pub test: bool,
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Problem {
        Problem { pointer: error.pointer, code: error.code, detail: error.detail }
    }
}

impl ProposalLine {
    pub(in crate::proposal) fn of(p: Proposal, contact_name: Option<String>) -> ProposalLine {
        ProposalLine {
            id: p.id,
            rv: p.rv,
            deal: p.deal,
            contact: p.contact,
            contact_name,
            number: p.number,
            version: p.version,
            title: p.content.title,
            state: p.state.word(),
            value: p.net,
            gross: p.gross,
            valid_until: p.content.valid_until,
            sent_at: p.sent_at,
            viewed_at: p.viewed_at,
            signed_at: p.signed_at,
            agreement: p.agreement,
            owner: p.owned.owner,
            test: p.test,
        }
    }
}

impl ProposalView {
    pub(super) async fn of(tx: &mut Tx, p: Proposal) -> Result<ProposalView> {
        let problems = problems(tx, &p).await?;
        let seen = rows::views(tx, p.id).await?.into_iter();
        let versions = rows::versions(tx, p.id).await?.into_iter();
        let paper = tx.paper_of(p.id.into(), Document::Proposal).await?;
        let link = if p.sent_at.is_some() { Some(send::url(tx, &p).await?) } else { None };
        Ok(ProposalView {
            id: p.id,
            rv: p.rv,
            deal: p.deal,
            contact: p.contact,
            service: p.service,
            number: p.number,
            version: p.version,
            currency: p.currency,
            priced: p.content.price(p.currency, &p.content.suggested())?,
            content: p.content,
            reason: p.state.reason().map(str::to_owned),
            ended_at: p.state.ended_at(),
            state: p.state.word(),
            value: p.net,
            gross: p.gross,
            sent_at: p.sent_at,
            viewed_at: p.viewed_at,
            signed_at: p.signed_at,
            due_at: p.due,
            agreement: p.agreement,
            owner: p.owned.owner,
            problems,
            link,
            paper: paper.map(|paper| paper.state.word()),
            views: seen.map(|seen| SeenView { version: seen.version, at: seen.at }).collect(),
            versions: versions
                .map(|kept| VersionView {
                    version: kept.version,
                    sent_at: kept.sent_at,
                    value: kept.offer.paper.priced.totals.net,
                    sha256: kept.sha256,
                })
                .collect(),
            test: p.test,
        })
    }
}

async fn problems(tx: &mut Tx, proposal: &Proposal) -> Result<Vec<Problem>> {
    if proposal.state != State::Draft {
        return Ok(vec![]);
    }
    let making = Making::of(tx, proposal).await?;
    let found = send::problems(tx, proposal, &making).await?;
    Ok(found.into_iter().map(Problem::from).collect())
}

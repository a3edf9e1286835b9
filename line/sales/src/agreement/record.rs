//! The evidence: one record of all the signer saw and gave and of what happened, and its hash.
//!
//! Invariant: whatever the page showed or the signer typed stands in the record; so does every event named on
//! the evidence page. The hash is over the record's bytes, which are kept.

use kernel::paper::{Document, Evidence, EvidenceEvent, Paper};
use kernel::{Business, Result, Timestamp};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::plan::PlanPart;
use super::{Agreement, Asked, Signed, plan, rows};
use crate::client::Client;
use crate::people;
use crate::proposal::offer::sha256;
use crate::proposal::{self, Proposal};

/// Points of a drawn signature, each stroke a list, in a box of 600 × 200.
pub type Strokes = Vec<Vec<(i32, i32)>>;

/// What the signer gave.
#[derive(Debug, Clone)]
pub(super) struct Given<'a> {
    pub name: String,
    pub strokes: Strokes,
    pub client: &'a Client,
}

impl Given<'_> {
    fn method(&self) -> &'static str {
        if self.strokes.iter().any(|stroke| !stroke.is_empty()) { "drawn" } else { "typed" }
    }
}

/// The record, in the order it is written and hashed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub what: String,
    pub agreement: kernel::AgreementId,
    pub proposal: kernel::ProposalId,
    pub version: i64,
    /// Of the offer as it was sent.
    pub offer_sha256: String,
    /// Of the proposal's PDF, where it was made by then.
    pub proposal_pdf_sha256: Option<String>,
    /// Parties, lines, sums, plan and terms as they were shown.
    pub paper: Paper,
    pub chosen: Vec<usize>,
    pub plan: Vec<PlanPart>,
    pub brief: Vec<Asked>,
    pub consent: String,
    pub consent_version: String,
    pub signer_name: String,
    pub signer_email: String,
    pub method: String,
    pub strokes: Strokes,
    pub signed_at: Timestamp,
    pub zone: String,
    pub ip: Option<String>,
    pub agent: Option<String>,
    pub events: Vec<EvidenceEvent>,
}

pub(super) async fn of(
    tx: &mut Tx,
    proposal: &Proposal,
    agreement: &Agreement,
    given: &Given<'_>,
) -> Result<Record> {
    let business: Business = tx.setting().await?;
    let now = tx.now();
    let today = business.zone().shows(now).date();
    let mut paper = agreement.content.paper.clone();
    paper.date = today;
    paper.milestones = plan::on_paper(&agreement.plan, Some(today));
    Ok(Record {
        what: "throughline agreement 1".into(),
        agreement: agreement.id,
        proposal: agreement.proposal,
        version: agreement.version,
        offer_sha256: agreement.content.offer_sha256.clone(),
        proposal_pdf_sha256: pdf_sha256(tx, proposal).await?,
        paper,
        chosen: agreement.content.chosen.clone(),
        plan: agreement.plan.clone(),
        brief: agreement.brief.clone(),
        consent: agreement.content.consent.text.clone(),
        consent_version: agreement.content.consent.version(),
        signer_name: given.name.clone(),
        signer_email: agreement.signer_email.clone(),
        method: given.method().into(),
        strokes: given.strokes.clone(),
        signed_at: now,
        zone: business.zone().name().into(),
        ip: given.client.network.clone(),
        agent: given.client.user_agent.clone(),
        events: events(tx, proposal, agreement, given).await?,
    })
}

/// Of the PDF the customer could download, if it was made.
async fn pdf_sha256(tx: &mut Tx, proposal: &Proposal) -> Result<Option<String>> {
    let Some(paper) = tx.paper_of(proposal.id.into(), Document::Proposal).await? else { return Ok(None) };
    let Ok(pdf) = paper.pdf() else { return Ok(None) };
    Ok(Some(data_encoding::HEXLOWER.encode(&tx.file_info(pdf).await?.sha256)))
}

/// What happened to it, in order of time.
async fn events(
    tx: &mut Tx,
    proposal: &Proposal,
    agreement: &Agreement,
    given: &Given<'_>,
) -> Result<Vec<EvidenceEvent>> {
    let mut all = vec![];
    let us = people::staff(tx, proposal.owned.owner).await?.map(|(name, _)| name);
    all.extend(proposal.sent_at.map(|at| event(at, "sent", us, None)));
    let views = proposal::rows::views(tx, proposal.id).await?;
    let of_version = views.iter().filter(|seen| seen.version == agreement.version);
    all.extend(of_version.map(|seen| {
        let client = Client { network: seen.ip.clone(), user_agent: seen.agent.clone() };
        event(seen.at, "viewed", None, Some(&client))
    }));
    let signer = || Some(agreement.signer_email.clone());
    let content = &agreement.content;
    let from = Client { network: content.ip.clone(), user_agent: content.agent.clone() };
    all.push(event(agreement.accepted_at, "accepted", signer(), Some(&from)));
    for code in rows::codes(tx, agreement.id).await? {
        let what = if code.by_mail { "code_sent" } else { "code_shown" };
        all.push(event(code.made_at, what, Some(code.email), None));
    }
    all.sort_by_key(|event| event.at);
    for what in ["code_entered", "consented", "signed"] {
        let who = if what == "signed" { Some(given.name.clone()) } else { signer() };
        all.push(event(tx.now(), what, who, Some(given.client)));
    }
    Ok(all)
}

fn event(at: Timestamp, what: &str, who: Option<String>, from: Option<&Client>) -> EvidenceEvent {
    EvidenceEvent {
        at,
        what: what.into(),
        who,
        ip: from.and_then(|client| client.network.clone()),
        agent: from.and_then(|client| client.user_agent.clone()),
    }
}

impl Record {
    /// The bytes that are kept, with their hash.
    pub fn kept(&self) -> Result<Signed> {
        let record = serde_json::to_string(self).map_err(kernel::fault)?;
        Ok(Signed { at: self.signed_at, sha256: sha256(&record), record })
    }

    /// The paper with its evidence page.
    pub fn paper(&self, sha256: &str) -> Paper {
        let evidence = Evidence {
            signer_name: self.signer_name.clone(),
            signer_email: self.signer_email.clone(),
            method: self.method.clone(),
            strokes: self.strokes.clone(),
            signed_at: self.signed_at,
            zone: self.zone.clone(),
            ip: self.ip.clone(),
            agent: self.agent.clone(),
            consent: self.consent.clone(),
            consent_version: self.consent_version.clone(),
            proposal_sha256: self.proposal_pdf_sha256.clone(),
            content_sha256: sha256.to_owned(),
            events: self.events.clone(),
        };
        Paper { evidence: Some(evidence), ..self.paper.clone() }
    }
}

//! The shapes of an agreement that leave the house.

use kernel::paper::{Document, EvidenceEvent, PaperLine, Party};
use kernel::price::Priced;
use kernel::{AgreementId, ContactId, DealId, Money, ProposalId, Result, ServiceId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;

use super::plan::PlanPart;
use super::record::Record;
use super::{Agreement, Asked};

#[derive(Debug, Serialize, JsonSchema)]
pub struct AgreementView {
    pub id: AgreementId,
    pub rv: i64,
    pub proposal: ProposalId,
    /// Of the proposal.
    pub version: i64,
    pub deal: DealId,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    pub number: String,
    pub title: String,
    /// `waiting`, `signed` or `voided`.
    pub state: &'static str,
    /// Why it was voided.
    pub reason: Option<String>,
    /// Net.
    pub value: Money,
    pub gross: Money,
    pub owner: Option<UserId>,
    pub buyer: Party,
    pub lines: Vec<PaperLine>,
    pub priced: Priced,
    pub plan: Vec<PlanPart>,
    pub brief: Vec<Asked>,
    /// Filled, in the small text form.
    pub terms: Option<String>,
    pub consent: String,
    pub consent_version: String,
    pub signer_name: Option<String>,
    pub signer_email: String,
    pub accepted_at: Timestamp,
    pub signed_at: Option<Timestamp>,
    pub voided_at: Option<Timestamp>,
    /// How it was signed, and everything that happened to it.
    pub evidence: Option<EvidenceView>,
    /// The paper's state: `asked`, `made`, `failed` or `replaced`; absent before the signature.
    pub paper: Option<&'static str>,
    pub test: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AgreementEvidence")]
pub struct EvidenceView {
    /// `typed` or `drawn`.
    pub method: String,
    pub strokes: Vec<Vec<(i32, i32)>>,
    pub ip: Option<String>,
    pub agent: Option<String>,
    /// Of the record, hex.
    pub sha256: String,
    pub proposal_pdf_sha256: Option<String>,
    pub events: Vec<EvidenceEvent>,
}

/// One line of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AgreementLine {
    pub id: AgreementId,
    pub rv: i64,
    pub proposal: ProposalId,
    pub deal: DealId,
    pub contact: ContactId,
    pub contact_name: Option<String>,
    pub number: String,
    pub title: String,
    pub state: &'static str,
    pub value: Money,
    pub signed_at: Option<Timestamp>,
    pub owner: Option<UserId>,
    pub test: bool,
}

impl AgreementLine {
    pub(in crate::agreement) fn of(a: Agreement, contact_name: Option<String>) -> AgreementLine {
        AgreementLine {
            id: a.id,
            rv: a.rv,
            proposal: a.proposal,
            deal: a.deal,
            contact: a.contact,
            contact_name,
            number: a.number,
            title: a.title,
            state: a.state.word(),
            value: a.net,
            signed_at: a.signed.map(|signed| signed.at),
            owner: a.owned.owner,
            test: a.test,
        }
    }
}

impl EvidenceView {
    fn of(agreement: &Agreement) -> Option<EvidenceView> {
        let signed = agreement.signed.as_ref()?;
        let record: Record = serde_json::from_str(&signed.record).ok()?;
        Some(EvidenceView {
            method: record.method,
            strokes: record.strokes,
            ip: record.ip,
            agent: record.agent,
            sha256: signed.sha256.clone(),
            proposal_pdf_sha256: record.proposal_pdf_sha256,
            events: record.events,
        })
    }
}

impl AgreementView {
    pub(super) async fn of(tx: &mut Tx, a: Agreement) -> Result<AgreementView> {
        let paper = tx.paper_of(a.id.into(), Document::Agreement).await?;
        let evidence = EvidenceView::of(&a);
        let shown = a.content.paper;
        Ok(AgreementView {
            id: a.id,
            rv: a.rv,
            proposal: a.proposal,
            version: a.version,
            deal: a.deal,
            contact: a.contact,
            service: a.service,
            number: a.number,
            title: a.title,
            reason: a.state.reason().map(str::to_owned),
            voided_at: a.state.voided_at(),
            state: a.state.word(),
            value: a.net,
            gross: a.gross,
            owner: a.owned.owner,
            buyer: a.buyer,
            lines: shown.lines,
            priced: shown.priced,
            plan: a.plan,
            brief: a.brief,
            terms: shown.terms,
            consent_version: a.content.consent.version(),
            consent: a.content.consent.text,
            signer_name: a.signer_name,
            signer_email: a.signer_email,
            accepted_at: a.accepted_at,
            signed_at: a.signed.map(|signed| signed.at),
            evidence,
            paper: paper.map(|paper| paper.state.word()),
            test: a.test,
        })
    }
}

//! An agreement: what the customer accepted, waiting for a signature, signed with its evidence, or voided.
//!
//! Invariant: a signed one never changes; its record is kept byte for byte, with the record's hash.

pub mod accept;
pub mod code;
pub mod plan;
pub mod queries;
pub(crate) mod record;
pub(crate) mod rows;
pub mod sign;
pub mod speak;
#[cfg(test)]
mod tests;
pub mod views;
pub mod void;

use facts::sales::{AgreementSigned, AgreementVoided};
use kernel::paper::{Paper, Party};
use kernel::{
    AgreementId, BriefSource, ContactId, Currency, DealId, Money, Owned, ProposalId, Refusal, ServiceId,
    Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::proposal::offer::{Consent, sha256};
use plan::PlanPart;

#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    pub id: AgreementId,
    pub rv: i64,
    pub owned: Owned,
    pub proposal: ProposalId,
    /// Of the proposal.
    pub version: i64,
    pub deal: DealId,
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    pub number: String,
    pub title: String,
    pub currency: Currency,
    pub net: Money,
    pub gross: Money,
    pub content: Agreed,
    pub buyer: Party,
    pub plan: Vec<PlanPart>,
    pub brief: Vec<Asked>,
    pub signer_name: Option<String>,
    pub signer_email: String,
    pub accepted_at: Timestamp,
    pub signed: Option<Signed>,
    pub state: State,
    pub test: bool,
}

/// All the signer is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreed {
    /// Of the offer as it was sent, hex.
    pub offer_sha256: String,
    /// Places of the lines that count.
    pub chosen: Vec<usize>,
    /// The agreement without its evidence: parties, lines, sums, plan, terms.
    pub paper: Paper,
    pub consent: Consent,
    pub ip: Option<String>,
    pub agent: Option<String>,
}

/// A question and what was answered; nothing is answered before the project begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "BriefAsked")]
pub struct Asked {
    pub id: String,
    pub question: String,
    pub required: bool,
    pub answer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<BriefSource>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub at: Timestamp,
    /// JSON: all the signer saw and gave, and what happened.
    pub record: String,
    /// Of the record, hex.
    pub sha256: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Waiting,
    Signed,
    Voided { at: Timestamp, reason: String },
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AgreementRefusal {
    #[error("it is signed; nothing is left to do")]
    Signed,
    #[error("it was voided; look at the proposal again")]
    Voided,
    #[error("nothing was accepted yet; accept the proposal first")]
    NotAccepted,
    #[error("something changed since this page was shown; please read it again")]
    Changed,
    #[error("only the customer signs, with their own link; show them a code, if no mail reaches them")]
    OnlySigner,
    #[error("three codes were sent within an hour; wait a while, or call us")]
    TooManyCodes,
    #[error(
        "no mail can leave here, so no code was sent; staff can show a code with agreement.show_code, or set the mail \
         server up"
    )]
    NoMail,
    #[error("this code is not valid any more; ask for a new one")]
    NoCode,
    #[error("say why; the customer may ask")]
    NoReason,
}

impl Refusal for AgreementRefusal {
    fn code(&self) -> &'static str {
        match self {
            AgreementRefusal::Signed => "agreement.signed",
            AgreementRefusal::Voided => "agreement.voided",
            AgreementRefusal::NotAccepted => "agreement.not_accepted",
            AgreementRefusal::Changed => "agreement.changed",
            AgreementRefusal::OnlySigner => "agreement.only_signer",
            AgreementRefusal::TooManyCodes => "agreement.too_many_codes",
            AgreementRefusal::NoMail => "agreement.no_mail",
            AgreementRefusal::NoCode => "agreement.no_code",
            AgreementRefusal::NoReason => "agreement.no_reason",
        }
    }

    fn status(&self) -> u16 {
        if let AgreementRefusal::TooManyCodes = self { 429 } else { 409 }
    }
}

type Done<F> = Result<(Agreement, F), AgreementRefusal>;

impl State {
    pub fn word(&self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Signed => "signed",
            State::Voided { .. } => "voided",
        }
    }

    pub(crate) fn voided_at(&self) -> Option<Timestamp> {
        if let State::Voided { at, .. } = self { Some(*at) } else { None }
    }

    pub(crate) fn reason(&self) -> Option<&str> {
        if let State::Voided { reason, .. } = self { Some(reason) } else { None }
    }
}

impl Agreement {
    /// What a page showed: another hash means that another page was shown.
    pub fn seen(&self) -> String {
        let all = (&self.content, &self.plan, &self.brief, &self.signer_email);
        sha256(&serde_json::to_string(&all).expect("an agreement is plain data"))
    }

    /// It can be signed.
    pub fn is_waiting(&self) -> Result<(), AgreementRefusal> {
        match self.state {
            State::Waiting => Ok(()),
            State::Signed => Err(AgreementRefusal::Signed),
            State::Voided { .. } => Err(AgreementRefusal::Voided),
        }
    }

    /// Both sides are bound.
    pub fn sign(self, signer_name: String, signed: Signed) -> Done<AgreementSigned> {
        self.is_waiting()?;
        let told = AgreementSigned {
            agreement: self.id,
            proposal: self.proposal,
            deal: self.deal,
            contact: self.contact,
            service: self.service,
            number: self.number.clone(),
            value: self.net,
            gross: self.gross,
            owner: self.owned.owner,
            test: self.test,
            sha256: signed.sha256.clone(),
        };
        let signer_name = Some(signer_name);
        Ok((Agreement { signer_name, signed: Some(signed), state: State::Signed, ..self }, told))
    }

    /// It no longer binds; what was signed stays to be read.
    pub fn void(self, reason: String, at: Timestamp) -> Done<AgreementVoided> {
        match self.state {
            State::Voided { .. } => return Err(AgreementRefusal::Voided),
            _ if reason.trim().is_empty() => return Err(AgreementRefusal::NoReason),
            State::Waiting | State::Signed => {}
        }
        let told = AgreementVoided {
            agreement: self.id,
            deal: self.deal,
            contact: self.contact,
            reason: reason.clone(),
        };
        Ok((Agreement { state: State::Voided { at, reason }, ..self }, told))
    }
}

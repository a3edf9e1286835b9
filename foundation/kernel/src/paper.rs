//! What stands on a paper: everything a proposal, agreement, invoice or credit note shows, as frozen data.
//!
//! Invariant: a paper is made from this alone; nothing is looked up or computed while it is rendered. Words in the
//! reader's language (labels) are the renderer's; what people wrote comes in the small text form.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::price::{Priced, PricedLine};
use crate::{Address, BasisPoints, Business, Date, FileId, Money, Timestamp};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    Proposal,
    /// The signed agreement with its evidence page.
    Agreement,
    Invoice,
    CreditNote,
}

impl Document {
    pub const ALL: [Document; 4] =
        [Document::Proposal, Document::Agreement, Document::Invoice, Document::CreditNote];

    pub fn word(self) -> &'static str {
        match self {
            Document::Proposal => "proposal",
            Document::Agreement => "agreement",
            Document::Invoice => "invoice",
            Document::CreditNote => "credit_note",
        }
    }

    pub fn from_word(word: &str) -> Option<Document> {
        Document::ALL.into_iter().find(|document| document.word() == word)
    }
}

/// Who sells or buys (EN 16931 BG-4, BG-7).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Party {
    /// Organisation, or the person's own name (BT-27, BT-44).
    pub name: String,
    /// Whom we speak with there (BT-41, BT-56).
    pub contact_name: Option<String>,
    pub address: Address,
    /// VAT identifier with its country prefix (BT-31, BT-48).
    pub vat_id: Option<String>,
    /// National tax number (BT-32).
    pub tax_id: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
}

impl Party {
    /// The business as the seller.
    pub fn seller(business: &Business) -> Party {
        let name = if business.legal_name.is_empty() { &business.name } else { &business.legal_name };
        Party {
            name: name.clone(),
            contact_name: None,
            address: business.address.clone(),
            vat_id: business.vat_id.clone(),
            tax_id: business.tax_id.clone(),
            email: business.email.clone(),
            website: business.website.clone(),
        }
    }
}

/// A line with its sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaperLine {
    #[serde(flatten)]
    pub line: PricedLine,
    /// Net of the line.
    pub net: Money,
    /// May be left out by the buyer.
    #[serde(default)]
    pub optional: bool,
    /// Counts in the totals; always true where it is not optional.
    #[serde(default = "yes")]
    pub chosen: bool,
}

fn yes() -> bool {
    true
}

/// What is paid when: a row of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaperMilestone {
    pub title: String,
    /// Of the total.
    pub share: BasisPoints,
    /// Net.
    pub amount: Money,
    /// Business-local day, if one was said.
    #[serde(default)]
    pub due: Option<Date>,
}

/// How to pay (EN 16931 BG-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaymentInstructions {
    /// BT-85.
    pub account_name: String,
    /// BT-84, without spaces.
    pub iban: String,
    pub bic: Option<String>,
    /// What the payer writes (BT-83).
    pub reference: String,
    /// What is to be paid (BT-115).
    pub amount: Money,
}

/// One thing that happened to a document that was signed, for the evidence page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceEvent {
    /// Shown in UTC and in the business's zone.
    pub at: Timestamp,
    /// Such as `sent`, `viewed`, `code_sent`, `code_entered`, `consented`, `signed`.
    pub what: String,
    pub who: Option<String>,
    pub ip: Option<String>,
    pub agent: Option<String>,
}

/// How a signature was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    pub signer_name: String,
    pub signer_email: String,
    /// `typed` or `drawn`.
    pub method: String,
    /// Strokes of a drawn signature, each a list of points in a box of 600 × 200.
    #[serde(default)]
    pub strokes: Vec<Vec<(i32, i32)>>,
    pub signed_at: Timestamp,
    /// IANA name of the business's zone, for the times beside UTC.
    pub zone: String,
    pub ip: Option<String>,
    pub agent: Option<String>,
    /// The words the signer agreed to, and their version.
    pub consent: String,
    pub consent_version: String,
    /// Of the proposal's PDF as it was shown, hex; absent where that paper was not made yet.
    pub proposal_sha256: Option<String>,
    /// Of the contract text and all data the signer saw, hex.
    pub content_sha256: String,
    pub events: Vec<EvidenceEvent>,
}

/// A whole paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Paper {
    pub document: Document,
    /// BCP 47 tag of the reader: the renderer's labels and the form of amounts follow it.
    pub language: String,
    /// As printed (BT-1).
    pub number: String,
    /// Of a proposal that was changed: 2 and up.
    #[serde(default)]
    pub version: Option<i64>,
    /// Business-local day of issue (BT-2).
    pub date: Date,
    pub title: Option<String>,
    pub seller: Party,
    /// A PNG, JPEG or WebP kept by the house.
    pub logo: Option<FileId>,
    pub buyer: Party,
    /// Before the lines, in the small text form, filled.
    #[serde(default)]
    pub intro: Option<String>,
    pub lines: Vec<PaperLine>,
    pub priced: Priced,
    /// The discount over all, and why.
    #[serde(default)]
    pub discount: Option<(BasisPoints, Option<String>)>,
    #[serde(default)]
    pub milestones: Vec<PaperMilestone>,
    /// Proposal: the last business-local day it can be accepted.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// Invoice: business-local day (BT-9).
    #[serde(default)]
    pub due: Option<Date>,
    /// Invoice: when it was delivered (BT-72).
    #[serde(default)]
    pub delivered: Option<Date>,
    /// The agreement, project or order it belongs to (BT-12, BT-13).
    #[serde(default)]
    pub reference: Option<String>,
    /// Credit note: the number and day of the invoice it corrects (BT-25, BT-26).
    #[serde(default)]
    pub corrects: Option<(String, Date)>,
    /// Credit note: why.
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub payment: Option<PaymentInstructions>,
    /// After the totals, in the small text form, filled: closing words, legal sentences.
    #[serde(default)]
    pub note: Option<String>,
    /// The contract, in the small text form, filled.
    #[serde(default)]
    pub terms: Option<String>,
    #[serde(default)]
    pub evidence: Option<Evidence>,
    /// Marked on every page: a live test.
    #[serde(default)]
    pub test: bool,
}

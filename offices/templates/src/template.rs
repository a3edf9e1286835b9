//! A template: one text of the business in one language, in numbered versions.
//!
//! Invariant: draft → in review → approved → superseded → retired, and back to approved only by approving it
//! again; subject, body, class and hash of a version are frozen from the moment somebody shall read it.

pub mod commands;
pub mod governing;
pub mod preview;
pub mod queries;
pub mod review;
pub(crate) mod rows;
pub mod settings;
pub mod views;

use data_encoding::HEXLOWER;
use kernel::{Owned, Refusal, TemplateId, TemplateVersionId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the text is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Message,
    /// Goes on paper or on a page: a contract, a consent, the words before a proposal.
    Document,
}

/// Under which permission a message leaves: part of the transaction, answer to an inquiry, or by consent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    #[default]
    Transactional,
    Inquiry,
    Marketing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Draft,
    /// Waits for somebody who reads and approves it; its words stand still.
    InReview,
    Approved,
    /// Another version is approved now; what was published with this one still sends it.
    Superseded,
    Retired,
}

/// A text by its slug and language; the words stand in its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub id: TemplateId,
    pub rv: i64,
    pub owned: Owned,
    pub slug: String,
    /// BCP 47, such as `en` or `de-AT`.
    pub language: String,
    pub kind: Kind,
    /// The number of the newest version.
    pub newest: i64,
    /// The number of the approved version, if one is.
    pub approved: Option<i64>,
    /// Approved as long as a version is; else what its newest version is, or retired.
    pub state: State,
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub class: Class,
    pub subject: String,
    pub body: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub id: TemplateVersionId,
    pub rv: i64,
    pub owned: Owned,
    pub template: TemplateId,
    pub version: i64,
    pub words: Words,
    pub state: State,
    /// Of subject, line feed and body; lower-case hex, as long as the words stand still.
    pub sha256: Option<String>,
    pub drafted_at: Timestamp,
    /// Who wrote the words that stand there.
    pub drafted_by: Option<UserId>,
    /// Why it was returned, until it is rewritten or approved.
    pub note: Option<String>,
    pub approved_at: Option<Timestamp>,
    pub approved_by: Option<UserId>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TemplateRefusal {
    #[error("version {0} is approved already")]
    Approved(i64),
    #[error("version {0} waits to be read already; approve or return it")]
    Waiting(i64),
    #[error("version {0} does not wait to be read; submit it first")]
    NotWaiting(i64),
    #[error("version {0} was read and frozen; draft the next one")]
    Frozen(i64),
    #[error("version {0} has other words than the ones you have read; read it again")]
    OtherWords(i64),
    #[error("you wrote version {0} yourself; ask somebody else to approve it")]
    OwnVersion(i64),
    #[error("version {0} is in use; approve another one first, or retire the whole text")]
    InUse(i64),
    #[error("version {0} was never approved, so there is nothing to retire")]
    NeverApproved(i64),
    #[error("no version of `{0}` is approved, so there is nothing to retire")]
    NotApproved(String),
    #[error("`{0}` is a {1} text; a text keeps its kind, choose another slug")]
    OtherKind(String, &'static str),
    #[error("it has no version {0}; see its versions")]
    NoVersion(i64),
}

impl Refusal for TemplateRefusal {
    fn code(&self) -> &'static str {
        match self {
            TemplateRefusal::Approved(_) => "template.approved",
            TemplateRefusal::Waiting(_) => "template.waiting",
            TemplateRefusal::NotWaiting(_) => "template.not_waiting",
            TemplateRefusal::Frozen(_) => "template.frozen",
            TemplateRefusal::OtherWords(_) => "template.other_words",
            TemplateRefusal::OwnVersion(_) => "template.own_version",
            TemplateRefusal::InUse(_) => "template.in_use",
            TemplateRefusal::NeverApproved(_) => "template.never_approved",
            TemplateRefusal::NotApproved(_) => "template.not_approved",
            TemplateRefusal::OtherKind(..) => "template.other_kind",
            TemplateRefusal::NoVersion(_) => "template.no_version",
        }
    }
}

macro_rules! words {
    ($($enum:ident { $($variant:ident = $word:literal),+ })+) => {$(
        impl $enum {
            /// The word in rows and on the wire.
            pub fn word(self) -> &'static str {
                match self { $($enum::$variant => $word),+ }
            }
            pub(crate) fn from_word(word: &str) -> Option<$enum> {
                match word { $($word => Some($enum::$variant),)+ _ => None }
            }
        }
    )+};
}

words! {
    Kind { Message = "message", Document = "document" }
    Class { Transactional = "transactional", Inquiry = "inquiry", Marketing = "marketing" }
    State {
        Draft = "draft", InReview = "in_review", Approved = "approved", Superseded = "superseded",
        Retired = "retired"
    }
}

impl Template {
    /// Its newest version is this one now, and stands so; what is approved stays approved.
    pub fn with_newest(self, version: i64, state: State) -> Template {
        let state = if self.approved.is_some() { State::Approved } else { state };
        Template { newest: version, state, ..self }
    }

    /// One version is the approved one, or none.
    pub fn with_approved(self, approved: Option<i64>) -> Template {
        let state = if approved.is_some() { State::Approved } else { State::Retired };
        Template { approved, state, ..self }
    }
}

impl Words {
    /// Of subject, line feed and body.
    pub fn sha256(&self) -> String {
        let hash = Sha256::new().chain_update(&self.subject).chain_update("\n").chain_update(&self.body);
        HEXLOWER.encode(&hash.finalize())
    }
}

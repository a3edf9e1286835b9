//! A template: one text of the business in one language, in numbered versions.
//!
//! Invariant: draft → approved → retired, and back to approved only by approving it again; subject, body,
//! class and hash of a version are frozen by its first approval.

pub mod commands;
pub mod preview;
pub mod queries;
pub(crate) mod rows;
pub mod views;

use data_encoding::HEXLOWER;
use facts::templates::{TemplateApproved, TemplateDrafted, TemplateRetired};
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
    Approved,
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
    /// Approved as long as a version is; else a draft, or retired.
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
    /// Of subject, line feed and body; lower-case hex, from the first approval on.
    pub sha256: Option<String>,
    pub drafted_at: Timestamp,
    pub approved_at: Option<Timestamp>,
    pub approved_by: Option<UserId>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TemplateRefusal {
    #[error("version {0} is approved already")]
    Approved(i64),
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
    State { Draft = "draft", Approved = "approved", Retired = "retired" }
}

impl Template {
    /// There is one more draft; what is approved stays so.
    pub fn with_draft(self, version: i64) -> Template {
        let state = if self.approved.is_some() { State::Approved } else { State::Draft };
        Template { newest: version, state, ..self }
    }

    /// One version is the approved one, or none.
    pub fn with_approved(self, approved: Option<i64>) -> Template {
        let state = if approved.is_some() { State::Approved } else { State::Retired };
        Template { approved, state, ..self }
    }
}

impl Version {
    /// A first draft, or the next one.
    pub fn draft(
        id: TemplateVersionId,
        of: &Template,
        words: Words,
        at: Timestamp,
    ) -> (Version, TemplateDrafted) {
        let version = Version {
            id,
            rv: 1,
            owned: of.owned,
            template: of.id,
            version: of.newest,
            words,
            state: State::Draft,
            sha256: None,
            drafted_at: at,
            approved_at: None,
            approved_by: None,
        };
        (version, TemplateDrafted { template: of.id, version: of.newest })
    }

    /// Other words, as long as nobody approved it.
    pub fn rewrite(self, words: Words, at: Timestamp) -> Result<(Version, TemplateDrafted), TemplateRefusal> {
        match self.state {
            State::Draft => {
                let told = TemplateDrafted { template: self.template, version: self.version };
                Ok((Version { words, drafted_at: at, ..self }, told))
            }
            State::Approved | State::Retired => Err(TemplateRefusal::Approved(self.version)),
        }
    }

    /// It may be used from now on, and never changes again.
    pub fn approve(
        self,
        by: Option<UserId>,
        at: Timestamp,
    ) -> Result<(Version, TemplateApproved), TemplateRefusal> {
        match self.state {
            State::Approved => Err(TemplateRefusal::Approved(self.version)),
            State::Draft | State::Retired => {
                let sha256 = self.words.sha256();
                let told = TemplateApproved {
                    template: self.template,
                    version: self.version,
                    sha256: sha256.clone(),
                };
                let (approved_at, approved_by) = (Some(at), by);
                let state = State::Approved;
                Ok((Version { state, sha256: Some(sha256), approved_at, approved_by, ..self }, told))
            }
        }
    }

    /// It may not be used any more.
    pub fn retire(self) -> Result<(Version, TemplateRetired), TemplateRefusal> {
        match self.state {
            State::Approved => {
                let told = TemplateRetired { template: self.template };
                Ok((Version { state: State::Retired, ..self }, told))
            }
            State::Draft | State::Retired => {
                Err(TemplateRefusal::NotApproved(format!("version {}", self.version)))
            }
        }
    }
}

impl Words {
    fn sha256(&self) -> String {
        let hash = Sha256::new().chain_update(&self.subject).chain_update("\n").chain_update(&self.body);
        HEXLOWER.encode(&hash.finalize())
    }
}

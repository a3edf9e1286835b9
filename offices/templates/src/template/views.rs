//! The shapes of a template that leave the house.

use kernel::{AutomationId, TemplateId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;

use super::rows::uses::Use;
use super::{Class, Kind, State, Template, Version};
use crate::fields::{Gap, gaps};

#[derive(Debug, Serialize, JsonSchema)]
pub struct TemplateView {
    pub id: TemplateId,
    pub rv: i64,
    pub slug: String,
    pub language: String,
    pub kind: Kind,
    pub state: State,
    /// The approved version, if there is one.
    pub approved: Option<i64>,
    pub newest: i64,
    pub owner: Option<UserId>,
}

/// A template in the list: with who uses it and when it last left.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListedTemplate {
    #[serde(flatten)]
    pub template: TemplateView,
    pub used_by: Vec<UseView>,
    /// When it last went to somebody, in the message that was queued then.
    pub last_sent_at: Option<Timestamp>,
}

/// An automation that was published with a version of a text and sends that one.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UseView {
    pub automation: AutomationId,
    pub name: String,
    /// The version of the text it was published with.
    pub version: i64,
    /// Whether it is switched on.
    pub on: bool,
    /// False where only runs under way still send it.
    pub current: bool,
}

/// What was retired, and the automations that cannot send it from now on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Retired {
    #[serde(flatten)]
    pub template: TemplateView,
    /// The version that may not be sent any more.
    pub version: i64,
    pub used_by: Vec<UseView>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionView {
    pub version: i64,
    pub state: State,
    pub class: Class,
    pub subject: String,
    pub body: String,
    /// The paths of its fields.
    pub fields: Vec<String>,
    /// Fields that may have no value and say nothing for that case: then the message does not leave.
    pub gaps: Vec<Gap>,
    pub sha256: Option<String>,
    /// SHA-256 of the words as they stand, to approve exactly these.
    pub words_sha256: String,
    pub drafted_at: Timestamp,
    pub drafted_by: Option<UserId>,
    /// Why it was returned.
    pub note: Option<String>,
    pub approved_at: Option<Timestamp>,
    pub approved_by: Option<UserId>,
}

/// A template with all its versions, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeTemplate {
    #[serde(flatten)]
    pub template: TemplateView,
    pub versions: Vec<VersionView>,
    pub used_by: Vec<UseView>,
    pub last_sent_at: Option<Timestamp>,
}

impl From<Use> for UseView {
    fn from(used: Use) -> UseView {
        UseView {
            automation: used.automation,
            name: used.name,
            version: used.version,
            on: used.is_on,
            current: used.is_current,
        }
    }
}

impl From<Template> for TemplateView {
    fn from(t: Template) -> TemplateView {
        TemplateView {
            id: t.id,
            rv: t.rv,
            slug: t.slug,
            language: t.language,
            kind: t.kind,
            state: t.state,
            approved: t.approved,
            newest: t.newest,
            owner: t.owned.owner,
        }
    }
}

impl VersionView {
    /// `language` is the text's own: what is offered for a gap is said in it.
    pub fn of(v: Version, language: &str) -> VersionView {
        VersionView {
            version: v.version,
            state: v.state,
            fields: v.words.fields(),
            gaps: gaps(&v.words, language),
            words_sha256: v.words.sha256(),
            class: v.words.class,
            subject: v.words.subject,
            body: v.words.body,
            sha256: v.sha256,
            drafted_at: v.drafted_at,
            drafted_by: v.drafted_by,
            note: v.note,
            approved_at: v.approved_at,
            approved_by: v.approved_by,
        }
    }
}

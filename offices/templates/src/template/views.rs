//! The shapes of a template that leave the house.

use kernel::{TemplateId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Class, Kind, State, Template, Version};

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

#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionView {
    pub version: i64,
    pub state: State,
    pub class: Class,
    pub subject: String,
    pub body: String,
    /// The paths of its fields.
    pub fields: Vec<String>,
    pub sha256: Option<String>,
    pub drafted_at: Timestamp,
    pub approved_at: Option<Timestamp>,
    pub approved_by: Option<UserId>,
}

/// A template with all its versions, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeTemplate {
    #[serde(flatten)]
    pub template: TemplateView,
    pub versions: Vec<VersionView>,
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

impl From<Version> for VersionView {
    fn from(v: Version) -> VersionView {
        VersionView {
            version: v.version,
            state: v.state,
            fields: v.words.fields(),
            class: v.words.class,
            subject: v.words.subject,
            body: v.words.body,
            sha256: v.sha256,
            drafted_at: v.drafted_at,
            approved_at: v.approved_at,
            approved_by: v.approved_by,
        }
    }
}

//! What can be asked about templates: the list, one with its versions, the fields a text may name.

use kernel::{Result, TemplateId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::views::{TemplateView, WholeTemplate};
use super::{Kind, State, rows};
use crate::fields::{FIELDS, Field};

/// List the texts, by slug and language.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTemplates {
    #[serde(default)]
    pub kind: Option<Kind>,
    #[serde(default)]
    pub state: Option<State>,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListTemplates {
    const VERB: Verb = Verb::get("template.list", "/templates");
    type Answer = Page<TemplateView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<TemplateView>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let found = rows::list(tx, self, limit).await?.into_iter().map(TemplateView::from).collect();
        Ok(Page::of(found, limit, |t: &TemplateView| format!("{} {}", t.slug, t.language)))
    }
}

/// Read a text with all its versions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadTemplate {
    pub template: TemplateId,
}

impl Query for ReadTemplate {
    const VERB: Verb = Verb::get("template.read", "/templates/{template}");
    type Answer = WholeTemplate;

    fn subject(&self) -> Subject {
        self.template.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<WholeTemplate> {
        let template = rows::load(tx, self.template).await?.into();
        let versions = rows::versions(tx, self.template).await?;
        Ok(WholeTemplate { template, versions: versions.into_iter().map(Into::into).collect() })
    }
}

/// List the fields a text may name, with a sample of each.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFields {}

impl Query for ListFields {
    const VERB: Verb = Verb::get("template.fields", "/template-fields");
    type Answer = Vec<Field>;

    async fn ask(&self, _: &mut Tx) -> Result<Vec<Field>> {
        Ok(FIELDS.to_vec())
    }
}

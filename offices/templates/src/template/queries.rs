//! What can be asked about templates: the list, one with its versions, the fields a text may name.

use kernel::{Result, TemplateId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::views::{ListedTemplate, TemplateView, VersionView, WholeTemplate};
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
    type Answer = Page<ListedTemplate>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<ListedTemplate>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let mut uses = rows::uses::of_all(tx).await?;
        let mut found = vec![];
        for template in rows::list(tx, self, limit).await? {
            let of = (template.slug.clone(), template.language.clone());
            let used_by = uses.remove(&of).unwrap_or_default().into_iter().map(Into::into).collect();
            let last_sent_at = rows::uses::last_sent(tx, &of.0, &of.1).await?;
            found.push(ListedTemplate { template: template.into(), used_by, last_sent_at });
        }
        let place = |t: &ListedTemplate| format!("{} {}", t.template.slug, t.template.language);
        Ok(Page::of(found, limit, place))
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
        let template: TemplateView = rows::load(tx, self.template).await?.into();
        let (slug, language) = (template.slug.clone(), template.language.clone());
        let versions = rows::versions(tx, self.template).await?;
        let versions = versions.into_iter().map(|version| VersionView::of(version, &language)).collect();
        let used_by = rows::uses::of_template(tx, &slug, &language).await?;
        let last_sent_at = rows::uses::last_sent(tx, &slug, &language).await?;
        let used_by = used_by.into_iter().map(Into::into).collect();
        Ok(WholeTemplate { template, versions, used_by, last_sent_at })
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

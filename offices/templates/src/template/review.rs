//! A draft is put before somebody, who approves exactly these words or returns them with a reason.

use kernel::{Error, Result, TemplateId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::commands::{keep, version};
use super::views::TemplateView;
use super::{State, rows};

/// Put the draft before somebody: its words stand still until it is approved or returned.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitTemplate {
    pub template: TemplateId,
}

impl Command for SubmitTemplate {
    const VERB: Verb = Verb::post("template.submit", "/templates/{template}/submit")
        .no_undo("write on: what waits to be read becomes a draft again");
    type Answer = TemplateView;

    fn subject(&self) -> Subject {
        self.template.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<TemplateView> {
        let template = rows::load(tx, self.template).await?;
        let newest = version(tx, &template, template.newest).await?;
        newest.words.check()?;
        let (waiting, told) = newest.clone().submit()?;
        tx.keep(&newest, waiting).await?;
        let after = template.clone().with_newest(template.newest, State::InReview);
        Ok(keep(tx, &template, after, told).await?.into())
    }
}

/// Return a draft that waits to be read: it can be changed again, and says why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnTemplate {
    pub template: TemplateId,
    /// What is to be changed, for whoever wrote it.
    pub reason: String,
}

impl Command for ReturnTemplate {
    const VERB: Verb =
        Verb::post("template.return", "/templates/{template}/return").no_undo("submit it again");
    type Answer = TemplateView;

    fn subject(&self) -> Subject {
        self.template.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<TemplateView> {
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > 1000 {
            let why = "say what is to be changed, in up to 1,000 characters";
            return Err(Error::field("/reason", "template.no_reason", why));
        }
        let template = rows::load(tx, self.template).await?;
        let newest = version(tx, &template, template.newest).await?;
        let (draft, told) = newest.clone().hand_back(reason)?;
        tx.keep(&newest, draft).await?;
        let after = template.clone().with_newest(template.newest, State::Draft);
        Ok(keep(tx, &template, after, told).await?.into())
    }
}

//! An automation takes up the texts that are approved now: the same document, published again.

use kernel::{AutomationId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use crate::automation::commands::PublishAutomation;
use crate::automation::rows;
use crate::automation::views::Published;
use crate::collision;

/// Publish an automation again as it is, with the texts that are approved now. Runs under way keep theirs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeTexts {
    pub automation: AutomationId,
}

impl Command for TakeTexts {
    const VERB: Verb = Verb::post("automation.take_texts", "/automations/{automation}/take-texts")
        .no_undo("approve the earlier version of the text and take it up again");
    type Answer = Published;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<Published> {
        let automation = rows::load(tx, self.automation).await?;
        let version = rows::numbered(tx, automation.id, automation.version).await?;
        let reasons = collision::rows::reasons(tx, version.id).await?;
        PublishAutomation { slug: None, text: version.text, reasons, new: false, draft: None }.act(tx).await
    }
}

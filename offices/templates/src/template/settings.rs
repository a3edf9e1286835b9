//! What the business decides about all its texts: whether whoever wrote one may approve it.

use kernel::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;
use verbs::{Command, Query, Verb};

/// Topic `templates`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Settings {
    /// A new version is approved by somebody who did not write it.
    pub four_eyes: bool,
}

impl store::Setting for Settings {
    const TOPIC: &'static str = "templates";
}

/// Read what the business decides about its texts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadTemplateSettings {}

impl Query for ReadTemplateSettings {
    const VERB: Verb = Verb::get("template.settings", "/template-settings");
    type Answer = Settings;

    async fn ask(&self, tx: &mut Tx) -> Result<Settings> {
        tx.setting::<Settings>().await
    }
}

/// Change what the business decides about its texts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTemplateSettings {
    pub four_eyes: bool,
}

/// What is decided now, and what was before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedTemplateSettings {
    #[serde(flatten)]
    pub settings: Settings,
    pub was: Settings,
}

impl Command for ChangeTemplateSettings {
    const VERB: Verb =
        Verb::patch("template.change_settings", "/template-settings").undo("template.change_settings");
    type Answer = ChangedTemplateSettings;

    async fn act(&self, tx: &mut Tx) -> Result<ChangedTemplateSettings> {
        let was = tx.setting::<Settings>().await?;
        let settings = Settings { four_eyes: self.four_eyes };
        tx.keep_setting(&settings).await?;
        Ok(ChangedTemplateSettings { settings, was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        (answer["was"]["four_eyes"] != answer["four_eyes"]).then(|| answer["was"].clone())
    }
}

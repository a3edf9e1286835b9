//! How often strangers, links and tokens may ask: the owner's own rates over the defaults of the wire.

use kernel::{Error, Limits, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;
use store::Tx;
use verbs::{Command, Query, Verb};

use super::settings::{SettingsView, back, unchanged, version};

/// How often strangers, links and tokens may ask; empty where the defaults hold.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadLimits {}

impl Query for ReadLimits {
    const VERB: Verb = Verb::get("limits.read", "/settings/limits");
    type Answer = SettingsView<Limits>;

    async fn ask(&self, tx: &mut Tx) -> Result<SettingsView<Limits>> {
        let (settings, rv) = tx.setting_at::<Limits>().await?;
        Ok(SettingsView { rv, settings, before: None })
    }
}

/// Change how often may be asked, by class: login, form, page, api and others. It holds within five seconds.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLimits {
    pub rv: i64,
    pub settings: Limits,
}

impl Command for ChangeLimits {
    const VERB: Verb = Verb::put("limits.change", "/settings/limits").undo("limits.change");
    type Answer = SettingsView<Limits>;

    async fn act(&self, tx: &mut Tx) -> Result<SettingsView<Limits>> {
        let before: Limits = unchanged(tx, self.rv).await?;
        let none = self.settings.0.iter().find(|(_, rate)| rate.burst == 0 || rate.per_minute == 0);
        if let Some((class, _)) = none {
            let say = "write at least 1, or leave the class out to keep its default";
            return Err(Error::field(format!("/settings/{class}"), "limits.none", say));
        }
        tx.keep_setting(&self.settings).await?;
        let rv = version::<Limits>(tx).await?;
        Ok(SettingsView { rv, settings: self.settings.clone(), before: Some(before) })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        back(answer)
    }
}

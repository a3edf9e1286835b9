//! How often strangers, links and tokens may ask: the owner's own rates over the usual ones.

use kernel::{Error, FieldError, Limits, Rate, RateClass, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;
use verbs::{Command, Query, Verb};

use super::settings::{SettingsView, back, unchanged, version};

/// The owner's own rates by class, and the usual ones, which hold where they say nothing.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LimitsView {
    /// Give it back with a change.
    pub rv: i64,
    pub settings: Limits,
    pub usual: Limits,
}

/// How often strangers, links and tokens may ask.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadLimits {}

impl Query for ReadLimits {
    const VERB: Verb = Verb::get("limits.read", "/settings/limits");
    type Answer = LimitsView;

    async fn ask(&self, tx: &mut Tx) -> Result<LimitsView> {
        let (settings, rv) = tx.setting_at::<Limits>().await?;
        Ok(LimitsView { rv, settings: known(settings), usual: Limits::usual() })
    }
}

/// Change how often may be asked, by class: login, form, hook, page, api; a class left out keeps its usual rate. It
/// holds within five seconds.
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
        let before = known(unchanged(tx, self.rv).await?);
        let wrong: Vec<FieldError> =
            self.settings.0.iter().flat_map(|(class, rate)| trouble(class, *rate)).collect();
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        tx.keep_setting(&self.settings).await?;
        let rv = version::<Limits>(tx).await?;
        Ok(SettingsView { rv, settings: self.settings.clone(), before: Some(before) })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        back(answer)
    }
}

/// Classes that are no more hold nothing, and would be refused where they are sent back.
fn known(Limits(rates): Limits) -> Limits {
    Limits(rates.into_iter().filter(|(class, _)| RateClass::named(class).is_some()).collect())
}

/// What is wrong with the rate of one class.
fn trouble(class: &str, rate: Rate) -> Vec<FieldError> {
    let at = format!("/settings/{class}");
    let Some(RateClass { least, .. }) = RateClass::named(class) else {
        let known = RateClass::ALL.map(|class| class.name).join(", ");
        let detail = format!("there is no such class; there are {known}");
        return vec![FieldError { pointer: at, code: "limits.class", detail }];
    };
    let given = [("burst", rate.burst), ("per_minute", rate.per_minute)];
    let low = given.into_iter().filter(|(_, number)| number < least);
    let field = |(name, _): (&str, u32)| FieldError {
        pointer: format!("{at}/{name}"),
        code: "limits.low",
        detail: format!("write at least {least}, or leave it out to keep the usual one"),
    };
    low.map(field).collect()
}

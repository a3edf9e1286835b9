//! Reading and changing the settings every room reads: `business`, `numbers`, `line`; whole, over a version.

use std::collections::BTreeMap;

use kernel::{Business, Error, LineSettings, NumberFormat, Numbers, Refusal, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{Setting, Tx};
use verbs::{Command, Query, Verb};

use super::details::Details;
use super::{line, numbers};

#[derive(Debug, thiserror::Error)]
#[error("these settings are at version {now} by now; look again before you change them")]
pub struct Stale {
    now: i64,
}

impl Refusal for Stale {
    fn code(&self) -> &'static str {
        "setting.stale"
    }
    fn status(&self) -> u16 {
        412
    }
}

/// The document of a topic as it stands, unless somebody changed it since version `seen`.
pub(super) async fn unchanged<S: Setting>(tx: &mut Tx, seen: i64) -> Result<S> {
    let (now, rv) = tx.setting_at::<S>().await?;
    if rv == seen { Ok(now) } else { Err(Stale { now: rv }.into()) }
}

/// A settings document and its version; what a change gives back also says what was before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SettingsView<T> {
    /// Give it back with a change.
    pub rv: i64,
    pub settings: T,
    pub before: Option<T>,
}

/// What takes a change back: the document as it was, over the version the change made.
pub(super) fn back(answer: &Json) -> Option<Json> {
    let before = answer["before"].as_object()?;
    Some(json!({ "rv": answer["rv"], "settings": before }))
}

pub(super) async fn version<S: Setting>(tx: &mut Tx) -> Result<i64> {
    Ok(tx.setting_at::<S>().await?.1)
}

/// What the business says of itself.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadBusiness {}

impl Query for ReadBusiness {
    const VERB: Verb = Verb::get("business.read", "/settings/business");
    type Answer = SettingsView<Details>;

    async fn ask(&self, tx: &mut Tx) -> Result<SettingsView<Details>> {
        let (business, rv) = tx.setting_at::<Business>().await?;
        Ok(SettingsView { rv, settings: Details::try_from(&business)?, before: None })
    }
}

/// Change what the business says of itself: the whole document, over the version you saw.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeBusiness {
    pub rv: i64,
    pub settings: Details,
}

impl Command for ChangeBusiness {
    const VERB: Verb = Verb::put("business.change", "/settings/business").undo("business.change");
    type Answer = SettingsView<Details>;

    async fn act(&self, tx: &mut Tx) -> Result<SettingsView<Details>> {
        let before: Business = unchanged(tx, self.rv).await?;
        let after = self.settings.check("/settings", before.logo).map_err(Error::Invalid)?;
        tx.keep_setting(&after).await?;
        let (rv, before) = (version::<Business>(tx).await?, Details::try_from(&before)?);
        Ok(SettingsView { rv, settings: Details::try_from(&after)?, before: Some(before) })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        back(answer)
    }
}

/// How documents are numbered.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNumbers {}

/// Formats by series.
pub type Series = BTreeMap<String, NumberFormat>;

impl Query for ReadNumbers {
    const VERB: Verb = Verb::get("numbers.read", "/settings/numbers");
    type Answer = SettingsView<Series>;

    async fn ask(&self, tx: &mut Tx) -> Result<SettingsView<Series>> {
        let (numbers, rv) = tx.setting_at::<Numbers>().await?;
        Ok(SettingsView { rv, settings: numbers.series, before: None })
    }
}

/// Change how documents are numbered. A start below a number already given changes nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeNumbers {
    pub rv: i64,
    pub settings: Series,
}

impl Command for ChangeNumbers {
    const VERB: Verb = Verb::put("numbers.change", "/settings/numbers").undo("numbers.change");
    type Answer = SettingsView<Series>;

    async fn act(&self, tx: &mut Tx) -> Result<SettingsView<Series>> {
        let before: Numbers = unchanged(tx, self.rv).await?;
        let troubles = numbers::troubles("/settings", &self.settings);
        if !troubles.is_empty() {
            return Err(Error::Invalid(troubles));
        }
        let after = numbers::completed(&self.settings);
        tx.keep_setting(&after).await?;
        let rv = version::<Numbers>(tx).await?;
        Ok(SettingsView { rv, settings: after.series, before: Some(before.series) })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        back(answer)
    }
}

/// Who answers for each joint of the line, and how long it may take.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadLine {}

impl Query for ReadLine {
    const VERB: Verb = Verb::get("line.rules", "/settings/line");
    type Answer = SettingsView<LineSettings>;

    async fn ask(&self, tx: &mut Tx) -> Result<SettingsView<LineSettings>> {
        let (settings, rv) = tx.setting_at::<LineSettings>().await?;
        Ok(SettingsView { rv, settings, before: None })
    }
}

/// Change who answers for the joints of the line.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLine {
    pub rv: i64,
    pub settings: LineSettings,
}

impl Command for ChangeLine {
    const VERB: Verb = Verb::put("line.change", "/settings/line").undo("line.change");
    type Answer = SettingsView<LineSettings>;

    async fn act(&self, tx: &mut Tx) -> Result<SettingsView<LineSettings>> {
        let before: LineSettings = unchanged(tx, self.rv).await?;
        let troubles = line::troubles(tx, &self.settings).await?;
        if !troubles.is_empty() {
            let under = |t: kernel::FieldError| kernel::FieldError {
                pointer: format!("/settings{}", t.pointer),
                ..t
            };
            return Err(Error::Invalid(troubles.into_iter().map(under).collect()));
        }
        tx.keep_setting(&self.settings).await?;
        let rv = version::<LineSettings>(tx).await?;
        Ok(SettingsView { rv, settings: self.settings.clone(), before: Some(before) })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        back(answer)
    }
}

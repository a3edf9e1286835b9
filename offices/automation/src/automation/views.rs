//! The shapes of an automation that leave the house.

use std::collections::BTreeMap;

use kernel::{AutomationId, Money, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::check::ProblemView;
use super::{Automation, Mode};
use crate::collision::Reason;
use crate::lift::views::LiftLine;
use crate::settings::Settings;
use crate::version::review::FourEyes;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AutomationView {
    pub id: AutomationId,
    pub rv: i64,
    /// Whoever answers for it.
    pub owner: Option<UserId>,
    pub slug: String,
    pub name: String,
    pub purpose: String,
    /// The role or user its document names.
    pub owner_word: String,
    pub stand_in: String,
    pub mode: Mode,
    pub on: bool,
    pub version: i64,
    /// The line depends on it.
    pub load_bearing: bool,
    /// Nobody is enrolled any more; its runs go on to their end.
    pub retired: bool,
}

impl From<Automation> for AutomationView {
    fn from(a: Automation) -> AutomationView {
        AutomationView {
            id: a.id,
            rv: a.rv,
            owner: a.owned.owner,
            slug: a.slug,
            name: a.name,
            purpose: a.purpose,
            owner_word: a.answers,
            stand_in: a.stand_in,
            mode: a.mode,
            on: a.on,
            version: a.version,
            load_bearing: a.load_bearing,
            retired: a.retired,
        }
    }
}

/// One line of the list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AutomationLine {
    #[serde(flatten)]
    pub automation: AutomationView,
    /// How many runs are in each state.
    pub runs: BTreeMap<String, i64>,
    /// What its version in use has brought, as it was reckoned in the last ten minutes; null before the first time.
    pub lift: Option<LiftLine>,
}

/// An automation with its text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeAutomation {
    #[serde(flatten)]
    pub automation: AutomationView,
    /// YAML, as it was published.
    pub text: String,
    pub sha256: String,
    pub published_at: Timestamp,
    pub published_by: Option<UserId>,
    /// What its publisher should know.
    pub warnings: Vec<ProblemView>,
    /// Why it stopped by itself, where it did: `automation.resume` decides.
    pub paused: Option<String>,
    /// How many were refused because too much came, and can be taken in: `automation.take_in`.
    pub later: i64,
    /// Why they were taken.
    pub reasons: Vec<Reason>,
    pub runs: BTreeMap<String, i64>,
}

/// After a change, and what it was before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Changed {
    #[serde(flatten)]
    pub automation: AutomationView,
    pub was_mode: Mode,
    pub was_on: bool,
}

/// What came of publishing.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Published {
    #[serde(flatten)]
    pub automation: AutomationView,
    pub warnings: Vec<ProblemView>,
    /// The version that waits for a second person, and why; the one before acts until then.
    pub waits: Option<Waits>,
}

/// A version that waits for a second person.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Waits {
    pub version: i64,
    pub sha256: String,
    pub reasons: Vec<String>,
}

/// What was read, and what is wrong with it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Problems {
    /// What was read; as it came where it cannot be read whole, null where a text says nothing.
    pub document: Option<Json>,
    /// Its canonical text; of a text that cannot be read, the text.
    pub yaml: String,
    pub problems: Vec<ProblemView>,
    /// It can be published.
    pub publishable: bool,
    /// Why a second person has to read it before it acts; in practice it does not act.
    pub review: Vec<String>,
}

/// What the business decides about all its automations.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SettingsView {
    pub messages_a_day: i64,
    pub four_eyes: FourEyes,
    /// One person wants fewer eyes: it holds as soon as a second one chooses it too.
    pub asked_for: Option<FourEyes>,
    /// What an hour of hand work costs the business; nothing: nobody has said.
    pub hour_cost: Option<Money>,
}

impl From<Settings> for SettingsView {
    fn from(settings: Settings) -> SettingsView {
        let Settings { messages_a_day, four_eyes, fewer_eyes, hour_cost, .. } = settings;
        SettingsView { messages_a_day, four_eyes, asked_for: fewer_eyes.map(|wish| wish.to), hour_cost }
    }
}

/// The settings, and what they were.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedSettings {
    #[serde(flatten)]
    pub settings: SettingsView,
    pub was: SettingsView,
}

/// Whether everything automatic stands still.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MasterStop {
    pub stopped: bool,
    pub changed: bool,
}

//! What can be asked about automations: the list, one with its text, whether everything stands still.

use kernel::{AutomationId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::views::{AutomationLine, MasterStop, SettingsView, WholeAutomation};
use super::{Automation, check, rows};
use crate::collision;
use crate::enrolment::rows as enrolments;
use crate::lift::{self, rows::Lifted};
use crate::settings::Settings;
use crate::watchdog::counted;

/// At most so many in one page, and how many where nothing is said.
pub(crate) fn page_limit(asked: Option<u16>) -> usize {
    usize::from(asked.unwrap_or(50).clamp(1, 200))
}

/// One more row than a page has says that there is another page.
pub(crate) fn and_one_more(limit: usize) -> i64 {
    i64::try_from(limit + 1).expect("two hundred and one at most")
}

/// List the automations, by their slugs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAutomations {
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListAutomations {
    const VERB: Verb = Verb::get("automation.list", "/automations");
    type Answer = Page<AutomationLine>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<AutomationLine>> {
        let limit = page_limit(self.limit);
        let listed = rows::list(tx, self.after.as_deref(), and_one_more(limit)).await?;
        let mut runs = rows::runs_of_all(tx).await?;
        let lifts = lift::rows::lifts(tx).await?;
        let line = |automation: Automation| {
            let reckoned =
                |(of, version, _): &&Lifted| *of == automation.id && *version == automation.version;
            AutomationLine {
                runs: runs.remove(&automation.id).unwrap_or_default(),
                lift: lifts.iter().find(reckoned).map(|(.., lift)| lift.clone()),
                automation: automation.into(),
            }
        };
        let found = listed.into_iter().map(line).collect();
        Ok(Page::of(found, limit, |line: &AutomationLine| line.automation.slug.clone()))
    }
}

/// Read an automation with the text its new runs follow.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadAutomation {
    pub automation: AutomationId,
    /// Another version than the present one.
    #[serde(default)]
    pub version: Option<i64>,
}

impl Query for ReadAutomation {
    const VERB: Verb = Verb::get("automation.read", "/automations/{automation}");
    type Answer = WholeAutomation;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<WholeAutomation> {
        let automation = rows::load(tx, self.automation).await?;
        let number = self.version.unwrap_or(automation.version);
        let version = rows::numbered(tx, automation.id, number).await?;
        let runs = rows::runs_by_state(tx, automation.id).await?.into_iter().collect();
        let reasons = collision::rows::reasons(tx, version.id).await?;
        let warnings = check::check(tx, &version.text).await?.problems;
        let paused = counted::of(tx, automation.id).await?.paused;
        Ok(WholeAutomation {
            paused,
            later: enrolments::count_waiting(tx, automation.id).await?,
            automation: automation.into(),
            text: version.text,
            sha256: version.sha256,
            published_at: version.published_at,
            published_by: version.published_by,
            warnings,
            runs,
            reasons,
        })
    }
}

/// Read what the business decides about all its automations.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadSettings {}

impl Query for ReadSettings {
    const VERB: Verb = Verb::get("automation.settings", "/automations/settings");
    type Answer = SettingsView;

    async fn ask(&self, tx: &mut Tx) -> Result<SettingsView> {
        Ok(tx.setting::<Settings>().await?.into())
    }
}

/// Read whether everything automatic stands still.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadMasterStop {}

impl Query for ReadMasterStop {
    const VERB: Verb = Verb::get("automation.stopped", "/automations/stopped");
    type Answer = MasterStop;

    async fn ask(&self, tx: &mut Tx) -> Result<MasterStop> {
        let stopped = tx.setting::<Settings>().await?.stopped;
        Ok(MasterStop { stopped, changed: false })
    }
}

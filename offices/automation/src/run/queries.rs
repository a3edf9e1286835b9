//! What can be asked about runs: the list, one with its steps.

use kernel::{AutomationId, ContactId, Error, Ref, Result, RunId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Page, Query, Verb};

use super::effects::held_back;
use super::rows::{self, Filter};
use super::steps;
use super::views::{RunView, WholeRun};
use crate::automation::queries::{and_one_more, page_limit};
use crate::automation::rows::load;

/// List runs, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRuns {
    #[serde(default)]
    pub automation: Option<AutomationId>,
    /// Such as `parked`, `sleeping` or `done`.
    #[serde(default)]
    pub state: Option<String>,
    /// The record they are about.
    #[serde(default)]
    pub subject: Option<Ref>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListRuns {
    const VERB: Verb = Verb::get("run.list", "/runs");
    type Answer = Page<RunView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<RunView>> {
        let limit = page_limit(self.limit);
        let filter = Filter {
            automation: self.automation,
            state: self.state.clone(),
            subject: self.subject,
            contact: self.contact,
            after: self.after.as_deref().map(cursor).transpose()?,
            limit: and_one_more(limit),
        };
        Ok(Page::of(rows::list(tx, &filter).await?, limit, |run: &RunView| run.id.to_string()))
    }
}

pub(crate) fn cursor<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::field("/after", "not_a_cursor", "give the `next` of the page before"))
}

/// Read a run with everything it did.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRun {
    pub run: RunId,
}

impl Query for ReadRun {
    const VERB: Verb = Verb::get("run.read", "/runs/{run}");
    type Answer = WholeRun;

    async fn ask(&self, tx: &mut Tx) -> Result<WholeRun> {
        let kept = rows::find(tx, self.run).await?.ok_or(Error::Missing("run"))?;
        let automation = load(tx, kept.automation).await?;
        tx.permit().covers(automation.owned)?;
        let run = RunView::of(tx, self.run).await?;
        let steps = steps::rows::of_run(tx, self.run).await?;
        let held = held_back(tx, self.run).await?;
        let behind = rows::behind(tx, self.run).await?;
        Ok(WholeRun::of(run, kept, steps, (&held, behind)))
    }
}

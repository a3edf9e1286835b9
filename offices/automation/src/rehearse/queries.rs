//! What can be asked about rehearsals: the list, one with its report, its messages.

use kernel::{AutomationId, Error, FactId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Page, Query, Verb};

use super::rows::{self, Which};
use super::views::{RehearsalView, Rehearsed};
use crate::automation::queries::{and_one_more, page_limit};

/// List rehearsals, the newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRehearsals {
    #[serde(default)]
    pub automation: Option<AutomationId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

fn cursor<T: std::str::FromStr>(after: Option<&String>) -> Result<Option<T>> {
    let read = after.map(|text| text.parse()).transpose();
    read.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))
}

impl Query for ListRehearsals {
    const VERB: Verb = Verb::get("automation.rehearsals", "/automations/rehearsals");
    type Answer = Page<RehearsalView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<RehearsalView>> {
        let limit = page_limit(self.limit);
        let before: Option<i64> = cursor(self.after.as_ref())?;
        let found = rows::list(tx, self.automation, before, and_one_more(limit)).await?;
        Ok(Page::of(found, limit, |one: &RehearsalView| one.asked_at.as_millisecond().to_string()))
    }
}

/// Read a rehearsal: how far it is, and its report when it is done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRehearsal {
    pub rehearsal: FactId,
}

impl Query for ReadRehearsal {
    const VERB: Verb = Verb::get("automation.rehearsal", "/automations/rehearsals/{rehearsal}");
    type Answer = RehearsalView;

    async fn ask(&self, tx: &mut Tx) -> Result<RehearsalView> {
        Ok(rows::read(tx, self.rehearsal).await?.0)
    }
}

/// Which messages of a rehearsal to list.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Listed {
    #[default]
    All,
    /// Those that would leave and did not.
    More,
    /// Those that left and would not.
    Fewer,
    /// Those in which the draft and the published version differ.
    Changed,
}

/// List the messages of a rehearsal, in time: those of the draft, those that really left, those of the published
/// version.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRehearsed {
    pub rehearsal: FactId,
    #[serde(default)]
    pub which: Listed,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListRehearsed {
    const VERB: Verb = Verb::get("automation.rehearsed", "/automations/rehearsals/{rehearsal}/messages");
    type Answer = Page<Rehearsed>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<Rehearsed>> {
        rows::read(tx, self.rehearsal).await?;
        let limit = page_limit(self.limit);
        let after: i64 = cursor(self.after.as_ref())?.unwrap_or(-1);
        let which = match self.which {
            Listed::All => Which::All,
            Listed::More => Which::More,
            Listed::Fewer => Which::Fewer,
            Listed::Changed => Which::Changed,
        };
        let found = rows::messages(tx, self.rehearsal, (which, after), and_one_more(limit)).await?;
        let found = found.into_iter().map(|(shown, _)| shown).collect();
        Ok(Page::of(found, limit, |one: &Rehearsed| one.id.clone()))
    }
}

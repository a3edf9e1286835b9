//! What can be asked about versions: all of them with their runs, and what differs between two.

use kernel::{AutomationId, Error, Result, Timestamp, UserId, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;
use verbs::{Query, Subject, Verb};

use super::diff::{Difference, diff};
use super::{review, rows as rows_of};
use crate::automation::{State, check, rows};
use crate::document::Automation;
use crate::office;

/// One version, and what still follows it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionView {
    pub number: i64,
    pub sha256: String,
    /// `published`, `review` or `returned`.
    pub state: State,
    /// New runs follow it.
    pub current: bool,
    pub published_at: Timestamp,
    pub published_by: Option<UserId>,
    pub reviewed_by: Option<UserId>,
    pub reviewed_at: Option<Timestamp>,
    /// Runs under way that follow it.
    pub runs: i64,
    /// When the last of them must have ended, as far as they have deadlines.
    pub last_ends_at: Option<Timestamp>,
    /// Why somebody else has to read it before it acts.
    pub risks: Vec<String>,
}

/// List the versions of an automation, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListVersions {
    pub automation: AutomationId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Versions {
    pub items: Vec<VersionView>,
}

impl Query for ListVersions {
    const VERB: Verb = Verb::get("automation.versions", "/automations/{automation}/versions");
    type Answer = Versions;

    fn subject(&self) -> Subject {
        self.automation.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<Versions> {
        let automation = rows::load(tx, self.automation).await?;
        let followed = rows_of::followed(tx, self.automation).await?;
        let (office, verbs) = (office::of(tx)?, check::verbs(tx)?);
        let house = office.catalogue(&verbs);
        let mut items = vec![];
        for version in rows::versions_of(tx, self.automation).await? {
            let of = followed.iter().find(|(number, ..)| *number == version.number);
            let document = Automation::from_yaml(&version.text);
            let risks = document.map(|document| review::risks(&document, house)).unwrap_or_default();
            items.push(VersionView {
                number: version.number,
                sha256: version.sha256,
                state: version.state,
                current: version.number == automation.version,
                published_at: version.published_at,
                published_by: version.published_by,
                reviewed_by: version.reviewed_by,
                reviewed_at: version.reviewed_at,
                runs: of.map_or(0, |(_, runs, _)| *runs),
                last_ends_at: of.and_then(|(_, _, last)| *last),
                risks,
            });
        }
        Ok(Versions { items })
    }
}

/// How many runs are under way, and when the last must have ended.
pub(super) async fn under_way(tx: &mut Tx, automation: AutomationId) -> Result<(i64, Option<Timestamp>)> {
    let followed = rows_of::followed(tx, automation).await?;
    let last = followed.iter().filter_map(|(_, _, last)| *last).max();
    Ok((followed.iter().map(|(_, runs, _)| runs).sum(), last))
}

/// Read what differs between two versions, or between a version and a text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiffVersions {
    /// Its id, or its name.
    pub automation: String,
    /// The present one, where nothing is said.
    #[serde(default)]
    pub from: Option<i64>,
    #[serde(default)]
    pub to: Option<i64>,
    /// YAML, instead of `to`.
    #[serde(default)]
    pub text: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Differences {
    /// What differs, the steps that are gone first, then in the order of the newer one.
    pub items: Vec<Difference>,
    /// The two documents as data.
    pub old: Json,
    pub new: Json,
    /// Runs that stay on their version.
    pub runs: i64,
}

impl Query for DiffVersions {
    const VERB: Verb = Verb::get("automation.diff", "/automations/diff");
    type Answer = Differences;

    async fn ask(&self, tx: &mut Tx) -> Result<Differences> {
        let id = crate::start::commands::named(tx, &self.automation).await?;
        let automation = rows::load(tx, id).await?;
        tx.permit().covers(automation.owned)?;
        let old = rows::numbered(tx, id, self.from.unwrap_or(automation.version)).await?;
        let new = match &self.text {
            Some(text) => text.clone(),
            None => rows::numbered(tx, id, self.to.unwrap_or(automation.version)).await?.text,
        };
        let wrong = |why: crate::document::Unreadable| {
            Error::field("/text", "automation.unreadable", why.to_string())
        };
        let old = Automation::from_yaml(&old.text).map_err(wrong)?;
        let new = Automation::from_yaml(&new).map_err(wrong)?;
        let runs = under_way(tx, id).await?.0;
        let data = |document: &Automation| serde_json::to_value(document).map_err(fault);
        Ok(Differences { items: diff(&old, &new), old: data(&old)?, new: data(&new)?, runs })
    }
}

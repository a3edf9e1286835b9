//! Why somebody was taken in, or was not.

use kernel::{AutomationId, ContactId, FactId, Ref, Result, RunId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Verb};

use super::rows;
use crate::automation::queries::{and_one_more, page_limit};
use crate::run::queries::cursor;

#[derive(Debug, Serialize, JsonSchema)]
pub struct EnrolmentView {
    pub fact: FactId,
    /// The kind of the fact.
    pub kind: String,
    pub automation: AutomationId,
    pub name: String,
    /// `enrolled` or `refused`.
    pub decision: String,
    pub reason: Option<String>,
    pub run: Option<RunId>,
    pub subject: Option<Ref>,
    pub contact: Option<ContactId>,
    pub at: Timestamp,
}

impl From<rows::Kept> for EnrolmentView {
    fn from(kept: rows::Kept) -> EnrolmentView {
        let rows::Kept { fact, kind, automation, name, decision, reason, run, subject, contact, at } = kept;
        EnrolmentView { fact, kind, automation, name, decision, reason, run, subject, contact, at }
    }
}

/// List decisions to enrol, newest first: why did this contact get the mail, or not?
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListEnrolments {
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub subject: Option<Ref>,
    #[serde(default)]
    pub automation: Option<AutomationId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListEnrolments {
    const VERB: Verb = Verb::get("enrolment.list", "/enrolments");
    type Answer = Page<EnrolmentView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<EnrolmentView>> {
        let limit = page_limit(self.limit);
        let about = (self.contact, self.subject, self.automation);
        let after = self.after.as_deref().map(|text| {
            let (fact, automation) = text.split_once('.').unwrap_or((text, ""));
            Ok::<_, kernel::Error>((cursor(fact)?, cursor(automation)?))
        });
        let after = after.transpose()?;
        let found = rows::list(tx, about, after, and_one_more(limit)).await?;
        let found = found.into_iter().map(EnrolmentView::from).collect();
        Ok(Page::of(found, limit, EnrolmentView::cursor))
    }
}

impl EnrolmentView {
    fn cursor(&self) -> String {
        format!("{}.{}", self.fact, self.automation)
    }
}

//! What can be asked about exceptions: the list, one, how many.

use kernel::{ContactId, ExceptionId, Ref, Result, RunId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::rows::{self, ExceptionView, Filter, Tried};
use crate::automation::queries::{and_one_more, page_limit};
use crate::run::queries::cursor;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    #[default]
    Open,
    Closed,
}

impl Which {
    pub fn word(self) -> &'static str {
        match self {
            Which::Open => "open",
            Which::Closed => "closed",
        }
    }
}

/// List exceptions, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListExceptions {
    #[serde(default)]
    pub state: Which,
    #[serde(default)]
    pub owner: Option<UserId>,
    /// The record they are about.
    #[serde(default)]
    pub subject: Option<Ref>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    /// The run that stands still because of it.
    #[serde(default)]
    pub run: Option<RunId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListExceptions {
    const VERB: Verb = Verb::get("exception.list", "/exceptions");
    type Answer = Page<ExceptionView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<ExceptionView>> {
        let limit = page_limit(self.limit);
        let filter = Filter {
            state: self.state.word(),
            owner: self.owner,
            subject: self.subject.map(|subject| subject.to_string()),
            contact: self.contact,
            run: self.run,
            after: self.after.as_deref().map(cursor).transpose()?,
            limit: and_one_more(limit),
        };
        let found = rows::list(tx, &filter).await?;
        Ok(Page::of(found, limit, |exception: &ExceptionView| exception.id.to_string()))
    }
}

/// An exception with what was tried.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeException {
    #[serde(flatten)]
    pub exception: ExceptionView,
    /// The newest first; of the first record where there are several.
    pub tried: Vec<Tried>,
}

/// Read one exception.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadException {
    pub exception: ExceptionId,
}

impl Query for ReadException {
    const VERB: Verb = Verb::get("exception.read", "/exceptions/{exception}");
    type Answer = WholeException;

    fn subject(&self) -> Subject {
        self.exception.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<WholeException> {
        let kept = tx.exception(self.exception).await?;
        let first = tx.open_cases(self.exception, None, 1).await?.pop();
        let (run, effect) = first.map_or((kept.run, kept.effect), |case| (case.run, case.effect));
        let tried = rows::tried(tx, run, effect).await?;
        Ok(WholeException { exception: rows::load(tx, self.exception).await?, tried })
    }
}

/// One record that the cause of an exception met, and that is left.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseView {
    /// Give it as `after` to go on behind it.
    pub id: String,
    pub subject: Option<String>,
    pub contact: Option<ContactId>,
    pub run: Option<RunId>,
    pub detail: String,
    /// What probably mends this one.
    pub fix: Option<Json>,
    pub at: Timestamp,
}

impl From<store::Case> for CaseView {
    fn from(case: store::Case) -> CaseView {
        let store::Case { key: id, subject, contact, run, detail, fix, at, .. } = case;
        CaseView { id, subject, contact, run, detail, fix, at }
    }
}

/// List the records an exception is about that are left, where its cause met several.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCases {
    pub exception: ExceptionId,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListCases {
    const VERB: Verb = Verb::get("exception.cases", "/exceptions/{exception}/cases");
    type Answer = Page<CaseView>;

    fn subject(&self) -> Subject {
        self.exception.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<Page<CaseView>> {
        let limit = page_limit(self.limit);
        let found = tx.open_cases(self.exception, self.after.as_deref(), and_one_more(limit)).await?;
        let views = found.into_iter().map(CaseView::from).collect();
        Ok(Page::of(views, limit, |case: &CaseView| case.id.clone()))
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ExceptionCount {
    pub open: i64,
    pub mine: i64,
    pub late: i64,
}

/// Count the open exceptions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountExceptions {}

impl Query for CountExceptions {
    const VERB: Verb = Verb::get("exception.count", "/exceptions/count");
    type Answer = ExceptionCount;

    async fn ask(&self, tx: &mut Tx) -> Result<ExceptionCount> {
        let (open, mine, late) = rows::count(tx).await?;
        Ok(ExceptionCount { open, mine, late })
    }
}

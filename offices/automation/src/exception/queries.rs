//! What can be asked about exceptions: the list, one, how many.

use kernel::{ContactId, ExceptionId, Ref, Result, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::rows::{self, ExceptionView, Filter};
use crate::automation::queries::{and_one_more, page_limit};
use crate::run::queries::cursor;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    #[default]
    Open,
    Closed,
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
            state: if self.state == Which::Open { "open" } else { "closed" },
            owner: self.owner,
            subject: self.subject.map(|subject| subject.to_string()),
            contact: self.contact,
            after: self.after.as_deref().map(cursor).transpose()?,
            limit: and_one_more(limit),
        };
        let found = rows::list(tx, &filter).await?;
        Ok(Page::of(found, limit, |exception: &ExceptionView| exception.id.to_string()))
    }
}

/// Read one exception.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadException {
    pub exception: ExceptionId,
}

impl Query for ReadException {
    const VERB: Verb = Verb::get("exception.read", "/exceptions/{exception}");
    type Answer = ExceptionView;

    fn subject(&self) -> Subject {
        self.exception.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<ExceptionView> {
        rows::load(tx, self.exception).await
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

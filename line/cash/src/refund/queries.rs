//! What can be asked about refunds: the list, and one.

use kernel::{ContactId, Error, RefundId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::rows;
use super::views::{self, RefundView};
use crate::payment::queries::PaymentState;

/// List refunds, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRefunds {
    #[serde(default)]
    pub state: Option<PaymentState>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListRefunds {
    const VERB: Verb = Verb::get("refund.list", "/refunds");
    type Answer = Page<RefundView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<RefundView>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<RefundId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let found = rows::list::of(tx, self, after, limit).await?;
        let views = found.into_iter().map(|(refund, name)| views::of(refund, name)).collect();
        Ok(Page::of(views, limit, |view: &RefundView| view.id.to_string()))
    }
}

/// Read a refund.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRefund {
    pub refund: RefundId,
}

impl Query for ReadRefund {
    const VERB: Verb = Verb::get("refund.read", "/refunds/{refund}");
    type Answer = RefundView;

    fn subject(&self) -> Subject {
        self.refund.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<RefundView> {
        let refund = rows::load(tx, self.refund).await?;
        views::view(tx, refund).await
    }
}

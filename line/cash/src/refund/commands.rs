//! What can be done with refunds: record one by hand, void it.

use kernel::{ContactId, Date, Money, RefundId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::record::{Outgoing, record, voided};
use super::rows;
use super::views::{RefundView, view};
use crate::payment::Method;
use crate::payment::said::{above_zero, said};

/// Note that a customer's credit was paid back: what they paid too much or twice, or what a credit note left. The
/// oldest credit first, at most what there is. No money is moved by this.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordRefund {
    pub contact: ContactId,
    /// Above zero.
    pub amount: Money,
    /// Business-local day the money went out; today where nothing is said.
    #[serde(default)]
    pub paid_on: Option<Date>,
    /// `bank_transfer` where nothing is said.
    #[serde(default)]
    pub method: Option<Method>,
    #[serde(default)]
    pub note: Option<String>,
    /// Of a live test's credit.
    #[serde(default)]
    pub test: bool,
}

impl Command for RecordRefund {
    const VERB: Verb = Verb::post("refund.record", "/refunds").undo("refund.void");
    type Answer = RefundView;

    async fn act(&self, tx: &mut Tx) -> Result<RefundView> {
        above_zero(self.amount)?;
        let said = said(tx, self.paid_on, self.method, self.note.as_deref()).await?;
        let outgoing = Outgoing {
            contact: self.contact,
            amount: self.amount,
            paid_on: said.on,
            method: said.method,
            note: said.note,
            bank_line: None,
            test: self.test,
        };
        let refund = record(tx, outgoing).await?;
        tx.follow_up().await?;
        view(tx, refund).await
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        Some(json!({ "refund": answer["id"], "reason": "recorded by mistake" }))
    }
}

/// Take a refund back that never went out: it is the customer's credit again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidRefund {
    pub refund: RefundId,
    pub reason: String,
}

impl Command for VoidRefund {
    const VERB: Verb = Verb::post("refund.void", "/refunds/{refund}/void")
        .no_undo("record it again: the credit may have been used otherwise since");
    type Answer = RefundView;

    fn subject(&self) -> Subject {
        self.refund.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<RefundView> {
        let before = rows::load(tx, self.refund).await?;
        let done = before.clone().void(&self.reason, tx.now())?;
        let kept = voided(tx, &before, done).await?;
        tx.follow_up().await?;
        view(tx, kept).await
    }
}

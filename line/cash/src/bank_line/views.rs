//! The shapes of a bank line that leave the house.

use kernel::{BankLineId, Date, Money, Result, StatementId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;
use store::Tx;

use super::matching::Suggestion;
use super::{BankLine, By, Words};
use crate::payment::views::PaymentView;
use crate::refund::views::RefundView;
use crate::{payment, refund};

#[derive(Debug, Serialize, JsonSchema)]
pub struct BankLineView {
    pub id: BankLineId,
    pub rv: i64,
    pub statement: StatementId,
    pub account: String,
    /// Line of the file.
    pub position: i64,
    pub booked_on: Date,
    /// Above zero it came in.
    pub amount: Money,
    pub payer: String,
    pub iban: String,
    pub text: String,
    /// `unmatched`, `matched`, `ignored` or `outgoing`.
    pub state: &'static str,
    /// What it was matched to.
    pub payment: Option<PaymentView>,
    /// The same of money that went out.
    pub refund: Option<RefundView>,
    /// `rule` or `person`.
    pub matched_by: Option<&'static str>,
    /// Why it was matched or ignored.
    pub reason: Option<String>,
    /// What it may be; only while it is unmatched or went out, where they were asked for.
    pub suggestions: Vec<Suggestion>,
    pub imported_at: Timestamp,
    pub due_at: Option<Timestamp>,
    pub owner: Option<UserId>,
}

/// A line whose match was undone, and the input that matches it again.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnmatchedView {
    #[serde(flatten)]
    pub line: BankLineView,
    pub was: Json,
}

/// A line that was ignored, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IgnoredView {
    #[serde(flatten)]
    pub line: BankLineView,
    pub was: String,
}

pub(crate) async fn view(tx: &mut Tx, (line, words): (BankLine, Words)) -> Result<BankLineView> {
    let payment = match line.state.payment() {
        Some(id) => {
            let payment = payment::rows::load(tx, id).await?;
            Some(payment::views::view(tx, payment).await?)
        }
        None => None,
    };
    let refund = match line.state.refund() {
        Some(id) => {
            let refund = refund::rows::load(tx, id).await?;
            Some(refund::views::view(tx, refund).await?)
        }
        None => None,
    };
    Ok(BankLineView {
        id: line.id,
        rv: line.rv,
        statement: line.statement,
        account: line.account,
        position: line.position,
        booked_on: line.booked_on,
        amount: line.amount,
        payer: words.payer,
        iban: words.iban,
        text: words.text,
        state: line.state.word(),
        payment,
        refund,
        matched_by: line.state.by().map(By::word),
        reason: line.state.reason().map(str::to_owned),
        suggestions: vec![],
        imported_at: line.imported_at,
        due_at: line.state.due(),
        owner: line.owned.owner,
    })
}

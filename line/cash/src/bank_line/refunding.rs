//! Money that went out and is a refund: one recorded before, or one that the line itself records.

use kernel::{ContactId, Error, RefundId, Result};
use serde_json::{Value as Json, json};
use store::Tx;

use super::{BankLine, BankLineRefusal};
use crate::payment::Method;
use crate::payment::record::known;
use crate::payment::said::above_zero;
use crate::refund::record::{Outgoing, record, voided};
use crate::refund::{self, Refund};

/// What the line is, in the words of whoever matches it.
pub(super) async fn be_matched(
    tx: &mut Tx,
    line: BankLine,
    refund: Option<RefundId>,
    contact: Option<ContactId>,
) -> Result<()> {
    line.may_pay_back()?;
    match (refund, contact) {
        (Some(refund), None) => by_refund(tx, line, refund).await,
        (None, Some(contact)) => by_contact(tx, line, contact).await,
        _ => {
            let detail = "say which refund it was, or whose credit it paid back: one of the two";
            Err(Error::field("/refund", "bank_line.which_refund", detail))
        }
    }
}

/// The line is a refund somebody recorded before.
async fn by_refund(tx: &mut Tx, line: BankLine, refund: RefundId) -> Result<()> {
    let before = refund::rows::load(tx, refund).await?;
    let standing = before.clone().stand_on(line.id, line.amount)?;
    let kept = tx.keep(&before, standing).await?;
    told(tx, &line, &kept).await
}

/// The line becomes a refund of its own, unless one recorded by hand waits for it.
async fn by_contact(tx: &mut Tx, line: BankLine, contact: ContactId) -> Result<()> {
    let amount = line.went_out();
    above_zero(amount)?;
    let contact = known(tx, contact).await?;
    if let Some(before) = refund::rows::awaiting_line(tx, contact, amount).await? {
        return Err(BankLineRefusal::RecordedBefore(before.paid_on).into());
    }
    let outgoing = Outgoing {
        contact,
        amount,
        paid_on: line.booked_on,
        method: Method::BankTransfer,
        note: None,
        bank_line: Some(line.id),
        test: false,
    };
    let refund = record(tx, outgoing).await?;
    told(tx, &line, &refund).await
}

async fn told(tx: &mut Tx, line: &BankLine, refund: &Refund) -> Result<()> {
    let (matched, fact) = line.clone().pays_back(refund)?;
    tx.keep_and_tell(line, matched, fact).await.map(drop)
}

/// Takes the two apart, and gives the input that matches them the same way again. A refund the line had made is voided.
pub(super) async fn be_unmatched(tx: &mut Tx, line: &BankLine) -> Result<Json> {
    let found = refund::rows::on_line(tx, line.id).await?;
    let before = found.ok_or(BankLineRefusal::NotMatched)?;
    let (free, fact) = line.clone().pays_nothing_back(&before)?;
    if before.from_line {
        let done = before.clone().take_back("its bank line was no refund of theirs", tx.now())?;
        voided(tx, &before, done).await?;
        tx.keep_and_tell(line, free, fact).await?;
        return Ok(json!({ "contact": before.contact }));
    }
    tx.keep(&before, before.clone().stand_off()).await?;
    tx.keep_and_tell(line, free, fact).await?;
    Ok(json!({ "refund": before.id }))
}

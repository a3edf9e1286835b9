//! invoiced → paid → reconciled: invoices with their open balance, and payments that come by bank.

use facts::cash::Applied;
use kernel::{InvoiceId, Joint, MilestoneId, Money, PaymentId, Ref, Result};
use store::Tx;
use store::reaction::Told;

use super::passage::{End, Origin, enter, leave, leave_any, origin_of, reopen, reopen_through, worth};

pub(super) async fn invoice(tx: &mut Tx, told: &Told) -> Result<()> {
    let Some(invoice) = told.field::<InvoiceId>("invoice").map(Ref::from) else { return Ok(()) };
    let joint = Joint::InvoicedPaid;
    match told.kind() {
        "invoice.issued" => issued(tx, told, invoice).await,
        "invoice.balance_changed" => balance(tx, told, invoice, "open_balance").await,
        "invoice.paid" => {
            balance(tx, told, invoice, "gross").await?;
            leave(tx, joint, invoice, &End::of(told, "passed")?).await.map(drop)
        }
        "invoice.written_off" => {
            balance(tx, told, invoice, "amount").await?;
            leave(tx, joint, invoice, &End::of(told, "lost")?).await.map(drop)
        }
        "invoice.credited" => {
            leave(tx, joint, invoice, &End::of(told, "lost")?).await?;
            reopen_through(tx, &invoice.to_string()).await
        }
        "invoice.reopened" => {
            reopen(tx, invoice, &["invoice.paid", "invoice.written_off"]).await?;
            balance(tx, told, invoice, "open_balance").await
        }
        _ => Ok(()),
    }
}

async fn issued(tx: &mut Tx, told: &Told, invoice: Ref) -> Result<()> {
    let end = End { through: Some(invoice.to_string()), ..End::of(told, "passed")? };
    for milestone in told.field::<Vec<MilestoneId>>("milestones").unwrap_or_default() {
        leave(tx, Joint::DeliveredInvoiced, milestone.into(), &end).await?;
    }
    enter(tx, Joint::InvoicedPaid, invoice, &Origin::of(told, "gross"), told.at()?).await
}

async fn balance(tx: &mut Tx, told: &Told, invoice: Ref, field: &str) -> Result<()> {
    match told.field::<Money>(field) {
        Some(open) => worth(tx, Joint::InvoicedPaid, invoice, open).await,
        None => Ok(()),
    }
}

pub(super) async fn payment(tx: &mut Tx, told: &Told) -> Result<()> {
    let Some(payment) = told.field::<PaymentId>("payment").map(Ref::from) else { return Ok(()) };
    match told.kind() {
        "payment.recorded" => recorded(tx, told, payment).await,
        "payment.voided" => leave_any(tx, payment, &End::of(told, "lost")?).await.map(drop),
        "bank_line.matched" => {
            leave(tx, Joint::PaidReconciled, payment, &End::of(told, "passed")?).await.map(drop)
        }
        // A payment that the match had made is gone with it.
        "bank_line.unmatched" if told.field("recorded_before").unwrap_or(true) => {
            reopen(tx, payment, &["bank_line.matched"]).await
        }
        _ => Ok(()),
    }
}

/// Only what came by bank is looked for on a statement; what was found there has arrived at once.
async fn recorded(tx: &mut Tx, told: &Told, payment: Ref) -> Result<()> {
    if told.field::<String>("method").as_deref() != Some("bank_transfer") {
        return Ok(());
    }
    let applied: Vec<Applied> = told.field("applied").unwrap_or_default();
    let known = match applied.first() {
        Some(first) => origin_of(tx, first.invoice.into()).await?.unwrap_or_default(),
        None => Origin::default(),
    };
    let told_of = Origin::of(told, "amount");
    let origin = Origin { service: known.service, owner: known.owner, ..told_of };
    enter(tx, Joint::PaidReconciled, payment, &origin, told.at()?).await?;
    let line: Option<String> = told.field("bank_line");
    let found = End { by: "bank_line.matched", through: None, ..End::of(told, "passed")? };
    if line.is_some() { leave(tx, Joint::PaidReconciled, payment, &found).await.map(drop) } else { Ok(()) }
}

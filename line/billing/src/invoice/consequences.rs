//! Money facts reach the invoices they settle, in the same transaction: the books are never half true.

use facts::cash::{Applied, CreditApplied, PaymentRecorded, PaymentVoided};
use kernel::{Business, Date, PaymentId, Result};
use store::{Consequence, Tx};

use super::balance::{Moved, Settled};
use super::{Invoice, rows};

pub struct PaymentSettles;
pub struct PaymentUndone;
pub struct CreditSettles;

impl Consequence for PaymentSettles {
    const NAME: &'static str = "billing.payment_settles";
    type Fact = PaymentRecorded;

    async fn follow(&self, tx: &mut Tx, fact: &PaymentRecorded) -> Result<()> {
        settle(tx, fact.payment, &fact.applied, fact.paid_on).await
    }
}

impl Consequence for CreditSettles {
    const NAME: &'static str = "billing.credit_settles";
    type Fact = CreditApplied;

    async fn follow(&self, tx: &mut Tx, fact: &CreditApplied) -> Result<()> {
        let today = tx.setting::<Business>().await?.zone().shows(tx.now()).date();
        settle(tx, fact.payment, &fact.applied, today).await
    }
}

impl Consequence for PaymentUndone {
    const NAME: &'static str = "billing.payment_undone";
    type Fact = PaymentVoided;

    async fn follow(&self, tx: &mut Tx, fact: &PaymentVoided) -> Result<()> {
        let business = tx.setting::<Business>().await?;
        for part in &fact.applied {
            let before = rows::load(tx, part.invoice).await?;
            let (after, moved) = before.clone().unsettle(fact.payment, tx.now(), business.zone())?;
            keep(tx, &before, after, moved).await?;
        }
        Ok(())
    }
}

async fn settle(tx: &mut Tx, payment: PaymentId, applied: &[Applied], on: Date) -> Result<()> {
    let business = tx.setting::<Business>().await?;
    for part in applied {
        let before = rows::load(tx, part.invoice).await?;
        let settled = Settled { payment, amount: part.amount, on };
        let (after, moved) = before.clone().settle(settled, tx.now(), business.zone())?;
        keep(tx, &before, after, moved).await?;
    }
    Ok(())
}

/// Keeps an invoice whose balance moved, and tells what that comes to.
async fn keep(tx: &mut Tx, before: &Invoice, after: Invoice, moved: Moved) -> Result<()> {
    if moved != Moved::Nothing {
        tx.keep(before, after).await?;
    }
    tell(tx, moved);
    Ok(())
}

pub(crate) fn tell(tx: &mut Tx, moved: Moved) {
    match moved {
        Moved::Nothing => {}
        Moved::Changed(told) => drop(tx.tell(told)),
        Moved::Paid(told) => drop(tx.tell(told)),
        Moved::Reopened(told) => drop(tx.tell(told)),
        Moved::Credited(told) => drop(tx.tell(told)),
    }
}

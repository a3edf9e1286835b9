//! How a refund comes about: by hand, or from a bank line; either way the credit goes down in the same transaction.

use facts::cash::{RefundVoided, Taken};
use kernel::{BankLineId, ContactId, Date, Money, Result};
use store::Tx;

use super::{Refund, take};
use crate::payment::record::known;
use crate::payment::{self, Method, Payment, State};
use crate::{open_invoice, staff};

/// Money that went back to a customer.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub contact: ContactId,
    /// Above zero.
    pub amount: Money,
    pub paid_on: Date,
    pub method: Method,
    pub note: Option<String>,
    pub bank_line: Option<BankLineId>,
    pub test: bool,
}

/// Records it and tells `refund.recorded`.
pub(crate) async fn record(tx: &mut Tx, out: Outgoing) -> Result<Refund> {
    let contact = known(tx, out.contact).await?;
    let found = payment::rows::with_credit(tx, contact, out.amount.currency).await?;
    let credits: Vec<Payment> = found.into_iter().filter(|payment| payment.test == out.test).collect();
    let taken = take(out.amount, &credits)?;
    for (before, part) in of_each(&credits, &taken) {
        let after = before.clone().pay_back(part.amount)?;
        tx.keep(before, after).await?;
    }
    let (owned, _) = staff::waiting(tx).await?;
    let refund = Refund {
        id: tx.new_id(),
        rv: 1,
        owned,
        contact,
        amount: out.amount,
        taken,
        paid_on: out.paid_on,
        method: out.method,
        note: out.note,
        bank_line: out.bank_line,
        from_line: out.bank_line.is_some(),
        state: State::Recorded,
        recorded_at: tx.now(),
        test: out.test,
    };
    tx.add(&refund).await?;
    tx.tell(refund.recorded());
    index(tx, &refund).await?;
    Ok(refund)
}

fn of_each<'a>(credits: &'a [Payment], taken: &'a [Taken]) -> impl Iterator<Item = (&'a Payment, &'a Taken)> {
    credits
        .iter()
        .filter_map(|payment| Some((payment, taken.iter().find(|part| part.payment == payment.id)?)))
}

/// The credit it took is the customer's again.
async fn give_back(tx: &mut Tx, refund: &Refund) -> Result<()> {
    for part in &refund.taken {
        let before = payment::rows::load(tx, part.payment).await?;
        let after = before.clone().take_again(part.amount)?;
        tx.keep(&before, after).await?;
    }
    Ok(())
}

/// Voids one whose bank line was not theirs, or that a person takes back.
pub(crate) async fn voided(
    tx: &mut Tx,
    before: &Refund,
    (after, told): (Refund, RefundVoided),
) -> Result<Refund> {
    give_back(tx, before).await?;
    tx.keep_and_tell(before, after, told).await
}

async fn index(tx: &mut Tx, refund: &Refund) -> Result<()> {
    let name = open_invoice::rows::contact(tx, refund.contact).await?.and_then(|(_, name)| name);
    let title = format!("{} back to {}", refund.amount, name.as_deref().unwrap_or("a customer"));
    tx.index(refund.id.into(), &title, &refund.paid_on.to_string(), &[]).await
}

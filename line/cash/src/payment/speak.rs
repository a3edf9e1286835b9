//! What a text may say of a payment: `payment.amount`, `payment.date`, `invoice.numbers`.

use kernel::text::Values;
use kernel::{Id, PaymentId, Ref, Result, print};
use store::{Speaks, Tx};

use super::rows;

pub struct PaymentSpeaks;

impl Speaks for PaymentSpeaks {
    const NOUN: &'static str = "payment";

    async fn speak(&self, tx: &mut Tx, on: Ref, language: &str) -> Result<Values> {
        let payment = rows::load(tx, PaymentId::from_bytes(on.bytes)).await?;
        let numbers: Vec<String> =
            rows::invoices_of(tx, payment.id).await?.into_iter().map(|(_, number)| number).collect();
        let mut values = Values::new();
        values.insert("payment.amount".into(), print::amount(payment.amount, language));
        values.insert("payment.date".into(), print::day(payment.paid_on, language));
        if !numbers.is_empty() {
            values.insert("invoice.numbers".into(), numbers.join(", "));
        }
        Ok(values)
    }
}

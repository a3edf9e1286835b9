//! What sales tells of agreements: whoever answers for an invoice decides what becomes of it once the agreement
//! it was issued for binds nobody any more.
//!
//! Nothing is credited here: whether the money is still owed is for people to say.

use facts::sales::AgreementVoided;
use kernel::{InvoiceId, Result};
use serde_json::json;
use store::{Consequence, Raise, Tx};

use super::{Invoice, rows};

/// On `agreement.voided`: an exception for each invoice that stands.
pub struct InvoicesToDecide;

impl Consequence for InvoicesToDecide {
    const NAME: &'static str = "billing.invoices_to_decide";
    type Fact = AgreementVoided;

    async fn follow(&self, tx: &mut Tx, fact: &AgreementVoided) -> Result<()> {
        for invoice in rows::standing_for(tx, fact.agreement).await? {
            tx.raise(to_decide(&invoice, &fact.reason)).await?;
        }
        Ok(())
    }
}

fn to_decide(invoice: &Invoice, reason: &str) -> Raise {
    let (number, gross) = (invoice.number(), invoice.gross());
    let stands = if invoice.open().minor > 0 { "It is still to be paid." } else { "It is paid." };
    Raise {
        key: key(invoice.id),
        code: "invoice.agreement_voided",
        title: format!("Invoice {number} was issued for an agreement that is void"),
        detail: format!(
            "The agreement was voided: {}. Invoice {number} over {gross} was issued for it. {stands} Decide \
             whether the money is owed: credit all of it, credit a part at the invoice, or close this with \
             what was agreed.",
            reason.trim()
        ),
        owner: invoice.owned.owner,
        subject: Some(invoice.id.into()),
        contact: Some(invoice.contact),
        fix: Some(json!({ "verb": "invoice.credit", "label": "Credit all of it",
            "body": { "invoice": invoice.id, "all": true, "reason": "The agreement was cancelled." } })),
        ..Raise::default()
    }
}

/// Nothing is left to decide.
pub(crate) async fn decided(tx: &mut Tx, invoice: InvoiceId) -> Result<()> {
    tx.settle_exception(&key(invoice), "the invoice was credited in full").await.map(drop)
}

fn key(invoice: InvoiceId) -> String {
    format!("invoice.agreement_voided:{invoice}")
}

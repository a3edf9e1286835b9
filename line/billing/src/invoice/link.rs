//! The customer's link, replaced: whoever has the old one gets in no more.

use facts::billing::InvoiceLinkReplaced;
use kernel::{InvoiceId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::doors::LINK;
use super::rows;
use super::views::InvoiceView;

/// Revoke the customer's link to an issued invoice and its PDF: the old one opens nothing any more, and a new one takes
/// its place. Nobody is told of it; hand the new one over, or send the invoice again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceInvoiceLink {
    pub invoice: InvoiceId,
}

impl Command for ReplaceInvoiceLink {
    const VERB: Verb = Verb::post("invoice.replace_link", "/invoices/{invoice}/replace-link")
        .no_undo("a link that was revoked stays dead; hand over the new one");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let invoice = rows::load(tx, self.invoice).await?;
        invoice.is_issued()?;
        tx.replace_links(LINK, invoice.id.into()).await?;
        tx.tell(InvoiceLinkReplaced { invoice: invoice.id, contact: invoice.contact });
        InvoiceView::of(tx, invoice).await
    }
}

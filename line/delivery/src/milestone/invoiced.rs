//! What billing tells of milestones: named by an invoice, or free again.

use facts::billing::{InvoiceCredited, InvoiceIssued};
use kernel::Result;
use store::{Consequence, Tx};

use super::rows;

/// On `invoice.issued`: the milestones it names wait for no invoice any more.
pub(crate) struct MilestonesInvoiced;

impl Consequence for MilestonesInvoiced {
    const NAME: &'static str = "delivery.milestones_invoiced";
    type Fact = InvoiceIssued;

    async fn follow(&self, tx: &mut Tx, fact: &InvoiceIssued) -> Result<()> {
        for id in &fact.milestones {
            let Some(milestone) = rows::maybe(tx, *id).await? else { continue };
            let (named, told) = milestone.clone().name_in(fact.invoice);
            rows::keep(tx, &milestone, named, told).await?;
        }
        Ok(())
    }
}

/// On `invoice.credited`: the milestones it named can be invoiced again.
pub(crate) struct MilestonesFreed;

impl Consequence for MilestonesFreed {
    const NAME: &'static str = "delivery.milestones_freed";
    type Fact = InvoiceCredited;

    async fn follow(&self, tx: &mut Tx, fact: &InvoiceCredited) -> Result<()> {
        for milestone in rows::named_in(tx, fact.invoice).await? {
            let (free, told) = milestone.clone().free_of(fact.invoice);
            rows::keep(tx, &milestone, free, told).await?;
        }
        Ok(())
    }
}

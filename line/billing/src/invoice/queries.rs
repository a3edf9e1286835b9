//! What can be asked about invoices: the list, its sums by currency, and one.

use kernel::{Business, ContactId, Currency, Error, InvoiceId, Money, ProjectId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::rows;
use super::views::{InvoiceLine, InvoiceView};

/// Which invoices.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceFilter {
    Draft,
    /// Issued, and something is owed.
    Open,
    /// Open, and the due day has passed.
    Overdue,
    Disputed,
    Paid,
    Credited,
    WrittenOff,
    /// Drafts that were thrown away.
    Discarded,
}

/// List invoices, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListInvoices {
    /// All but discarded drafts, where nothing is said.
    #[serde(default)]
    pub show: Option<InvoiceFilter>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub project: Option<ProjectId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListInvoices {
    const VERB: Verb = Verb::get("invoice.list", "/invoices");
    type Answer = Page<InvoiceLine>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<InvoiceLine>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<InvoiceId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let today = tx.setting::<Business>().await?.zone().shows(tx.now()).date();
        let found = rows::list::of(tx, self, (after, limit), today).await?;
        Ok(Page::of(found, limit, |line: &InvoiceLine| line.id.to_string()))
    }
}

/// What is owed, by currency. Rehearsals are left out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SumInvoices {}

/// The sums of one currency.
#[derive(Debug, Serialize, JsonSchema)]
pub struct InvoiceSums {
    pub currency: Currency,
    pub drafts: i64,
    pub drafted: Money,
    pub open_count: i64,
    pub open: Money,
    pub overdue_count: i64,
    pub overdue: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SumsOfInvoices {
    /// The currency with the most invoices first.
    pub currencies: Vec<InvoiceSums>,
}

impl Query for SumInvoices {
    const VERB: Verb = Verb::get("invoice.sums", "/invoices/sums");
    type Answer = SumsOfInvoices;

    async fn ask(&self, tx: &mut Tx) -> Result<SumsOfInvoices> {
        let today = tx.setting::<Business>().await?.zone().shows(tx.now()).date();
        Ok(SumsOfInvoices { currencies: rows::list::sums(tx, today).await? })
    }
}

/// Read an invoice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadInvoice {
    pub invoice: InvoiceId,
}

impl Query for ReadInvoice {
    const VERB: Verb = Verb::get("invoice.read", "/invoices/{invoice}");
    type Answer = InvoiceView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<InvoiceView> {
        let invoice = rows::load(tx, self.invoice).await?;
        InvoiceView::of(tx, invoice).await
    }
}

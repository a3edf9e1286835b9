//! Invoices as billing shows them: what is open, whose it is. Looked at, never written.

pub(crate) mod rows;

use kernel::{ContactId, Date, InvoiceId, Money, ServiceId};

/// An invoice that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvoice {
    pub id: InvoiceId,
    pub number: String,
    /// The contact as it is known now: whoever was merged is found under the one that stayed.
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    pub state: String,
    pub gross: Money,
    pub open: Money,
    /// Business-local days.
    pub issued_on: Date,
    pub due_on: Option<Date>,
    pub buyer_name: Option<String>,
    pub contact_name: Option<String>,
    pub company_name: Option<String>,
    pub test: bool,
}

impl OpenInvoice {
    pub fn is_open(&self) -> bool {
        self.open.minor > 0 && matches!(self.state.as_str(), "issued" | "disputed")
    }

    /// Every name the payer may write.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.buyer_name, &self.contact_name, &self.company_name].into_iter().flatten().map(String::as_str)
    }
}

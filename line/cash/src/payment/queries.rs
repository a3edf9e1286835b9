//! What can be asked about payments: the list, one, a customer's credit, and the invoices money can be for.

use kernel::{ContactId, Date, Error, InvoiceId, Money, PaymentId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::views::{self, PaymentView};
use super::{record, rows};
use crate::bank_line::name;
use crate::open_invoice::{self, OpenInvoice};

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    Recorded,
    Voided,
}

impl PaymentState {
    pub(crate) fn word(self) -> &'static str {
        if let PaymentState::Recorded = self { "recorded" } else { "voided" }
    }
}

/// List payments, newest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPayments {
    #[serde(default)]
    pub state: Option<PaymentState>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub invoice: Option<InvoiceId>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListPayments {
    const VERB: Verb = Verb::get("payment.list", "/payments");
    type Answer = Page<PaymentView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<PaymentView>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<PaymentId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let found = rows::list::of(tx, self, after, limit).await?;
        let parts = found.iter().flat_map(|(payment, _)| &payment.applied);
        let mut ids: Vec<InvoiceId> = parts.map(|part| part.invoice).collect();
        ids.sort();
        ids.dedup();
        let numbers = open_invoice::rows::numbers(tx, &ids).await?;
        let views = found.into_iter().map(|(payment, name)| views::of(payment, name, &numbers)).collect();
        Ok(Page::of(views, limit, |view: &PaymentView| view.id.to_string()))
    }
}

/// Read a payment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadPayment {
    pub payment: PaymentId,
}

impl Query for ReadPayment {
    const VERB: Verb = Verb::get("payment.read", "/payments/{payment}");
    type Answer = PaymentView;

    fn subject(&self) -> Subject {
        self.payment.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<PaymentView> {
        let payment = rows::load(tx, self.payment).await?;
        views::view(tx, payment).await
    }
}

/// What a customer paid too much and has not used yet.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadCredit {
    pub contact: ContactId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CreditView {
    pub contact: ContactId,
    /// By currency; empty where there is none.
    pub credit: Vec<Money>,
}

impl Query for ReadCredit {
    const VERB: Verb = Verb::get("payment.credit", "/contacts/{contact}/credit");
    type Answer = CreditView;

    async fn ask(&self, tx: &mut Tx) -> Result<CreditView> {
        let contact = record::known(tx, self.contact).await?;
        Ok(CreditView { contact, credit: rows::credit_of(tx, contact).await? })
    }
}

/// Invoices money can be for: open, the oldest first, found by number or name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPayable {
    /// A part of the number, or of the buyer's name.
    #[serde(default)]
    pub query: Option<String>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub limit: Option<u16>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PayableInvoice {
    pub id: InvoiceId,
    pub number: String,
    pub contact: ContactId,
    pub buyer_name: Option<String>,
    pub open: Money,
    pub gross: Money,
    pub issued_on: Date,
    pub due_on: Option<Date>,
}

impl From<OpenInvoice> for PayableInvoice {
    fn from(i: OpenInvoice) -> PayableInvoice {
        let buyer_name = i.buyer_name.or(i.contact_name);
        let OpenInvoice { id, number, contact, open, gross, issued_on, due_on, .. } = i;
        PayableInvoice { id, number, contact, buyer_name, open, gross, issued_on, due_on }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PayableInvoices {
    pub items: Vec<PayableInvoice>,
}

impl Query for ListPayable {
    const VERB: Verb = Verb::get("payment.payable", "/payments/payable");
    type Answer = PayableInvoices;

    async fn ask(&self, tx: &mut Tx) -> Result<PayableInvoices> {
        let limit = usize::from(self.limit.unwrap_or(20).clamp(1, 200));
        let contact = match self.contact {
            Some(id) => Some(record::known(tx, id).await?),
            None => None,
        };
        let wanted = name::folded(self.query.as_deref().unwrap_or_default());
        let fits = |invoice: &OpenInvoice| {
            let named = invoice.names().any(|name| name::folded(name).contains(&wanted));
            contact.is_none_or(|contact| contact == invoice.contact)
                && (named || name::folded(&invoice.number).contains(&wanted))
        };
        let open = open_invoice::rows::all_open(tx).await?;
        let items = open.into_iter().filter(fits).take(limit).map(PayableInvoice::from).collect();
        Ok(PayableInvoices { items })
    }
}

//! The shapes of an invoice that leave the house.

use kernel::paper::Party;
use kernel::price::{Priced, PricedLine};
use kernel::{
    BasisPoints, Business, ContactId, Currency, Date, InvoiceId, MilestoneId, Money, ProjectId, Ref, Result,
    ServiceId, Timestamp, UserId,
};
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;

use super::balance::{Credited, Settled, WrittenOff};
use super::{Invoice, Reminder, doors};
use crate::around;

/// One line of the list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct InvoiceLine {
    pub id: InvoiceId,
    pub rv: i64,
    /// Null while it is a draft.
    pub number: Option<String>,
    pub title: Option<String>,
    pub contact: ContactId,
    pub contact_name: Option<String>,
    pub buyer_name: String,
    pub project: Option<ProjectId>,
    /// `draft`, `discarded`, `issued`, `paid`, `credited` or `written_off`.
    pub state: &'static str,
    pub gross: Money,
    /// What is still owed.
    pub open: Money,
    /// Business-local days.
    pub issued_on: Option<Date>,
    pub due_on: Option<Date>,
    /// Days since it was due; 0 while it is not, or nothing is open.
    pub days_late: i64,
    pub disputed: bool,
    pub promised_until: Option<Date>,
    pub owner: Option<UserId>,
    pub test: bool,
}

/// A whole invoice.
#[derive(Debug, Serialize, JsonSchema)]
pub struct InvoiceView {
    #[serde(flatten)]
    pub line: InvoiceLine,
    pub service: Option<ServiceId>,
    pub milestone: Option<MilestoneId>,
    pub buyer: Party,
    pub language: String,
    pub currency: Currency,
    pub lines: Vec<PricedLine>,
    pub discount: BasisPoints,
    pub discount_reason: Option<String>,
    pub priced: Priced,
    pub terms_days: i64,
    pub delivered_on: Option<Date>,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub tax_note: Option<String>,
    pub created_at: Timestamp,
    pub issued_at: Option<Timestamp>,
    pub paid_at: Option<Timestamp>,
    /// Parts of payments that settled it.
    pub payments: Vec<Settled>,
    pub credits: Vec<Credited>,
    /// Gross, what no credit note took back yet.
    pub creditable: Money,
    pub written_off: Option<WrittenOff>,
    pub reminders: Vec<Reminder>,
    pub dispute: Option<DisputeView>,
    /// How it reached the customer last; null where nobody handed it over yet.
    pub sent: Option<SentView>,
    pub next: Option<NextView>,
    /// The customer's page, once it is issued.
    pub page: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DisputeView {
    pub at: Timestamp,
    pub reason: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SentView {
    pub at: Timestamp,
    /// `mail`, `post`, `hand` or `portal`.
    pub how: String,
}

/// What somebody has to do next.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NextView {
    pub at: Timestamp,
    pub what: String,
}

impl InvoiceLine {
    pub(super) fn of(invoice: &Invoice, contact_name: Option<String>, today: Date) -> InvoiceLine {
        let issue = invoice.issue.as_ref();
        InvoiceLine {
            id: invoice.id,
            rv: invoice.rv,
            number: issue.map(|issue| issue.number.clone()),
            title: invoice.texts.title.clone(),
            contact: invoice.contact,
            contact_name,
            buyer_name: invoice.buyer.name.clone(),
            project: invoice.project,
            state: invoice.state.word(),
            gross: invoice.gross(),
            open: invoice.open(),
            issued_on: issue.map(|issue| issue.on),
            due_on: issue.map(|issue| issue.due),
            days_late: invoice.days_late(today),
            disputed: invoice.dispute.is_some(),
            promised_until: invoice.promised_until,
            owner: invoice.owned.owner,
            test: invoice.test,
        }
    }
}

impl InvoiceView {
    /// With what only the house knows: the customer's name today, and the address of their page.
    pub(crate) async fn of(tx: &mut Tx, invoice: Invoice) -> Result<InvoiceView> {
        let today = tx.setting::<Business>().await?.zone().shows(tx.now()).date();
        let name = match around::contact(tx, invoice.contact).await {
            Ok(contact) => contact.name,
            // Whoever was forgotten leaves the invoice behind: the law keeps it.
            Err(kernel::Error::Missing(_)) => None,
            Err(error) => return Err(error),
        };
        let line = InvoiceLine::of(&invoice, name, today);
        let page = match &invoice.issue {
            Some(_) => Some(page_of(tx, &invoice).await?),
            None => None,
        };
        InvoiceView::shown(invoice, line, page)
    }

    fn shown(invoice: Invoice, line: InvoiceLine, page: Option<String>) -> Result<InvoiceView> {
        let left = invoice.gross().minor - invoice.balance.credited_minor();
        let creditable = Money { minor: if invoice.issue.is_some() { left } else { 0 }, ..invoice.gross() };
        let issued_at = invoice.issue.as_ref().map(|issue| issue.at);
        let (charge, texts, balance) = (invoice.charge, invoice.texts, invoice.balance);
        Ok(InvoiceView {
            line,
            service: invoice.service,
            milestone: invoice.milestone,
            buyer: invoice.buyer,
            language: invoice.language,
            currency: charge.currency,
            lines: charge.lines,
            discount: charge.discount,
            discount_reason: charge.discount_reason,
            priced: charge.priced,
            terms_days: invoice.terms_days,
            delivered_on: invoice.delivered_on,
            reference: texts.reference,
            note: texts.note,
            tax_note: texts.tax_note,
            created_at: invoice.created_at,
            issued_at,
            paid_at: invoice.paid_at,
            payments: balance.payments,
            credits: balance.credits,
            creditable,
            written_off: balance.written_off,
            reminders: invoice.reminders,
            dispute: invoice.dispute.map(|dispute| DisputeView { at: dispute.at, reason: dispute.reason }),
            sent: invoice.sent.map(|sent| SentView { at: sent.at, how: sent.how }),
            next: invoice.next.map(|next| NextView { at: next.at, what: next.what }),
            page,
        })
    }
}

/// Where the customer looks at it.
pub(crate) async fn page_of(tx: &mut Tx, invoice: &Invoice) -> Result<String> {
    let person: Ref = invoice.contact.into();
    let token = tx.link_again(doors::LINK, invoice.id.into(), Some(person)).await?;
    Ok(tx.public_url(&format!("/i/{token}")))
}

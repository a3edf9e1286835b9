//! The shapes of a credit note that leave the house.

use kernel::price::{Priced, PricedLine};
use kernel::{ContactId, CreditNoteId, Date, InvoiceId, Money, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;

use super::CreditNote;
use crate::invoice;

/// One line of the list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CreditNoteLine {
    pub id: CreditNoteId,
    pub rv: i64,
    pub number: String,
    pub invoice: InvoiceId,
    pub invoice_number: String,
    pub contact: ContactId,
    pub buyer_name: String,
    pub gross: Money,
    /// Of it, what lowered the open balance; the rest is the customer's credit.
    pub settles: Money,
    pub reason: String,
    /// Business-local day.
    pub issued_on: Date,
    pub owner: Option<UserId>,
    pub test: bool,
}

/// A whole credit note.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CreditNoteView {
    #[serde(flatten)]
    pub line: CreditNoteLine,
    pub lines: Vec<PricedLine>,
    pub priced: Priced,
    pub issued_at: Timestamp,
    /// What is still open of its invoice.
    pub invoice_open: Money,
}

impl CreditNoteLine {
    pub(super) fn of(note: &CreditNote, invoice_number: String, buyer_name: String) -> CreditNoteLine {
        CreditNoteLine {
            id: note.id,
            rv: note.rv,
            number: note.number.clone(),
            invoice: note.invoice,
            invoice_number,
            contact: note.contact,
            buyer_name,
            gross: note.gross(),
            settles: note.settles,
            reason: note.reason.clone(),
            issued_on: note.issued_on,
            owner: note.owned.owner,
            test: note.test,
        }
    }
}

impl CreditNoteView {
    pub(super) async fn of(tx: &mut Tx, note: CreditNote, invoice_number: String) -> Result<CreditNoteView> {
        let invoice = invoice::rows::load(tx, note.invoice).await?;
        let line = CreditNoteLine::of(&note, invoice_number, invoice.buyer.name.clone());
        Ok(CreditNoteView {
            line,
            lines: note.lines,
            priced: note.priced,
            issued_at: note.issued_at,
            invoice_open: invoice.open(),
        })
    }
}

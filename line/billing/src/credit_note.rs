//! A credit note: what an issued invoice charged and should not have, taken back.
//!
//! Invariant: it never changes; all credit notes of an invoice take back at most what it charged, rate by rate.

pub mod amounts;
pub mod credit;
pub mod queries;
pub(crate) mod rows;
pub mod speaker;
pub mod views;

use facts::billing::CreditNoteIssued;
use kernel::price::{Priced, PricedLine};
use kernel::{ContactId, CreditNoteId, Date, InvoiceId, Money, Owned, Timestamp};

use crate::invoice::balance::Credited;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditNote {
    pub id: CreditNoteId,
    pub rv: i64,
    pub owned: Owned,
    pub invoice: InvoiceId,
    pub contact: ContactId,
    pub number: String,
    pub lines: Vec<PricedLine>,
    pub priced: Priced,
    /// Of the gross, what lowered the open balance; the rest is the customer's credit.
    pub settles: Money,
    pub reason: String,
    /// Business-local day.
    pub issued_on: Date,
    pub issued_at: Timestamp,
    pub test: bool,
}

impl CreditNote {
    pub fn gross(&self) -> Money {
        self.priced.totals.gross
    }

    pub fn issued(&self) -> CreditNoteIssued {
        CreditNoteIssued {
            credit_note: self.id,
            number: self.number.clone(),
            invoice: self.invoice,
            contact: self.contact,
            groups: self.priced.totals.groups.clone(),
            net: self.priced.totals.net,
            gross: self.gross(),
            settles: self.settles,
            issued_on: self.issued_on,
            reason: self.reason.clone(),
            test: self.test,
        }
    }

    /// How its invoice remembers it.
    pub fn entry(&self) -> Credited {
        Credited {
            credit_note: self.id,
            number: self.number.clone(),
            groups: self.priced.totals.groups.clone(),
            gross: self.gross(),
            settles: self.settles,
            on: self.issued_on,
        }
    }
}

//! What is still open of an invoice, and everything that lowers or raises it.
//!
//! Pure: payments, credits and a write-off are entries; the state follows from their sums.

use facts::billing::{
    InvoiceBalanceChanged, InvoiceCredited, InvoicePaid, InvoiceReopened, InvoiceWriteOffUndone,
    InvoiceWrittenOff,
};
use kernel::calendar::Zone;
use kernel::tax::TaxGroup;
use kernel::{CreditNoteId, Date, Money, MoneyError, PaymentId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::amounts;
use super::asking::later;
use super::{Done, Invoice, InvoiceRefusal, State};

/// Everything that changed what is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    pub payments: Vec<Settled>,
    pub credits: Vec<Credited>,
    pub written_off: Option<WrittenOff>,
}

/// A part of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Settled {
    pub payment: PaymentId,
    pub amount: Money,
    /// Business-local day the money came, or the credit was applied.
    pub on: Date,
}

/// A credit note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Credited {
    pub credit_note: CreditNoteId,
    pub number: String,
    /// What it takes back, by rate.
    pub groups: Vec<TaxGroup>,
    pub gross: Money,
    /// Of it, what lowered the open balance.
    pub settles: Money,
    /// Business-local day of issue.
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WrittenOff {
    pub amount: Money,
    /// Its share by rate; empty where it was kept before shares were.
    #[serde(default)]
    pub groups: Vec<TaxGroup>,
    pub reason: String,
    pub at: Timestamp,
}

/// What a change of the balance comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Moved {
    Nothing,
    Changed(InvoiceBalanceChanged),
    Paid(InvoicePaid),
    Reopened(InvoiceReopened),
    Credited(InvoiceCredited),
}

impl Balance {
    /// Everything but what is open, in minor units.
    pub fn settled_minor(&self) -> i64 {
        let paid: i64 = self.payments.iter().map(|part| part.amount.minor).sum();
        let credited: i64 = self.credits.iter().map(|credit| credit.settles.minor).sum();
        paid + credited + self.written_off.as_ref().map_or(0, |off| off.amount.minor)
    }

    pub fn credited_minor(&self) -> i64 {
        self.credits.iter().map(|credit| credit.gross.minor).sum()
    }
}

impl Invoice {
    /// Money came in for it. More than is open is refused: what a payment leaves over is not the invoice's.
    pub fn settle(self, part: Settled, at: Timestamp, zone: &Zone) -> Done<Moved> {
        self.is_issued()?;
        let open = self.open();
        if part.amount.currency != open.currency || part.amount.minor > open.minor || part.amount.minor <= 0 {
            return Err(InvoiceRefusal::Overpaid(open));
        }
        let mut after = self.clone();
        after.balance.payments.push(part);
        Ok(self.to(after, at, zone))
    }

    /// A payment was none: what it settled is open again.
    pub fn unsettle(self, payment: PaymentId, at: Timestamp, zone: &Zone) -> Done<Moved> {
        self.is_issued()?;
        let mut after = self.clone();
        after.balance.payments.retain(|part| part.payment != payment);
        Ok(self.to(after, at, zone))
    }

    /// By rate, what no credit note took back yet; rates with nothing left are not there.
    pub fn creditable(&self) -> Result<Vec<TaxGroup>, MoneyError> {
        let back = self.balance.credits.iter().flat_map(|credit| &credit.groups);
        amounts::less(&self.charge.priced.totals.groups, back)
    }

    /// A credit note takes back a part of it. What is not open any more becomes the customer's credit.
    pub fn credit(self, credit: Credited, at: Timestamp, zone: &Zone) -> Done<Moved> {
        self.is_issued()?;
        if self.balance.written_off.is_some() {
            return Err(InvoiceRefusal::WrittenOff);
        }
        let left = self.gross().minor - self.balance.credited_minor();
        let fits = credit.settles.minor <= self.open().minor && credit.gross.minor <= left;
        if !fits {
            return Err(InvoiceRefusal::OverCredited(Money { minor: left, ..self.gross() }));
        }
        let mut after = self.clone();
        after.balance.credits.push(credit);
        Ok(self.to(after, at, zone))
    }

    /// We do not expect the rest any more.
    pub fn write_off(
        self,
        reason: String,
        at: Timestamp,
        zone: &Zone,
    ) -> Result<(Invoice, InvoiceWrittenOff), WriteOffError> {
        self.is_open()?;
        let (amount, left) = (self.open(), self.creditable()?);
        let told = InvoiceWrittenOff {
            invoice: self.id,
            contact: self.contact,
            amount,
            groups: amounts::portion(amount, &left)?,
            reason: reason.clone(),
            test: self.test,
        };
        let mut after = self.clone();
        let (amount, groups) = self.written_off_with(amount, &told.groups)?;
        after.balance.written_off = Some(WrittenOff { amount, groups, reason, at: later(at, 0) });
        Ok((self.to(after, at, zone).0, told))
    }

    /// The money is expected after all: all that was written off is open again.
    pub fn undo_write_off(
        self,
        at: Timestamp,
        zone: &Zone,
    ) -> Result<(Invoice, InvoiceWriteOffUndone, Moved), WriteOffError> {
        let Some(off) = self.balance.written_off.clone() else {
            return Err(InvoiceRefusal::NotWrittenOff.into());
        };
        let told = InvoiceWriteOffUndone {
            invoice: self.id,
            contact: self.contact,
            amount: off.amount,
            groups: self.shares_of(&off)?,
            test: self.test,
        };
        let mut after = self.clone();
        after.balance.written_off = None;
        let (after, moved) = self.to(after, at, zone);
        Ok((after, told, moved))
    }

    /// A second write-off, after a payment was taken back, adds to the first.
    fn written_off_with(
        &self,
        amount: Money,
        groups: &[TaxGroup],
    ) -> Result<(Money, Vec<TaxGroup>), MoneyError> {
        let Some(before) = &self.balance.written_off else { return Ok((amount, groups.to_vec())) };
        let groups = amounts::sum(self.shares_of(before)?.iter().chain(groups))?;
        Ok((before.amount.checked_add(amount)?, groups))
    }

    fn shares_of(&self, off: &WrittenOff) -> Result<Vec<TaxGroup>, MoneyError> {
        match off.groups.is_empty() {
            true => amounts::portion(off.amount, &self.creditable()?),
            false => Ok(off.groups.clone()),
        }
    }

    /// The state that follows from a new balance, and what is told of it.
    fn to(&self, after: Invoice, at: Timestamp, zone: &Zone) -> (Invoice, Moved) {
        let open = after.gross().minor - after.balance.settled_minor();
        let whole = after.is_credited();
        let state = match open {
            1.. => State::Issued,
            _ if after.balance.written_off.is_some() => State::WrittenOff,
            _ if whole => State::Credited,
            _ => State::Paid,
        };
        let held = after.held.filter(|_| !whole);
        let dispute = after.dispute.clone().filter(|_| state == State::Issued);
        let paid_at = (state != State::Issued).then(|| self.paid_at.unwrap_or(at));
        let after = Invoice { state, held, dispute, paid_at, ..after }.with_next(zone);
        let moved = self.moved(&after);
        (after, moved)
    }

    /// Credit notes took back all of it.
    fn is_credited(&self) -> bool {
        !self.balance.credits.is_empty() && self.balance.credited_minor() == self.gross().minor
    }

    fn moved(&self, after: &Invoice) -> Moved {
        let (invoice, contact, open) = (self.id, self.contact, after.open());
        match (self.open().minor, open.minor) {
            _ if after.state == State::Credited && !self.is_credited() => {
                Moved::Credited(InvoiceCredited { invoice, contact })
            }
            (1.., 0) => Moved::Paid(InvoicePaid { invoice, contact, gross: self.gross() }),
            (0, 1..) => Moved::Reopened(InvoiceReopened { invoice, contact, open_balance: open }),
            (before, now) if before != now => {
                Moved::Changed(InvoiceBalanceChanged { invoice, contact, open_balance: open })
            }
            _ => Moved::Nothing,
        }
    }
}

/// Why a rest cannot be written off.
#[derive(Debug, thiserror::Error)]
pub enum WriteOffError {
    #[error(transparent)]
    Refused(#[from] InvoiceRefusal),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl From<WriteOffError> for kernel::Error {
    fn from(error: WriteOffError) -> kernel::Error {
        match error {
            WriteOffError::Refused(refusal) => refusal.into(),
            WriteOffError::Money(money) => money.into(),
        }
    }
}

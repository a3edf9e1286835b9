//! What cash tells. Payers, accounts and references stand in the line's changes.

use kernel::{
    BankLineId, ContactId, CreditNoteId, Date, FactId, InvoiceId, Money, PaymentId, RefundId, StatementId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A part of a payment that settles an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Applied {
    pub invoice: InvoiceId,
    pub amount: Money,
}

/// A part of a refund: how much of the excess of a payment it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Taken {
    pub payment: PaymentId,
    pub amount: Money,
}

crate::facts! {
    /// Money came in, recorded by hand or found on a statement.
    PaymentRecorded = "payment.recorded" about contact {
        open payment: PaymentId, open contact: Option<ContactId>, open amount: Money,
        /// Business-local day the money arrived.
        open paid_on: Date,
        /// `bank_transfer`, `cash`, `card`, `other`.
        open method: String,
        open applied: Vec<Applied>,
        /// What is left over: the customer's credit.
        open excess: Money,
        /// The line it was found on; then the money already stood in suspense.
        open bank_line: Option<BankLineId>,
        open test: bool,
    }

    /// It never was a payment of theirs: everything it settled is open again.
    PaymentVoided = "payment.voided" about contact {
        open payment: PaymentId, open contact: Option<ContactId>, open amount: Money, open applied: Vec<Applied>,
        open excess: Money, open bank_line: Option<BankLineId>, open reason: String, open test: bool,
    }

    /// A customer's credit settles an invoice.
    CreditApplied = "credit.applied" about contact {
        open payment: PaymentId, open contact: ContactId, open applied: Vec<Applied>, open test: bool,
    }

    /// A credit note took back more than was open: the rest is the customer's credit.
    CreditGranted = "credit.granted" about contact {
        open payment: PaymentId, open contact: ContactId, open credit_note: CreditNoteId, open amount: Money,
        open test: bool,
    }

    /// A customer's credit was paid back, recorded by hand or found on a statement.
    RefundRecorded = "refund.recorded" about contact {
        open refund: RefundId, open contact: ContactId,
        /// Above zero.
        open amount: Money,
        /// Business-local day the money went out.
        open paid_on: Date,
        /// `bank_transfer`, `cash`, `card`, `other`.
        open method: String,
        /// Whose excess it was; together the amount.
        open taken: Vec<Taken>,
        /// The line it was found on; then the money already stood in suspense.
        open bank_line: Option<BankLineId>,
        open test: bool,
    }

    /// It never went out: it is the customer's credit again.
    RefundVoided = "refund.voided" about contact {
        open refund: RefundId, open contact: ContactId, open amount: Money, open taken: Vec<Taken>,
        open bank_line: Option<BankLineId>, open reason: String, open test: bool,
    }

    /// Money that went out by the bank is this refund.
    RefundMatched = "refund.matched" about contact {
        open refund: RefundId, open bank_line: BankLineId, open contact: ContactId,
        /// Of the line: below zero.
        open amount: Money,
        /// The refund had been recorded before, so the money stood on the books twice.
        open recorded_before: bool,
    }

    /// It was not.
    RefundUnmatched = "refund.unmatched" about contact {
        open refund: RefundId, open bank_line: BankLineId, open contact: ContactId, open amount: Money,
        open recorded_before: bool,
    }

    /// A statement was read: its new lines stand in the line's changes.
    StatementImported = "statement.imported" {
        open statement: StatementId, open lines: i64, open new: i64, open account: String,
        /// Of the new lines, by currency: what came in, and what went out.
        open booked: Vec<Money>,
    }

    /// The import was taken back: its lines are gone.
    StatementRemoved = "statement.removed" { open statement: StatementId, open booked: Vec<Money> }

    /// We know whose money it is. `by` is `rule` or `person`.
    BankLineMatched = "bank_line.matched" about contact {
        open bank_line: BankLineId, open payment: PaymentId, open contact: Option<ContactId>, open amount: Money,
        open by: String, open reason: String,
        /// The payment had been recorded before, so the money stood on the books twice.
        open recorded_before: bool,
        open test: bool,
    }

    /// It was not theirs.
    BankLineUnmatched = "bank_line.unmatched" about contact {
        open bank_line: BankLineId, open payment: PaymentId, open contact: Option<ContactId>, open amount: Money,
        open recorded_before: bool,
    }

    /// It concerns no customer.
    BankLineIgnored = "bank_line.ignored" { open bank_line: BankLineId, open reason: String }

    /// It concerns a customer after all.
    BankLineRestored = "bank_line.restored" { open bank_line: BankLineId }

    /// A double entry was booked for a money fact; its lines stand in the line's changes and add up to 0.
    EntryPosted = "entry.posted" { open entry: kernel::EntryId, open of: FactId, open what: String }
}

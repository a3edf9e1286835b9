//! What billing tells. The buyer and the lines stand in the line's changes.

use kernel::tax::TaxGroup;
use kernel::{ContactId, CreditNoteId, Date, InvoiceId, MilestoneId, Money, ProjectId, ServiceId, UserId};

crate::facts! {
    /// Somebody began an invoice by hand.
    InvoiceDrafted = "invoice.drafted" about contact { open invoice: InvoiceId, open contact: ContactId }

    /// It was changed before it was issued.
    InvoiceChanged = "invoice.changed" about contact { open invoice: InvoiceId, open contact: ContactId }

    /// The draft was thrown away; it never had a number.
    InvoiceDiscarded = "invoice.discarded" about contact { open invoice: InvoiceId, open contact: ContactId }

    /// The draft was taken out of the bin.
    InvoiceRestored = "invoice.restored" about contact { open invoice: InvoiceId, open contact: ContactId }

    /// It has a number and cannot change any more.
    InvoiceIssued = "invoice.issued" about contact {
        open invoice: InvoiceId, open number: String, open contact: ContactId, open project: Option<ProjectId>,
        open milestones: Vec<MilestoneId>, open service: Option<ServiceId>,
        /// By rate: what revenue and tax are booked from.
        open groups: Vec<TaxGroup>,
        open net: Money, open gross: Money,
        /// Business-local days.
        open issued_on: Date, open due_on: Date,
        open owner: Option<UserId>, open test: bool,
    }

    /// It was sent again, or handed over by other means than our mail: `mail`, `post`, `hand`, `portal`.
    InvoiceSent = "invoice.sent" about contact { open invoice: InvoiceId, open contact: ContactId, open how: String }

    /// The customer's link opens nothing any more; a new one took its place.
    InvoiceLinkReplaced = "invoice.link_replaced" about contact {
        open invoice: InvoiceId, open contact: ContactId,
    }

    /// Somebody else answers for it from now on.
    InvoiceAssigned = "invoice.assigned" about contact {
        open invoice: InvoiceId, open contact: ContactId, open owner: UserId,
    }

    /// A payment or a credit changed what is open; 0 is told as `invoice.paid`.
    InvoiceBalanceChanged = "invoice.balance_changed" about contact {
        open invoice: InvoiceId, open contact: ContactId, open open_balance: Money,
    }

    /// Nothing is open any more: it was paid (a credit in full is told as `invoice.credited`).
    InvoicePaid = "invoice.paid" about contact { open invoice: InvoiceId, open contact: ContactId, open gross: Money }

    /// A payment was taken back: it is open again.
    InvoiceReopened = "invoice.reopened" about contact {
        open invoice: InvoiceId, open contact: ContactId, open open_balance: Money,
    }

    /// The customer was reminded: 0 before it is due, 1 and up after.
    InvoiceReminded = "invoice.reminded" about contact {
        open invoice: InvoiceId, open contact: ContactId, open level: i64,
    }

    /// A reminder never left: it counts as not sent, and the same level may go out again.
    InvoiceReminderDropped = "invoice.reminder_dropped" about contact {
        open invoice: InvoiceId, open contact: ContactId, open level: i64,
        /// The rule that kept it back.
        open reason: String,
    }

    /// The customer said by which business-local day they pay: no reminder leaves until then. `None` takes it back.
    InvoicePromised = "invoice.promised" about contact {
        open invoice: InvoiceId, open contact: ContactId, open until: Option<Date>,
    }

    /// The customer disagrees: no reminder leaves until it is settled.
    InvoiceDisputed = "invoice.disputed" about contact {
        open invoice: InvoiceId, open contact: ContactId, personal reason: String,
    }

    /// The disagreement is over.
    InvoiceDisputeSettled = "invoice.dispute_settled" about contact {
        open invoice: InvoiceId, open contact: ContactId,
    }

    /// All of it was credited.
    InvoiceCredited = "invoice.credited" about contact { open invoice: InvoiceId, open contact: ContactId }

    /// We do not expect the money any more. `amount` is what was open, `groups` its share by rate.
    InvoiceWrittenOff = "invoice.written_off" about contact {
        open invoice: InvoiceId, open contact: ContactId, open amount: Money, open groups: Vec<TaxGroup>,
        open reason: String, open test: bool,
    }

    /// The money is expected after all: the write-off is taken back. `amount` is open again, `groups` its share
    /// by rate, as it was written off.
    InvoiceWriteOffUndone = "invoice.write_off_undone" about contact {
        open invoice: InvoiceId, open contact: ContactId, open amount: Money, open groups: Vec<TaxGroup>,
        open test: bool,
    }

    /// It corrects an issued invoice, wholly or in part.
    CreditNoteIssued = "credit_note.issued" about contact {
        open credit_note: CreditNoteId, open number: String, open invoice: InvoiceId, open contact: ContactId,
        /// Positive amounts: what is taken back, by rate.
        open groups: Vec<TaxGroup>,
        open net: Money, open gross: Money,
        /// Of the gross, what lowers the open balance; the rest is the customer's credit.
        open settles: Money,
        open issued_on: Date, open reason: String, open test: bool,
    }
}

//! What cannot be done with an invoice, and what to do instead.

use kernel::{Date, Money, Refusal};

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvoiceRefusal {
    #[error("it is issued and cannot change any more; credit it and write a new one")]
    Issued,
    #[error("it is a draft; issue it first")]
    Draft,
    #[error("the draft was thrown away; take it out of the bin first")]
    Discarded,
    #[error("it is a draft and not thrown away; there is nothing to take back")]
    NotDiscarded,
    #[error("nothing is open on it any more: it is {0}")]
    Settled(&'static str),
    #[error("only {0} is open; a payment settles no more than that, the rest is the customer's credit")]
    Overpaid(Money),
    #[error("only {0} is left to credit")]
    OverCredited(Money),
    #[error("nothing of it was written off; there is nothing to take back")]
    NotWrittenOff,
    #[error("it was written off; take the write-off back first, then credit it")]
    WrittenOff,
    #[error("it is disputed; settle the dispute first")]
    Disputed,
    #[error("it is not disputed")]
    NotDisputed,
    #[error("they promised to pay by {0}; wait until then, or take the promise back")]
    Promised(Date),
    #[error("this reminder, or a later one, was sent already")]
    Reminded,
    #[error("they were reminded less than two days ago; wait a little")]
    RemindedLately,
    #[error("it is due on {0}; before that only the friendly reminder (level 0) is sent")]
    NotDue(Date),
    #[error("it is overdue; send reminder 1")]
    Overdue,
    #[error("there is no reminder {0}; the settings name how many there are")]
    NoLevel(i64),
    #[error("the milestone is {0}; it is invoiced once it is accepted")]
    NotAccepted(String),
    #[error("the milestone will not be invoiced; it was waived")]
    Waived,
    #[error("nobody of the staff is active; let somebody answer for it first")]
    NobodyAnswers,
}

impl Refusal for InvoiceRefusal {
    fn code(&self) -> &'static str {
        match self {
            InvoiceRefusal::Issued => "invoice.issued",
            InvoiceRefusal::Draft => "invoice.draft",
            InvoiceRefusal::Discarded => "invoice.discarded",
            InvoiceRefusal::NotDiscarded => "invoice.not_discarded",
            InvoiceRefusal::Settled(_) => "invoice.settled",
            InvoiceRefusal::Overpaid(_) => "invoice.overpaid",
            InvoiceRefusal::OverCredited(_) => "invoice.over_credited",
            InvoiceRefusal::NotWrittenOff => "invoice.not_written_off",
            InvoiceRefusal::WrittenOff => "invoice.written_off",
            InvoiceRefusal::Disputed => "invoice.disputed",
            InvoiceRefusal::NotDisputed => "invoice.not_disputed",
            InvoiceRefusal::Promised(_) => "invoice.promised",
            InvoiceRefusal::Reminded => "invoice.reminded",
            InvoiceRefusal::RemindedLately => "invoice.reminded_lately",
            InvoiceRefusal::NotDue(_) => "invoice.not_due",
            InvoiceRefusal::Overdue => "invoice.overdue",
            InvoiceRefusal::NoLevel(_) => "invoice.no_level",
            InvoiceRefusal::NotAccepted(_) => "invoice.not_accepted",
            InvoiceRefusal::Waived => "invoice.waived",
            InvoiceRefusal::NobodyAnswers => "invoice.nobody_answers",
        }
    }
}

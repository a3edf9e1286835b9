//! Billing: what was delivered is charged (invoice), corrected (credit note) and asked for again (reminder).
//!
//! Laws: an issued invoice never changes; numbers have no gap; what is open is gross less paid, credited and written
//! off. Payments, and whom the money belongs to, are cash's.

mod around;
pub mod credit_note;
pub mod invoice;
mod reach;
pub mod settings;

use std::sync::LazyLock;

use verbs::{Registry, Room, Words};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[("en", include_str!("../lang/en.ftl")), ("de", include_str!("../lang/de.ftl"))])
});

/// What customers read, in their language.
fn say(language: &str, id: &str, values: &[(&str, &str)]) -> String {
    WORDS.say(language, id, values)
}

pub struct Billing;

impl Room for Billing {
    fn register(house: &mut Registry) {
        writing(house);
        standing(house);
        asking(house);
        credit_notes(house);
        let rules = house.rules();
        rules.migration("billing/0001_invoice", include_str!("../migrations/0001_invoice.sql"));
        rules.migration("billing/0002_credit_note", include_str!("../migrations/0002_credit_note.sql"));
        rules.window(include_str!("../windows/billing_invoice_window.sql"));
        rules.window(include_str!("../windows/billing_credit_note_window.sql"));
        rules.window(include_str!("../windows/billing_invoiced.sql"));
        rules.window(include_str!("../windows/billing_open.sql"));
        rules.window(include_str!("../windows/billing_next.sql"));
    }
}

fn writing(house: &mut Registry) {
    use invoice::{draft, issue};
    house.command::<draft::DraftInvoice>();
    house.command::<draft::ChangeInvoice>();
    house.command::<draft::DiscardInvoice>();
    house.command::<draft::RestoreInvoice>();
    house.command::<issue::IssueInvoice>();
    house.command::<issue::IssueForMilestone>();
}

fn standing(house: &mut Registry) {
    use invoice::{commands, consequences, doors, gate, queries, speaker, voided};
    house.command::<commands::SendInvoice>();
    house.command::<invoice::link::ReplaceInvoiceLink>();
    house.command::<commands::HandOverInvoice>();
    house.command::<commands::AssignInvoice>();
    house.command::<commands::DisputeInvoice>();
    house.command::<commands::SettleDispute>();
    house.command::<commands::WriteOffInvoice>();
    house.command::<commands::UndoWriteOff>();
    house.query::<queries::ListInvoices>();
    house.query::<queries::SumInvoices>();
    house.query::<queries::ReadInvoice>();
    house.door::<doors::ShowInvoicePage>();
    house.door::<doors::ShowInvoicePdf>();
    let rules = house.rules();
    rules.noun::<invoice::Invoice>();
    rules.speaks(speaker::InvoiceSpeaker);
    rules.consequence(consequences::PaymentSettles);
    rules.consequence(consequences::PaymentUndone);
    rules.consequence(consequences::CreditSettles);
    rules.consequence(voided::InvoicesToDecide);
    rules.gate("mail", gate::StillOpen);
}

fn asking(house: &mut Registry) {
    house.command::<invoice::reminding::RemindOfInvoice>();
    house.command::<invoice::reminding::PromiseInvoice>();
    house.query::<settings::ReadBilling>();
    house.command::<settings::ChangeBilling>();
    let rules = house.rules();
    rules.consequence(invoice::unsent::ReminderDropped);
    rules.consequence(invoice::unsent::ReminderBounced);
    rules.consequence(invoice::unsent::ReminderLeft);
}

fn credit_notes(house: &mut Registry) {
    use credit_note::{credit, queries, speaker};
    house.command::<credit::CreditInvoice>();
    house.query::<queries::ListCreditNotes>();
    house.query::<queries::ReadCreditNote>();
    let rules = house.rules();
    rules.noun::<credit_note::CreditNote>();
    rules.speaks(speaker::CreditNoteSpeaker);
}

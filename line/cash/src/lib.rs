//! Cash: what came in (payment), what was paid back (refund), what the bank says (statement, bank line), and the
//! books (ledger).
//!
//! Laws: a payment settles exactly its amount or leaves the rest as the customer's credit; a refund pays back no more
//! than there is of it; a bank file is read whole or not at all; every money fact is one double entry that adds up to
//! 0; what is undone is booked back, never erased.

pub mod bank_line;
pub mod ledger;
pub mod open_invoice;
pub mod payment;
mod reactions;
pub mod refund;
mod staff;
pub mod statement;

use verbs::{Registry, Room};

pub struct Cash;

impl Room for Cash {
    fn register(house: &mut Registry) {
        payments(house);
        refunds(house);
        statements(house);
        bank_lines(house);
        ledger(house);
        let rules = house.rules();
        rules.migration("cash/0001_payment", include_str!("../migrations/0001_payment.sql"));
        rules.migration("cash/0002_statement", include_str!("../migrations/0002_statement.sql"));
        rules.migration("cash/0003_ledger", include_str!("../migrations/0003_ledger.sql"));
        rules.migration("cash/0004_freed", include_str!("../migrations/0004_freed.sql"));
        rules.migration("cash/0005_refund", include_str!("../migrations/0005_refund.sql"));
        rules.window(include_str!("../windows/cash_payment_window.sql"));
        rules.window(include_str!("../windows/cash_open.sql"));
        rules.window(include_str!("../windows/cash_next.sql"));
    }
}

fn payments(house: &mut Registry) {
    house.command::<payment::commands::RecordPayment>();
    house.command::<payment::commands::VoidPayment>();
    house.command::<payment::commands::ApplyCredit>();
    house.query::<payment::queries::ListPayments>();
    house.query::<payment::queries::ReadPayment>();
    house.query::<payment::queries::ReadCredit>();
    house.query::<payment::queries::ListPayable>();
    let rules = house.rules();
    rules.noun::<payment::Payment>();
    rules.bookkeeping(&["cash_settled"]);
    rules.consequence(payment::credit::CreditFromNote);
    rules.speaks(payment::speak::PaymentSpeaks);
}

fn refunds(house: &mut Registry) {
    house.command::<refund::commands::RecordRefund>();
    house.command::<refund::commands::VoidRefund>();
    house.query::<refund::queries::ListRefunds>();
    house.query::<refund::queries::ReadRefund>();
    house.rules().noun::<refund::Refund>();
}

fn statements(house: &mut Registry) {
    house.command::<statement::commands::ImportStatement>();
    house.command::<statement::commands::RemoveStatement>();
    house.command::<statement::commands::KeepMapping>();
    house.command::<statement::commands::ForgetMapping>();
    house.query::<statement::queries::PreviewStatement>();
    house.query::<statement::queries::ListStatements>();
    house.query::<statement::queries::ReadStatement>();
    house.query::<statement::queries::ListMappings>();
    house.rules().noun::<statement::Statement>();
}

fn bank_lines(house: &mut Registry) {
    house.command::<bank_line::commands::MatchBankLine>();
    house.command::<bank_line::commands::UnmatchBankLine>();
    house.command::<bank_line::commands::IgnoreBankLine>();
    house.command::<bank_line::commands::RestoreBankLine>();
    house.command::<bank_line::look::LookAtLines>();
    house.query::<bank_line::queries::ListBankLines>();
    house.query::<bank_line::queries::ReadBankLine>();
    house.query::<bank_line::queries::SuggestMatches>();
    house.worker::<bank_line::look::LookWorker>();
    house.rules().noun::<bank_line::BankLine>();
    house.rules().bookkeeping(&["cash_bank_words", "cash_payer"]);
}

fn ledger(house: &mut Registry) {
    house.query::<ledger::queries::ReadLedger>();
    house.query::<ledger::queries::ListEntries>();
    house.query::<ledger::queries::CheckLedger>();
    house.worker::<ledger::watch::LedgerWatch>();
    let rules = house.rules();
    rules.provide(ledger::watch::NextLook::default());
    rules.noun::<ledger::Entry>();
    rules.noun::<ledger::EntryLine>();
    rules.consequence(reactions::BookIssue);
    rules.consequence(reactions::LookForIssued);
    rules.consequence(reactions::BookCreditNote);
    rules.consequence(reactions::BookWriteOff);
    rules.consequence(reactions::BookWriteOffUndone);
    rules.consequence(reactions::BookPayment);
    rules.consequence(reactions::BookVoid);
    rules.consequence(reactions::BookCreditApplied);
    rules.consequence(reactions::BookRefund);
    rules.consequence(reactions::BookRefundVoided);
    rules.consequence(reactions::BookRefundMatched);
    rules.consequence(reactions::BookRefundUnmatched);
    rules.consequence(reactions::BookStatement);
    rules.consequence(reactions::BookStatementRemoved);
    rules.consequence(reactions::BookMatch);
    rules.consequence(reactions::BookUnmatch);
}

//! What the ledger hears: every money fact becomes one entry in the same transaction.

use facts::billing::{CreditNoteIssued, InvoiceIssued, InvoiceWriteOffUndone, InvoiceWrittenOff};
use facts::cash::{
    BankLineMatched, BankLineUnmatched, CreditApplied, PaymentRecorded, PaymentVoided, RefundMatched,
    RefundRecorded, RefundUnmatched, RefundVoided, StatementImported, StatementRemoved,
};
use kernel::{Result, fault};
use store::{Consequence, Tx};

use crate::bank_line::rows as lines;
use crate::ledger::{posting, rows};
use crate::staff::today;

/// Books receivables against revenue and tax by rate.
pub struct BookIssue;

impl Consequence for BookIssue {
    const NAME: &'static str = "cash.book_issue";
    type Fact = InvoiceIssued;

    async fn follow(&self, tx: &mut Tx, fact: &InvoiceIssued) -> Result<()> {
        rows::post(tx, posting::issued(fact)).await
    }
}

/// Money may have come before its invoice was written: lines of just that amount are looked at once more.
pub struct LookForIssued;

impl Consequence for LookForIssued {
    const NAME: &'static str = "cash.look_for_issued";
    type Fact = InvoiceIssued;

    async fn follow(&self, tx: &mut Tx, fact: &InvoiceIssued) -> Result<()> {
        lines::look_again_for(tx, fact.gross).await
    }
}

/// Books a credit note the other way round; what was paid already becomes the customer's credit.
pub struct BookCreditNote;

impl Consequence for BookCreditNote {
    const NAME: &'static str = "cash.book_credit_note";
    type Fact = CreditNoteIssued;

    async fn follow(&self, tx: &mut Tx, fact: &CreditNoteIssued) -> Result<()> {
        rows::post(tx, posting::credited(fact)?).await
    }
}

/// Books the loss and takes its tax back.
pub struct BookWriteOff;

impl Consequence for BookWriteOff {
    const NAME: &'static str = "cash.book_write_off";
    type Fact = InvoiceWrittenOff;

    async fn follow(&self, tx: &mut Tx, fact: &InvoiceWrittenOff) -> Result<()> {
        let day = today(tx).await?;
        rows::post(tx, posting::written_off(fact, day)?).await
    }
}

/// Books a write-off back that was taken back.
pub struct BookWriteOffUndone;

impl Consequence for BookWriteOffUndone {
    const NAME: &'static str = "cash.book_write_off_undone";
    type Fact = InvoiceWriteOffUndone;

    async fn follow(&self, tx: &mut Tx, fact: &InvoiceWriteOffUndone) -> Result<()> {
        let day = today(tx).await?;
        rows::post(tx, posting::write_off_undone(fact, day)?).await
    }
}

/// Books money that came in against receivables and the customer's credit.
pub struct BookPayment;

impl Consequence for BookPayment {
    const NAME: &'static str = "cash.book_payment";
    type Fact = PaymentRecorded;

    async fn follow(&self, tx: &mut Tx, fact: &PaymentRecorded) -> Result<()> {
        rows::post(tx, posting::paid(fact)?).await
    }
}

/// Books a voided payment back.
pub struct BookVoid;

impl Consequence for BookVoid {
    const NAME: &'static str = "cash.book_void";
    type Fact = PaymentVoided;

    async fn follow(&self, tx: &mut Tx, fact: &PaymentVoided) -> Result<()> {
        let day = today(tx).await?;
        rows::post(tx, posting::voided(fact, day)?).await
    }
}

/// Books a customer's credit against receivables.
pub struct BookCreditApplied;

impl Consequence for BookCreditApplied {
    const NAME: &'static str = "cash.book_credit_applied";
    type Fact = CreditApplied;

    async fn follow(&self, tx: &mut Tx, fact: &CreditApplied) -> Result<()> {
        let day = today(tx).await?;
        rows::post(tx, posting::credit_applied(fact, day)?).await
    }
}

/// Books a customer's credit that was paid back.
pub struct BookRefund;

impl Consequence for BookRefund {
    const NAME: &'static str = "cash.book_refund";
    type Fact = RefundRecorded;

    async fn follow(&self, tx: &mut Tx, fact: &RefundRecorded) -> Result<()> {
        rows::post(tx, posting::refunded(fact)).await
    }
}

/// Books a voided refund back.
pub struct BookRefundVoided;

impl Consequence for BookRefundVoided {
    const NAME: &'static str = "cash.book_refund_voided";
    type Fact = RefundVoided;

    async fn follow(&self, tx: &mut Tx, fact: &RefundVoided) -> Result<()> {
        let day = today(tx).await?;
        rows::post(tx, posting::refund_voided(fact, day)).await
    }
}

/// Takes money out of suspense that a refund recorded before had taken from the bank already.
pub struct BookRefundMatched;

impl Consequence for BookRefundMatched {
    const NAME: &'static str = "cash.book_refund_matched";
    type Fact = RefundMatched;

    async fn follow(&self, tx: &mut Tx, fact: &RefundMatched) -> Result<()> {
        let day = rows::day_of(tx, fact.bank_line).await?.ok_or_else(|| fault("a matched line is there"))?;
        match posting::refund_matched(fact, day) {
            Some(posting) => rows::post(tx, posting).await,
            None => Ok(()),
        }
    }
}

/// Puts it back.
pub struct BookRefundUnmatched;

impl Consequence for BookRefundUnmatched {
    const NAME: &'static str = "cash.book_refund_unmatched";
    type Fact = RefundUnmatched;

    async fn follow(&self, tx: &mut Tx, fact: &RefundUnmatched) -> Result<()> {
        let day = today(tx).await?;
        match posting::refund_unmatched(fact, day) {
            Some(posting) => rows::post(tx, posting).await,
            None => Ok(()),
        }
    }
}

/// Books what the bank says against suspense, until somebody knows whose money it is.
pub struct BookStatement;

impl Consequence for BookStatement {
    const NAME: &'static str = "cash.book_statement";
    type Fact = StatementImported;

    async fn follow(&self, tx: &mut Tx, fact: &StatementImported) -> Result<()> {
        let by_day = rows::by_day(tx, fact.statement).await?;
        let day = today(tx).await?;
        rows::post(tx, posting::imported(fact.statement, &by_day, day)).await
    }
}

/// Books a removed statement back.
pub struct BookStatementRemoved;

impl Consequence for BookStatementRemoved {
    const NAME: &'static str = "cash.book_statement_removed";
    type Fact = StatementRemoved;

    async fn follow(&self, tx: &mut Tx, fact: &StatementRemoved) -> Result<()> {
        let day = today(tx).await?;
        rows::post(tx, posting::removed(fact.statement, &fact.booked, day)).await
    }
}

/// Takes money out of suspense that a payment recorded before had brought to the bank already.
pub struct BookMatch;

impl Consequence for BookMatch {
    const NAME: &'static str = "cash.book_match";
    type Fact = BankLineMatched;

    async fn follow(&self, tx: &mut Tx, fact: &BankLineMatched) -> Result<()> {
        let day = rows::day_of(tx, fact.bank_line).await?.ok_or_else(|| fault("a matched line is there"))?;
        match posting::matched(fact, day) {
            Some(posting) => rows::post(tx, posting).await,
            None => Ok(()),
        }
    }
}

/// Puts it back.
pub struct BookUnmatch;

impl Consequence for BookUnmatch {
    const NAME: &'static str = "cash.book_unmatch";
    type Fact = BankLineUnmatched;

    async fn follow(&self, tx: &mut Tx, fact: &BankLineUnmatched) -> Result<()> {
        let day = today(tx).await?;
        match posting::unmatched(fact, day) {
            Some(posting) => rows::post(tx, posting).await,
            None => Ok(()),
        }
    }
}

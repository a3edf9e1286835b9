//! How an invoice is credited: numbered, frozen, put on paper and sent, in one transaction with its invoice.

use facts::crm::LetterWanted;
use kernel::paper::{Document, Paper, Party};
use kernel::{Business, Error, InvoiceId, Money, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::{PaperRequest, Series, Tx};
use verbs::{Command, Subject, Verb};

use super::amounts::{self, Back, CreditAmount, CreditLine};
use super::views::CreditNoteView;
use super::{CreditNote, rows};
use crate::around;
use crate::invoice::commands::reason;
use crate::invoice::consequences::tell;
use crate::invoice::issue::next_number;
use crate::invoice::paper::{file_name, lines};
use crate::invoice::{self, Invoice, InvoiceRefusal, voided};

const SERIES: Series = Series("credit_note");
const TEST_SERIES: Series = Series("test.credit_note");

/// Take back what an issued invoice charged: all that is left, some lines, or an amount of a tax rate.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditInvoice {
    pub invoice: InvoiceId,
    /// All that was not credited yet.
    #[serde(default)]
    pub all: bool,
    #[serde(default)]
    pub lines: Vec<CreditLine>,
    #[serde(default)]
    pub amounts: Vec<CreditAmount>,
    /// The customer reads it.
    pub reason: String,
}

impl Command for CreditInvoice {
    const VERB: Verb = Verb::post("invoice.credit", "/invoices/{invoice}/credit")
        .no_undo("a credit note stays in the books; write a new invoice");
    const SERIAL: Option<Series> = Some(SERIES);
    type Answer = CreditNoteView;

    fn subject(&self) -> Subject {
        self.invoice.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<CreditNoteView> {
        let reason = reason(&self.reason, "say why, the customer reads it")?;
        let before = invoice::rows::load(tx, self.invoice).await?;
        before.is_issued()?;
        if before.balance.written_off.is_some() {
            return Err(InvoiceRefusal::WrittenOff.into());
        }
        let back = self.back(&before)?;
        let business = tx.setting::<Business>().await?;
        let note = note(tx, &before, back, (reason, &business)).await?;
        let (after, moved) = before.clone().credit(note.entry(), tx.now(), business.zone())?;
        tx.add(&note).await?;
        let kept = tx.keep(&before, after).await?;
        tx.tell(note.issued());
        tell(tx, moved);
        if kept.state == invoice::State::Credited {
            voided::decided(tx, kept.id).await?;
        }
        hand_out(tx, &note, &before, &business).await?;
        CreditNoteView::of(tx, note, before.number().to_owned()).await
    }
}

impl CreditInvoice {
    fn back(&self, invoice: &Invoice) -> Result<Back> {
        match (self.all, self.lines.is_empty(), self.amounts.is_empty()) {
            (true, true, true) => amounts::all(invoice),
            (false, false, true) => amounts::of_lines(invoice, &self.lines),
            (false, true, false) => amounts::of_amounts(invoice, &self.amounts),
            _ => Err(Error::field("/all", "credit.what", "credit all of it, or some lines, or some amounts")),
        }
    }
}

/// The credit note, with its number.
async fn note(
    tx: &mut Tx,
    invoice: &Invoice,
    back: Back,
    (reason, business): (String, &Business),
) -> Result<CreditNote> {
    let issued_on = business.zone().shows(tx.now()).date();
    let number = next_number(tx, (SERIES, TEST_SERIES), invoice.test, issued_on.year()).await?;
    let gross = back.priced.totals.gross;
    let settles = Money { minor: gross.minor.min(invoice.open().minor), ..gross };
    Ok(CreditNote {
        id: tx.new_id(),
        rv: 1,
        owned: invoice.owned,
        invoice: invoice.id,
        contact: invoice.contact,
        number,
        lines: back.lines,
        priced: back.priced,
        settles,
        reason,
        issued_on,
        issued_at: tx.now(),
        test: invoice.test,
    })
}

async fn hand_out(tx: &mut Tx, note: &CreditNote, invoice: &Invoice, business: &Business) -> Result<()> {
    rows::index(tx, note, &invoice.buyer.name).await?;
    let paper = paper(note, invoice, business);
    let request = PaperRequest {
        on: note.id.into(),
        paper: &paper,
        name: &file_name(&note.number),
        contact: Some(note.contact),
        sealed_for: None,
        owned: note.owned,
    };
    tx.paper(request).await?;
    let mail = around::contact(tx, note.contact).await?.email.is_some_and(|email| !email.is_empty());
    if mail {
        tx.tell(LetterWanted {
            contact: note.contact,
            about: note.id.into(),
            template: "credit-note".into(),
            attach: vec!["credit_note".into()],
            words: None,
            owed: true,
        });
    }
    Ok(())
}

fn paper(note: &CreditNote, invoice: &Invoice, business: &Business) -> Paper {
    let discount = invoice.charge.discount;
    let shown = note.priced.discount.minor != 0;
    Paper {
        document: Document::CreditNote,
        language: invoice.language.clone(),
        number: note.number.clone(),
        version: None,
        date: note.issued_on,
        title: invoice.texts.title.clone(),
        seller: Party::seller(business),
        logo: business.logo,
        buyer: invoice.buyer.clone(),
        intro: None,
        lines: lines(&note.lines, &note.priced.nets),
        priced: note.priced.clone(),
        discount: shown.then(|| (discount, invoice.charge.discount_reason.clone())),
        milestones: vec![],
        valid_until: None,
        due: None,
        delivered: invoice.delivered_on,
        reference: invoice.texts.reference.clone(),
        corrects: invoice.issue.as_ref().map(|issue| (issue.number.clone(), issue.on)),
        reason: Some(note.reason.clone()),
        payment: None,
        note: invoice.texts.tax_note.clone().filter(|_| untaxed(note)),
        terms: None,
        evidence: None,
        test: note.test,
    }
}

fn untaxed(note: &CreditNote) -> bool {
    note.priced.totals.groups.iter().any(|group| group.rate.0 == 0)
}

//! The invoice on paper: frozen data, printed after the commit.

use kernel::Business;
use kernel::Result;
use kernel::paper::{Document, Paper, PaperLine, Party, PaymentInstructions};
use kernel::price::PricedLine;
use kernel::{Date, Money};
use store::{PaperRequest, Tx};

use super::Invoice;
use crate::settings::BillingSettings;

/// Asks for the paper of an invoice that was just issued.
pub(super) async fn ask(tx: &mut Tx, invoice: &Invoice, business: &Business) -> Result<()> {
    let settings = tx.setting::<BillingSettings>().await?;
    let paper = paper(invoice, business, &settings);
    let name = file_name(&paper.number);
    let request = PaperRequest {
        on: invoice.id.into(),
        paper: &paper,
        name: &name,
        contact: Some(invoice.contact),
        sealed_for: None,
        owned: invoice.owned,
    };
    tx.paper(request).await.map(drop)
}

pub(crate) fn file_name(number: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
    format!("{}.pdf", number.chars().map(safe).collect::<String>())
}

fn paper(invoice: &Invoice, business: &Business, settings: &BillingSettings) -> Paper {
    let charge = &invoice.charge;
    let issue = invoice.issue.as_ref();
    let seller = issue.map_or_else(|| Party::seller(business), |issue| issue.seller.clone());
    let date = issue.map_or(Date::ZERO, |issue| issue.on);
    Paper {
        document: Document::Invoice,
        language: invoice.language.clone(),
        number: invoice.number().to_owned(),
        version: None,
        date,
        title: invoice.texts.title.clone(),
        payment: payment(business, &seller, invoice.number(), invoice.open()),
        seller,
        logo: business.logo,
        buyer: invoice.buyer.clone(),
        intro: settings.intro.clone(),
        lines: lines(&charge.lines, &charge.priced.nets),
        priced: charge.priced.clone(),
        discount: (charge.discount.0 > 0).then(|| (charge.discount, charge.discount_reason.clone())),
        milestones: vec![],
        valid_until: None,
        due: issue.map(|issue| issue.due),
        delivered: invoice.delivered_on,
        reference: invoice.texts.reference.clone(),
        corrects: None,
        reason: None,
        note: closing(invoice, settings),
        terms: None,
        evidence: None,
        test: invoice.test,
    }
}

pub(crate) fn lines(lines: &[PricedLine], nets: &[Money]) -> Vec<PaperLine> {
    let line = |(line, net): (&PricedLine, &Money)| PaperLine {
        line: line.clone(),
        net: *net,
        optional: false,
        chosen: true,
    };
    lines.iter().zip(nets).map(line).collect()
}

/// Where and how to pay, if the business named an account and something is to be paid.
pub(super) fn payment(
    business: &Business,
    seller: &Party,
    number: &str,
    amount: Money,
) -> Option<PaymentInstructions> {
    let iban = business.iban.clone().filter(|_| amount.minor > 0)?;
    Some(PaymentInstructions {
        account_name: seller.name.clone(),
        iban,
        bic: business.bic.clone(),
        reference: number.to_owned(),
        amount,
    })
}

/// The legal sentence first, then what was written for this customer, then what stands on every invoice.
fn closing(invoice: &Invoice, settings: &BillingSettings) -> Option<String> {
    let untaxed = invoice.charge.priced.totals.groups.iter().any(|group| group.rate.0 == 0);
    let tax_note = invoice.texts.tax_note.as_ref().filter(|_| untaxed);
    let parts: Vec<&str> = [tax_note, invoice.texts.note.as_ref(), settings.closing.as_ref()]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

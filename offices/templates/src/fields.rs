//! The fields a text may name, what each means, and a sample of it.
//!
//! Invariant: a template naming anything else is not even drafted, so a typing error never waits for a
//! customer.

use kernel::text::{Piece, Span, Text, Values, Words as Line};
use schemars::JsonSchema;
use serde::Serialize;

use crate::template::Words;

/// A field of a text, as the picker shows it.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Field {
    pub path: &'static str,
    pub meaning: &'static str,
    pub sample: &'static str,
}

const fn field(path: &'static str, meaning: &'static str, sample: &'static str) -> Field {
    Field { path, meaning, sample }
}

/// `lead.answers.*` stands for the answer to each question of the service, by the question's id.
pub const FIELDS: &[Field] = &[
    field("contact.name", "the customer's whole name", "Maria Lindner"),
    field("contact.first_name", "the first word of it", "Maria"),
    field("contact.email", "where we write to", "maria@example.com"),
    field("contact.phone", "in international form", "+4930123456"),
    field("contact.company", "the organisation they work for", "Lindner Interiors"),
    field("business.name", "how customers know us", "Northlight Studio"),
    field("business.legal_name", "as registered", "Northlight Studio GmbH"),
    field("business.address", "street, postal code, city, country", "Main Street 1, 10115 Berlin, DE"),
    field("business.website", "our own site", "https://northlight.example"),
    field("owner.name", "whoever answers for it with us", "Jonas Weber"),
    field("owner.first_name", "the first word of it", "Jonas"),
    field("owner.email", "their address with us", "jonas@northlight.example"),
    field("lead.service", "what they asked for", "Kitchen renovation"),
    field("lead.message", "what they wrote", "We would like a new kitchen."),
    field("lead.next_question", "what we still need to know", "When would you like to start?"),
    field("lead.answers.*", "their answer to one question", "In spring"),
    field("service.name", "what we sell", "Kitchen renovation"),
    field("deal.title", "what the deal is called", "Kitchen, Lindner"),
    field("deal.value", "what it is worth", "12500.00 EUR"),
    field("links.logo", "our logo, shown as a picture", "https://northlight.example/logo"),
    field("links.preferences", "where they choose what we send them", "https://northlight.example/u/sample"),
    field("links.privacy", "our privacy page", "https://northlight.example/privacy"),
    field("buyer.name", "who buys, as they accepted it", "Lindner Interiors GmbH"),
    field("buyer.contact_name", "whom we speak with there", "Maria Lindner"),
    field("buyer.address", "where the buyer is", "Lindenallee 5, 14050 Berlin, DE"),
    field("buyer.email", "where the buyer gets mail", "maria@example.com"),
    field("buyer.vat_id", "their VAT number", "DE123456789"),
    field("signer.name", "who signs", "Maria Lindner"),
    field("signer.email", "where they get mail", "maria@example.com"),
    field("proposal.number", "as printed", "P-2026-0007"),
    field("proposal.title", "what it is called", "Kitchen renovation"),
    field("proposal.total", "without tax", "€12,500.00"),
    field("proposal.gross", "with tax", "€14,875.00"),
    field("proposal.valid_until", "the last day it can be accepted", "31 March 2026"),
    field("agreement.number", "as printed", "A-2026-0004"),
    field("agreement.title", "what it is called", "Kitchen renovation"),
    field("agreement.total", "without tax", "€12,500.00"),
    field("agreement.gross", "with tax", "€14,875.00"),
    field("agreement.signer_name", "who signs or signed it", "Maria Lindner"),
    field("agreement.signer_email", "where they get mail", "maria@example.com"),
    field("agreement.signed_on", "the day it was signed", "12 March 2026"),
    field("signing.code", "the code to sign with, in the mail that brings it", "042917"),
    field("project.number", "as printed", "PR-2026-0004"),
    field("project.title", "what it is called", "Kitchen renovation"),
    field("project.next_milestone", "what comes next", "Plan and measurements"),
    field("brief.open", "how many of our questions they have not answered", "2"),
    field("milestone.title", "what was delivered or comes next", "Plan and measurements"),
    field("milestone.amount", "what it costs, without tax", "€3,750.00"),
    field("invoice.number", "as printed", "INV-2026-0012"),
    field("invoice.title", "what it is called", "Plan and measurements"),
    field("invoice.amount", "with tax", "€4,462.50"),
    field("invoice.open", "what is not paid yet", "€4,462.50"),
    field("invoice.due", "the day it is to be paid by", "14 April 2026"),
    field("invoice.issued", "the day it was written", "31 March 2026"),
    field("invoice.days_late", "days since it was due", "12"),
    field("invoice.numbers", "the invoices a payment counts towards", "INV-2026-0012"),
    field("credit_note.number", "as printed", "CN-2026-0002"),
    field("credit_note.amount", "with tax", "€500.00"),
    field("credit_note.reason", "why it was written", "One cupboard less than agreed"),
    field("payment.amount", "what arrived", "€4,462.50"),
    field("payment.date", "the day it arrived", "9 April 2026"),
    field("links.proposal", "the proposal's page", "https://northlight.example/p/sample"),
    field("links.agreement", "the agreement's page", "https://northlight.example/p/sample"),
    field("links.project", "the project's page", "https://northlight.example/d/sample"),
    field("links.invoice", "the invoice's page", "https://northlight.example/i/sample"),
    field(
        "links.invitation",
        "where a new user chooses a password",
        "https://northlight.example/join/sample",
    ),
    field(
        "links.password",
        "where a forgotten password is replaced",
        "https://northlight.example/reset/sample",
    ),
];

/// The paths alone.
pub fn known() -> Vec<&'static str> {
    FIELDS.iter().map(|field| field.path).collect()
}

/// A sample for each of these paths that has one.
pub fn samples<'a>(paths: impl IntoIterator<Item = &'a str>) -> Values {
    let sample = |path: &str| {
        let covers = |field: &&Field| match field.path.strip_suffix('*') {
            Some(above) => path.starts_with(above),
            None => field.path == path,
        };
        FIELDS.iter().find(covers).map(|field| (path.to_owned(), field.sample.to_owned()))
    };
    paths.into_iter().filter_map(sample).collect()
}

/// A field without a word for the case that nothing is known for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    pub path: String,
    /// What could be said instead, in the language of the text.
    pub offer: Option<String>,
}

/// Records a person fills in as far as they know; every other record gives all its fields.
const OFTEN_UNKNOWN: [&str; 6] = ["contact.", "owner.", "lead.", "service.", "deal.", "buyer."];

/// What the program itself always knows of those: no mail leaves without an address.
const KNOWN: [&str; 3] = ["contact.email", "buyer.name", "buyer.email"];

/// Path, English, German.
const OFFERS: [(&str, &str, &str); 11] = [
    ("contact.name", "there", "und guten Tag"),
    ("contact.first_name", "there", "und guten Tag"),
    ("contact.company", "your company", "Ihr Unternehmen"),
    ("owner.name", "Your team", "Ihr Team"),
    ("owner.first_name", "Your team", "Ihr Team"),
    ("lead.service", "your project", "Ihr Vorhaben"),
    ("lead.next_question", "What would you like to get done?", "Was haben Sie vor?"),
    ("service.name", "our work", "unsere Arbeit"),
    ("deal.title", "your project", "Ihr Vorhaben"),
    ("deal.value", "the agreed price", "der vereinbarte Preis"),
    ("buyer.contact_name", "there", "und guten Tag"),
];

/// The fields of these words that may stop a message, each once, with what could stand there.
pub fn gaps(words: &Words, language: &str) -> Vec<Gap> {
    let (line, text) = (Line::parse(&words.subject), Text::parse(&words.body));
    let spans = text.blocks().iter().flat_map(|block| block.spans());
    let of_span = |span: &Span<Line>| match span {
        Span::Plain(words) | Span::Bold(words) => vec![words.clone()],
        Span::Link { label, url } => vec![label.clone(), url.clone()],
    };
    let mut found: Vec<Gap> = vec![];
    for words in std::iter::once(line).chain(spans.flat_map(of_span)) {
        for path in words.pieces().iter().filter_map(open) {
            if !found.iter().any(|gap| gap.path == path) {
                found.push(Gap { path: path.to_owned(), offer: offer(path, language) });
            }
        }
    }
    found
}

/// The path of a field that has no fallback and may have no value.
fn open(piece: &Piece) -> Option<&str> {
    let Piece::Field { path, fallback: None } = piece else { return None };
    let unknown = OFTEN_UNKNOWN.iter().any(|noun| path.starts_with(noun));
    (unknown && !KNOWN.contains(&path.as_str())).then_some(path)
}

fn offer(path: &str, language: &str) -> Option<String> {
    let found = OFFERS.iter().find(|(known, ..)| *known == path)?;
    match language.split('-').next() {
        Some("en") => Some(found.1.to_owned()),
        Some("de") => Some(found.2.to_owned()),
        _ => None,
    }
}

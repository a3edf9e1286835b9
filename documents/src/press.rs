//! The press: a paper's data and a template become a PDF/A-3b file (ISO 19005-3), tagged.
//!
//! Invariant: the same order and the same fonts give the same bytes; a template reads `/data.json` and the
//! logo, nothing else. Not here: how long it may take; a worker that can be ended runs it.

mod world;

use std::path::Path;

use kernel::Timestamp;
use kernel::paper::{Document, Paper};
use serde::{Deserialize, Serialize};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::{fonts, view};

use world::{Shared, World};

/// What made a paper, kept beside it: another version may set it otherwise.
pub const MAKER: &str = "typst 0.15.1";
const PAGES: usize = 200;
/// Bytes of a PDF.
const LARGEST: usize = 20_000_000;
/// Compilations a remembered piece of layout outlives unused.
const REMEMBERED: usize = 10;

/// Everything a paper is made from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// Names the file for ever: the paper's id.
    pub ident: String,
    /// When it was asked for; the file says it was made then, so that making it again gives the same bytes.
    pub at: Timestamp,
    pub paper: Paper,
    #[serde(with = "base64", default)]
    pub logo: Option<Vec<u8>>,
}

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    #[error("what it shows cannot be read: {0}")]
    Data(String),
    #[error(
        "no font has the character `{character}` (U+{:04X}), found in `{place}`; put a font file with it \
         into the folder `fonts` of the data folder, or write it otherwise, and make the paper again",
        u32::from(*.character)
    )]
    Character { character: char, place: String },
    #[error("it has {0} pages, and 200 is the most; make it shorter")]
    TooLong(usize),
    #[error("it has {0} bytes, and 20 MB is the most; take a smaller logo or fewer lines")]
    TooLarge(usize),
    #[error("it could not be set: {0}")]
    Template(String),
    #[error("the worker that sets papers ended in the middle of it")]
    Ended,
    #[error("it was not set within {0} seconds")]
    Slow(u64),
    #[error("the worker that sets papers did not start: {0}")]
    NotStarted(String),
    #[error("other papers are being set")]
    Busy,
}

impl Trouble {
    /// Trying again may help: the paper itself was not to blame, or nobody knows.
    pub fn passes(&self) -> bool {
        matches!(self, Trouble::Ended | Trouble::Slow(_) | Trouble::NotStarted(_) | Trouble::Busy)
    }
}

/// Fonts, library and templates, loaded once.
pub struct Press(Shared);

impl Press {
    /// With the shipped fonts and those in `own_fonts`.
    pub fn new(own_fonts: Option<&Path>) -> Press {
        Press(Shared::new(fonts::load(own_fonts)))
    }

    pub fn print(&self, order: &Order) -> Result<Vec<u8>, Trouble> {
        let printed = self.set(order);
        typst::comemo::evict(REMEMBERED);
        printed
    }

    fn set(&self, order: &Order) -> Result<Vec<u8>, Trouble> {
        let logo = order.logo.as_deref().and_then(|bytes| Some((picture_name(bytes)?, bytes)));
        let data = view::view(&order.paper, logo.map(|(name, _)| name));
        self.readable(&data, "")?;
        let text = serde_json::to_vec(&data).map_err(|why| Trouble::Data(why.to_string()))?;
        let world = World::new(&self.0, template(order.paper.document), text, logo);
        let set = typst::compile::<PagedDocument>(&world);
        debug_assert!(set.warnings.is_empty(), "a template warns: {:?}", set.warnings);
        let document = set.output.map_err(|errors| said(&errors))?;
        match document.pages().len() {
            pages if pages > PAGES => return Err(Trouble::TooLong(pages)),
            _ => {}
        }
        let pdf = typst_pdf::pdf(&document, &options(order)?).map_err(|errors| said(&errors))?;
        if pdf.len() > LARGEST { Err(Trouble::TooLarge(pdf.len())) } else { Ok(pdf) }
    }

    /// Every character has a font; a box in its place would be no paper.
    fn readable(&self, data: &serde_json::Value, place: &str) -> Result<(), Trouble> {
        match data {
            serde_json::Value::String(text) => match fonts::uncovered(self.0.fonts(), text) {
                Some(character) => Err(Trouble::Character { character, place: place.to_owned() }),
                None => Ok(()),
            },
            // Places are named as people know them, without the numbers of a list.
            serde_json::Value::Array(all) => all.iter().try_for_each(|value| self.readable(value, place)),
            serde_json::Value::Object(all) => all.iter().try_for_each(|(name, value)| {
                let below = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                self.readable(value, &below)
            }),
            _ => Ok(()),
        }
    }
}

fn template(document: Document) -> &'static str {
    match document {
        Document::Proposal => "/proposal.typ",
        Document::Agreement => "/agreement.typ",
        Document::Invoice => "/invoice.typ",
        Document::CreditNote => "/credit_note.typ",
    }
}

fn options(order: &Order) -> Result<PdfOptions, Trouble> {
    let standards = PdfStandards::new(&[PdfStandard::A_3b]);
    let standards = standards.map_err(|why| Trouble::Template(why.message().to_string()))?;
    let at = order.at.to_zoned(jiff::tz::TimeZone::UTC);
    let (year, month, day) = (at.year().into(), at.month() as u8, at.day() as u8);
    let (hour, minute, second) = (at.hour() as u8, at.minute() as u8, at.second() as u8);
    let at = Datetime::from_ymd_hms(year, month, day, hour, minute, second);
    Ok(PdfOptions {
        ident: Smart::Custom(order.ident.clone()),
        creator: Smart::Custom(Some("Throughline".into())),
        timestamp: at.map(typst_pdf::Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

/// The first error is the one that says most.
fn said(errors: &[SourceDiagnostic]) -> Trouble {
    Trouble::Template(
        errors.first().map_or_else(|| "no reason given".into(), |error| error.message.to_string()),
    )
}

/// The virtual name of a logo, by what its bytes are; `None` for what is no picture.
fn picture_name(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("/logo.png"),
        [0xff, 0xd8, 0xff, ..] => Some("/logo.jpg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("/logo.webp"),
        _ => None,
    }
}

mod base64 {
    use data_encoding::BASE64;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(bytes) => to.serialize_some(&BASE64.encode(bytes)),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| BASE64.decode(text.as_bytes()).map_err(D::Error::custom)).transpose()
    }
}

//! Our own small text form, for messages and contracts: headings, numbered clauses, lists, bold, links,
//! fields.
//!
//! Invariant: every text parses, and what a value says never becomes markup or a field: a filled text holds
//! letters and links only. Whatever renders (mail, page, paper) works on the blocks, never on the source.
//!
//! ```text
//! # Heading          ## smaller
//! 1. A numbered clause, its number as written; 1.1. one below it
//! - an item of a list
//! Words, **bold words**, [a label](https://example.com), a bare https://example.com
//! {contact.first_name} is a field, {contact.first_name|there} one with a fallback; \ takes a mark its
//! meaning ```

mod fill;
mod parse;
#[cfg(test)]
mod tests;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

pub use fill::{Filled, Missing};
pub use parse::is_link;
pub use write::plain_source;

/// A paragraph, heading, clauses or list, of spans whose words are of type `W`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
pub enum Block<W> {
    /// Level 1 to 3.
    Heading(u8, Vec<Span<W>>),
    /// Its lines; the author broke them so.
    Paragraph(Vec<Vec<Span<W>>>),
    Clauses(Vec<Clause<W>>),
    List(Vec<Vec<Span<W>>>),
}

/// A numbered clause: contracts speak of it by its number, so it stays as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Clause<W> {
    /// `1` or `2.3`, without the last full stop.
    pub number: String,
    pub spans: Vec<Span<W>>,
}

/// A run of words of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
pub enum Span<W> {
    Plain(W),
    Bold(W),
    /// `url` is http, https, mailto or tel, and holds no space, quote or bracket. A bare link is its own
    /// label.
    Link {
        label: W,
        url: W,
    },
}

/// A part of a text before it is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Letters(String),
    Field { path: String, fallback: Option<String> },
}

/// Words with fields in them: a subject, or the inside of a span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    pieces: Vec<Piece>,
    /// What begins like a field and is none, such as `{first name}`.
    odd: Vec<String>,
}

/// A text, parsed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    blocks: Vec<Block<Words>>,
}

/// What the fields stand for, by path.
pub type Values = BTreeMap<String, String>;

/// A field that nothing is known by, or a brace that is no field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{{{0}}}` is not a field; choose one from the list, or write \\{{ for a plain brace")]
pub struct UnknownField(pub String);

impl Text {
    /// Every text parses: what is no markup is itself.
    pub fn parse(source: &str) -> Text {
        Text { blocks: parse::blocks(source) }
    }

    pub fn blocks(&self) -> &[Block<Words>] {
        &self.blocks
    }

    /// The paths of its fields, each once, in order of the alphabet.
    pub fn fields(&self) -> BTreeSet<&str> {
        self.words().flat_map(Words::fields).collect()
    }

    /// Whether every field is one of `known`; `contact.*` stands for whatever is below contact.
    pub fn check(&self, known: &[&str]) -> Result<(), Vec<UnknownField>> {
        unknown(self.words().flat_map(|words| words.unknown(known)).collect())
    }

    /// Puts the values in. A field without a value and without a fallback is named, all of them at once.
    pub fn fill(&self, values: &Values) -> Result<Filled, Missing> {
        fill::fill(&self.blocks, values)
    }

    fn words(&self) -> impl Iterator<Item = &Words> {
        self.blocks.iter().flat_map(Block::spans).flat_map(Span::words)
    }
}

impl Words {
    /// One line: letters and fields, without markup.
    pub fn parse(source: &str) -> Words {
        parse::words(source)
    }

    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The paths of its fields, as often as they stand there.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Field { path, .. } => Some(path.as_str()),
            Piece::Letters(_) => None,
        })
    }

    /// As `Text::check`.
    pub fn check(&self, known: &[&str]) -> Result<(), Vec<UnknownField>> {
        unknown(self.unknown(known).collect())
    }

    /// As `Text::fill`, to one line of plain letters.
    pub fn fill(&self, values: &Values) -> Result<String, Missing> {
        fill::words(self, values)
    }

    fn unknown(&self, known: &[&str]) -> impl Iterator<Item = UnknownField> {
        let strange = self.fields().filter(|path| !known.iter().any(|known| covers(known, path)));
        let odd = self.odd.iter().map(String::as_str);
        strange.chain(odd).map(|field| UnknownField(field.to_owned())).collect::<Vec<_>>().into_iter()
    }
}

fn unknown(found: Vec<UnknownField>) -> Result<(), Vec<UnknownField>> {
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn covers(known: &str, path: &str) -> bool {
    match known.strip_suffix('*') {
        Some(above) => path.strip_prefix(above).is_some_and(|rest| !rest.is_empty()),
        None => known == path,
    }
}

impl<W> Block<W> {
    /// The spans of all its lines.
    pub fn spans(&self) -> impl Iterator<Item = &Span<W>> {
        self.lines().into_iter().flatten()
    }

    /// A heading has one line, clauses and items one each.
    pub fn lines(&self) -> Vec<&[Span<W>]> {
        match self {
            Block::Heading(_, line) => vec![line.as_slice()],
            Block::Paragraph(lines) | Block::List(lines) => lines.iter().map(Vec::as_slice).collect(),
            Block::Clauses(clauses) => clauses.iter().map(|clause| clause.spans.as_slice()).collect(),
        }
    }
}

impl<W> Span<W> {
    fn words(&self) -> impl Iterator<Item = &W> {
        let (first, second) = match self {
            Span::Plain(words) | Span::Bold(words) => (words, None),
            Span::Link { label, url } => (label, Some(url)),
        };
        std::iter::once(first).chain(second)
    }
}

//! Values into a text: all that is missing is said at once, and no value can break a line or become markup.

use super::{Block, Clause, Piece, Span, Values, Words, is_link};

/// The fields a text needs and nothing fills, each once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing is known for {}; fill it in, or write a fallback like {{{}|there}}", .0.join(", "), .0[0])]
pub struct Missing(pub Vec<String>);

/// A text with every field filled: letters and links, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub(super) blocks: Vec<Block<String>>,
}

impl Filled {
    /// A filled text read back from its source, as `source` writes it. Braces are letters here.
    pub fn read(source: &str) -> Filled {
        let blocks = super::parse::blocks(source);
        Filled { blocks: blocks.iter().map(|block| each(block, &mut as_written)).filter_map(tidy).collect() }
    }

    pub fn blocks(&self) -> &[Block<String>] {
        &self.blocks
    }
}

/// What is still missing, and what it is filled from.
struct Fill<'a> {
    values: &'a Values,
    missing: Vec<String>,
}

pub(super) fn fill(blocks: &[Block<Words>], values: &Values) -> Result<Filled, Missing> {
    let mut fill = Fill { values, missing: vec![] };
    let blocks: Vec<_> = blocks.iter().map(|block| each(block, &mut |span| fill.span(span))).collect();
    fill.done(Filled { blocks: blocks.into_iter().filter_map(tidy).collect() })
}

pub(super) fn words(words: &Words, values: &Values) -> Result<String, Missing> {
    let mut fill = Fill { values, missing: vec![] };
    let line = fill.words(words);
    fill.done(one_line(&line))
}

impl Fill<'_> {
    fn done<T>(self, made: T) -> Result<T, Missing> {
        if self.missing.is_empty() { Ok(made) } else { Err(Missing(self.missing)) }
    }

    fn span(&mut self, span: &Span<Words>) -> Span<String> {
        match span {
            Span::Plain(words) => Span::Plain(self.words(words)),
            Span::Bold(words) => Span::Bold(self.words(words)),
            Span::Link { label, url } => Span::Link { label: self.words(label), url: self.url(url) },
        }
    }

    fn words(&mut self, words: &Words) -> String {
        words.pieces.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(&mut self, piece: &Piece) -> String {
        match piece {
            Piece::Letters(letters) => letters.clone(),
            Piece::Field { path, fallback } => {
                let known = self.values.get(path).map(|value| one_line(value));
                known.filter(|value| !value.is_empty()).or_else(|| fallback.clone()).unwrap_or_else(|| {
                    self.misses(path);
                    String::new()
                })
            }
        }
    }

    /// A field of the links is the address; any other field inside one is a part of it, so it is encoded.
    fn url(&mut self, url: &Words) -> String {
        let whole = super::parse::stands_for_a_link(url);
        let part = |piece: &Piece| match piece {
            Piece::Field { .. } if !whole => encoded(&self.piece(piece)),
            piece => self.piece(piece),
        };
        let address: String = url.pieces.iter().map(part).collect();
        if let Some(path) = url.fields().next().filter(|_| whole && !is_link(&address)) {
            self.misses(path);
        }
        address
    }

    fn misses(&mut self, path: &str) {
        if !self.missing.iter().any(|missing| missing == path) {
            self.missing.push(path.to_owned());
        }
    }
}

/// A value stands in a line: breaks and runs of spaces are one space, control marks are nothing.
fn one_line(value: &str) -> String {
    let words = value.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// RFC 3986: everything but unreserved characters, percent-encoded.
fn encoded(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

fn as_written(span: &Span<Words>) -> Span<String> {
    let letters = |words: &Words| words.pieces.iter().map(super::write::spelled).collect::<String>();
    match span {
        Span::Plain(words) => Span::Plain(letters(words)),
        Span::Bold(words) => Span::Bold(letters(words)),
        Span::Link { label, url } => Span::Link { label: letters(label), url: letters(url) },
    }
}

fn each(block: &Block<Words>, span: &mut impl FnMut(&Span<Words>) -> Span<String>) -> Block<String> {
    let mut line = |spans: &[Span<Words>]| spans.iter().map(&mut *span).collect::<Vec<_>>();
    match block {
        Block::Heading(level, spans) => Block::Heading(*level, line(spans)),
        Block::Paragraph(lines) => Block::Paragraph(lines.iter().map(|l| line(l)).collect()),
        Block::List(items) => Block::List(items.iter().map(|l| line(l)).collect()),
        Block::Clauses(clauses) => Block::Clauses(
            clauses.iter().map(|c| Clause { number: c.number.clone(), spans: line(&c.spans) }).collect(),
        ),
    }
}

/// Without empty spans, lines and blocks, and without spaces at the ends of a line: as if typed so.
fn tidy(block: Block<String>) -> Option<Block<String>> {
    let kept = |lines: Vec<Vec<Span<String>>>| -> Option<Vec<_>> {
        let lines: Vec<_> = lines.into_iter().map(tidy_line).filter(|line| !line.is_empty()).collect();
        (!lines.is_empty()).then_some(lines)
    };
    match block {
        Block::Heading(level, spans) => {
            Some(tidy_line(spans)).filter(|l| !l.is_empty()).map(|l| Block::Heading(level, l))
        }
        Block::Paragraph(lines) => kept(lines).map(Block::Paragraph),
        Block::List(items) => kept(items).map(Block::List),
        Block::Clauses(clauses) => {
            let tidied = clauses.into_iter().map(|c| Clause { spans: tidy_line(c.spans), ..c });
            let clauses: Vec<_> = tidied.filter(|clause| !clause.spans.is_empty()).collect();
            (!clauses.is_empty()).then_some(Block::Clauses(clauses))
        }
    }
}

fn tidy_line(spans: Vec<Span<String>>) -> Vec<Span<String>> {
    let mut line: Vec<Span<String>> = Vec::new();
    for span in spans {
        match (line.last_mut(), span) {
            (_, Span::Plain(words) | Span::Bold(words)) if words.is_empty() => {}
            (Some(Span::Plain(before)), Span::Plain(words)) => before.push_str(&words),
            (_, Span::Link { label, url }) if label.is_empty() => {
                line.push(Span::Link { label: url.clone(), url });
            }
            (_, span) => line.push(span),
        }
    }
    if let Some(Span::Plain(first)) = line.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(Span::Plain(last)) = line.last_mut() {
        *last = last.trim_end().to_owned();
    }
    line.retain(|span| !matches!(span, Span::Plain(words) if words.is_empty()));
    line
}

//! Blocks as text again: the source they parse from, and the plain words a person reads.

use super::{Block, Filled, Piece, Span, Text, Words};

impl std::fmt::Display for Text {
    /// A source that parses to the same text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&source(&self.blocks, &|words: &Words| words.pieces.iter().map(piece).collect()))
    }
}

impl Filled {
    /// A source that reads back as the same text: what is kept of a message.
    pub fn source(&self) -> String {
        source(&self.blocks, &|letters: &String| inert(letters))
    }

    /// The words a person reads without any markup; a link's address stands behind its label.
    pub fn plain(&self) -> String {
        let blocks: Vec<String> = self.blocks.iter().map(plain_block).collect();
        blocks.join("\n\n")
    }
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Letters(letters) => inert(letters),
        Piece::Field { .. } => spelled(piece),
    }
}

/// A piece as letters: a field is its own spelling.
pub(super) fn spelled(piece: &Piece) -> String {
    match piece {
        Piece::Letters(letters) => letters.clone(),
        Piece::Field { path, fallback: None } => format!("{{{path}}}"),
        Piece::Field { path, fallback: Some(fallback) } => format!("{{{path}|{fallback}}}"),
    }
}

/// The source of one line that says these letters and nothing else: a customer's words, kept as they are.
pub fn plain_source(letters: &str) -> String {
    no_beginning(inert(letters.trim()))
}

/// Letters that stay letters: what has a meaning in the form gets a backslash.
fn inert(letters: &str) -> String {
    let mut out = String::with_capacity(letters.len() + 8);
    for (at, c) in letters.char_indices() {
        if "\\*[]{}".contains(c) || letters[at..].starts_with("://") {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn source<W>(blocks: &[Block<W>], write: &dyn Fn(&W) -> String) -> String {
    let line = |spans: &[Span<W>]| spans.iter().map(|span| span_source(span, write)).collect::<String>();
    let block = |block: &Block<W>| match block {
        Block::Heading(level, spans) => format!("{} {}", "#".repeat((*level).into()), line(spans)),
        Block::Paragraph(lines) => joined(lines.iter().map(|spans| no_beginning(line(spans)))),
        Block::List(items) => joined(items.iter().map(|spans| format!("- {}", line(spans)))),
        Block::Clauses(clauses) => {
            joined(clauses.iter().map(|clause| format!("{}. {}", clause.number, line(&clause.spans))))
        }
    };
    blocks.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn span_source<W>(span: &Span<W>, write: &dyn Fn(&W) -> String) -> String {
    match span {
        Span::Plain(words) => write(words),
        Span::Bold(words) => format!("**{}**", write(words)),
        Span::Link { label, url } => {
            // An address holds no bracket, so only the colon was made inert.
            format!("[{}]({})", write(label), write(url).replace("\\:", ":"))
        }
    }
}

/// A line of a paragraph must not begin like a heading, a clause or an item.
fn no_beginning(line: String) -> String {
    if line.starts_with(['#', '-']) {
        return format!("\\{line}");
    }
    match line.find(". ") {
        Some(end) if super::parse::is_number(&line[..end]) => {
            format!("{}\\{}", &line[..end], &line[end..])
        }
        _ => line,
    }
}

fn plain_block(block: &Block<String>) -> String {
    match block {
        Block::Heading(_, spans) => plain_line(spans),
        Block::Paragraph(lines) => joined(lines.iter().map(|line| plain_line(line))),
        Block::List(items) => joined(items.iter().map(|item| format!("- {}", plain_line(item)))),
        Block::Clauses(clauses) => {
            joined(clauses.iter().map(|clause| format!("{}. {}", clause.number, plain_line(&clause.spans))))
        }
    }
}

fn plain_line(spans: &[Span<String>]) -> String {
    let shown = |span: &Span<String>| match span {
        Span::Plain(words) | Span::Bold(words) => words.clone(),
        Span::Link { label, url } if label == url => url.clone(),
        Span::Link { label, url } => format!("{label} ({url})"),
    };
    spans.iter().map(shown).collect()
}

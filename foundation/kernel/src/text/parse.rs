//! From the source to blocks: line by line, then span by span, then field by field. Nothing is refused.

use super::{Block, Clause, Piece, Span, Words};

/// A line as it begins.
enum Line<'a> {
    Heading(u8, &'a str),
    Clause(&'a str, &'a str),
    Item(&'a str),
    Words(&'a str),
}

pub(super) fn blocks(source: &str) -> Vec<Block<Words>> {
    let mut blocks = Vec::new();
    let mut open = false;
    for line in source.lines().map(str::trim) {
        if !line.is_empty() {
            add_line(&mut blocks, line, open);
        }
        open = !line.is_empty();
    }
    blocks
}

/// `open`: the line before belonged to the last block.
fn add_line(blocks: &mut Vec<Block<Words>>, line: &str, open: bool) {
    match (begins(line), blocks.last_mut().filter(|_| open)) {
        (Line::Heading(level, rest), _) => blocks.push(Block::Heading(level, spans(rest))),
        (Line::Item(rest), Some(Block::List(items))) => items.push(spans(rest)),
        (Line::Item(rest), _) => blocks.push(Block::List(vec![spans(rest)])),
        (Line::Clause(number, rest), Some(Block::Clauses(clauses))) => clauses.push(clause(number, rest)),
        (Line::Clause(number, rest), _) => blocks.push(Block::Clauses(vec![clause(number, rest)])),
        (Line::Words(rest), Some(Block::Paragraph(lines))) => lines.push(spans(rest)),
        (Line::Words(rest), _) => blocks.push(Block::Paragraph(vec![spans(rest)])),
    }
}

fn clause(number: &str, rest: &str) -> Clause<Words> {
    Clause { number: number.to_owned(), spans: spans(rest) }
}

fn begins(line: &str) -> Line<'_> {
    let marks = line.bytes().take_while(|byte| *byte == b'#').count();
    let heading = line[marks..].strip_prefix(' ').map(str::trim_start).filter(|rest| !rest.is_empty());
    if let (1..=3, Some(rest)) = (marks, heading) {
        return Line::Heading(u8::try_from(marks).expect("three marks at most"), rest);
    }
    let filled = |rest: &&str| !rest.trim().is_empty();
    if let Some(rest) = line.strip_prefix("- ").filter(filled) {
        return Line::Item(rest.trim_start());
    }
    match line.split_once(". ").filter(|(number, rest)| is_number(number) && filled(rest)) {
        Some((number, rest)) => Line::Clause(number, rest.trim_start()),
        None => Line::Words(line),
    }
}

/// `1`, `12` or `2.3`; a year is no clause.
pub(super) fn is_number(text: &str) -> bool {
    let digits = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    text.split('.').all(digits)
}

pub(super) fn spans(line: &str) -> Vec<Span<Words>> {
    let (mut found, mut plain_from, mut at) = (Vec::new(), 0, 0);
    while let Some(first) = line[at..].chars().next() {
        match markup(&line[at..], &line[plain_from..at]) {
            Some((span, taken)) => {
                plain(&mut found, &line[plain_from..at]);
                found.push(span);
                at += taken;
                plain_from = at;
            }
            None => at += step(&line[at..]).unwrap_or(first.len_utf8()),
        }
    }
    plain(&mut found, &line[plain_from..]);
    found
}

fn plain(found: &mut Vec<Span<Words>>, source: &str) {
    if !source.is_empty() {
        found.push(Span::Plain(words(source)));
    }
}

/// The length of a mark that a backslash hides, or of a whole field: neither holds markup.
fn step(rest: &str) -> Option<usize> {
    hidden(rest).map(|_| 2).or_else(|| field(rest).map(|(_, taken)| taken))
}

/// A backslash before ASCII punctuation stands for that mark.
fn hidden(rest: &str) -> Option<char> {
    rest.strip_prefix('\\')?.chars().next().filter(char::is_ascii_punctuation)
}

/// A span that is more than letters, and how many bytes it takes.
fn markup(rest: &str, before: &str) -> Option<(Span<Words>, usize)> {
    bold(rest).or_else(|| labelled(rest)).or_else(|| link_field(rest)).or_else(|| bare(rest, before))
}

fn bold(rest: &str) -> Option<(Span<Words>, usize)> {
    let inside = rest.strip_prefix("**")?;
    let end = find(inside, "**").filter(|end| *end > 0)?;
    Some((Span::Bold(words(&inside[..end])), end + 4))
}

fn labelled(rest: &str) -> Option<(Span<Words>, usize)> {
    let inside = rest.strip_prefix('[')?;
    let middle = find(inside, "](").filter(|middle| *middle > 0)?;
    let end = find(&inside[middle + 2..], ")")?;
    let url = link_words(&inside[middle + 2..middle + 2 + end])?;
    Some((Span::Link { label: words(&inside[..middle]), url }, middle + end + 4))
}

/// `{links.preferences}` on its own is a link that shows its address.
fn link_field(rest: &str) -> Option<(Span<Words>, usize)> {
    let (piece, taken) = field(rest)?;
    let url = Words { pieces: vec![piece], odd: vec![] };
    stands_for_a_link(&url).then(|| (Span::Link { label: url.clone(), url }, taken))
}

/// A bare link ends at a space; a full stop or bracket after it belongs to the sentence.
fn bare(rest: &str, before: &str) -> Option<(Span<Words>, usize)> {
    let starts = rest.starts_with("https://") || rest.starts_with("http://");
    if !starts || before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"*[]\\".contains(c)).unwrap_or(rest.len());
    let shown = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    let url = link_words(shown)?;
    Some((Span::Link { label: url.clone(), url }, shown.len()))
}

/// The words of a link's address: it begins like a link, or is one field of the links.
fn link_words(source: &str) -> Option<Words> {
    let url = words(source);
    let shape: String = url
        .pieces
        .iter()
        .map(|piece| if let Piece::Letters(letters) = piece { letters } else { "x" })
        .collect();
    let begins = matches!(url.pieces.first(), Some(Piece::Letters(_))) && is_link(&shape);
    (begins || stands_for_a_link(&url)).then_some(url)
}

pub(super) fn stands_for_a_link(url: &Words) -> bool {
    let field = |piece: &Piece| matches!(piece, Piece::Field { path, .. } if path.starts_with("links."));
    url.pieces.len() == 1 && url.pieces.iter().all(field)
}

/// An address a text may lead to: a web page, a mailbox, a telephone.
pub fn is_link(url: &str) -> bool {
    let kinds = ["https://", "http://", "mailto:", "tel:"];
    let names_something =
        kinds.iter().any(|kind| url.strip_prefix(kind).is_some_and(|rest| !rest.is_empty()));
    names_something
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "()<>\"[]\\".contains(c))
}

/// Where `mark` stands, not counting what a backslash hides or a field holds.
fn find(text: &str, mark: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if text[at..].starts_with(mark) {
            return Some(at);
        }
        at += step(&text[at..]).unwrap_or(first.len_utf8());
    }
    None
}

pub(super) fn words(source: &str) -> Words {
    let (mut found, mut letters, mut rest) = (Words::default(), String::new(), source);
    while let Some(first) = rest.chars().next() {
        if let Some((piece, taken)) = field(rest) {
            push_letters(&mut found, &mut letters);
            found.pieces.push(piece);
            rest = &rest[taken..];
            continue;
        }
        if first == '{' {
            let end = rest.find('}').unwrap_or(rest.len());
            found.odd.push(rest[1..end.max(1)].to_owned());
        }
        let mark = hidden(rest);
        letters.push(mark.unwrap_or(first));
        rest = &rest[mark.map_or(first.len_utf8(), |_| 2)..];
    }
    push_letters(&mut found, &mut letters);
    found
}

fn push_letters(found: &mut Words, letters: &mut String) {
    if !letters.is_empty() {
        found.pieces.push(Piece::Letters(std::mem::take(letters)));
    }
}

/// `{contact.first_name}` or `{contact.first_name|there}`, and its length in bytes.
fn field(rest: &str) -> Option<(Piece, usize)> {
    let inside = rest.strip_prefix('{')?;
    let inside = &inside[..inside.find('}')?];
    let (path, fallback) = inside.split_once('|').map_or((inside, None), |(path, rest)| (path, Some(rest)));
    let word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let readable = path.contains('.') && path.split('.').all(word);
    let whole = fallback.is_none_or(|fallback| !fallback.contains(['{', '|', '\\', '\n']));
    let piece = Piece::Field { path: path.to_owned(), fallback: fallback.map(str::to_owned) };
    (readable && whole).then_some((piece, inside.len() + 2))
}

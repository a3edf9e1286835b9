//! The small text form of our mails: paragraphs, `- ` lists, `**bold**`, `[label](https://…)` and bare links.
//!
//! Invariant: `inert(x)` comes back as the letters of x and nothing else, so a customer's words never become
//! markup.

use super::Link;

/// A paragraph (its lines), or a list (its items).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(Vec<Vec<Span>>),
    List(Vec<Vec<Span>>),
}

/// A run of letters of one kind; the letters are unescaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    Plain(String),
    Bold(String),
    Link { label: String, link: Link },
}

/// A value set into a text so that it is shown as it is: what has a meaning here gets a backslash.
pub fn inert(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    for c in value.chars() {
        if "\\*[]:-".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Every text parses: what is no markup is itself.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            open = false;
            continue;
        }
        add_line(&mut blocks, line, open);
        open = true;
    }
    blocks
}

/// `open`: the line before belonged to the last block.
fn add_line(blocks: &mut Vec<Block>, line: &str, open: bool) {
    let item = line.strip_prefix("- ");
    let spans = spans(item.unwrap_or(line));
    match (item, blocks.last_mut().filter(|_| open)) {
        (Some(_), Some(Block::List(items))) => items.push(spans),
        (None, Some(Block::Paragraph(lines))) => lines.push(spans),
        (Some(_), _) => blocks.push(Block::List(vec![spans])),
        (None, _) => blocks.push(Block::Paragraph(vec![spans])),
    }
}

fn spans(line: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        if let Some((span, after)) = markup(rest, &plain) {
            flush(&mut found, &mut plain);
            found.push(span);
            rest = after;
            continue;
        }
        let (c, taken) = letter(rest).unwrap_or((first, first.len_utf8()));
        plain.push(c);
        rest = &rest[taken..];
    }
    flush(&mut found, &mut plain);
    found
}

fn flush(found: &mut Vec<Span>, plain: &mut String) {
    if !plain.is_empty() {
        found.push(Span::Plain(std::mem::take(plain)));
    }
}

/// A backslash before ASCII punctuation stands for that mark.
fn letter(rest: &str) -> Option<(char, usize)> {
    let mark = rest.strip_prefix('\\')?.chars().next()?;
    mark.is_ascii_punctuation().then_some((mark, 2))
}

fn markup<'a>(rest: &'a str, before: &str) -> Option<(Span, &'a str)> {
    bold(rest).or_else(|| labelled(rest)).or_else(|| bare(rest, before))
}

fn bold(rest: &str) -> Option<(Span, &str)> {
    let inside = rest.strip_prefix("**")?;
    let end = find(inside, "**").filter(|end| *end > 0)?;
    Some((Span::Bold(unescape(&inside[..end])), &inside[end + 2..]))
}

fn labelled(rest: &str) -> Option<(Span, &str)> {
    let inside = rest.strip_prefix('[')?;
    let middle = find(inside, "](").filter(|middle| *middle > 0)?;
    let target = &inside[middle + 2..];
    let end = target.find(')')?;
    let link = Link::parse(&target[..end]).ok()?;
    Some((Span::Link { label: unescape(&inside[..middle]), link }, &target[end + 1..]))
}

/// A bare link ends at a space; a full stop or bracket after it belongs to the sentence.
fn bare<'a>(rest: &'a str, before: &str) -> Option<(Span, &'a str)> {
    let starts = rest.starts_with("https://") || rest.starts_with("http://");
    if !starts || before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"*[]".contains(c)).unwrap_or(rest.len());
    let shown = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    let link = Link::parse(shown).ok()?;
    Some((Span::Link { label: shown.to_owned(), link }, &rest[shown.len()..]))
}

/// Where `mark` stands, not counting what a backslash hides.
fn find(text: &str, mark: &str) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with(mark) {
            return Some(at);
        }
        let first = text[at..].chars().next()?;
        at += letter(&text[at..]).map_or(first.len_utf8(), |(_, taken)| taken);
    }
    None
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (c, taken) = letter(rest).unwrap_or((first, first.len_utf8()));
        out.push(c);
        rest = &rest[taken..];
    }
    out
}

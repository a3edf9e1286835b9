//! The small text form as blocks of spans; a block that begins in Arabic or Hebrew runs from the right.

use kernel::text::{Block, Filled, Span};
use serde_json::{Value as Json, json};

/// Nothing for an empty text.
pub fn read(source: Option<&str>) -> Json {
    let blocks: Vec<Json> = Filled::read(source.unwrap_or_default()).blocks().iter().map(block).collect();
    if blocks.is_empty() { Json::Null } else { Json::Array(blocks) }
}

fn block(block: &Block<String>) -> Json {
    let lines: Vec<Json> = block.lines().iter().map(|line| line_of(line)).collect();
    let (kind, level, numbers) = match block {
        Block::Heading(level, _) => ("heading", *level, vec![]),
        Block::Paragraph(_) => ("paragraph", 0, vec![]),
        Block::List(_) => ("list", 0, vec![]),
        Block::Clauses(clauses) => ("clauses", 0, clauses.iter().map(|c| c.number.as_str()).collect()),
    };
    let first: String = block.spans().map(letters).collect();
    let rtl = reads_rightwards(&first);
    json!({ "kind": kind, "level": level, "numbers": numbers, "rtl": rtl, "lines": lines })
}

fn line_of(spans: &[Span<String>]) -> Json {
    spans.iter().map(span).collect()
}

fn span(span: &Span<String>) -> Json {
    match span {
        Span::Plain(words) => json!({ "kind": "plain", "text": words }),
        Span::Bold(words) => json!({ "kind": "bold", "text": words }),
        Span::Link { label, url } => json!({ "kind": "link", "text": label, "url": url }),
    }
}

fn letters(span: &Span<String>) -> &str {
    match span {
        Span::Plain(words) | Span::Bold(words) => words,
        Span::Link { label, .. } => label,
    }
}

/// By its first letter with a direction (UAX #9, P2 and P3, for the scripts we know).
pub fn reads_rightwards(text: &str) -> bool {
    let rightwards =
        |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    text.chars().find(|c| c.is_alphabetic()).is_some_and(rightwards)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_blocks() {
        let read = read(Some("# Terms\n\n1. First **clause**\n1.1. below\n\n- item https://example.com"));
        let kinds: Vec<_> = read.as_array().into_iter().flatten().map(|b| b["kind"].as_str()).collect();
        assert_eq!(kinds, [Some("heading"), Some("clauses"), Some("list")]);
        assert_eq!(read[1]["numbers"], json!(["1", "1.1"]));
        assert_eq!(read[1]["lines"][0][1], json!({ "kind": "bold", "text": "clause" }));
        assert_eq!(super::read(Some("  ")), Json::Null);
    }

    #[test]
    fn direction_follows_the_first_letter() {
        assert!(reads_rightwards("12. שלום world") && !reads_rightwards("Hello שלום"));
    }
}

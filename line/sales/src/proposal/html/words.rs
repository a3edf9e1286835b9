//! The small text form as HTML: headings one level below the page's own, clauses with the numbers as written.

use kernel::text::{Block, Filled, Span};
use maud::{Markup, html};

/// A filled text, from its source.
pub(crate) fn blocks(source: &str) -> Markup {
    html! { @for block in Filled::read(source).blocks() { (one(block)) } }
}

fn one(block: &Block<String>) -> Markup {
    match block {
        Block::Heading(1, line) => html! { h2 { (spans(line)) } },
        Block::Heading(_, line) => html! { h3 { (spans(line)) } },
        Block::Paragraph(lines) => html! {
            p { @for (at, line) in lines.iter().enumerate() { @if at > 0 { br; } (spans(line)) } }
        },
        Block::List(items) => html! { ul { @for item in items { li { (spans(item)) } } } },
        Block::Clauses(clauses) => html! {
            @for clause in clauses { p { (clause.number) ". " (spans(&clause.spans)) } }
        },
    }
}

fn spans(line: &[Span<String>]) -> Markup {
    html! {
        @for span in line {
            @match span {
                Span::Plain(words) => (words),
                Span::Bold(words) => strong { (words) },
                Span::Link { label, url } => a href=(url) rel="noopener noreferrer" { (label) },
            }
        }
    }
}

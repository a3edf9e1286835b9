//! Lines and sums: on a phone a line is its words and its amount, with the options as boxes before them.

use kernel::paper::{Paper, PaperLine};
use kernel::price::Quantity;
use kernel::{BasisPoints, Money, print};
use maud::{Markup, html};

use crate::say;

/// All lines and the sums below; with boxes where the reader may choose.
pub(crate) fn table(paper: &Paper, boxes: bool) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (say(&paper.language, "line", &[])) }
                    th.amount scope="col" { (say(&paper.language, "amount", &[])) }
                }
            }
            tbody { @for (at, line) in paper.lines.iter().enumerate() { (row(paper, at, line, boxes)) } }
            tfoot { (sums(paper)) }
        }
    }
}

fn row(paper: &Paper, at: usize, line: &PaperLine, boxes: bool) -> Markup {
    let (language, id) = (&paper.language, format!("o{at}"));
    html! {
        tr {
            td {
                @if boxes && line.optional {
                    div.check {
                        input type="checkbox" id=(id) name="o" value=(at) checked[line.chosen];
                        label for=(id) {
                            strong { (line.line.title) }
                            span.optional { " (" (say(language, "option", &[])) ")" }
                        }
                    }
                } @else { strong { (line.line.title) } }
                @if let Some(text) = &line.line.text { p.help { (text) } }
                p.help { (detail(line, language)) }
            }
            td.amount.soft[!line.chosen] { (print::amount(line.net, language)) }
        }
    }
}

/// `3 hour × €100.00 − 10 %, 19 % tax`
fn detail(line: &PaperLine, language: &str) -> String {
    let priced = &line.line;
    let plain = priced.quantity == Quantity::ONE && priced.unit.is_empty();
    let mut text = String::new();
    if !plain {
        let unit = if priced.unit.is_empty() { String::new() } else { format!(" {}", priced.unit) };
        let quantity = quantity(priced.quantity, language);
        text = format!("{quantity}{unit} × {}", print::amount(priced.unit_price, language));
    }
    if priced.discount != BasisPoints(0) {
        text += &format!(" − {}", print::rate(priced.discount, language));
    }
    let tax = say(language, "tax", &[("rate", &print::rate(priced.rate, language))]);
    if text.is_empty() { tax } else { format!("{text}, {tax}") }
}

fn quantity(quantity: Quantity, language: &str) -> String {
    let plain = quantity.to_string();
    if language.starts_with("en") { plain } else { plain.replace('.', ",") }
}

fn sums(paper: &Paper) -> Markup {
    let (priced, language) = (&paper.priced, &paper.language);
    let sum = |words: &str, amount: Money| {
        html! { tr { td { (words) } td.amount { (print::amount(amount, language)) } } }
    };
    let discount = paper.discount.as_ref().filter(|_| priced.discount.minor != 0);
    let off = Money { minor: -priced.discount.minor, ..priced.discount };
    html! {
        @if let Some((share, reason)) = discount {
            (sum(&say(language, "sum", &[]), priced.sum))
            (sum(&less(*share, reason.as_deref(), language), off))
        }
        (sum(&say(language, "net", &[]), priced.totals.net))
        @for group in &priced.totals.groups {
            (sum(&say(language, "tax", &[("rate", &print::rate(group.rate, language))]), group.tax))
        }
        tr {
            th scope="row" { (say(language, "total", &[])) }
            th.amount { (print::amount(priced.totals.gross, language)) }
        }
    }
}

fn less(share: BasisPoints, reason: Option<&str>, language: &str) -> String {
    let words = say(language, "discount", &[("rate", &print::rate(share, language))]);
    match reason {
        Some(reason) => format!("{words}: {reason}"),
        None => words,
    }
}

//! The lines, sums and the plan as texts.

use kernel::paper::{Document, Paper, PaperLine};
use kernel::tax::TaxGroup;
use kernel::{BasisPoints, print};
use serde_json::{Value as Json, json};

use super::{Reader, breakable};

pub fn any_discount(paper: &Paper) -> bool {
    paper.lines.iter().any(|line| line.line.discount.0 != 0)
}

pub fn lines(reader: &Reader<'_>) -> Vec<Json> {
    let each = |(at, line): (usize, &PaperLine)| {
        let priced = &line.line;
        let option = if line.chosen { "option_in" } else { "option_out" };
        let discount = (priced.discount.0 != 0).then(|| reader.rate(priced.discount));
        json!({
            "position": (at + 1).to_string(),
            "title": breakable(&priced.title),
            "text": priced.text.as_deref().unwrap_or_default().lines().map(breakable).collect::<Vec<_>>(),
            "quantity": quantity(reader, line),
            "price": reader.amount(priced.unit_price),
            "discount": discount.unwrap_or_default(),
            "rate": reader.rate(priced.rate),
            "net": reader.amount(line.net),
            "option": line.optional.then(|| reader.label(option)),
            "counts": line.chosen || !line.optional,
        })
    };
    reader.paper.lines.iter().enumerate().map(each).collect()
}

/// With the decimal mark of the reader, as amounts and rates have it.
fn quantity(reader: &Reader<'_>, line: &PaperLine) -> String {
    let mark = if print::rate(BasisPoints(50), &reader.paper.language).contains(',') { "," } else { "." };
    let number = line.line.quantity.to_string().replace('.', mark);
    format!("{number} {}", line.line.unit).trim().to_owned()
}

/// Label, amount, and whether it is the one that counts.
pub fn sums(reader: &Reader<'_>) -> Vec<Json> {
    let (paper, priced) = (reader.paper, &reader.paper.priced);
    let mut rows = vec![];
    let mut row = |label: String, amount: kernel::Money, strong: bool| {
        rows.push(json!({ "label": label, "amount": reader.amount(amount), "strong": strong }));
    };
    if priced.discount.minor != 0 {
        let less = kernel::Money { minor: -priced.discount.minor, ..priced.discount };
        row(reader.label("sum").into(), priced.sum, false);
        row(discount(reader), less, false);
    }
    row(reader.label("net").into(), priced.totals.net, false);
    for group in &priced.totals.groups {
        row(tax(reader, group), group.tax, false);
    }
    let total = if paper.document == Document::CreditNote { "credited" } else { "gross" };
    row(reader.label(total).into(), priced.totals.gross, true);
    rows
}

fn discount(reader: &Reader<'_>) -> String {
    let label = reader.label("discount");
    match &reader.paper.discount {
        None => label.to_owned(),
        Some((rate, None)) => format!("{label} {}", reader.rate(*rate)),
        Some((rate, Some(reason))) => format!("{label} {} ({reason})", reader.rate(*rate)),
    }
}

/// With one rate its base is the net total, said already.
fn tax(reader: &Reader<'_>, group: &TaxGroup) -> String {
    let short = format!("{} {}", reader.tax(), reader.rate(group.rate));
    match reader.paper.priced.totals.groups.len() {
        1 => short,
        _ => format!("{short} {} {}", reader.label("tax_on"), reader.amount(group.net)),
    }
}

pub fn milestones(reader: &Reader<'_>) -> Vec<Json> {
    let each = |milestone: &kernel::paper::PaperMilestone| {
        json!({
            "title": milestone.title,
            "share": reader.rate(milestone.share),
            "amount": reader.amount(milestone.amount),
            "due": milestone.due.map(|day| reader.day(day)),
        })
    };
    reader.paper.milestones.iter().map(each).collect()
}

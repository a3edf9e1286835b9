//! What a draft charges: lines with their sums, checked line by line.

use kernel::price::{Priced, PricedLine, price};
use kernel::{BasisPoints, Currency, Error, FieldError, Result};

use super::Charge;

const MOST_LINES: usize = 200;

/// Lines with their sums; what does not fit is said line by line.
pub(crate) fn charge(
    currency: Currency,
    lines: Vec<PricedLine>,
    discount: BasisPoints,
    discount_reason: Option<String>,
) -> Result<Charge> {
    let mut wrong: Vec<FieldError> =
        lines.iter().enumerate().flat_map(|(at, line)| troubles(at, line, currency)).collect();
    if !(0..=10_000).contains(&discount.0) {
        wrong.push(trouble("/discount".into(), "discount", "write a discount of 0 to 100 %"));
    }
    if lines.len() > MOST_LINES {
        wrong.push(trouble(
            "/lines".into(),
            "too_many",
            "an invoice has at most 200 lines; write a second one",
        ));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let priced: Priced = price(currency, &lines, discount)?;
    Ok(Charge { currency, lines, discount, discount_reason, priced })
}

fn troubles(at: usize, line: &PricedLine, currency: Currency) -> Vec<FieldError> {
    let mut found = vec![];
    let mut say =
        |name: &str, code, text: &str| found.push(trouble(format!("/lines/{at}/{name}"), code, text));
    let title = line.title.trim().chars().count();
    if !(1..=200).contains(&title) {
        say("title", "line.title", "say in 1 to 200 characters what is charged");
    }
    if line.text.as_ref().is_some_and(|text| text.chars().count() > 2_000) {
        say("text", "too_long", "shorten it to 2,000 characters");
    }
    if line.unit_price.currency != currency {
        say("unit_price", "money.mixed_currencies", &format!("write the price in {}", currency.code()));
    }
    if !(0..=10_000).contains(&line.discount.0) {
        say("discount", "discount", "write a discount of 0 to 100 %");
    }
    if !(0..=10_000).contains(&line.rate.0) {
        say("rate", "rate", "write a tax rate of 0 to 100 %");
    }
    found
}

pub(super) fn trouble(pointer: String, code: &'static str, detail: &str) -> FieldError {
    FieldError { pointer, code, detail: detail.into() }
}

//! What lines cost: quantity × price − discount per line, one discount over all, tax by rate group.
//!
//! Invariant: proposal, agreement, invoice and paper take their sums from here, so they are computed once, the
//! same way. Not here: which price or rate applies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tax::{Taxable, Totals, totals};
use crate::{BasisPoints, Currency, Money, MoneyError};

/// Thousandths of a unit: 1.5 hours is 1500. In JSON a decimal text such as `"1.5"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quantity(pub i64);

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "`{0}` is no quantity; write a number such as 3 or 1.5, with at most three decimals, below a billion"
)]
pub struct QuantityError(pub String);

impl Quantity {
    pub const ONE: Quantity = Quantity(1000);
    const LIMIT: i64 = 1_000_000_000_000;

    /// Reads `3`, `1.5`, `1,5`: above zero, at most three decimals.
    pub fn parse(text: &str) -> Result<Quantity, QuantityError> {
        let bad = || QuantityError(text.to_owned());
        let plain = text.trim().replace(',', ".");
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || part.len() > 3 || !digits(whole) || !digits(part) {
            return Err(bad());
        }
        let milli: i64 = format!("{whole}{part:0<3}").parse().map_err(|_| bad())?;
        if (1..Quantity::LIMIT).contains(&milli) { Ok(Quantity(milli)) } else { Err(bad()) }
    }
}

impl std::fmt::Display for Quantity {
    /// `1.5`, without zeros at the end.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, part) = (self.0 / 1000, (self.0 % 1000).abs());
        if part == 0 {
            return write!(f, "{whole}");
        }
        let part = format!("{part:03}");
        write!(f, "{whole}.{}", part.trim_end_matches('0'))
    }
}

impl TryFrom<String> for Quantity {
    type Error = QuantityError;
    fn try_from(text: String) -> Result<Quantity, QuantityError> {
        Quantity::parse(&text)
    }
}

impl From<Quantity> for String {
    fn from(quantity: Quantity) -> String {
        quantity.to_string()
    }
}

impl JsonSchema for Quantity {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Quantity".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "a decimal text above zero with at most three decimals, such as 1.5",
            "pattern": "^[0-9]{1,9}([.,][0-9]{1,3})?$",
        })
    }
}

/// What is charged for: one line of a proposal or an invoice (EN 16931 BG-25).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PricedLine {
    /// BT-153.
    pub title: String,
    /// BT-154.
    #[serde(default)]
    pub text: Option<String>,
    /// BT-129.
    pub quantity: Quantity,
    /// What one of it is called, such as `hour`; empty for a plain count.
    #[serde(default)]
    pub unit: String,
    /// Net price of one unit (BT-146).
    pub unit_price: Money,
    /// Off this line (BT-138); 0 where nothing is said.
    #[serde(default = "none")]
    pub discount: BasisPoints,
    /// Tax rate (BT-152).
    pub rate: BasisPoints,
}

fn none() -> BasisPoints {
    BasisPoints(0)
}

impl PricedLine {
    /// Quantity × price, rounded, less the line's discount, rounded (BT-131).
    pub fn net(&self) -> Result<Money, MoneyError> {
        let full = self.unit_price.times_milli(self.quantity.0)?;
        full.checked_sub(full.share(self.discount)?)
    }
}

/// The sums of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Priced {
    /// Net of each line, in their order (BT-131).
    pub nets: Vec<Money>,
    /// Sum of the lines before the discount over all (BT-106).
    pub sum: Money,
    /// What the discount over all takes off (BT-107).
    pub discount: Money,
    /// After it, by rate group.
    pub totals: Totals,
}

/// Sums lines; the discount over all is taken off each rate group by itself and rounded there (BG-20 per rate).
pub fn price(currency: Currency, lines: &[PricedLine], discount: BasisPoints) -> Result<Priced, MoneyError> {
    let nets = lines.iter().map(PricedLine::net).collect::<Result<Vec<_>, _>>()?;
    let taxable = |(line, net): (&PricedLine, &Money)| Taxable { net: *net, rate: line.rate };
    let before = totals(currency, &lines.iter().zip(&nets).map(taxable).collect::<Vec<_>>())?;
    let less = |group: &crate::tax::TaxGroup| {
        let net = group.net.checked_sub(group.net.share(discount)?)?;
        Ok(Taxable { net, rate: group.rate })
    };
    let groups = before.groups.iter().map(less).collect::<Result<Vec<_>, MoneyError>>()?;
    let after = totals(currency, &groups)?;
    Ok(Priced { nets, sum: before.net, discount: before.net.checked_sub(after.net)?, totals: after })
}

/// Shares of an amount by weight that add up exactly: each is rounded down, what is left goes to the last.
pub fn shares(whole: Money, weights: &[i64]) -> Result<Vec<Money>, MoneyError> {
    let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    let mut left = whole;
    let mut parts = vec![];
    for (at, weight) in weights.iter().enumerate() {
        let last = at + 1 == weights.len() || total == 0;
        let minor =
            if last { left.minor } else { (i128::from(whole.minor) * i128::from(*weight) / total) as i64 };
        let part = Money { minor, ..whole };
        left = left.checked_sub(part)?;
        parts.push(part);
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity: &str, minor: i64, discount: i64, rate: i64) -> PricedLine {
        PricedLine {
            title: "Work".into(),
            text: None,
            quantity: Quantity::parse(quantity).unwrap(),
            unit: "hour".into(),
            unit_price: Money::new(minor, Currency::EUR),
            discount: BasisPoints(discount),
            rate: BasisPoints(rate),
        }
    }

    #[test]
    fn a_quantity_is_read_and_printed_without_loss() {
        for (typed, printed) in [("3", "3"), ("1.5", "1.5"), ("1,250", "1.25"), ("0.001", "0.001")] {
            assert_eq!(Quantity::parse(typed).unwrap().to_string(), printed);
        }
        for wrong in ["", "0", "-1", "1.2345", "a", "1 000", "9999999999"] {
            assert!(Quantity::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_discount_over_all_is_taken_from_each_rate_group() {
        let priced = price(
            Currency::EUR,
            &[line("1.5", 10_000, 0, 1900), line("1", 999, 1000, 700)],
            BasisPoints(500),
        )
        .unwrap();
        assert_eq!(priced.nets.iter().map(|net| net.minor).collect::<Vec<_>>(), [15_000, 899]);
        assert_eq!((priced.sum.minor, priced.discount.minor), (15_899, 795));
        let groups: Vec<_> =
            priced.totals.groups.iter().map(|g| (g.rate.0, g.net.minor, g.tax.minor)).collect();
        assert_eq!(groups, [(700, 854, 60), (1900, 14_250, 2708)]);
        assert_eq!(priced.totals.gross.minor, 17_872);
    }

    #[test]
    fn shares_add_up_exactly() {
        let parts = shares(Money::new(10_001, Currency::EUR), &[3000, 3000, 4000]).unwrap();
        assert_eq!(parts.iter().map(|part| part.minor).collect::<Vec<_>>(), [3000, 3000, 4001]);
        assert_eq!(shares(Money::new(7, Currency::EUR), &[]).unwrap(), []);
    }
}

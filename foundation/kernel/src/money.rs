//! Money: a whole number of the currency's smallest coin, rates in basis points, and no float anywhere.
//!
//! Invariant: |minor| < 2^53, so every JSON reader sees the same amount.

mod typed;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    pub const EUR: Currency = Currency(iso_currency::Currency::EUR);
    pub const USD: Currency = Currency(iso_currency::Currency::USD);
    pub const JPY: Currency = Currency(iso_currency::Currency::JPY);

    /// Three capital letters, as in ISO 4217.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    pub fn from_code(code: &str) -> Option<Currency> {
        iso_currency::Currency::from_code(code).map(Currency)
    }

    /// Digits after the decimal sign: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn exponent(self) -> u32 {
        self.0.exponent().unwrap_or(2).into()
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(code: String) -> Result<Self, MoneyError> {
        Currency::from_code(&code).ok_or(MoneyError::UnknownCurrency(code))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().into()
    }
}

impl JsonSchema for Currency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217" })
    }
}

/// An amount in minor units of its currency: 12.50 EUR is 1250.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum MoneyError {
    #[error("amounts are in different currencies")]
    MixedCurrencies,
    #[error("amount is out of range")]
    OutOfRange,
    #[error("`{0}` is not an ISO 4217 currency code, such as EUR")]
    UnknownCurrency(String),
    #[error("`{0}` is not an amount; write it like 1250.00")]
    NotAnAmount(String),
}

impl crate::Refusal for MoneyError {
    fn code(&self) -> &'static str {
        match self {
            MoneyError::MixedCurrencies => "money.mixed_currencies",
            MoneyError::OutOfRange => "money.out_of_range",
            MoneyError::UnknownCurrency(_) => "money.unknown_currency",
            MoneyError::NotAnAmount(_) => "money.not_an_amount",
        }
    }
    fn status(&self) -> u16 {
        422
    }
}

impl Money {
    const LIMIT: i64 = 1 << 53;

    pub fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies);
        }
        let minor = self.minor.checked_add(other.minor).filter(|sum| sum.abs() < Money::LIMIT);
        minor.map(|minor| Money { minor, ..self }).ok_or(MoneyError::OutOfRange)
    }

    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.checked_add(Money { minor: -other.minor, ..other })
    }

    /// A share in basis points (1/100 of a percent), rounded half away from zero: the commercial rule.
    pub fn share(self, rate: BasisPoints) -> Result<Money, MoneyError> {
        let product = i128::from(self.minor) * i128::from(rate.0);
        let minor = round_half_away(product, 10_000);
        let minor = i64::try_from(minor).ok().filter(|m| m.abs() < Money::LIMIT);
        minor.map(|minor| Money { minor, ..self }).ok_or(MoneyError::OutOfRange)
    }

    /// A price per unit times a quantity in thousandths (1.5 h is 1500), rounded half away from zero.
    pub fn times_milli(self, quantity_milli: i64) -> Result<Money, MoneyError> {
        let minor = round_half_away(i128::from(self.minor) * i128::from(quantity_milli), 1_000);
        let minor = i64::try_from(minor).ok().filter(|m| m.abs() < Money::LIMIT);
        minor.map(|minor| Money { minor, ..self }).ok_or(MoneyError::OutOfRange)
    }

    /// Shares that differ by at most one coin and add up exactly.
    pub fn split(self, parts: std::num::NonZeroU16) -> Vec<Money> {
        let n = i64::from(parts.get());
        let (share, rest) = (self.minor.div_euclid(n), self.minor.rem_euclid(n));
        (0..n).map(|i| Money { minor: share + i64::from(i < rest), ..self }).collect()
    }

    /// Reads `1250`, `1250.5`, `1250.50` or `1250,50`: digits and at most one decimal sign.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, MoneyError> {
        let bad = || MoneyError::NotAnAmount(text.to_owned());
        let trimmed = text.trim().replace(',', ".");
        let (sign, digits) = trimmed.strip_prefix('-').map_or((1, trimmed.as_str()), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let exponent = currency.exponent() as usize;
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || part.len() > exponent || !plain(whole) || !plain(part) {
            return Err(bad());
        }
        let minor: i64 = format!("{whole}{part:0<exponent$}").parse().map_err(|_| bad())?;
        if minor >= Money::LIMIT {
            Err(MoneyError::OutOfRange)
        } else {
            Ok(Money::new(sign * minor, currency))
        }
    }
}

impl std::fmt::Display for Money {
    /// `1250.00 EUR`; the reader's own format is the screen's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let exponent = self.currency.exponent();
        let unit = 10i64.pow(exponent);
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, part) = (self.minor.abs() / unit, self.minor.abs() % unit);
        match exponent {
            0 => write!(f, "{sign}{whole} {}", self.currency.code()),
            digits => write!(f, "{sign}{whole}.{part:0w$} {}", self.currency.code(), w = digits as usize),
        }
    }
}

fn round_half_away(number: i128, by: i128) -> i128 {
    let half = if number < 0 { -by / 2 } else { by / 2 };
    (number + half) / by
}

/// A rate: 1900 is 19 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct BasisPoints(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_loses_no_cent() {
        for minor in [-1_001, -1, 0, 1, 100, 9_999] {
            let whole = Money { minor, currency: Currency::EUR };
            let parts = whole.split(std::num::NonZeroU16::new(7).unwrap());
            assert_eq!(parts.iter().map(|p| p.minor).sum::<i64>(), minor);
        }
    }

    #[test]
    fn an_amount_survives_its_text_form() {
        for (text, currency) in
            [("1250.50", Currency::EUR), ("-0.07", Currency::EUR), ("1250", Currency::JPY)]
        {
            let money = Money::parse(text, currency).unwrap();
            assert_eq!(money.to_string(), format!("{text} {}", currency.code()));
        }
        assert_eq!(Money::parse("12,5", Currency::EUR).unwrap().minor, 1250);
        for wrong in ["", "12.345", "1.2.3", "12 EUR", ".5", "1e3"] {
            assert!(Money::parse(wrong, Currency::EUR).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_share_rounds_half_away_from_zero() {
        let euros = |minor| Money::new(minor, Currency::EUR);
        assert_eq!(euros(250).share(BasisPoints(1_900)).unwrap().minor, 48); // 47.5
        assert_eq!(euros(-250).share(BasisPoints(1_900)).unwrap().minor, -48);
        assert_eq!(euros(333).times_milli(1_500).unwrap().minor, 500); // 499.5
    }
}

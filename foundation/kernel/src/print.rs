//! Amounts and days as a reader of a language writes them, for mails, pages and paper.
//!
//! Decimal and group marks and the order of a date follow CLDR for the languages named here; any other language
//! reads the unmistakable form (`1 250.00 EUR`, `2026-11-22`).

use crate::{BasisPoints, Date, Money};

/// (decimal mark, group mark, currency in front)
fn marks(language: &str) -> (char, char, bool) {
    match language {
        "en" => ('.', ',', true),
        "de" | "es" | "it" | "nl" | "pt" | "da" | "id" | "tr" => (',', '.', false),
        "fr" | "pl" | "cs" | "sv" | "nb" | "no" | "fi" | "uk" | "ru" => (',', '\u{a0}', false),
        _ => ('.', '\u{a0}', false),
    }
}

/// The primary subtag of a BCP 47 tag.
fn language(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or("en")
}

fn symbol(code: &str) -> &str {
    match code {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        other => other,
    }
}

/// `€1,250.00`, `1.250,00 €`, `CHF 1,250.00`.
pub fn amount(money: Money, tag: &str) -> String {
    let (decimal, group, front) = marks(language(tag));
    let plain = money.to_string();
    let (number, code) = plain.split_once(' ').unwrap_or((&plain, ""));
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let number = match part {
        Some(part) => format!("{}{decimal}{part}", grouped(whole, group)),
        None => grouped(whole, group),
    };
    let symbol = symbol(code);
    match (front, symbol.chars().count()) {
        (true, 1) => format!("{sign}{symbol}{number}"),
        (true, _) => format!("{sign}{symbol}\u{a0}{number}"),
        (false, _) => format!("{sign}{number}\u{a0}{symbol}"),
    }
}

/// `1,234`, `1.234`: how many.
pub fn whole(count: i64, tag: &str) -> String {
    let (_, group, _) = marks(language(tag));
    let sign = if count < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(&count.unsigned_abs().to_string(), group))
}

fn grouped(whole: &str, group: char) -> String {
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    out
}

/// `22 November 2026`, `22.11.2026`, `22/11/2026`.
pub fn day(day: Date, tag: &str) -> String {
    match language(tag) {
        "en" => day.strftime("%-d %B %Y").to_string(),
        "de" | "pl" | "cs" | "fi" | "nb" | "no" | "da" | "tr" | "uk" | "ru" => {
            day.strftime("%d.%m.%Y").to_string()
        }
        "fr" | "es" | "it" | "pt" => day.strftime("%d/%m/%Y").to_string(),
        "nl" => day.strftime("%d-%m-%Y").to_string(),
        _ => day.to_string(),
    }
}

/// `19 %`, `7.5 %` with the language's decimal mark.
pub fn rate(rate: BasisPoints, tag: &str) -> String {
    let (decimal, ..) = marks(language(tag));
    let (whole, part) = (rate.0 / 100, rate.0 % 100);
    let part = if part == 0 {
        String::new()
    } else {
        format!("{decimal}{part:02}").trim_end_matches('0').to_owned()
    };
    format!("{whole}{part}\u{a0}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn an_amount_is_written_as_its_reader_writes_it() {
        let money = Money::new(123_456_789, Currency::EUR);
        assert_eq!(amount(money, "en-GB"), "€1,234,567.89");
        assert_eq!(amount(money, "de"), "1.234.567,89\u{a0}€");
        assert_eq!(amount(Money::new(-5, Currency::EUR), "de-AT"), "-0,05\u{a0}€");
        assert_eq!(
            amount(Money::new(100_000, Currency::from_code("JPY").unwrap()), "en"),
            "JPY\u{a0}100,000"
        );
        assert_eq!(
            (whole(1234, "en").as_str(), whole(-1_234_567, "de-AT").as_str()),
            ("1,234", "-1.234.567")
        );
        assert_eq!(whole(7, "ja"), "7");
    }

    #[test]
    fn a_day_and_a_rate_too() {
        let date = jiff::civil::date(2026, 2, 3);
        assert_eq!(
            (day(date, "en").as_str(), day(date, "de-CH").as_str()),
            ("3 February 2026", "03.02.2026")
        );
        assert_eq!(day(date, "ja"), "2026-02-03");
        assert_eq!(rate(BasisPoints(750), "de"), "7,5\u{a0}%");
        assert_eq!(rate(BasisPoints(1900), "en"), "19\u{a0}%");
    }
}

//! One cell as a day or an amount. What cannot be read is said, never guessed.

use kernel::{Currency, Date, Money};

use super::mapping::{DateFormat, DecimalMark};

/// `31.12.2026`, `12/31/26`, `2026-12-31 10:00:00`; a time behind the day is left away. A year in front has
/// four digits.
pub fn day(text: &str, format: DateFormat) -> Option<Date> {
    let plain = text.trim().split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = plain.split(['.', '/', '-']).filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = match parts.as_slice() {
        [one] if one.len() == 8 && one.bytes().all(|b| b.is_ascii_digit()) => compact(one, format),
        _ => parts,
    };
    let [a, b, c] = parts.as_slice() else { return None };
    let (year, month, day) = match format {
        DateFormat::DayMonthYear => (c, b, a),
        DateFormat::MonthDayYear => (c, a, b),
        DateFormat::YearMonthDay => (a, b, c),
    };
    let number = |text: &str, longest: usize| -> Option<i16> {
        let digits = text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= longest;
        if digits { text.parse().ok() } else { None }
    };
    let year = match year.len() {
        2 if format != DateFormat::YearMonthDay => 2000 + number(year, 2)?,
        4 => number(year, 4)?,
        _ => return None,
    };
    Date::new(year, number(month, 2)?.try_into().ok()?, number(day, 2)?.try_into().ok()?).ok()
}

/// `20261231`, `31122026`.
fn compact(text: &str, format: DateFormat) -> Vec<&str> {
    match format {
        DateFormat::YearMonthDay => vec![&text[..4], &text[4..6], &text[6..]],
        _ => vec![&text[..2], &text[2..4], &text[4..]],
    }
}

/// `1.234,56`, `-1,234.56`, `1'234.56 CHF`, `(12.00)`, `12,00-`, `+5`. `None` is said for anything doubtful.
pub fn amount(text: &str, mark: DecimalMark, currency: Currency) -> Option<Money> {
    let (negative, digits) = sign(text)?;
    let (whole, part) = digits.split_once(mark.char()).unwrap_or((&digits, ""));
    let whole = ungrouped(whole, mark.other())?;
    let exponent = currency.exponent() as usize;
    let digits_only = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits_only(&whole) || !digits_only(part) {
        return None;
    }
    let (kept, zeros) = part.split_at(part.len().min(exponent));
    if zeros.bytes().any(|b| b != b'0') {
        return None;
    }
    let plain = if kept.is_empty() { whole } else { format!("{whole}.{kept}") };
    let money = Money::parse(&plain, currency).ok()?;
    Some(if negative { Money { minor: -money.minor, ..money } } else { money })
}

/// Sign and bare number: the sign may stand before, behind, or as brackets; a currency may stand beside it.
fn sign(text: &str) -> Option<(bool, String)> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\'' | '’' | '€' | '$' | '£'))
        .map(|c| if matches!(c, '−' | '–') { '-' } else { c })
        .collect();
    let bare = bare.trim_matches(|c: char| c.is_ascii_alphabetic());
    let (brackets, bare) = match bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inside) => (true, inside),
        None => (false, bare),
    };
    let minus = bare.starts_with('-') || bare.ends_with('-');
    let number = bare.trim_start_matches(['-', '+']).trim_end_matches(['-', '+']);
    let marks = bare.len() - number.len();
    if marks > 1 || (marks == 1 && brackets) { None } else { Some((minus || brackets, number.to_owned())) }
}

/// Takes group marks out where they stand every three digits, and only there.
fn ungrouped(whole: &str, mark: char) -> Option<String> {
    let groups: Vec<&str> = whole.split(mark).collect();
    let well = groups.len() == 1
        || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
    well.then(|| groups.concat())
}

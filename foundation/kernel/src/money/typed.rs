//! Amounts as people type them: grouped, with a sign or a word for the currency. What is not plainly an amount is
//! none: nothing is guessed.

use super::{Currency, Money};

const GROUPS: [char; 6] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’'];
const MARKS: [char; 2] = ['.', ','];

/// Signs and words, in small letters. One that several countries share is the business's own, where it is one of them.
const CALLED: [(&str, &[&str]); 19] = [
    ("€", &["EUR"]),
    ("eur", &["EUR"]),
    ("euro", &["EUR"]),
    ("euros", &["EUR"]),
    ("$", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD"]),
    ("us$", &["USD"]),
    ("usd", &["USD"]),
    ("dollar", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD"]),
    ("dollars", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD"]),
    ("£", &["GBP"]),
    ("gbp", &["GBP"]),
    ("pounds", &["GBP"]),
    ("chf", &["CHF"]),
    ("fr.", &["CHF"]),
    ("sfr.", &["CHF"]),
    ("franken", &["CHF"]),
    ("¥", &["JPY", "CNY"]),
    ("zł", &["PLN"]),
    ("₹", &["INR"]),
];

impl Money {
    /// Reads `5,000`, `1.250,00`, `€ 500`, `500 EUR` or `1'200.-`; `usual` where they name no currency. `None` for what
    /// is no amount, or might be two.
    pub fn typed(text: &str, usual: Currency) -> Option<Money> {
        let digit = |c: char| c.is_ascii_digit();
        let (first, last) = (text.find(digit)?, text.rfind(digit)?);
        let before = text[..first].trim();
        // `500.-` and `500,--` are five hundred and no cents.
        let after =
            text[last + 1..].trim_start_matches(['.', ',']).trim_start_matches(['-', '–', '—']).trim();
        let currency = match (before, after) {
            ("", "") => usual,
            (named, "") | ("", named) => called(named, usual)?,
            (one, other) => called(one, usual).filter(|one| called(other, usual) == Some(*one))?,
        };
        let plain = plain(&text[first..=last], currency.exponent() as usize)?;
        Money::parse(&plain, currency).ok()
    }
}

fn called(word: &str, usual: Currency) -> Option<Currency> {
    if let Some(code) = Currency::from_code(word) {
        return Some(code);
    }
    let small = word.to_lowercase();
    if small == usual.code().to_lowercase() {
        return Some(usual);
    }
    let (_, codes) = CALLED.iter().find(|(called, _)| *called == small)?;
    let own = codes.iter().find(|code| **code == usual.code());
    Currency::from_code(own.or(codes.first())?)
}

/// `1.250,5` as `1250.5`.
fn plain(number: &str, places: usize) -> Option<String> {
    let (whole, part) = match decimal_mark(number, places)? {
        Some(at) => (&number[..at], &number[at + 1..]),
        None => (number, ""),
    };
    let whole = ungrouped(whole)?;
    let fits = part.len() <= places && part.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| if part.is_empty() { whole } else { format!("{whole}.{part}") })
}

/// Where the decimal mark stands, if there is one. `None` where nobody can tell.
fn decimal_mark(number: &str, places: usize) -> Option<Option<usize>> {
    let Some(at) = number.rfind(MARKS) else { return Some(None) };
    let (head, tail) = (&number[..at], &number[at + 1..]);
    let (mark, other) = if number[at..].starts_with('.') { ('.', ',') } else { (',', '.') };
    match (head.contains(mark), head.contains(other)) {
        (true, true) => None,
        (true, false) => Some(None),
        (false, true) => Some(Some(at)),
        // One mark and three digits after it: thousands, unless the currency has three places itself.
        (false, false) if tail.len() == 3 && head.len() <= 3 && !head.starts_with('0') => {
            (places != 3).then_some(None)
        }
        (false, false) => Some(Some(at)),
    }
}

/// The digits without the signs between groups of three, or of two as in India; one kind of sign only.
fn ungrouped(whole: &str) -> Option<String> {
    let sign = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(sign) = sign else { return Some(whole.to_owned()) };
    if !GROUPS.contains(&sign) && !MARKS.contains(&sign) {
        return None;
    }
    let groups: Vec<&str> = whole.split(sign).collect();
    let digits = |group: &&str| group.bytes().all(|b| b.is_ascii_digit());
    let (first, last) = (groups.first()?.len(), groups.last()?.len());
    let middle = groups[1..].iter().all(|group| matches!(group.len(), 2 | 3));
    let grouped = (1..=3).contains(&first) && last == 3 && middle && groups.iter().all(digits);
    grouped.then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_type_it() {
        let euros = |text: &str| {
            Money::typed(text, Currency::EUR).map(|m| format!("{} {}", m.minor, m.currency.code()))
        };
        for (typed, read) in [
            ("1250", "125000 EUR"),
            ("1250.5", "125050 EUR"),
            ("1250,00 EUR", "125000 EUR"),
            ("5,000", "500000 EUR"),
            ("5.000", "500000 EUR"),
            ("1.250,00", "125000 EUR"),
            ("1,250.00", "125000 EUR"),
            ("1.250.000", "125000000 EUR"),
            ("12,34,567.50", "123456750 EUR"),
            ("1 250,50 €", "125050 EUR"),
            ("1\u{a0}250", "125000 EUR"),
            ("€ 500", "50000 EUR"),
            ("€500", "50000 EUR"),
            (" 500 Euro ", "50000 EUR"),
            ("500,-", "50000 EUR"),
            ("0.50", "50 EUR"),
            ("$5,000", "500000 USD"),
            ("CHF 1'200.-", "120000 CHF"),
            ("3000 GBP", "300000 GBP"),
        ] {
            assert_eq!(euros(typed).as_deref(), Some(read), "{typed}");
        }
    }

    #[test]
    fn what_is_not_plainly_an_amount_is_none() {
        for text in [
            "",
            "much",
            "5k",
            "5000-8000",
            "5000 to 8000",
            "about 5000",
            "-500",
            "1,2,3",
            "1.250,00.5",
            "12 34",
            "500 apples",
            "€ 500 USD",
            "1.234567",
            "10 000 000 0",
            "1,250.00,5",
        ] {
            assert_eq!(Money::typed(text, Currency::EUR), None, "{text}");
        }
    }

    #[test]
    fn a_sign_several_countries_share_is_the_business_s_own() {
        let canada = Currency::from_code("CAD").unwrap();
        assert_eq!(Money::typed("$500", canada), Some(Money::new(50_000, canada)));
        assert_eq!(Money::typed("500 cad", canada), Some(Money::new(50_000, canada)));
        assert_eq!(Money::typed("¥5,000", Currency::JPY), Some(Money::new(5_000, Currency::JPY)));
        let dinar = Currency::from_code("KWD").unwrap();
        assert_eq!(Money::typed("1.250", dinar), None, "one dinar and a quarter, or 1250");
        assert_eq!(Money::typed("1.250,500", dinar), Some(Money::new(1_250_500, dinar)));
    }
}

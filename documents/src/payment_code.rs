//! The payment code on invoices: EPC069-12, version 002, read by the banking apps of the euro area.
//!
//! Not here: whether an invoice asks for money; only a positive amount in EUR with an IBAN has a code.

use kernel::Currency;
use kernel::paper::PaymentInstructions;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// Characters of the account's name (AT-21), and of the remittance text (AT-05).
const NAME: usize = 70;
const TEXT: usize = 140;
/// Bytes of the whole payload.
const LONGEST: usize = 331;
/// 999,999,999.99
const MOST: i64 = 99_999_999_999;
/// Modules of white around the symbol (ISO/IEC 18004).
const QUIET: i32 = 4;

/// The eleven lines, joined by LF without one at the end; `None` where the rules allow no code.
pub fn payload(payment: &PaymentInstructions) -> Option<String> {
    let amount = payment.amount;
    if amount.currency != Currency::EUR || !(1..=MOST).contains(&amount.minor) || payment.iban.is_empty() {
        return None;
    }
    let plain = amount.to_string();
    let number = plain.split(' ').next()?;
    let name = one_line(&payment.account_name, NAME);
    let (bic, iban) = (payment.bic.as_deref().unwrap_or_default(), &payment.iban);
    let text = one_line(&payment.reference, TEXT);
    // Service tag, version, UTF-8, SEPA credit transfer, BIC, name, IBAN, amount, purpose, reference, text.
    let payload = format!("BCD\n002\n1\nSCT\n{bic}\n{name}\n{iban}\nEUR{number}\n\n\n{text}");
    (!name.is_empty() && payload.len() <= LONGEST).then_some(payload)
}

fn one_line(text: &str, most: usize) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}

/// The symbol as SVG, dark modules as one path; error level M, at most version 13, one byte segment.
pub fn svg(payment: &PaymentInstructions) -> Option<String> {
    let payload = payload(payment)?;
    let segments = [QrSegment::make_bytes(payload.as_bytes())];
    let (least, most) = (Version::new(1), Version::new(13));
    let made = QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, least, most, None, false);
    made.ok().map(|code| drawn(&code))
}

fn drawn(code: &QrCode) -> String {
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path += &format!("M{},{}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{side}\" \
         height=\"{side}\"><path d=\"{path}\" fill=\"#000000\"/></svg>"
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;
    use kernel::Money;

    fn payment(minor: i64, currency: Currency) -> PaymentInstructions {
        PaymentInstructions {
            account_name: "Müller  & Söhne GmbH".into(),
            iban: "DE02120300000000202051".into(),
            bic: Some("BYLADEM1001".into()),
            reference: "INV-2026-0001".into(),
            amount: Money::new(minor, currency),
        }
    }

    #[test]
    fn the_payload_is_what_the_standard_says() {
        let lines = payload(&payment(123_456, Currency::EUR)).unwrap();
        assert_eq!(
            lines,
            "BCD\n002\n1\nSCT\nBYLADEM1001\nMüller & Söhne GmbH\nDE02120300000000202051\nEUR1234.56\n\n\n\
             INV-2026-0001"
        );
    }

    #[test]
    fn only_euro_above_zero_has_a_code() {
        assert_eq!(payload(&payment(100, Currency::USD)), None);
        assert_eq!(payload(&payment(0, Currency::EUR)), None);
        assert_eq!(payload(&payment(MOST + 1, Currency::EUR)), None);
        let no_iban = PaymentInstructions { iban: String::new(), ..payment(100, Currency::EUR) };
        assert_eq!(payload(&no_iban), None);
    }

    #[test]
    fn long_names_and_texts_are_cut_where_the_standard_ends_them() {
        let long = PaymentInstructions {
            account_name: "n".repeat(90),
            reference: "r".repeat(200),
            ..payment(1, Currency::EUR)
        };
        let lines: Vec<_> = payload(&long).unwrap().lines().map(|l| l.chars().count()).collect();
        assert_eq!((lines[5], lines[10]), (70, 140));
        assert!(svg(&long).unwrap().starts_with("<svg"));
    }

    #[test]
    fn the_symbol_is_drawn_with_its_quiet_zone() {
        let drawn = svg(&payment(123_456, Currency::EUR)).unwrap();
        // Version 6: 41 modules and four of white on each side; the first finder pattern begins after them.
        assert!(drawn.contains("viewBox=\"0 0 49 49\""), "{}", &drawn[..90]);
        assert!(drawn.contains("M4,4h1v1h-1z"));
    }
}

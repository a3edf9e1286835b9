//! How to pay: rows beside the code.

use kernel::paper::PaymentInstructions;
use serde_json::{Value as Json, json};

use super::Reader;
use crate::payment_code;

pub fn view(reader: &Reader<'_>, payment: &PaymentInstructions) -> Json {
    let rows = [
        ("pay_amount", Some(reader.amount(payment.amount))),
        ("due", reader.paper.due.map(|day| reader.day(day))),
        ("account_name", Some(payment.account_name.clone())),
        ("iban", Some(grouped(&payment.iban))),
        ("bic", payment.bic.clone()),
        ("pay_reference", Some(payment.reference.clone())),
    ];
    let rows =
        rows.into_iter().filter_map(|(id, text)| Some((id, text?))).filter(|(_, text)| !text.is_empty());
    let rows: Vec<_> = rows.map(|(id, text)| [reader.label(id).to_owned(), text]).collect();
    json!({ "rows": rows, "qr_svg": payment_code::svg(payment) })
}

/// In fours, as banks print it (ISO 13616); the spaces do not break.
fn grouped(iban: &str) -> String {
    let letters: Vec<char> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("\u{a0}")
}

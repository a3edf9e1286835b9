//! How documents are numbered: one format per series, and the number to go on from.

use std::collections::BTreeMap;

use kernel::{FieldError, NumberFormat, Numbers};

/// The series a business starts with, and how they are written unless it says otherwise.
const USUAL: [(&str, &str); 4] = [
    ("proposal", "P-{year}-{n:4}"),
    ("project", "PR-{year}-{n:4}"),
    ("invoice", "INV-{year}-{n:4}"),
    ("credit_note", "CN-{year}-{n:4}"),
];

/// What was said, the usual formats for the rest.
pub fn completed(said: &BTreeMap<String, NumberFormat>) -> Numbers {
    let usual = USUAL
        .iter()
        .map(|(series, format)| ((*series).to_owned(), NumberFormat { format: (*format).into(), start: 1 }));
    Numbers { series: usual.chain(said.clone()).collect() }
}

/// Troubles by series; pointers begin with `at`.
pub fn troubles(at: &str, said: &BTreeMap<String, NumberFormat>) -> Vec<FieldError> {
    let one = |(series, format): (&String, &NumberFormat)| {
        let pointer = format!("{at}/{series}");
        if !USUAL.iter().any(|(known, _)| known == series) {
            let known = USUAL.map(|(known, _)| known).join(", ");
            let detail = format!("there is no series `{series}`; there are {known}");
            return Some(FieldError { pointer, code: "number.series", detail });
        }
        let detail = format.check().err()?.to_string();
        Some(FieldError { pointer: format!("{pointer}/format"), code: "number.format", detail })
    };
    said.iter().filter_map(one).collect()
}

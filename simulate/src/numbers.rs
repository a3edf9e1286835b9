//! Numbers of documents: each series begins where the business said, and goes on by one.

use std::collections::BTreeSet;

use kernel::{NumberFormat, Numbers, Result, fault};
use serde_json::json;

use crate::business::Business;
use crate::checks::everything;

/// Every series there is, and where its documents are listed.
const SERIES: [(&str, &str); 4] = [
    ("proposal", "proposal.list"),
    ("project", "project.list"),
    ("credit_note", "credit_note.list"),
    ("invoice", "invoice.list"),
];

/// How many invoices have a number.
pub(crate) async fn check(business: &impl Business) -> Result<usize> {
    let mut kept = business.act("numbers.read", json!({})).await?;
    let formats = Numbers { series: serde_json::from_value(kept["settings"].take()).map_err(fault)? };
    let year = business.now().to_zoned(jiff::tz::TimeZone::UTC).year();
    let mut invoices = 0;
    for (series, list) in SERIES {
        let all = everything(business, list).await?;
        let real = all.iter().filter(|record| record["test"] != json!(true));
        let numbers: Vec<&str> = real.filter_map(|record| record["number"].as_str()).collect();
        in_order(series, &numbers, &formats.of(series), [year - 1, year, year + 1])?;
        invoices = numbers.len();
    }
    Ok(invoices)
}

/// From its first number on each is there once, in whichever of the years it was given.
fn in_order(series: &str, numbers: &[&str], format: &NumberFormat, years: [i16; 3]) -> Result<()> {
    let mut given: BTreeSet<&str> = numbers.iter().copied().collect();
    if given.len() != numbers.len() {
        return Err(fault(format!("a number of {series} was given twice: {numbers:?}")));
    }
    for n in (format.start..).take(numbers.len()) {
        let printed = years.iter().map(|year| format.print(n, *year)).collect::<Result<Vec<_>>>()?;
        if !printed.iter().any(|number| given.remove(number.as_str())) {
            let first = &printed[1];
            return Err(fault(format!(
                "{series} has no number {first}, from {} on: {numbers:?}",
                format.start
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_begins_at_its_start_and_has_neither_gap_nor_twin() {
        let format = NumberFormat { format: "CN-{n:3}/{year}".into(), start: 7 };
        let holds = |numbers: &[&str]| in_order("credit_note", numbers, &format, [2025, 2026, 2027]).is_ok();
        assert!(holds(&[]) && holds(&["CN-008/2026", "CN-007/2025", "CN-009/2026"]));
        assert!(!holds(&["CN-008/2026", "CN-009/2026"]), "the first is the start");
        assert!(!holds(&["CN-007/2026", "CN-009/2026"]), "a gap");
        assert!(!holds(&["CN-007/2026", "CN-007/2026"]), "twice");
        assert!(!holds(&["CN-007/2026", "CN-007/2027"]), "twice, in two years");
    }
}

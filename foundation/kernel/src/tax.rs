//! Tax arithmetic: totals by rate group, as EN 16931 asks (BR-CO-17: tax is computed on each group's sum,
//! then rounded).
//!
//! Not here: which rate applies; that is a setting and a line's own choice.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{BasisPoints, Currency, Money, MoneyError};

/// One line's net amount and its rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taxable {
    pub net: Money,
    pub rate: BasisPoints,
}

/// The sums of one rate group (EN 16931 BG-23: BT-116, BT-117, BT-119).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaxGroup {
    pub rate: BasisPoints,
    pub net: Money,
    pub tax: Money,
}

/// Net, tax and gross of a document (EN 16931 BT-109, BT-110, BT-112).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    pub groups: Vec<TaxGroup>,
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
}

/// Adds up lines of one currency; tax is rounded once per rate group, half away from zero.
pub fn totals(currency: Currency, lines: &[Taxable]) -> Result<Totals, MoneyError> {
    let mut nets: BTreeMap<BasisPoints, Money> = BTreeMap::new();
    for line in lines {
        let sum = nets.entry(line.rate).or_insert(Money::zero(currency));
        *sum = sum.checked_add(line.net)?;
    }
    let group = |(rate, net): (BasisPoints, Money)| Ok(TaxGroup { rate, net, tax: net.share(rate)? });
    let groups = nets.into_iter().map(group).collect::<Result<Vec<_>, MoneyError>>()?;
    let add = |pick: fn(&TaxGroup) -> Money| {
        groups.iter().try_fold(Money::zero(currency), |sum, group| sum.checked_add(pick(group)))
    };
    let (net, tax) = (add(|g| g.net)?, add(|g| g.tax)?);
    Ok(Totals { net, tax, gross: net.checked_add(tax)?, groups })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_is_rounded_once_per_rate_group() {
        let line = |minor, rate| Taxable { net: Money::new(minor, Currency::EUR), rate: BasisPoints(rate) };
        let lines = [line(33, 1900), line(33, 1900), line(34, 1900), line(1000, 700)];
        let totals = totals(Currency::EUR, &lines).unwrap();
        assert_eq!(totals.groups.iter().map(|g| g.tax.minor).collect::<Vec<_>>(), [70, 19]);
        assert_eq!((totals.net.minor, totals.tax.minor, totals.gross.minor), (1100, 89, 1189));
    }
}

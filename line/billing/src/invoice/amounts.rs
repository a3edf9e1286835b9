//! Sums by tax rate taken apart: what is left of them, a portion of them, tax out of a gross amount.
//!
//! Invariant: whatever is taken apart adds up again to the last coin.

use std::collections::BTreeMap;

use kernel::price::shares;
use kernel::tax::{TaxGroup, Totals};
use kernel::{BasisPoints, Currency, Money, MoneyError};

/// The groups without those taken back; rates with nothing left are not there.
pub fn less<'g>(
    groups: &[TaxGroup],
    back: impl Iterator<Item = &'g TaxGroup>,
) -> Result<Vec<TaxGroup>, MoneyError> {
    let mut left: BTreeMap<BasisPoints, TaxGroup> = groups.iter().map(|group| (group.rate, *group)).collect();
    for gone in back {
        if let Some(group) = left.get_mut(&gone.rate) {
            group.net = group.net.checked_sub(gone.net)?;
            group.tax = group.tax.checked_sub(gone.tax)?;
        }
    }
    Ok(left.into_values().filter(|group| group.net.minor != 0 || group.tax.minor != 0).collect())
}

/// Groups put together by rate.
pub fn sum<'g>(groups: impl Iterator<Item = &'g TaxGroup>) -> Result<Vec<TaxGroup>, MoneyError> {
    let mut all: BTreeMap<BasisPoints, TaxGroup> = BTreeMap::new();
    for group in groups {
        match all.get_mut(&group.rate) {
            Some(known) => {
                known.net = known.net.checked_add(group.net)?;
                known.tax = known.tax.checked_add(group.tax)?;
            }
            None => drop(all.insert(group.rate, *group)),
        }
    }
    Ok(all.into_values().collect())
}

pub fn gross(group: &TaxGroup) -> Result<Money, MoneyError> {
    group.net.checked_add(group.tax)
}

/// The sums of groups that stand already.
pub fn totals(currency: Currency, groups: Vec<TaxGroup>) -> Result<Totals, MoneyError> {
    let add = |pick: fn(&TaxGroup) -> Money| {
        groups.iter().try_fold(Money::zero(currency), |sum, group| sum.checked_add(pick(group)))
    };
    let (net, tax) = (add(|group| group.net)?, add(|group| group.tax)?);
    Ok(Totals { net, tax, gross: net.checked_add(tax)?, groups })
}

/// A gross amount of one rate as net and tax; tax is rounded half away from zero.
pub fn split(gross: Money, rate: BasisPoints) -> Result<TaxGroup, MoneyError> {
    let (whole, by) = (i128::from(gross.minor) * i128::from(rate.0), i128::from(10_000 + rate.0));
    let half = if whole < 0 { -by / 2 } else { by / 2 };
    let tax = i64::try_from((whole + half) / by).map_err(|_| MoneyError::OutOfRange)?;
    let tax = Money { minor: tax, ..gross };
    Ok(TaxGroup { rate, net: gross.checked_sub(tax)?, tax })
}

/// A part of one group: the whole group where the amount is its whole gross, else net and tax out of it.
pub fn part(gross_amount: Money, group: &TaxGroup) -> Result<TaxGroup, MoneyError> {
    if gross(group)? == gross_amount { Ok(*group) } else { split(gross_amount, group.rate) }
}

/// An amount spread over the groups by their gross.
pub fn portion(amount: Money, groups: &[TaxGroup]) -> Result<Vec<TaxGroup>, MoneyError> {
    let weights =
        groups.iter().map(|group| Ok(gross(group)?.minor)).collect::<Result<Vec<_>, MoneyError>>()?;
    let parts = shares(amount, &weights)?;
    parts.into_iter().zip(groups).map(|(minor, group)| part(minor, group)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euros(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn group(rate: i64, net: i64, tax: i64) -> TaxGroup {
        TaxGroup { rate: BasisPoints(rate), net: euros(net), tax: euros(tax) }
    }

    #[test]
    fn tax_comes_out_of_a_gross_amount() {
        assert_eq!(split(euros(11_900), BasisPoints(1900)).unwrap(), group(1900, 10_000, 1900));
        assert_eq!(split(euros(100), BasisPoints(700)).unwrap(), group(700, 93, 7));
        assert_eq!(split(euros(100), BasisPoints(0)).unwrap(), group(0, 100, 0));
    }

    #[test]
    fn a_portion_adds_up_and_a_whole_portion_is_the_groups_themselves() {
        let groups = [group(700, 1001, 71), group(1900, 3333, 634)];
        assert_eq!(portion(euros(1001 + 71 + 3333 + 634), &groups).unwrap(), groups);
        let parts = portion(euros(1000), &groups).unwrap();
        assert_eq!(parts.iter().map(|part| gross(part).unwrap().minor).sum::<i64>(), 1000);
    }

    #[test]
    fn what_is_taken_back_is_not_left() {
        let groups = [group(700, 1000, 70), group(1900, 1000, 190)];
        assert_eq!(less(&groups, [group(700, 1000, 70)].iter()).unwrap(), [group(1900, 1000, 190)]);
    }
}

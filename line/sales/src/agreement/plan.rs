//! Who pays what when: the total of an agreement, shared out to the rows of its plan, by rate group.
//!
//! Invariant: net and tax of all rows add up exactly to the totals, in each group.

use kernel::price::shares;
use kernel::tax::{TaxGroup, Totals};
use kernel::{BasisPoints, Date, Money, MoneyError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::proposal::content::Part;

/// A row of the plan with its part of the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanPart {
    pub title: String,
    /// Of the total.
    pub share: BasisPoints,
    /// Days after the signature.
    pub due_days: Option<i64>,
    /// Net.
    pub amount: Money,
    pub groups: Vec<TaxGroup>,
}

/// Shares out the totals by the rows' shares; what rounding leaves goes to the last row.
pub fn split(totals: &Totals, plan: &[Part]) -> Result<Vec<PlanPart>, MoneyError> {
    let weights: Vec<i64> = plan.iter().map(|part| part.share.0).collect();
    let mut groups: Vec<Vec<TaxGroup>> = vec![vec![]; plan.len()];
    for group in &totals.groups {
        let (nets, taxes) = (shares(group.net, &weights)?, shares(group.tax, &weights)?);
        for ((row, net), tax) in groups.iter_mut().zip(nets).zip(taxes) {
            row.push(TaxGroup { rate: group.rate, net, tax });
        }
    }
    plan.iter().zip(groups).map(|(part, groups)| row(part, groups, totals)).collect()
}

fn row(part: &Part, groups: Vec<TaxGroup>, totals: &Totals) -> Result<PlanPart, MoneyError> {
    let zero = Money { minor: 0, ..totals.net };
    let amount = groups.iter().try_fold(zero, |sum, group| sum.checked_add(group.net))?;
    Ok(PlanPart { title: part.title.clone(), share: part.share, due_days: part.due_days, amount, groups })
}

/// The rows as a paper shows them; due days count from `signed`, where there is a signature.
pub(crate) fn on_paper(plan: &[PlanPart], signed: Option<Date>) -> Vec<kernel::paper::PaperMilestone> {
    let due = |part: &PlanPart| {
        let days = jiff::Span::new().try_days(part.due_days?).ok()?;
        signed?.checked_add(days).ok()
    };
    let row = |part: &PlanPart| kernel::paper::PaperMilestone {
        title: part.title.clone(),
        share: part.share,
        amount: part.amount,
        due: due(part),
    };
    plan.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may fail so

    use kernel::Currency;
    use kernel::price::{PricedLine, Quantity, price};
    use proptest::prelude::*;

    use super::*;

    fn line((minor, milli, rate): (i64, i64, usize)) -> PricedLine {
        PricedLine {
            title: "Work".into(),
            text: None,
            quantity: Quantity(milli),
            unit: String::new(),
            unit_price: Money::new(minor, Currency::EUR),
            discount: BasisPoints(0),
            rate: BasisPoints([0, 700, 1900, 2550][rate]),
        }
    }

    /// Rows whose shares make the whole, as sending demands.
    fn plan(cuts: &[i64]) -> Vec<Part> {
        let mut cuts: Vec<i64> = cuts.iter().copied().chain([0, 10_000]).collect();
        cuts.sort_unstable();
        let part = |pair: &[i64]| Part {
            title: "Part".into(),
            share: BasisPoints(pair[1] - pair[0]),
            due_days: None,
        };
        cuts.windows(2).map(part).collect()
    }

    proptest! {
        #[test]
        fn all_rows_add_up_exactly_in_each_group(
            lines in prop::collection::vec((-50_000i64..5_000_000, 1i64..100_000, 0usize..4), 1..12),
            cuts in prop::collection::vec(0i64..=10_000, 0..8),
            discount in 0i64..=10_000,
        ) {
            let lines: Vec<PricedLine> = lines.into_iter().map(line).collect();
            let priced = price(Currency::EUR, &lines, BasisPoints(discount)).unwrap();
            let rows = split(&priced.totals, &plan(&cuts)).unwrap();
            for group in &priced.totals.groups {
                let of = |pick: fn(&TaxGroup) -> i64| -> i64 {
                    rows.iter().flat_map(|row| &row.groups).filter(|g| g.rate == group.rate).map(pick).sum()
                };
                prop_assert_eq!(of(|g| g.net.minor), group.net.minor);
                prop_assert_eq!(of(|g| g.tax.minor), group.tax.minor);
            }
            prop_assert_eq!(rows.iter().map(|row| row.amount.minor).sum::<i64>(), priced.totals.net.minor);
        }
    }
}

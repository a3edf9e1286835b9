//! What a credit note takes back: all that is left, some lines, or an amount of a tax rate.
//!
//! Pure. A rate that is taken back wholly is taken back with the invoice's own net and tax, to the last coin.

use kernel::price::{Priced, PricedLine, Quantity, price};
use kernel::tax::TaxGroup;
use kernel::{BasisPoints, Error, Money, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::invoice::amounts::{gross, part, totals};
use crate::invoice::{Invoice, InvoiceRefusal};

/// A line of the invoice that is taken back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditLine {
    /// Its place on the invoice; the first is 0.
    pub line: usize,
    /// So much of it; all of it where nothing is said.
    #[serde(default)]
    pub quantity: Option<Quantity>,
}

/// A gross amount of one tax rate that is taken back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditAmount {
    pub rate: BasisPoints,
    pub gross: Money,
}

/// Lines and sums of a credit note.
pub struct Back {
    pub lines: Vec<PricedLine>,
    pub priced: Priced,
}

/// All that no credit note took back yet.
pub fn all(invoice: &Invoice) -> Result<Back> {
    if invoice.balance.credits.is_empty() {
        let (lines, priced) = (invoice.charge.lines.clone(), invoice.charge.priced.clone());
        return Ok(Back { lines, priced });
    }
    let left = invoice.creditable()?;
    if left.is_empty() {
        return Err(InvoiceRefusal::OverCredited(Money { minor: 0, ..invoice.gross() }).into());
    }
    of_groups(invoice, left)
}

/// Some lines, with the invoice's own discount.
pub fn of_lines(invoice: &Invoice, wanted: &[CreditLine]) -> Result<Back> {
    let lines = wanted.iter().enumerate().map(|(at, want)| line(invoice, at, want));
    let lines = lines.collect::<Result<Vec<_>>>()?;
    let mut places: Vec<usize> = wanted.iter().map(|want| want.line).collect();
    places.sort_unstable();
    if places.windows(2).any(|two| two[0] == two[1]) {
        return Err(Error::field("/lines", "line.twice", "name each line once"));
    }
    let charge = &invoice.charge;
    let mut priced = price(charge.currency, &lines, charge.discount)?;
    let left = invoice.creditable()?;
    let groups = priced.totals.groups.iter().map(|group| fitted(invoice, group, &left));
    priced.totals = totals(charge.currency, groups.collect::<Result<Vec<_>>>()?)?;
    Ok(Back { lines, priced })
}

fn line(invoice: &Invoice, at: usize, want: &CreditLine) -> Result<PricedLine> {
    let pointer = format!("/lines/{at}");
    let found = invoice.charge.lines.get(want.line);
    let none =
        || Error::field(pointer.clone(), "line.unknown", "the invoice has no such line; the first is 0");
    let found = found.ok_or_else(none)?;
    let quantity = want.quantity.unwrap_or(found.quantity);
    if quantity > found.quantity {
        let say = format!("the invoice charges {} of it; take back no more", found.quantity);
        return Err(Error::field(format!("{pointer}/quantity"), "line.quantity", say));
    }
    Ok(PricedLine { quantity, ..found.clone() })
}

/// A group no larger than what is left of its rate; exactly that where the net is.
fn fitted(invoice: &Invoice, group: &TaxGroup, left: &[TaxGroup]) -> Result<TaxGroup> {
    let none = TaxGroup { rate: group.rate, net: zero(group.net), tax: zero(group.tax) };
    let left = left.iter().find(|left| left.rate == group.rate).copied().unwrap_or(none);
    if group.net.minor > left.net.minor {
        return Err(over(invoice));
    }
    if group.net == left.net {
        return Ok(left);
    }
    let tax = Money { minor: group.tax.minor.min(left.tax.minor), ..group.tax };
    Ok(TaxGroup { tax, ..*group })
}

/// Gross amounts, rate by rate.
pub fn of_amounts(invoice: &Invoice, wanted: &[CreditAmount]) -> Result<Back> {
    let left = invoice.creditable()?;
    let mut groups: Vec<TaxGroup> = vec![];
    for (at, want) in wanted.iter().enumerate() {
        let pointer = format!("/amounts/{at}");
        let found = left.iter().find(|group| group.rate == want.rate);
        let found = found.filter(|_| groups.iter().all(|group| group.rate != want.rate));
        let say = "name each tax rate of the invoice once, as long as something is left of it";
        let found = found.ok_or_else(|| Error::field(format!("{pointer}/rate"), "rate.unknown", say))?;
        let most = gross(found)?;
        if want.gross.currency != most.currency || !(1..=most.minor).contains(&want.gross.minor) {
            let say = format!("write an amount above zero, at most {most}");
            return Err(Error::field(format!("{pointer}/gross"), "amount", say));
        }
        groups.push(part(want.gross, found)?);
    }
    of_groups(invoice, groups)
}

/// One line for each rate.
fn of_groups(invoice: &Invoice, groups: Vec<TaxGroup>) -> Result<Back> {
    let currency = invoice.charge.currency;
    let line = |group: &TaxGroup| PricedLine {
        title: format!("{} ({})", invoice.number(), kernel::print::rate(group.rate, &invoice.language)),
        text: None,
        quantity: Quantity::ONE,
        unit: String::new(),
        unit_price: group.net,
        discount: BasisPoints(0),
        rate: group.rate,
    };
    let lines = groups.iter().map(line).collect();
    let nets: Vec<Money> = groups.iter().map(|group| group.net).collect();
    let totals = totals(currency, groups)?;
    let priced = Priced { nets, sum: totals.net, discount: Money::zero(currency), totals };
    Ok(Back { lines, priced })
}

fn over(invoice: &Invoice) -> Error {
    let left = invoice.gross().minor - invoice.balance.credited_minor();
    InvoiceRefusal::OverCredited(Money { minor: left, ..invoice.gross() }).into()
}

fn zero(money: Money) -> Money {
    Money { minor: 0, ..money }
}

//! Which invoices an amount settles: in their order, each as far as it is open, what is over stays over.

use facts::cash::Applied;
use kernel::{Money, MoneyError};

use super::PaymentRefusal;
use crate::open_invoice::OpenInvoice;

/// What an amount settles, and what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub applied: Vec<Applied>,
    pub excess: Money,
}

/// Goes through the invoices in their order until nothing is left.
pub fn settle(amount: Money, invoices: &[OpenInvoice]) -> Result<Settled, MoneyError> {
    let mut excess = amount;
    let mut applied = vec![];
    for invoice in invoices {
        let minor = excess.minor.min(invoice.open.minor);
        let part = Money { minor, ..invoice.open };
        excess = excess.checked_sub(part)?;
        if minor > 0 {
            applied.push(Applied { invoice: invoice.id, amount: part });
        }
    }
    Ok(Settled { applied, excess })
}

/// May an amount of this currency settle these? All open, all of its kind of money.
pub fn may_settle(amount: Money, test: bool, invoices: &[OpenInvoice]) -> Result<(), PaymentRefusal> {
    for invoice in invoices {
        if invoice.open.currency != amount.currency {
            let currency = invoice.open.currency.code();
            return Err(PaymentRefusal::WrongCurrency { number: invoice.number.clone(), currency });
        }
        if invoice.test != test {
            return Err(PaymentRefusal::TestMoney);
        }
        if !invoice.is_open() {
            return Err(PaymentRefusal::NotOpen(invoice.number.clone()));
        }
    }
    Ok(())
}

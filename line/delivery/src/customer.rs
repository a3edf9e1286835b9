//! The customer as their record shows them: whom we work for, how we reach them, who pays.

mod rows;

use kernel::Address;
use kernel::paper::Party;
use serde::Deserialize;

pub(crate) use rows::of;

#[derive(Debug, Clone, Default)]
pub(crate) struct Customer {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    pub company: Option<String>,
    pub address: Option<Address>,
    pub billing: Option<Billing>,
}

/// To whom invoices go, where that is not the person.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Billing {
    pub legal_name: String,
    pub address: Address,
    pub vat_id: Option<String>,
}

impl Customer {
    /// The buyer, where no agreement names one.
    pub fn buyer(&self) -> Party {
        let billing = self.billing.clone().unwrap_or_default();
        let legal = Some(billing.legal_name).filter(|name| !name.is_empty());
        let organisation = legal.or_else(|| self.company.clone()).filter(|name| *name != self.name);
        let own = self.address.clone().unwrap_or_default();
        let address = if billing.address == Address::default() { own } else { billing.address };
        Party {
            contact_name: organisation.as_ref().map(|_| self.name.clone()),
            name: organisation.unwrap_or_else(|| self.name.clone()),
            address,
            vat_id: billing.vat_id,
            tax_id: None,
            email: self.email.clone(),
            website: None,
        }
    }
}

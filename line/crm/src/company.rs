//! A company: an organisation people belong to. Its values are the business's, never one person's.
//!
//! Invariant: one record per folded name, so that an inquiry finds the company it names.

pub mod commands;
pub(crate) mod rows;
pub mod views;

use facts::crm::{CompanyAdded, CompanyChanged};
use kernel::{Address, CompanyId, Owned, Refusal};

/// An organisation's record.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    pub id: CompanyId,
    pub rv: i64,
    pub owned: Owned,
    pub about: About,
}

/// What we know of an organisation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    pub name: String,
    /// Of its mail addresses, such as `example.com`.
    pub domain: Option<String>,
    pub address: Option<Address>,
    /// With its country prefix.
    pub vat_id: Option<String>,
    pub website: Option<String>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CompanyRefusal {
    #[error("give the company a name")]
    NoName,
    #[error("there is a company of that name already, {0}; use it, or tell them apart by adding the place")]
    Known(CompanyId),
}

impl Refusal for CompanyRefusal {
    fn code(&self) -> &'static str {
        match self {
            CompanyRefusal::NoName => "company.no_name",
            CompanyRefusal::Known(_) => "company.known",
        }
    }

    fn status(&self) -> u16 {
        if let CompanyRefusal::NoName = self { 422 } else { 409 }
    }
}

impl Company {
    /// We know an organisation.
    pub fn add(id: CompanyId, owned: Owned, about: About) -> Result<(Company, CompanyAdded), CompanyRefusal> {
        Ok((Company { id, rv: 1, owned, about: about.named()? }, CompanyAdded { company: id }))
    }

    /// We know something else of it by now.
    pub fn change(self, owned: Owned, about: About) -> Result<(Company, CompanyChanged), CompanyRefusal> {
        let told = CompanyChanged { company: self.id };
        Ok((Company { owned, about: about.named()?, ..self }, told))
    }
}

impl About {
    fn named(self) -> Result<About, CompanyRefusal> {
        if self.name.is_empty() { Err(CompanyRefusal::NoName) } else { Ok(self) }
    }
}

//! A contact: a person, once, however many doors they came through.
//!
//! Invariants: somebody can be told by name, address or number; an address belongs to one person; an alias is
//! read as its root and keeps its own row, so that unmerging gives back what was.

pub mod commands;
pub(crate) mod duplicates;
pub(crate) mod intake;
mod known;
pub mod links;
pub mod merge;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub mod views;
pub(crate) mod wish;

use facts::crm::{ContactAdded, ContactChanged, ContactMerged, ContactUnmerged};
use kernel::{ContactId, Owned, Refusal};

pub use known::{Billing, Known, PersonName};

/// A person's record.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    pub id: ContactId,
    pub rv: i64,
    pub owned: Owned,
    pub known: Known,
    pub alias: Option<Alias>,
}

/// What a merge makes of the records: the alias, then whoever it was merged into, up to the root.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    pub records: Vec<Contact>,
    pub told: ContactMerged,
}

/// It turned out to be somebody we knew already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Whom it is read as.
    pub root: ContactId,
    /// Whom it was merged into; that one may have been merged since.
    pub into: ContactId,
    /// The fields the other record got from this one, because it had none.
    pub gave: Vec<String>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ContactRefusal {
    #[error("give a name, an address or a telephone number, so that this person can be told from others")]
    Nobody,
    #[error("we know the address {email} already: it belongs to {contact}; change or merge that contact")]
    Known { email: String, contact: ContactId },
    #[error("this is one and the same record; choose two")]
    Same,
    #[error("it is read as {0} already; unmerge it first")]
    AlreadyMerged(ContactId),
    #[error("this record stands for itself; there is nothing to take apart")]
    NotMerged,
    #[error("both records would have the address {0}; change it on the contact first")]
    AddressShared(String),
}

impl Refusal for ContactRefusal {
    fn code(&self) -> &'static str {
        match self {
            ContactRefusal::Nobody => "contact.nobody",
            ContactRefusal::Known { .. } => "contact.known",
            ContactRefusal::Same => "contact.same",
            ContactRefusal::AlreadyMerged(_) => "contact.already_merged",
            ContactRefusal::NotMerged => "contact.not_merged",
            ContactRefusal::AddressShared(_) => "contact.address_shared",
        }
    }

    fn status(&self) -> u16 {
        if let ContactRefusal::Nobody = self { 422 } else { 409 }
    }
}

impl Contact {
    /// We know somebody new.
    pub fn meet(
        id: ContactId,
        owned: Owned,
        known: Known,
    ) -> Result<(Contact, ContactAdded), ContactRefusal> {
        let contact = Contact { id, rv: 1, owned, known: known.somebody()?, alias: None };
        Ok((contact, ContactAdded { contact: id }))
    }

    /// We know something else of them by now.
    pub fn change(self, owned: Owned, known: Known) -> Result<(Contact, ContactChanged), ContactRefusal> {
        let told = ContactChanged { contact: self.id };
        Ok((Contact { owned, known: known.somebody()?, ..self }, told))
    }

    /// `alias` is read as the last of the chain from now on. The chain leads from the record it was merged
    /// into up to that root, and each of them is completed by what came up to it.
    pub fn merge(chain: &[Contact], alias: &Contact) -> Result<Merged, ContactRefusal> {
        let (into, root) = chain.first().zip(chain.last()).ok_or(ContactRefusal::Same)?;
        match &alias.alias {
            _ if alias.id == root.id => Err(ContactRefusal::Same),
            Some(earlier) => Err(ContactRefusal::AlreadyMerged(earlier.root)),
            None => {
                let link = Alias { root: root.id, into: into.id, gave: vec![] };
                let told = ContactMerged { contact: root.id, alias: alias.id };
                let mut records = vec![Contact { alias: Some(link), ..alias.clone() }];
                let mut only = None;
                for above in chain {
                    only = Some(records.last_mut().expect("it begins with the alias").complete(above, only));
                    let known = above.known.clone().filled(&alias.known, only.as_deref()).0;
                    records.push(Contact { known, ..above.clone() });
                }
                Ok(Merged { records, told })
            }
        }
    }

    /// Notes which fields the record above gets from this one: all that are empty there, or some of these.
    fn complete(&mut self, above: &Contact, only: Option<Vec<String>>) -> Vec<String> {
        let (_, words) = above.known.clone().filled(&self.known, only.as_deref());
        if let Some(alias) = &mut self.alias {
            alias.gave.retain(|word| !words.contains(word));
            alias.gave.extend(words.iter().cloned());
        }
        words
    }

    /// It stands for itself again.
    pub fn unmerge(self) -> Result<(Contact, ContactUnmerged), ContactRefusal> {
        let alias = self.alias.as_ref().ok_or(ContactRefusal::NotMerged)?;
        let told = ContactUnmerged { contact: alias.root, alias: self.id };
        Ok((Contact { alias: None, ..self }, told))
    }

    /// The same alias, under the root its own root has by now.
    pub fn read_as(self, root: ContactId) -> Contact {
        let alias = self.alias.map(|alias| Alias { root, ..alias });
        Contact { alias, ..self }
    }

    /// Whom this record speaks of.
    pub fn root(&self) -> ContactId {
        self.alias.as_ref().map_or(self.id, |alias| alias.root)
    }

    pub fn gave(&self) -> &[String] {
        self.alias.as_ref().map_or(&[], |alias| &alias.gave)
    }
}

//! Who may be the same person: same number, same name, same company. Suggested, never merged by itself.

use kernel::{CompanyId, ContactId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Subject, Verb};

use super::{Contact, rows};
use crate::people::typed;

/// Records that may be this person too, the likeliest first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindDuplicates {
    pub contact: ContactId,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Duplicates {
    pub items: Vec<Duplicate>,
}

#[derive(Debug, PartialEq, Serialize, JsonSchema)]
pub struct Duplicate {
    pub id: ContactId,
    pub display: String,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<CompanyId>,
    /// What they share.
    pub same: Vec<Shared>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    Phone,
    Name,
    Company,
}

impl Query for FindDuplicates {
    const VERB: Verb = Verb::get("contact.duplicates", "/contacts/{contact}/duplicates");
    type Answer = Duplicates;

    fn subject(&self) -> Subject {
        self.contact.into()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<Duplicates> {
        let contact = rows::live(tx, self.contact).await?;
        let aliases = rows::aliases(tx, contact.id).await?;
        let own = std::iter::once(&contact).chain(&aliases);
        let phones: Vec<String> = own.filter_map(|one| one.known.phone.clone()).collect();
        let found = rows::alike(tx, &contact, &phones).await?;
        let permit = tx.permit();
        let mut items: Vec<Duplicate> = found
            .into_iter()
            .filter(|other| permit.covers(other.owned).is_ok())
            .map(|other| Duplicate::of(&contact, &phones, other))
            .collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.same.len()));
        Ok(Duplicates { items })
    }
}

impl Duplicate {
    fn of(contact: &Contact, phones: &[String], other: Contact) -> Duplicate {
        let same = shared(contact, phones, &other);
        let display = other.known.display().to_owned();
        let known = other.known;
        Duplicate {
            id: other.id,
            display,
            name: known.name.full,
            email: known.email,
            phone: known.phone,
            company: known.company,
            same,
        }
    }
}

fn shared(contact: &Contact, phones: &[String], other: &Contact) -> Vec<Shared> {
    let key = |one: &Contact| Some(typed::name_key(&one.known.name.full)).filter(|key| !key.is_empty());
    let found = [
        (Shared::Phone, other.known.phone.as_ref().is_some_and(|phone| phones.contains(phone))),
        (Shared::Name, key(contact).is_some() && key(contact) == key(other)),
        (Shared::Company, contact.known.company.is_some() && contact.known.company == other.known.company),
    ];
    found.into_iter().filter(|(_, is)| *is).map(|(shared, _)| shared).collect()
}

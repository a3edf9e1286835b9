//! What we know of a person, and how one record is completed from another. Pure.
//!
//! Invariant: completing fills only what is empty, and says which fields it filled, so that it can be undone.

use std::collections::BTreeMap;

use kernel::{Address, CompanyId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::ContactRefusal;

/// What we know of a person. Empty means unknown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    pub name: PersonName,
    /// Folded to lower case.
    pub email: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// As typed, where it is not a number that rings.
    pub phone_typed: Option<String>,
    pub company: Option<CompanyId>,
    pub job_title: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// IANA, such as `Europe/Berlin`.
    pub zone: Option<String>,
    pub address: Option<Address>,
    pub billing: Option<Billing>,
    /// Lower case, in order, each once.
    pub tags: Vec<String>,
    /// Values of the business's own fields, by their name.
    pub custom: BTreeMap<String, Json>,
}

/// A name and its parts as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonName {
    pub full: String,
    pub given: Option<String>,
    pub family: Option<String>,
}

/// To whom an invoice goes, where that is not the person (EN 16931 BG-7, BG-8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Billing {
    /// BT-44.
    pub legal_name: String,
    pub address: Address,
    /// With its country prefix (BT-48).
    pub vat_id: Option<String>,
}

impl PersonName {
    /// The parts make the name where nobody typed the whole.
    pub fn of(full: String, given: Option<String>, family: Option<String>) -> PersonName {
        let parts =
            || [given.as_deref(), family.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let full = if full.is_empty() { parts() } else { full };
        PersonName { full, given, family }
    }
}

/// One field another record can complete.
struct Field {
    word: &'static str,
    fill: fn(&mut Known, &Known) -> bool,
    take_back: fn(&mut Known, &Known) -> bool,
}

impl Field {
    fn is_in(&self, words: &[String]) -> bool {
        words.iter().any(|word| word == self.word)
    }
}

macro_rules! fields {
    ($($field:ident),+) => {
        [$(Field {
            word: stringify!($field),
            fill: |mine, theirs| fill(&mut mine.$field, &theirs.$field),
            take_back: |mine, theirs| take_back(&mut mine.$field, &theirs.$field),
        }),+]
    };
}

const FIELDS: [Field; 12] = fields!(
    name,
    email,
    phone,
    phone_typed,
    company,
    job_title,
    language,
    zone,
    address,
    billing,
    tags,
    custom
);

fn fill<T: Default + PartialEq + Clone>(mine: &mut T, theirs: &T) -> bool {
    let wanted = *mine == T::default() && *theirs != T::default();
    if wanted {
        *mine = theirs.clone();
    }
    wanted
}

fn take_back<T: Default + PartialEq>(mine: &mut T, theirs: &T) -> bool {
    let wanted = mine == theirs && *mine != T::default();
    if wanted {
        *mine = T::default();
    }
    wanted
}

impl Known {
    /// What the person is called on a screen: name, else address, else number.
    pub fn display(&self) -> &str {
        let name = Some(self.name.full.as_str()).filter(|name| !name.is_empty());
        let contact = [&self.email, &self.phone, &self.phone_typed].into_iter().find_map(Option::as_deref);
        name.or(contact).unwrap_or("Somebody without a name")
    }

    /// Itself, if it speaks of anybody.
    pub fn somebody(self) -> Result<Known, ContactRefusal> {
        let typed = [&self.email, &self.phone, &self.phone_typed].iter().any(|value| value.is_some());
        if typed || !self.name.full.is_empty() { Ok(self) } else { Err(ContactRefusal::Nobody) }
    }

    /// Completed from another record, in these fields or in all; which fields that filled.
    pub fn filled(mut self, other: &Known, only: Option<&[String]>) -> (Known, Vec<String>) {
        let wanted = FIELDS.iter().filter(|field| only.is_none_or(|words| field.is_in(words)));
        let filled = wanted.filter(|field| (field.fill)(&mut self, other));
        let words = filled.map(|field| field.word.to_owned()).collect();
        (self, words)
    }

    /// Without what it got from another record, where it has not changed since; which fields that emptied.
    pub fn without(mut self, other: &Known, gave: &[String]) -> (Known, Vec<String>) {
        let given = FIELDS.iter().filter(|field| field.is_in(gave));
        let emptied = given.filter(|field| (field.take_back)(&mut self, other));
        let words = emptied.map(|field| field.word.to_owned()).collect();
        (self, words)
    }
}

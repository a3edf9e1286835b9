//! What somebody types of a contact, read into what we know: absent keeps, null clears.
//!
//! Invariant: what cannot be read is refused by its field; a number that does not ring is kept as typed.

use std::collections::BTreeMap;

use kernel::calendar::Zone;
use kernel::patch::Change;
use kernel::{Address, Business, CompanyId, ContactId, Error, Result, UserId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;

use super::known::{Billing, Known, PersonName};
use crate::company;
use crate::people::typed;

/// Declares an input with the fields of a contact, besides its own.
macro_rules! contact_input {
    ($(#[$note:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$note])*
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            #[serde(default)]
            pub name: Change<String>,
            #[serde(default)]
            pub given_name: Change<String>,
            #[serde(default)]
            pub family_name: Change<String>,
            #[serde(default)]
            pub email: Change<String>,
            /// Read in the country of the business; what does not ring is kept as typed.
            #[serde(default)]
            pub phone: Change<String>,
            #[serde(default)]
            pub company: Change<CompanyId>,
            /// The company by its name, found or made; not beside `company`.
            #[serde(default)]
            pub company_name: Option<String>,
            #[serde(default)]
            pub job_title: Change<String>,
            /// BCP 47, such as `de`.
            #[serde(default)]
            pub language: Change<String>,
            /// IANA, such as `Europe/Berlin`.
            #[serde(default)]
            pub zone: Change<String>,
            #[serde(default)]
            pub address: Change<Address>,
            #[serde(default)]
            pub billing: Change<Billing>,
            #[serde(default)]
            pub tags: Change<Vec<String>>,
            /// The business's own fields; a field given as null is emptied, one not named stays.
            #[serde(default)]
            pub custom: Change<BTreeMap<String, Json>>,
            #[serde(default)]
            pub owner: Change<UserId>,
        }

        impl $name {
            pub(super) fn wish(&self) -> AddContact {
                AddContact {
                    name: self.name.clone(),
                    given_name: self.given_name.clone(),
                    family_name: self.family_name.clone(),
                    email: self.email.clone(),
                    phone: self.phone.clone(),
                    company: self.company.clone(),
                    company_name: self.company_name.clone(),
                    job_title: self.job_title.clone(),
                    language: self.language.clone(),
                    zone: self.zone.clone(),
                    address: self.address.clone(),
                    billing: self.billing.clone(),
                    tags: self.tags.clone(),
                    custom: self.custom.clone(),
                    owner: self.owner.clone(),
                }
            }
        }
    };
}

contact_input! {
    /// Add somebody by hand: at least a name, an address or a number.
    AddContact {}
}

contact_input! {
    /// Change what we know of somebody.
    ChangeContact {
        pub contact: ContactId,
    }
}

/// What is wanted of the fields of a contact, new or known.
pub(super) type Wish = AddContact;

impl Wish {
    /// What we know once this is granted.
    pub(super) async fn over(self, tx: &mut Tx, old: Known) -> Result<Known> {
        let (phone, phone_typed) = self.phone_over(tx, &old).await?;
        let company = self.company_over(tx, old.company).await?;
        Ok(Known {
            name: self.name_over(&old.name)?,
            email: read(&self.email, old.email, |text| typed::email("/email", text))?,
            phone,
            phone_typed,
            company,
            job_title: short("/job_title", &self.job_title, old.job_title)?,
            language: read(&self.language, old.language, |text| typed::language("/language", text))?,
            zone: read(&self.zone, old.zone, zone)?,
            address: self.address.over(old.address),
            billing: self.billing.over(old.billing),
            tags: typed::tags(&self.tags.over(Some(old.tags)).unwrap_or_default())?,
            custom: custom_over(self.custom, old.custom)?,
        })
    }

    fn name_over(&self, old: &PersonName) -> Result<PersonName> {
        let given = short("/given_name", &self.given_name, old.given.clone())?;
        let family = short("/family_name", &self.family_name, old.family.clone())?;
        let composed = PersonName::of(String::new(), old.given.clone(), old.family.clone()).full == old.full;
        // A name that was only its parts follows them.
        let kept = if composed { String::new() } else { old.full.clone() };
        let full = match &self.name {
            Change::Keep => kept,
            Change::Clear => String::new(),
            Change::Set(name) => typed::line("/name", name)?,
        };
        Ok(PersonName::of(full, given, family))
    }

    async fn phone_over(&self, tx: &mut Tx, old: &Known) -> Result<(Option<String>, Option<String>)> {
        match &self.phone {
            Change::Keep => Ok((old.phone.clone(), old.phone_typed.clone())),
            Change::Clear => Ok((None, None)),
            Change::Set(typed) => read_phone(tx, &typed::line("/phone", typed)?).await,
        }
    }

    async fn company_over(&self, tx: &mut Tx, old: Option<CompanyId>) -> Result<Option<CompanyId>> {
        match (&self.company, &self.company_name) {
            (Change::Set(_), Some(_)) => {
                let detail = "give the company by its id or by its name, not both";
                Err(Error::field("/company_name", "company_twice", detail))
            }
            (Change::Set(id), None) => Ok(Some(company::rows::load(tx, *id).await?.id)),
            (_, Some(name)) => company::rows::named(tx, name).await,
            (Change::Keep, None) => Ok(old),
            (Change::Clear, None) => Ok(None),
        }
    }

    /// The old values of the fields that were given, as input.
    pub(super) fn was(&self, old: &Known, owner: Option<UserId>) -> Map<String, Json> {
        let company = !self.company.is_keep() || self.company_name.is_some();
        let name = Some(&old.name.full).filter(|name| !name.is_empty());
        let custom = self.custom_was(&old.custom);
        let all = [
            ("name", !self.name.is_keep(), json!(name)),
            ("given_name", !self.given_name.is_keep(), json!(old.name.given)),
            ("family_name", !self.family_name.is_keep(), json!(old.name.family)),
            ("email", !self.email.is_keep(), json!(old.email)),
            ("phone", !self.phone.is_keep(), json!(old.phone.as_ref().or(old.phone_typed.as_ref()))),
            ("company", company, json!(old.company)),
            ("job_title", !self.job_title.is_keep(), json!(old.job_title)),
            ("language", !self.language.is_keep(), json!(old.language)),
            ("zone", !self.zone.is_keep(), json!(old.zone)),
            ("address", !self.address.is_keep(), json!(old.address)),
            ("billing", !self.billing.is_keep(), json!(old.billing)),
            ("tags", !self.tags.is_keep(), json!(old.tags)),
            ("custom", !self.custom.is_keep(), custom),
            ("owner", !self.owner.is_keep(), json!(owner)),
        ];
        all.into_iter().filter(|(_, given, _)| *given).map(|(word, _, old)| (word.into(), old)).collect()
    }

    /// What the named fields held; null for those that did not exist.
    fn custom_was(&self, old: &BTreeMap<String, Json>) -> Json {
        match &self.custom {
            Change::Set(new) => {
                let held = |key: &String| (key.clone(), old.get(key).cloned().unwrap_or(Json::Null));
                Json::Object(new.keys().map(held).collect())
            }
            _ => json!(old),
        }
    }
}

/// A number that rings, or the text as it was typed.
pub(super) async fn read_phone(tx: &mut Tx, typed: &str) -> Result<(Option<String>, Option<String>)> {
    if typed.is_empty() {
        return Ok((None, None));
    }
    let country = tx.setting::<Business>().await?.address.country;
    let rings = typed::phone(typed, &country);
    let as_typed = Some(typed.to_owned()).filter(|_| rings.is_none());
    Ok((rings, as_typed))
}

fn read<T>(wish: &Change<String>, old: Option<T>, how: impl FnOnce(&str) -> Result<T>) -> Result<Option<T>> {
    match wish {
        Change::Set(text) if text.trim().is_empty() => Ok(None),
        wish => Ok(wish.as_ref().try_map(|text| how(text))?.over(old)),
    }
}

fn short(pointer: &str, wish: &Change<String>, old: Option<String>) -> Result<Option<String>> {
    read(wish, old, |text| typed::line(pointer, text))
}

pub(super) fn zone(typed: &str) -> Result<String> {
    Ok(Zone::try_from(typed.trim().to_owned())?.name().to_owned())
}

const MOST_FIELDS: usize = 200;

fn custom_over(
    wish: Change<BTreeMap<String, Json>>,
    old: BTreeMap<String, Json>,
) -> Result<BTreeMap<String, Json>> {
    let mut all = match wish {
        Change::Keep => old,
        Change::Clear => BTreeMap::new(),
        Change::Set(new) => old.into_iter().chain(new).collect(),
    };
    all.retain(|_, value| !value.is_null());
    if all.len() > MOST_FIELDS {
        return Err(Error::field("/custom", "too_many", format!("keep at most {MOST_FIELDS} own fields")));
    }
    Ok(all)
}

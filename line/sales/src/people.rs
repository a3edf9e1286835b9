//! Whom a proposal is for and who answers for it, read through crm's and governance's windows.
//!
//! Also how far a permit reaches, as a condition of a list: the same rule as `Permit::covers`, said in SQL.

mod rows;

use kernel::text::Values;
use kernel::{
    Address, Business, ContactId, Currency, Money, Owned, Permit, Scope, ServiceId, TeamId, UserId,
};

pub(crate) use rows::{deal, reader, service_name, staff};

/// The customer, as far as this room needs to know; an alias is resolved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reader {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub language: Option<String>,
    pub address: Option<Address>,
}

/// The deal a proposal is drafted from.
#[derive(Debug, Clone)]
pub(crate) struct Deal {
    pub contact: ContactId,
    pub service: Option<ServiceId>,
    pub title: String,
    pub value: Option<Money>,
    pub state: String,
    pub owned: Owned,
    pub test: bool,
}

/// Fields of a text, by path; what is empty is not there.
#[derive(Debug, Default)]
pub(crate) struct Known(pub Values);

impl Known {
    pub fn put(&mut self, path: &str, value: Option<&str>) {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            self.0.insert(path.to_owned(), value.to_owned());
        }
    }

    pub fn person(&mut self, root: &str, name: Option<&str>, email: Option<&str>) {
        self.put(&format!("{root}.name"), name);
        self.put(&format!("{root}.first_name"), name.and_then(|name| name.split_whitespace().next()));
        self.put(&format!("{root}.email"), email);
    }

    pub fn business(&mut self, business: &Business) {
        self.put("business.name", Some(&business.name));
        self.put("business.legal_name", Some(&kernel::paper::Party::seller(business).name));
        self.put("business.address", Some(&one_line(&business.address)));
        self.put("business.email", business.email.as_deref());
        self.put("business.website", business.website.as_deref());
        self.put("business.vat_id", business.vat_id.as_deref());
        self.put("business.tax_id", business.tax_id.as_deref());
        self.put("links.privacy", business.privacy_url.as_deref());
    }

    pub fn reader(&mut self, reader: &Reader) {
        self.person("contact", reader.name.as_deref(), reader.email.as_deref());
        self.put("contact.phone", reader.phone.as_deref());
        self.put("contact.company", reader.company.as_deref());
        self.put("contact.address", reader.address.as_ref().map(one_line).as_deref());
    }
}

/// Street, town and country as one line.
pub(crate) fn one_line(at: &Address) -> String {
    let town = format!("{} {}", at.postal_code, at.city);
    let parts = [at.street.trim(), town.trim(), at.region.as_deref().unwrap_or_default(), at.country.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The reader's language, then the business's, each also without its region, then English.
pub(crate) fn languages(reader: &str, business: &str) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    for tag in [reader, business, "en"] {
        for tag in [tag, tag.split(['-', '_']).next().unwrap_or(tag)] {
            if !tag.is_empty() && !found.iter().any(|known| known == tag) {
                found.push(tag.to_owned());
            }
        }
    }
    found
}

/// An amount of nothing, in the currency a deal is counted in.
pub(crate) fn currency(deal: &Deal, business: &Business) -> Currency {
    deal.value.map_or(business.currency, |value| value.currency)
}

/// The values of `$1`, `$2` and `$3` in a statement that holds `within`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    pub scope: &'static str,
    pub user: Option<UserId>,
    pub team: Option<TeamId>,
}

pub(crate) fn reach(permit: &Permit) -> Reach {
    let scope = match permit.scope() {
        Scope::Own => "own",
        Scope::Team => "team",
        Scope::All => "all",
    };
    Reach { scope, user: permit.user(), team: permit.team() }
}

/// `table` is the name or alias of a noun's table in the statement.
pub(crate) fn within(table: &str) -> String {
    format!("($1 = 'all' or {table}.owner = $2 or ($1 = 'team' and {table}.team is not distinct from $3))")
}

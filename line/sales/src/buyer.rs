//! On whom the invoice is made out, as the customer types it when they accept.

use email_address::EmailAddress;
use kernel::paper::Party;
use kernel::{Address, Error, FieldError, Result};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "BuyerInput")]
pub struct Buyer {
    /// The organisation; empty for a person who buys for themselves.
    pub company: String,
    /// The person.
    pub name: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub region: String,
    /// ISO 3166-1 alpha-2, such as `DE`.
    pub country: String,
    pub vat_id: String,
    /// Of the signer: the code goes there.
    pub email: String,
}

impl Buyer {
    /// As a party of the agreement, or every field that is wrong.
    pub fn checked(&self) -> Result<Party> {
        let wrong = self.wrong();
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let (company, name) = (line(&self.company), line(&self.name));
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let organised = !company.is_empty();
        Ok(Party {
            name: if organised { company } else { name.clone() },
            contact_name: some(name).filter(|_| organised),
            address: Address {
                street: line(&self.street),
                postal_code: line(&self.postal_code),
                city: line(&self.city),
                region: some(line(&self.region)),
                country: line(&self.country).to_uppercase(),
            },
            vat_id: some(compact(&self.vat_id)),
            tax_id: None,
            email: some(line(&self.email)),
            website: None,
        })
    }

    fn wrong(&self) -> Vec<FieldError> {
        let there = |text: &str| (1..=200).contains(&line(text).chars().count());
        let country = line(&self.country).to_uppercase();
        let vat = compact(&self.vat_id);
        let checks = [
            (there(&self.name), "name", "buyer.name", "tell us your name"),
            (self.company.chars().count() <= 200, "company", "buyer.company", "shorten it to 200 characters"),
            (there(&self.street), "street", "buyer.street", "tell us street and number"),
            (there(&self.city), "city", "buyer.city", "tell us the town"),
            (self.postal_code.chars().count() <= 20, "postal_code", "buyer.postal_code", "shorten it"),
            (self.region.chars().count() <= 100, "region", "buyer.region", "shorten it"),
            (is_country(&country), "country", "buyer.country", "choose the country"),
            (
                vat.is_empty() || is_vat_id(&vat),
                "vat_id",
                "buyer.vat_id",
                "write the VAT id with its country, such as DE123456789, or leave it empty",
            ),
            (
                EmailAddress::is_valid(self.email.trim()),
                "email",
                "buyer.email",
                "tell us your email address; the code for the signature goes there",
            ),
        ];
        let wrong = checks.into_iter().filter(|(right, ..)| !right);
        let say = |(_, field, code, detail): (bool, &str, &'static str, &str)| FieldError {
            pointer: format!("/buyer/{field}"),
            code,
            detail: detail.into(),
        };
        wrong.map(say).collect()
    }
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn compact(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_uppercase()
}

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// The prefixes of VAT ids in the European Union and around it, with how many characters follow (VIES).
const VAT: &[(&str, std::ops::RangeInclusive<usize>)] = &[
    ("AT", 9..=9),
    ("BE", 10..=10),
    ("BG", 9..=10),
    ("CY", 9..=9),
    ("CZ", 8..=10),
    ("DE", 9..=9),
    ("DK", 8..=8),
    ("EE", 9..=9),
    ("EL", 9..=9),
    ("ES", 9..=9),
    ("FI", 8..=8),
    ("FR", 11..=11),
    ("HR", 11..=11),
    ("HU", 8..=8),
    ("IE", 8..=9),
    ("IT", 11..=11),
    ("LT", 9..=12),
    ("LU", 8..=8),
    ("LV", 11..=11),
    ("MT", 8..=8),
    ("NL", 12..=12),
    ("PL", 10..=10),
    ("PT", 9..=9),
    ("RO", 2..=10),
    ("SE", 12..=12),
    ("SI", 8..=8),
    ("SK", 10..=10),
    ("XI", 5..=12),
    ("GB", 5..=12),
    ("CHE", 9..=13),
    ("NO", 9..=12),
];

/// The form only: whether it exists, VIES knows. Where no form is known: two letters and five marks.
fn is_vat_id(id: &str) -> bool {
    let (prefix, rest) = id.split_at_checked(2).unwrap_or((id, ""));
    let known = VAT.iter().find(|(country, _)| id.starts_with(country));
    let letters = prefix.len() == 2 && prefix.bytes().all(|b| b.is_ascii_uppercase());
    match known {
        Some((country, length)) => {
            length.contains(&(id.len() - country.len())) && ends_in_digits(&id[country.len()..])
        }
        None => letters && (5..=15).contains(&rest.len()),
    }
}

/// Every known form has digits; none is letters alone.
fn ends_in_digits(rest: &str) -> bool {
    rest.bytes().filter(u8::is_ascii_digit).count() * 2 >= rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_vat_id_is_checked_by_its_country() {
        for right in ["DE123456789", "ATU12345678", "FR12345678901", "NL123456789B01", "CHE123456789MWST"] {
            assert!(is_vat_id(right), "{right}");
        }
        for wrong in ["DE12345678", "DE1234567890", "123456789", "DEABCDEFGHI", "D", ""] {
            assert!(!is_vat_id(wrong), "{wrong}");
        }
    }
}

//! The fields a text may name, what each means, and a sample of it.
//!
//! Invariant: a template naming anything else is not even drafted, so a typing error never waits for a
//! customer.

use kernel::text::Values;
use schemars::JsonSchema;
use serde::Serialize;

/// A field of a text, as the picker shows it.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Field {
    pub path: &'static str,
    pub meaning: &'static str,
    pub sample: &'static str,
}

const fn field(path: &'static str, meaning: &'static str, sample: &'static str) -> Field {
    Field { path, meaning, sample }
}

/// `lead.answers.*` stands for the answer to each question of the service, by the question's id.
pub const FIELDS: &[Field] = &[
    field("contact.name", "the customer's whole name", "Maria Lindner"),
    field("contact.first_name", "the first word of it", "Maria"),
    field("contact.email", "where we write to", "maria@example.com"),
    field("contact.phone", "in international form", "+4930123456"),
    field("contact.company", "the organisation they work for", "Lindner Interiors"),
    field("business.name", "how customers know us", "Northlight Studio"),
    field("business.legal_name", "as registered", "Northlight Studio GmbH"),
    field("business.address", "street, postal code, city, country", "Main Street 1, 10115 Berlin, DE"),
    field("business.website", "our own site", "https://northlight.example"),
    field("owner.name", "whoever answers for it with us", "Jonas Weber"),
    field("owner.first_name", "the first word of it", "Jonas"),
    field("owner.email", "their address with us", "jonas@northlight.example"),
    field("lead.service", "what they asked for", "Kitchen renovation"),
    field("lead.message", "what they wrote", "We would like a new kitchen."),
    field("lead.next_question", "what we still need to know", "When would you like to start?"),
    field("lead.answers.*", "their answer to one question", "In spring"),
    field("service.name", "what we sell", "Kitchen renovation"),
    field("deal.title", "what the deal is called", "Kitchen, Lindner"),
    field("deal.value", "what it is worth", "12500.00 EUR"),
    field("links.preferences", "where they choose what we send them", "https://northlight.example/u/sample"),
    field("links.privacy", "our privacy page", "https://northlight.example/privacy"),
    field(
        "links.invitation",
        "where a new user chooses a password",
        "https://northlight.example/join/sample",
    ),
    field(
        "links.password",
        "where a forgotten password is replaced",
        "https://northlight.example/reset/sample",
    ),
];

/// The paths alone.
pub fn known() -> Vec<&'static str> {
    FIELDS.iter().map(|field| field.path).collect()
}

/// A sample for each of these paths that has one.
pub fn samples<'a>(paths: impl IntoIterator<Item = &'a str>) -> Values {
    let sample = |path: &str| {
        let covers = |field: &&Field| match field.path.strip_suffix('*') {
            Some(above) => path.starts_with(above),
            None => field.path == path,
        };
        FIELDS.iter().find(covers).map(|field| (path.to_owned(), field.sample.to_owned()))
    };
    paths.into_iter().filter_map(sample).collect()
}

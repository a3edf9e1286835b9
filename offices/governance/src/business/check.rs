//! One field each: what is wrong with it, said under its pointer; `None` is nothing.

use std::str::FromStr;

use email_address::EmailAddress;
use kernel::FieldError;

fn said(pointer: &str, code: &'static str, detail: &str) -> Option<FieldError> {
    Some(FieldError { pointer: pointer.into(), code, detail: detail.into() })
}

/// A person's or a business's name.
pub fn name(pointer: &str, name: &str) -> Option<FieldError> {
    text(pointer, name, 200, "give a name of up to 200 characters")
}

/// Words without control characters, not empty.
pub fn text(pointer: &str, text: &str, most: usize, detail: &str) -> Option<FieldError> {
    let fits = !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control);
    if fits { None } else { said(pointer, "text", detail) }
}

/// RFC 5321, with a domain that has a dot.
pub fn email(pointer: &str, email: &str) -> Option<FieldError> {
    let email = email.trim();
    let (bare, dotted) = (EmailAddress::from_str(email), email.rsplit('@').next().unwrap_or_default());
    let bare = bare.is_ok_and(|address| address.as_str() == email && address.display_part().is_empty());
    let fits = bare && dotted.contains('.') && !dotted.starts_with('[') && email.len() <= 254;
    if fits { None } else { said(pointer, "email", "write an address like ada@example.com") }
}

/// BCP 47: language, perhaps script, perhaps region.
pub fn locale(pointer: &str, locale: &str) -> Option<FieldError> {
    let mut parts = locale.split('-').peekable();
    let lower = |p: &str, n: [usize; 2]| n.contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase());
    let language = parts.next().is_some_and(|part| lower(part, [2, 3]));
    let script = |p: &&str| p.len() == 4 && p.bytes().all(|b| b.is_ascii_alphabetic());
    parts.next_if(script);
    let region = |p: &&str| match p.len() {
        2 => p.bytes().all(|b| b.is_ascii_uppercase()),
        3 => p.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    };
    parts.next_if(region);
    let fits = language && parts.next().is_none();
    if fits { None } else { said(pointer, "locale", "write a language like en, en-GB or de-AT") }
}

/// An address on the web.
pub fn url(pointer: &str, url: &str) -> Option<FieldError> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"\\".contains(c);
    let fits = host.is_some_and(|host| host.contains('.') && !host.contains('@'))
        && url.chars().all(plain)
        && url.len() <= 500;
    if fits { None } else { said(pointer, "url", "write an address like https://example.com/privacy") }
}

/// ISO 3166-1 alpha-2.
pub fn country(pointer: &str, code: &str) -> Option<FieldError> {
    let detail = "choose a country by its two letters, such as DE";
    if super::country::is_country(code) { None } else { said(pointer, "country", detail) }
}

/// A plain VAT identifier of a business in `country`.
pub fn vat_id(pointer: &str, id: &str, country: &str) -> Option<FieldError> {
    let detail = "write the VAT id with its country's letters in front, such as DE123456789";
    if super::vat::fits(id, country) { None } else { said(pointer, "vat_id", detail) }
}

pub fn iban(pointer: &str, iban: &str) -> Option<FieldError> {
    let detail = "this IBAN has a typing error; compare it with your bank's papers";
    if super::bank::is_iban(iban) { None } else { said(pointer, "iban", detail) }
}

pub fn bic(pointer: &str, bic: &str) -> Option<FieldError> {
    let detail = "a BIC has 8 or 11 letters and digits, such as COBADEFFXXX";
    if super::bank::is_bic(bic) { None } else { said(pointer, "bic", detail) }
}

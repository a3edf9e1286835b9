//! Addresses mail can be sent to: RFC 5321 syntax, a real domain in ASCII, a name that is one line.
//!
//! Invariant: an `Address` is ASCII and at most 254 bytes, so no server needs SMTPUTF8 for it.

use email_address::{EmailAddress, Options};
use kernel::Refusal;
use serde::{Deserialize, Serialize};

use super::HeaderText;
use super::header::has_break;

/// Why mail cannot be sent to what was typed.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum AddressRefusal {
    #[error("an address is one line; remove the line breaks")]
    Break,
    #[error("`{0}` is not an e-mail address; it looks like name@example.com")]
    Syntax(String),
    #[error("the part before the @ has letters that many mail servers cannot carry; ask for another address")]
    LocalPart,
    #[error("`{0}` is not a domain mail can be sent to; check the part after the @")]
    Domain(String),
}

impl Refusal for AddressRefusal {
    fn code(&self) -> &'static str {
        match self {
            AddressRefusal::Break => "mail.line_break",
            AddressRefusal::Syntax(_) => "mail.address",
            AddressRefusal::LocalPart => "mail.address_letters",
            AddressRefusal::Domain(_) => "mail.address_domain",
        }
    }
    fn status(&self) -> u16 {
        422
    }
}

/// One address. The local part stays as typed; the domain is lower-case punycode.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    text: String,
    at: usize,
}

impl Address {
    /// What a person typed or a form sent; spaces around it do not matter.
    pub fn parse(typed: &str) -> Result<Address, AddressRefusal> {
        let typed = typed.trim_matches([' ', '\t']);
        if has_break(typed) {
            return Err(AddressRefusal::Break);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or_else(|| syntax(typed))?;
        if !local.is_ascii() {
            return Err(AddressRefusal::LocalPart);
        }
        let address = Address { text: format!("{local}@{}", ascii_domain(domain)?), at: local.len() };
        let rules = Options::default().without_domain_literal().without_display_text().with_required_tld();
        if address.text.len() > 254 || EmailAddress::parse_with_options(&address.text, rules).is_err() {
            return Err(syntax(typed));
        }
        Ok(address)
    }

    /// As it goes into headers and commands.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Before the @, as typed.
    pub fn local(&self) -> &str {
        &self.text[..self.at]
    }

    /// After the @, lower-case ASCII.
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// For screens: the domain in its own letters.
    pub fn shown(&self) -> String {
        format!("{}@{}", self.local(), idna::domain_to_unicode(self.domain()).0)
    }

    pub(super) fn lettre(&self) -> lettre::Address {
        lettre::Address::new_dangerous(self.local(), self.domain())
    }
}

fn syntax(typed: &str) -> AddressRefusal {
    AddressRefusal::Syntax(typed.chars().take(80).collect())
}

/// UTS 46 to punycode; a literal like `[192.0.2.1]` or a name without a dot is no domain for us.
fn ascii_domain(typed: &str) -> Result<String, AddressRefusal> {
    let refusal = || AddressRefusal::Domain(typed.chars().take(80).collect());
    let ascii = idna::domain_to_ascii_strict(typed).map_err(|_| refusal())?;
    let whole = ascii.contains('.') && !ascii.ends_with('.');
    if whole { Ok(ascii) } else { Err(refusal()) }
}

impl TryFrom<String> for Address {
    type Error = AddressRefusal;
    fn try_from(text: String) -> Result<Address, AddressRefusal> {
        Address::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> String {
        address.text
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// A person or a house at an address, as From and To show it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mailbox {
    pub name: Option<HeaderText>,
    pub address: Address,
}

impl Mailbox {
    /// An empty name is none.
    pub fn new(name: Option<&str>, address: &str) -> kernel::Result<Mailbox> {
        let name = name.map(HeaderText::new).transpose()?.filter(|name| !name.as_str().is_empty());
        Ok(Mailbox { name, address: Address::parse(address)? })
    }

    pub(super) fn lettre(&self) -> lettre::message::Mailbox {
        let name = self.name.as_ref().map(|name| name.as_str().to_owned());
        lettre::message::Mailbox::new(name, self.address.lettre())
    }
}

/// Where the bounce of one message goes: `b+TOKEN@domain` (VERP), so that a bounce names its message whatever
/// the far server writes into it. `token` is letters and digits, at most 60.
pub fn bounce_address(token: &str, domain: &str) -> Result<Address, AddressRefusal> {
    let plain = !token.is_empty() && token.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain { Address::parse(&format!("b+{token}@{domain}")) } else { Err(syntax(token)) }
}

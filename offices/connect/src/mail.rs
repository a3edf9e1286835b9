//! The mail settings of the business: whom its mail comes from, which server takes it, how it is signed.
//!
//! Invariant: what is kept was checked; the password and the private keys are secrets and stand nowhere here.

pub mod commands;
pub mod dkim;
pub mod lookup;
pub(crate) mod rows;
pub mod show;
pub mod test;
#[cfg(test)]
mod tests;
pub mod views;
pub mod wish;

use kernel::{Secret, Timestamp};
use serde::{Deserialize, Serialize};

use crate::mail_out::{Address, Algorithm, HeaderText, Login, Mailbox, Security, SmtpSettings};
use crate::sending::pace::Pace;

/// Topic `mail`. Until a server and a sender are named, mail waits in the outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mail {
    pub from_name: Option<HeaderText>,
    pub from_address: Option<Address>,
    /// The mailbox the owner really reads: where answers go.
    pub reply_to: Option<Address>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub security: Option<Security>,
    pub user: Option<String>,
    /// When the password was last entered; `None` where there is none.
    pub password_at: Option<Timestamp>,
    /// PEM of the CA the server's certificate comes from, where it is not a public one.
    pub ca_pem: Option<String>,
    /// How we greet the server: our own host name.
    pub hello_name: Option<String>,
    /// A domain whose mail server gives us what comes to `b+…@`: then each bounce names its message.
    pub bounce_domain: Option<String>,
    /// How many messages the server takes; as many as there are where nothing is said.
    pub pace: Option<Pace>,
    pub dkim: Dkim,
}

/// The DKIM keys: made and waiting to be published, and in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dkim {
    pub made: Vec<Selector>,
    pub signing: Vec<Selector>,
}

/// A key under the name the world finds it by; the key itself is a secret of the same name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    pub name: String,
    pub domain: String,
    pub algorithm: Algorithm,
}

impl Mail {
    /// A server and a sender: all that mail needs to leave.
    pub fn is_set_up(&self) -> bool {
        self.host.is_some() && self.from_address.is_some()
    }

    pub fn from(&self) -> Option<Mailbox> {
        let address = self.from_address.clone()?;
        Some(Mailbox { name: self.from_name.clone(), address })
    }

    pub fn answers_to(&self) -> Option<Mailbox> {
        let address = self.reply_to.clone()?;
        Some(Mailbox { name: self.from_name.clone(), address })
    }

    /// For a `Carrier`; `None` until a server is named. `public_url` tells our host name where none is given.
    pub fn smtp(&self, password: Option<Secret<String>>, public_url: &str) -> Option<SmtpSettings> {
        let host = self.host.as_deref()?;
        let port = self.port.unwrap_or(587);
        let usual = SmtpSettings::new(host, port, &self.hello(public_url));
        let login = self.user.clone().zip(password).map(|(user, password)| Login { user, password });
        let security = self.security.unwrap_or(usual.security);
        Some(SmtpSettings { login, security, ca_pem: self.ca_pem.clone(), ..usual })
    }

    /// The name given, else our own host, else the sender's domain: never an address of a machine.
    fn hello(&self, public_url: &str) -> String {
        let host = public_url.split("//").nth(1).unwrap_or_default();
        let host = host.split([':', '/']).next().unwrap_or_default();
        let named = host.contains('.') && host.parse::<std::net::IpAddr>().is_err();
        let domain = self.from_address.as_ref().map(|from| from.domain().to_owned());
        let ours = named.then(|| host.to_owned()).or(domain);
        self.hello_name.clone().or(ours).unwrap_or_else(|| "localhost".to_owned())
    }

    /// The signing keys that belong to the sender's domain: others would not be aligned (DMARC).
    pub fn signs_with(&self) -> impl Iterator<Item = &Selector> {
        let domain = self.from_address.as_ref().map(Address::domain);
        self.dkim.signing.iter().filter(move |selector| Some(selector.domain.as_str()) == domain)
    }

    /// Names for the next pair of keys, never used before: `tl1` and `tl1e`, then `tl2` and `tl2e`.
    pub fn next_selectors(&self) -> Option<[Selector; 2]> {
        let domain = self.from_address.as_ref()?.domain().to_owned();
        let used = self.dkim.made.iter().chain(&self.dkim.signing).filter_map(Selector::round);
        let round = used.max().unwrap_or(0) + 1;
        let named = |name: String, algorithm| Selector { name, domain: domain.clone(), algorithm };
        Some([named(format!("tl{round}"), Algorithm::Rsa), named(format!("tl{round}e"), Algorithm::Ed25519)])
    }
}

impl Selector {
    fn round(&self) -> Option<u32> {
        self.name.strip_prefix("tl")?.trim_end_matches('e').parse().ok()
    }

    /// Where its private key is kept.
    pub fn secret_name(&self) -> String {
        format!("connect.dkim.{}", self.name)
    }
}

impl Dkim {
    /// Every key whose record must stand in DNS: in use, and those to come.
    pub fn published(&self) -> impl Iterator<Item = &Selector> {
        self.signing.iter().chain(self.made.iter().filter(|made| !self.signing.contains(made)))
    }
}

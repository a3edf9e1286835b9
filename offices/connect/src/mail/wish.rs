//! What somebody wants the mail settings to be, checked field by field; every mistake is said at once.

use kernel::patch::Change;
use kernel::{FieldError, Refusal, Secret, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Mail;
use crate::mail_out::{Address, HeaderText, Security, SettingsRefusal, bounce_address};
use crate::sending::pace::{MOST, Pace};

/// Change the mail settings. Absent keeps, null clears.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeMail {
    /// The name customers see as the sender.
    pub from_name: Change<String>,
    /// The address customers see as the sender, at a domain of the business.
    pub from_address: Change<String>,
    /// The mailbox the owner really reads: answers go there.
    pub reply_to: Change<String>,
    /// The mail server's host name.
    pub host: Change<String>,
    /// 465 (tls) or 587 (start_tls), as a rule.
    pub port: Change<u16>,
    pub security: Change<Security>,
    pub user: Change<String>,
    /// Kept sealed, never shown again.
    pub password: Change<String>,
    /// The certificate of the server's own authority (PEM), where it is not a public one.
    pub ca_pem: Change<String>,
    /// How we greet the server; our own host name where nothing is said.
    pub hello_name: Change<String>,
    /// Only where mail to `b+…@` of this domain comes back to us.
    pub bounce_domain: Change<String>,
    /// At most so many messages a minute or an hour, where the provider limits them.
    pub pace: Change<Pace>,
}

impl ChangeMail {
    /// The settings as wished, or everything that is wrong with the wish.
    pub fn over(&self, old: Mail, now: Timestamp, public_url: &str) -> Result<Mail, Vec<FieldError>> {
        let mut wrong = vec![];
        let same_server = self.server_stays(&old);
        let new = Mail {
            from_name: read(
                &self.from_name,
                old.from_name.clone(),
                "/from_name",
                &mut wrong,
                HeaderText::new,
            )
            .filter(|name| !name.as_str().is_empty()),
            from_address: self.address(&self.from_address, &old.from_address, "/from_address", &mut wrong),
            reply_to: self.address(&self.reply_to, &old.reply_to, "/reply_to", &mut wrong),
            host: word(&self.host, old.host.clone()),
            port: self.port.clone().over(old.port),
            security: self.security.clone().over(old.security),
            user: word(&self.user, old.user.clone()),
            password_at: self.password_at(&old, now),
            ca_pem: word(&self.ca_pem, old.ca_pem.clone()),
            hello_name: word(&self.hello_name, old.hello_name.clone()),
            bounce_domain: word(&self.bounce_domain, old.bounce_domain.clone()),
            pace: self.pace.clone().over(old.pace),
            dkim: old.dkim.clone(),
        };
        wrong.extend(self.wrong_password(&new, same_server));
        wrong.extend(self.wrong_server(&new, public_url));
        wrong.extend(wrong_bounce_domain(&new));
        wrong.extend(wrong_pace(&new));
        if wrong.is_empty() { Ok(new) } else { Err(wrong) }
    }

    /// A password belongs to a user: without one it is forgotten.
    fn password_at(&self, old: &Mail, now: Timestamp) -> Option<Timestamp> {
        word(&self.user, old.user.clone())?;
        match &self.password {
            Change::Keep => old.password_at,
            Change::Set(password) if !password.is_empty() => Some(now),
            Change::Set(_) | Change::Clear => None,
        }
    }

    fn address(
        &self,
        wish: &Change<String>,
        old: &Option<Address>,
        pointer: &str,
        wrong: &mut Vec<FieldError>,
    ) -> Option<Address> {
        read(wish, old.clone(), pointer, wrong, Address::parse)
    }

    /// Is the kept password still said to the same server over the same kind of connection?
    fn server_stays(&self, old: &Mail) -> bool {
        let same = |wish: &Change<String>, old: &Option<String>| word(wish, old.clone()) == *old;
        same(&self.host, &old.host)
            && same(&self.user, &old.user)
            && same(&self.ca_pem, &old.ca_pem)
            && self.port.clone().over(old.port) == old.port
            && self.security.clone().over(old.security) == old.security
    }

    /// A password is never carried to another server by somebody who does not know it.
    fn wrong_password(&self, new: &Mail, same_server: bool) -> Option<FieldError> {
        let say = |code, detail: &str| {
            Some(FieldError { pointer: "/password".into(), code, detail: detail.into() })
        };
        match (&new.user, new.password_at) {
            (Some(_), None) => {
                say("mail.password_missing", "give the password of this user, or clear the user")
            }
            (_, Some(_)) if self.password.is_keep() && !same_server => {
                say("mail.password_again", "enter the password again: it goes to another server now")
            }
            _ => None,
        }
    }

    fn wrong_server(&self, new: &Mail, public_url: &str) -> Option<FieldError> {
        let password = match &self.password {
            Change::Set(password) => password.clone(),
            _ => "kept".to_owned(),
        };
        let refusal = new.smtp(Some(Secret::new(password)), public_url)?.check().err()?;
        Some(said(pointer(&refusal), &refusal))
    }
}

fn pointer(refusal: &SettingsRefusal) -> &'static str {
    match refusal {
        SettingsRefusal::Plain => "/security",
        SettingsRefusal::Host(_) => "/host",
        SettingsRefusal::HelloName(_) => "/hello_name",
        SettingsRefusal::Login => "/user",
        SettingsRefusal::CaFile(_) => "/ca_pem",
        SettingsRefusal::Zero => "/port",
    }
}

fn wrong_bounce_domain(new: &Mail) -> Option<FieldError> {
    let refusal = bounce_address("x", new.bounce_domain.as_deref()?).err()?;
    Some(said("/bounce_domain", &refusal))
}

fn wrong_pace(new: &Mail) -> Option<FieldError> {
    let impossible = new.pace.filter(|pace| !pace.is_possible());
    impossible.map(|_| FieldError {
        pointer: "/pace/messages".into(),
        code: "mail.pace",
        detail: format!("give a number from 1 to {MOST}, or none where the provider sets no limit"),
    })
}

fn said(pointer: &str, refusal: &impl Refusal) -> FieldError {
    FieldError { pointer: pointer.into(), code: refusal.code(), detail: refusal.to_string() }
}

/// A field that is read; what cannot be read keeps its old value and is said.
fn read<T, E: Refusal>(
    wish: &Change<String>,
    old: Option<T>,
    pointer: &str,
    wrong: &mut Vec<FieldError>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<T> {
    match wish {
        Change::Keep => old,
        Change::Clear => None,
        Change::Set(text) if text.trim().is_empty() => None,
        Change::Set(text) => parse(text).map_err(|refusal| wrong.push(said(pointer, &refusal))).ok().or(old),
    }
}

/// Spaces around it are typing errors; nothing between them is nothing.
fn word(wish: &Change<String>, old: Option<String>) -> Option<String> {
    let typed = wish.as_ref().over(old.as_ref()).map(|text| text.trim().to_owned());
    typed.filter(|text| !text.is_empty())
}

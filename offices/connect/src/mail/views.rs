//! The mail settings as the owner sees them, and the DNS records to publish. Never the password.

use kernel::{Error, Refusal, Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::{Mail, Selector, rows};
use crate::line;
use crate::mail_out::{Address, Algorithm, DnsRecord, Security, SpfSender, dns_records};
use crate::sending::pace::Pace;

#[derive(Debug, Serialize, JsonSchema)]
pub struct MailView {
    pub rv: i64,
    /// A server and a sender are named: mail can leave.
    pub set_up: bool,
    pub from_name: Option<String>,
    pub from_address: Option<String>,
    pub reply_to: Option<String>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub security: Option<Security>,
    pub user: Option<String>,
    /// When the password was last entered; null where there is none.
    pub password_at: Option<Timestamp>,
    pub ca_pem: Option<String>,
    pub hello_name: Option<String>,
    pub bounce_domain: Option<String>,
    pub pace: Option<Pace>,
    pub dkim: DkimView,
    /// What stands between us and the server, since when, and what to do; null when nothing does.
    pub trouble: Option<TroubleView>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DkimView {
    /// Made: publish their records, then `mail.sign`.
    pub made: Vec<SelectorView>,
    /// Every mail is signed with these.
    pub signing: Vec<SelectorView>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SelectorView {
    pub name: String,
    pub domain: String,
    pub algorithm: Algorithm,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TroubleView {
    /// `refused` or `unreachable`.
    pub kind: &'static str,
    pub since: Timestamp,
    pub detail: String,
}

/// Read the mail settings.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadMail {}

impl Query for ReadMail {
    const VERB: Verb = Verb::get("mail.read", "/mail");
    type Answer = MailView;

    async fn ask(&self, tx: &mut Tx) -> Result<MailView> {
        view(tx).await
    }
}

pub(super) async fn view(tx: &mut Tx) -> Result<MailView> {
    let (mail, rv) = tx.setting_at::<Mail>().await?;
    let trouble = line::rows::trouble(tx).await?;
    let text = |address: Option<&Address>| address.map(|address| address.as_str().to_owned());
    Ok(MailView {
        rv,
        set_up: mail.is_set_up(),
        from_address: text(mail.from_address.as_ref()),
        reply_to: text(mail.reply_to.as_ref()),
        from_name: mail.from_name.map(|name| name.as_str().to_owned()),
        host: mail.host,
        port: mail.port,
        security: mail.security,
        user: mail.user,
        password_at: mail.password_at,
        ca_pem: mail.ca_pem,
        hello_name: mail.hello_name,
        bounce_domain: mail.bounce_domain,
        pace: mail.pace,
        dkim: DkimView { made: shown(&mail.dkim.made), signing: shown(&mail.dkim.signing) },
        trouble: trouble.map(|t| TroubleView { kind: t.kind.word(), since: t.since, detail: t.note }),
    })
}

fn shown(selectors: &[Selector]) -> Vec<SelectorView> {
    let one = |s: &Selector| SelectorView {
        name: s.name.clone(),
        domain: s.domain.clone(),
        algorithm: s.algorithm,
    };
    selectors.iter().map(one).collect()
}

/// Which DNS records to publish, so that our mail is believed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRecords {
    /// The SPF record of the mail provider, such as `spf.provider.example`; the server's host where none is
    /// given.
    #[serde(default)]
    pub spf_include: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordsView {
    pub domain: String,
    pub records: Vec<DnsRecord>,
}

impl Query for ReadRecords {
    const VERB: Verb = Verb::get("mail.records", "/mail/records");
    type Answer = RecordsView;

    async fn ask(&self, tx: &mut Tx) -> Result<RecordsView> {
        let mail = tx.setting::<Mail>().await?;
        records(tx, &mail, self.spf_include.as_deref()).await
    }
}

pub(super) async fn records(tx: &mut Tx, mail: &Mail, include: Option<&str>) -> Result<RecordsView> {
    let from = mail.from_address.as_ref().ok_or(MailRefusal::NoSender)?;
    let selectors: Vec<Selector> = mail.dkim.published().cloned().collect();
    let signers = rows::signers(tx, &selectors).await?;
    let sender = match (include, mail.host.as_deref()) {
        (Some(include), _) => SpfSender::Include(name(include, "/spf_include")?),
        (None, Some(host)) => host.parse().map_or_else(|_| SpfSender::Host(host.to_owned()), SpfSender::Ip),
        (None, None) => return Err(MailRefusal::NoServer.into()),
    };
    let reports = mail.reply_to.as_ref().unwrap_or(from);
    let records = dns_records(from.domain(), &signers, &sender, Some(reports));
    Ok(RecordsView { domain: from.domain().to_owned(), records })
}

/// A host name, as it may stand in a record.
fn name(typed: &str, pointer: &'static str) -> Result<String> {
    let found = Address::parse(&format!("x@{}", typed.trim()));
    let said =
        |_| Error::field(pointer, "mail.domain", "that is not a domain; it looks like spf.example.com");
    found.map(|address| address.domain().to_owned()).map_err(said)
}

/// What must be there first.
#[derive(Debug, thiserror::Error)]
pub enum MailRefusal {
    #[error("say first whom mail comes from: an address at a domain of the business")]
    NoSender,
    #[error("no mail server is set up; enter its host first")]
    NoServer,
    #[error("make DKIM keys first, and publish their records")]
    NoKeys,
}

impl Refusal for MailRefusal {
    fn code(&self) -> &'static str {
        match self {
            MailRefusal::NoSender => "mail.no_sender",
            MailRefusal::NoServer => "mail.no_server",
            MailRefusal::NoKeys => "mail.no_keys",
        }
    }
}

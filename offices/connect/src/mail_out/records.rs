//! The DNS records an owner publishes so that their mail is believed: DKIM, SPF, DMARC. Text only;
//! `lookup` looks them up.

use data_encoding::BASE64;

use super::{Address, Algorithm, Signer};

/// One TXT record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct DnsRecord {
    /// The full name, without a closing dot.
    pub name: String,
    pub value: String,
    /// The same as a line of a zone file: strings of at most 255 bytes (RFC 1035, 3.3.14).
    pub zone_line: String,
    /// What it is for, and what to mind.
    pub note: String,
}

/// Who sends for the domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpfSender {
    /// The provider's own record, as in `include:spf.provider.example`.
    Include(String),
    /// The host whose addresses send.
    Host(String),
    Ip(std::net::IpAddr),
}

/// Every record for `domain`. `reports` gets the daily DMARC reports.
pub fn dns_records(
    domain: &str,
    signers: &[Signer],
    sender: &SpfSender,
    reports: Option<&Address>,
) -> Vec<DnsRecord> {
    let mut all: Vec<DnsRecord> = signers.iter().map(dkim).collect();
    all.push(spf(domain, sender));
    all.push(dmarc(domain, reports));
    all
}

fn dkim(signer: &Signer) -> DnsRecord {
    let kind = match signer.algorithm() {
        Algorithm::Rsa => "rsa",
        Algorithm::Ed25519 => "ed25519",
    };
    let name = format!("{}._domainkey.{}", signer.selector(), signer.domain());
    let value = format!("v=DKIM1; k={kind}; p={}", BASE64.encode(signer.public()));
    record(name, value, "DKIM: receivers check our signature with it. Publish it before mail is signed.")
}

fn spf(domain: &str, sender: &SpfSender) -> DnsRecord {
    let who = match sender {
        SpfSender::Include(name) => format!("include:{name}"),
        SpfSender::Host(name) => format!("a:{name}"),
        SpfSender::Ip(std::net::IpAddr::V4(ip)) => format!("ip4:{ip}"),
        SpfSender::Ip(std::net::IpAddr::V6(ip)) => format!("ip6:{ip}"),
    };
    let note = format!(
        "SPF: who sends for the domain. A domain has one such record: if there is one, add `{who}` to it."
    );
    record(domain.to_owned(), format!("v=spf1 {who} ~all"), &note)
}

/// `p=none` watches without harm; tighten it when the reports show that all own mail passes.
fn dmarc(domain: &str, reports: Option<&Address>) -> DnsRecord {
    let to = reports.map(|to| format!("; rua=mailto:{to}")).unwrap_or_default();
    let note =
        "DMARC: first watch (p=none), later quarantine, when the reports show that all own mail passes.";
    record(format!("_dmarc.{domain}"), format!("v=DMARC1; p=none{to}"), note)
}

fn record(name: String, value: String, note: &str) -> DnsRecord {
    let strings: Vec<String> =
        value.as_bytes().chunks(255).map(|part| format!("\"{}\"", String::from_utf8_lossy(part))).collect();
    let zone_line = format!("{name}. IN TXT {}", strings.join(" "));
    DnsRecord { name, value, zone_line, note: note.to_owned() }
}

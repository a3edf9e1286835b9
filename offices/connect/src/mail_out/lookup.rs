//! What the world finds of the DNS records an owner was asked to publish.
//!
//! Invariant: a record counts as published when a receiver would take it, also where the owner wrote more than
//! we asked for.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::join_all;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};
use kernel::{Result, fault};

use super::DnsRecord;

/// Which name server is asked, where it is not the one the system names. Provided to the house by whoever starts it.
#[derive(Debug, Clone, Copy)]
pub struct NameServer(pub SocketAddr);

/// One record, and what is there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Found {
    /// The name that was looked up.
    pub name: String,
    pub state: Published,
    /// What to do about it, in one sentence.
    pub said: String,
    /// The texts found under the name that are of this kind.
    pub texts: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Published {
    Published,
    Missing,
    /// Something else stands there.
    Different,
    /// Nobody answered.
    Unknown,
}

/// Looks all records up at once. Never fails: a name server that is silent is an answer too.
pub async fn look_up(records: &[DnsRecord], server: Option<NameServer>) -> Result<Vec<Found>> {
    let resolver = resolver(server)?;
    let asked = records.iter().map(async |record| match texts(&resolver, &record.name).await {
        Ok(texts) => judge(record, &texts),
        Err(why) => unanswered(record, &why),
    });
    Ok(join_all(asked).await)
}

fn resolver(server: Option<NameServer>) -> Result<TokioResolver> {
    let mut builder = match server {
        None => TokioResolver::builder_tokio().map_err(fault)?,
        Some(NameServer(at)) => {
            let on_port = |mut way: ConnectionConfig| {
                way.port = at.port();
                way
            };
            let ways = vec![on_port(ConnectionConfig::udp()), on_port(ConnectionConfig::tcp())];
            let server = NameServerConfig::new(at.ip(), true, ways);
            let config = ResolverConfig::from_parts(None, vec![], vec![server]);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
    };
    // Somebody looks at the screen and waits.
    builder.options_mut().timeout = Duration::from_secs(2);
    builder.options_mut().attempts = 1;
    builder.build().map_err(fault)
}

/// The TXT records of a name, each joined from its strings (RFC 7208, 3.3).
async fn texts(resolver: &TokioResolver, name: &str) -> std::result::Result<Vec<String>, String> {
    let answer = match resolver.lookup(format!("{name}."), RecordType::TXT).await {
        Err(none) if none.is_no_records_found() => return Ok(vec![]),
        other => other.map_err(|e| e.to_string())?,
    };
    let text = |data: &RData| match data {
        RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
        _ => None,
    };
    Ok(answer.answers().iter().filter_map(|record| text(&record.data)).collect())
}

fn unanswered(record: &DnsRecord, why: &str) -> Found {
    let said = format!("The name server did not answer ({why}). Try again in a minute.");
    Found { name: record.name.clone(), state: Published::Unknown, said, texts: vec![] }
}

/// Pure: what the texts under its name mean for a record.
fn judge(record: &DnsRecord, texts: &[String]) -> Found {
    let kind = record.value.split([';', ' ']).next().unwrap_or_default();
    let of_kind = |text: &&String| text.trim_start().to_lowercase().starts_with(&kind.to_lowercase());
    let texts: Vec<String> = texts.iter().filter(of_kind).cloned().collect();
    let (state, said) = match texts.as_slice() {
        [] => (Published::Missing, "Not there yet. New records can take some hours.".to_owned()),
        [one] => one_text(kind, &record.value, one),
        // RFC 7208, 4.5 and RFC 7489, 6.6.3: with two of them receivers take none.
        _ => (Published::Different, "There are several; receivers then take none. Leave one.".to_owned()),
    };
    Found { name: record.name.clone(), state, said, texts }
}

fn one_text(kind: &str, wanted: &str, there: &str) -> (Published, String) {
    let fits = match kind {
        "v=DKIM1" => tag(there, "p") == tag(wanted, "p"),
        "v=spf1" => senders(wanted).all(|sender| senders(there).any(|known| known == sender)),
        // Any policy of the owner's own is at least as good as ours.
        _ => tag(there, "p").is_some(),
    };
    let differs = match kind {
        "v=DKIM1" => "Another key stands there. Replace it by the one above.".to_owned(),
        "v=spf1" => {
            let who: Vec<&str> = senders(wanted).collect();
            format!("A record is there without our server. Add `{}` to it.", who.join(" "))
        }
        _ => "A record is there that says no policy. Add `p=none` to it.".to_owned(),
    };
    if fits { (Published::Published, "Published.".to_owned()) } else { (Published::Different, differs) }
}

/// The value of a tag in a list of tags (RFC 6376, 3.2), without the blanks a provider puts into long ones.
fn tag(text: &str, name: &str) -> Option<String> {
    let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(key, _)| key.trim() == name).map(|(_, value)| value);
    values.next().map(|value| value.split_whitespace().collect())
}

/// The mechanisms of an SPF record that name senders (RFC 7208, 5).
fn senders(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().skip(1).filter(|word| !word.ends_with("all"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(name: &str, value: &str) -> DnsRecord {
        let text = |text: &str| text.to_owned();
        DnsRecord { name: text(name), value: text(value), zone_line: text(""), note: text("") }
    }

    fn state(value: &str, there: &[&str]) -> Published {
        let texts: Vec<String> = there.iter().map(|&text| text.to_owned()).collect();
        judge(&wanted("biz.test", value), &texts).state
    }

    #[test]
    fn a_record_is_published_when_a_receiver_would_take_it() {
        let spf = "v=spf1 include:spf.host.test ~all";
        let own = "v=spf1 mx include:spf.host.test include:other.test -all";
        assert_eq!(state(spf, &["google-site-verification=1", own]), Published::Published);
        assert_eq!(state(spf, &["v=spf1 mx -all"]), Published::Different);
        assert_eq!(state(spf, &[spf, own]), Published::Different);
        assert_eq!(state(spf, &["something else"]), Published::Missing);
        let key = "v=DKIM1; k=rsa; p=AbC+/d==";
        assert_eq!(state(key, &["v=DKIM1; k=rsa; t=s; p=AbC+ /d=="]), Published::Published);
        assert_eq!(state(key, &["v=DKIM1; k=rsa; p=abc+/d=="]), Published::Different);
        assert_eq!(state("v=DMARC1; p=none", &["v=DMARC1; p=reject; pct=50"]), Published::Published);
    }
}

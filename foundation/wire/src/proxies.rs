//! The proxies of ours: from which networks a request may come on somebody's behalf, and whose word on the client
//! is believed. Nobody else's `X-Forwarded-For` counts.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::HeaderMap;
use ipnet::IpNet;
use serde::Deserialize;

/// Networks of proxies; empty where none stands in front.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Said")]
pub struct Proxies(Vec<IpNet>);

/// How a file may say it: `true`, one text, or a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Whether(bool),
    Text(String),
    List(Vec<String>),
}

impl TryFrom<Said> for Proxies {
    type Error = String;

    fn try_from(said: Said) -> Result<Proxies, String> {
        match said {
            Said::Whether(whether) => whether.to_string().parse(),
            Said::Text(text) => text.parse(),
            Said::List(list) => list.join(",").parse(),
        }
    }
}

impl FromStr for Proxies {
    type Err = String;

    /// `true` is a proxy on this machine, `false` none; else addresses and networks with commas between.
    fn from_str(text: &str) -> Result<Proxies, String> {
        match text.trim() {
            "false" => Ok(Proxies::default()),
            "true" => "127.0.0.0/8,::1".parse(),
            list => list.split(',').map(|part| net(part.trim())).collect::<Result<_, _>>().map(Proxies),
        }
    }
}

fn net(text: &str) -> Result<IpNet, String> {
    let found = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let why = "is no address; say `true` for a proxy on this machine, or addresses and networks such as \
               `10.0.0.2,172.18.0.0/16`";
    found.map_err(|_| format!("`{text}` {why}"))
}

impl Proxies {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Do they all stand on this machine?
    pub fn here(&self) -> bool {
        self.0.iter().all(|net| net.network().is_loopback())
    }

    pub fn trusts(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.0.iter().any(|net| net.contains(&peer))
    }

    /// Who stands behind this peer: of what our proxies wrote, the last address that is none of them.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines = headers.get_all("x-forwarded-for").into_iter().rev();
        let said = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.rsplit(','));
        for address in said {
            if !self.trusts(client) {
                break;
            }
            let Ok(before) = address.trim().parse::<IpAddr>() else { break };
            client = before.to_canonical();
        }
        client
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    fn client(proxies: &str, peer: &str, said: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in said {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        proxies.parse::<Proxies>().unwrap().client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_our_proxies_are_believed_and_only_as_far_as_they_saw() {
        assert_eq!(client("true", "127.0.0.1", &["1.1.1.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(client("true", "192.0.2.7", &["203.0.113.9"]), "192.0.2.7", "a stranger says so");
        assert_eq!(
            client("10.0.0.2,10.0.1.0/24", "10.0.0.2", &["1.1.1.1, 203.0.113.9, 10.0.1.7"]),
            "203.0.113.9"
        );
        assert_eq!(
            client("true", "::ffff:127.0.0.1", &["1.1.1.1", "203.0.113.9"]),
            "203.0.113.9",
            "two lines"
        );
        assert_eq!(client("true", "::1", &["unknown"]), "::1");
        assert_eq!(client("false", "127.0.0.1", &["203.0.113.9"]), "127.0.0.1");
    }

    #[test]
    fn what_is_no_address_is_refused_with_an_example() {
        let why = "10.0.0.2,proxy".parse::<Proxies>().unwrap_err();
        assert!(why.contains("`proxy`") && why.contains("172.18.0.0/16"), "{why}");
    }
}

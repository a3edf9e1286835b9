//! Can this server be reached the way it says, with cookies that work and do not cross a network in the
//! clear?

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use http::Uri;

use wire::Proxies;

use crate::options::Process;
use crate::{Done, Failed};

/// How the house is reached.
#[derive(Debug, PartialEq, Eq)]
pub struct Reach {
    pub listen: SocketAddr,
    /// Without a slash at the end.
    pub public_url: String,
    /// Certificate chain and key.
    pub tls: Option<(PathBuf, PathBuf)>,
    pub proxies: Proxies,
}

const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

impl Reach {
    /// Refuses what could not work, in a sentence with the way out.
    pub fn of(process: &Process) -> Done<Reach> {
        let listen = process.listen.unwrap_or(LISTEN);
        let proxies = process.trust_proxy.clone().unwrap_or_default();
        let tls = tls(process)?;
        if !listen.ip().is_loopback() && tls.is_none() && proxies.here() {
            return Err(Failed::usage(format!(
                "{listen} can be reached from outside, and passwords would cross the network in the clear: \
                 give --tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy and say --trust-proxy, \
                 or name the addresses your proxy asks from: --trust-proxy 10.0.0.2"
            )));
        }
        let public_url = match &process.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => default_url(listen, tls.is_some(), &proxies)?,
        };
        let reach = Reach { listen, public_url, tls, proxies };
        reach.check()?;
        Ok(reach)
    }

    /// Nobody but this machine can ask.
    pub fn here_alone(&self) -> bool {
        self.listen.ip().is_loopback() && self.proxies.is_empty() && self.tls.is_none()
    }

    /// Whoever asks past the proxies from elsewhere would speak in the clear.
    pub fn only_proxies(&self) -> bool {
        !self.listen.ip().is_loopback() && self.tls.is_none()
    }

    fn check(&self) -> Done {
        let url = &self.public_url;
        let (https, host) = parts(url)?;
        if https && self.tls.is_none() && self.proxies.is_empty() {
            return Err(Failed::usage(format!(
                "customers would ask {url} by https, but nothing here answers it: give --tls-cert and \
                 --tls-key, or say --trust-proxy if a proxy ends TLS"
            )));
        }
        if !https && self.tls.is_some() {
            return Err(Failed::usage(format!(
                "this server speaks TLS, so its public URL must begin with https://, not {url}"
            )));
        }
        if !https && !is_loopback(&host) {
            return Err(Failed::usage(format!(
                "browsers keep our session cookie only for https, or on this machine: {url} would let \
                 nobody sign in; use an https:// address"
            )));
        }
        Ok(())
    }
}

fn tls(process: &Process) -> Done<Option<(PathBuf, PathBuf)>> {
    match (&process.tls_cert, &process.tls_key) {
        (Some(cert), Some(key)) => Ok(Some((cert.clone(), key.clone()))),
        (None, None) => Ok(None),
        _ => Err(Failed::usage("give --tls-cert and --tls-key together")),
    }
}

fn default_url(listen: SocketAddr, tls: bool, proxies: &Proxies) -> Done<String> {
    if tls || !proxies.is_empty() || !listen.ip().is_loopback() {
        let why = "say how customers reach this server: --public-url https://example.com";
        return Err(Failed::usage(why));
    }
    Ok(format!("http://{listen}"))
}

/// Is it https, and which host?
fn parts(url: &str) -> Done<(bool, String)> {
    let wrong = || Failed::usage(format!("{url} is not an address like https://example.com, without a path"));
    let uri: Uri = url.parse().map_err(|_| wrong())?;
    let https = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(wrong()),
    };
    let bare = uri.path() == "/" && uri.query().is_none();
    let host = uri.host().filter(|host| bare && !host.is_empty()).ok_or_else(wrong)?;
    Ok((https, host.to_owned()))
}

fn is_loopback(host: &str) -> bool {
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    fn said(listen: &str, url: Option<&str>, tls: bool, proxy: bool) -> Result<String, String> {
        said_behind(listen, url, tls, if proxy { "true" } else { "false" })
    }

    fn said_behind(listen: &str, url: Option<&str>, tls: bool, proxy: &str) -> Result<String, String> {
        let process = Process {
            listen: Some(listen.parse().unwrap()),
            public_url: url.map(str::to_owned),
            tls_cert: tls.then(|| "cert.pem".into()),
            tls_key: tls.then(|| "key.pem".into()),
            trust_proxy: Some(proxy.parse().unwrap()),
            ..Process::default()
        };
        Reach::of(&process).map(|reach| reach.public_url).map_err(|failed| failed.why)
    }

    #[test]
    fn what_works_is_taken() {
        assert_eq!(said("127.0.0.1:8080", None, false, false).unwrap(), "http://127.0.0.1:8080");
        assert_eq!(
            said("[::1]:80", Some("http://localhost:80/"), false, false).unwrap(),
            "http://localhost:80"
        );
        assert!(said("0.0.0.0:443", Some("https://example.com"), true, false).is_ok());
        assert!(said("127.0.0.1:8080", Some("https://example.com"), false, true).is_ok());
        assert!(said_behind("10.0.0.5:8080", Some("https://example.com"), false, "10.0.0.2").is_ok());
    }

    #[test]
    fn what_could_not_work_is_refused_with_a_way_out() {
        let refused = [
            (said("0.0.0.0:80", Some("http://example.com"), false, false), "in the clear"),
            (said("10.0.0.5:8080", Some("https://example.com"), false, true), "--trust-proxy 10.0.0.2"),
            (said("0.0.0.0:443", None, true, false), "--public-url"),
            (said("127.0.0.1:80", Some("https://example.com"), false, false), "--trust-proxy"),
            (said("0.0.0.0:443", Some("http://example.com"), true, false), "https://"),
            (said("127.0.0.1:80", Some("http://example.com"), false, true), "nobody sign in"),
            (said("127.0.0.1:80", Some("https://example.com/shop"), false, true), "without a path"),
            (said("127.0.0.1:80", Some("example.com"), false, true), "without a path"),
        ];
        for (outcome, wanted) in refused {
            let why = outcome.unwrap_err();
            assert!(why.contains(wanted), "{why}");
        }
    }
}

//! Who asks: a browser's session, a token, or nobody; and from which network.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, header};
use kernel::{Actor, Error, Result};

use crate::{Wire, cookie};

/// A header as text; one that is not text counts as absent.
pub(crate) fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A wrong token is refused; a cookie of an ended session is nobody.
pub(crate) async fn actor(wire: &Wire, headers: &HeaderMap) -> Result<Actor> {
    if let Some(token) = bearer(headers) {
        let found = wire.desk.doorkeeper()?.by_token(&wire.desk, token).await?;
        return found.ok_or(Error::SignIn);
    }
    let Some(secret) = cookie::read(headers, wire.options.https()) else { return Ok(Actor::nobody()) };
    let Ok(keeper) = wire.desk.doorkeeper() else { return Ok(Actor::nobody()) };
    Ok(keeper.by_session(&wire.desk, secret).await?.unwrap_or_else(Actor::nobody))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = header(headers, header::AUTHORIZATION.as_str())?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The client's address: the peer's, or whom our own proxies saw.
pub(crate) fn address(wire: &Wire, parts: &Parts) -> Option<IpAddr> {
    peer(&parts.extensions).map(|peer| wire.options.proxies.client(peer, &parts.headers))
}

/// Whoever opened the connection.
pub(crate) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip())
}

/// Our proxies alone may ask, and this is none of them. Tests without a socket have no peer.
pub(crate) fn past_the_proxy(wire: &Wire, extensions: &Extensions) -> bool {
    let options = &wire.options;
    options.only_proxies && peer(extensions).is_some_and(|peer| !options.proxies.trusts(peer))
}

/// Whom limits count: a whole IPv4 address, the /64 of an IPv6.
pub(crate) fn network(wire: &Wire, parts: &Parts) -> String {
    match address(wire, parts) {
        None => "unknown".into(),
        Some(IpAddr::V4(v4)) => v4.to_string(),
        Some(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// The address the browser used: scheme and host.
pub(crate) fn origin(wire: &Wire, headers: &HeaderMap) -> String {
    let scheme = if wire.options.https() { "https" } else { "http" };
    match header(headers, header::HOST.as_str()) {
        Some(host) => format!("{scheme}://{host}"),
        None => wire.options.public_url.clone(),
    }
}

//! A browser sends our cookie along with what other sites make it ask. Those requests are refused unread.
//!
//! Only for sessions: a token or a stranger carries nothing a browser adds by itself.

use axum::http::{HeaderMap, Method, header};
use kernel::{Actor, Result, Via};

use crate::Wire;
use crate::refusal::RequestFault;
use crate::who::header;

/// Does the request come from our own pages? Needed for every unsafe method with a session.
pub(crate) fn same_site(wire: &Wire, actor: &Actor, method: &Method, headers: &HeaderMap) -> Result<()> {
    let safe = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || actor.via != Via::Session || from_here(wire, headers) {
        return Ok(());
    }
    Err(RequestFault::Forged.into())
}

/// `Sec-Fetch-Site` decides where the browser sends it; else the origin must be ours.
fn from_here(wire: &Wire, headers: &HeaderMap) -> bool {
    if let Some(site) = header(headers, "sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = header(headers, header::ORIGIN.as_str()) else { return false };
    let host = origin.split_once("://").map(|(_, host)| host);
    origin == wire.options.public_url || (host.is_some() && host == header(headers, header::HOST.as_str()))
}

/// Bodies of the API are JSON, said so: what a form of another site cannot say without asking first.
pub(crate) fn says_json(headers: &HeaderMap) -> bool {
    let said = header(headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = said.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || kind.to_ascii_lowercase().ends_with("+json")
}

//! The application as the server built it in, and the stable files public pages load.
//!
//! Not here: caching rules and the policy of the application's page; whoever built the files knows them.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response as HttpResponse, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::Wire;
use crate::who::header as text;

/// What a browser asks for under `/app`.
#[derive(Debug, Clone, Copy)]
pub struct AssetAsked<'a> {
    /// Behind `/app/`; empty for the application itself.
    pub path: &'a str,
    pub accept_encoding: Option<&'a str>,
    pub if_none_match: Option<&'a str>,
    /// Drawn anew for each answer, for style elements.
    pub nonce: [u8; 16],
}

/// What it gets.
#[derive(Debug, Clone)]
pub struct AssetServed {
    pub status: u16,
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    pub body: Cow<'static, [u8]>,
}

/// The built application, passed in by the server.
pub type Application = fn(AssetAsked<'_>) -> AssetServed;

/// A house without its application, for tests.
pub(crate) fn no_application(_: AssetAsked<'_>) -> AssetServed {
    AssetServed { status: 404, headers: vec![], body: Cow::Borrowed(b"This build has no application.") }
}

/// Kept five minutes by whoever loads them: their names never change, their content may.
pub(crate) fn stable(path: &str, headers: &HeaderMap) -> Option<Response> {
    let (kind, content) = match path {
        "/wire.css" => ("text/css; charset=utf-8", crate::page::STYLE),
        "/public.css" => ("text/css; charset=utf-8", verbs::assets::PUBLIC_CSS),
        "/public.js" => ("text/javascript; charset=utf-8", verbs::assets::PUBLIC_JS),
        "/w.js" => ("text/javascript; charset=utf-8", verbs::assets::WIDGET_JS),
        _ => return None,
    };
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(content)[..8]);
    let tag = format!("\"{hash}\"");
    let status = if text(headers, "if-none-match") == Some(&tag) { 304 } else { 200 };
    let body = if status == 304 { "" } else { content };
    let all = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::ETAG, tag.as_str()),
    ];
    let status = StatusCode::from_u16(status).expect("200 and 304 are statuses");
    Some((status, all, body).into_response())
}

pub(crate) fn app(wire: &Wire, path: &str, headers: &HeaderMap) -> Response {
    let mut nonce = [0; 16];
    wire.desk.store.house().rng.fill(&mut nonce);
    let served = (wire.options.application)(AssetAsked {
        path,
        accept_encoding: text(headers, "accept-encoding"),
        if_none_match: text(headers, "if-none-match"),
        nonce,
    });
    let body = match served.body {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    let mut response = HttpResponse::new(body);
    *response.status_mut() = StatusCode::from_u16(served.status).unwrap_or(StatusCode::NOT_FOUND);
    for (name, value) in served.headers {
        if let Ok(value) = HeaderValue::try_from(value.as_ref()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

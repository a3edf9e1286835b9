//! Files the program carries: the application under `/app/`, scripts and styles of public pages.

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;

use crate::who::header as text;
use crate::{Wire, guard};

/// One file as it was built in.
#[derive(Debug, Clone)]
pub struct Asset {
    /// With charset, such as `text/css; charset=utf-8`.
    pub media_type: Cow<'static, str>,
    /// In quotes.
    pub etag: Cow<'static, str>,
    /// Its name changes whenever its content does.
    pub immutable: bool,
    pub raw: Cow<'static, [u8]>,
    /// The same, compressed with brotli.
    pub brotli: Option<Cow<'static, [u8]>>,
}

/// Where files come from: the server passes its table in.
pub trait Assets: Send + Sync + 'static {
    /// By path as in the address, without the leading slash: `app/index.html`, `public.css`, `w.js`.
    fn find(&self, path: &str) -> Option<Asset>;
}

/// A house without files, for tests.
pub struct NoAssets;

impl Assets for NoAssets {
    fn find(&self, _: &str) -> Option<Asset> {
        None
    }
}

/// The text in the application's page that becomes the nonce of its style elements.
const NONCE: &str = "__STYLE_NONCE__";
const PAGE: &str = "app/index.html";

/// A file under a stable name outside the application, kept for five minutes by whoever embeds it.
pub(crate) fn stable(wire: &Wire, path: &str, headers: &HeaderMap) -> Option<Response> {
    Some(file(wire.options.assets.find(path)?, headers, "public, max-age=300"))
}

/// A path under `/app/`: a file, or the application's page, whose script knows the path. An unknown file is missing.
pub(crate) fn app(wire: &Wire, path: &str, headers: &HeaderMap) -> Option<Response> {
    let whole = format!("app/{path}");
    if !path.is_empty() && whole != PAGE {
        if let Some(asset) = wire.options.assets.find(&whole) {
            let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
            return Some(file(asset, headers, cache));
        }
        if path.starts_with("assets/") {
            return None;
        }
    }
    wire.options.assets.find(PAGE).map(|asset| page(wire, &asset))
}

fn file(asset: Asset, headers: &HeaderMap, cache: &'static str) -> Response {
    let common: [(HeaderName, String); 4] = [
        (header::CONTENT_TYPE, asset.media_type.into_owned()),
        (header::ETAG, asset.etag.to_string()),
        (header::CACHE_CONTROL, cache.to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if text(headers, "if-none-match") == Some(&asset.etag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    match asset.brotli.filter(|_| takes_brotli(headers)) {
        Some(small) => (common, [(header::CONTENT_ENCODING, "br")], small).into_response(),
        None => (common, asset.raw).into_response(),
    }
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let encodings = text(headers, "accept-encoding").unwrap_or_default().split(',');
    encodings.map(|one| one.split(';').next().unwrap_or_default().trim()).any(|one| one == "br")
}

/// The application's page with a nonce nobody has seen; therefore never kept.
fn page(wire: &Wire, asset: &Asset) -> Response {
    let mut random = [0; 18];
    wire.desk.store.house().rng.fill(&mut random);
    let nonce = BASE64URL_NOPAD.encode(&random);
    let html = String::from_utf8_lossy(&asset.raw).replace(NONCE, &nonce);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, guard::app_policy(&nonce)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, html).into_response()
}

//! Headers that keep browsers from being talked into things. Set on every answer; a handler's own policy
//! stays.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// Pages for customers: nothing but our own files, no inline script, no frame unless the page names who may.
pub(crate) fn public_policy(frame_ancestors: &[String]) -> String {
    let frames = if frame_ancestors.is_empty() { "'none'".into() } else { frame_ancestors.join(" ") };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; frame-ancestors {frames}; base-uri 'none'; object-src 'none'"
    )
}

/// Downloads: whatever a file holds, it may do nothing.
pub(crate) const FILE_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

pub(crate) fn protect(response: &mut Response, https: bool) {
    let headers = response.headers_mut();
    let mut unless_set = |name: HeaderName, value: &str| {
        let value = HeaderValue::try_from(value).expect("our own headers are visible text");
        headers.entry(name).or_insert(value);
    };
    unless_set(header::CONTENT_SECURITY_POLICY, &public_policy(&[]));
    unless_set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(header::REFERRER_POLICY, "same-origin");
    unless_set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    unless_set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    unless_set(header::CACHE_CONTROL, "no-store");
    if https {
        unless_set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

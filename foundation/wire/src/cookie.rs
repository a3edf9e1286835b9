//! The session cookie: `__Host-tl` over https, `tl` on plain loopback; never readable by a script.

use axum::http::{HeaderMap, HeaderValue, header};
use serde_json::Value as Json;
use verbs::SET_SESSION;

/// A session ends after 30 days at the latest.
const MAX_AGE_SECONDS: u32 = 30 * 24 * 3600;

fn name(https: bool) -> &'static str {
    if https { "__Host-tl" } else { "tl" }
}

pub(crate) fn read(headers: &HeaderMap, https: bool) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name(https)).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// Takes the secret out of a view: a text becomes a cookie, a null clears it, no such field changes nothing.
pub(crate) fn take(view: &mut Json, https: bool) -> Option<HeaderValue> {
    let (secret, age) = match view.as_object_mut()?.shift_remove(SET_SESSION)? {
        Json::String(secret) => (secret, MAX_AGE_SECONDS),
        _ => (String::new(), 0),
    };
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}", name(https));
    HeaderValue::try_from(text).ok()
}

//! What a door gives back, as HTTP.

use std::convert::Infallible;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use verbs::{Body, Event, Shown};

use crate::answer::json_response;
use crate::guard;
use crate::stream::HEARTBEAT;

pub(crate) fn response(shown: Shown) -> Response {
    let status = StatusCode::from_u16(shown.status).unwrap_or(StatusCode::OK);
    let mut response = body(shown.body, status);
    let headers = response.headers_mut();
    set(headers, header::CONTENT_SECURITY_POLICY, guard::public_policy(&shown.frame_ancestors), false);
    for (name, value) in shown.headers {
        if let Ok(name) = HeaderName::try_from(name) {
            set(headers, name, value, true);
        }
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: String, over: bool) {
    let Ok(value) = HeaderValue::try_from(value) else { return };
    if over || !headers.contains_key(&name) {
        headers.insert(name, value);
    }
}

fn body(body: Body, status: StatusCode) -> Response {
    match body {
        Body::Html(page) => (status, Html(page)).into_response(),
        Body::Text(text) => (status, text).into_response(),
        Body::Json(value) => json_response(status, &value),
        Body::Bytes { media_type, name, bytes } => {
            (status, download(media_type, name), bytes).into_response()
        }
        Body::Events(events) => sse(events),
        Body::Redirect(to) => redirect(&to),
    }
}

fn download(media_type: String, name: Option<String>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    set(&mut headers, header::CONTENT_TYPE, media_type, true);
    if let Some(name) = name {
        set(&mut headers, header::CONTENT_DISPOSITION, attachment(&name), true);
        set(&mut headers, header::CONTENT_SECURITY_POLICY, guard::FILE_POLICY.into(), true);
    }
    headers
}

/// RFC 6266: a plain name for old readers, the real one in RFC 8187's form.
fn attachment(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' };
    let plain: String = name.chars().map(safe).collect();
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(b).to_string(),
        other => format!("%{other:02X}"),
    };
    let encoded: String = name.bytes().map(byte).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

fn redirect(to: &str) -> Response {
    match HeaderValue::try_from(to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Server-sent events, with a sign of life every 15 seconds.
pub(crate) fn sse(events: BoxStream<'static, Event>) -> Response {
    let events = events.map(|event| Ok::<_, Infallible>(one(event)));
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    // A proxy that collects a stream before passing it on would make it useless.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn one(event: Event) -> SseEvent {
    let made = SseEvent::default().event(event.name).data(event.data);
    match event.id {
        Some(id) => made.id(id),
        None => made,
    }
}

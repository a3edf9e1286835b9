//! What a verb gave back, as HTTP: the view of a query, view and undo of a command, the version as ETag.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use verbs::Answer;

use crate::{Wire, cookie};

pub(crate) fn of(wire: &Wire, answer: Answer) -> Response {
    let Answer { body: mut view, undo } = answer;
    let session = cookie::take(&mut view, wire.options.https());
    let version = view.get("rv").and_then(Json::as_i64);
    let mut response = json_response(StatusCode::OK, &json!({ "answer": view, "undo": undo }));
    tag(&mut response, version);
    if let Some(cookie) = session {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The one field of a view that HTTP has a place for; the rest is skipped unread.
#[derive(Deserialize)]
struct Versioned {
    rv: Option<i64>,
}

/// A page of a list has no version of its own, and is what people ask for most.
const PAGE: &str = "{\"items\":";

pub(crate) fn told(view: String) -> Response {
    let versioned = (!view.starts_with(PAGE)).then(|| serde_json::from_str::<Versioned>(&view).ok());
    let version = versioned.flatten().and_then(|versioned| versioned.rv);
    let mut response = json_text(StatusCode::OK, view);
    tag(&mut response, version);
    response
}

fn tag(response: &mut Response, version: Option<i64>) {
    let Some(rv) = version else { return };
    let tag = HeaderValue::try_from(format!("\"{rv}\"")).expect("digits in quotes are a header");
    response.headers_mut().insert(header::ETAG, tag);
}

pub(crate) fn json_response(status: StatusCode, body: &Json) -> Response {
    json_text(status, body.to_string())
}

fn json_text(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

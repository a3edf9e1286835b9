//! What a verb gave back, as HTTP: the view of a query, view and undo of a command, the version as ETag.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value as Json, json};
use verbs::{Answer, Declared};

use crate::{Wire, cookie};

pub(crate) fn of(wire: &Wire, declared: &Declared, answer: Answer) -> Response {
    let Answer { body: mut view, undo } = answer;
    let session = cookie::take(&mut view, wire.options.https());
    let version = view.get("rv").and_then(Json::as_i64);
    let body = if declared.query { view } else { json!({ "answer": view, "undo": undo }) };
    let mut response = json_response(StatusCode::OK, &body);
    if let Some(rv) = version {
        let tag = HeaderValue::try_from(format!("\"{rv}\"")).expect("digits in quotes are a header");
        response.headers_mut().insert(header::ETAG, tag);
    }
    if let Some(cookie) = session {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

pub(crate) fn json_response(status: StatusCode, body: &Json) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

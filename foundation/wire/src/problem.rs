//! RFC 9457: every refusal leaves as problem+json, or as a small page where a browser asked for one.
//!
//! Handlers put the error on a bare response; `observe` renders it, because only there is the reference known
//! that also stands in the log. The cause of a fault never leaves the house.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::Error;
use serde_json::json;

use crate::page::{self, Reader};

/// An error on its way out.
#[derive(Clone)]
pub(crate) struct Failure(pub Arc<Error>);

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure(Arc::new(error))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A program gets JSON, whoever reads in a browser a page.
pub(crate) fn render(error: &Error, reference: &str, reader: Option<&Reader>) -> Response {
    let mut response = match reader {
        None => as_json(error, reference),
        Some(reader) => page::problem(error, reference, reader),
    };
    if let Some(seconds) = retry_after(error) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if error.status() == 401 {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn as_json(error: &Error, reference: &str) -> Response {
    let errors = if let Error::Invalid(errors) = error { errors.as_slice() } else { &[] };
    let body = json!({
        "type": format!("/errors/{}", error.code()),
        "code": error.code(),
        "title": title(error),
        "status": error.status(),
        "detail": detail(error),
        "ref": reference,
        "errors": errors,
    });
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// What a stranger may read of it.
fn detail(error: &Error) -> String {
    match error {
        Error::Fault(_) => "Something broke on our side. Try again; if it stays, quote the reference.".into(),
        other => other.to_string(),
    }
}

fn retry_after(error: &Error) -> Option<u64> {
    match error {
        Error::TooMany(seconds) => Some(*seconds),
        Error::NoRoom => Some(60),
        _ if error.status() == 503 => Some(1),
        _ => None,
    }
}

fn title(error: &Error) -> &'static str {
    match error.status() {
        _ if matches!(error, Error::NoRoom) => "No room left",
        400 => "The request cannot be read",
        401 => "Sign in first",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Another method is needed",
        408 => "Too slow",
        409 => "A rule says no",
        412 => "Changed meanwhile",
        413 => "Too large",
        415 => "Another content type is needed",
        422 => "The input does not fit",
        429 => "Too many tries",
        503 => "Busy",
        500.. => "Something broke",
        _ => "Refused",
    }
}

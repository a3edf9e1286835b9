//! What the wire itself refuses, before any verb is asked.

use kernel::Refusal;

#[derive(Debug, thiserror::Error)]
pub(crate) enum RequestFault {
    #[error("nothing is here; `GET /api` lists what there is")]
    NoSuchPath,
    #[error("this path does not take this method; `GET /api` lists what there is")]
    WrongMethod,
    #[error("the request came from another site; open the application itself, or use a token")]
    Forged,
    #[error("send JSON with `Content-Type: application/json`, even for an empty body")]
    NotJson,
    #[error("send a form as `application/x-www-form-urlencoded` or `multipart/form-data`")]
    BadForm,
    #[error("the body is not JSON: {0}")]
    BadJson(String),
    #[error("the body must be one JSON object, nested at most 64 deep")]
    BadShape,
    #[error("the body is larger than {0} bytes; send less, or in parts")]
    TooLarge(usize),
    #[error("the form has more than {0} fields or parts")]
    TooMany(usize),
    #[error("the body did not arrive within {0} seconds; try again on a better line")]
    TooSlow(u64),
    #[error("the body broke off; send it again")]
    BrokenOff,
    #[error("this server is asked through its proxy, and you came past it; use the address people are given")]
    PastTheProxy,
    #[error("the header `{0}` cannot be read: {1}")]
    BadHeader(&'static str, &'static str),
}

impl Refusal for RequestFault {
    fn code(&self) -> &'static str {
        match self {
            RequestFault::NoSuchPath => "request.no_such_path",
            RequestFault::WrongMethod => "request.wrong_method",
            RequestFault::Forged => "request.forged",
            RequestFault::NotJson => "request.not_json",
            RequestFault::BadForm => "request.bad_form",
            RequestFault::BadJson(_) => "request.bad_json",
            RequestFault::BadShape => "request.bad_shape",
            RequestFault::TooLarge(_) => "request.too_large",
            RequestFault::TooMany(_) => "request.too_many_fields",
            RequestFault::TooSlow(_) => "request.too_slow",
            RequestFault::BrokenOff => "request.broken_off",
            RequestFault::PastTheProxy => "request.past_the_proxy",
            RequestFault::BadHeader(..) => "request.bad_header",
        }
    }

    fn status(&self) -> u16 {
        match self {
            RequestFault::NoSuchPath => 404,
            RequestFault::WrongMethod => 405,
            RequestFault::Forged | RequestFault::PastTheProxy => 403,
            RequestFault::NotJson | RequestFault::BadForm => 415,
            RequestFault::TooLarge(_) | RequestFault::TooMany(_) => 413,
            RequestFault::TooSlow(_) => 408,
            _ => 400,
        }
    }
}

/// Every code of the wire and what it means, for the pages under `/errors/`.
pub(crate) const KNOWN: &[(&str, &str)] = &[
    ("sign_in", "Nobody is signed in, or the token is unknown, expired or revoked."),
    ("denied", "Your role does not hold this permission. Ask whoever manages roles."),
    ("missing", "There is no such record, or you may not see it. The two look the same on purpose."),
    ("invalid", "A field of the input does not fit. Each entry of `errors` points at one field."),
    ("too_many", "Too many tries in a short time. Wait for the seconds in `Retry-After`."),
    ("fault", "Something broke on our side. Quote the reference: it stands in the server's log."),
    ("busy", "Too much at once. Try again in a moment with the same idempotency key."),
    (
        "no_room",
        "The disk of the server is full. Nothing of the request was kept; send it again when there is room.",
    ),
    ("store.conflict", "The change contradicts what is already kept. Look again and try once more."),
    ("request.no_such_verb", "There is no verb of this name. `GET /api` lists them."),
    ("request.no_such_path", "Nothing is at this address."),
    ("request.wrong_method", "The address exists, but takes another HTTP method."),
    ("request.key_reused", "The idempotency key was used for a different request. Make a new one."),
    ("request.stale", "The record changed since it was read. Read it again, then decide."),
    ("request.forged", "A browser sent this from another site with our cookie. It was refused unread."),
    (
        "request.past_the_proxy",
        "The request did not come from one of the proxies named with `--trust-proxy`.",
    ),
    ("request.not_json", "The request must say `Content-Type: application/json`."),
    ("request.bad_form", "The form's content type is not one a browser sends."),
    ("request.bad_json", "The body is not valid JSON."),
    ("request.bad_shape", "The body must be one JSON object, nested at most 64 deep."),
    ("request.too_large", "The body is larger than the limit named in the answer."),
    ("request.too_many_fields", "A form may have at most 1,000 fields and 100 parts."),
    ("request.too_slow", "The body took longer than a minute to arrive."),
    ("request.broken_off", "The connection ended in the middle of the body."),
    ("request.bad_header", "A header that steers the request cannot be read."),
];

//! The wire's own small pages: a problem as a person sees it, and what an error code means.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

/// One page with a heading, readable in light and dark.
pub(crate) fn plain(title: &str, content: Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/wire.css";
            }
            body { main { h1 { (title) } (content) } }
        }
    };
    page.into_string()
}

pub(crate) fn problem(status: u16, title: &str, detail: &str, reference: &str) -> Response {
    let content = html! {
        p { (detail) }
        p.quiet { "Reference " code { (reference) } }
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Html(plain(title, content))).into_response()
}

pub(crate) fn error_code(code: &str, meaning: Option<&str>) -> String {
    let meaning = meaning.unwrap_or(
        "A rule of the business refused the request. The answer's `detail` says which, and what to do next.",
    );
    let content = html! {
        p { (meaning) }
        p.quiet {
            "Every answer with this code is " code { "application/problem+json" } "; see "
            a href="/api" { "the API" } "."
        }
    };
    plain(code, content)
}

/// The stylesheet of these pages and of the reference.
pub(crate) const STYLE: &str = include_str!("wire.css");

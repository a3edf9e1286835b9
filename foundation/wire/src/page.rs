//! The wire's own small pages: what an error code means, and a problem as a customer sees it: in the business's
//! frame, in their language, without a word of ours about programs.

use std::sync::{LazyLock, Mutex};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use kernel::{Business, Error};
use maud::{DOCTYPE, Markup, html};
use store::Store;
use verbs::{PublicPage, Words, language_of};

use crate::guard::public_policy;
use crate::who;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[("en", include_str!("../lang/en.ftl")), ("de", include_str!("../lang/de.ftl"))])
});

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

/// Whoever asks too often reads whose house it is as it was lately, in milliseconds: turning them away is to cost
/// nothing.
const LATELY_MS: i64 = 60_000;

/// The business as pages of problems were framed with last, and when that was read.
#[derive(Default)]
pub(crate) struct Frame(Mutex<Option<(i64, Business)>>);

impl Frame {
    /// Where even its name cannot be read, one without it.
    pub async fn business(&self, store: &Store, error: &Error) -> Business {
        let now = store.now().as_millisecond();
        let kept = if let Error::TooMany(_) = error { self.kept() } else { None };
        if let Some((_, business)) = kept.filter(|(at, _)| (0..LATELY_MS).contains(&(now - at))) {
            return business;
        }
        let read = store.read(|tx| Box::pin(tx.setting::<Business>())).await;
        if let Ok(business) = &read {
            *self.0.lock().expect("nobody panics while keeping a frame") = Some((now, business.clone()));
        }
        read.unwrap_or_default()
    }

    fn kept(&self) -> Option<(i64, Business)> {
        self.0.lock().expect("nobody panics while keeping a frame").clone()
    }
}

/// Who reads a problem, and about whose house.
pub(crate) struct Reader {
    pub business: Business,
    pub language: String,
    /// On somebody's own site.
    pub framed: bool,
}

impl Reader {
    /// In the language their browser asks for, else in the business's own.
    pub fn of(business: Business, headers: &HeaderMap) -> Reader {
        let offered: Vec<&str> = WORDS.languages().collect();
        let asked = who::header(headers, header::ACCEPT_LANGUAGE.as_str());
        let language = language_of(asked, &offered, &business.locale);
        Reader { business, language, framed: false }
    }
}

pub(crate) fn problem(error: &Error, reference: &str, reader: &Reader) -> Response {
    let say = |id: &str| WORDS.say(&reader.language, id, &[]);
    let kind = if matches!(error, Error::NoRoom) { "no_room" } else { kind(error.status()) };
    let title = say(&format!("{kind}-title"));
    let body = html! {
        h1 { (title) }
        p { (say(kind)) }
        p { (say("reference")) " " code { (reference) } }
    };
    let (language, business) = (&reader.language, &reader.business);
    let page = PublicPage { language, title: &title, business, body, embedded: reader.framed }.render();
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Html(page)).into_response();
    if reader.framed {
        // Which sites may show the form is not known here; there is nothing on this page to be clicked on.
        let anywhere = HeaderValue::try_from(public_policy(&["*".to_owned()])).expect("our own text");
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, anywhere);
    }
    response
}

/// Which text speaks of it.
fn kind(status: u16) -> &'static str {
    match status {
        404 | 405 | 410 => "missing",
        413 => "too_large",
        429 => "too_many",
        503 | 507 => "busy",
        500.. => "broken",
        _ => "refused",
    }
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

//! Around every request: a reference, a line in the log, figures, security headers, and the face of a
//! refusal.
//!
//! The log names the route and the verb, never the path with its tokens, the query string or any value.

use std::panic::AssertUnwindSafe;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE32_NOPAD;
use futures_util::FutureExt;
use kernel::{Error, Via, fault};

use crate::doors::Framed;
use crate::page::Reader;
use crate::problem::{Failure, render};
use crate::refusal::RequestFault;
use crate::route::Seen;
use crate::who;
use crate::{Shared, Wire, guard};

pub(crate) async fn observe(State(wire): State<Shared>, request: Request, next: Next) -> Response {
    let started = wire.desk.store.now();
    let reference = reference(&wire);
    let asked = Asked::of(&request);
    let mut response = if who::past_the_proxy(&wire, request.extensions()) {
        Failure::from(Error::from(RequestFault::PastTheProxy)).into_response()
    } else {
        let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        answered.unwrap_or_else(|_| Failure::from(fault("a handler panicked")).into_response())
    };
    if let Some(Failure(error)) = response.extensions_mut().remove::<Failure>() {
        tell_cause(&error, &reference);
        let framed = response.extensions().get::<Framed>().is_some();
        let reader = asked.reader(&wire, &error, framed).await;
        response = dress(response, render(&error, &reference, reader.as_ref()));
    }
    let took = wire.desk.store.now().duration_since(started).as_micros().clamp(0, i64::MAX.into()) as i64;
    note(&wire, &asked, &response, (took, &reference));
    guard::protect(&mut response, wire.options.https());
    if let Ok(value) = HeaderValue::try_from(reference) {
        response.headers_mut().insert("x-reference", value);
    }
    response
}

/// What is needed of a request after it is gone.
struct Asked {
    method: Method,
    /// The headers of a browser that wants a page.
    reads: Option<HeaderMap>,
    /// The route as the router wrote it, for what is no verb and no door.
    route: Option<MatchedPath>,
}

impl Asked {
    fn of(request: &Request) -> Asked {
        let route = request.extensions().get::<MatchedPath>().cloned();
        Asked { method: request.method().clone(), reads: reads(request), route }
    }

    /// For whom a problem is written as a page.
    async fn reader(&self, wire: &Wire, error: &Error, framed: bool) -> Option<Reader> {
        let headers = self.reads.as_ref()?;
        let business = wire.frame.business(&wire.desk.store, error).await;
        Some(Reader { framed, ..Reader::of(business, headers) })
    }
}

/// The rendered problem keeps what the handler noted and set besides.
fn dress(bare: Response, mut rendered: Response) -> Response {
    let (parts, _) = bare.into_parts();
    if let Some(seen) = parts.extensions.get::<Seen>() {
        rendered.extensions_mut().insert(*seen);
    }
    for name in [header::ALLOW, header::ACCESS_CONTROL_ALLOW_ORIGIN, header::VARY] {
        if let Some(said) = parts.headers.get(&name) {
            rendered.headers_mut().insert(name, said.clone());
        }
    }
    rendered
}

/// Short, random, the same in the answer and in the log.
fn reference(wire: &Wire) -> String {
    let mut bytes = [0; 5];
    wire.desk.store.house().rng.fill(&mut bytes);
    BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
}

fn reads(request: &Request) -> Option<HeaderMap> {
    let api = request.uri().path().starts_with("/api/");
    (!api && wants_page(request.headers())).then(|| request.headers().clone())
}

fn wants_page(headers: &HeaderMap) -> bool {
    who::header(headers, header::ACCEPT.as_str()).is_some_and(|accept| accept.contains("text/html"))
}

fn tell_cause(error: &Error, reference: &str) {
    if let Error::Fault(cause) = error {
        tracing::error!(r#ref = reference, cause = %cause, "fault");
    }
}

fn note(wire: &Wire, asked: &Asked, response: &Response, (us, reference): (i64, &str)) {
    let status = response.status().as_u16();
    let seen = response.extensions().get::<Seen>();
    let verb = seen.map_or("-", |seen| seen.verb);
    wire.metrics.count(verb, status, us);
    let fixed = asked.route.as_ref().map_or("-", MatchedPath::as_str);
    let route = seen.map_or(fixed, |seen| seen.route);
    let (method, ms, actor) = (&asked.method, us / 1000, seen.map_or("nobody", |seen| word(seen.actor)));
    tracing::info!(%method, route, verb, status, ms, actor, r#ref = reference, "request");
}

fn word(via: Via) -> &'static str {
    match via {
        Via::Nobody => "nobody",
        Via::Session => "session",
        Via::Token => "token",
        Via::Portal => "portal",
        Via::Automation => "automation",
        Via::CommandLine => "command_line",
        Via::Engine => "engine",
    }
}

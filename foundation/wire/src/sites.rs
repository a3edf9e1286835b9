//! Pages of other sites: a browser asks before it lets one call us, and lets it read an answer only where we say so.
//!
//! Only for verbs that name the sites; nothing else answers. Cookies and tokens are never allowed along, so a page of
//! another site asks as nobody.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Result};
use verbs::{Sites, Verb};

use crate::problem::Failure;
use crate::route::{Seen, path_values};
use crate::{Shared, Wire, limits, who};

/// Seconds a browser may remember the answer to its question.
const REMEMBERED: &str = "600";

/// What such a page may say besides the body: its kind, and the key that keeps a second try from being a second call.
const HEADERS: &str = "content-type, idempotency-key";

/// A page of another site that is about to read an answer.
pub(crate) struct Asking {
    sites: Sites,
    /// The values of the route's parts.
    parts: Vec<String>,
    origin: Option<HeaderValue>,
    /// Is it one of those sites? Not before it was looked up.
    known: bool,
}

impl Asking {
    /// `None` where the verb is for no other site.
    pub fn of(verb: &Verb, parts: Vec<String>, headers: &HeaderMap) -> Option<Asking> {
        let origin = headers.get(header::ORIGIN).cloned();
        verb.sites.map(|sites| Asking { sites, parts, origin, known: false })
    }

    /// Looks the sites up, before anything is done: nothing can fail any more once there is an answer.
    pub async fn look_up(&mut self, wire: &Wire) -> Result<()> {
        let Some(origin) = &self.origin else { return Ok(()) };
        let named = (self.sites)(&wire.desk, &self.parts).await?;
        self.known = named.iter().any(|site| site.as_bytes() == origin.as_bytes());
        Ok(())
    }

    /// Lets the page read the answer if its site is one of those. Whether or not, it depends on the site.
    pub fn admit(&self, response: &mut Response) -> bool {
        let headers = response.headers_mut();
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        if let (true, Some(origin)) = (self.known, &self.origin) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        self.known
    }
}

/// The question before the call (Fetch standard, 3.2.2): 204, and for the sites that may call, what they may say.
pub(crate) async fn preflight(wire: Shared, verb: Verb, request: Request) -> Response {
    let mut response = match allowed(&wire, &verb, request).await {
        Ok(response) => response,
        Err(error) => Failure::from(error).into_response(),
    };
    response.extensions_mut().insert(Seen { route: verb.path, verb: verb.name, actor: kernel::Via::Nobody });
    response
}

async fn allowed(wire: &Shared, verb: &Verb, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    wire.limits.count(&wire.desk.store, limits::PAGE, &who::network(wire, &parts)).await?;
    let values = path_values(&mut parts).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    let mut asking = Asking::of(verb, values, &parts.headers).ok_or(Error::Missing("page"))?;
    asking.look_up(wire).await?;
    if asking.admit(&mut response) {
        let method = match verb.method {
            verbs::Method::Get => "GET",
            verbs::Method::Post => "POST",
            verbs::Method::Patch => "PATCH",
            verbs::Method::Put => "PUT",
            verbs::Method::Delete => "DELETE",
        };
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(method));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(HEADERS));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(REMEMBERED));
    }
    Ok(response)
}

//! The table of routes. Names of path parts are numbered for the router, so that `/leads/{lead}` and
//! `/leads/{id}/close` may live side by side; our own template stays for logs and figures.

use std::collections::BTreeMap;

use axum::RequestPartsExt;
use axum::Router;
use axum::extract::Path;
use axum::http::request::Parts;
use axum::routing::{MethodFilter, MethodRouter};
use kernel::{Result, Via};
use verbs::Method;

use crate::Shared;
use crate::refusal::RequestFault;

/// What the log and the figures say of a request. Handlers leave it on their response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub route: &'static str,
    pub verb: &'static str,
    pub actor: Via,
}

#[derive(Default)]
pub(crate) struct Table {
    paths: BTreeMap<String, MethodRouter<Shared>>,
}

impl Table {
    /// Adds a route. Two routes of one method and path are a mistake of their authors.
    pub fn on(mut self, method: Method, path: &str, handler: MethodRouter<Shared>) -> Table {
        let path = numbered(path);
        let before = self.paths.remove(&path).unwrap_or_default();
        let merged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| before.merge(handler)));
        let Ok(merged) = merged else { panic!("{method:?} {path} is declared twice") };
        self.paths.insert(path, merged);
        self
    }

    pub fn into_paths(self) -> Vec<String> {
        self.paths.into_keys().collect()
    }

    pub fn into_router(self) -> Router<Shared> {
        self.paths.into_iter().fold(Router::new(), |router, (path, handler)| router.route(&path, handler))
    }
}

pub(crate) fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Patch => MethodFilter::PATCH,
        Method::Put => MethodFilter::PUT,
        Method::Delete => MethodFilter::DELETE,
    }
}

/// The names in braces, in order.
pub(crate) fn parts_of(path: &'static str) -> Vec<&'static str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// `/leads/{lead}/close` → `/leads/{p0}/close`; a wildcard `{*rest}` stays one.
fn numbered(path: &str) -> String {
    let mut n = 0;
    let mut one = |part: &str| {
        if !part.starts_with('{') {
            return part.to_owned();
        }
        n += 1;
        let star = if part.starts_with("{*") { "*" } else { "" };
        format!("{{{star}p{}}}", n - 1)
    };
    path.split('/').map(&mut one).collect::<Vec<_>>().join("/")
}

/// The values of the path's parts, percent-decoded, in order.
pub(crate) async fn path_values(parts: &mut Parts) -> Result<Vec<String>> {
    let found = parts.extract::<Path<Vec<(String, String)>>>().await;
    let Path(values) = found.map_err(|_| RequestFault::NoSuchPath)?;
    Ok(values.into_iter().map(|(_, value)| value).collect())
}

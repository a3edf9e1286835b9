//! Every declared verb as a route under `/api/v1`, and the one generic way to call any of them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method as HttpMethod};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use kernel::{Access, Actor, Result, Via};
use serde_json::{Map, Value as Json};
use verbs::{Call, Declared, Method, Registry, RequestRefusal};

use crate::input::{self, Kinds};
use crate::problem::Failure;
use crate::refusal::RequestFault;
use crate::route::{Seen, Table, filter, parts_of, path_values};
use crate::sites::{self, Asking};
use crate::who::{self, header};
use crate::{Shared, answer, body, csrf, limits};

/// A verb as the wire sees it.
struct Route {
    declared: Declared,
    parts: Vec<&'static str>,
    kinds: Kinds,
}

const CALL: &str = "/api/v1/call/{verb}";
/// An idempotency key is at most this long.
const KEY_LIMIT: usize = 200;

pub(crate) fn add(table: Table, registry: &Registry) -> Table {
    let routes: Vec<Arc<Route>> = registry.verbs().map(|declared| Arc::new(Route::of(declared))).collect();
    let by_name: HashMap<&str, Arc<Route>> =
        routes.iter().map(|route| (route.declared.verb.name, route.clone())).collect();
    let by_name = Arc::new(by_name);
    let table = routes.into_iter().fold(table, |table, route| {
        let verb = route.declared.verb;
        let handler = move |State(wire): State<Shared>, request: Request| {
            let route = route.clone();
            async move { route.answer(wire, request).await }
        };
        let path = format!("/api/v1{}", verb.path);
        let table = table.on(verb.method, &path, on(filter(verb.method), handler));
        match verb.sites {
            None => table,
            Some(_) => {
                let before =
                    move |State(wire): State<Shared>, request: Request| sites::preflight(wire, verb, request);
                table.on(verb.method, &path, on(MethodFilter::OPTIONS, before))
            }
        }
    });
    let generic = move |State(wire): State<Shared>, request: Request| {
        let by_name = by_name.clone();
        async move { call_by_name(wire, &by_name, request).await }
    };
    table.on(Method::Post, CALL, on(filter(Method::Post), generic))
}

/// `POST /api/v1/call/{verb}`: the whole input is the body.
async fn call_by_name(wire: Shared, by_name: &HashMap<&str, Arc<Route>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let name = path_values(&mut parts).await.unwrap_or_default().pop().unwrap_or_default();
    let Some(route) = by_name.get(name.as_str()) else {
        return Failure::from(kernel::Error::from(RequestRefusal::NoSuchVerb)).into_response();
    };
    let mut seen = Seen { route: CALL, verb: route.declared.verb.name, actor: Via::Nobody };
    let asked = Asked { parts, body, generic: true, asking: None };
    let result = route.attempt(&wire, asked, &mut seen).await;
    finish(result, seen)
}

/// A request on its way to a verb.
struct Asked<'a> {
    parts: Parts,
    body: axum::body::Body,
    /// Through `/call`: path and query string say nothing of the input.
    generic: bool,
    /// From a page of another site, where the verb is for any.
    asking: Option<&'a mut Asking>,
}

impl Route {
    fn of(declared: &Declared) -> Route {
        let kinds = input::kinds(&(declared.input)());
        Route { declared: *declared, parts: parts_of(declared.verb.path), kinds }
    }

    async fn answer(&self, wire: Shared, request: Request) -> Response {
        let verb = self.declared.verb;
        let mut seen = Seen { route: verb.path, verb: verb.name, actor: Via::Nobody };
        let (mut parts, body) = request.into_parts();
        let values = if verb.sites.is_some() { path_values(&mut parts).await } else { Ok(vec![]) };
        let mut asking = values.ok().and_then(|values| Asking::of(&verb, values, &parts.headers));
        let asked = Asked { parts, body, generic: false, asking: asking.as_mut() };
        let result = self.attempt(&wire, asked, &mut seen).await;
        let mut response = finish(result, seen);
        if let Some(asking) = asking {
            asking.admit(&mut response);
        }
        response
    }

    async fn attempt(&self, wire: &Shared, mut asked: Asked<'_>, seen: &mut Seen) -> Result<Response> {
        let network = who::network(wire, &asked.parts);
        let agent = header(&asked.parts.headers, "user-agent");
        let actor = who::actor(wire, &asked.parts.headers).await?.at_network(&network).in_browser(agent);
        seen.actor = actor.via;
        self.admit(wire, &actor, &asked.parts, &network).await?;
        if let Some(asking) = asked.asking.as_mut() {
            asking.look_up(wire).await?;
        }
        let input = self.input(&mut asked).await?;
        self.count_account(wire, &input, &network).await?;
        let call = Call {
            actor,
            input: Json::Object(input),
            idempotency_key: idempotency_key(&asked.parts.headers)?,
            if_match: if_match(&asked.parts.headers)?,
        };
        let name = self.declared.verb.name;
        if self.declared.query {
            return Ok(answer::told(wire.desk.tell(name, call).await?));
        }
        Ok(answer::of(wire, wire.desk.call(name, call).await?))
    }

    /// Everything that is decided before a body is read.
    async fn admit(&self, wire: &Shared, actor: &Actor, parts: &Parts, network: &str) -> Result<()> {
        csrf::same_site(wire, actor, &parts.method, &parts.headers)?;
        let unsafe_method = !matches!(parts.method, HttpMethod::GET | HttpMethod::HEAD);
        if unsafe_method && actor.via == Via::Session && !csrf::says_json(&parts.headers) {
            return Err(RequestFault::NotJson.into());
        }
        let store = &wire.desk.store;
        match self.declared.verb.access {
            Access::Public(class) if !limits::by_account(class) => {
                wire.limits.count(store, class, network).await
            }
            _ if actor.via == Via::Nobody => wire.limits.count(store, limits::PAGE, network).await,
            _ => wire.limits.count(store, limits::API, &actor.by.to_string()).await,
        }
    }

    /// Guessing a password is paced by account and network: one office is many accounts, one account is
    /// guessed from many networks.
    async fn count_account(&self, wire: &Shared, input: &Map<String, Json>, network: &str) -> Result<()> {
        let Access::Public(class) = self.declared.verb.access else { return Ok(()) };
        let Some(account) = limits::account_of(class, input) else { return Ok(()) };
        wire.limits.count(&wire.desk.store, class, &format!("{account} {network}")).await
    }

    async fn input(&self, asked: &mut Asked<'_>) -> Result<Map<String, Json>> {
        let bytes = body::read(std::mem::take(&mut asked.body), self.declared.verb.body_limit).await?;
        if asked.generic {
            return input::from_body(&asked.parts.headers, &bytes);
        }
        let values = path_values(&mut asked.parts).await?;
        let named = self.parts.iter().map(|name| (*name).to_owned()).zip(values).collect();
        let path = input::from_texts(&self.kinds, named)?;
        let query = input::pairs(asked.parts.uri.query().unwrap_or_default().as_bytes());
        let query = input::from_texts(&self.kinds, query)?;
        let rest = input::from_body(&asked.parts.headers, &bytes)?;
        input::join(path, input::join(query, rest)?)
    }
}

fn finish(result: Result<Response>, seen: Seen) -> Response {
    let mut response = result.unwrap_or_else(|error| Failure::from(error).into_response());
    response.extensions_mut().insert(seen);
    response
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    let name = "Idempotency-Key";
    if !headers.contains_key(name) {
        return Ok(None);
    }
    let key = header(headers, name).map(str::trim).filter(|key| !key.is_empty() && key.len() <= KEY_LIMIT);
    let why = "one to 200 visible characters";
    key.map(|key| Some(key.to_owned())).ok_or_else(|| RequestFault::BadHeader(name, why).into())
}

/// `"7"`, the ETag of the view; `*` matches whatever is there.
fn if_match(headers: &HeaderMap) -> Result<Option<i64>> {
    if !headers.contains_key("if-match") {
        return Ok(None);
    }
    let text = header(headers, "if-match").unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.trim_start_matches("W/").strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let version = version.and_then(|text| text.parse().ok());
    let why = "give the ETag as it was answered, such as \"7\"";
    version.map(Some).ok_or_else(|| RequestFault::BadHeader("If-Match", why).into())
}

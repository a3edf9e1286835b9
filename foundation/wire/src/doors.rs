//! Declared doors as routes: public pages, forms without script, hooks, streams, downloads.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::on;
use kernel::{Access, Actor, Result, Via};
use verbs::{AnyDoor, Knock, Method, Registry, Upload};

use crate::problem::Failure;
use crate::refusal::RequestFault;
use crate::route::{Seen, Table, filter, parts_of, path_values};
use crate::{Shared, Wire, body, csrf, input, limits, shown, who};

const FIELDS: usize = 1000;
const PARTS: usize = 100;

pub(crate) fn add(table: Table, registry: &Registry) -> Table {
    registry.doors.iter().copied().fold(table, |table, door| {
        let names: Arc<[&'static str]> = parts_of(door.at.path).into();
        let handler = move |State(wire): State<Shared>, request: Request| {
            let names = names.clone();
            async move { knock(wire, door, &names, request).await }
        };
        table.on(door.at.method, door.at.path, on(filter(door.at.method), handler))
    })
}

/// An answer of a door that stands in a frame.
#[derive(Clone, Copy)]
pub(crate) struct Framed;

async fn knock(wire: Shared, door: AnyDoor, names: &[&'static str], request: Request) -> Response {
    let mut seen = Seen { route: door.at.path, verb: door.at.name, actor: Via::Nobody };
    let result = open(&wire, door, names, request, &mut seen).await;
    let mut response = result.unwrap_or_else(|error| Failure::from(error).into_response());
    response.extensions_mut().insert(seen);
    if door.at.framed {
        response.extensions_mut().insert(Framed);
    }
    response
}

async fn open(
    wire: &Shared,
    door: AnyDoor,
    names: &[&'static str],
    request: Request,
    seen: &mut Seen,
) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let network = who::network(wire, &parts);
    wire.limits.count(&wire.desk.store, pace(door), &network).await?;
    let values = path_values(&mut parts).await?;
    let path = names.iter().map(|name| (*name).to_owned()).zip(values).collect();
    let actor = actor(wire, door, &parts, &path).await?.at_network(&network);
    seen.actor = actor.via;
    let brought = bring(&parts, body).await?;
    let knock = Knock {
        actor,
        path,
        query: grouped(input::pairs(parts.uri.query().unwrap_or_default().as_bytes())),
        form: brought.form,
        uploads: brought.uploads,
        body: brought.raw,
        headers: texts(&parts),
        network,
        origin: who::origin(wire, &parts.headers),
    };
    (door.open)(&wire.desk, knock).await.map(shown::response)
}

/// Looking is paced gently; acting at the pace of the door's class.
fn pace(door: AnyDoor) -> &'static str {
    match (door.at.method, door.at.access) {
        (Method::Get, _) => limits::PAGE,
        (_, Access::Public(class)) => class,
        (_, Access::Portal(_)) => "form",
        _ => limits::PAGE,
    }
}

/// A public door never sees a session: a form posted from another site is nobody's.
async fn actor(wire: &Wire, door: AnyDoor, parts: &Parts, path: &BTreeMap<String, String>) -> Result<Actor> {
    match door.at.access {
        Access::Public(_) => Ok(Actor::nobody()),
        Access::Portal(kind) => match path.get("token") {
            Some(token) => wire.desk.link_holder(kind, token).await,
            None => Ok(Actor::nobody()),
        },
        access => {
            let actor = who::actor(wire, &parts.headers).await?;
            csrf::same_site(wire, &actor, &parts.method, &parts.headers)?;
            actor.permit(door.at.name, access).map(|_| actor)
        }
    }
}

/// What a request carries besides its address.
#[derive(Default)]
struct Brought {
    form: BTreeMap<String, Vec<String>>,
    uploads: Vec<Upload>,
    raw: Vec<u8>,
}

async fn bring(parts: &Parts, body: axum::body::Body) -> Result<Brought> {
    let kind = who::header(&parts.headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    if kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        return body::in_time(multipart(parts, body)).await;
    }
    let raw = body::read(body, body::PLAIN_LIMIT).await?.to_vec();
    if !kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        return Ok(Brought { raw, ..Brought::default() });
    }
    let pairs = input::pairs(&raw);
    if pairs.len() > FIELDS {
        return Err(RequestFault::TooMany(FIELDS).into());
    }
    Ok(Brought { form: grouped(pairs), raw, ..Brought::default() })
}

async fn multipart(parts: &Parts, body: axum::body::Body) -> Result<Brought> {
    let mut request = Request::new(body);
    *request.headers_mut() = parts.headers.clone();
    *request.extensions_mut() = parts.extensions.clone();
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| RequestFault::BadForm)?;
    let (mut brought, mut fields, mut count) = (Brought::default(), vec![], 0);
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        count += 1;
        if count > PARTS {
            return Err(RequestFault::TooMany(PARTS).into());
        }
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            None => fields.push((name, field.text().await.map_err(|error| broken(&error))?)),
            Some(file) => brought.uploads.extend(upload(name, file, field).await?),
        }
    }
    brought.form = grouped(fields);
    Ok(brought)
}

/// A file field left empty is no upload.
async fn upload(
    field: String,
    name: String,
    part: axum::extract::multipart::Field<'_>,
) -> Result<Option<Upload>> {
    let bytes = part.bytes().await.map_err(|error| broken(&error))?.to_vec();
    if bytes.len() > body::FILE_LIMIT {
        return Err(RequestFault::TooLarge(body::FILE_LIMIT).into());
    }
    Ok((!name.is_empty() || !bytes.is_empty()).then_some(Upload { field, name, bytes }))
}

fn broken(error: &axum::extract::multipart::MultipartError) -> RequestFault {
    match error.status().as_u16() {
        413 => RequestFault::TooLarge(body::FORM_LIMIT),
        _ => RequestFault::BadForm,
    }
}

fn grouped(pairs: Vec<(String, String)>) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in pairs {
        all.entry(name).or_default().push(value);
    }
    all
}

/// The headers as texts; a session's cookie and a token are not a door's business.
fn texts(parts: &Parts) -> BTreeMap<String, String> {
    let ours = [header::COOKIE, header::AUTHORIZATION];
    let all = parts.headers.iter().filter(|(name, _)| !ours.contains(name));
    all.filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned()))).collect()
}

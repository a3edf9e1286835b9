//! What every house has: health, figures, its own description, the application, small pages.

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use kernel::{Access, Error, Result, Via};
use verbs::{Desk, Method};

use crate::metrics::gauge;
use crate::problem::Failure;
use crate::refusal::{KNOWN, RequestFault};
use crate::route::{Seen, Table};
use crate::{Shared, Wire, answer, assets, catalogue, openapi, page, reference, who};

/// What is written once, from the registry.
pub(crate) struct Documents {
    openapi: String,
    reference: String,
    catalogue: serde_json::Value,
}

impl Documents {
    pub fn of(desk: &Desk) -> Documents {
        let openapi = openapi(&desk.registry);
        let reference = reference::page(&openapi);
        Documents { openapi: openapi.to_string(), reference, catalogue: catalogue(desk) }
    }
}

pub(crate) fn add(table: Table) -> Table {
    let table =
        table.on(Method::Get, "/healthz", get(async || "ok\n")).on(Method::Get, "/readyz", get(ready));
    let table =
        table.on(Method::Get, "/metrics", get(figures)).on(Method::Get, "/api/v1/catalogue", get(shapes));
    let table =
        table.on(Method::Get, "/api/v1/openapi.json", get(description)).on(Method::Get, "/api", get(api));
    let table = table.on(Method::Get, "/errors/{code}", get(error_page)).on(Method::Get, "/", get(home));
    let table = table.on(Method::Get, "/app", get(home));
    let table = table.on(Method::Get, "/app/", get(app_page)).on(Method::Get, "/app/{*path}", get(app_page));
    let table = ["/invitation/{token}", "/reset/{token}"]
        .into_iter()
        .fold(table, |table, path| table.on(Method::Get, path, get(into_app)));
    ["/wire.css", "/public.css", "/public.js", "/w.js"]
        .into_iter()
        .fold(table, |table, path| table.on(Method::Get, path, get(stable)))
}

/// The fallback: no route of this path.
pub(crate) async fn nothing_here() -> Failure {
    Failure::from(Error::from(RequestFault::NoSuchPath))
}

pub(crate) async fn wrong_method() -> Failure {
    Failure::from(Error::from(RequestFault::WrongMethod))
}

async fn home() -> Redirect {
    Redirect::to("/app/")
}

/// Links in mails are short; the application answers them.
async fn into_app(request: Request) -> Redirect {
    Redirect::to(&format!("/app{}", request.uri().path()))
}

async fn stable(request: Request) -> Response {
    let found = assets::stable(request.uri().path(), request.headers());
    found.unwrap_or_else(|| Failure::from(Error::from(RequestFault::NoSuchPath)).into_response())
}

async fn app_page(State(wire): State<Shared>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches("/app").trim_start_matches('/');
    assets::app(&wire, path, request.headers())
}

async fn description(State(wire): State<Shared>) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (headers, wire.documents.openapi.clone()).into_response()
}

async fn api(State(wire): State<Shared>) -> Html<String> {
    Html(wire.documents.reference.clone())
}

async fn error_page(Path(codes): Path<Vec<(String, String)>>) -> Html<String> {
    let code = codes.first().map_or("", |(_, code)| code.as_str());
    let meaning = KNOWN.iter().find(|(known, _)| *known == code).map(|(_, meaning)| *meaning);
    Html(page::error_code(code, meaning))
}

/// What automations can be made of, for whoever is signed in.
async fn shapes(State(wire): State<Shared>, headers: HeaderMap) -> Response {
    let asked = async {
        let actor = who::actor(&wire, &headers).await?;
        actor.permit("catalogue.read", Access::SignedIn)?;
        Ok::<Via, Error>(actor.via)
    };
    let (actor, mut response) = match asked.await {
        Ok(via) => (via, answer::json_response(StatusCode::OK, &wire.documents.catalogue)),
        Err(error) => (Via::Nobody, Failure::from(error).into_response()),
    };
    let seen = Seen { route: "/api/v1/catalogue", verb: "catalogue.read", actor };
    response.extensions_mut().insert(seen);
    response
}

/// Ready: the store answers, and the process is not about to end.
async fn ready(State(wire): State<Shared>) -> Response {
    let closing = *wire.options.closing.borrow();
    let answers = wire.desk.store.read(|tx| Box::pin(tx.last_fact())).await.is_ok();
    match (closing, answers) {
        (false, true) => "ready\n".into_response(),
        (true, _) => (StatusCode::SERVICE_UNAVAILABLE, "closing\n").into_response(),
        (false, false) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response(),
    }
}

async fn figures(State(wire): State<Shared>, request: Request) -> Response {
    match measured(&wire, request).await {
        Ok(text) => {
            let kind: (HeaderName, &str) = (header::CONTENT_TYPE, "text/plain; version=0.0.4");
            ([kind], text).into_response()
        }
        Err(error) => Failure::from(error).into_response(),
    }
}

/// What this process has asked of its database.
fn asked(store: &store::Store) -> String {
    let asked = store::tally::read(store);
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let statements = gauge("throughline_statements", number(asked.statements));
    let syncs = gauge("throughline_syncs", number(asked.syncs));
    statements + &syncs + &gauge("throughline_sealing_us", number(asked.sealing_ns / 1000))
}

async fn measured(wire: &Wire, request: Request) -> Result<String> {
    let (parts, _) = request.into_parts();
    let here = who::address(wire, &parts).is_none_or(|ip| ip.is_loopback());
    if !here && !wire.options.open_metrics {
        who::actor(wire, &parts.headers).await?.permit("metrics.read", Access::SignedIn)?;
    }
    let store = &wire.desk.store;
    let now = store.now().as_millisecond();
    let gauges = store::gauge::read(store).await?;
    let age = gauges.oldest_effect.map_or(0, |at| (now - at.as_millisecond()).max(0) / 1000);
    let mut text = wire.metrics.text();
    text += &gauge("throughline_effects_queued", gauges.effects_queued);
    text += &gauge("throughline_commits", gauges.commits);
    text += &asked(store);
    text += &gauge("throughline_effects_oldest_seconds", age);
    text += &gauge("throughline_journal_unsealed", gauges.unsealed);
    text += &gauge("throughline_exceptions_open", gauges.exceptions_open);
    text += &gauge("throughline_database_bytes", gauges.database_bytes);
    text += "# TYPE throughline_lag_seconds gauge\n";
    for (name, seconds) in &gauges.lags {
        text += &format!("throughline_lag_seconds{{of=\"{name}\"}} {seconds}\n");
    }
    text += "# TYPE throughline_worker_beat_age_seconds gauge\n";
    for (name, at, _) in store::lease::beats(store).await? {
        let age = (now - at.as_millisecond()).max(0) / 1000;
        text += &format!("throughline_worker_beat_age_seconds{{worker=\"{name}\"}} {age}\n");
    }
    Ok(text)
}

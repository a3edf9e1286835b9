//! The registry as HTTP, and the only crate that knows HTTP: routes, who asks, limits, problems, the change
//! feed.
//!
//! Invariant: nothing here decides about business. A request becomes a `Call` or a `Knock`, the desk answers,
//! and every refusal leaves as problem+json. Not here: sockets and TLS (`server`), pages of nouns (their
//! `html.rs`).

mod answer;
mod api;
mod assets;
mod body;
mod catalogue;
mod cookie;
mod csrf;
mod doors;
mod feed;
mod fixed;
mod guard;
mod input;
mod limits;
mod metrics;
mod observe;
mod openapi;
mod page;
mod problem;
mod proxies;
mod reference;
mod refusal;
mod route;
mod shown;
mod sites;
mod stream;
mod who;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use tokio::sync::watch;
use verbs::Desk;

pub use assets::{Application, AssetAsked, AssetServed};
pub use catalogue::{catalogue, tools};
pub use openapi::openapi;
pub use proxies::Proxies;

/// What the process knows and the business does not choose.
#[derive(Clone)]
pub struct Options {
    /// How customers reach us, without a slash at the end, such as `https://example.com`.
    pub public_url: String,
    /// The proxies of ours, whose `X-Forwarded-For` says who the client is.
    pub proxies: Proxies,
    /// They alone may ask: without TLS of our own, whoever asks past them would send passwords in the clear.
    pub only_proxies: bool,
    /// Figures for everyone who asks, not only for this machine and for tokens.
    pub open_metrics: bool,
    /// The application in the browser, under `/app/`.
    pub application: Application,
    /// Turns true when the process is about to end: streams close, readiness says no.
    pub closing: watch::Receiver<bool>,
}

impl Options {
    /// For tests and for embedding: no application, no proxy, never closing.
    pub fn of(public_url: &str) -> Options {
        let (_, closing) = watch::channel(false);
        Options {
            public_url: public_url.trim_end_matches('/').to_owned(),
            proxies: Proxies::default(),
            only_proxies: false,
            open_metrics: false,
            application: assets::no_application,
            closing,
        }
    }

    /// Do customers reach us by https?
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// What every handler shares.
pub(crate) struct Wire {
    pub desk: Desk,
    pub options: Options,
    pub limits: limits::Keeper,
    pub metrics: metrics::Metrics,
    pub frame: page::Frame,
    pub documents: fixed::Documents,
}

pub(crate) type Shared = Arc<Wire>;

/// Everything that can be called, as one service.
pub fn router(desk: Desk, options: Options) -> Router {
    let documents = fixed::Documents::of(&desk);
    let (limits, metrics, frame) = <(limits::Keeper, metrics::Metrics, page::Frame)>::default();
    let wire = Arc::new(Wire { desk, options, limits, metrics, frame, documents });
    let registry = &wire.desk.registry;
    let routes = doors::add(api::add(fixed_table(), registry), registry);
    routes
        .into_router()
        .fallback(fixed::nothing_here)
        .method_not_allowed_fallback(fixed::wrong_method)
        .layer(DefaultBodyLimit::max(body::FORM_LIMIT))
        .layer(axum::middleware::from_fn_with_state(wire.clone(), observe::observe))
        .with_state(wire)
}

fn fixed_table() -> route::Table {
    fixed::add(feed::add(route::Table::default()))
}

/// What every house answers besides its verbs and doors, as GET: for whoever lists all there is.
pub fn fixed_paths() -> Vec<String> {
    fixed_table().into_paths()
}

/// The same, ready for a listener: handlers learn the peer's address.
pub fn service(desk: Desk, options: Options) -> IntoMakeServiceWithConnectInfo<Router, SocketAddr> {
    router(desk, options).into_make_service_with_connect_info()
}

//! What is not JSON: public pages, forms without script, signed hooks, event streams, downloads.
//!
//! A door is declared like a verb and reached through the same registry; it acts only by calling verbs.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use kernel::{Access, Actor, Result};

use crate::{Desk, Method};

/// Where a door stands: the path is absolute, `{name}` in it is a part of the request.
#[derive(Debug, Clone, Copy)]
pub struct DoorAt {
    pub name: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    /// It stands in a frame on somebody's own site: so do the pages that refuse.
    pub framed: bool,
}

impl DoorAt {
    pub const fn get(name: &'static str, path: &'static str, access: Access) -> DoorAt {
        DoorAt { name, method: Method::Get, path, access, framed: false }
    }
    pub const fn post(name: &'static str, path: &'static str, access: Access) -> DoorAt {
        DoorAt { name, method: Method::Post, path, access, framed: false }
    }
    pub const fn in_a_frame(self) -> DoorAt {
        DoorAt { framed: true, ..self }
    }
}

/// An uploaded file of a form.
#[derive(Debug, Clone)]
pub struct Upload {
    pub field: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A request as a door sees it.
#[derive(Debug, Clone)]
pub struct Knock {
    pub actor: Actor,
    pub path: BTreeMap<String, String>,
    pub query: BTreeMap<String, Vec<String>>,
    /// Form fields, several values each; empty for GET.
    pub form: BTreeMap<String, Vec<String>>,
    pub uploads: Vec<Upload>,
    /// The raw body, for signed hooks and JSON.
    pub body: Vec<u8>,
    /// Lower-case names.
    pub headers: BTreeMap<String, String>,
    /// Remote address, the whole IPv4 or the /64 of an IPv6.
    pub network: String,
    /// The address the browser used, such as `https://example.com`.
    pub origin: String,
}

impl Knock {
    /// The first value of a form field or, without one, of the query.
    pub fn first(&self, name: &str) -> Option<&str> {
        let values = self.form.get(name).or_else(|| self.query.get(name));
        values.and_then(|all| all.first()).map(String::as_str)
    }

    /// A part of the path, empty if the door has none of that name.
    pub fn part(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }
}

/// One server-sent event.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: Option<String>,
    pub name: &'static str,
    pub data: String,
}

pub enum Body {
    Html(String),
    Text(String),
    Json(serde_json::Value),
    /// Bytes with their media type; shown as a download where a name is given.
    Bytes {
        media_type: String,
        name: Option<String>,
        bytes: Vec<u8>,
    },
    Events(BoxStream<'static, Event>),
    /// 303 to a path of ours, or an address the owner configured.
    Redirect(String),
}

/// What a door gives back.
pub struct Shown {
    pub status: u16,
    pub body: Body,
    /// Sites that may show it in a frame; none by default.
    pub frame_ancestors: Vec<String>,
    pub headers: Vec<(&'static str, String)>,
}

impl Shown {
    pub fn new(status: u16, body: Body) -> Shown {
        Shown { status, body, frame_ancestors: vec![], headers: vec![] }
    }
    pub fn html(page: String) -> Shown {
        Shown::new(200, Body::Html(page))
    }
    pub fn redirect(to: impl Into<String>) -> Shown {
        Shown::new(303, Body::Redirect(to.into()))
    }
}

pub trait Door: Send + Sync + 'static {
    const AT: DoorAt;

    fn open(desk: &Desk, knock: Knock) -> impl Future<Output = Result<Shown>> + Send;
}

/// A door whose type has been forgotten.
#[derive(Clone, Copy)]
pub struct AnyDoor {
    pub at: DoorAt,
    pub open: for<'d> fn(&'d Desk, Knock) -> BoxFuture<'d, Result<Shown>>,
}

impl AnyDoor {
    pub(crate) fn of<D: Door>() -> AnyDoor {
        AnyDoor { at: D::AT, open: |desk, knock| Box::pin(D::open(desk, knock)) }
    }
}

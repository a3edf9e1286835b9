//! What a command is, and what a query is: one struct, one declaration, one act.

use futures_util::future::BoxFuture;
use kernel::{Access, Actor, Ref, Result};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use store::{Series, Store, Tx};

use crate::Desk;

/// A view's field that holds the secret of a browser's session. `wire` moves a text in it into the session cookie and
/// clears the cookie for a null; the field itself never leaves the house.
pub const SET_SESSION: &str = "session_secret";

/// The HTTP method of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Patch,
    Put,
    Delete,
}

/// Name, route, access and undo: everything but the act. The route lies under `/api/v1`; `{field}` in it is a
/// field of the struct.
#[derive(Debug, Clone, Copy)]
pub struct Verb {
    pub name: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    pub undo: Undo,
    /// Bytes of JSON it takes: 1 MB, unless a file comes in it.
    pub body_limit: usize,
    /// Also while the disk is full: without it nobody could make room.
    pub without_room: bool,
    /// Other sites whose pages may call it from a browser; none without this.
    pub sites: Option<Sites>,
}

/// The origins of the sites that may call a verb, such as `https://www.example.com`, by the values of its route's parts
/// in their order.
pub type Sites = for<'d> fn(&'d Desk, &'d [String]) -> NamedSites<'d>;

/// Those sites, once they have been looked up.
pub type NamedSites<'d> = BoxFuture<'d, Result<Vec<String>>>;

/// How a command is taken back.
#[derive(Debug, Clone, Copy)]
pub enum Undo {
    Verb(&'static str),
    /// It cannot be, for this reason.
    None(&'static str),
    /// A query changes nothing. A command has to say one of the others.
    Unsaid,
}

impl Verb {
    const fn new(method: Method, name: &'static str, path: &'static str) -> Verb {
        let undo = Undo::Unsaid;
        let (access, body_limit, without_room, sites) = (Access::Granted, 1 << 20, false, None);
        Verb { name, method, path, access, undo, body_limit, without_room, sites }
    }
    pub const fn get(name: &'static str, path: &'static str) -> Verb {
        Verb::new(Method::Get, name, path)
    }
    pub const fn post(name: &'static str, path: &'static str) -> Verb {
        Verb::new(Method::Post, name, path)
    }
    pub const fn patch(name: &'static str, path: &'static str) -> Verb {
        Verb::new(Method::Patch, name, path)
    }
    pub const fn put(name: &'static str, path: &'static str) -> Verb {
        Verb::new(Method::Put, name, path)
    }
    pub const fn delete(name: &'static str, path: &'static str) -> Verb {
        Verb::new(Method::Delete, name, path)
    }
    /// Anyone, at the pace of a rate class.
    pub const fn public(self, rate_class: &'static str) -> Verb {
        Verb { access: Access::Public(rate_class), ..self }
    }
    /// Whoever is signed in.
    pub const fn signed_in(self) -> Verb {
        Verb { access: Access::SignedIn, ..self }
    }
    /// Whoever holds a link to one object of this kind, and staff with the permission.
    pub const fn portal(self, kind: &'static str) -> Verb {
        Verb { access: Access::Portal(kind), ..self }
    }
    /// A file comes in its input: so many bytes of JSON at most.
    pub const fn takes(self, body_limit: usize) -> Verb {
        Verb { body_limit, ..self }
    }
    /// Done also on a full disk, from what is kept back for that: a few hundred bytes, for whoever makes room.
    pub const fn even_without_room(self) -> Verb {
        Verb { without_room: true, ..self }
    }
    /// Pages of these other sites may call it too, as nobody.
    pub const fn also_from(self, sites: Sites) -> Verb {
        Verb { sites: Some(sites), ..self }
    }
    pub const fn undo(self, verb: &'static str) -> Verb {
        Verb { undo: Undo::Verb(verb), ..self }
    }
    pub const fn no_undo(self, reason: &'static str) -> Verb {
        Verb { undo: Undo::None(reason), ..self }
    }
}

/// The thing a command is about: loaded, checked and versioned before `act`.
#[derive(Debug, Clone, Copy, Default)]
pub enum Subject {
    /// It makes something new, or concerns the whole business.
    #[default]
    New,
    Thing(Ref),
}

impl<T: Into<Ref>> From<T> for Subject {
    fn from(id: T) -> Subject {
        Subject::Thing(id.into())
    }
}

/// What lies outside a transaction: reading what is kept, slow computing.
pub struct Outside<'a> {
    pub store: &'a Store,
    /// Who asks.
    pub actor: &'a Actor,
}

impl Outside<'_> {
    /// Runs slow work on a thread that may block: hashing a password, decoding an image.
    pub async fn slow<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        tokio::task::spawn_blocking(work).await.map_err(kernel::fault)
    }
}

/// The only way anything changes.
pub trait Command: DeserializeOwned + JsonSchema + Send + Sync + 'static {
    const VERB: Verb;
    /// The hot row it needs, if any.
    const SERIAL: Option<Series> = None;
    type Answer: Serialize + JsonSchema + Send + 'static;

    fn subject(&self) -> Subject {
        Subject::New
    }

    /// Slow or outside work, before the transaction; it decides nothing. Results go into `#[serde(skip)]` fields.
    fn prepare(self, _: &Outside<'_>) -> impl Future<Output = Result<Self>> + Send {
        async { Ok(self) }
    }

    /// Runs again when two changes meet, hence `&self`.
    fn act(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Answer>> + Send;

    /// The input of the verb that takes this back. Usually the subject's id; `None` where this act changed nothing.
    fn undo_body(&self, _answer: &Json) -> Option<Json> {
        match self.subject() {
            Subject::Thing(subject) => Some(json!({ subject.kind: subject })),
            Subject::New => None,
        }
    }
}

/// The only way anything is read: one snapshot, nothing written. Lists filter by `tx.permit().scope()`.
pub trait Query: DeserializeOwned + JsonSchema + Send + Sync + 'static {
    const VERB: Verb;
    type Answer: Serialize + JsonSchema + Send + 'static;

    fn subject(&self) -> Subject {
        Subject::New
    }

    fn ask(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Answer>> + Send;
}

/// A page of a list: `after` the opaque `next` of the page before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give it as `after` to go on; null at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// From one row more than asked for: the surplus says there is a next page.
    pub fn of(mut rows: Vec<T>, limit: usize, cursor: impl Fn(&T) -> String) -> Page<T> {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(cursor);
        Page { items: rows, next }
    }
}

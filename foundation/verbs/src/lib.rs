//! One verb, declared once: what a person can do, an automation and an assistant can do, under the same rules.
//!
//! Knows the store, not HTTP. A room registers commands, queries, doors and workers; `wire` and the workers act
//! through the `Desk`.

mod command;
mod desk;
mod dispatch;
mod door;
mod ready;
mod registry;

pub use command::{
    Command, Method, NamedSites, Outside, Page, Query, SET_SESSION, Sites, Subject, Undo, Verb,
};
pub use desk::{AnyWorker, Desk, Doorkeeper, Hears, MayRead, Worker};
pub use dispatch::{Answer, Around, Call, RequestRefusal};
pub use door::{AnyDoor, Body, Door, DoorAt, Event, Knock, Shown, Upload};
pub use registry::{Declared, Registry, Room, Verbs};
mod gone;
mod layout;
mod words;

pub use gone::gone;
pub use layout::PublicPage;
pub use words::{Words, language_of};

/// What public pages load: one stylesheet, one small script, and the script that embeds a form elsewhere.
pub mod assets {
    pub const PUBLIC_CSS: &str = include_str!("../assets/public.css");
    pub const PUBLIC_JS: &str = include_str!("../assets/public.js");
    pub const WIDGET_JS: &str = include_str!("../assets/w.js");
}

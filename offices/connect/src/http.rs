//! Calling systems of somebody else's: by a connection's name, never by a free address.
//!
//! Laws: no address of our own network is reached unless its connection says it is inside; a secret is sent to its
//! connection alone; whoever may have got a call twice is only sent it twice where they can tell.

pub(crate) mod again;
pub mod call;
pub mod carry;
pub mod circuit;
pub mod commands;
pub mod forget;
pub mod guard;
pub mod pace;
pub mod remove;
pub mod rows;
pub mod test;
pub mod views;

use facts::connect::{ConnectionAdded, ConnectionRestored};
use kernel::{ConnectionId, Owned, Refusal, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How it knows us.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    #[default]
    None,
    /// `Authorization: Bearer`, with the secret.
    Bearer,
    /// User and password: `auth_name` and the secret (RFC 7617).
    Basic,
    /// A header of its own, called `auth_name`.
    Header,
}

impl Auth {
    pub fn word(self) -> &'static str {
        match self {
            Auth::None => "none",
            Auth::Bearer => "bearer",
            Auth::Basic => "basic",
            Auth::Header => "header",
        }
    }

    pub fn from_word(word: &str) -> Option<Auth> {
        [Auth::None, Auth::Bearer, Auth::Basic, Auth::Header].into_iter().find(|auth| auth.word() == word)
    }
}

/// A system that may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    pub id: ConnectionId,
    pub rv: i64,
    pub owned: Owned,
    /// As automations call it, such as `shop`.
    pub name: String,
    /// Every path is below this.
    pub base_url: String,
    pub auth: Auth,
    pub auth_name: Option<String>,
    /// It stands in our own network: private addresses are meant.
    pub inside: bool,
    /// It takes a second call with the same `Idempotency-Key` as the first.
    pub idempotent: bool,
    /// Nothing is sent to it; what waits is kept.
    pub paused: bool,
    /// No more leave in any second, and as many again after a rest: 1 to 1,000.
    pub calls_per_second: i64,
    pub removed_at: Option<Timestamp>,
}

impl Connection {
    pub fn added(&self) -> ConnectionAdded {
        ConnectionAdded { connection: self.id, name: self.name.clone() }
    }

    pub fn restored(&self) -> ConnectionRestored {
        ConnectionRestored { connection: self.id, name: self.name.clone() }
    }

    /// Where its secret is kept.
    pub fn secret_name(&self) -> String {
        format!("connect.http.{}", self.id)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum HttpRefusal {
    #[error("there is no connection `{0}`; add it under Settings, or write its name as it stands there")]
    NoConnection(String),
    #[error("there is a connection `{0}` already; take another name")]
    NameTaken(String),
    #[error("`{0}` is no path below the connection; begin it with one slash")]
    BadPath(String),
    #[error("`{0}` is still called by {1}; take the step out there, let runs under way end, then remove it")]
    StillCalled(String, String),
    #[error(
        "{1} was approved with `{0}` where it stands now; add the new address as another connection and publish the \
         automation with it, so that somebody else reads it again"
    )]
    ApprovedHere(String, String),
    #[error("it was removed more than thirty days ago and its secret is forgotten; add it again")]
    TooLate,
    #[error("it is paused, and nothing is sent to it; let it go on, then test it")]
    Paused,
    #[error("a call on trial is on its way; look again in a moment, it says whether the connection works")]
    OnTrial,
}

impl Refusal for HttpRefusal {
    fn code(&self) -> &'static str {
        match self {
            HttpRefusal::NoConnection(_) => "http.no_connection",
            HttpRefusal::NameTaken(_) => "connection.name_taken",
            HttpRefusal::BadPath(_) => "http.bad_path",
            HttpRefusal::StillCalled(..) => "connection.still_called",
            HttpRefusal::ApprovedHere(..) => "connection.approved_here",
            HttpRefusal::TooLate => "connection.too_late",
            HttpRefusal::Paused => "connection.paused",
            HttpRefusal::OnTrial => "connection.on_trial",
        }
    }
    fn status(&self) -> u16 {
        match self {
            HttpRefusal::NoConnection(_) | HttpRefusal::NameTaken(_) | HttpRefusal::BadPath(_) => 422,
            _ => 409,
        }
    }
}

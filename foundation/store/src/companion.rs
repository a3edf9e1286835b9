//! Whoever must hear every fact in the transaction that tells it: the automations' enrolment.
//!
//! It may write its own bookkeeping and ask for effects; it sees the fact with its values.

use futures_util::future::BoxFuture;
use kernel::{Class, ContactId, FactId, Id, Ref, Result, Timestamp};
use serde_json::Value as Json;

use crate::{Change, Tx};

/// A fact in the moment it is told, values included.
#[derive(Debug, Clone)]
pub struct Heard {
    pub id: FactId,
    pub kind: &'static str,
    pub at: Timestamp,
    /// Who did it: a user, a run, a token, the engine.
    pub by: Ref,
    /// The fact or run that led to it, and the first fact of the chain.
    pub cause: Option<Ref>,
    pub chain: FactId,
    pub about: Option<Ref>,
    pub fields: Vec<(&'static str, Class, Json)>,
    pub changes: Vec<Change>,
}

impl Heard {
    /// The value of a field, or null.
    pub fn field(&self, name: &str) -> &Json {
        self.fields.iter().find(|(field, ..)| *field == name).map_or(&Json::Null, |(_, _, value)| value)
    }

    /// The contact it is about.
    pub fn contact(&self) -> Option<ContactId> {
        self.about.filter(|person| person.kind == ContactId::PREFIX).map(|p| ContactId::from_bytes(p.bytes))
    }
}

pub trait Companion: Send + Sync + 'static {
    fn hear<'t>(&'t self, tx: &'t mut Tx, heard: &'t Heard) -> BoxFuture<'t, Result<()>>;
}

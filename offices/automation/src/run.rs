//! Runs as the engine keeps them: one journey of one subject, its steps, what it listens to.
//!
//! Invariant: only whoever holds a run's epoch writes it; a run that ended is never written again.

pub mod again;
pub mod behind;
pub mod call;
pub mod coming;
pub mod commands;
pub mod edit;
pub mod effects;
pub mod forget;
pub mod lease;
pub mod queries;
pub mod rows;
pub mod settle;
pub mod steps;
pub mod turn;
pub mod views;
pub mod walk;
pub mod written;

use kernel::{
    AutomationId, AutomationVersionId, ContactId, FactId, Id, Ref, Refusal, Result, RunId, Timestamp, fault,
};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::automation::Mode;
use crate::plan;

/// A run with what the engine must know of it.
#[derive(Debug, Clone)]
pub struct Kept {
    pub id: RunId,
    pub automation: AutomationId,
    pub version: AutomationVersionId,
    pub mode: Mode,
    /// The smaller, the sooner.
    pub priority: i64,
    pub subject: Ref,
    pub contact: Option<ContactId>,
    pub machine: plan::Run,
    /// The body of the fact that started it.
    pub trigger: Json,
    pub cause: FactId,
    /// The first fact of the chain it stands in.
    pub chain_fact: Option<FactId>,
    /// The automations that led to it, itself last.
    pub chain: Vec<AutomationId>,
    /// The message or approval it waits for, as a prefixed id.
    pub awaits: Option<String>,
    pub epoch: i64,
    /// How many step rows it has.
    pub steps: i64,
    pub note: Option<String>,
    /// The run that called it, and waits for it.
    pub parent: Option<RunId>,
    /// How deep in calls it stands.
    pub depth: i64,
}

/// A run somebody else has moved meanwhile, or that ended: look again.
#[derive(Debug, thiserror::Error)]
#[error("the run has moved on meanwhile; look at it again")]
pub struct Moved;

impl Refusal for Moved {
    fn code(&self) -> &'static str {
        "run.moved"
    }
}

/// Sixteen bytes by which something is found without being a neighbour of what came just before.
pub(crate) fn scattered(parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update([u8::try_from(part.len()).unwrap_or(u8::MAX)]);
        hash.update(part);
    }
    let whole: [u8; 32] = hash.finalize().into();
    whole[..16].try_into().expect("half of 32 bytes")
}

/// By which a run hears of a record: sixteen bytes, no neighbour of the record before.
pub fn about(id: Ref) -> [u8; 16] {
    scattered(&[id.kind.as_bytes(), &id.bytes])
}

pub(crate) fn reference(id: impl Into<Ref>) -> Ref {
    id.into()
}

/// The record a run is about, from its two columns.
pub(crate) fn subject_of(kind: &str, bytes: [u8; 16]) -> Result<Ref> {
    Ref::of(kind, bytes).ok_or_else(|| fault(format!("no record is called `{kind}`")))
}

/// Milliseconds later.
pub fn later(at: Timestamp, ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond().saturating_add(ms)).unwrap_or(Timestamp::MAX)
}

pub(crate) fn run_of(by: Ref) -> Option<RunId> {
    (by.kind == RunId::PREFIX).then(|| RunId::from_bytes(by.bytes))
}

//! Automations: what a business wants to happen by itself, readable, versioned, owned.
//!
//! Invariant: everything in here is pure. A document, a condition and the machine that walks a run know
//! no database, no clock and no network; they are handed records, facts and the time, and answer with the
//! next move.

pub mod document;
pub mod plan;
pub mod shipped;

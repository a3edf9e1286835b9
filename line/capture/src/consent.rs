//! Consent: what a person agreed to or refused, by purpose, with the words and the moment.
//!
//! Invariant: one newest state per contact and purpose; the journal keeps every change with its words. A refusal
//! of one alias holds for the whole person.

pub mod commands;
pub mod doors;
pub mod gate;
pub(crate) mod record;
pub(crate) mod rows;

use kernel::{ConsentId, ContactId, Owned, Timestamp};

use crate::form::spec::Purpose;

#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    pub id: ConsentId,
    pub rv: i64,
    pub owned: Owned,
    pub contact: ContactId,
    pub purpose: Purpose,
    pub given: bool,
    /// form, preference page, one-click, staff …
    pub how: String,
    pub text_version: i64,
    /// The words they saw.
    pub words: Option<String>,
    /// The language of these words.
    pub language: Option<String>,
    pub at: Timestamp,
}

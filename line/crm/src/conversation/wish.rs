//! What somebody wants to say, before any words are chosen or filled.

use std::collections::BTreeMap;

use kernel::paper::Document;
use kernel::text::Values;
use kernel::{ContactId, LeadId, Ref};

use super::{Channel, Class};
use crate::lead::Lead;

/// What somebody wants to say, and to whom.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub contact: Option<ContactId>,
    pub lead: Option<LeadId>,
    /// The record it speaks of.
    pub about: Option<Ref>,
    /// Papers of that record.
    pub attach: Vec<Document>,
    pub channel: Channel,
    /// `slug`, `slug@version`, or `slug@` and the beginning of a version's hash.
    pub template: Option<String>,
    /// The only versions it may leave in: hash by language. Empty: whatever is approved.
    pub pinned: BTreeMap<String, String>,
    pub subject: Option<String>,
    pub text: Option<String>,
    /// In place of the template's body.
    pub words: Option<String>,
    pub class: Option<Class>,
    pub language: Option<String>,
    pub values: Values,
    pub resend: bool,
    /// Practice: compose it, let nothing leave.
    pub compose_only: bool,
    /// Not as an answer in the running thread.
    pub new_thread: bool,
    /// Another room says it.
    pub letter: Option<Letter>,
}

/// What a letter of another room is to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    /// The record it speaks of obliges us to send it.
    Owed,
    /// It asks for something, and ends with whoever asks.
    Asks,
}

impl Wish {
    /// A message about a lead, with nothing said yet.
    pub fn about(lead: &Lead, channel: Channel) -> Wish {
        Wish { lead: Some(lead.id), channel, ..Wish::to(lead.contact) }
    }

    /// A mail to somebody, with nothing said yet.
    pub fn to(contact: ContactId) -> Wish {
        Wish {
            contact: Some(contact),
            lead: None,
            about: None,
            attach: vec![],
            channel: Channel::Email,
            template: None,
            pinned: BTreeMap::new(),
            subject: None,
            text: None,
            words: None,
            class: None,
            language: None,
            values: Values::new(),
            resend: false,
            compose_only: false,
            new_thread: false,
            letter: None,
        }
    }
}

//! Sending: an effect becomes a letter, leaves, and what the server said becomes facts and exceptions.
//!
//! Invariant: a mail leaves once, or a person is asked. Whether somebody may be written to is asked at the
//! gates.

pub mod account;
mod answers;
mod carrier;
pub mod carriers;
pub mod code;
pub mod gate;
pub mod letter;
pub mod message;
mod notice;
pub mod pace;
pub(crate) mod papers;
pub mod post;
pub(crate) mod raise;
pub mod report;
pub(crate) mod rows;
pub mod staff;
pub mod verdict;
pub mod watch;

use kernel::paper::Document;
use kernel::{ContactId, ConversationId, LeadId, LinkId, MessageId, Ref, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Why a message is written, which decides what the law asks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageClass {
    Transactional,
    /// Allowed by the inquiry itself, until they object.
    Inquiry,
    /// Needs consent.
    Marketing,
}

impl MessageClass {
    pub fn word(self) -> &'static str {
        match self {
            MessageClass::Transactional => "transactional",
            MessageClass::Inquiry => "inquiry",
            MessageClass::Marketing => "marketing",
        }
    }

    /// The purpose one click ends, where the reader may end it.
    pub fn purpose(self) -> Option<&'static str> {
        match self {
            MessageClass::Transactional => None,
            MessageClass::Inquiry => Some("follow_up"),
            MessageClass::Marketing => Some("news"),
        }
    }
}

/// The payload of an effect `mail`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailOrder {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub contact: ContactId,
    pub class: MessageClass,
    #[serde(default)]
    pub lead: Option<LeadId>,
    /// Is it more than an acknowledgement?
    #[serde(default)]
    pub useful: bool,
    /// The record it speaks of.
    #[serde(default)]
    pub about: Option<Ref>,
    /// Papers of that record: the mail waits until they are made.
    #[serde(default)]
    pub attach: Vec<Document>,
}

/// What the link of an account mail lets its reader do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountPurpose {
    Invitation,
    Reset,
}

/// The payload of an effect `account_mail`: the link is written again from it, and stands nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountOrder {
    pub user: UserId,
    pub purpose: AccountPurpose,
    pub link: LinkId,
    pub until: Timestamp,
    /// The page that takes the token, which follows its last slash.
    pub path: String,
}

/// The payload of an effect `code_mail`: the code is derived again from its purpose, and stands nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeOrder {
    pub contact: ContactId,
    /// The agreement: its room says who signs it, and where we write to.
    pub about: Ref,
    /// As `Tx::one_time_code` was asked with.
    pub purpose: String,
    pub until: Timestamp,
}

/// The payload of an effect `report_mail`: a report as its room wrote it. No customer's words stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportOrder {
    pub user: UserId,
    /// BCP 47, of its words.
    pub language: String,
    pub subject: String,
    /// In the small text form.
    pub text: String,
}

/// The payload of an effect `staff_mail`: what one of the staff has to know. Nothing personal stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffOrder {
    pub user: UserId,
    pub urgent: bool,
    pub items: Vec<StaffItem>,
}

/// One thing to know, and the page of ours it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffItem {
    pub title: String,
    pub text: String,
    pub path: String,
}

impl AccountPurpose {
    /// The kind of the link.
    pub fn word(self) -> &'static str {
        match self {
            AccountPurpose::Invitation => "invitation",
            AccountPurpose::Reset => "reset",
        }
    }

    /// The template, and the field in it that is the link.
    pub fn text(self) -> (&'static str, &'static str) {
        match self {
            AccountPurpose::Invitation => ("invitation", "links.invitation"),
            AccountPurpose::Reset => ("password-reset", "links.password"),
        }
    }
}

//! A conversation with a contact on one channel, and its messages.
//!
//! Invariant: a message never changes once it is kept; how it fared outside is noted beside it. What leaves
//! has every field filled, its own Message-ID, and the thread it belongs to.

mod about;
pub mod commands;
mod fill;
pub(crate) mod letter;
mod own_words;
pub mod queries;
pub(crate) mod rows;
pub(crate) mod sending;
mod thread;
pub mod views;
mod wish;

use kernel::paper::Document;
use kernel::{ContactId, ConversationId, LeadId, MessageId, Owned, Ref, Refusal, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    pub id: ConversationId,
    pub rv: i64,
    pub owned: Owned,
    pub contact: ContactId,
    pub lead: Option<LeadId>,
    /// The record it is about, such as an invoice.
    pub about: Option<Ref>,
    pub channel: Channel,
    /// As it began; answers carry it on.
    pub subject: Option<String>,
    pub started_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub rv: i64,
    pub owned: Owned,
    pub conversation: ConversationId,
    pub contact: ContactId,
    pub lead: Option<LeadId>,
    /// The record it speaks of: its room says what the fields of the text stand for.
    pub about: Option<Ref>,
    /// Papers of that record that go with it; it leaves when they are made.
    pub attach: Vec<Document>,
    pub direction: Direction,
    pub channel: Channel,
    pub class: Class,
    /// More than an acknowledgement or a reminder of us: a person, a question answered, a slot offered.
    pub useful: bool,
    /// Slug and version of the text it was made from.
    pub template: Option<(String, i64)>,
    /// BCP 47.
    pub language: Option<String>,
    pub to_name: Option<String>,
    pub to_email: Option<String>,
    pub subject: Option<String>,
    /// In the small text form, filled.
    pub text: Option<String>,
    pub state: MessageState,
    pub thread: Thread,
    pub at: Timestamp,
    /// The user who wrote it or wrote it down.
    pub by: Option<UserId>,
}

/// RFC 5322 3.6.4: our own name for the message, chosen before it leaves, and what it answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    /// `<…@our domain>`; a call has none.
    pub message_id: Option<String>,
    pub in_reply_to: Option<String>,
    /// Oldest first.
    pub references: Vec<String>,
}

/// How people talk to us, and we to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Email,
    Call,
    Sms,
    Chat,
    Letter,
    Meeting,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    In,
    Out,
}

/// Under which permission a message leaves: part of the transaction, answer to an inquiry, or by consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Transactional,
    Inquiry,
    Marketing,
}

/// What it was when it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// Waits to leave.
    Queued,
    /// Composed in practice: nobody gets it.
    Composed,
    /// Said already: a call we made, a letter we gave to the post.
    Accepted,
    /// They said it.
    Received,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MessageRefusal {
    #[error("they have no email address; add one, or call them and write that down")]
    NoAddress,
    #[error("no approved text is called `{0}` in {1}; approve one, or write the words yourself")]
    NoTemplate(String, String),
    #[error("the version of `{0}` this was published with is retired; take up the one approved now")]
    TextRetired(String),
    #[error("write a subject and a text, or name a template")]
    NoWords,
    #[error("say whom it is for: a lead or a contact")]
    Nobody,
    #[error("a paper goes with the record it shows; say what the message is about")]
    NoRecord,
    #[error("this record has no {0} paper that could go with it")]
    NoPaper(&'static str),
    #[error("that record is not theirs; write to the contact it belongs to")]
    NotTheirs,
}

impl Refusal for MessageRefusal {
    fn code(&self) -> &'static str {
        match self {
            MessageRefusal::NoAddress => "message.no_address",
            MessageRefusal::NoTemplate(..) => "message.no_template",
            MessageRefusal::TextRetired(_) => "message.text_retired",
            MessageRefusal::NoWords => "message.no_words",
            MessageRefusal::Nobody => "message.nobody",
            MessageRefusal::NoRecord => "message.no_record",
            MessageRefusal::NoPaper(_) => "message.no_paper",
            MessageRefusal::NotTheirs => "message.not_theirs",
        }
    }
}

macro_rules! words {
    ($($enum:ident { $($variant:ident = $word:literal),+ })+) => {$(
        impl $enum {
            /// The word in rows and on the wire.
            pub fn word(self) -> &'static str {
                match self { $($enum::$variant => $word),+ }
            }
            pub(crate) fn from_word(word: &str) -> Option<$enum> {
                match word { $($word => Some($enum::$variant),)+ _ => None }
            }
        }
    )+};
}

words! {
    Channel {
        Email = "email", Call = "call", Sms = "sms", Chat = "chat", Letter = "letter", Meeting = "meeting"
    }
    Direction { In = "in", Out = "out" }
    Class { Transactional = "transactional", Inquiry = "inquiry", Marketing = "marketing" }
    MessageState { Queued = "queued", Composed = "composed", Accepted = "accepted", Received = "received" }
}

//! The shapes of a message that leave the house.

use kernel::paper::Document;
use kernel::text::{Block, Filled};
use kernel::{ContactId, ConversationId, LeadId, MessageId, Ref, Result, Timestamp, UserId};
use schemars::JsonSchema;
use serde::Serialize;
use store::Row;

use super::{Channel, Class, Direction, Message, rows};

#[derive(Debug, Serialize, JsonSchema)]
pub struct MessageView {
    pub id: MessageId,
    pub rv: i64,
    pub conversation: ConversationId,
    pub contact: ContactId,
    pub lead: Option<LeadId>,
    /// The record it speaks of.
    pub about: Option<Ref>,
    /// Papers of that record that go with it.
    pub attach: Vec<Document>,
    pub direction: Direction,
    pub channel: Channel,
    pub class: Class,
    /// `slug@version`.
    pub template: Option<String>,
    pub to_email: Option<String>,
    pub subject: Option<String>,
    /// In plain words.
    pub text: Option<String>,
    /// `queued`, `composed`, `accepted`, `bounced`, `skipped` or `received`.
    pub state: String,
    /// Why it bounced or was skipped.
    pub reason: Option<String>,
    pub useful: bool,
    pub at: Timestamp,
    pub settled_at: Option<Timestamp>,
    /// The user who wrote it, or wrote it down.
    pub by: Option<UserId>,
    pub message_id: Option<String>,
    pub in_reply_to: Option<String>,
}

/// A message before it is sent.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MessagePreview {
    pub contact: ContactId,
    pub lead: Option<LeadId>,
    pub about: Option<Ref>,
    pub attach: Vec<Document>,
    pub class: Class,
    pub template: Option<String>,
    pub language: String,
    pub to_name: Option<String>,
    /// Null: they have no address, and sending will be refused.
    pub to_email: Option<String>,
    pub subject: String,
    pub blocks: Vec<Block<String>>,
    pub plain: String,
}

impl From<Message> for MessageView {
    fn from(m: Message) -> MessageView {
        MessageView {
            id: m.id,
            rv: m.rv,
            conversation: m.conversation,
            contact: m.contact,
            lead: m.lead,
            about: m.about,
            attach: m.attach,
            direction: m.direction,
            channel: m.channel,
            class: m.class,
            template: m.template.map(|(slug, version)| format!("{slug}@{version}")),
            to_email: m.to_email,
            subject: m.subject,
            text: m.text.map(|source| Filled::read(&source).plain()),
            state: m.state.word().into(),
            reason: None,
            useful: m.useful,
            at: m.at,
            settled_at: None,
            by: m.by,
            message_id: m.thread.message_id,
            in_reply_to: m.thread.in_reply_to,
        }
    }
}

impl MessageView {
    /// With what the world said of it.
    pub(in crate::conversation) fn read(row: &Row<'_>) -> Result<MessageView> {
        let view = MessageView::from(rows::read(row)?);
        let outcome: Option<String> = row.get("outcome")?;
        Ok(MessageView {
            state: outcome.unwrap_or(view.state),
            reason: row.get("reason")?,
            settled_at: row.get("settled_at")?,
            ..view
        })
    }
}

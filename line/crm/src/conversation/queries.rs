//! What can be asked about messages: how one would look, and what was said with somebody.

use kernel::{ContactId, ConversationId, Error, LeadId, MessageId, Ref, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Page, Query, Subject, Verb};

use super::commands::SendMessage;
use super::views::{MessagePreview, MessageView};
use super::{about, rows, sending};

/// Show a message as it would leave; nothing is kept.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PreviewMessage(SendMessage);

impl Query for PreviewMessage {
    const VERB: Verb = Verb::get("message.preview", "/messages/preview");
    type Answer = MessagePreview;

    fn subject(&self) -> Subject {
        self.0.subject()
    }

    async fn ask(&self, tx: &mut Tx) -> Result<MessagePreview> {
        let wish = self.0.wish();
        about::may_be_spoken_of(tx, &wish).await?;
        let composed = sending::compose(tx, &wish, sending::Links::Shown).await?;
        Ok(MessagePreview {
            contact: composed.contact,
            lead: composed.lead,
            about: wish.about,
            attach: wish.attach,
            class: composed.class,
            template: composed.template.map(|(slug, version)| format!("{slug}@{version}")),
            language: composed.language,
            to_name: composed.to_name,
            to_email: composed.to_email,
            subject: composed.subject,
            plain: composed.text.plain(),
            blocks: composed.text.blocks().to_vec(),
        })
    }
}

/// List what was said, newest first: with a contact, about a lead or another record, in a conversation, or all of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMessages {
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub lead: Option<LeadId>,
    #[serde(default)]
    pub conversation: Option<ConversationId>,
    /// The record it speaks of, such as an invoice.
    #[serde(default)]
    pub about: Option<Ref>,
    #[serde(default)]
    pub limit: Option<u16>,
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for ListMessages {
    const VERB: Verb = Verb::get("message.list", "/messages");
    type Answer = Page<MessageView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Page<MessageView>> {
        let limit = usize::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_ref().map(|text| text.parse::<MessageId>()).transpose();
        let after = after.map_err(|_| Error::field("/after", "cursor", "give `next` of the page before"))?;
        let found = rows::list::of(tx, self, after, limit).await?;
        Ok(Page::of(found, limit, |message: &MessageView| message.id.to_string()))
    }
}

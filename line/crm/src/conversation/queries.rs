//! What can be asked about messages: how one would look, and what was said with somebody.

use kernel::text::Values;
use kernel::{ContactId, ConversationId, Error, LeadId, MessageId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Page, Query, Subject, Verb};

use super::views::{MessagePreview, MessageView};
use super::{Channel, Class, rows, sending};

/// Show a message as it would leave; nothing is kept.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewMessage {
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub lead: Option<LeadId>,
    #[serde(default)]
    pub template: Option<String>,
    #[serde(default)]
    pub subject: Option<String>,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub class: Option<Class>,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub new_thread: bool,
}

impl Query for PreviewMessage {
    const VERB: Verb = Verb::get("message.preview", "/messages/preview");
    type Answer = MessagePreview;

    fn subject(&self) -> Subject {
        super::commands::about(self.lead, self.contact)
    }

    async fn ask(&self, tx: &mut Tx) -> Result<MessagePreview> {
        let wish = sending::Wish {
            contact: self.contact,
            lead: self.lead,
            channel: Channel::Email,
            template: self.template.clone(),
            subject: self.subject.clone(),
            text: self.text.clone(),
            class: self.class,
            language: self.language.clone(),
            values: Values::new(),
            resend: false,
            compose_only: true,
            new_thread: self.new_thread,
        };
        let composed = sending::compose(tx, &wish, sending::Links::Shown).await?;
        Ok(MessagePreview {
            contact: composed.contact,
            lead: composed.lead,
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

/// List what was said, newest first: with a contact, about a lead, in a conversation, or all of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMessages {
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub lead: Option<LeadId>,
    #[serde(default)]
    pub conversation: Option<ConversationId>,
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

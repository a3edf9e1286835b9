//! What can be done with messages: send one, write down one that came or was said elsewhere.

use std::collections::BTreeMap;

use facts::crm::{MessageAccepted, MessageReceived};
use kernel::paper::Document;
use kernel::text::Values;
use kernel::{ContactId, ConversationId, Error, LeadId, Ref, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::MessageView;
use super::{
    Channel, Class, Conversation, Direction, Message, MessageRefusal, MessageState, Thread, about, rows,
    sending,
};
use crate::lead::{self, Lead};

/// Send a mail to a contact, from an approved template or in your own words.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct SendMessage {
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub lead: Option<LeadId>,
    /// The record it speaks of, such as an invoice of theirs: it fills the fields of the text.
    #[serde(default)]
    pub about: Option<Ref>,
    /// Papers of that record that go with it.
    #[serde(default)]
    pub attach: Vec<Document>,
    /// A slug, `slug@version`, or `slug@` and the beginning of a version's hash.
    #[serde(default)]
    pub template: Option<String>,
    /// The only versions of the text it may leave in, by language: SHA-256. Automations send what they were
    /// published with.
    #[serde(default)]
    pub pinned: BTreeMap<String, String>,
    /// Not needed for an answer in a running thread. In place of the template's, where one is named.
    #[serde(default)]
    pub subject: Option<String>,
    /// In the small text form; may hold fields. In place of the template's words, where one is named: its class, its
    /// language and its links stay.
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub class: Option<Class>,
    /// Instead of the contact's own.
    #[serde(default)]
    pub language: Option<String>,
    /// Instead of what is known, by path.
    #[serde(default)]
    pub values: Values,
    /// May leave again when nobody knows whether it left: only what is harmless twice.
    #[serde(default)]
    pub resend: bool,
    /// Practice: compose and keep it, let nothing leave.
    #[serde(default)]
    pub compose_only: bool,
    /// With its own subject, not as an answer in the running thread.
    #[serde(default)]
    pub new_thread: bool,
}

impl SendMessage {
    pub(super) fn wish(&self) -> sending::Wish {
        sending::Wish {
            contact: self.contact,
            lead: self.lead,
            about: self.about,
            attach: self.attach.clone(),
            channel: Channel::Email,
            template: self.template.clone(),
            pinned: self.pinned.clone(),
            subject: self.subject.clone(),
            text: self.text.clone(),
            words: self.text.clone(),
            class: self.class,
            language: self.language.clone(),
            values: self.values.clone(),
            resend: self.resend,
            compose_only: self.compose_only,
            new_thread: self.new_thread,
            letter: None,
        }
    }
}

impl Command for SendMessage {
    const VERB: Verb = Verb::post("message.send", "/messages").no_undo("what was said is said");
    type Answer = MessageView;

    fn subject(&self) -> Subject {
        whose(self.lead, self.contact)
    }

    async fn act(&self, tx: &mut Tx) -> Result<MessageView> {
        about::may_be_spoken_of(tx, &self.wish()).await?;
        Ok(sending::send(tx, &self.wish()).await?.into())
    }
}

/// The thing whose owner decides who may: the lead, else the contact.
pub(super) fn whose(lead: Option<LeadId>, contact: Option<ContactId>) -> Subject {
    match (lead, contact) {
        (Some(lead), _) => lead.into(),
        (None, Some(contact)) => contact.into(),
        (None, None) => Subject::New,
    }
}

/// Write down what was said elsewhere: they replied, called or came by; or we called them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogMessage {
    #[serde(default)]
    pub lead: Option<LeadId>,
    #[serde(default)]
    pub contact: Option<ContactId>,
    #[serde(default)]
    pub conversation: Option<ConversationId>,
    pub channel: Channel,
    /// Theirs where nothing is said.
    #[serde(default)]
    pub direction: Option<Direction>,
    #[serde(default)]
    pub text: Option<String>,
    /// Now, or a time before.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

impl Command for LogMessage {
    const VERB: Verb = Verb::post("message.log", "/messages/log").no_undo("what was said is said");
    type Answer = MessageView;

    fn subject(&self) -> Subject {
        match self.conversation {
            Some(conversation) => conversation.into(),
            None => whose(self.lead, self.contact),
        }
    }

    async fn act(&self, tx: &mut Tx) -> Result<MessageView> {
        let at = self.at.unwrap_or(tx.now());
        if at > tx.now() {
            return Err(Error::field("/at", "message.later", "give the time it was said, not one to come"));
        }
        let (conversation, lead) = self.place(tx, at).await?;
        let message = self.message(tx, &conversation, lead.as_ref(), at);
        tx.add(&message).await?;
        match message.direction {
            Direction::In => tx.tell(received(&message)),
            Direction::Out => tx.tell(said(&message)),
        };
        Ok(message.into())
    }
}

impl LogMessage {
    /// The conversation it belongs to, running or new, and the lead it is about.
    async fn place(&self, tx: &mut Tx, at: Timestamp) -> Result<(Conversation, Option<Lead>)> {
        if let Some(id) = self.conversation {
            let running = rows::conversation(tx, id).await?;
            let lead = match running.lead {
                Some(lead) => lead::rows::find(tx, lead).await?,
                None => None,
            };
            return Ok((running, lead));
        }
        let lead = match (self.lead, self.contact) {
            (Some(lead), _) => Some(lead::rows::load(tx, lead).await?),
            (None, Some(contact)) => lead::rows::undecided_of(tx, contact).await?,
            (None, None) => None,
        };
        let contact =
            lead.as_ref().map(|lead| lead.contact).or(self.contact).ok_or(MessageRefusal::Nobody)?;
        let of = lead.as_ref().map(|lead| lead.id);
        if let Some(running) = rows::running(tx, contact, of, self.channel).await? {
            return Ok((running, lead));
        }
        let owned = match lead.as_ref().filter(|lead| lead.owned.owner.is_some()) {
            Some(lead) => lead.owned,
            None => rows::known::owned(tx, contact).await?,
        };
        let begun = Conversation {
            id: tx.new_id(),
            rv: 1,
            owned,
            contact,
            lead: of,
            about: None,
            channel: self.channel,
            subject: None,
            started_at: at,
        };
        tx.add(&begun).await?;
        Ok((begun, lead))
    }

    fn message(&self, tx: &mut Tx, of: &Conversation, lead: Option<&Lead>, at: Timestamp) -> Message {
        let direction = self.direction.unwrap_or(Direction::In);
        Message {
            id: tx.new_id(),
            rv: 1,
            owned: of.owned,
            conversation: of.id,
            contact: of.contact,
            lead: lead.map(|lead| lead.id),
            about: of.about,
            attach: vec![],
            direction,
            channel: self.channel,
            class: Class::Transactional,
            useful: direction == Direction::Out,
            template: None,
            language: None,
            to_name: None,
            to_email: None,
            subject: None,
            text: self.text.as_deref().map(as_said),
            state: match direction {
                Direction::In => MessageState::Received,
                Direction::Out => MessageState::Accepted,
            },
            thread: Thread::default(),
            at,
            by: tx.permit().user(),
        }
    }
}

/// Words that were typed as they are: none of their marks has a meaning.
fn as_said(text: &str) -> String {
    let inert = |line: &str| kernel::text::plain_source(line);
    text.trim().lines().map(inert).collect::<Vec<_>>().join("\n")
}

fn received(message: &Message) -> MessageReceived {
    MessageReceived {
        message: message.id,
        conversation: message.conversation,
        contact: message.contact,
        channel: message.channel.word().into(),
        lead: message.lead,
    }
}

/// We said it ourselves: it reached them, and a person said it.
fn said(message: &Message) -> MessageAccepted {
    MessageAccepted {
        message: message.id,
        conversation: message.conversation,
        contact: message.contact,
        class: message.class.word().into(),
        lead: message.lead,
        useful: true,
    }
}

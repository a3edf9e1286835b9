//! A short mail of the house that is no message of a conversation: to one of the staff, or with a code.

use kernel::text::{Filled, Text, Values, Words};
use kernel::{Business, Result, fault};
use store::Tx;
use store::effect::Claimed;

use super::letter::{self, Frame};
use super::rows::{self, Reader};
use crate::mail::Mail;
use crate::mail_out::{AutoSubmitted, Envelope, HeaderText, Mailbox, MessageId};
use crate::words::say;

/// Whom it is for, and in whose name it is written.
pub(super) struct Notice<'a> {
    pub to_name: Option<&'a str>,
    pub to_email: &'a str,
    pub business: &'a Business,
    pub public_url: &'a str,
    /// BCP 47.
    pub language: &'a str,
    /// The id of the sentence that says why they get it.
    pub why: &'a str,
}

/// Subject and body of the approved text in the reader's language, or else in English.
pub(super) async fn text(tx: &mut Tx, slug: &str, language: &str) -> Result<Option<(String, String)>> {
    let language = language.split(['-', '_']).next().unwrap_or("en");
    match rows::text(tx, slug, language).await? {
        Some(found) => Ok(Some(found)),
        None => rows::text(tx, slug, "en").await,
    }
}

/// Both filled; `None` where nothing is known for a field of them.
pub(super) fn filled(text: &(String, String), values: &Values) -> Option<(String, Filled)> {
    Words::parse(&text.0).fill(values).ok().zip(Text::parse(&text.1).fill(values).ok())
}

impl<'a> Notice<'a> {
    pub fn to_staff(
        user: &'a Reader,
        business: &'a Business,
        public_url: &'a str,
        language: &'a str,
    ) -> Notice<'a> {
        Notice {
            to_name: user.name.as_deref(),
            to_email: user.email.as_deref().unwrap_or_default(),
            business,
            public_url,
            language,
            why: "why-staff",
        }
    }

    pub fn envelope(&self, mail: &Mail, effect: &Claimed, said: &(String, Filled)) -> Result<Envelope> {
        let from = mail.from().ok_or_else(|| fault("who is set up has a sender"))?;
        let Notice { business, public_url, language, .. } = *self;
        let why = say(language, self.why, &business.name);
        let frame = Frame { business, public_url, language, why: &why, preferences: None };
        let rendered = letter::render(&frame, &said.0, &said.1);
        Ok(Envelope {
            message_id: MessageId::for_key(effect.key.as_bytes(), &from.address),
            envelope_from: Some(from.address.clone()),
            from,
            reply_to: mail.answers_to(),
            to: Mailbox::new(self.to_name, self.to_email)?,
            subject: HeaderText::new(&said.0)?,
            in_reply_to: None,
            references: vec![],
            date: effect.made_at,
            text: rendered.text,
            html: rendered.html,
            list_unsubscribe: None,
            auto_submitted: Some(AutoSubmitted::Generated),
            invitation: None,
            attachments: vec![],
        })
    }
}

//! A real test mail through the real server, now: what the server said, or why not and what to do.

use kernel::text::Filled;
use kernel::{Business, Result, Secret, Timestamp, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Outside, Verb};

use super::views::MailRefusal;
use super::{Mail, rows};
use crate::line::course;
use crate::mail_out::{
    Address, AutoSubmitted, Carrier, Envelope, HeaderText, Mailbox, MessageId, Outcome, Rendered, Signer,
    SmtpSettings, compose, sign,
};
use crate::sending::letter::{self, Frame};
use crate::words::say;

/// Send a test mail through the mail server as it is set up.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestMail {
    /// Where the test goes: an address somebody reads now.
    pub to: String,
    #[serde(skip)]
    came: Option<Outcome>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TestView {
    /// The server answered for the mail; it should be in the mailbox within a minute.
    pub accepted: bool,
    /// What the server said, or what stood in the way and what to do.
    pub said: String,
}

impl Command for TestMail {
    const VERB: Verb =
        Verb::post("mail.test", "/mail/test").no_undo("a mail that left cannot be called back");
    type Answer = TestView;

    async fn prepare(self, out: &Outside<'_>) -> Result<TestMail> {
        let to = Address::parse(&self.to)
            .map_err(|refusal| kernel::Error::field("/to", "mail.address", refusal.to_string()))?;
        let now = out.store.now();
        let ready = out.store.read(|tx| Box::pin(ready(tx))).await?;
        let words = ready.words();
        let came = ready.send(Mailbox { name: None, address: to }, words, now).await?;
        Ok(TestMail { came: Some(came), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<TestView> {
        let came = self.came.as_ref().ok_or_else(|| fault("the test is sent in `prepare`"))?;
        told(tx, came).await
    }
}

/// What the server said, in a sentence; trouble that is over is closed.
pub(super) async fn told(tx: &mut Tx, came: &Outcome) -> Result<TestView> {
    let accepted = matches!(came, Outcome::Accepted { .. });
    if accepted {
        course::mended(tx, "a test mail was accepted").await?;
    }
    Ok(TestView { accepted, said: came.to_string() })
}

/// Everything a test needs, read once.
pub(super) struct Ready {
    mail: Mail,
    smtp: SmtpSettings,
    signers: Vec<Signer>,
    pub business: Business,
    pub public_url: String,
    id: [u8; 16],
}

pub(super) async fn ready(tx: &mut Tx) -> Result<Ready> {
    let mail = tx.setting::<Mail>().await?;
    let password: Option<Secret<String>> = rows::password(tx).await?;
    let smtp = mail.smtp(password, &tx.public_url("")).ok_or(MailRefusal::NoServer)?;
    let selectors: Vec<_> = mail.signs_with().cloned().collect();
    let signers = rows::signers(tx, &selectors).await?;
    let (business, public_url) = (tx.setting().await?, tx.public_url(""));
    Ok(Ready { mail, smtp, signers, business, public_url, id: tx.random() })
}

/// Subject, and both forms of the text.
type Words = (String, Rendered);

impl Ready {
    pub(super) async fn send(self, to: Mailbox, words: Words, now: Timestamp) -> Result<Outcome> {
        let envelope = self.envelope(to, words, now)?;
        let bytes = sign(compose(&envelope)?, &self.signers, now)?;
        Ok(Carrier::new(self.smtp)?.send(&envelope.route(), &bytes, now).await)
    }

    /// What a test says of itself.
    fn words(&self) -> Words {
        let (language, name) = (self.business.locale.as_str(), self.business.name.as_str());
        let subject = say(language, "test-subject", name);
        let text = Filled::read(&say(language, "test-text", name));
        let why = say(language, "why-staff", name);
        let (business, public_url) = (&self.business, self.public_url.as_str());
        let frame = Frame { business, public_url, language, why: &why, preferences: None };
        let rendered = letter::render(&frame, &subject, &text);
        (subject, rendered)
    }

    fn envelope(&self, to: Mailbox, (subject, rendered): Words, now: Timestamp) -> Result<Envelope> {
        let from = self.mail.from().ok_or(MailRefusal::NoSender)?;
        Ok(Envelope {
            message_id: MessageId::for_key(&self.id, &from.address),
            envelope_from: Some(from.address.clone()),
            from,
            reply_to: self.mail.answers_to(),
            to,
            subject: HeaderText::new(&subject)?,
            in_reply_to: None,
            references: vec![],
            date: now,
            text: rendered.text,
            html: rendered.html,
            list_unsubscribe: None,
            auto_submitted: Some(AutoSubmitted::Generated),
            invitation: None,
            attachments: vec![],
        })
    }
}

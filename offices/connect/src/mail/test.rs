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
    Address, AutoSubmitted, Carrier, Envelope, HeaderText, Mailbox, MessageId, Outcome, Signer, SmtpSettings,
    compose, sign,
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
        let came = ready.send(Mailbox { name: None, address: to }, now).await?;
        Ok(TestMail { came: Some(came), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<TestView> {
        let came = self.came.as_ref().ok_or_else(|| fault("the test is sent in `prepare`"))?;
        let accepted = matches!(came, Outcome::Accepted { .. });
        if accepted {
            course::mended(tx, "a test mail was accepted").await?;
        }
        Ok(TestView { accepted, said: came.to_string() })
    }
}

struct Ready {
    mail: Mail,
    smtp: SmtpSettings,
    signers: Vec<Signer>,
    business: Business,
    public_url: String,
    id: [u8; 16],
}

async fn ready(tx: &mut Tx) -> Result<Ready> {
    let mail = tx.setting::<Mail>().await?;
    let password: Option<Secret<String>> = rows::password(tx).await?;
    let smtp = mail.smtp(password, &tx.public_url("")).ok_or(MailRefusal::NoServer)?;
    let selectors: Vec<_> = mail.signs_with().cloned().collect();
    let signers = rows::signers(tx, &selectors).await?;
    let (business, public_url) = (tx.setting().await?, tx.public_url(""));
    Ok(Ready { mail, smtp, signers, business, public_url, id: tx.random() })
}

impl Ready {
    async fn send(self, to: Mailbox, now: Timestamp) -> Result<Outcome> {
        let envelope = self.envelope(to, now)?;
        let bytes = sign(compose(&envelope)?, &self.signers, now)?;
        Ok(Carrier::new(self.smtp)?.send(&envelope.route(), &bytes, now).await)
    }

    fn envelope(&self, to: Mailbox, now: Timestamp) -> Result<Envelope> {
        let from = self.mail.from().ok_or(MailRefusal::NoSender)?;
        let (language, name) = (self.business.locale.as_str(), self.business.name.as_str());
        let subject = HeaderText::new(&say(language, "test-subject", name))?;
        let text = Filled::read(&say(language, "test-text", name));
        let why = say(language, "why-staff", name);
        let frame = self.frame(language, &why);
        let rendered = letter::render(&frame, subject.as_str(), &text);
        Ok(Envelope {
            message_id: MessageId::for_key(&self.id, &from.address),
            envelope_from: Some(from.address.clone()),
            from,
            reply_to: self.mail.answers_to(),
            to,
            subject,
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

    fn frame<'a>(&'a self, language: &'a str, why: &'a str) -> Frame<'a> {
        let (business, public_url) = (&self.business, self.public_url.as_str());
        Frame { business, public_url, language, why, preferences: None }
    }
}

//! A text as the mail it would become: shown, or sent to whoever asks, through the real server.
//!
//! Invariant: a test goes to the asker's own address and to nobody else; the reader's own links are only shown.

use kernel::text::Filled;
use kernel::{Business, Error, FieldError, Refusal, Result, fault};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Command, Outside, Verb};

use super::test::{self, TestView};
use crate::mail_out::{HeaderText, Link, Mailbox, Outcome, Rendered};
use crate::sending::MessageClass;
use crate::sending::letter::{self, Frame};
use crate::sending::rows;
use crate::words::{say, say_of};

/// Show a text as the mail it would become, with everything around it. Nothing is kept or sent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowMail {
    pub subject: String,
    /// In the small text form, filled.
    pub text: String,
    pub class: MessageClass,
    /// BCP 47, the reader's.
    pub language: String,
}

/// Both forms of a mail, as programs show them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MailShown {
    /// Null until somebody says in the mail settings whom mail comes from.
    pub from: Option<String>,
    pub subject: String,
    pub html: String,
    pub text: String,
    /// It can be left with one click: `List-Unsubscribe` goes with it.
    pub leave: bool,
}

impl Command for ShowMail {
    const VERB: Verb = Verb::post("mail.show", "/mail/show").no_undo("nothing was changed");
    type Answer = MailShown;

    async fn act(&self, tx: &mut Tx) -> Result<MailShown> {
        let (business, public_url) = (tx.setting::<Business>().await?, tx.public_url(""));
        let mail = tx.setting::<super::Mail>().await?;
        let said =
            Said { subject: &self.subject, text: &self.text, class: self.class, language: &self.language };
        let Rendered { html, text } = said.rendered(&business, &public_url)?;
        Ok(MailShown {
            from: mail.from().map(|from| match from.name {
                Some(name) => format!("{} <{}>", name.as_str(), from.address.as_str()),
                None => from.address.as_str().to_owned(),
            }),
            subject: self.subject.clone(),
            html,
            text,
            leave: self.class.purpose().is_some(),
        })
    }
}

/// Send a text to yourself as the mail it would become, through the mail server as it is set up.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TryMail {
    pub subject: String,
    /// In the small text form, filled.
    pub text: String,
    pub class: MessageClass,
    /// BCP 47, the reader's.
    pub language: String,
    #[serde(skip)]
    came: Option<(Outcome, String)>,
}

/// What came of it, and where it went.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tried {
    #[serde(flatten)]
    pub test: TestView,
    pub to: String,
}

impl Command for TryMail {
    const VERB: Verb = Verb::post("mail.try", "/mail/try").no_undo("a mail that left cannot be called back");
    type Answer = Tried;

    async fn prepare(self, out: &Outside<'_>) -> Result<TryMail> {
        let user = out.actor.user.ok_or(TryRefusal::NoAddress)?;
        let now = out.store.now();
        let ready = out.store.read(|tx| Box::pin(test::ready(tx))).await?;
        let own = out.store.read(move |tx| Box::pin(rows::user(tx, user))).await?;
        let to = own.and_then(|own| own.email).ok_or(TryRefusal::NoAddress)?;
        let mailbox = Mailbox::new(None, &to)?;
        let said =
            Said { subject: &self.subject, text: &self.text, class: self.class, language: &self.language };
        let rendered = said.rendered(&ready.business, &ready.public_url)?;
        let subject = say_of(&self.language, "try-subject", &[("subject", &self.subject)]);
        let came = ready.send(mailbox, (subject, rendered), now).await?;
        Ok(TryMail { came: Some((came, to)), ..self })
    }

    async fn act(&self, tx: &mut Tx) -> Result<Tried> {
        let (came, to) = self.came.as_ref().ok_or_else(|| fault("the test is sent in `prepare`"))?;
        Ok(Tried { test: test::told(tx, came).await?, to: to.clone() })
    }
}

#[derive(Debug, thiserror::Error)]
enum TryRefusal {
    #[error("a test goes to your own address; sign in as somebody who has one")]
    NoAddress,
}

impl Refusal for TryRefusal {
    fn code(&self) -> &'static str {
        "mail.no_own_address"
    }
}

/// A filled text, and whom it is for.
struct Said<'a> {
    subject: &'a str,
    text: &'a str,
    class: MessageClass,
    language: &'a str,
}

const LONGEST_TEXT: usize = 200_000;

impl Said<'_> {
    fn rendered(&self, business: &Business, public_url: &str) -> Result<Rendered> {
        if self.text.trim().is_empty() || self.text.len() > LONGEST_TEXT {
            let detail = "write a text of up to 200,000 characters".into();
            return Err(Error::Invalid(vec![FieldError {
                pointer: "/text".into(),
                code: "mail.no_text",
                detail,
            }]));
        }
        let subject = HeaderText::new(self.subject)?;
        let why = say(self.language, &format!("why-{}", self.class.word()), &business.name);
        let page = Link::parse(&format!("{public_url}/u/preview"))?;
        let preferences = Some((&page, self.class.purpose().is_some()));
        let frame = Frame { business, public_url, language: self.language, why: &why, preferences };
        Ok(letter::render(&frame, subject.as_str(), &Filled::read(self.text)))
    }
}

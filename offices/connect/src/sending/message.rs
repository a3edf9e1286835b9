//! A message to a customer leaves as a mail, and its room hears what became of it.

use facts::crm::{MessageAccepted, MessageBounced, MessageSkipped};
use kernel::text::Filled;
use kernel::{Business, Error, Result, fault};
use store::Tx;
use store::effect::{self, Claimed};

use super::carrier::{Draft, Mails};
use super::letter::{self, Frame};
use super::raise::Wrong;
use super::rows::Written;
use super::{MailOrder, MessageClass, gate, papers, raise, rows};
use crate::mail::Mail;
use crate::mail_out::{
    Address, AutoSubmitted, Envelope, HeaderText, Link, Mailbox, MessageId, Outcome, Unsubscribe, Whose,
    bounce_address,
};
use crate::suppression::{self, Cause, Reason};
use crate::words::say;

/// A message to a customer.
pub struct MessageMail;

impl Mails for MessageMail {
    const KIND: &'static str = "mail";
    const DRAFTS: &'static str = "connect.mail";

    type Order = MailOrder;

    /// One that cannot be read is refused, so that somebody hears of it.
    fn order(effect: &Claimed) -> Result<MailOrder> {
        serde_json::from_value(effect.payload.clone()).map_err(|_| Error::Missing("message"))
    }

    /// Its links are written here too.
    async fn write(tx: &mut Tx, effect: &Claimed, order: &MailOrder, mail: &Mail) -> Result<Draft> {
        let Some(attachments) = papers::attached(tx, order).await? else {
            return Ok(Draft::Waits(papers::WAITS));
        };
        let written = rows::message(tx, order.message).await?.ok_or(Error::Missing("message"))?;
        let reader = rows::contact(tx, order.contact).await?.unwrap_or_default();
        let business = tx.setting::<Business>().await?;
        let token = tx.link("preference", order.contact.into(), Some(order.contact.into()), None).await?;
        let public_url = tx.public_url("");
        let language = reader.language.unwrap_or_else(|| business.locale.clone());
        let sheet = Sheet {
            order,
            effect,
            public_url: &public_url,
            token: &token,
            business: &business,
            language: &language,
        };
        Ok(Draft::Ready(Box::new(Envelope { attachments, ..sheet.envelope(mail, &written)? })))
    }

    async fn ended(
        tx: &mut Tx,
        effect: &Claimed,
        outcome: &effect::Outcome,
        came: Option<Outcome>,
    ) -> Result<()> {
        let Ok(order) = MessageMail::order(effect) else {
            return raise::other(tx, effect, Wrong::NotTaken, "this mail cannot be read").await;
        };
        match outcome {
            effect::Outcome::Done(_) => {
                tx.tell(accepted(&order));
                arrived(tx, &order).await
            }
            effect::Outcome::Skipped(reason) => {
                let MailOrder { message, contact, .. } = order;
                tx.tell(MessageSkipped { message, contact, reason: reason.clone() });
                kept_back(tx, effect, &order, reason).await
            }
            effect::Outcome::Unknown(note) => lost(tx, effect, &order, Loss::uncertain(note)).await,
            effect::Outcome::Failed(note) => {
                let loss = Loss::of(came.as_ref(), note);
                let wrong = if papers::broke(tx, &order).await? { Wrong::NoPaper } else { loss.wrong };
                lost(tx, effect, &order, Loss { wrong, ..loss }).await
            }
            effect::Outcome::Retry(..) => Ok(()),
        }
    }
}

pub(crate) fn accepted(order: &MailOrder) -> MessageAccepted {
    MessageAccepted {
        message: order.message,
        conversation: order.conversation,
        contact: order.contact,
        class: order.class.word().into(),
        lead: order.lead,
        useful: order.useful,
    }
}

/// Why a mail did not arrive, in the words of the fact.
struct Loss {
    hardness: &'static str,
    wrong: Wrong,
    note: String,
}

impl Loss {
    fn uncertain(note: &str) -> Loss {
        Loss { hardness: "uncertain", wrong: Wrong::Uncertain, note: note.to_owned() }
    }

    fn of(came: Option<&Outcome>, note: &str) -> Loss {
        let (hardness, wrong) = match came {
            Some(Outcome::Hard { whose: Whose::Address, .. }) => ("hard", Wrong::NoSuchAddress),
            Some(Outcome::Hard { .. }) | None => ("policy", Wrong::NotTaken),
            Some(_) => ("soft", Wrong::NotTaken),
        };
        Loss { hardness, wrong, note: note.to_owned() }
    }
}

async fn lost(tx: &mut Tx, effect: &Claimed, order: &MailOrder, loss: Loss) -> Result<()> {
    let Loss { hardness, wrong, note } = loss;
    if wrong == Wrong::NoSuchAddress {
        suppress(tx, order, &note).await?;
    }
    let MailOrder { message, contact, .. } = *order;
    tx.tell(MessageBounced { message, contact, hardness: hardness.into(), reason: note.clone() });
    raise::message(tx, effect, order, wrong, &note).await
}

/// A later mail about the record was taken: nothing is left to put right.
pub(crate) async fn arrived(tx: &mut Tx, order: &MailOrder) -> Result<()> {
    let Some(about) = order.about else { return Ok(()) };
    tx.settle_exception(&raise::returned_key(about), "a later mail about it was taken").await.map(drop)
}

/// What is owed to the customer did not leave, for mail to their address came back before.
async fn kept_back(tx: &mut Tx, effect: &Claimed, order: &MailOrder, reason: &str) -> Result<()> {
    let owed = order.about.is_some() && order.class == MessageClass::Transactional;
    if owed && reason.starts_with(gate::SUPPRESSED) {
        return raise::message(tx, effect, order, Wrong::NoSuchAddress, reason).await;
    }
    Ok(())
}

async fn suppress(tx: &mut Tx, order: &MailOrder, note: &str) -> Result<()> {
    let written = rows::message(tx, order.message).await?;
    let Some(address) = written.and_then(|written| Address::parse(&written.to_email?).ok()) else {
        return Ok(());
    };
    let cause = Cause { contact: Some(order.contact), reason: Reason::Bounced, detail: note.to_owned() };
    suppression::commands::suppress(tx, &address, cause).await.map(drop)
}

/// Everything a letter needs besides its message.
struct Sheet<'a> {
    order: &'a MailOrder,
    effect: &'a Claimed,
    public_url: &'a str,
    /// Of the reader's preference page.
    token: &'a str,
    business: &'a Business,
    language: &'a str,
}

impl Sheet<'_> {
    fn envelope(&self, mail: &Mail, written: &Written) -> Result<Envelope> {
        let from = mail.from().ok_or_else(|| fault("who is set up has a sender"))?;
        let address = written.to_email.as_deref().unwrap_or_default();
        let subject = HeaderText::new(&written.subject)?;
        let rendered = self.rendered(subject.as_str(), &Filled::read(&written.text))?;
        let chosen = written.message_id.as_deref().map(MessageId::parse).transpose()?;
        Ok(Envelope {
            message_id: chosen
                .unwrap_or_else(|| MessageId::for_key(self.effect.key.as_bytes(), &from.address)),
            envelope_from: Some(self.bounces_to(mail, &from)?),
            from,
            reply_to: mail.answers_to(),
            to: Mailbox::new(written.to_name.as_deref(), address)?,
            subject,
            in_reply_to: written.in_reply_to.as_deref().and_then(|id| MessageId::parse(id).ok()),
            references: references(written.refs.as_deref().unwrap_or_default()),
            date: self.effect.made_at,
            text: rendered.text,
            html: rendered.html,
            list_unsubscribe: self.unsubscribe()?,
            auto_submitted: self.written_by_a_machine(),
            invitation: None,
            attachments: vec![],
        })
    }

    fn rendered(&self, subject: &str, text: &Filled) -> Result<crate::mail_out::Rendered> {
        let why = say(self.language, &format!("why-{}", self.order.class.word()), &self.business.name);
        let leave = self.order.class != MessageClass::Transactional;
        let page = Link::parse(&self.page())?;
        let preferences = Some((&page, leave));
        let Sheet { business, public_url, language, .. } = *self;
        let frame = Frame { business, public_url, language, why: &why, preferences };
        Ok(letter::render(&frame, subject, text))
    }

    fn page(&self) -> String {
        format!("{}/u/{}", self.public_url, self.token)
    }

    /// RFC 8058, only where one may leave: never on an invoice or a contract.
    fn unsubscribe(&self) -> Result<Option<Unsubscribe>> {
        let Some(purpose) = self.order.class.purpose() else { return Ok(None) };
        let url = Link::parse(&format!("{}/{purpose}", self.page()))?;
        Ok(Some(Unsubscribe { url, mailto: None }))
    }

    /// With a domain that takes bounces, each names its message; else they come to the sender.
    fn bounces_to(&self, mail: &Mail, from: &Mailbox) -> Result<Address> {
        let Some(domain) = &mail.bounce_domain else { return Ok(from.address.clone()) };
        let id = self.order.message.to_string();
        let token = id.rsplit('_').next().unwrap_or_default();
        Ok(bounce_address(token, domain)?)
    }

    fn written_by_a_machine(&self) -> Option<AutoSubmitted> {
        match (self.effect.resend, self.effect.run) {
            (true, _) => Some(AutoSubmitted::Replied),
            (false, Some(_)) => Some(AutoSubmitted::Generated),
            (false, None) => None,
        }
    }
}

/// Message-IDs as a list or one after the other; what is none is left out.
fn references(refs: &str) -> Vec<MessageId> {
    let list: Vec<String> =
        serde_json::from_str(refs).unwrap_or_else(|_| refs.split_whitespace().map(str::to_owned).collect());
    list.iter().filter_map(|id| MessageId::parse(id).ok()).collect()
}

//! A message to a customer leaves as a mail, and its room hears what became of it.

use std::sync::Arc;

use facts::crm::{MessageAccepted, MessageBounced, MessageSkipped};
use kernel::text::Filled;
use kernel::{Business, Error, Result, Timestamp, fault};
use store::effect::{self, Claimed};
use store::{Store, Tx};

use super::letter::{self, Frame};
use super::post::{self, Post, Route};
use super::raise::Wrong;
use super::rows::Written;
use super::verdict::{again, discreet, verdict};
use super::{MailOrder, MessageClass, gate, papers, raise, rows};
use crate::line::{Kind, course};
use crate::mail::Mail;
use crate::mail_out::{
    Address, AutoSubmitted, Envelope, HeaderText, Link, Mailbox, MessageId, Outcome, Unsubscribe, Whose,
    bounce_address,
};
use crate::suppression::{self, Cause, Reason};
use crate::words::say;

/// Carries effects of kind `mail`.
pub struct MessageMail(pub Arc<Post>);

/// What a transaction read and made for one mail.
pub(super) enum Draft {
    /// Something was taken away since the gate was asked.
    Waits(&'static str),
    /// Nobody needs it any more, for this reason.
    Needless(&'static str),
    Ready {
        route: Box<Route>,
        envelope: Box<Envelope>,
        tries: i64,
    },
}

/// Seconds until a mail without a server, or one that our own side could not make, is tried again.
const SOON: i64 = 60;

impl effect::Carrier for MessageMail {
    async fn carry(&self, store: &Store, effect: &Claimed) -> effect::Outcome {
        let open = self.0.version();
        let asked = effect.clone();
        let draft = store.claim("connect.mail", move |tx| {
            let effect = asked.clone();
            Box::pin(async move { draft(tx, &effect, open).await })
        });
        match draft.await {
            Ok(draft) => hand_over(&self.0, store, effect, draft).await,
            Err(error) => not_made(store.now(), &error),
        }
    }

    async fn settled(&self, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
        rows::forget_tries(tx, effect.id).await?;
        let Ok(order) = order(effect) else {
            return raise::other(tx, effect, Wrong::NotTaken, "this mail cannot be read").await;
        };
        match outcome {
            effect::Outcome::Done(_) => {
                course::answered(tx).await?;
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
                let loss = Loss::of(self.0.said(effect).as_ref(), note);
                let wrong = if papers::broke(tx, &order).await? { Wrong::NoPaper } else { loss.wrong };
                lost(tx, effect, &order, Loss { wrong, ..loss }).await
            }
            effect::Outcome::Retry(..) => Ok(()),
        }
    }

    async fn postponed(&self, tx: &mut Tx, effect: &Claimed, outcome: &effect::Outcome) -> Result<()> {
        postponed(&self.0, tx, effect, outcome).await
    }
}

/// Sends what was drafted; what the server said becomes the outcome.
pub(super) async fn hand_over(post: &Post, store: &Store, effect: &Claimed, draft: Draft) -> effect::Outcome {
    let now = store.now();
    let (route, envelope, tries) = match draft {
        Draft::Ready { route, envelope, tries } => (route, envelope, tries),
        Draft::Needless(why) => return effect::Outcome::Skipped(why.into()),
        Draft::Waits(what) => return again(now, wait(SOON), what.into()),
    };
    match post.send(*route, effect, &envelope, now).await {
        Ok(came) => verdict(&came, tries, effect.resend, now),
        Err(error) => not_made(now, &error),
    }
}

fn wait(seconds: i64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_secs(seconds)
}

/// Nothing was sent. What a rule refuses stays refused; what broke may work in a moment.
pub(super) fn not_made(now: Timestamp, error: &Error) -> effect::Outcome {
    match error {
        Error::Refused(_) | Error::Invalid(_) | Error::Missing(_) => {
            effect::Outcome::Failed(discreet(&error.to_string()))
        }
        _ => again(now, wait(SOON), discreet(&error.to_string())),
    }
}

/// It was offered and waits: the try counts unless the connection was to blame, which is everybody's trouble.
pub(super) async fn postponed(
    post: &Post,
    tx: &mut Tx,
    effect: &Claimed,
    outcome: &effect::Outcome,
) -> Result<()> {
    let (effect::Outcome::Retry(_, note), Some(came)) = (outcome, post.said(effect)) else { return Ok(()) };
    if came.needs_owner() {
        return course::met(tx, Kind::Refused, note).await;
    }
    rows::tried(tx, effect.id).await?;
    let tries = rows::tries(tx, effect.id).await?;
    // The third time, or after an hour, it is no hiccup any more.
    let lasting =
        tries.is_some_and(|t| t.count >= 3 || tx.now().as_second() - t.first_at.as_second() >= 3600);
    match came {
        Outcome::Unreachable { .. } if lasting => course::met(tx, Kind::Unreachable, note).await,
        _ => Ok(()),
    }
}

fn order(effect: &Claimed) -> Result<MailOrder> {
    serde_json::from_value(effect.payload.clone()).map_err(fault)
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

/// Reads the message and everything around it, and writes its links.
async fn draft(tx: &mut Tx, effect: &Claimed, open: Option<i64>) -> Result<Draft> {
    let order = order(effect).map_err(|_| Error::Missing("message"))?;
    let Some(route) = post::route(tx, open).await? else { return Ok(Draft::Waits(post::NOT_SET_UP)) };
    let Some(attachments) = papers::attached(tx, &order).await? else {
        return Ok(Draft::Waits(papers::WAITS));
    };
    let written = rows::message(tx, order.message).await?.ok_or(Error::Missing("message"))?;
    let reader = rows::contact(tx, order.contact).await?.unwrap_or_default();
    let business = tx.setting::<Business>().await?;
    let token = tx.link("preference", order.contact.into(), Some(order.contact.into()), None).await?;
    let public_url = tx.public_url("");
    let language = reader.language.unwrap_or_else(|| business.locale.clone());
    let sheet = Sheet {
        order: &order,
        effect,
        public_url: &public_url,
        token: &token,
        business: &business,
        language: &language,
    };
    let envelope = Box::new(Envelope { attachments, ..sheet.envelope(&route.mail, &written)? });
    let tries = rows::tries(tx, effect.id).await?.map_or(0, |tries| tries.count);
    Ok(Draft::Ready { route: Box::new(route), envelope, tries })
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

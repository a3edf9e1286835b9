//! Sending: words are chosen, filled and threaded, kept as a message, and asked to leave after the commit.
//!
//! Invariant: a text with a missing field, or for somebody without an address, is refused before it is kept.

use facts::crm::MessageQueued;
use kernel::text::{Missing, Text, Values, Words};
use kernel::{Business, ContactId, Error, FieldError, LeadId, Owned, Result, Via};
use serde_json::json;
use store::{Tx, effect};

use super::fill::{self, About};
use super::rows::known::{self, Approved, Reader};
use super::{
    Class, Conversation, Direction, Message, MessageRefusal, MessageState, about, letter, own_words, rows,
    thread,
};
use crate::lead::{self, Lead};

use super::wish::Letter;
pub(crate) use super::wish::Wish;

/// A message as it would leave.
#[derive(Debug, Clone)]
pub(crate) struct Composed {
    pub contact: ContactId,
    pub lead: Option<LeadId>,
    pub owned: Owned,
    pub class: Class,
    pub template: Option<(String, i64)>,
    pub language: String,
    pub to_name: Option<String>,
    pub to_email: Option<String>,
    pub subject: String,
    pub text: kernel::text::Filled,
    pub answers: Option<Message>,
    pub conversation: Option<Conversation>,
}

/// What stands where their own link to their preferences will.
const PREVIEW: &str = "/u/preview";

/// Whether the person's own links are made, or only shown where they would stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Links {
    Made,
    Shown,
}

/// Is there an address to write to?
pub(crate) async fn can_reach(tx: &mut Tx, contact: ContactId) -> Result<bool> {
    Ok(known::reader(tx, contact).await?.email.is_some())
}

/// May a text of this name be sent at all? Its version, if one is named, is left aside.
pub(crate) async fn has_text(tx: &mut Tx, template: &str) -> Result<bool> {
    let slug = template.split_once('@').map_or(template, |(slug, _)| slug);
    known::is_approved(tx, slug).await
}

/// Everything but keeping it: who, in which words, in which thread. A missing field is named by its pointer.
pub(crate) async fn compose(tx: &mut Tx, wish: &Wish, links: Links) -> Result<Composed> {
    let wish = &own_words::with_preferences(wish, &tx.public_url(PREVIEW));
    let lead = lead_of(tx, wish).await?;
    let contact = lead.as_ref().map(|lead| lead.contact).or(wish.contact).ok_or(MessageRefusal::Nobody)?;
    let reader = known::reader(tx, contact).await?;
    let business = tx.setting::<Business>().await?;
    let words = chosen(tx, wish, &reader, &business).await?;
    let (conversation, answers) = thread_of(tx, contact, lead.as_ref(), wish).await?;
    let owned = match &lead {
        Some(lead) if lead.owned.owner.is_some() => lead.owned,
        _ => Owned { owner: reader.owner, team: reader.team },
    };
    let answers_for = about::owner(tx, wish.about).await?.or(owned.owner).or(tx.permit().user());
    let spoken = About { contact, reader: &reader, lead: lead.as_ref(), owner: answers_for };
    let mut values = fill::known(tx, &spoken, &business).await?;
    if let Some(about) = wish.about {
        values.extend(tx.values_of(about, &words.language).await?);
    }
    if own_words::chooses_preferences(&words, wish) {
        let link = match links {
            Links::Made => fill::preferences(tx, contact).await?,
            Links::Shown => tx.public_url(PREVIEW),
        };
        values.insert(own_words::PREFERENCES.into(), link);
    }
    values.extend(wish.values.clone());
    let words = own_words::in_place_of(words, wish, &values);
    let body = Text::parse(&words.body);
    let (to_name, to_email) = letter::addressee(wish, &reader, &values);
    let (subject, text) = filled(&words, &body, &values)?;
    let root = conversation.as_ref().and_then(|running| running.subject.clone());
    let subject = match answers.as_ref().and(root) {
        Some(root) => thread::answer_to(&root),
        None => subject,
    };
    Ok(Composed {
        contact,
        lead: lead.map(|lead| lead.id),
        owned,
        class: words.class_as(wish.class),
        template: Some((words.slug, words.version)).filter(|(slug, _)| !slug.is_empty()),
        language: words.language,
        to_name,
        to_email,
        subject,
        text,
        answers,
        conversation,
    })
}

/// The lead it is about: the one that is named, else the newest undecided one of the contact, unless it is
/// about another record.
async fn lead_of(tx: &mut Tx, wish: &Wish) -> Result<Option<Lead>> {
    match (wish.lead, wish.contact) {
        (None, Some(_)) if wish.about.is_some() => Ok(None),
        (Some(lead), _) => Ok(Some(lead::rows::load(tx, lead).await?)),
        (None, Some(contact)) => lead::rows::undecided_of(tx, contact).await,
        (None, None) => Err(MessageRefusal::Nobody.into()),
    }
}

/// The words of the template, or the sender's own.
async fn chosen(tx: &mut Tx, wish: &Wish, reader: &Reader, business: &Business) -> Result<Approved> {
    let spoken = wish.language.as_deref().or(reader.language.as_deref());
    let languages = fill::languages(spoken, &business.locale);
    if let Some(template) = &wish.template {
        return known::approved(tx, template, &wish.pinned, &languages).await;
    }
    let said = |words: &Option<String>| words.clone().filter(|words| !words.trim().is_empty());
    let body = said(&wish.text).ok_or(MessageRefusal::NoWords)?;
    Ok(Approved {
        slug: String::new(),
        version: 0,
        class: Class::Transactional,
        language: languages.into_iter().next().unwrap_or_default(),
        subject: said(&wish.subject).unwrap_or_default(),
        body,
    })
}

async fn thread_of(
    tx: &mut Tx,
    contact: ContactId,
    lead: Option<&Lead>,
    wish: &Wish,
) -> Result<(Option<Conversation>, Option<Message>)> {
    if wish.new_thread {
        return Ok((None, None));
    }
    let running = match wish.about {
        Some(about) => rows::running_about(tx, contact, about, wish.channel).await?,
        None => rows::running(tx, contact, lead.map(|lead| lead.id), wish.channel).await?,
    };
    let last = match &running {
        // A letter answers nothing: a reminder keeps its own subject.
        Some(running) if wish.letter.is_none() => rows::last_named(tx, running.id).await?,
        _ => None,
    };
    Ok((running, last))
}

fn filled(words: &Approved, body: &Text, known: &Values) -> Result<(String, kernel::text::Filled)> {
    let (subject, text) = (Words::parse(&words.subject).fill(known), body.fill(known));
    match (subject, text) {
        (Ok(subject), Ok(text)) => Ok((subject, text)),
        (subject, text) => {
            let mut paths: Vec<String> =
                [subject.err(), text.err()].into_iter().flatten().flat_map(|Missing(paths)| paths).collect();
            paths.sort();
            paths.dedup();
            Err(Error::Invalid(paths.iter().map(|path| missing(path)).collect()))
        }
    }
}

fn missing(path: &str) -> FieldError {
    FieldError {
        pointer: format!("/values/{path}"),
        code: "message.missing_fields",
        detail: format!("nothing is known for {{{path}}}; fill it in on the record, or give it as a value"),
    }
}

/// Keeps the message and asks for it to leave.
pub(crate) async fn send(tx: &mut Tx, wish: &Wish) -> Result<Message> {
    let composed = compose(tx, wish, Links::Made).await?;
    if composed.to_email.is_none() {
        return Err(MessageRefusal::NoAddress.into());
    }
    if composed.subject.is_empty() {
        return Err(MessageRefusal::NoWords.into());
    }
    about::has_papers(tx, wish).await?;
    let conversation = match composed.conversation.clone() {
        Some(running) => running,
        None => begin(tx, &composed, wish).await?,
    };
    let message = message(tx, composed, &conversation, wish);
    tx.add(&message).await?;
    tx.tell(queued(&message));
    tx.effect(mail(tx, &message, wish));
    Ok(message)
}

async fn begin(tx: &mut Tx, composed: &Composed, wish: &Wish) -> Result<Conversation> {
    let conversation = Conversation {
        id: tx.new_id(),
        rv: 1,
        owned: composed.owned,
        contact: composed.contact,
        lead: composed.lead,
        about: wish.about,
        channel: wish.channel,
        subject: Some(composed.subject.clone()),
        started_at: tx.now(),
    };
    tx.add(&conversation).await?;
    Ok(conversation)
}

fn message(tx: &mut Tx, composed: Composed, conversation: &Conversation, wish: &Wish) -> Message {
    let id = tx.new_id();
    let by_hand = !matches!(tx.permit().via(), Via::Automation | Via::Engine);
    let acknowledges = composed.template.as_ref().is_some_and(|(slug, _)| slug == "acknowledgement");
    Message {
        id,
        rv: 1,
        owned: composed.owned,
        conversation: conversation.id,
        contact: composed.contact,
        lead: composed.lead,
        about: wish.about,
        attach: wish.attach.clone(),
        direction: Direction::Out,
        channel: wish.channel,
        class: composed.class,
        // A paper or a notice about a record answers no question and waits for no reply.
        useful: wish.about.is_none() && !acknowledges && (by_hand || composed.class == Class::Transactional),
        template: composed.template,
        language: Some(composed.language),
        to_name: composed.to_name,
        to_email: composed.to_email,
        subject: Some(composed.subject),
        text: Some(composed.text.source()),
        state: if wish.compose_only { MessageState::Composed } else { MessageState::Queued },
        thread: thread::of(id, &tx.public_url(""), composed.answers.as_ref()),
        at: tx.now(),
        by: tx.permit().user(),
    }
}

fn queued(message: &Message) -> MessageQueued {
    MessageQueued {
        message: message.id,
        conversation: message.conversation,
        contact: message.contact,
        class: message.class.word().into(),
        template: message.template.as_ref().map(|(slug, version)| format!("{slug}@{version}")),
        lead: message.lead,
        about: message.about,
    }
}

fn mail(tx: &Tx, message: &Message, wish: &Wish) -> effect::New {
    let payload = json!({
        "message": message.id,
        "conversation": message.conversation,
        "contact": message.contact,
        "class": message.class,
        "lead": message.lead,
        "useful": message.useful,
        "about": message.about,
        "attach": message.attach,
        "letter": wish.letter.is_some(),
    });
    effect::New {
        person: Some(message.contact.into()),
        subject: Some(message.id.into()),
        run: fill::run_of(tx.permit().by()),
        owed: wish.letter == Some(Letter::Owed),
        resend: wish.resend,
        composed: wish.compose_only,
        ..effect::New::of("mail", format!("message {}", message.id), &payload)
    }
}

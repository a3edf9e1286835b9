//! How conversations and messages are kept. The only file that names their tables.

pub mod known;
pub mod list;

use kernel::{ContactId, ConversationId, Error, LeadId, Ref, Result, Value, fault};
use store::{Row, Tx, values};

use super::{Channel, Class, Conversation, Direction, Message, MessageState, Thread};

store::noun! {
    Conversation is "conversation" in "crm_conversation" {
        open contact: Id = |c| c.contact;
        open lead: Id = |c| c.lead;
        open about_kind: Text = |c| c.about.map(|on| on.kind);
        open about: Id = |c| c.about;
        open channel: Text = |c| c.channel.word();
        personal subject: Text = |c| &c.subject;
        open started_at: At = |c| c.started_at;
    }
}

store::noun! {
    Message is "message" in "crm_message" {
        open conversation: Id = |m| m.conversation;
        open contact: Id = |m| m.contact;
        open lead: Id = |m| m.lead;
        open about_kind: Text = |m| m.about.map(|on| on.kind);
        open about: Id = |m| m.about;
        open attach: Doc = |m| Value::doc(&m.attach);
        open direction: Text = |m| m.direction.word();
        open channel: Text = |m| m.channel.word();
        open class: Text = |m| m.class.word();
        open useful: Flag = |m| m.useful;
        open template: Text = |m| m.template.as_ref().map(|(slug, _)| slug.as_str());
        open template_version: Int = |m| m.template.as_ref().map(|(_, version)| *version);
        open language: Text = |m| &m.language;
        personal to_name: Text = |m| &m.to_name;
        personal to_email: Text = |m| &m.to_email;
        personal subject: Text = |m| &m.subject;
        personal text: Text = |m| &m.text;
        open state: Text = |m| m.state.word();
        open message_id: Text = |m| &m.thread.message_id;
        open in_reply_to: Text = |m| &m.thread.in_reply_to;
        open refs: Doc = |m| Value::doc(&m.thread.references);
        open queued_at: At = |m| m.at;
        open by_user: Id = |m| m.by;
    }
}

const CONVERSATION: &str = "
    select c.id, c.rv, c.owner, c.team, c.contact, c.lead, c.about_kind, c.about, c.channel, c.subject,
        c.started_at
    from crm_conversation c ";

const MESSAGE: &str = "
    select m.id, m.rv, m.owner, m.team, m.conversation, m.contact, m.lead, m.about_kind, m.about, m.attach,
        m.direction, m.channel, m.class, m.useful, m.template, m.template_version, m.language, m.to_name,
        m.to_email, m.subject, m.text, m.state, m.message_id, m.in_reply_to, m.refs, m.queued_at, m.by_user,
        o.state as outcome, o.at as settled_at, o.reason
    from crm_message m left join crm_message_outcome o on o.message = m.id ";

pub async fn conversation(tx: &mut Tx, id: ConversationId) -> Result<Conversation> {
    let sql = format!("{CONVERSATION} where c.id = $1");
    tx.one(&sql, values![id], read_conversation).await?.ok_or(Error::Missing("conversation"))
}

/// The newest conversation about the same thing on the same channel.
pub async fn running(
    tx: &mut Tx,
    contact: ContactId,
    lead: Option<LeadId>,
    channel: Channel,
) -> Result<Option<Conversation>> {
    let sql = format!(
        "{CONVERSATION} where c.contact = $1 and c.channel = $2 and c.lead is not distinct from $3
            and c.about is null
        order by c.id desc limit 1"
    );
    tx.one(&sql, values![contact, channel.word(), lead], read_conversation).await
}

/// The newest conversation with them about a record.
pub async fn running_about(
    tx: &mut Tx,
    contact: ContactId,
    about: Ref,
    channel: Channel,
) -> Result<Option<Conversation>> {
    let sql = format!(
        "{CONVERSATION} where c.contact = $1 and c.channel = $2 and c.about = $3 and c.about_kind = $4
        order by c.id desc limit 1"
    );
    tx.one(&sql, values![contact, channel.word(), about, about.kind], read_conversation).await
}

/// The last message of a conversation that has a name to answer to.
pub async fn last_named(tx: &mut Tx, conversation: ConversationId) -> Result<Option<Message>> {
    let sql = format!(
        "{MESSAGE} where m.conversation = $1 and m.message_id is not null and m.state <> 'composed'
        order by m.id desc limit 1"
    );
    tx.one(&sql, values![conversation], read).await
}

fn read_conversation(row: &Row<'_>) -> Result<Conversation> {
    Ok(Conversation {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        contact: row.get("contact")?,
        lead: row.get("lead")?,
        about: about(row)?,
        channel: word(row, "channel", Channel::from_word)?,
        subject: row.get("subject")?,
        started_at: row.get("started_at")?,
    })
}

pub(super) fn read(row: &Row<'_>) -> Result<Message> {
    let slug: Option<String> = row.get("template")?;
    Ok(Message {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        conversation: row.get("conversation")?,
        contact: row.get("contact")?,
        lead: row.get("lead")?,
        about: about(row)?,
        attach: row.doc("attach")?,
        direction: word(row, "direction", Direction::from_word)?,
        channel: word(row, "channel", Channel::from_word)?,
        class: word(row, "class", Class::from_word)?,
        useful: row.get("useful")?,
        template: slug.zip(row.get("template_version")?),
        language: row.get("language")?,
        to_name: row.get("to_name")?,
        to_email: row.get("to_email")?,
        subject: row.get("subject")?,
        text: row.get("text")?,
        state: word(row, "state", MessageState::from_word)?,
        thread: Thread {
            message_id: row.get("message_id")?,
            in_reply_to: row.get("in_reply_to")?,
            references: row.doc("refs")?,
        },
        at: row.get("queued_at")?,
        by: row.get("by_user")?,
    })
}

fn about(row: &Row<'_>) -> Result<Option<Ref>> {
    let (kind, id): (Option<String>, Option<[u8; 16]>) = (row.get("about_kind")?, row.get("about")?);
    Ok(kind.zip(id).and_then(|(kind, id)| Ref::of(&kind, id)))
}

fn word<T>(row: &Row<'_>, column: &str, known: fn(&str) -> Option<T>) -> Result<T> {
    let word: String = row.get(column)?;
    known(&word).ok_or_else(|| fault(format!("`{column}` allows no `{word}`")))
}

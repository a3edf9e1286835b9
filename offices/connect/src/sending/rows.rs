//! What sending looks up in other rooms' windows, and how often a waiting mail was offered.

use kernel::{ContactId, EffectId, Id, MessageId, Owned, Result, Timestamp, UserId};
use store::{Row, Tx, values};

/// A message as its room keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub to_name: Option<String>,
    pub to_email: Option<String>,
    pub subject: String,
    /// Filled, in the small text form.
    pub text: String,
    pub message_id: Option<String>,
    pub in_reply_to: Option<String>,
    pub refs: Option<String>,
}

/// Somebody we write to, as far as a letter needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reader {
    pub name: Option<String>,
    pub email: Option<String>,
    pub language: Option<String>,
    pub owned: Owned,
}

const ACTIVE: &str = "select active from governance_user_window where id = $1";

/// Whether somebody is of the staff still.
pub async fn is_active(tx: &mut Tx, user: UserId) -> Result<bool> {
    Ok(tx.one(ACTIVE, values![user], |row| row.get("active")).await?.unwrap_or(false))
}

/// How often a mail that waits was offered to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    pub count: i64,
    pub first_at: Timestamp,
}

/// A mail that waits although it was offered.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub payload: serde_json::Value,
    pub resend: bool,
    pub first_at: Timestamp,
}

const MESSAGE: &str = "
    select to_name, to_email, subject, text, message_id, in_reply_to, refs
    from crm_message_window where id = $1";
const CONTACT: &str = "select name, email, language, owner, team from crm_contact_window where id = $1";
const USER: &str = "select name, email, language, stand_in, active from governance_user_window where id = $1";
const TEXT: &str = "
    select subject, body from templates_text
    where slug = $1 and language = $2 and state = 'approved' order by version desc limit 1";
const TRIES: &str = "select count, first_at from connect_try where effect = $1";
const TRIED: &str = "
    insert into connect_try (effect, count, first_at, last_at) values ($1, 1, $2, $2)
    on conflict (effect) do update set count = connect_try.count + 1, last_at = excluded.last_at";
const FORGET: &str = "delete from connect_try where effect = $1";
const QUEUED: &str = "
    select cast(count(*) as bigint) as n from store_effect
    where kind in ('mail', 'account_mail', 'code_mail', 'report_mail') and state = 'queued'";
const OVERDUE: &str = "
    select cast(count(*) as bigint) as n from store_effect
    where kind in ('mail', 'account_mail', 'code_mail', 'report_mail') and state = 'queued' and due_at < $1";
const OFFERED: &str = "
    select e.payload, e.resend, t.first_at
    from connect_try t join store_effect e on e.id = t.effect
    where e.state = 'queued' order by t.first_at limit 200";

/// A payload is JSON as this program writes it: without spaces.
const ANSWERS: &str = "
    select cast(count(*) as bigint) as n from store_effect
    where kind = 'mail' and id > $1 and id < $2 and person = $3 and (resend is true or run is not null)
        and state not in ('skipped', 'cancelled', 'composed') and payload like '%\"class\":\"transactional\"%'
        and payload like '%\"lead\":\"%' and payload not like '%\"about\":\"%'";

/// How many answers of machines to this person were asked for since an instant (in milliseconds) and before this one.
pub async fn answers_before(tx: &mut Tx, id: EffectId, since: i64, person: [u8; 16]) -> Result<i64> {
    // Ids are in the order of time: an hour's mails are found without looking at all of them.
    let mut first = [0; 16];
    first[..6].copy_from_slice(&since.to_be_bytes()[2..]);
    let (first, person) = (EffectId::from_bytes(first), ContactId::from_bytes(person));
    let found = tx.one(ANSWERS, values![first, id, person], |row| row.get("n")).await?;
    Ok(found.unwrap_or(0))
}

pub async fn message(tx: &mut Tx, id: MessageId) -> Result<Option<Written>> {
    let read = |row: &Row<'_>| {
        Ok(Written {
            to_name: row.get("to_name")?,
            to_email: row.get("to_email")?,
            subject: row.get::<Option<String>>("subject")?.unwrap_or_default(),
            text: row.get::<Option<String>>("text")?.unwrap_or_default(),
            message_id: row.get("message_id")?,
            in_reply_to: row.get("in_reply_to")?,
            refs: row.get("refs")?,
        })
    };
    tx.one(MESSAGE, values![id], read).await
}

pub async fn contact(tx: &mut Tx, id: ContactId) -> Result<Option<Reader>> {
    let read = |row: &Row<'_>| {
        Ok(Reader {
            name: row.get("name")?,
            email: row.get("email")?,
            language: row.get("language")?,
            owned: row.owned()?,
        })
    };
    tx.one(CONTACT, values![id], read).await
}

pub async fn user(tx: &mut Tx, id: UserId) -> Result<Option<Reader>> {
    let read = |row: &Row<'_>| {
        let owned = Owned { owner: Some(id), team: None };
        Ok(Reader { name: row.get("name")?, email: row.get("email")?, language: row.get("language")?, owned })
    };
    tx.one(USER, values![id], read).await
}

/// The user, or whoever stands in where they are not active.
pub async fn answering(tx: &mut Tx, id: UserId) -> Result<Option<UserId>> {
    let read = |row: &Row<'_>| Ok((row.get::<bool>("active")?, row.get::<Option<[u8; 16]>>("stand_in")?));
    let found = tx.one(USER, values![id], read).await?;
    Ok(found.and_then(|(active, stand_in)| if active { Some(id) } else { stand_in.map(UserId::from_bytes) }))
}

/// Subject and body of the newest approved text in this language.
pub async fn text(tx: &mut Tx, slug: &str, language: &str) -> Result<Option<(String, String)>> {
    tx.one(TEXT, values![slug, language], |row| Ok((row.get("subject")?, row.get("body")?))).await
}

pub async fn tries(tx: &mut Tx, effect: EffectId) -> Result<Option<Tries>> {
    let read = |row: &Row<'_>| Ok(Tries { count: row.get("count")?, first_at: row.get("first_at")? });
    tx.one(TRIES, values![effect], read).await
}

/// It was offered and not taken.
pub async fn tried(tx: &mut Tx, effect: EffectId) -> Result<()> {
    let now = tx.now();
    tx.exec(TRIED, values![effect, now]).await.map(drop)
}

/// It is settled, or begins anew.
pub async fn forget_tries(tx: &mut Tx, effect: EffectId) -> Result<()> {
    tx.exec(FORGET, values![effect]).await.map(drop)
}

/// How many mails wait.
pub async fn queued(tx: &mut Tx) -> Result<i64> {
    Ok(tx.one(QUEUED, &[], |row| row.get("n")).await?.unwrap_or(0))
}

/// How many mails should have left before this instant and nobody offered them.
pub async fn overdue(tx: &mut Tx, before: Timestamp) -> Result<i64> {
    Ok(tx.one(OVERDUE, values![before], |row| row.get("n")).await?.unwrap_or(0))
}

/// Those that were offered and wait, the oldest first.
pub async fn offered(tx: &mut Tx) -> Result<Vec<Waiting>> {
    let read = |row: &Row<'_>| {
        Ok(Waiting {
            payload: row.doc("payload")?,
            resend: row.get("resend")?,
            first_at: row.get("first_at")?,
        })
    };
    tx.all(OFFERED, &[], read).await
}

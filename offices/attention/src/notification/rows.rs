//! How notifications are kept, and what of each is still to happen.

use kernel::{NotificationId, Result, Timestamp, UserId, fault};
use store::{Row, Tx, values};

use super::{Kind, Notification, State};

const COLUMNS: &str = "
    select id, rv, owner, team, kind, bundle, about, subject, urgent, title, text, count, state, made_at, seen_at
    from attention_notification where ";

pub async fn load(tx: &mut Tx, id: NotificationId) -> Result<Notification> {
    find(tx, id).await?.ok_or(kernel::Error::Missing("notification"))
}

pub async fn find(tx: &mut Tx, id: NotificationId) -> Result<Option<Notification>> {
    let sql = format!("{COLUMNS} id = $1");
    tx.one(&sql, values![id], read).await
}

/// The one of a bundle that this person has not seen.
pub async fn unseen(tx: &mut Tx, user: UserId, bundle: &str) -> Result<Option<Notification>> {
    let sql = format!("{COLUMNS} owner = $1 and bundle = $2 and state = 'new'");
    tx.one(&sql, values![user, bundle], read).await
}

/// One person's, the newest first.
pub async fn list(
    tx: &mut Tx,
    user: UserId,
    new: bool,
    after: Option<NotificationId>,
    limit: i64,
) -> Result<Vec<Notification>> {
    let sql = format!(
        "{COLUMNS} owner = $1 and ($2 = false or state = 'new') and (id < $3 or $3 is null) order by id desc limit $4"
    );
    tx.all(&sql, values![user, new, after, limit], read).await
}

const COUNT: &str = "
    select cast(count(*) as bigint) as n,
        cast(coalesce(sum(case when urgent then 1 else 0 end), 0) as bigint) as urgent
    from attention_notification where owner = $1 and state = 'new'";

/// Unseen ones, and how many of these are urgent.
pub async fn count(tx: &mut Tx, user: UserId) -> Result<(i64, i64)> {
    let found = tx.one(COUNT, values![user], |row| Ok((row.get("n")?, row.get("urgent")?))).await?;
    Ok(found.unwrap_or_default())
}

/// When what of a notification is to happen; nothing of it where all are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Planned {
    pub push_at: Option<Timestamp>,
    pub mail_at: Option<Timestamp>,
    pub hand_on_at: Option<Timestamp>,
    pub sms_at: Option<Timestamp>,
}

const PLAN: &str = "
    insert into attention_plan (notification, user_id, push_at, mail_at, hand_on_at, sms_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (notification) do update set push_at = excluded.push_at, mail_at = excluded.mail_at,
        hand_on_at = excluded.hand_on_at, sms_at = excluded.sms_at";
const PLAN_OF: &str =
    "select push_at, mail_at, hand_on_at, sms_at from attention_plan where notification = $1";
const UNPLAN: &str = "delete from attention_plan where notification = $1";

pub async fn plan(tx: &mut Tx, id: NotificationId, user: UserId, planned: Planned) -> Result<()> {
    let values = values![id, user, planned.push_at, planned.mail_at, planned.hand_on_at, planned.sms_at];
    tx.exec(PLAN, values).await.map(drop)
}

pub async fn planned(tx: &mut Tx, id: NotificationId) -> Result<Planned> {
    let read = |row: &Row<'_>| {
        let (push_at, mail_at) = (row.get("push_at")?, row.get("mail_at")?);
        Ok(Planned { push_at, mail_at, hand_on_at: row.get("hand_on_at")?, sms_at: row.get("sms_at")? })
    };
    Ok(tx.one(PLAN_OF, values![id], read).await?.unwrap_or_default())
}

/// Nothing more happens for it.
pub async fn unplan(tx: &mut Tx, id: NotificationId) -> Result<()> {
    tx.exec(UNPLAN, values![id]).await.map(drop)
}

const SENT: &str = "
    select kind, state, note, done_at from store_effect where subject = $1 order by id";

/// By which way it went, and how that stands.
pub async fn ways(tx: &mut Tx, id: NotificationId) -> Result<Vec<(String, String, Option<String>)>> {
    let subject = id.to_string();
    let read = |row: &Row<'_>| Ok((row.get("kind")?, row.get("state")?, row.get("note")?));
    tx.all(SENT, values![subject], read).await
}

pub fn read(row: &Row<'_>) -> Result<Notification> {
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    Ok(Notification {
        id: row.get("id")?,
        rv: row.get("rv")?,
        owned: row.owned()?,
        kind: Kind::from_word(&kind).ok_or_else(|| fault(format!("no notification is about `{kind}`")))?,
        bundle: row.get("bundle")?,
        about: row.get("about")?,
        subject: row.get("subject")?,
        urgent: row.get("urgent")?,
        title: row.get("title")?,
        text: row.get("text")?,
        count: row.get("count")?,
        state: State::from_word(&state).ok_or_else(|| fault("attention_notification_state allows three"))?,
        made_at: row.get("made_at")?,
        seen_at: row.get("seen_at")?,
    })
}

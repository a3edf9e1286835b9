//! What the round looks at: open exceptions and approvals, what was told of them, what is planned.

use kernel::{FactId, NotificationId, Result, Timestamp, UserId};
use store::{Row, Tx, values};

/// While one of these is open, mail leaves nobody.
pub const MAIL_TROUBLES: [&str; 4] = ["mail.not_set_up", "mail.refused_us", "mail.unreachable", "mail.late"];

/// Of the bundle of an exception about mail itself.
pub fn speaks_of_mail(bundle: &str) -> bool {
    bundle.strip_prefix("exception ").is_some_and(|code| MAIL_TROUBLES.contains(&code))
}

/// What may be trouble of the way SMS take: told by SMS, it would bring forth the next one.
const SMS_TROUBLES: [&str; 3] = ["sms.not_taken", "http.unauthorised", "http.unreachable"];

/// Of the bundle of an exception that may be about SMS itself.
pub fn may_speak_of_sms(bundle: &str) -> bool {
    bundle.strip_prefix("exception ").is_some_and(|code| SMS_TROUBLES.contains(&code))
}

const SMS: &str = "select connection from connect_sms_window limit 1";

/// Whether there is a connection that carries SMS.
pub async fn sms_is_set_up(tx: &mut Tx) -> Result<bool> {
    let known = !tx.windows("connect_sms_window").is_empty();
    Ok(known && tx.one(SMS, &[], |_| Ok(())).await?.is_some())
}

/// An open exception.
#[derive(Debug, Clone)]
pub struct Open {
    pub id: [u8; 16],
    pub code: String,
    pub title: String,
    pub detail: String,
    pub owner: Option<UserId>,
    pub raised_at: Timestamp,
    pub due_at: Timestamp,
}

const FRESH: &str = "
    select e.id, e.code, e.title, e.detail, e.owner, e.raised_at, e.due_at
    from store_exception e left join attention_told t on t.id = e.id
    where e.state = 'open' and (t.id is null or t.owner is distinct from e.owner) order by e.id limit 200";

/// Nobody was told of, or somebody else than it belongs to by now.
pub async fn exceptions(tx: &mut Tx) -> Result<Vec<Open>> {
    tx.all(FRESH, &[], open).await
}

fn open(row: &Row<'_>) -> Result<Open> {
    Ok(Open {
        id: row.get("id")?,
        code: row.get("code")?,
        title: row.get("title")?,
        detail: row.get("detail")?,
        owner: row.get("owner")?,
        raised_at: row.get("raised_at")?,
        due_at: row.get("due_at")?,
    })
}

/// An approval somebody is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: [u8; 16],
    pub title: String,
    pub owner: Option<UserId>,
}

const APPROVALS: &str = "
    select p.id, p.title, p.owner from automation_approval_window p left join attention_told t on t.id = p.id
    where p.state = 'open' and (t.id is null or t.owner is distinct from p.owner) order by p.id limit 200";

/// Nobody was told of, or somebody else than is asked by now.
pub async fn approvals(tx: &mut Tx) -> Result<Vec<Asked>> {
    let read =
        |row: &Row<'_>| Ok(Asked { id: row.get("id")?, title: row.get("title")?, owner: row.get("owner")? });
    tx.all(APPROVALS, &[], read).await
}

const APPROVALS_LATE: &str = "
    select p.id, p.title, p.owner, p.state, t.stage
    from attention_told t join automation_approval_window p on p.id = t.id
    where t.next_at <= $1 order by t.next_at limit 100";

/// Approvals whose time to be spoken of again has come: how often they were; `None` where they were decided.
pub async fn approvals_late(tx: &mut Tx) -> Result<Vec<(Asked, Option<i64>)>> {
    let now = tx.now();
    let read = |row: &Row<'_>| {
        let asked = Asked { id: row.get("id")?, title: row.get("title")?, owner: row.get("owner")? };
        let (state, stage): (String, i64) = (row.get("state")?, row.get("stage")?);
        Ok((asked, (state == "open").then_some(stage)))
    };
    tx.all(APPROVALS_LATE, values![now], read).await
}

const TOLD: &str = "
    insert into attention_told (id, owner, stage, told_at, next_at) values ($1, $2, 0, $3, $4)
    on conflict (id) do update set owner = excluded.owner, stage = 0, told_at = excluded.told_at,
        next_at = excluded.next_at";
const SPOKE: &str = "update attention_told set stage = $2, next_at = $3, owner = $4 where id = $1";
const FORGET_CLOSED: &str = "
    delete from attention_told where next_at is not null and id in (
        select e.id from store_exception e where e.id = attention_told.id and e.state = 'closed')";

pub async fn told(tx: &mut Tx, id: [u8; 16], owner: Option<UserId>, next: Option<Timestamp>) -> Result<()> {
    let now = tx.now();
    tx.exec(TOLD, values![&id, owner, now, next]).await.map(drop)
}

/// It was spoken of again, so often by now, and whose it is.
pub async fn spoke(
    tx: &mut Tx,
    id: [u8; 16],
    (stage, next): (i64, Option<Timestamp>),
    owner: Option<UserId>,
) -> Result<()> {
    tx.exec(SPOKE, values![&id, stage, next, owner]).await.map(drop)
}

pub async fn forget_closed(tx: &mut Tx) -> Result<()> {
    tx.exec(FORGET_CLOSED, &[]).await.map(drop)
}

/// An open exception whose time to be spoken of again has come, and how often it was.
#[derive(Debug, Clone)]
pub struct Late {
    pub open: Open,
    pub stage: i64,
}

const LATE: &str = "
    select e.id, e.code, e.title, e.detail, e.owner, e.raised_at, e.due_at, t.stage
    from attention_told t join store_exception e on e.id = t.id
    where t.next_at <= $1 and e.state = 'open' order by t.next_at limit 100";

pub async fn late(tx: &mut Tx) -> Result<Vec<Late>> {
    let now = tx.now();
    tx.all(LATE, values![now], |row| Ok(Late { open: open(row)?, stage: row.get("stage")? })).await
}

const OVER: &str = "
    select n.id from attention_notification n
    where n.state = 'new' and n.kind = 'exception' and n.about is not null and (
        (n.count = 1 and not exists (
            select 1 from store_exception e where e.id = n.about and e.state = 'open'))
        or (n.count > 1 and not exists (
            select 1 from store_exception e where e.state = 'open' and 'exception ' || e.code = n.bundle)))
    order by n.id limit 200";

/// Unseen, and what they speak of is over.
pub async fn over(tx: &mut Tx) -> Result<Vec<NotificationId>> {
    let mut all = tx.all(OVER, &[], |row| row.get("id")).await?;
    if !tx.windows("_approval_window").is_empty() {
        all.extend(decided(tx).await?);
    }
    if !tx.windows("intelligence_late_window").is_empty() {
        all.extend(moved_on(tx).await?);
    }
    Ok(all)
}

/// Unseen, and none of the records it speaks of waits there still.
const MOVED_ON: &str = "
    select n.id from attention_notification n
    where n.state = 'new' and n.kind = 'late' and not exists (
        select 1 from intelligence_late_window w where 'late ' || w.joint || ' ' || w.told_on = n.bundle)
    order by n.id limit 200";

async fn moved_on(tx: &mut Tx) -> Result<Vec<NotificationId>> {
    tx.all(MOVED_ON, &[], |row| row.get("id")).await
}

const DECIDED: &str = "
    select n.id from attention_notification n
    where n.state = 'new' and n.kind = 'approval' and n.about is not null and not exists (
        select 1 from automation_approval_window p where p.id = n.about and p.state = 'open')
    order by n.id limit 200";

async fn decided(tx: &mut Tx) -> Result<Vec<NotificationId>> {
    tx.all(DECIDED, &[], |row| row.get("id")).await
}

/// Something of it is due.
#[derive(Debug, Clone, Copy)]
pub struct Ripe {
    pub notification: NotificationId,
    pub user: UserId,
}

const RIPE: &str = "
    select notification, user_id from attention_plan
    where push_at <= $1 or mail_at <= $1 or hand_on_at <= $1 or sms_at <= $1 order by notification limit 200";

pub async fn ripe(tx: &mut Tx) -> Result<Vec<Ripe>> {
    let now = tx.now();
    let read = |row: &Row<'_>| Ok(Ripe { notification: row.get("notification")?, user: row.get("user_id")? });
    tx.all(RIPE, values![now], read).await
}

/// Something happened that somebody wants to know.
#[derive(Debug, Clone)]
pub struct Heard {
    pub fact: FactId,
    pub user: UserId,
    pub kind: String,
    pub subject: String,
}

const HEARD: &str = "select fact, user_id, kind, subject from attention_heard order by at, fact limit 200";
const FORGET: &str = "delete from attention_heard where fact = $1";

pub async fn heard(tx: &mut Tx) -> Result<Vec<Heard>> {
    let read = |row: &Row<'_>| {
        let (fact, user) = (row.get("fact")?, row.get("user_id")?);
        Ok(Heard { fact, user, kind: row.get("kind")?, subject: row.get("subject")? })
    };
    tx.all(HEARD, &[], read).await
}

pub async fn forget_heard(tx: &mut Tx, fact: FactId) -> Result<()> {
    tx.exec(FORGET, values![fact]).await.map(drop)
}

const BROKEN: &str = "
    select id from store_exception where state = 'open' and code in ('mail.not_set_up', 'mail.refused_us',
        'mail.unreachable') limit 1";

/// Whether something stands between us and the mail server.
pub async fn mail_is_broken(tx: &mut Tx) -> Result<bool> {
    Ok(tx.one(BROKEN, &[], |row| row.get::<[u8; 16]>("id")).await?.is_some())
}

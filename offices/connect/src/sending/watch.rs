//! The watch over the outbox: mail that waits without a server, and mail older than its class allows, reach a
//! person.
//!
//! One exception for each, however many mails; it settles by itself.

use kernel::{Result, Timestamp, fault};
use store::{Raise, Tx};
use verbs::{Desk, Worker};

use super::{MailOrder, MessageClass, rows};
use crate::line::{self, course};
use crate::mail::Mail;

/// Its round, in seconds.
/// Seconds between two looks.
const ROUND: i64 = 60;
/// Due this long ago and not offered, in seconds: nobody carries mail.
const STILL: i64 = 300;
const LATE: &str = "mail.late";

pub struct MailWatch;

impl Worker for MailWatch {
    const NAME: &'static str = "connect.mail_watch";

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        desk.store.claim("connect.mail_watch", |tx| Box::pin(look(tx))).await?;
        let next = desk.store.now().as_millisecond() + ROUND * 1000;
        Ok(Some(Timestamp::from_millisecond(next).map_err(fault)?))
    }
}

async fn look(tx: &mut Tx) -> Result<()> {
    if !tx.setting::<Mail>().await?.is_set_up() {
        return match rows::queued(tx).await? {
            0 => Ok(()),
            _ => course::not_set_up(tx).await,
        };
    }
    course::set_up(tx).await?;
    match late(tx).await? {
        Some(how) => raise(tx, how).await,
        None => tx.settle_exception(LATE, "no mail is late any more").await.map(drop),
    }
}

/// How mail is late, if it is. What the line's own trouble holds back has its exception there.
async fn late(tx: &mut Tx) -> Result<Option<&'static str>> {
    let now = tx.now();
    let still = Timestamp::from_second(now.as_second() - STILL).map_err(fault)?;
    if rows::overdue(tx, still).await? > 0 {
        return Ok(Some(
            "Mail is due and nobody offers it to the server: the part that sends mail stands still.",
        ));
    }
    if line::rows::trouble(tx).await?.is_some() {
        return Ok(None);
    }
    let waits = |w: &rows::Waiting| now.as_second() - w.first_at.as_second() > allowed(w);
    let late = rows::offered(tx).await?.iter().any(waits);
    Ok(late.then_some(
        "Mail was offered again and again and is not taken; the outbox says what the server answers.",
    ))
}

/// How long a mail may wait after it was first offered, in seconds.
fn allowed(waiting: &rows::Waiting) -> i64 {
    let class = serde_json::from_value::<MailOrder>(waiting.payload.clone()).map(|order| order.class);
    match class {
        _ if waiting.resend => 5 * 60,
        Ok(MessageClass::Marketing) => 24 * 3600,
        Ok(_) => 3600,
        Err(_) => 15 * 60,
    }
}

async fn raise(tx: &mut Tx, how: &str) -> Result<()> {
    let owner = line::rows::administrator(tx).await?;
    tx.raise(Raise {
        key: LATE.into(),
        code: LATE,
        title: "Mail leaves too late".into(),
        detail: format!("{how} Look at the outbox and send a test mail."),
        owner,
        due_hours: Some(1),
        ..Raise::default()
    })
    .await
}

//! Housekeeping: links for those who forgot their password, and the end of what is over: sessions, kept answers.

use facts::governance::ResetRequested;
use kernel::{Result, Timestamp, fault};
use store::{Tx, Unit};
use verbs::{Desk, Hears, Worker};

use crate::link::{self, Way};
use crate::session::{self, attempt};
use crate::user::{State, entrance, rows as users};

/// Between two looks at who forgot their password.
const SOON_MS: i64 = 2_000;
/// One mail in five minutes is enough for anybody.
const APART_MS: i64 = 5 * 60_000;

/// Between two looks at answers that were kept long enough.
const HOUR_MS: i64 = 3_600_000;

pub struct Housekeeping;

impl Worker for Housekeeping {
    const NAME: &'static str = "governance.housekeeping";

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let store = &desk.store;
        let waiting =
            store.read(|tx| Box::pin(async move { Ok((users::all_forgotten(tx).await?, over(tx).await?)) }));
        let (forgotten, over) = waiting.await?;
        for email in forgotten {
            store.claim(Self::NAME, move |tx| help(tx, email.clone())).await?;
        }
        if over {
            store.claim(Self::NAME, |tx| Box::pin(end_over(tx))).await?;
        }
        let next = store.now().as_millisecond() + SOON_MS;
        Timestamp::from_millisecond(next).map(Some).map_err(fault)
    }
}

/// Answers to requests with a key are kept for a week, and no longer.
pub struct Forgetting;

impl Worker for Forgetting {
    const NAME: &'static str = "governance.forgetting";
    const HEARS: Hears = Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        store::forget_answers(&desk.store).await?;
        let next = desk.store.now().as_millisecond() + HOUR_MS;
        Timestamp::from_millisecond(next).map(Some).map_err(fault)
    }
}

/// A link by mail to the one whose address it is; nothing for anybody else.
fn help(tx: &mut Tx, email: String) -> Unit<'_, ()> {
    Box::pin(async move {
        users::remembered(tx, &email).await?;
        let Some(user) = users::by_email(tx, &email).await? else { return Ok(()) };
        let (state, now) = (user.state, tx.now().as_millisecond());
        let last = users::entrance(tx, user.id).await?;
        let lately = last.is_some_and(|last| now - last.made_at.as_millisecond() < APART_MS);
        if state == State::Deactivated || lately {
            return Ok(());
        }
        link::hand_out(tx, user.id, entrance::purpose_for(&user)?, Way::ByMail).await?;
        tx.tell(ResetRequested { user: user.id });
        Ok(())
    })
}

/// The two instants before which a session is over.
fn limits(now: Timestamp) -> Result<(Timestamp, Timestamp)> {
    let before = |ms| Timestamp::from_millisecond(now.as_millisecond() - ms).map_err(fault);
    Ok((before(session::IDLE_MS)?, before(session::LONGEST_MS)?))
}

async fn over(tx: &mut Tx) -> Result<bool> {
    let (seen, started) = limits(tx.now())?;
    Ok(!session::rows::over(tx, seen, started).await?.is_empty())
}

async fn end_over(tx: &mut Tx) -> Result<()> {
    let (seen, started) = limits(tx.now())?;
    for session in session::rows::over(tx, seen, started).await? {
        session::end(tx, session.id, session.user).await?;
    }
    attempt::forget(tx).await
}

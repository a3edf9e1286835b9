//! A session: a browser in which somebody signed in. Idle for twelve hours or thirty days old, it is over.
//!
//! The cookie's value is 256 random bits; only its SHA-256 is kept. Not a noun: bookkeeping, and two facts.

pub mod attempt;
pub mod commands;
pub mod rows;
pub mod views;

use data_encoding::BASE64URL_NOPAD;
use facts::governance::{SessionEnded, SessionStarted};
use kernel::{Id, Permit, Refusal, Result, SessionId, Timestamp, UserId};
use sha2::{Digest, Sha256};
use store::Tx;

pub const IDLE_MS: i64 = 12 * 3_600_000;
pub const LONGEST_MS: i64 = 30 * 24 * 3_600_000;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SessionRefusal {
    #[error("the address or the password is wrong; try again, or ask for a new password")]
    Wrong,
    #[error("there is no such session of yours; it may have ended already")]
    Gone,
}

impl Refusal for SessionRefusal {
    fn code(&self) -> &'static str {
        match self {
            SessionRefusal::Wrong => "session.wrong",
            SessionRefusal::Gone => "session.gone",
        }
    }
    fn status(&self) -> u16 {
        match self {
            SessionRefusal::Wrong => 422,
            SessionRefusal::Gone => 404,
        }
    }
}

/// A session as it is kept.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    pub started_at: Timestamp,
    /// To the minute.
    pub seen_at: Timestamp,
}

impl Session {
    /// Whether it still lets its holder in.
    pub fn is_live(&self, now: Timestamp) -> bool {
        let since = |at: Timestamp| now.as_millisecond() - at.as_millisecond();
        since(self.seen_at) < IDLE_MS && since(self.started_at) < LONGEST_MS
    }
}

/// How a cookie's value is looked up.
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Lets a user in: the secret is for the cookie, and nowhere else.
pub async fn start(tx: &mut Tx, user: UserId) -> Result<String> {
    let secret = BASE64URL_NOPAD.encode(&tx.random::<32>());
    let id: SessionId = tx.new_id();
    rows::add(tx, id, user, &hash(&secret)).await?;
    tx.tell(SessionStarted { session: id, user });
    Ok(secret)
}

/// Ends one; `false` where it had ended before.
pub async fn end(tx: &mut Tx, session: SessionId, user: UserId) -> Result<bool> {
    let ended = rows::remove(tx, session, user).await?;
    if ended {
        tx.tell(SessionEnded { session, user });
    }
    Ok(ended)
}

/// Ends every session of a user, but perhaps the one they are in.
pub async fn end_all(tx: &mut Tx, user: UserId, but: Option<SessionId>) -> Result<()> {
    for session in rows::of_user(tx, user).await? {
        if Some(session.id) != but {
            end(tx, session.id, user).await?;
        }
    }
    Ok(())
}

/// The session a request came in by: the doorkeeper names it as the cause.
pub fn current(permit: &Permit) -> Option<SessionId> {
    let by = permit.cause()?.by;
    (by.kind == SessionId::PREFIX).then(|| SessionId::from_bytes(by.bytes))
}

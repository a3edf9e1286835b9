//! The pace of the mail server: a provider takes so many messages a minute or an hour, and the rest waits its turn.
//!
//! Invariant: in no stretch of that length more mails are handed over than the pace, whichever process sends them. What
//! people wait for goes first, news last, and nothing overtakes an earlier mail of its conversation.

mod rows;

use kernel::{Result, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::effect::{Claimed, Leave};

use super::{MailOrder, MessageClass};

/// What holds a mail that waits for its turn.
pub const PACE: &str = "mail_pace";
/// More a minute or an hour need no pace.
pub const MOST: u32 = 100_000;

/// So many messages in any stretch of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// From 1 to 100,000.
    pub messages: u32,
    pub per: Per,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    Minute,
    Hour,
}

impl Pace {
    pub fn is_possible(self) -> bool {
        (1..=MOST).contains(&self.messages)
    }

    /// Such as `300 an hour`.
    pub fn said(self) -> String {
        let per = if self.per == Per::Minute { "a minute" } else { "an hour" };
        format!("{} {per}", self.messages)
    }

    fn stretch_ms(self) -> i64 {
        if self.per == Per::Minute { 60_000 } else { 3_600_000 }
    }
}

/// Who goes first: 0 before 1 before 2.
fn rank(order: Option<&MailOrder>) -> i64 {
    match order.map(|order| order.class) {
        None | Some(MessageClass::Transactional) => 0,
        Some(MessageClass::Inquiry) => 1,
        Some(MessageClass::Marketing) => 2,
    }
}

/// Whether its turn has come; else until when it is held.
pub async fn turn(tx: &mut Tx, pace: Pace, effect: &Claimed, order: Option<&MailOrder>) -> Result<Leave> {
    if rows::is_leaving(tx, effect.id).await? {
        return Ok(Leave::Now);
    }
    let (now, stretch) = (tx.now().as_millisecond(), pace.stretch_ms());
    let logged = rows::handed_since(tx, now - stretch).await?;
    let under_way = rows::under_way(tx).await?;
    let ahead = rows::ahead(tx, effect.id, rank(order), order.map(|order| order.conversation)).await?;
    let most = i64::from(pace.messages);
    let behind = ahead - (most - logged - under_way).max(0);
    if behind < 0 {
        return Ok(Leave::Now);
    }
    let at = slot(tx, behind.max(0), (most, logged, stretch)).await?.max(now + 1_000);
    Ok(Leave::Held { by: PACE.into(), until: Timestamp::from_millisecond(at).map_err(kernel::fault)? })
}

/// When the place comes free that is this many places behind the next one: when as many of those handed over are a
/// stretch ago.
async fn slot(tx: &mut Tx, behind: i64, (most, logged, stretch): (i64, i64, i64)) -> Result<i64> {
    let now = tx.now().as_millisecond();
    let (rounds, place) = (behind / most, behind % most);
    let handed = match place < logged {
        true => rows::handed_at(tx, now - stretch, place).await?.unwrap_or(now),
        false => now,
    };
    Ok(handed + (rounds + 1) * stretch)
}

/// It is handed over now: it counts, whatever the server says.
pub(super) async fn handed(tx: &mut Tx, pace: Option<Pace>, effect: &Claimed) -> Result<()> {
    let Some(pace) = pace else { return Ok(()) };
    let now = tx.now().as_millisecond();
    rows::hand_over(tx, (effect.id, effect.epoch), now).await?;
    rows::forget(tx, now - pace.stretch_ms().max(3_600_000)).await
}

//! The clock of an exception: its owner is told again when it is late; when nothing was done after that it is the
//! stand-in's, who is told once each business day until it is over. An approval is asked for again likewise.
//! All in open hours: nobody is reminded at night.

use facts::house::{ExceptionEscalated, ExceptionReminded};
use kernel::{Business, ExceptionId, Id, Result, Timestamp, UserId};
use store::Tx;

use super::rows::{self, Asked, Late, Open};
use super::{approval_note, exception_note, telling};
use crate::notification::Note;
use crate::staff::Staff;

/// From the reminder to the stand-in, in open seconds.
const GRACE_S: u32 = 4 * 3600;
/// The same for what had to be settled within the hour.
const GRACE_URGENT_S: u32 = 3600;

/// The owner has heard of it twice: it was late.
const REMINDED: i64 = 1;
/// The stand-in has.
const ESCALATED: i64 = 2;

/// When it is spoken of again, after it was told.
pub async fn first(tx: &mut Tx, open: &Open) -> Result<Option<Timestamp>> {
    let hours = tx.setting::<Business>().await?.hours;
    Ok(Some(hours.next_open(open.due_at.max(tx.now()))?))
}

pub async fn speak_again(tx: &mut Tx, staff: &Staff, late: &Late) -> Result<()> {
    let hours = tx.setting::<Business>().await?.hours;
    let open = &late.open;
    let id = ExceptionId::from_bytes(open.id);
    let now = tx.now();
    let stage = (late.stage + 1).min(ESCALATED);
    let escalates = late.stage + 1 == ESCALATED;
    for to in staff.hearing(open.owner) {
        let title = format!("Still open: {}", open.title);
        let bundle = format!("late {id}");
        let note = exception_note(to, open);
        // The stand-in is told of the thing itself then.
        let note = Note { title, bundle, urgent: true, hand_on: !escalates, ..note };
        telling::tell(tx, staff, note).await?;
    }
    tx.tell(ExceptionReminded { exception: id, owner: open.owner });
    let owner = match escalates {
        true => escalate(tx, staff, open).await?,
        false => open.owner,
    };
    let next = match stage {
        REMINDED => hours.add_business_seconds(now, grace(open))?,
        _ => hours.add_business_days(now, 1)?,
    };
    rows::spoke(tx, open.id, (stage, Some(next)), owner).await
}

/// When an approval nobody has decided is spoken of again, after it was told.
pub async fn first_of_approval(tx: &mut Tx) -> Result<Timestamp> {
    let hours = tx.setting::<Business>().await?.hours;
    Ok(hours.add_business_seconds(tx.now(), GRACE_S)?)
}

/// An automation waits, and behind it a customer: urgent now, so that it is the stand-in's if its owner does not look.
/// Once each business day until it is decided.
pub async fn ask_again(tx: &mut Tx, staff: &Staff, (asked, stage): &(Asked, Option<i64>)) -> Result<()> {
    let Some(stage) = stage else { return rows::spoke(tx, asked.id, (REMINDED, None), asked.owner).await };
    let hours = tx.setting::<Business>().await?.hours;
    for to in staff.hearing(asked.owner) {
        let note = approval_note(to, asked);
        let (title, bundle) =
            (format!("Still waits for your yes or no: {}", asked.title), format!("late {}", note.bundle));
        telling::tell(tx, staff, Note { title, bundle, urgent: true, ..note }).await?;
    }
    let next = hours.add_business_days(tx.now(), 1)?;
    rows::spoke(tx, asked.id, (stage + 1, Some(next)), asked.owner).await
}

fn grace(open: &Open) -> u32 {
    let had = open.due_at.as_millisecond() - open.raised_at.as_millisecond();
    if had <= super::URGENT_MS { GRACE_URGENT_S } else { GRACE_S }
}

/// Nothing was done: it is the stand-in's from now on, who may act on it. Gives whose it is then.
async fn escalate(tx: &mut Tx, staff: &Staff, open: &Open) -> Result<Option<UserId>> {
    let heard = staff.hearing(open.owner).first().copied();
    let Some(to) = heard.and_then(|owner| staff.behind(owner)) else { return Ok(open.owner) };
    let id = ExceptionId::from_bytes(open.id);
    let title = format!("Yours now, its owner did not act: {}", open.title);
    let (bundle, note) = (format!("escalated {id}"), exception_note(to, open));
    telling::tell(tx, staff, Note { title, bundle, urgent: true, hand_on: false, ..note }).await?;
    tx.tell(ExceptionEscalated { exception: id, owner: open.owner, to });
    hand_over(tx, open, to).await.map(Some)
}

/// It is theirs from now on.
pub async fn hand_over(tx: &mut Tx, open: &Open, to: UserId) -> Result<UserId> {
    let before = tx.exception(ExceptionId::from_bytes(open.id)).await?;
    let (after, told) = before.clone().assign(to);
    tx.keep_and_tell(&before, after, told).await?;
    Ok(to)
}

//! The clock of an exception: its owner is told again when it is late, the stand-in when nothing was done after that,
//! and both once each business day until it is over. All in open hours: nobody is reminded at night of what waits.

use facts::house::{ExceptionEscalated, ExceptionReminded};
use kernel::{Business, ExceptionId, Id, Result, Timestamp};
use store::Tx;

use super::rows::{self, Late, Open};
use super::{exception_note, telling};
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
    for to in staff.hearing(open.owner) {
        let title = format!("Still open: {}", open.title);
        let bundle = format!("late {id}");
        // The stand-in is told of the thing itself then.
        let hand_on = stage < ESCALATED;
        let note = exception_note(to, open);
        telling::tell(tx, staff, Note { title, bundle, urgent: true, hand_on, ..note }).await?;
    }
    tx.tell(ExceptionReminded { exception: id, owner: open.owner });
    if stage >= ESCALATED {
        escalate(tx, staff, late).await?;
    }
    let next = match stage {
        REMINDED => hours.add_business_seconds(now, grace(open))?,
        _ => hours.add_business_days(now, 1)?,
    };
    rows::spoke(tx, open.id, stage, next).await
}

fn grace(open: &Open) -> u32 {
    let had = open.due_at.as_millisecond() - open.raised_at.as_millisecond();
    if had <= super::URGENT_MS { GRACE_URGENT_S } else { GRACE_S }
}

/// Nothing was done: whoever stands in hears of it, and sees whose it is.
async fn escalate(tx: &mut Tx, staff: &Staff, late: &Late) -> Result<()> {
    let open = &late.open;
    let Some(owner) = staff.hearing(open.owner).first().copied() else { return Ok(()) };
    let Some(to) = staff.behind(owner) else { return Ok(()) };
    let id = ExceptionId::from_bytes(open.id);
    let note = exception_note(to, open);
    let title = format!("Yours now, its owner did not act: {}", open.title);
    let bundle = format!("escalated {id}");
    telling::tell(tx, staff, Note { title, bundle, urgent: true, hand_on: false, ..note }).await?;
    if late.stage < ESCALATED {
        tx.tell(ExceptionEscalated { exception: id, owner: open.owner, to });
    }
    Ok(())
}

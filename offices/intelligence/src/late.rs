//! The target of a joint passes: whoever answers for the joint is told, once for each time a record waits there.
//!
//! Invariant: nobody is told while the business is closed, and a target of less than a day counts in open hours. What
//! moves on, or is late no longer, is forgotten, so the word of it is over. A round reads what is not told yet and a
//! page of what is, never all that is late, and asks again in the transaction that tells.

mod rows;

use std::collections::HashSet;
use std::sync::Arc;

use facts::intelligence::TargetPassed;
use kernel::calendar::BusinessHours;
use kernel::{Business, Joint, LineSettings, Ref, Result, Timestamp, UserId, fault};
use store::Tx;
use verbs::{Desk, Hears, Worker};

use crate::line::joints::Lines;
use crate::line::rows::{Queue, Those};

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;
/// More are told in the next rounds.
const MOST: usize = 200;
/// So many of those that were told are looked at again in a round.
const PAGE: usize = 500;

/// Looks every minute.
pub struct LateRound;

/// A record that waits past the target of its joint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Late {
    joint: Joint,
    record: Ref,
    since: Timestamp,
}

/// What a round has to tell and to forget, and where among those that were told the next one goes on.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    new: Vec<Late>,
    over: Vec<Late>,
    place: Option<(Joint, Ref)>,
    /// The place has changed.
    moves: bool,
}

impl Worker for LateRound {
    const NAME: &'static str = "intelligence.late";
    const HEARS: Hears = Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let found = Arc::new(desk.store.read(|tx| Box::pin(look(tx))).await?);
        if found.moves || !found.new.is_empty() || !found.over.is_empty() {
            let tell = desk.store.claim("intelligence.late", move |tx| {
                let found = found.clone();
                Box::pin(async move { tell(tx, &found).await })
            });
            tell.await?;
        }
        let next = desk.store.now().as_millisecond() + MINUTE_MS;
        Ok(Some(Timestamp::from_millisecond(next).map_err(fault)?))
    }
}

async fn look(tx: &mut Tx) -> Result<Found> {
    let hours = tx.setting::<Business>().await?.hours;
    // A business that is never open is told all the same.
    let open = hours.is_open(tx.now()).unwrap_or(true);
    let from = rows::place(tx).await?;
    let told = rows::told(tx, from, PAGE).await?;
    let place = told.last().filter(|_| told.len() == PAGE).map(|one| (one.joint, one.record));
    let (over, moves) = (part(tx, &told).await?.over, place != from);
    let new = if open { untold(tx, &hours).await? } else { vec![] };
    Ok(Found { new, over, place, moves })
}

/// What is late on the line and was not told yet, the oldest of each joint first.
async fn untold(tx: &mut Tx, hours: &BusinessHours) -> Result<Vec<Late>> {
    let (now, line, lines) = (tx.now(), tx.setting::<LineSettings>().await?, Lines::of(tx).await?);
    let mut found = vec![];
    for joint in Joint::ALL {
        let queue = Queue { lines: &lines, joint, service: None, those: Those::Untold };
        let page = queue.after(tx, None, MOST - found.len()).await?;
        let target = line.rule(joint).target(joint);
        // Whoever came later is past the target later: behind the first that is not, none is.
        let past = page.iter().take_while(|one| past_in_open_hours(hours, target, one.since, now));
        found.extend(past.map(|one| Late { joint, record: one.id, since: one.since }));
        if found.len() == MOST {
            break;
        }
    }
    Ok(found)
}

/// Those that are late still, and those that are not.
struct Parted {
    still: Vec<Late>,
    over: Vec<Late>,
}

async fn part(tx: &mut Tx, all: &[Late]) -> Result<Parted> {
    let lines = Lines::of(tx).await?;
    let mut late = HashSet::new();
    for joint in Joint::ALL {
        let here: Vec<Ref> = all.iter().filter(|one| one.joint == joint).map(|one| one.record).collect();
        if here.is_empty() {
            continue;
        }
        let queue = Queue { lines: &lines, joint, service: None, those: Those::Of(&here) };
        let found = queue.after(tx, None, here.len()).await?;
        late.extend(found.into_iter().map(|one| Late { joint, record: one.id, since: one.since }));
    }
    let (still, over) = all.iter().copied().partition(|one| late.contains(one));
    Ok(Parted { still, over })
}

/// Five minutes are five open minutes; days are days of the calendar, as the line counts them.
fn past_in_open_hours(hours: &BusinessHours, minutes: i64, since: Timestamp, now: Timestamp) -> bool {
    let Some(seconds) = u32::try_from(minutes * 60).ok().filter(|_| minutes < DAY_MINUTES) else {
        return true;
    };
    hours.add_business_seconds(since, seconds).ok().is_none_or(|due| due <= now)
}

/// What has moved on since it was looked for is not told, and what came back is not forgotten.
async fn tell(tx: &mut Tx, found: &Found) -> Result<()> {
    for one in part(tx, &found.over).await?.over {
        rows::forget(tx, &one).await?;
    }
    if found.moves {
        rows::go_on_at(tx, found.place).await?;
    }
    let today = tx.setting::<Business>().await?.zone().shows(tx.now()).date();
    for one in part(tx, &found.new).await?.still {
        if rows::keep(tx, &one, today).await? {
            let owner = answers(tx, one.joint).await?;
            let (joint, record, since) = (one.joint.word().to_owned(), one.record, one.since);
            tx.tell(TargetPassed { joint, record, since, owner, on: today });
        }
    }
    Ok(())
}

/// The owner of the joint, else its stand-in, each with whoever is here for them; else an administrator.
async fn answers(tx: &mut Tx, joint: Joint) -> Result<Option<UserId>> {
    let rule = tx.setting::<LineSettings>().await?.rule(joint);
    let (away, staff) = (tx.away().await?, rows::staff(tx).await?);
    Ok(away.answers(&[rule.owner, rule.stand_in], &staff))
}

#[cfg(test)]
mod tests {
    use kernel::calendar::{Week, Zone};

    use super::*;

    #[test]
    fn five_minutes_are_open_ones_and_days_are_days() {
        let week = Week::weekdays(&["09:00-17:00".parse().unwrap()]);
        let hours = BusinessHours::new(Zone::UTC, week, vec![]).unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        // Thursday, 1 January 1970.
        let evening = at("1970-01-01T22:00:00Z");
        let past = |minutes, now| past_in_open_hours(&hours, minutes, evening, at(now));
        assert!(!past(5, "1970-01-02T09:04:59Z"));
        assert!(past(5, "1970-01-02T09:05:00Z"));
        assert!(past(2 * DAY_MINUTES, "1970-01-02T09:00:00Z"), "the line says itself that two days are over");
    }
}

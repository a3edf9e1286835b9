//! The target of a joint passes: whoever answers for the joint is told, once for each time a record waits there.
//!
//! Invariant: nobody is told while the business is closed, and a target of less than a day counts in open hours. What
//! moves on, or is late no longer, is forgotten, so the word of it is over.

mod rows;

use std::collections::HashSet;
use std::sync::Arc;

use facts::intelligence::TargetPassed;
use kernel::calendar::BusinessHours;
use kernel::{Business, Joint, LineSettings, Ref, Result, Timestamp, UserId, fault};
use store::Tx;
use verbs::{Desk, Hears, Worker};

use crate::line::joints::Lines;
use crate::line::rows::Queue;

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;
/// More are told in the next rounds.
const MOST: usize = 200;
/// Read at once.
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

#[derive(Debug, Default)]
struct Found {
    new: Vec<Late>,
    over: Vec<Late>,
}

impl Worker for LateRound {
    const NAME: &'static str = "intelligence.late";
    const HEARS: Hears = Hears::Nothing;

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let found = Arc::new(desk.store.read(|tx| Box::pin(look(tx))).await?);
        if !found.new.is_empty() || !found.over.is_empty() {
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
    let (now, line) = (tx.now(), tx.setting::<LineSettings>().await?);
    let hours = tx.setting::<Business>().await?.hours;
    let told: HashSet<Late> = rows::told(tx).await?.into_iter().collect();
    // A business that is never open is told all the same.
    let open = hours.is_open(now).unwrap_or(true);
    if !open && told.is_empty() {
        return Ok(Found::default());
    }
    let late = late(tx).await?;
    let is_new = |one: &&Late| {
        let target = line.rule(one.joint).target(one.joint);
        open && !told.contains(one) && past_in_open_hours(&hours, target, one.since, now)
    };
    let new = late.iter().filter(is_new).take(MOST).copied().collect();
    let late: HashSet<Late> = late.into_iter().collect();
    Ok(Found { new, over: told.difference(&late).copied().collect() })
}

/// What is late on the line, at every joint.
async fn late(tx: &mut Tx) -> Result<Vec<Late>> {
    let lines = Lines::of(tx).await?;
    let mut found = vec![];
    for joint in Joint::ALL {
        let queue = Queue { lines: &lines, joint, service: None, late: true };
        let mut from = None;
        loop {
            let page = queue.after(tx, from, PAGE).await?;
            found.extend(page.iter().map(|one| Late { joint, record: one.id, since: one.since }));
            from = page.last().filter(|_| page.len() == PAGE).map(|one| one.place());
            if from.is_none() {
                break;
            }
        }
    }
    Ok(found)
}

/// Five minutes are five open minutes; days are days of the calendar, as the line counts them.
fn past_in_open_hours(hours: &BusinessHours, minutes: i64, since: Timestamp, now: Timestamp) -> bool {
    let Some(seconds) = u32::try_from(minutes * 60).ok().filter(|_| minutes < DAY_MINUTES) else {
        return true;
    };
    hours.add_business_seconds(since, seconds).ok().is_none_or(|due| due <= now)
}

async fn tell(tx: &mut Tx, found: &Found) -> Result<()> {
    for one in &found.over {
        rows::forget(tx, one).await?;
    }
    let today = tx.setting::<Business>().await?.zone().shows(tx.now()).date();
    for one in &found.new {
        let owner = answers(tx, one.joint).await?;
        rows::keep(tx, one, today).await?;
        let (joint, record, since) = (one.joint.word().to_owned(), one.record, one.since);
        tx.tell(TargetPassed { joint, record, since, owner, on: today });
    }
    Ok(())
}

/// The owner of the joint, else its stand-in, else an administrator: whoever is active, and here.
async fn answers(tx: &mut Tx, joint: Joint) -> Result<Option<UserId>> {
    let rule = tx.setting::<LineSettings>().await?.rule(joint);
    let active = rows::active(tx).await?;
    let named = [rule.owner, rule.stand_in].into_iter().flatten();
    let mut there: Vec<UserId> = named.filter(|user| active.iter().any(|(id, _)| id == user)).collect();
    there.extend(active.iter().filter(|(_, role)| role == "administrator").map(|(id, _)| *id));
    Ok(tx.away().await?.first_here(there, |user| *user))
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

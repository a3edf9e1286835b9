//! How many runs an automation may begin, and who is left out to measure by.
//!
//! Invariant: more than is bearable pauses it; whoever is refused for that can be taken in later.

use kernel::{ContactId, Ref, Result};
use sha2::{Digest, Sha256};

use super::decide::TakenInBy;
use super::register::Register;
use crate::document::{Automation, Expect, Period};
use crate::office::Entry;
use crate::run::later;

const HOUR_MS: i64 = 3_600_000;
/// So many times what is expected is a flood: it is paused, and nobody more is taken in.
const FLOOD: i64 = 3;
const PAUSED: &str = "it is paused: ";
const QUOTA: &str = "its quota of ";

/// Whether whoever was refused for this reason may be taken in later: nothing about them was wrong.
pub(super) fn comes_later(reason: &str) -> bool {
    reason.starts_with(PAUSED) || reason.starts_with(QUOTA)
}

/// Why nobody more is taken in for the moment; whoever answers for it hears of it once.
pub(super) async fn full<R: Register>(
    register: &mut R,
    entry: &Entry,
    by: TakenInBy,
) -> Result<Option<String>> {
    let document = entry.plan.document();
    if let Some(why) = &entry.paused {
        return Ok(Some(format!("{PAUSED}{why}")));
    }
    if let Some(most) = document.quota.and_then(|quota| quota.runs_per_hour)
        && begun(register, entry, HOUR_MS).await? >= i64::from(most)
    {
        let reason = used_up(most);
        register.tell_full(entry, ("automation.quota", "takes in nobody more this hour", &reason)).await?;
        return Ok(Some(reason));
    }
    if by != TakenInBy::Hand && is_flooded(register, entry, document.expect).await? {
        let why = format!("{FLOOD} times as many runs began as are expected");
        register.pause(entry, &why).await?;
        return Ok(Some(format!("{PAUSED}{why}")));
    }
    Ok(None)
}

/// Why nobody more begins this hour.
pub fn used_up(most: u32) -> String {
    format!("{QUOTA}{most} runs an hour is used up")
}

/// What began before somebody let it go on is not held against it.
async fn is_flooded<R: Register>(register: &mut R, entry: &Entry, expect: Option<Expect>) -> Result<bool> {
    let Some(expect) = expect else { return Ok(false) };
    let most = FLOOD * i64::from(expect.max.max(1));
    if begun(register, entry, length(expect.per)).await? < most {
        return Ok(false);
    }
    let period = later(register.moment(), -length(expect.per));
    match register.counted_since(entry.automation.id).await?.filter(|since| *since > period) {
        Some(since) => Ok(register.begun(entry.automation.id, since).await? >= most),
        None => Ok(true),
    }
}

/// Whether one more fits into its hour and into what is expected of it, with nobody told.
pub async fn has_room<R: Register>(register: &mut R, entry: &Entry) -> Result<bool> {
    let document = entry.plan.document();
    if let Some(most) = document.quota.and_then(|quota| quota.runs_per_hour)
        && begun(register, entry, HOUR_MS).await? >= i64::from(most)
    {
        return Ok(false);
    }
    let Some(expect) = document.expect else { return Ok(true) };
    Ok(begun(register, entry, length(expect.per)).await? < i64::from(expect.max.max(1)))
}

async fn begun<R: Register>(register: &mut R, entry: &Entry, within_ms: i64) -> Result<i64> {
    let since = later(register.moment(), -within_ms);
    register.begun(entry.automation.id, since).await
}

fn length(period: Period) -> i64 {
    match period {
        Period::Hour => HOUR_MS,
        Period::Day => 24 * HOUR_MS,
        Period::Week => 7 * 24 * HOUR_MS,
        Period::Month => 30 * 24 * HOUR_MS,
    }
}

/// The same person is always drawn alike, and alike by all automations of a group.
pub fn is_held_out(document: &Automation, contact: Option<ContactId>, subject: Ref) -> bool {
    if document.hold_out == 0 {
        return false;
    }
    let among = document.group.as_ref().map_or(document.automation.as_str(), |group| group.name.as_str());
    let whom = contact.map_or(subject, Ref::from);
    let drawn: [u8; 32] =
        Sha256::new().chain_update("hold out").chain_update(among).chain_update(whom.bytes).finalize().into();
    let drawn = u64::from_be_bytes(drawn[..8].try_into().expect("eight of 32 bytes"));
    drawn % 100 < u64::from(document.hold_out)
}

//! How many runs an automation may begin, and who is left out to measure by.

use kernel::{ContactId, Ref, Result};
use sha2::{Digest, Sha256};

use super::register::Register;
use crate::document::{Automation, Period};
use crate::office::Entry;
use crate::run::later;

const HOUR_MS: i64 = 3_600_000;
/// So many times what is expected is a flood, and nobody more is taken in.
const FLOOD: i64 = 3;

/// Why nobody more is taken in for the moment; whoever answers for it hears of it once.
pub(super) async fn full<R: Register>(register: &mut R, entry: &Entry) -> Result<Option<String>> {
    let document = entry.plan.document();
    if let Some(most) = document.quota.and_then(|quota| quota.runs_per_hour)
        && begun(register, entry, HOUR_MS).await? >= i64::from(most)
    {
        let reason = format!("its quota of {most} runs an hour is used up");
        register.tell_full(entry, ("automation.quota", "takes in nobody more this hour", &reason)).await?;
        return Ok(Some(reason));
    }
    if let Some(expect) = document.expect
        && begun(register, entry, length(expect.per)).await? >= FLOOD * i64::from(expect.max.max(1))
    {
        let reason = format!("{FLOOD} times as many runs began as are expected; look where they come from");
        register.tell_full(entry, ("automation.flood", "is flooded", &reason)).await?;
        return Ok(Some(reason));
    }
    Ok(None)
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

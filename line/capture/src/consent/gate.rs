//! May this mail leave? The law's part of the answer: marketing needs consent, an inquiry's mail needs an inquiry, and
//! ends with an objection or after thirty days.

use kernel::{ContactId, Id, Result, Timestamp};
use store::Tx;
use store::effect::{Claimed, Gate, Leave};

use super::rows;
use crate::form::spec::Purpose;

/// Days after somebody asked last in which that itself allows following up.
const INQUIRY_DAYS: i64 = 30;

pub struct ConsentGate;

impl Gate for ConsentGate {
    async fn may_leave(&self, tx: &mut Tx, effect: &Claimed) -> Result<Leave> {
        let Some(contact) = effect.person.map(ContactId::from_bytes) else { return Ok(Leave::Now) };
        let class = effect.payload["class"].as_str().unwrap_or("transactional");
        if class == "transactional" {
            return Ok(Leave::Now);
        }
        let known = rows::of_person(tx, contact).await?;
        let said =
            |purpose: Purpose, given: bool| known.iter().any(|c| c.purpose == purpose && c.given == given);
        // The most restrictive of all that one person ever said to us under any alias.
        let reason = match class {
            "marketing" if said(Purpose::News, false) => Some("they took back their consent to news"),
            "marketing" if !said(Purpose::News, true) => Some("they never agreed to news"),
            "inquiry" if said(Purpose::FollowUp, false) => Some("they asked us to stop following up"),
            "inquiry" => too_late(rows::asked_at(tx, contact).await?, tx.now()),
            _ => None,
        };
        Ok(reason.map_or(Leave::Now, |reason| Leave::Skip(reason.into())))
    }
}

/// Nobody is followed up who asked nothing of us, or a long time ago.
fn too_late(asked_at: Option<Timestamp>, now: Timestamp) -> Option<&'static str> {
    let Some(asked_at) = asked_at else { return Some("no inquiry of theirs is known") };
    let over = now.as_millisecond() - asked_at.as_millisecond() > INQUIRY_DAYS * 86_400_000;
    over.then_some("their inquiry is older than thirty days")
}

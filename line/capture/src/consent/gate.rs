//! May this mail leave? The law's part of the answer: marketing needs consent, an inquiry's mail ends with an
//! objection or after thirty days.

use kernel::{ContactId, Id, Result};
use store::Tx;
use store::effect::{Claimed, Gate, Leave};

use super::rows;
use crate::form::spec::Purpose;

/// Days after the first mail was asked for in which an inquiry itself allows following up.
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
            "inquiry" if too_old(tx, effect) => Some("their inquiry is older than thirty days"),
            _ => None,
        };
        Ok(reason.map_or(Leave::Now, |reason| Leave::Skip(reason.into())))
    }
}

fn too_old(tx: &Tx, effect: &Claimed) -> bool {
    let since =
        effect.payload["inquired_at"].as_str().and_then(|at| at.parse().ok()).unwrap_or(effect.made_at);
    tx.now().as_millisecond() - since.as_millisecond() > INQUIRY_DAYS * 86_400_000
}

//! When a task falls due: at an instant, or after a wait on the business's calendar.

use kernel::calendar::{Delay, Window, Zone, Zones, due};
use kernel::{Business, ContactId, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;

use crate::contact;
use crate::people::staff::Member;

/// An instant, or a wait such as `{"hours": 4, "window": "business"}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "an instant like 2026-02-02T09:00:00Z or a wait like {\"hours\": 4}")]
pub enum Due {
    At(Timestamp),
    In(Delay),
}

impl Due {
    /// The instant, from now: waits run on the clock of whoever they name, in the business's hours.
    pub(crate) async fn instant(
        &self,
        tx: &mut Tx,
        contact: Option<ContactId>,
        owner: Option<&Member>,
    ) -> Result<Timestamp> {
        match self {
            Due::At(at) => Ok(*at),
            Due::In(delay) => {
                let zones = zones(tx, contact, owner).await?;
                Ok(due(tx.now(), delay, &zones)?)
            }
        }
    }
}

impl Default for Due {
    /// A task always has a time: tomorrow, in business hours.
    fn default() -> Due {
        Due::In(Delay { days: 1, window: Window::Business, ..Delay::default() })
    }
}

async fn zones(tx: &mut Tx, contact: Option<ContactId>, owner: Option<&Member>) -> Result<Zones> {
    let business = tx.setting::<Business>().await?.hours;
    let known = |name: Option<String>| name.and_then(|name| Zone::try_from(name).ok());
    let theirs = match contact {
        Some(contact) => contact::rows::zone_of(tx, contact).await?,
        None => None,
    };
    let owner = known(owner.and_then(|owner| owner.zone.clone()));
    Ok(Zones { contact: known(theirs), company: None, owner, business })
}

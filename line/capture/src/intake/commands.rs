//! What staff can do with an intake: release a parked one, dismiss it, look at it again, take it in once more.

use kernel::{IntakeId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::IntakeView;
use super::{looker, rows};

/// Release a parked intake: it is a real inquiry and becomes a lead now.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseIntake {
    pub intake: IntakeId,
}

impl Command for ReleaseIntake {
    const VERB: Verb =
        Verb::post("intake.release", "/intakes/{intake}/release").no_undo("close the lead it became");
    type Answer = IntakeView;

    fn subject(&self) -> Subject {
        self.intake.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<IntakeView> {
        let parked = rows::load(tx, self.intake).await?;
        let mut released = parked.clone().release()?;
        // Since it was parked they may have written again and be known by now.
        if let Some(person) = rows::person(tx, &released.raw).await? {
            (released.contact, released.known) = (person, true);
        }
        let kept = tx.keep(&parked, released).await?;
        rows::receive(tx, &kept).await?;
        Ok(kept.into())
    }
}

/// Take a received intake in once more, from what was kept of it: the lead it became was closed or merged by mistake,
/// or the rules have changed since. A new intake says so beside the first, and becomes a new lead. What they agreed
/// to stays as it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayIntake {
    pub intake: IntakeId,
}

impl Command for ReplayIntake {
    const VERB: Verb =
        Verb::post("intake.replay", "/intakes/{intake}/replay").no_undo("close the lead it became");
    type Answer = IntakeView;

    fn subject(&self) -> Subject {
        self.intake.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<IntakeView> {
        let kept = rows::load(tx, self.intake).await?;
        let person = rows::person(tx, &kept.raw).await?;
        let again = kept.replay(tx.new_id(), person, tx.now())?;
        tx.add(&again).await?;
        rows::tell_received(tx, &again).await?;
        Ok(again.into())
    }
}

/// Dismiss a parked intake: spam, a test, a duplicate. It stays readable.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DismissIntake {
    pub intake: IntakeId,
    pub reason: String,
}

impl Command for DismissIntake {
    const VERB: Verb = Verb::post("intake.dismiss", "/intakes/{intake}/dismiss").undo("intake.park");
    type Answer = IntakeView;

    fn subject(&self) -> Subject {
        self.intake.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<IntakeView> {
        let parked = rows::load(tx, self.intake).await?;
        let dismissed = parked.clone().dismiss(self.reason.clone())?;
        let kept = tx.keep(&parked, dismissed).await?;
        rows::tell_kept(tx, &kept);
        Ok(kept.into())
    }
}

/// Park a dismissed intake again, to be looked at once more.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParkIntake {
    pub intake: IntakeId,
}

impl Command for ParkIntake {
    const VERB: Verb = Verb::post("intake.park", "/intakes/{intake}/park").no_undo("dismiss or release it");
    type Answer = IntakeView;

    fn subject(&self) -> Subject {
        self.intake.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<IntakeView> {
        let dismissed = rows::load(tx, self.intake).await?;
        let mut parked = dismissed.clone().park_again()?;
        parked.owned.owner = looker::of(tx, parked.owned.owner).await?;
        let kept = tx.keep(&dismissed, parked).await?;
        if kept.rv != dismissed.rv {
            rows::tell_kept(tx, &kept);
        }
        Ok(kept.into())
    }
}

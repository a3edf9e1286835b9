//! The last day of an offer passes: a worker says so, and the deal waits for us again.

use kernel::{Actor, Business, ProposalId, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use store::Tx;
use verbs::{Command, Desk, Subject, Verb, Worker};

use super::views::ProposalView;
use super::{rows, send};
use crate::agreement::void;

/// Let an offer expire whose last day has passed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpireProposal {
    pub proposal: ProposalId,
}

impl Command for ExpireProposal {
    const VERB: Verb = Verb::post("proposal.expire", "/proposals/{proposal}/expire").undo("proposal.reopen");
    type Answer = ProposalView;

    fn subject(&self) -> Subject {
        self.proposal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<ProposalView> {
        let before = rows::load(tx, self.proposal).await?;
        let business: Business = tx.setting().await?;
        let now = tx.now();
        let today = business.zone().shows(now).date();
        let (after, told) = before.clone().expire(today, now, send::next_opening(&business, now)?)?;
        let kept = tx.keep_and_tell(&before, after, told).await?;
        void::waiting(tx, before.agreement, "the offer has expired").await?;
        ProposalView::of(tx, kept).await
    }
}

/// Calls the verb for each offer whose time has come.
pub(crate) struct ExpireThem;

impl Worker for ExpireThem {
    const NAME: &'static str = "sales.expire_proposals";

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let now = desk.store.now();
        let due = desk.store.read(move |tx| Box::pin(rows::overdue(tx, now))).await?;
        let actor = Actor::engine(Self::NAME);
        let mut stuck = false;
        for proposal in due {
            match desk.act(&actor, "proposal.expire", json!({ "proposal": proposal })).await {
                Ok(_) => {}
                // Somebody was faster, or the zone of the business was changed: its day is not over there.
                Err(kernel::Error::Refused(_)) => stuck = true,
                Err(error) => return Err(error),
            }
        }
        if stuck {
            let hour = jiff::SignedDuration::from_hours(1);
            return Ok(Some(now.checked_add(hour).map_err(kernel::fault)?));
        }
        desk.store.read(|tx| Box::pin(rows::next_overdue(tx))).await
    }
}

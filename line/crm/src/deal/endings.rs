//! How a deal ends, won or lost, and how that is taken back.

use kernel::{DealId, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Command, Subject, Verb};

use super::views::DealView;
use super::{open, rows};

/// Win a deal: the customer said yes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WinDeal {
    pub deal: DealId,
}

impl Command for WinDeal {
    const VERB: Verb = Verb::post("deal.win", "/deals/{deal}/win").undo("deal.reopen");
    type Answer = DealView;

    fn subject(&self) -> Subject {
        self.deal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<DealView> {
        let deal = rows::load(tx, self.deal).await?;
        let (won, told) = deal.clone().win(tx.now())?;
        Ok(tx.keep_and_tell(&deal, won, told).await?.into())
    }
}

/// Lose a deal: the customer said no, and this is why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoseDeal {
    pub deal: DealId,
    pub reason: String,
}

impl Command for LoseDeal {
    const VERB: Verb = Verb::post("deal.lose", "/deals/{deal}/lose").undo("deal.reopen");
    type Answer = DealView;

    fn subject(&self) -> Subject {
        self.deal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<DealView> {
        let deal = rows::load(tx, self.deal).await?;
        let (lost, told) = deal.clone().lose(self.reason.clone(), tx.now())?;
        Ok(tx.keep_and_tell(&deal, lost, told).await?.into())
    }
}

/// Reopen a deal that was won or lost: it stands in the line again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenDeal {
    pub deal: DealId,
}

impl Command for ReopenDeal {
    const VERB: Verb =
        Verb::post("deal.reopen", "/deals/{deal}/reopen").no_undo("win or lose it again, whichever it was");
    type Answer = DealView;

    fn subject(&self) -> Subject {
        self.deal.into()
    }

    async fn act(&self, tx: &mut Tx) -> Result<DealView> {
        let deal = rows::load(tx, self.deal).await?;
        let due = open::due(tx).await?;
        let (open, told) = deal.clone().reopen(due)?;
        Ok(tx.keep_and_tell(&deal, open, told).await?.into())
    }
}

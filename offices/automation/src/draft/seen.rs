//! A draft as somebody saw it: loaded only where nobody has saved it since.

use kernel::{AutomationDraftId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::{Draft, DraftRefusal, rows};

/// A draft as somebody saw it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    pub draft: AutomationDraftId,
    /// Its `rv`.
    pub rv: i64,
}

impl Seen {
    /// The draft, where it is still as it was seen.
    pub(super) async fn load(self, tx: &mut Tx) -> Result<Draft> {
        let draft = rows::find(tx, self.draft).await?.ok_or(DraftRefusal::Gone)?;
        tx.permit().covers(draft.owned).map_err(|_| DraftRefusal::Gone)?;
        if draft.rv == self.rv { Ok(draft) } else { Err(DraftRefusal::Newer.into()) }
    }

    /// It became a version: what somebody wrote since then would be lost, so it is refused.
    pub(crate) async fn published(self, tx: &mut Tx) -> Result<()> {
        let draft = self.load(tx).await?;
        rows::remove(tx, &draft).await?;
        tx.tell(draft.ended(true));
        Ok(())
    }
}

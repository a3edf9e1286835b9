//! A nurtured lead comes back on its day by itself.

use kernel::{Actor, Result, Timestamp};
use serde_json::json;
use verbs::{Desk, Worker};

use super::rows;

pub(crate) struct ReturnNurtured;

impl Worker for ReturnNurtured {
    const NAME: &'static str = "crm.return_nurtured";

    async fn tick(desk: &Desk) -> Result<Option<Timestamp>> {
        let now = desk.store.now();
        let due = desk.store.read(move |tx| Box::pin(rows::around::nurtured_until(tx, now)));
        let actor = Actor::engine(Self::NAME);
        for lead in due.await? {
            match desk.act(&actor, "lead.reopen", json!({ "lead": lead })).await {
                // Somebody was faster: it is decided, which is as good.
                Ok(_) | Err(kernel::Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        desk.store.read(|tx| Box::pin(rows::around::next_nurtured(tx))).await
    }
}

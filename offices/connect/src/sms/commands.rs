//! Setting up, changing and taking away the way SMS leave.

use kernel::{Owned, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use verbs::{Command, Verb};

use super::views::GatewayView;
use super::{Gateway, Wish, rows};
use crate::http::rows as connections;

/// Set how SMS to the staff leave: all of it, or nothing where they shall not.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeGateway {
    /// Null takes it away.
    pub gateway: Option<Wish>,
}

impl Command for ChangeGateway {
    const VERB: Verb = Verb::put("sms_gateway.change", "/sms_gateway").undo("sms_gateway.change");
    type Answer = GatewayView;

    async fn act(&self, tx: &mut Tx) -> Result<GatewayView> {
        let before = rows::gateway(tx).await?;
        let was = before.as_ref().map(|before| before.wish.clone());
        match (&self.gateway, before) {
            (None, None) => {}
            (None, Some(before)) => {
                tx.remove(&before).await?;
                tx.tell(before.changed(true));
            }
            (Some(wish), before) => set(tx, before, wish.clone()).await?,
        }
        Ok(GatewayView { gateway: self.gateway.clone(), was })
    }

    fn undo_body(&self, answer: &Json) -> Option<Json> {
        (answer["was"] != answer["gateway"]).then(|| json!({ "gateway": answer["was"] }))
    }
}

async fn set(tx: &mut Tx, before: Option<Gateway>, wish: Wish) -> Result<()> {
    wish.check()?;
    connections::load(tx, wish.connection).await?;
    match before {
        Some(before) => {
            let after = Gateway { wish, ..before.clone() };
            let told = after.changed(false);
            tx.keep_and_tell(&before, after, told).await?;
        }
        None => {
            let owned = Owned { owner: tx.permit().user(), team: None };
            let gateway = Gateway { id: tx.new_id(), rv: 1, owned, wish };
            tx.add(&gateway).await?;
            tx.tell(gateway.changed(false));
        }
    }
    tx.hurry_effects("staff_sms").await.map(drop)
}

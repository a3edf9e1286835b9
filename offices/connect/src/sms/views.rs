//! The gateway as it leaves the house.

use kernel::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;
use verbs::{Query, Verb};

use super::{Wish, rows};

/// How SMS to the staff leave.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GatewayView {
    /// Null where nothing is sent by SMS.
    pub gateway: Option<Wish>,
    /// Before the change this answers, for its undo.
    pub was: Option<Wish>,
}

/// Read how SMS to the staff leave.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadGateway {}

impl Query for ReadGateway {
    const VERB: Verb = Verb::get("sms_gateway.read", "/sms_gateway");
    type Answer = GatewayView;

    async fn ask(&self, tx: &mut Tx) -> Result<GatewayView> {
        let gateway = rows::gateway(tx).await?.map(|gateway| gateway.wish);
        Ok(GatewayView { gateway, was: None })
    }
}

//! What can be asked about services.

use kernel::{Result, ServiceId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Tx;
use verbs::{Query, Verb};

use super::rows;
use super::views::ServiceView;

/// List what the business sells, by name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListServices {
    /// Only what is sold now, or only what is not.
    #[serde(default)]
    pub active: Option<bool>,
}

impl Query for ListServices {
    const VERB: Verb = Verb::get("service.list", "/services");
    type Answer = Vec<ServiceView>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<ServiceView>> {
        let found = rows::all(tx, self.active).await?;
        Ok(found.into_iter().map(Into::into).collect())
    }
}

/// Read a service with its questions, rules and texts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadService {
    pub service: ServiceId,
}

impl Query for ReadService {
    const VERB: Verb = Verb::get("service.read", "/services/{service}");
    type Answer = ServiceView;

    async fn ask(&self, tx: &mut Tx) -> Result<ServiceView> {
        Ok(rows::load(tx, self.service).await?.into())
    }
}

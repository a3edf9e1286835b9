//! Where a customer's request came from: a part of the evidence, never a reason to let somebody in.

use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use verbs::Knock;

/// As the door saw it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "CustomerClient")]
pub struct Client {
    /// The whole IPv4, or the /64 of an IPv6.
    pub network: Option<String>,
    pub user_agent: Option<String>,
}

impl Client {
    pub(crate) fn of(knock: &Knock) -> serde_json::Value {
        let agent = knock.headers.get("user-agent").map(|agent| agent.chars().take(400).collect::<String>());
        serde_json::json!({ "network": knock.network, "user_agent": agent })
    }

    /// One browser, without a cookie: a hash of where it is and what it calls itself.
    pub(crate) fn browser(&self) -> String {
        let network = self.network.as_deref().unwrap_or_default();
        let agent = self.user_agent.as_deref().unwrap_or_default();
        let hash = Sha256::new().chain_update(network).chain_update([0]).chain_update(agent).finalize();
        data_encoding::HEXLOWER.encode(&hash[..16])
    }
}

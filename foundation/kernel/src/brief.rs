//! What a question of a brief can be answered with before anybody asks it again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the first answer to a question comes from: the customer said it already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BriefSource {
    /// What they wrote when they asked.
    Inquiry,
    /// Who signed, with their address and number.
    Signer,
    /// The day they named among the questions of their inquiry.
    WishedDay,
}

//! Approved texts of the business: contract, consent, first words.

mod rows;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use rows::approved;

/// Which approved text something was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ApprovedTextVersion")]
pub struct TextVersion {
    pub slug: String,
    pub language: String,
    pub version: i64,
    /// Of its body, as the templates keep it.
    pub sha256: String,
}

/// An approved text.
#[derive(Debug, Clone)]
pub(crate) struct Approved {
    pub body: String,
    pub from: TextVersion,
}

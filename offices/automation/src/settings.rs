//! What the business decides about all its automations at once.

use kernel::Money;
use serde::{Deserialize, Serialize};

use crate::version::review::{Fewer, FourEyes};

/// Topic `automation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The master stop: nothing automatic moves or leaves, and nothing is lost.
    pub stopped: bool,
    /// At most so many messages of inquiry or marketing from automations to one contact on one of their days.
    pub messages_a_day: i64,
    /// When a second person has to read a version before it acts.
    pub four_eyes: FourEyes,
    /// What one person wants it lowered to, and a second one not yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fewer_eyes: Option<Fewer>,
    /// What an hour of hand work costs the business; nothing: nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hour_cost: Option<Money>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            stopped: false,
            messages_a_day: 1,
            four_eyes: FourEyes::default(),
            fewer_eyes: None,
            hour_cost: None,
        }
    }
}

impl store::Setting for Settings {
    const TOPIC: &'static str = "automation";
}
